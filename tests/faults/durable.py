"""What a power cut leaves: only what was synced, in the worst way that POSIX allows.

The disk's memory is followed from call to call: syncing a file makes its bytes durable, syncing a folder its
names. A cut is laid down in one of two ways: `synced`, where names too are only those that were synced, and
`named`, where every name is there and bytes that were not synced are lost, as on a disk that delays writing.
"""

import os
import shutil
import stat
from dataclasses import dataclass, field
from pathlib import Path

from seccomp import Call

WAYS = ("synced", "named")


@dataclass(frozen=True)
class Cut:
    """One disk as a power cut leaves it: bytes and names by inode."""

    top: int
    device: int
    files: dict[int, tuple[int, bytes]]
    folders: dict[int, dict[str, int]]
    folder_inodes: frozenset[int]
    modes: dict[int, int]

    def lay(self, work: Path) -> None:
        """Put this disk in the place of `work`; notes of the journal still name the inodes they mean."""
        os.chdir(work.parent)
        shutil.rmtree(work, ignore_errors=True)
        moved: dict[int, int] = {}
        self._folder(self.top, work, moved)
        for note in (work / "home" / "journal").glob("*.json"):
            text = note.read_text()
            for old, new in moved.items():
                text = text.replace(f'"{self.device}:{old}"', f'"{self.device}:{new}"')
            note.write_text(text)
        os.chdir(work)

    def _folder(self, inode: int, path: Path, moved: dict[int, int]) -> None:
        path.mkdir()
        for name, inner in self.folders.get(inode, {}).items():
            place = path / name
            if inner in self.folder_inodes:
                self._folder(inner, place, moved)
            else:
                mode, data = self.files.get(inner, (self.modes.get(inner, 0o600), b""))
                place.write_bytes(data)
                place.chmod(mode)
            moved[inner] = place.stat().st_ino
        path.chmod(self.modes.get(inode, 0o700))


@dataclass
class Disk:
    """Follows what is durable below a folder; inodes are held, so that none is used twice."""

    work: Path
    files: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    folders: dict[int, dict[str, int]] = field(default_factory=dict)
    folder_inodes: set[int] = field(default_factory=set)
    modes: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.work, *self.work.rglob("*")):
            self._keep(path)

    def sync(self, call: Call) -> None:
        """What an fsync, about to be made, will make durable."""
        self._keep(Path(f"/proc/{call.task}/fd/{call.descriptor}"))

    def cut(self, way: str) -> Cut:
        """The disk after a power cut now."""
        folders = dict(self.folders)
        kinds = set(self.folder_inodes)
        modes = dict(self.modes)
        if way == "named":
            for path in (self.work, *(p for p in self.work.rglob("*") if p.is_dir())):
                inode = path.stat().st_ino
                folders[inode] = _names(path)
                kinds.add(inode)
                modes[inode] = stat.S_IMODE(path.stat().st_mode)
        top = self.work.stat()
        return Cut(top.st_ino, top.st_dev, dict(self.files), folders, frozenset(kinds), modes)

    def close(self) -> None:
        """Let go of the inodes."""
        for descriptor in self.held.values():
            os.close(descriptor)

    def _keep(self, path: Path) -> None:
        status = path.stat()
        if status.st_ino not in self.held:
            self.held[status.st_ino] = os.open(path, os.O_PATH)
        self.modes[status.st_ino] = stat.S_IMODE(status.st_mode)
        if stat.S_ISDIR(status.st_mode):
            self.folder_inodes.add(status.st_ino)
            self.folders[status.st_ino] = _names(path)
            for inner in path.iterdir():
                if inner.is_dir():
                    self.folder_inodes.add(inner.stat().st_ino)
        elif stat.S_ISREG(status.st_mode):
            self.files[status.st_ino] = (stat.S_IMODE(status.st_mode), path.read_bytes())


def _names(folder: Path) -> dict[str, int]:
    return {path.name: path.lstat().st_ino for path in folder.iterdir()}
