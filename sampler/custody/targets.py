"""What an act makes outside the home: under a temporary name first, and undone after a crash."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sampler.custody.copies import walk
from sampler.custody.own_files import inside_own
from sampler.custody.session import Session
from sampler.errors import NotFoundError, SamplerError, UsageError
from sampler.registry.journal import Intention
from sampler.registry.private_files import sync_folder

MADE = {
    "pack": "pack",
    "pack.passphrase": "passphrase file",
    "pack.draft": "mail draft",
    "open": "target folder",
    "export": "target folder",
    "load": "database",
}


class Target:
    """A path to be made: fill `temporary`, verify it, then `place` it."""

    def __init__(self, session: Session, intention: Intention, temporary: Path, final: Path) -> None:
        self._session = session
        self._intention = intention
        self.temporary = temporary
        self.final = final

    def place(self) -> None:
        """Rename the temporary to its final name, durably; the journal learns first which inode that is."""
        if self.temporary.is_dir():
            sync_tree(self.temporary)
        else:
            sync_file(self.temporary)
        self._session.journal.note(self._intention, inode=_inode(self.temporary))
        if self.final.is_dir() and not self.final.is_symlink():
            self.final.rmdir()
        self.temporary.rename(self.final)
        sync_folder(self.final.parent)


AGAIN = "the next command tries again"


@contextmanager
def making(session: Session, act: str, subject: str, final: Path) -> Iterator[Target]:
    """Give a target for `final`; the block fills it, places it and records the copy.

    An error inside the block undoes at once; after a crash, recovery does.

    Raises:
        UsageError: `final` exists and is not an empty folder.
        NotFoundError: its folder does not exist.
    """
    final, what = final.absolute(), MADE.get(act, "target")
    empty = final.is_dir() and not final.is_symlink() and not any(final.iterdir())
    if os.path.lexists(final) and not empty:
        raise UsageError(f"the {what} exists already and is not overwritten", "name another one")
    if not final.parent.is_dir():
        raise NotFoundError(f"the folder for the {what} is not there", "make it with mkdir -p first")
    if inside_own(session, final):
        raise UsageError(f"the {what} would lie in sampler's own home or key store", "name another folder")
    temporary = final.with_name(f".sampler-{secrets.token_hex(6)}.part")
    paths = {"temporary": str(temporary), "final": str(final)}
    with session.journal.intend(act, subject, **paths) as intention:
        try:
            yield Target(session, intention, temporary, final)
        except BaseException:  # what failed is what is said, also when its remains can't be removed
            try:
                undo(session, intention.facts)
            except (OSError, SamplerError):
                session.say(f"warning: what was made of the {what} could not be removed; {AGAIN}")
            else:
                session.journal.done(intention)
            raise


def undo(session: Session, facts: Mapping[str, str]) -> bool:
    """Remove what an unfinished act made outside the home, and say whether its copy is on record.

    The final path is removed only if it is the very file or folder that was renamed there, and no copy
    is registered for it: something else may stand there by now.
    """
    here = session.registry.with_detail("copy", "location", facts["final"])
    registered = any(session.registry.get("copy", copy_id)["state"] == "open" for copy_id in here)
    remove_tree(Path(facts["temporary"]))
    final = Path(facts["final"])
    if not registered and os.path.lexists(final) and facts.get("inode") == _inode(final):
        remove_tree(final)
    return registered


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with everything in it; links are removed, not followed."""
    if path.is_dir() and not path.is_symlink():
        for inner in list(walk(path)):
            inner.unlink()
        for folder in sorted((p for p in path.rglob("*") if p.is_dir()), reverse=True):
            folder.rmdir()
        path.rmdir()
    elif os.path.lexists(path):
        path.unlink()
    else:
        return
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Make the files below a folder durable, and their names: a synced file may still lose its name."""
    for path in walk(folder):
        sync_file(path)
    for inner in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync_folder(inner)


def sync_file(path: Path) -> None:
    """Make the bytes of a finished file durable; a full disk may be noticed only here."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _inode(path: Path) -> str:
    status = path.lstat()
    return f"{status.st_dev}:{status.st_ino}"
