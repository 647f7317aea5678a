"""What holds whatever fails: each invariant is a function that names every place where it does not hold.

`ALWAYS` holds at every moment, also while nothing has been recovered yet. `SETTLED` holds besides, once a
command that writes has been run after the failure. They read the disk and the registry's rows themselves, and
lean on sampler for two things only: to check the ledger's chain, and to open a wrapped key.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stages import CANARY, World

from sampler.errors import SamplerError
from sampler.registry.store import Registry
from sampler.registry.verify import verify
from sampler.vault.keystore import Keys
from sampler.vault.stream import open_stream
from sampler.vault.wrapping import MAGIC, kek_of, unwrap

SIGNING = "signing"
NOTES = frozenset({"p-how-to-open.txt"})  # names nobody and holds nothing of the sample
ELSEWHERE = "with the recipient"
DAMAGED = "damaged"


@dataclass
class Seen:
    """Everything on the disk and in the registry at one moment."""

    world: World
    before: Path  # the world as it was when the command began
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    broken: str = ""

    def where(self, table: str, **wanted: object) -> list[dict[str, Any]]:
        """The rows of a table with these values."""
        return [row for row in self.rows[table] if all(row[name] == value for name, value in wanted.items())]

    def place(self, copy_id: str) -> Path | None:
        """Where a copy lies on this machine; none if it lies elsewhere."""
        said = self.details.get(f"copy/{copy_id}", {}).get("location", "")
        return Path(said) if said and said != ELSEWHERE else None

    def certificates(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every certificate that lies among the documents, recorded or not."""
        for path in sorted((self.world.home / "documents").glob("certificate-*.json")):
            yield path.name, json.loads(path.read_bytes())


def look(world: World, before: Path) -> Seen:
    """Read the world without changing it: the registry is read from a copy of its files."""
    seen = Seen(world, before)
    aside = world.root / "aside"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in world.home.glob("registry.sqlite3*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, aside)
    _check_ledger(seen, aside / "registry.sqlite3")
    with closing(sqlite3.connect(aside / "registry.sqlite3")) as connection:
        connection.row_factory = sqlite3.Row
        for name in ("deal", "sample", "object", "file", "copy", "certificate"):
            seen.rows[name] = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608
        for row in connection.execute("SELECT subject, field, value FROM detail WHERE value IS NOT NULL"):
            seen.details.setdefault(row["subject"], {})[row["field"]] = row["value"]
        bodies = connection.execute("SELECT body FROM ledger_body ORDER BY seq")
        seen.events = [json.loads(row["body"]) for row in bodies]
    seen.notes = [_note(path) for path in (world.home / "journal").glob("[!.]*.json")]
    seen.files = [path for path in sorted(world.work.rglob("*")) if path.is_symlink() or path.is_file()]
    return seen


def _note(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_bytes()))
    except ValueError:
        return {"act": DAMAGED, "subject": path.name, "facts": {}}


def _check_ledger(seen: Seen, path: Path) -> None:
    """Verify the ledger; the same bytes are not verified twice."""
    files = sorted(path.parent.iterdir())
    digest = hashlib.sha256(
        b"".join(one.name.encode() + hashlib.sha256(one.read_bytes()).digest() for one in files)
    ).digest()
    if digest not in _VERIFIED:
        _VERIFIED[digest] = _broken(path)
    seen.broken = _VERIFIED[digest]


_VERIFIED: dict[bytes, str] = {}


def _broken(path: Path) -> str:
    registry = Registry(path, lambda: datetime.now(UTC))
    try:
        verify(registry)
    except SamplerError as error:
        return error.message
    finally:
        registry.close()
    return ""


def the_ledger_verifies_and_the_tables_are_its_replay(seen: Seen) -> Iterator[str]:
    """Every event is there, signed and chained, and replaying them gives the tables."""
    if seen.broken:
        yield seen.broken


def no_clear_byte_lies_outside_a_known_copy(seen: Seen) -> Iterator[str]:
    """No value of the sample stands in a file that is not a registered open copy or was not there before."""
    known = _known_places(seen)
    for path in seen.files:
        if CANARY in path.read_bytes() and not _within(path, known) and not _was_there(seen, path):
            yield f"{path.relative_to(seen.world.work)} holds clear values"


def every_file_is_registered_or_announced(seen: Seen) -> Iterator[str]:
    """Outside home and key store, each file was there before, is an open copy, or stands in the journal."""
    announced = {
        Path(note["facts"][role])
        for note in seen.notes
        for role in ("temporary", "final")
        if role in note["facts"]
    }
    known = _known_places(seen) | announced
    for path in seen.files:
        if _within(path, {seen.world.home, seen.world.keys}) or path.name in NOTES:
            continue
        if not _within(path, known) and not _was_there(seen, path):
            yield f"{path.relative_to(seen.world.work)} is nobody's"


def an_orphan_in_the_vault_is_announced(seen: Seen) -> Iterator[str]:
    """An object or key that no row names is there only while the journal speaks of an act."""
    known = {row["id"] for row in seen.where("object", state="kept")} | {SIGNING}
    for folder in ("vault", "keys"):
        for path in (seen.world.home / folder).iterdir():
            name = path.name.removeprefix(".").removesuffix(".part").removesuffix(".key")
            if name not in known and not seen.notes:
                yield f"{folder}/{path.name} is nobody's, and the journal is empty"


def what_is_kept_can_be_opened(seen: Seen) -> Iterator[str]:
    """Each kept object can be read by today's key store, until the destruction of its deal began."""
    ending = {row["id"] for row in seen.rows["deal"] if row["state"] in ("destroying", "destroyed")}
    keys = _keys(seen)
    kept = {row["id"]: row for row in seen.where("object", state="kept") if row["deal"] not in ending}
    for name in [*kept, SIGNING]:
        if not _opens(keys, name, seen.world.home / "keys" / f"{name}.key"):
            yield f"the key of {name} does not open"
        elif name in kept and kept[name]["role"] != "deal-key" and not _reads(keys, seen.world.home, name):
            yield f"object {name} can't be read"


def an_open_copy_is_there_until_its_end_is_announced(seen: Seen) -> Iterator[str]:
    """An open copy that nothing was said of is at its place, or the journal says that it is being ended."""
    ending = {note["subject"] for note in seen.notes if note["act"] in ("copy.end", "destroy")}
    for row in seen.where("copy", state="open", claim=None):
        place = seen.place(row["id"])
        if place and not os.path.lexists(place) and not ending & {row["id"], row["deal"]}:
            yield f"copy {row['id']} is gone, and nobody said so"


def a_copy_called_absent_is_absent(seen: Seen) -> Iterator[str]:
    """Nothing stands where a copy was that the registry calls verified-absent."""
    for row in seen.where("copy", state="closed", claim="verified-absent"):
        place = seen.place(row["id"])
        if place and os.path.lexists(place):
            yield f"copy {row['id']} is called absent and is there"


def no_certificate_is_final_over_an_open_copy(seen: Seen) -> Iterator[str]:
    """A certificate that says final, recorded or not, has no open copy of its deal beside it."""
    finals = {document["deal"]: name for name, document in seen.certificates() if document["kind"] == "final"}
    finals |= {row["deal"]: row["id"] for row in seen.where("certificate", kind="final")}
    for deal, name in finals.items():
        for row in seen.where("copy", deal=deal, state="open"):
            yield f"{name} is final and copy {row['id']} is open"


def what_certificates_claim_is_so(seen: Seen) -> Iterator[str]:
    """Each claim of each certificate is true on the disk: absent is absent, destroyed keys are nowhere."""
    for name, document in seen.certificates():
        for line in document["copies"]:
            place = Path(line["location"]) if line["location"] else None
            if line["claim"] == "verified-absent" and place and os.path.lexists(place):
                yield f"{name}: {line['id']} is there"
            if line["claim"] == "key-destroyed":
                sample = line["id"].removeprefix("vault/")
                for row in seen.where("object", sample=sample):
                    yield from (f"{name}: {path} is there" for path in _remains(seen, row["id"]))
        if document["keys"]["retired"] and document["keys"]["residue"]["hits"] == 0:
            found = _wrapped(seen) & set(document["keys"]["retired"])
            yield from (f"{name}: a wrapped key of {one} is there" for one in sorted(found))


def no_wrapped_key_outlives_the_word_done(seen: Seen) -> Iterator[str]:
    """From destroy.done on no object, key or trace of a wrapped key of the deal is left in the world."""
    wrapped = _wrapped(seen)
    for deal in _said_done(seen):
        for row in seen.where("object", deal=deal):
            yield from (f"{path} is there after destroy.done" for path in _remains(seen, row["id"]))
            if row["id"] in wrapped:
                yield f"a wrapped key of {row['id']} is left after destroy.done"


def yesterdays_home_opens_nothing_after_done(seen: Seen) -> Iterator[str]:
    """From destroy.done on today's key store opens no key of the home as it was before."""
    if not _said_done(seen):
        return
    keys = _keys(seen)
    for path in sorted((seen.before / "home" / "keys").glob("*.key")):
        if _opens_by_any(keys, path.stem, path):
            yield f"today's key store opens yesterday's {path.name}"


def destruction_keeps_its_order(seen: Seen) -> Iterator[str]:
    """On the ledger: destroy.begin, then destroy.done, then certificates; no done without begin."""
    begun, done = set(), set()
    for event in seen.events:
        subjects = {row for table, row, _ in event["changes"] if table == "deal"}
        if event["event"] == "destroy.begin":
            begun |= subjects
        if event["event"] == "destroy.done":
            yield from (f"{deal} was done before it began" for deal in subjects - begun)
            done |= subjects
        if event["event"] == "certificate":
            deals = {columns["deal"] for table, _, columns in event["changes"] if "deal" in columns}
            yield from (f"{deal} was certified before it was done" for deal in deals - done)


def a_recorded_certificate_is_the_document(seen: Seen) -> Iterator[str]:
    """Each certificate on record lies among the documents, signed, with the digest on record."""
    for row in seen.rows["certificate"]:
        path = seen.world.home / "documents" / f"certificate-{row['id']}.json"
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["digest"]:
            yield f"certificate {row['id']} is not the document on record"
        elif not path.with_suffix(".json.sig").is_file():
            yield f"certificate {row['id']} has no signature"


def nobody_else_can_read_it(seen: Seen) -> Iterator[str]:
    """What sampler wrote in home and key store, and every copy it made, is its owner's alone."""
    made = {
        seen.place(r["id"])
        for r in seen.rows["copy"]
        if r["kind"] in ("export", "pack", "passphrase", "opened", "database")
    }
    for path in seen.files:
        if (
            _within(path, {seen.world.home, seen.world.keys, *filter(None, made)})
            and path.stat().st_mode & 0o077
        ):
            yield f"{path.relative_to(seen.world.work)} is readable by others"


def every_note_can_be_read(seen: Seen) -> Iterator[str]:
    """A note of the journal is there whole, or not at all."""
    yield from (f"note {note['subject']} is damaged" for note in seen.notes if note["act"] == DAMAGED)


def the_journal_is_empty(seen: Seen) -> Iterator[str]:
    """Once recovered, nothing is under way."""
    yield from (f"{note['act']} of {note['subject']} is still under way" for note in seen.notes)


def nothing_temporary_is_left(seen: Seen) -> Iterator[str]:
    """Once recovered, no half-written file stands anywhere, not even in the folder for temporary files."""
    for path in seen.files:
        if (
            path.name.endswith(".part")
            or path.name.startswith(".sampler-")
            or _within(path, {seen.world.work / "tmp"})
        ):
            yield f"{path.relative_to(seen.world.work)} was left"


def the_vault_holds_what_is_kept(seen: Seen) -> Iterator[str]:
    """Once recovered, objects and keys are those of the kept rows, no more and no fewer."""
    kept = seen.where("object", state="kept")
    wanted = {
        "vault": {row["id"] for row in kept if row["role"] != "deal-key"},
        "keys": {f"{row['id']}.key" for row in kept} | {f"{SIGNING}.key"},
    }
    for folder, names in wanted.items():
        there = {path.name for path in (seen.world.home / folder).iterdir()}
        yield from (
            f"{folder}/{name}: {'left' if name in there else 'gone'}" for name in sorted(there ^ names)
        )


def an_open_copy_is_whole(seen: Seen) -> Iterator[str]:
    """Once recovered, each open copy is byte for byte what was registered."""
    for row in seen.where("copy", state="open", claim=None):
        place = seen.place(row["id"])
        known = json.loads(seen.details[f"copy/{row['id']}"]["content"])
        if place and known and _digests(place) != known:
            yield f"copy {row['id']} is not what was registered"
        if place and row["kind"] == "database" and not _is_database(place):
            yield f"copy {row['id']} is no database"


def every_delivery_has_its_receipt(seen: Seen) -> Iterator[str]:
    """Once recovered, each sample that was taken in has its signed receipt."""
    for row in seen.where("sample", kind="lent"):
        path = seen.world.home / "documents" / f"receipt-{row['id']}.json"
        if not path.is_file() or not path.with_suffix(".json.sig").is_file():
            yield f"{row['id']} has no receipt"


def one_key_encryption_key_is_left(seen: Seen) -> Iterator[str]:
    """Once recovered, no rotation is half done."""
    if len(_keys(seen).by_id) != 1:
        yield "the key store holds retired keys"


Invariant = Callable[[Seen], Iterator[str]]
ALWAYS: tuple[Invariant, ...] = (
    the_ledger_verifies_and_the_tables_are_its_replay,
    no_clear_byte_lies_outside_a_known_copy,
    every_file_is_registered_or_announced,
    an_orphan_in_the_vault_is_announced,
    what_is_kept_can_be_opened,
    an_open_copy_is_there_until_its_end_is_announced,
    a_copy_called_absent_is_absent,
    no_certificate_is_final_over_an_open_copy,
    what_certificates_claim_is_so,
    no_wrapped_key_outlives_the_word_done,
    yesterdays_home_opens_nothing_after_done,
    destruction_keeps_its_order,
    a_recorded_certificate_is_the_document,
    nobody_else_can_read_it,
    every_note_can_be_read,
)
SETTLED: tuple[Invariant, ...] = (
    *ALWAYS,
    the_journal_is_empty,
    nothing_temporary_is_left,
    the_vault_holds_what_is_kept,
    an_open_copy_is_whole,
    every_delivery_has_its_receipt,
    one_key_encryption_key_is_left,
)


def violations(seen: Seen, invariants: tuple[Invariant, ...]) -> list[str]:
    """What does not hold, each with the name of its invariant."""
    return [f"{one.__name__}: {what}" for one in invariants for what in _said(one, seen)]


def _said(invariant: Invariant, seen: Seen) -> Iterator[str]:
    try:
        yield from invariant(seen)
    except (SamplerError, OSError, ValueError, KeyError) as error:
        yield f"{type(error).__name__}: what it looks at is damaged or gone"


def _known_places(seen: Seen) -> set[Path]:
    places = (seen.place(row["id"]) for row in seen.where("copy", state="open"))
    return {place for place in places if place}


def _within(path: Path, places: set[Path]) -> bool:
    return any(path == place or place in path.parents for place in places)


def _was_there(seen: Seen, path: Path) -> bool:
    """Whether a file was there, with these bytes, when the command began."""
    old = seen.before / path.relative_to(seen.world.work)
    return old.is_file() and old.read_bytes() == path.read_bytes()


def _said_done(seen: Seen) -> set[str]:
    return {event["facts"]["deal"] for event in seen.events if event["event"] == "destroy.done"}


def _remains(seen: Seen, name: str) -> list[str]:
    home = seen.world.home
    places = (home / "keys" / f"{name}.key", home / "vault" / name, home / "vault" / f"{name}.part")
    return [str(path.relative_to(home)) for path in places if os.path.lexists(path)]


def _wrapped(seen: Seen) -> set[str]:
    """The ids of all objects of which a wrapped key stands in some file of the world."""
    found = set()
    for path in seen.files:
        data = path.read_bytes()
        at = data.find(MAGIC)
        while at >= 0:
            name_at = at + len(MAGIC) + 16 + 1
            found.add(
                data[name_at : name_at + data[name_at - 1]].decode("ascii", "replace")
                if name_at <= len(data)
                else ""
            )
            at = data.find(MAGIC, at + 1)
    return found


def _keys(seen: Seen) -> Keys:
    return Keys.decode(next(seen.world.keys.glob("*.json")).read_bytes())


def _opens(keys: Keys, name: str, path: Path) -> bool:
    try:
        return len(unwrap(keys, name, path.read_bytes())) == 32
    except (SamplerError, OSError):
        return False


def _opens_by_any(keys: Keys, name: str, path: Path) -> bool:
    """Whether a wrapped key opens by any key of the store, whatever that is called today."""
    claimed = kek_of(path.read_bytes())
    return any(_opens(Keys(claimed, {claimed: key}), name, path) for key in keys.by_id.values())


def _reads(keys: Keys, home: Path, name: str) -> bool:
    try:
        data_key = unwrap(keys, name, (home / "keys" / f"{name}.key").read_bytes())
        with (home / "vault" / name).open("rb") as raw, open_stream(raw, data_key, name) as stream:
            return stream.read() is not None
    except (SamplerError, OSError):
        return False


def _digests(place: Path) -> dict[str, str]:
    if place.is_file():
        return {"": hashlib.sha256(place.read_bytes()).hexdigest()}
    return {
        hashlib.sha256(path.relative_to(place).as_posix().encode()).hexdigest(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in place.rglob("*")
        if path.is_file()
    }


def _is_database(place: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM sampler_copy").fetchone()[0])
    except sqlite3.Error:
        return False
