"""Copies that people make, move and give back by hand: sampler did not see it happen, and says so."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sampler.custody.copies import NewCopy, content, content_of, location, next_id, register, unmounted
from sampler.custody.declaring import PROTECTIONS
from sampler.custody.ending_words import AGAIN, UNVERIFIED
from sampler.custody.endings import on_this_machine, there
from sampler.custody.environments import HERE, environment
from sampler.custody.gate import ask
from sampler.custody.own_files import is_own
from sampler.custody.schemas import SCHEMA, is_unchanged
from sampler.custody.schemas_by_hand import REMOTE, named
from sampler.custody.session import Session
from sampler.custody.standing import ABSENT, BACK, OTHER, UNREADABLE, UNSEEN, standing_again
from sampler.databases import sqlite_file
from sampler.errors import MismatchError, NotFoundError, SamplerError, UsageError
from sampler.places.paths import host, place_of
from sampler.registry.store import Row

UNCHANGED, CHANGED, GONE = "unchanged", "changed", "gone"
BAD_PLACES = {"removable": "IJO-2"}
GOOD_PLACES = ("local", "memory")
RETURNED = "returned to the provider"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a copy made by hand lies: a path here, a schema on a server, or words for a place elsewhere.

    With `expires_on` it is a backup, which is gone by itself after that day.
    """

    path: Path | None
    place: str
    holder: str
    environment: str = HERE
    medium: str = ""
    protection: str = "unverified"
    at: str = ""
    expires_on: str = ""

    def __post_init__(self) -> None:
        if (self.path is not None) + bool(self.place.strip()) + bool(self.at) != 1:
            raise UsageError(
                "a copy lies at a path here, in a schema, or in a place elsewhere",
                "--path FILE, --at postgresql://…?schema=NAME, or --place TEXT",
            )
        if self.expires_on and not self.place.strip():
            raise UsageError("a backup that expires by itself lies elsewhere", "--place TEXT")
        if self.protection not in PROTECTIONS:
            raise UsageError(f"--protection is one of {', '.join(PROTECTIONS)}", "--protection encrypted")


def add_copy(session: Session, sample: str, found: Whereabouts) -> tuple[str, str]:
    """Register a copy that somebody made by hand; give its id, and the rule that its place breaks, if any.

    Raises:
        NotFoundError: there is no such sample, file, environment or medium.
    """
    row = session.registry.get("sample", sample)
    _known(session, found)
    ask(session, "copy.add", sample)
    due = session.registry.get("deal", row["deal"])["due_on"]
    copy = NewCopy("by-hand", row["deal"], sample, _place(found), holder=found.holder, destroy_by=due)
    copy = replace(_placed(copy, found), content=_content(found), expires_on=found.expires_on or None)
    whole, broken = {}, ""
    if found.at:
        address, broken = named(session, found.at)
        copy = replace(copy, kind=SCHEMA, location=address.url(), elsewhere=broken == REMOTE)
        whole = {"whole": "yes"}
    copy_id = next_id(session)
    with session.registry.act("copy.add", actor=session.actor) as act:
        register(session, act, copy_id, copy)
        act.detail("copy", copy_id, **whole)
    return copy_id, broken or _broken(found)


def move_copy(session: Session, copy_id: str, found: Whereabouts) -> str:
    """Record that a copy was moved by hand, or given to another holder; give the rule that its place breaks.

    Raises:
        UsageError: the copy is closed.
        NotFoundError: nothing lies at the new path.
        MismatchError: what lies there is not the copy, or the copy is still where it was.
    """
    row = _open_row(session, copy_id)
    if found.at or found.expires_on or row["kind"] == SCHEMA:
        raise UsageError(
            "a schema or a backup does not move: it is another copy",
            f"sampler copy add {row['sample']} --at …",
        )
    _known(session, found)
    ask(session, "copy.move", copy_id)
    before = content(session, copy_id)
    if found.path is not None and before and _content(found) != before:
        raise MismatchError(
            f"what lies there is not copy {copy_id}", f"sampler copy add {row['sample']} --path …"
        )
    same = found.path is not None and found.path.absolute() == location(session, copy_id)
    if not same and on_this_machine(session, copy_id) and there(session, copy_id):
        raise MismatchError(
            f"copy {copy_id} is still where it was: that makes two",
            f"sampler copy add {row['sample']} --path …",
        )
    with session.registry.act("copy.move", actor=session.actor) as act:
        act.put("copy", copy_id, environment=found.environment, medium=found.medium)
        act.put("copy", copy_id, protection=found.protection, checked_at=session.moment())
        here = host() if found.path is not None else ""
        act.detail("copy", copy_id, location=str(_place(found)), host=here, holder=found.holder)
    return _broken(found)


def return_copy(session: Session, copy_id: str, *, by: str, receipt: str) -> None:
    """Record that a copy went back to the provider; sampler takes a person's word for it.

    Raises:
        MismatchError: it is still here.
    """
    _open_row(session, copy_id)
    if not by.strip() or not receipt.strip():
        raise UsageError("a return names who received it (--by) and how that is known (--receipt)")
    ask(session, "copy.return", copy_id)
    if on_this_machine(session, copy_id) and there(session, copy_id):
        raise MismatchError(f"copy {copy_id} is still here", f"sampler copy end {copy_id}")
    now = session.moment()
    with session.registry.act("copy.return", actor=session.actor) as act:
        act.put("copy", copy_id, state="closed", claim="attested", evidence=RETURNED, closed_at=now)
        act.put("copy", copy_id, checked_at=now)
        act.detail("copy", copy_id, attested_by=by, method=f"{RETURNED}: {receipt}")
        act.detail("copy", copy_id, recorded_by=session.actor, evidence_sha256="")


def check_copy(session: Session, copy_id: str) -> str:
    """Look whether an open copy is what and where it was, a closed one gone; put the finding on record.

    A closed copy that stands again is open again: no later document may call it gone.
    """
    row = session.registry.get("copy", copy_id)
    ask(session, "copy.check", copy_id)
    found = _found(session, copy_id, row["kind"]) if row["state"] == "open" else _again(session, row)
    with session.registry.act("copy.check", actor=session.actor, copy=copy_id, found=found) as act:
        if found != UNSEEN:
            act.put("copy", copy_id, checked_at=session.moment())
        if found == BACK:
            act.put("copy", copy_id, state="open", claim=UNVERIFIED, evidence=AGAIN, closed_at=None)
    return found


def reopen(session: Session, deal_id: str, copies: Sequence[str]) -> None:
    """Put on record, in one act, that closed copies of a deal were seen at their places again."""
    ask(session, "copy.check", deal_id)
    with session.registry.act("copy.check", actor=session.actor, copies=[*copies], found=BACK) as act:
        for copy_id in copies:
            act.put("copy", copy_id, checked_at=session.moment())
            act.put("copy", copy_id, state="open", claim=UNVERIFIED, evidence=AGAIN, closed_at=None)


def _again(session: Session, row: Row) -> str:
    """Look for a copy that had ended; what else lies at its place now is not the copy."""
    if row["kind"] == SCHEMA:
        found = _found(session, row["id"], SCHEMA)
        return {UNCHANGED: BACK, UNREADABLE: UNREADABLE, UNSEEN: UNSEEN}.get(found, ABSENT)
    found = standing_again(session, row, session.registry.details("copy", row["id"]))
    return ABSENT if found == OTHER else found


def _found(session: Session, copy_id: str, kind: str) -> str:
    if not on_this_machine(session, copy_id) or unmounted(session, copy_id):
        return UNSEEN
    if kind == SCHEMA:
        return _found_schema(session, copy_id)
    path = location(session, copy_id)
    if not os.path.lexists(path):
        return GONE
    try:
        if kind == "database":
            return UNCHANGED if sqlite_file.marks(path).get("copy") == copy_id else CHANGED
        known = content(session, copy_id)
        linked = path.is_symlink() or path.is_dir() == ("" in known)
        return UNCHANGED if not linked and content_of(path) == known else CHANGED
    except OSError:
        return UNREADABLE


def _found_schema(session: Session, copy_id: str) -> str:
    try:
        unchanged = is_unchanged(session, copy_id)
    except SamplerError:
        return UNREADABLE
    return GONE if unchanged is None else UNCHANGED if unchanged else CHANGED


def _open_row(session: Session, copy_id: str) -> dict[str, str]:
    row = session.registry.get("copy", copy_id)
    if row["state"] != "open":
        raise UsageError(f"copy {copy_id} is closed already: {row['claim']}", "sampler copy list --open")
    return row


def _known(session: Session, found: Whereabouts) -> None:
    environment(session, found.environment)
    if found.medium and not session.registry.find("medium", id=found.medium, state="in-use"):
        raise NotFoundError(f"no medium {found.medium} is in use", "sampler medium list")
    if found.path is not None and not os.path.lexists(found.path):
        raise NotFoundError("nothing lies at that path", "--place TEXT for a place that can't be reached")
    if found.path is not None and is_own(session, found.path):
        raise UsageError(
            "sampler's own folders, and those around them, are no copy", "--path of the copy itself"
        )


def _place(found: Whereabouts) -> Path:
    return found.path.absolute() if found.path is not None else Path(found.place)


def _content(found: Whereabouts) -> dict[str, str]:
    return content_of(found.path) if found.path is not None else {}


def _placed(copy: NewCopy, found: Whereabouts) -> NewCopy:
    away = found.path is None and not found.at
    return replace(
        copy,
        environment=found.environment,
        medium=found.medium,
        protection=found.protection,
        elsewhere=away,
    )


def _broken(found: Whereabouts) -> str:
    """The rule that the place of a copy breaks: it is on record all the same, since it exists."""
    if found.path is None:
        return ""
    word = place_of(found.path)
    return "" if word in GOOD_PLACES else f"{BAD_PLACES.get(word, 'EDU-5')} ({word})"
