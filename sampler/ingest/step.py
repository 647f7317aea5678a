"""Take a delivery in: encrypted as it is read, understood or quarantined, recorded, receipted."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sampler.custody.copies import BLOCK, NewCopy, content_of, next_id, register
from sampler.custody.endings import end_copy
from sampler.custody.gate import ask, with_made
from sampler.custody.recovery import sweeping
from sampler.custody.samples import put_object
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.errors import IncompleteError, RefusedError, UnreadableError, UsageError
from sampler.formats import open_document
from sampler.ingest.delivery import Delivery, Passphrase, inspect, reading, weaknesses
from sampler.ingest.receipt import write_receipt
from sampler.model.permit import Permit
from sampler.model.report import Receipt
from sampler.policy.rules import PRIVATE_CHANNELS


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a delivery comes from, as the person who takes it in states it."""

    deal: str
    channel: str
    sender: str
    note: str = ""

    def __post_init__(self) -> None:
        if not self.sender.strip():
            raise UsageError("--from names who at the provider sent it", "--from dpo@acme.example")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a sample: its neutral id, its vault object, and whether a reader understands it."""

    id: str
    name: str
    object: str
    size: int
    sha256: str
    format: str
    reason: str

    @property
    def state(self) -> str:
        """`accepted`, or `quarantined`: kept encrypted, listed, never passed on."""
        return "quarantined" if self.reason else "accepted"


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken in."""

    sample: str
    copy: str
    delivery: Delivery
    files: tuple[StoredFile, ...]
    receipt: Receipt


def ingest(
    session: Session, source: Path, provenance: Provenance, passphrase: Passphrase | None = None
) -> Intake:
    """Take a delivery in as the deal's next sample.

    Raises:
        RefusedError: the channel is public (EDU-1) or the deal is over (EDU-6).
        UnreadableError: a single file that no reader understands; nothing is kept of it.
        HostileArchiveError: the archive is refused whole.
    """
    permit = _allowed(session, provenance)
    delivery = inspect(source)
    need_space(session.home.root, delivery.size)
    lent = session.registry.find("sample", deal=permit.subject, kind="lent")
    sample = f"{provenance.deal}-{len(lent) + 1}"
    with session.journal.intend("ingest", sample) as intention:
        with sweeping(session, intention):
            files = _store(session, permit, delivery, passphrase)
            if len(files) == 1 and files[0].reason:
                raise UnreadableError(
                    f"the delivery is not understood: {files[0].reason}", "ask for CSV, Excel, JSON or text"
                )
            copy_id = _record(session, sample, provenance, delivery, files)
        receipt = write_receipt(session, sample)  # after an error here recovery writes it
    return Intake(sample, copy_id, delivery, files, receipt)


def _allowed(session: Session, provenance: Provenance) -> Permit:
    try:
        return ask(session, "ingest", provenance.deal, channel=provenance.channel)
    except RefusedError as error:
        if provenance.channel in PRIVATE_CHANNELS:
            raise
        hint = f"private channels are {', '.join(PRIVATE_CHANNELS)}"
        raise RefusedError(error.message, *error.hints, hint) from None


def _store(
    session: Session, permit: Permit, delivery: Delivery, passphrase: Passphrase | None
) -> tuple[StoredFile, ...]:
    files: list[StoredFile] = []
    with reading(delivery, passphrase) as parts:
        for number, (name, stream) in enumerate(parts, 1):
            session.say(f"encrypting file {number} of {delivery.parts}")
            object_id, size, digest = _encrypt(session, stream)
            kind, reason = _understand(session, with_made(permit, object_id), object_id, name)
            files.append(StoredFile(f"f{number}", name, object_id, size, digest, kind, reason))
    return tuple(files)


def _encrypt(session: Session, stream: BinaryIO) -> tuple[str, int, str]:
    digest = hashlib.sha256()
    with session.vault.create() as (object_id, writer):
        while piece := stream.read(BLOCK):
            digest.update(piece)
            writer.write(piece)
    return object_id, writer.size, digest.hexdigest()


def _understand(session: Session, permit: Permit, object_id: str, name: str) -> tuple[str, str]:
    """The format of a stored file, or why no reader understands it; read whole, so that it stays true."""
    try:
        with session.vault.open(permit, object_id) as stream:
            document = open_document(stream, name)
            for table in document.tables:
                for _ in document.batches(table.id):
                    pass
            return document.format, ""
    except UnreadableError as error:
        return "", error.message


def _record(
    session: Session, sample: str, provenance: Provenance, delivery: Delivery, files: tuple[StoredFile, ...]
) -> str:
    names = [{"id": f.id, "name": f.name, "sha256": f.sha256, "size": f.size} for f in files]
    manifest = json.dumps({"format": 1, "files": names}).encode()
    manifest_id = session.vault.put(manifest)
    copy_id = next_id(session)
    source = NewCopy(
        "source", provenance.deal, sample, delivery.source.absolute(), content_of(delivery.source)
    )
    size = sum(f.size for f in files)
    weak = list(weaknesses(delivery.protection))
    with session.registry.act("ingest", actor=session.actor, form=delivery.form, weaknesses=weak) as act:
        number = int(sample.rpartition("-")[2])
        act.put("sample", sample, deal=provenance.deal, number=number, kind="lent", state="present")
        act.put("sample", sample, channel=provenance.channel, received_at=session.moment())
        act.put("sample", sample, protection=delivery.protection, files=len(files), bytes=size)
        act.detail("sample", sample, sender=provenance.sender, note=provenance.note)
        put_object(act, manifest_id, deal=provenance.deal, sample=sample, role="manifest", size=len(manifest))
        for number, f in enumerate(files, 1):
            put_object(act, f.object, deal=provenance.deal, sample=sample, role="original", size=f.size)
            row = f"{sample}/{f.id}"
            act.put("file", row, sample=sample, number=number, object=f.object, size=f.size)
            act.put("file", row, format=f.format, state=f.state, reason=f.reason)
        register(session, act, copy_id, source)
    return copy_id


def end_source(session: Session, copy_id: str) -> None:
    """Delete the clear delivery that was taken in, if it is still what was registered.

    Raises:
        IncompleteError: it changed or is gone; the copy stays open.
    """
    ended = end_copy(session, copy_id)
    if ended.claim != "verified-absent":
        raise IncompleteError(
            f"the delivery is taken in, but copy {copy_id} is not verified as gone: {ended.evidence}",
            "sampler copy list --open",
        )
