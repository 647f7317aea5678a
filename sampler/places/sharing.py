"""Folders that everybody on a machine or a network shares."""

import os
import stat
from pathlib import Path, PurePath

ROOTS = (
    "/srv/samba",
    "/srv/nfs",
    "/srv/share",
    "/export",
    "/exports",
    "/pub",
    "/var/spool/samba",
)
BELOW_HOME = ("Public", "Public Folder", "Drop Box", "Partage", "Partage public")


def shared(path: Path, home: Path, *, modes: bool) -> bool:
    """Say whether others can read, or put and replace files, where `path` would lie.

    sampler's own files are 0600, so a folder that others may list is no harm by itself; one they may write
    to without the sticky bit is, and so is a file system without modes that others can enter.
    """
    common = (*map(Path, ROOTS), *(home / name for name in BELOW_HOME))
    beside = (home.parent / "Shared", home.parent / "Public")  # of macOS and of Windows
    if any(path.is_relative_to(root) for root in (*common, *beside)):
        return True
    return os.name != "nt" and _open_to_all(path, modes=modes)


def _open_to_all(path: Path, *, modes: bool) -> bool:
    existing = next((p for p in (path, *path.parents) if p.exists()), Path("/"))
    folder = existing if existing.is_dir() else existing.parent
    chain = [_mode(p) for p in (folder, *folder.parents)]
    if not all(mode & stat.S_IXOTH for mode in chain):
        return False  # nobody else gets that far
    written = chain[0] & stat.S_IWOTH and not chain[0] & stat.S_ISVTX
    return bool(written) or (not modes and bool(chain[0] & stat.S_IROTH))


def _mode(path: PurePath) -> int:
    try:
        return os.stat(path).st_mode  # noqa: PTH116 - PurePath has no stat
    except OSError:  # its own folder can't be entered, by us or by anybody else
        return 0
