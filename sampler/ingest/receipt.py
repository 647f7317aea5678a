"""The receipt for the provider: what came, how it was protected, what may be done with it, until when."""

from pathlib import Path

from sampler import __version__
from sampler.custody.gate import ask, objects_of
from sampler.custody.recovery import sweep
from sampler.custody.samples import SampleFile, files_of
from sampler.custody.session import Session
from sampler.ingest.delivery import weaknesses
from sampler.model.manifest import RESTRICTIONS
from sampler.model.report import Receipt, ReceivedFile
from sampler.registry.journal import Intention


def receipt_path(session: Session, sample_id: str) -> Path:
    """Where the receipt of a delivery lies."""
    return session.home.documents / f"receipt-{sample_id}.json"


def write_receipt(session: Session, sample_id: str) -> Receipt:
    """Write the signed receipt of a delivery among the home's documents.

    It is made from what the registry and the vault keep, so a receipt that a crash prevented can be
    written later. Files are named by their number: a name can be personal data, the digest tells which.
    """
    registry = session.registry
    sample, sender = registry.get("sample", sample_id), registry.details("sample", sample_id)
    deal, said = registry.get("deal", sample["deal"]), registry.details("deal", sample["deal"])
    me = registry.details("person", session.actor)
    permit = ask(session, "receipt", sample_id, objects=objects_of(session, sample_id, "manifest"))
    receipt = Receipt(
        id=f"{sample_id}-receipt",
        issued_at=session.moment(),
        deal=deal["id"],
        sample=sample_id,
        provider=said["provider"],
        sent_by=sender.get("sender", ""),
        channel=sample["channel"],
        received_at=sample["received_at"],
        received_by=f"{me.get('name', '')} <{me.get('email', '')}>",
        protection=sample["protection"],
        weaknesses=weaknesses(sample["protection"], int(sender.get("hops_in_clear", "0"))),
        files=tuple(_line(file) for file in files_of(session, permit, sample_id)),
        restrictions=RESTRICTIONS,
        destroy_by=deal["due_on"],
        anchor=str(registry.head()),
        signer=session.fingerprint(),
        tool=f"sampler {__version__}",
    )
    session.write_signed(f"receipt-{sample_id}", receipt.to_json())
    return receipt


def _line(file: SampleFile) -> ReceivedFile:
    label = f"{file.id}.{file.format}" if file.format else file.id
    return ReceivedFile(label, file.size, file.sha256, file.state, file.reason)


def resume_ingest(session: Session, intention: Intention) -> str:
    """After a crash: undo an ingest that was not recorded, write the receipt of one that was."""
    if not session.registry.find("sample", id=intention.subject):
        return "undone" if sweep(session) else "nothing was left to undo"
    if not receipt_path(session, intention.subject).exists():
        write_receipt(session, intention.subject)
        return "it had been recorded; its receipt is written now"
    return "it had been recorded"
