"""Sampler's own folders, the home and the key store: nothing in them, and nothing around them, is a copy."""

import os
from pathlib import Path

from sampler.custody.session import Session

Identity = tuple[int, int]


def is_own(session: Session, path: Path) -> bool:
    """Say whether a path is one of sampler's own folders, inside one, or around one.

    Folders are compared as the system knows them, so that a link or a bind mount doesn't hide one.
    """
    if inside_own(session, path):
        return True
    here = _identity(Path(os.path.realpath(path)))
    return here is not None and any(here in _chain(folder) for folder in _own(session))


def inside_own(session: Session, path: Path) -> bool:
    """Say whether a path, there or not, is one of sampler's own folders or inside one."""
    around = _chain(path)
    return any(_identity(folder) in around for folder in _own(session))


def _own(session: Session) -> list[Path]:
    folders = (session.home.root, session.keys_folder)
    return [folder for folder in folders if folder is not None and _identity(folder) is not None]


def _chain(path: Path) -> list[Identity]:
    """A path and the folders around it, as far as they are there."""
    real = Path(os.path.realpath(path))
    return [found for place in (real, *real.parents) if (found := _identity(place)) is not None]


def _identity(path: Path) -> Identity | None:
    try:
        status = path.stat()
    except OSError:  # not there, or out of reach: our own folders are open to this very session
        return None
    return status.st_dev, status.st_ino
