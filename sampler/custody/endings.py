"""How one copy outside the vault ends: removed if it is still what was registered, then looked for."""

import errno
import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sampler.custody import schemas
from sampler.custody.copies import content, content_of, digest_of, location, unmounted, walk
from sampler.custody.ending_words import (
    ABSENT,
    BACKUP,
    CHANGED,
    CUT_SHORT,
    DELETED,
    DROPPED,
    ELSEWHERE,
    ERASED,
    EXPIRES,
    EXTRA,
    FINISHED,
    GONE,
    MIXED,
    OWN,
    READ_ONLY,
    STILL_THERE,
    TOGETHER,
    UNMOUNTED,
    UNREACHABLE,
    UNVERIFIED,
)
from sampler.custody.own_files import is_own
from sampler.custody.schemas import Removal
from sampler.custody.session import Session
from sampler.custody.targets import remove_tree
from sampler.databases import sqlite_file
from sampler.errors import SamplerError
from sampler.places.paths import host, mounted, stands
from sampler.registry.private_files import remove_durably, sync_folder

# fmt: off
__all__ = [
    "ABSENT", "CHANGED", "DELETED", "DROPPED", "ELSEWHERE", "ERASED", "EXTRA", "FINISHED", "GONE", "MIXED",
    "OWN", "READ_ONLY", "STILL_THERE", "TOGETHER", "UNMOUNTED", "UNREACHABLE", "UNVERIFIED", "Ending",
    "away_of", "end_copy", "on_this_machine", "record", "there", "unlink_known",
]
# fmt: on


STOOD = "stood"  # in a journal note: whether the copy was at its place before its removal began


@dataclass(frozen=True, slots=True)
class Ending:
    """The claim for one copy and, in fixed words, what it rests on."""

    copy: str
    claim: str
    evidence: str


def end_copy(
    session: Session, copy_id: str, *, resumed: str | bool = False, changes_only: bool = False
) -> Ending:
    """Remove a copy, check that it is gone, and record the claim; unsure is `not-verified`, never gone.

    `resumed` says that an earlier run may have removed it already; as a word, how it did (else that it was
    interrupted). With
    `changes_only` a claim that is on record as it is, is not recorded again.
    """
    row = session.registry.get("copy", copy_id)
    with session.journal.intend("copy.end", copy_id, **{STOOD: "yes" if stood(session, copy_id) else "no"}):
        removal = _removal(session, copy_id, resumed=resumed)
        ending = Ending(copy_id, removal.claim, removal.evidence)
        same = (ending.claim, ending.evidence) == (row["claim"], row["evidence"])
        if not (changes_only and same and not removal.said):
            record(session, ending, removal.said)
    return ending


def stood(session: Session, copy_id: str) -> bool:
    """Say whether there is something that sampler may be about to remove, for the journal.

    Of a place that was empty before, no later run may say that sampler emptied it.
    """
    if session.registry.get("copy", copy_id)["kind"] == schemas.SCHEMA:
        return True  # whether it was dropped is in its own details
    try:
        return on_this_machine(session, copy_id) and stands(location(session, copy_id))
    except OSError:  # what can't be looked at is not about to be removed; the removal itself says why
        return False


def record(session: Session, ending: Ending, said: Mapping[str, str] | None = None) -> None:
    """Put an ending on record, with what a later look must know; an unverified copy stays open."""
    now = session.moment()
    closed = ending.claim != UNVERIFIED
    with session.registry.act("copy.end", actor=session.actor) as act:
        act.detail("copy", ending.copy, **(said or {}))
        act.put("copy", ending.copy, claim=ending.claim, evidence=ending.evidence, checked_at=now)
        act.put("copy", ending.copy, state="closed" if closed else "open", closed_at=now if closed else None)


def on_this_machine(session: Session, copy_id: str) -> bool:
    """Say whether a copy's place is one that can be looked at from here."""
    return session.registry.details("copy", copy_id)["host"] == host()


def away_of(
    session: Session, copies: Collection[str], details: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[str, ...]:
    """Those copies that should lie on this machine and are not at their places; a server is not asked.

    The registry is asked once and each medium looked at once, however many copies there are; `details` are
    those of all copies, when they were read before.
    """
    said = session.registry.details_by_id("copy") if details is None else details
    is_mounted = cache(mounted)
    schema = {row["id"] for row in session.registry.find("copy", kind=schemas.SCHEMA)} if copies else set()
    return tuple(copy for copy in copies if copy not in schema and _away(said.get(copy, {}), is_mounted))


def _away(said: Mapping[str, str], is_mounted: Callable[[str], bool]) -> bool:
    if said.get("host") != host() or said.get("mixed"):
        return False
    if said.get("mount") and not is_mounted(said["mount"]):
        return False
    try:
        return not stands(said["location"])
    except OSError:
        return True  # where nothing can be looked at, a person has to say where the copy is


def there(session: Session, copy_id: str) -> bool:
    """Say whether anything stands at a copy's place; a dropped database's kept file is not the copy.

    What holds other things too stands there with or without the copy: only a hunt can tell.

    Raises:
        OSError: its place can't be looked at.
        ServerDownError: its server does not answer.
    """
    row = session.registry.get("copy", copy_id)
    if row["kind"] == schemas.SCHEMA:
        return bool(schemas.standing(session, copy_id))
    path = location(session, copy_id)
    if _mixed(session, copy_id) and row["state"] == "closed":
        return False
    if row["kind"] == "database":
        if row["evidence"] == DROPPED:
            return sqlite_file.marks(path).get("copy") == copy_id
        return any(stands(file) for file in sqlite_file.files_of(path))
    return stands(path)


def _mixed(session: Session, copy_id: str) -> bool:
    """Say whether a found copy lies in a file or repository that holds other things."""
    return bool(session.registry.details("copy", copy_id).get("mixed"))


def unlink_known(session: Session, copy_id: str) -> bool:
    """Remove a copy without recording it, and say whether all of it is gone: for a locked key store."""
    removal = _removal(session, copy_id, resumed=False)
    return removal.claim == ABSENT or removal.dropped  # of a dropped schema the next look says the rest


def _removal(session: Session, copy_id: str, *, resumed: str | bool) -> Removal:
    row = session.registry.get("copy", copy_id)
    if row["expires_on"] and not on_this_machine(session, copy_id):
        return Removal(EXPIRES, BACKUP)
    if not on_this_machine(session, copy_id):
        return Removal(UNVERIFIED, ELSEWHERE)
    if row["kind"] == schemas.SCHEMA:
        return schemas.remove(session, copy_id, resumed=bool(resumed))
    resumed = resumed or row["evidence"] == CUT_SHORT
    return Removal(*_removed(session, row["kind"], copy_id, resumed=resumed))


def _removed(session: Session, kind: str, copy_id: str, *, resumed: str | bool) -> tuple[str, str]:
    path, stood = location(session, copy_id), bool(resumed)
    try:
        if not stands(path):
            return _gone(session, copy_id, resumed=resumed)
        stood = True
        if is_own(session, path) or _mixed(session, copy_id):
            return UNVERIFIED, OWN if is_own(session, path) else MIXED
        remove = _remove_database if kind == "database" else _remove_known
        evidence = remove(session, copy_id, path)
        if evidence == DELETED and there(session, copy_id):
            evidence = STILL_THERE
    except (OSError, SamplerError) as failed:
        number = getattr(failed, "errno", None)
        if number == errno.ENOSPC:
            raise  # nothing is wrong with the medium: the next command finishes what began here
        if stood and _empty(path):
            return UNVERIFIED, CUT_SHORT
        return UNVERIFIED, READ_ONLY if number == errno.EROFS else UNREACHABLE
    return (ABSENT if evidence in (DELETED, DROPPED) else UNVERIFIED), evidence


def _empty(path: Path) -> bool:
    """Say whether a removal that failed had taken the copy from its place all the same."""
    try:
        return not stands(path)
    except OSError:
        return False


def _gone(session: Session, copy_id: str, *, resumed: str | bool) -> tuple[str, str]:
    """What may be said of a place that is empty: gone by sampler's hand, or by somebody's."""
    if unmounted(session, copy_id):
        return UNVERIFIED, UNMOUNTED
    mine, place = content(session, copy_id), location(session, copy_id)
    if resumed:
        if place.parent.is_dir():
            sync_folder(place.parent)
        return ABSENT, resumed if isinstance(resumed, str) else FINISHED
    for other in session.registry.with_detail("copy", "location", str(place)):
        absent = other != copy_id and session.registry.get("copy", other)["claim"] == ABSENT
        if absent and mine and mine.items() <= content(session, other).items():
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
    for file in reversed(list(sqlite_file.files_of(path))):  # by its marker it is known until the end
        remove_durably(file)
    return DELETED
