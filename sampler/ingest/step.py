"""Take a delivery in: encrypted as it is read, understood or quarantined, recorded, receipted."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sampler.custody.copies import BLOCK, NewCopy, content_of, next_id, register
from sampler.custody.custodians import people as people_here
from sampler.custody.endings import end_copy
from sampler.custody.fingerprints import Gatherer, keep, keyed_for, put_fingerprints
from sampler.custody.gate import ask, with_made
from sampler.custody.provider import is_provider
from sampler.custody.recovery import sweeping
from sampler.custody.samples import put_object
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.errors import IncompleteError, RefusedError, UnreadableError, UsageError
from sampler.formats import open_document
from sampler.ingest.delivery import Delivery, Passphrase, inspect, reading, weaknesses
from sampler.ingest.mail import Mail
from sampler.ingest.notices import RULES, write_notice
from sampler.ingest.receipt import write_receipt
from sampler.model.address import untagged
from sampler.model.permit import Permit
from sampler.model.report import Receipt


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a delivery comes from, as the person who takes it in states it."""

    deal: str
    channel: str
    sender: str
    note: str = ""
    breach_noted: bool = False  # a large sample in the clear is taken in, as the provider's breach of EDU-2


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
    delivery = inspect(source)
    provenance = _with_sender(provenance, delivery)
    permit = _allowed(session, provenance, delivery)
    for doubt in _doubts(session, permit.subject, delivery.mail):
        session.say(f"warning: {doubt}")
    need_space(session.home.root, delivery.size)
    lent = session.registry.find("sample", deal=permit.subject, kind="lent")
    sample = f"{provenance.deal}-{len(lent) + 1}"
    with session.journal.intend("ingest", sample) as intention:
        with sweeping(session, intention):
            marks = Gatherer(keyed_for(session, provenance.deal))
            files = _store(session, permit, delivery, passphrase, marks)
            if len(files) == 1 and files[0].reason:
                raise UnreadableError(
                    f"the delivery is not understood: {files[0].reason}", "ask for CSV, Excel, JSON or text"
                )
            copy_id = _record(session, sample, provenance, delivery, files, marks=keep(session, marks))
        receipt = write_receipt(session, sample)  # after an error here recovery writes it
    if _breach(session, provenance, delivery):
        path = write_notice(session, provenance.deal, "EDU-2", kept=True)
        session.say(f"warning: on record as the provider's breach of EDU-2; to send to them: {path}")
    return Intake(sample, copy_id, delivery, files, receipt)


def _with_sender(provenance: Provenance, delivery: Delivery) -> Provenance:
    """Who sent it: as stated, else as the message says."""
    sender = provenance.sender.strip() or (delivery.mail.sender if delivery.mail else "")
    if not sender:
        raise UsageError("--from names who at the provider sent it", "--from dpo@acme.example")
    return replace(provenance, sender=sender)


def _doubts(session: Session, deal: str, mail: Mail | None) -> Iterator[str]:
    """What is odd about a message and no rule refuses: it may have been forwarded, or be somebody else's."""
    if mail is None:
        return
    people = {session.registry.details("person", row["id"]).get("email", "") for row in people_here(session)}
    if not {untagged(email.casefold()) for email in people} & set(mail.recipients):
        yield "the message is addressed to nobody who works here"
    if not is_provider(session, deal, mail.sender, signed=False):
        yield "the message is not from the deal's contact, nor from the contact's domain"


def _allowed(session: Session, provenance: Provenance, delivery: Delivery) -> Permit:
    mail = delivery.mail
    try:
        return ask(
            session,
            "ingest",
            provenance.deal,
            channel=provenance.channel,
            protection=delivery.protection,
            bytes=delivery.size,
            mailing=mail.mailing if mail else "none",
            breach_noted=provenance.breach_noted,
        )
    except RefusedError as error:
        ways = tuple(_ways_out(session, provenance, mail, error))
        raise RefusedError(error.message, *error.hints, *ways) from None


def _ways_out(
    session: Session, provenance: Provenance, mail: Mail | None, error: RefusedError
) -> Iterator[str]:
    """What can be done about a refused delivery: the reason in full, and a text for the provider."""
    rule = next((rule for rule in RULES if error.message.endswith(f"[{rule}]")), "")
    if not rule:
        return
    if rule == "EDU-1":
        yield f"private channels are {', '.join(session.policy.channels)}"
    if rule == "EDU-2":
        yield "or take it in as the provider's breach of the rule, on record: --note-breach"
    if rule == "EDU-3" and mail is not None:
        yield f"the message was judged so because {mail.why}"
    yield f"to send to the provider (fr, en): {write_notice(session, provenance.deal, rule)}"


def _store(
    session: Session, permit: Permit, delivery: Delivery, passphrase: Passphrase | None, marks: Gatherer
) -> tuple[StoredFile, ...]:
    files: list[StoredFile] = []
    with reading(delivery, passphrase) as parts:
        for number, (name, stream) in enumerate(parts, 1):
            session.say(f"encrypting file {number} of {delivery.parts}")
            object_id, size, digest = _encrypt(session, stream)
            kind, reason = _understand(session, with_made(permit, object_id), object_id, name, marks)
            files.append(StoredFile(f"f{number}", name, object_id, size, digest, kind, reason))
    return tuple(files)


def _encrypt(session: Session, stream: BinaryIO) -> tuple[str, int, str]:
    digest = hashlib.sha256()
    with session.vault.create() as (object_id, writer):
        while piece := stream.read(BLOCK):
            digest.update(piece)
            writer.write(piece)
    return object_id, writer.size, digest.hexdigest()


def _understand(
    session: Session, permit: Permit, object_id: str, name: str, marks: Gatherer
) -> tuple[str, str]:
    """The format of a stored file, or why no reader understands it; read whole, so that it stays true.

    What is read leaves its fingerprints, by which a copy that nobody registered is found.
    """
    try:
        with session.vault.open(permit, object_id) as stream:
            document = open_document(stream, name)
            for table in document.tables:
                for batch in document.batches(table.id):
                    marks.add_batch(batch, text=table.kind == "text")
            return document.format, ""
    except UnreadableError as error:
        return "", error.message


def _breach(session: Session, provenance: Provenance, delivery: Delivery) -> bool:
    large = delivery.size > session.policy.large_sample_bytes
    return provenance.breach_noted and large and delivery.protection == "none"


def _record(
    session: Session,
    sample: str,
    provenance: Provenance,
    delivery: Delivery,
    files: tuple[StoredFile, ...],
    *,
    marks: tuple[str, int],
) -> str:
    names = [{"id": f.id, "name": f.name, "sha256": f.sha256, "size": f.size} for f in files]
    manifest = json.dumps({"format": 1, "files": names}).encode()
    manifest_id = session.vault.put(manifest)
    copy_id = next_id(session)
    source = NewCopy(
        "source", provenance.deal, sample, delivery.source.absolute(), content_of(delivery.source)
    )
    size = sum(f.size for f in files)
    hops = delivery.mail.hops_in_clear if delivery.mail else 0
    weak = list(weaknesses(delivery.protection, hops))
    with session.registry.act("ingest", actor=session.actor, form=delivery.form, weaknesses=weak) as act:
        act.facts["breach_noted"] = _breach(session, provenance, delivery)
        number = int(sample.rpartition("-")[2])
        act.put("sample", sample, deal=provenance.deal, number=number, kind="lent", state="present")
        act.put("sample", sample, channel=provenance.channel, received_at=session.moment())
        act.put("sample", sample, protection=delivery.protection, files=len(files), bytes=size)
        act.detail("sample", sample, sender=provenance.sender, note=provenance.note)
        if delivery.mail:
            act.detail("sample", sample, hops=str(delivery.mail.hops), hops_in_clear=str(hops))
        put_object(act, manifest_id, deal=provenance.deal, sample=sample, role="manifest", size=len(manifest))
        put_fingerprints(act, marks, deal=provenance.deal, sample=sample)
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
