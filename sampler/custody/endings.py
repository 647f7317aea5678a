"""How one copy outside the vault ends: removed if it is still what was registered, then looked for."""

import errno
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sampler.custody.copies import content, content_of, digest_of, location, walk
from sampler.custody.own_files import is_own
from sampler.custody.session import Session
from sampler.custody.targets import remove_tree
from sampler.databases import sqlite_file
from sampler.errors import SamplerError
from sampler.places.paths import host
from sampler.registry.private_files import remove_durably

ABSENT, UNVERIFIED = "verified-absent", "not-verified"
DELETED = "deleted by sampler and looked for"
FINISHED = "its deletion was interrupted and finished; looked for"
TOGETHER = "deleted by sampler with another copy at the same place; looked for"
GONE = "was not at its place and was not deleted by sampler"
CHANGED = "changed since it was registered; left in place"
EXTRA = "holds files that were not registered; those were left in place"
STILL_THERE = "still there, or there again, when it was looked for"
ELSEWHERE = "lies on another machine"
OWN = "holds sampler's own home or key store; left in place"
UNREACHABLE = "could not be read or deleted"
MIXED = "holds other things too; left in place for a person"
DROPPED = "its tables were dropped; the file holds other tables and was kept"


@dataclass(frozen=True, slots=True)
class Ending:
    """The claim for one copy and, in fixed words, what it rests on."""

    copy: str
    claim: str
    evidence: str


def end_copy(session: Session, copy_id: str, *, resumed: bool = False) -> Ending:
    """Remove a copy, check that it is gone, and record the claim; unsure is `not-verified`, never gone.

    `resumed` says that an earlier run, which was interrupted, may have removed it already.
    """
    row = session.registry.get("copy", copy_id)
    with session.journal.intend("copy.end", copy_id):
        claim, evidence = _removed(session, row["kind"], copy_id, resumed=resumed)
        record(session, Ending(copy_id, claim, evidence))
    return Ending(copy_id, claim, evidence)


def record(session: Session, ending: Ending) -> None:
    """Put an ending on record; a copy that could not be verified stays open."""
    now = session.moment()
    closed = ending.claim != UNVERIFIED
    with session.registry.act("copy.end", actor=session.actor) as act:
        act.put("copy", ending.copy, claim=ending.claim, evidence=ending.evidence, checked_at=now)
        act.put("copy", ending.copy, state="closed" if closed else "open", closed_at=now if closed else None)


def on_this_machine(session: Session, copy_id: str) -> bool:
    """Say whether a copy's place is one that can be looked at from here."""
    return session.registry.details("copy", copy_id)["host"] == host()


def there(session: Session, copy_id: str) -> bool:
    """Say whether anything stands at a copy's place; a dropped database's kept file is not the copy.

    What holds other things too stands there with or without the copy: only a hunt can tell.
    """
    row = session.registry.get("copy", copy_id)
    path = location(session, copy_id)
    if _mixed(session, copy_id) and row["state"] == "closed":
        return False
    if row["kind"] == "database":
        if row["evidence"] == DROPPED:
            return sqlite_file.marks(path).get("copy") == copy_id
        return any(os.path.lexists(file) for file in sqlite_file.files_of(path))
    return os.path.lexists(path)


def _mixed(session: Session, copy_id: str) -> bool:
    """Say whether a found copy lies in a file or repository that holds other things."""
    return bool(session.registry.details("copy", copy_id).get("mixed"))


def unlink_known(session: Session, copy_id: str) -> bool:
    """Remove a copy without recording it, and say whether all of it is gone: for a locked key store."""
    row = session.registry.get("copy", copy_id)
    return _removed(session, row["kind"], copy_id, resumed=False)[0] == ABSENT


def _removed(session: Session, kind: str, copy_id: str, *, resumed: bool) -> tuple[str, str]:
    if not on_this_machine(session, copy_id):
        return UNVERIFIED, ELSEWHERE
    path = location(session, copy_id)
    try:
        if not os.path.lexists(path):
            return _gone(session, copy_id, resumed=resumed)
        if is_own(session, path) or _mixed(session, copy_id):
            return UNVERIFIED, OWN if is_own(session, path) else MIXED
        remove = _remove_database if kind == "database" else _remove_known
        evidence = remove(session, copy_id, path)
    except (OSError, SamplerError) as failed:
        if getattr(failed, "errno", None) == errno.ENOSPC:
            raise  # nothing is wrong with the medium: the next command finishes what began here
        return UNVERIFIED, UNREACHABLE
    if evidence not in (DELETED, DROPPED):
        return UNVERIFIED, evidence
    return (
        (UNVERIFIED, STILL_THERE) if evidence == DELETED and there(session, copy_id) else (ABSENT, evidence)
    )


def _gone(session: Session, copy_id: str, *, resumed: bool) -> tuple[str, str]:
    """What may be said of a place that is empty: gone by sampler's hand, or by somebody's."""
    if resumed:
        return ABSENT, FINISHED
    mine, place = content(session, copy_id), location(session, copy_id)
    for other in session.registry.find("copy", claim=ABSENT):
        same = other["id"] != copy_id and location(session, other["id"]) == place
        if same and mine and mine.items() <= content(session, other["id"]).items():
            return ABSENT, TOGETHER
    return UNVERIFIED, GONE


def _remove_known(session: Session, copy_id: str, path: Path) -> str:
    """Delete a file, or the files of a folder, whose bytes are the registered ones; leave all others."""
    known = content(session, copy_id)
    if path.is_symlink() or path.is_dir() != ("" not in known):
        return CHANGED
    if not path.is_dir():
        if content_of(path) != known:
            return CHANGED
        remove_durably(path)
        return DELETED
    left = [inner for inner in list(walk(path)) if not _remove_if_known(path, inner, known)]
    if left:
        return EXTRA
    remove_tree(path)
    return DELETED


def _remove_if_known(folder: Path, path: Path, known: dict[str, str]) -> bool:
    name = hashlib.sha256(path.relative_to(folder).as_posix().encode(errors="surrogateescape")).hexdigest()
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        same = known.get(name) == digest_of(stream)
    if same:
        remove_durably(path)
    return same


def _remove_database(_session: Session, copy_id: str, path: Path) -> str:
    """A database is known by its marker: developers change what is inside."""
    if path.is_symlink() or sqlite_file.marks(path).get("copy") != copy_id:
        return CHANGED
    if sqlite_file.foreign_tables(path):
        return DROPPED if sqlite_file.drop_ours(path) else UNREACHABLE
    for file in sqlite_file.files_of(path):
        remove_durably(file)
    return DELETED
