"""Walk below the roots: every file once, hidden ones and the trash too, links unfollowed."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sampler.places.git_objects import repository_at

PSEUDO = frozenset({"/proc", "/sys"})  # what the system shows as files and keeps nowhere
UNREADABLE, NOT_THERE = "could not be read", "is not there"


@dataclass
class Walk:
    """Gives the files and repositories below roots; `skipped` learns what could not be reached."""

    roots: tuple[Path, ...]
    left_out: frozenset[Path]  # the home: what it keeps is encrypted, and known
    skipped: Callable[[Path, str], None]
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _stores: set[Path] = field(default_factory=set)  # objects that git gives, not their files

    def __iter__(self) -> Iterator[tuple[Path, bool]]:
        """Each path, and whether it is a git repository."""
        for root in self.roots:
            if not os.path.lexists(root):
                self.skipped(root, NOT_THERE)
            elif root.is_dir():
                yield from self._below(root)
            elif root.is_file():
                yield root.resolve(), False

    def _below(self, root: Path) -> Iterator[tuple[Path, bool]]:
        waiting = [root.resolve()]
        while waiting:
            folder = waiting.pop()
            if self._passed_over(folder, root) or not self._fresh(folder):
                continue
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError:
                self.skipped(folder, UNREADABLE)
                continue
            repository = repository_at(folder)
            if repository is not None and repository / "objects" not in self._stores:
                self._stores.add(repository / "objects")
                yield repository, True
            waiting += [Path(one.path) for one in reversed(entries) if one.is_dir(follow_symlinks=False)]
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    yield Path(entry.path), False

    def _passed_over(self, folder: Path, root: Path) -> bool:
        pseudo = str(folder) in PSEUDO and folder != root
        return pseudo or folder in self.left_out or folder in self._stores

    def _fresh(self, folder: Path) -> bool:
        """Say that a folder was not met yet: roots may overlap, and a folder can be mounted twice."""
        try:
            found = folder.stat(follow_symlinks=False)
        except OSError:
            self.skipped(folder, UNREADABLE)
            return False
        key = (found.st_dev, found.st_ino)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True


@contextmanager
def plain_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A regular file's stream and size; a link or a device in its place is an error.

    Raises:
        OSError: it can't be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("not a file")
        yield stream, found.st_size
