"""Copies: every place where a sample's data lies, and the claim with which each one ends."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sampler.custody.ending_words import BACKUP, EXPIRES
from sampler.custody.environments import HERE
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.places.paths import host, mount_point, mounted
from sampler.registry.store import Act

KINDS = (
    *("source", "export", "pack", "passphrase", "opened", "database", "schema", "draft", "held"),
    *("by-hand", "found"),
)
PROTECTION = {
    "source": "none",
    "pack": "encrypted",
    "draft": "encrypted",
    "held": "encrypted",
    "found": "unverified",
}
PRIVATE = "private"  # files that only their owner can read, on a disk of which no more is known
CLAIMS = ("key-destroyed", "verified-absent", "attested", "expires-on", "not-verified")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A copy about to be registered: what it is, where, and how its bytes can be known again."""

    kind: str
    deal: str
    sample: str
    location: Path | str  # a path, or the address of a schema on a server
    content: dict[str, str] = field(default_factory=dict)
    holder: str = ""
    destroy_by: str | None = None
    pack: str = ""
    environment: str = HERE
    medium: str = ""
    protection: str = ""
    channel: str = ""
    elsewhere: bool = False  # it lies where this machine can't look
    expires_on: str | None = None  # of a backup: the day on which it is gone by itself

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError("a copy has one of the known kinds")
        try:
            str(self.location).encode()
        except UnicodeEncodeError:
            raise UsageError("a copy can't lie at a path that is not valid UTF-8") from None


def next_id(session: Session) -> str:
    """The id of the next copy: C1, C2, … ; the home's lock makes it unique."""
    return f"C{session.registry.count('copy') + 1}"


def register(session: Session, act: Act, copy_id: str, copy: NewCopy) -> None:
    """Put a copy on record as open, inside the act that made it."""
    act.put("copy", copy_id, deal=copy.deal, sample=copy.sample, kind=copy.kind, state="open")
    act.put("copy", copy_id, made_at=session.moment(), destroy_by=copy.destroy_by)
    protection = copy.protection or PROTECTION.get(copy.kind, PRIVATE)
    act.put("copy", copy_id, environment=copy.environment, medium=copy.medium, protection=protection)
    act.put("copy", copy_id, pack=copy.pack, channel=copy.channel, expires_on=copy.expires_on)
    there = "" if copy.elsewhere else host()
    act.detail("copy", copy_id, location=str(copy.location), host=there, holder=copy.holder)
    act.detail("copy", copy_id, content=json.dumps(copy.content, sort_keys=True))
    place = None if copy.elsewhere or isinstance(copy.location, str) else copy.location
    if place is not None and (point := mount_point(place)):
        act.detail("copy", copy_id, mount=point)  # an empty place there says nothing while it is not mounted
    if place is not None and "" in copy.content and place.is_file():
        act.detail("copy", copy_id, size=str(place.stat().st_size))  # a hunt looks at sizes first


def digest_of(stream: BinaryIO) -> str:
    """SHA-256 of the rest of a stream."""
    digest = hashlib.sha256()
    while piece := stream.read(BLOCK):
        digest.update(piece)
    return digest.hexdigest()


def name_digest(relative: Path) -> str:
    """What a file in a registered folder is called there."""
    return hashlib.sha256(relative.as_posix().encode(errors="surrogateescape")).hexdigest()


def content_of(path: Path) -> dict[str, str]:
    """Digests by which a file or folder is known again: name digest to content digest.

    The key of a single file is `""`; in a folder it is SHA-256 of the relative path, since names can be
    values. A link or special file inside counts as content that nobody registered.
    """
    if path.is_file() and not path.is_symlink():
        with path.open("rb") as stream:
            return {"": digest_of(stream)}
    found: dict[str, str] = {}
    for inner in walk(path):
        name = name_digest(inner.relative_to(path))
        if inner.is_symlink() or not inner.is_file():
            found[name] = "special"
            continue
        with inner.open("rb") as stream:
            found[name] = digest_of(stream)
    return found


def walk(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not itself a folder, links unfollowed, in a fixed order."""
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - sorted names
        inner = folder / name
        if inner.is_dir() and not inner.is_symlink():
            yield from walk(inner)
        else:
            yield inner


def location(session: Session, copy_id: str) -> Path:
    """Where a copy lies, as registered."""
    return Path(session.registry.details("copy", copy_id)["location"])


def unmounted(session: Session, copy_id: str) -> bool:
    """Say whether the medium that a copy was on when it was registered is not mounted here now."""
    point = session.registry.details("copy", copy_id).get("mount", "")
    return bool(point) and not mounted(point)


def content(session: Session, copy_id: str) -> dict[str, str]:
    """The registered digests of a copy."""
    return dict(json.loads(session.registry.details("copy", copy_id).get("content", "{}")))


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a person says of a copy's end: who, how, with which file as evidence, until when it may last."""

    by: str
    method: str
    note: str = ""
    evidence: Path | None = None
    expires_on: str = ""

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise UsageError("an attestation names who attests", '--by "Dev Un <dev@vendor.example>"')
        if self.by.strip() == "WHO" or self.method.strip() == "HOW":
            raise UsageError(
                "WHO and HOW stand for what you know of the copy's end",
                '--by "Dev Un <dev@vendor.example>" --method "deleted, bin emptied"',
            )
        if self.evidence is not None and not self.evidence.is_file():
            raise NotFoundError("the evidence is not there", "--evidence FILE")
        if self.evidence is not None and not self.evidence.stat().st_size:
            raise UsageError("the evidence file is empty: it shows nothing", "--evidence FILE")


def attest(session: Session, copy_id: str, word: Attestation) -> None:
    """Take a person's word that a copy is destroyed: sampler did not see it, and documents say so.

    With `expires_on` it is their word that the copy is gone by itself after that day. Of the evidence the
    digest is kept, not the file.

    Raises:
        NotFoundError: no such copy.
        UsageError: it is closed already.
        RefusedError: it is not said how it was destroyed (USR-6).
    """
    row = session.registry.get("copy", copy_id)
    if row["state"] != "open" and row["claim"] != EXPIRES:
        raise UsageError(f"copy {copy_id} is closed already: {row['claim']}", "sampler copy list")
    ask(session, "copy.attest", copy_id, method_stated=bool(word.method.strip()))
    claim, evidence = (EXPIRES, BACKUP) if word.expires_on else ("attested", "declared by a person")
    now = session.moment()
    with session.registry.act("copy.attest", actor=session.actor) as act:
        act.put("copy", copy_id, state="closed", claim=claim, evidence=evidence)
        act.put("copy", copy_id, closed_at=now, checked_at=now, expires_on=word.expires_on or None)
        act.detail("copy", copy_id, attested_by=word.by, method=word.method, note=word.note)
        act.detail("copy", copy_id, recorded_by=session.actor, evidence_sha256="")
        if word.evidence is not None:
            with word.evidence.open("rb") as stream:
                act.facts["evidence"] = digest_of(stream)
            name, digest = word.evidence.name, act.facts["evidence"]
            act.detail("copy", copy_id, evidence_file=name, evidence_sha256=digest)
