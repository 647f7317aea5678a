"""Look at a path and say what kind of place it is, from the system, never from what the caller says."""

import os
import socket
from pathlib import Path

import psutil

NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afpfs",
        "webdav",
        "davfs",
        "sshfs",
        "fuse.sshfs",
        "9p",
        "ceph",
        "glusterfs",
    }
)
MEMORY = frozenset({"tmpfs", "ramfs"})
SYNC_NAMES = (
    "onedrive",
    "dropbox",
    "google drive",
    "googledrive",
    "icloud",
    "mobile documents",
    "nextcloud",
    "owncloud",
)
SYNC_MARKERS = (".stfolder", ".dropbox", ".owncloudsync.log", ".nextcloudsync.log")
WEB_ROOTS = (
    "/var/www",
    "/srv/http",
    "/usr/share/nginx/html",
    "/usr/local/var/www",
    "/Library/WebServer/Documents",
)


def place_of(path: Path) -> str:
    """One of local, memory, network, removable, synchronised, web-root, git-remote, unknown.

    A link is followed first: what counts is where the bytes would lie.
    """
    real = path.absolute().resolve()
    folders = [real, *real.parents]
    if any(_synchronised(folder) for folder in folders):
        return "synchronised"
    if any(folder == Path(root) for root in WEB_ROOTS for folder in folders):
        return "web-root"
    kind = _file_system(_existing(real))
    if kind in ("network", "removable", "unknown"):
        return kind
    return "git-remote" if any(_has_remote(folder) for folder in folders) else kind


def host() -> str:
    """The name of this machine."""
    return socket.gethostname()


def _existing(path: Path) -> Path:
    return next((p for p in (path, *path.parents) if p.exists()), Path(path.anchor))


def _synchronised(folder: Path) -> bool:
    name = folder.name.casefold()
    if any(name == word or name.startswith(f"{word} - ") for word in SYNC_NAMES):
        return True
    return any((folder / marker).exists() for marker in SYNC_MARKERS)


def _has_remote(folder: Path) -> bool:
    config = folder / ".git" / "config"
    try:
        return "[remote " in config.read_text(errors="replace")
    except OSError:
        return False


def _file_system(path: Path) -> str:
    mounts = {partition.mountpoint: partition for partition in psutil.disk_partitions(all=True)}
    found = next((mounts[str(p)] for p in (path, *path.parents) if str(p) in mounts), None)
    if found is None:
        return "local" if os.name == "posix" and path.exists() else "unknown"
    kind = found.fstype.casefold()
    if kind in NETWORK:
        return "network"
    if kind in MEMORY:
        return "memory"
    return "removable" if _removable(found.device) or "removable" in found.opts else "local"


def _removable(device: str) -> bool:
    """Linux says it in /sys; a partition's flag stands with its disk."""
    name = os.path.basename(os.path.realpath(device))  # noqa: PTH119 - a device name, not a path of ours
    block = Path("/sys/class/block") / name
    for folder in (block, block.resolve().parent):
        try:
            if (folder / "removable").read_text().strip() == "1":
                return True
        except OSError:
            continue
    return False
