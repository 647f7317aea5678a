"""Small private files: written under a temporary name, synced, renamed, 0600 whatever the umask."""

import os
from pathlib import Path

from sampler.errors import NotFoundError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, entirely or not at all, and sync file and folder."""
    make_private_folder(path.parent)
    replace_file(path, data, path.with_name(f".{path.name}.part"))
    sync_folder(path.parent)


def replace_file(path: Path, data: bytes, temporary: Path) -> None:
    """Write `data` under a temporary name, 0600, sync it and rename it; nothing stays behind on failure."""
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_private(path: Path) -> bytes:
    """Read a small file.

    Raises:
        NotFoundError: it is not there.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(f"{path.name} is not there") from None


def make_private_folder(path: Path) -> None:
    """Make a folder and its parents; the folder itself is 0700 if it is new."""
    if not path.is_dir():
        path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path.chmod(PRIVATE_FOLDER)


def sync_folder(path: Path) -> None:
    """Make a rename or unlink in `path` durable, where the system can sync folders."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_durably(path: Path) -> bool:
    """Unlink `path` if it is there and sync its folder; say whether it was."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    sync_folder(path.parent)
    return True


def keep_private() -> None:
    """Make everything this process creates unreadable for others, and let no crash dump its memory."""
    os.umask(0o077)
    if os.name != "nt":
        import resource  # noqa: PLC0415 - POSIX only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
