"""What stands at the place of a copy that had ended: the copy again, something else, or nothing."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from sampler.custody.copies import content, content_of
from sampler.custody.ending_words import DROPPED
from sampler.custody.session import Session
from sampler.databases import sqlite_file
from sampler.places.paths import host, mounted, stands
from sampler.registry.store import Row

ABSENT, BACK, OTHER = "absent", "there again", "something else"
UNSEEN, UNREADABLE = "elsewhere", "unreadable"


def standing_again(
    session: Session, row: Row, said: Mapping[str, str], is_mounted: Callable[[str], bool] = mounted
) -> str:
    """Say what stands at the place of a closed copy, whose details are `said`; its server is not asked.

    The copy is known by the bytes that were registered, one file of a folder is enough; a database by its
    marker. An empty place costs one look at the file system and no question to the registry.
    """
    if said.get("host") != host() or (said.get("mount") and not is_mounted(said["mount"])):
        return UNSEEN
    place = Path(said.get("location", ""))
    try:
        if row["kind"] == "database":
            return _database(row, place)
        return _file(session, row, said, place) if stands(place) else ABSENT
    except OSError:
        return UNREADABLE


def _database(row: Row, place: Path) -> str:
    """A side file that SQLite left holds rows too, and is no marked database."""
    if not any(stands(file) for file in sqlite_file.files_of(place)):
        return ABSENT
    if place.is_file():
        with place.open("rb"):  # what can't be opened has no marker either, and is not absent for that
            pass
        if sqlite_file.marks(place).get("copy") == row["id"]:
            return BACK
    return ABSENT if row["evidence"] == DROPPED else OTHER


def _file(session: Session, row: Row, said: Mapping[str, str], place: Path) -> str:
    names = session.registry.with_detail("copy", "location", str(place))
    others = [
        other
        for name in names
        if name != row["id"] and (other := session.registry.get("copy", name))["state"] == "open"
    ]
    if any(other["deal"] == row["deal"] for other in others):
        return ABSENT  # what stands there is registered as another copy of the same data
    found = {} if place.is_symlink() or (not others and _of_another_size(said, place)) else content_of(place)
    known = dict(json.loads(said.get("content", "{}")))
    if any(known.get(name) == digest for name, digest in found.items()):
        return BACK
    if said.get("mixed"):
        return ABSENT  # with or without the copy it holds other things: only a hunt can tell
    return ABSENT if any(content(session, other["id"]) == found for other in others) else OTHER


def _of_another_size(said: Mapping[str, str], place: Path) -> bool:
    """Say whether a file needs no reading to be known for another one."""
    return bool(said.get("size")) and place.is_file() and str(place.stat().st_size) != said["size"]
