"""What a hunt found, put on record in one act, and what certificates say of it later."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sampler.custody.copies import NewCopy, content, content_of, location, name_digest, next_id, register
from sampler.custody.endings import on_this_machine
from sampler.custody.session import Session
from sampler.destroy.hunt_inside import Sight
from sampler.registry.store import Act, Row

SAME, INSIDE, ROWS = "the bytes of a file on record", "files of the sample inside", "rows of the sample"
FOUND = "found"  # the kind of a copy that nobody registered
PREFIX = "hunt"  # of the deal's details that tell of its hunts


@dataclass(frozen=True, slots=True)
class Found:
    """A copy that was found, with its id in the registry; `new` unless an earlier hunt found it.

    `mixed`: its file or repository holds other things too, and is never deleted for the copy's sake.
    """

    copy: str
    sample: str
    path: Path
    evidence: str
    files: int
    rows: int
    mixed: bool
    new: bool


@dataclass
class Hunted:
    """What a hunt did: how much it read, what it found, what it could not look into."""

    deal: str
    roots: tuple[Path, ...]
    without: tuple[str, ...]  # samples that have no fingerprints
    at: str
    files: int = 0
    bytes: int = 0
    found: list[Found] = field(default_factory=list)
    doubtful: list[Path] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)


class Places:
    """Where the deal's open copies on this machine lie: what is met there is no find."""

    def __init__(self, session: Session, deal: str) -> None:
        rows = session.registry.find("copy", deal=deal, state="open")
        here = [row for row in rows if on_this_machine(session, row["id"])]
        self._rows: dict[str, Row] = {os.path.realpath(location(session, row["id"])): row for row in here}
        self._folders = {
            place: set(content(session, row["id"]))
            for place, row in self._rows.items()
            if Path(place).is_dir()
        }

    def registered(self, path: Path) -> bool:
        """Say whether a file is a copy that somebody registered, or one of its files."""
        row = self._rows.get(str(path))
        if row is not None:
            return bool(row["kind"] != FOUND)
        return any(
            name_digest(path.relative_to(folder)) in self._folders[str(folder)]
            for folder in path.parents
            if str(folder) in self._folders
        )

    def found_before(self, path: Path) -> str:
        """The id of the open copy that an earlier hunt found there."""
        row = self._rows.get(str(_sayable(path)))
        return str(row["id"]) if row is not None and row["kind"] == FOUND else ""


def put_on_record(
    session: Session, hunted: Hunted, sights: list[tuple[Path, Sight]], owners: list[str]
) -> None:
    """Register what was found and the hunt itself, in one act; `owners` are the samples it comes from."""
    known, number = Places(session, hunted.deal), int(next_id(session)[1:])
    with session.registry.act("hunt", actor=session.actor, deal=hunted.deal) as act:
        for (path, sight), sample in zip(sights, owners, strict=True):
            before = known.found_before(path)
            found = _found(path, sight, sample, before or f"C{number}", new=not before)
            hunted.found.append(found)
            if found.new:
                _register(session, act, hunted.deal, found)
                number += 1
        act.facts |= {"roots": len(hunted.roots), "files": hunted.files, "bytes": hunted.bytes}
        act.facts |= {"found": len(hunted.found), "doubtful": len(hunted.doubtful)}
        act.facts["skipped"] = len({path for path, _ in hunted.skipped})
        said = {"at": hunted.at, "where": [str(root) for root in hunted.roots], **act.facts}
        details = session.registry.details("deal", hunted.deal)
        name = f"{PREFIX}{1 + sum(one.startswith(PREFIX) for one in details)}"
        act.detail("deal", hunted.deal, **{name: json.dumps(said, sort_keys=True)})


def hunts_of(session: Session, deal: str) -> list[dict[str, Any]]:
    """The hunts of a deal, oldest first: when, where, and their counts."""
    said = session.registry.details("deal", deal)
    names = sorted((name for name in said if name.startswith(PREFIX)), key=lambda name: int(name[4:]))
    return [dict(json.loads(said[name])) for name in names]


def _found(path: Path, sight: Sight, sample: str, copy_id: str, *, new: bool) -> Found:
    evidence = SAME if sight.same else INSIDE if sight.files else ROWS
    place = _sayable(path)
    mixed = sight.mixed or place != path
    return Found(copy_id, sample, place, evidence, sight.files, sight.tally.rows, mixed, new)


def _sayable(path: Path) -> Path:
    """The path, or the nearest folder above it whose name can be put on record."""
    for place in (path, *path.parents):
        try:
            str(place).encode()
        except UnicodeEncodeError:
            continue
        return place
    return path


def _register(session: Session, act: Act, deal: str, found: Found) -> None:
    copy = NewCopy(FOUND, deal, found.sample, found.path, _content(found))
    register(session, act, found.copy, copy)
    act.put("copy", found.copy, evidence=found.evidence)
    act.detail("copy", found.copy, rows=str(found.rows), files=str(found.files))
    if found.mixed:
        act.detail("copy", found.copy, mixed="yes")


def _content(found: Found) -> dict[str, str]:
    """What the copy is now; only a file of its own is deleted later, and only if it is still that."""
    try:
        return content_of(found.path) if found.path.is_file() else {}
    except OSError:
        return {}
