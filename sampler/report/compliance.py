"""The compliance pack (JUN-8): a deal's documents for its provider, checkable without sampler."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from sampler.custody.gate import ask
from sampler.custody.session import SIGNING_KEY, Session
from sampler.documents.verifying import verifying_page
from sampler.model.certificate import Certificate
from sampler.model.report import Receipt
from sampler.model.returned import Return
from sampler.report.destruction import signed_file
from sampler.report.exposure import exposure
from sampler.report.incident_file import incident_file
from sampler.report.ledger_proof import Extract, extract
from sampler.report.processing import processing_record
from sampler.report.rights import rights
from sampler.report.views import render
from sampler.vault import sshsig

HEAD_SCHEMA = "sampler-ledger-head-v1"
START = "how-to-verify.html"
Files = Iterator[tuple[str, bytes]]


def compliance_pack(session: Session, deal: str, lang: str) -> tuple[bytes, int]:
    """Make the pack as a zip; give its bytes and how many events it withholds because others share them.

    That it was made is on the ledger before its extract is taken, so the extract shows it.

    Raises:
        NotFoundError: there is no such deal.
    """
    session.registry.get("deal", deal)
    ask(session, "report", deal)
    with session.registry.act("report.compliance", actor=session.actor, subject=deal):
        pass
    found = extract(session, deal)
    files = dict(_documents(session, deal, lang))
    files |= dict(_ledger(session, deal, found))
    files |= dict(_authorizations(session, deal))
    line = sshsig.public_line(session.registry.chain()[1])
    files["allowed_signers"] = f"sampler {line}\n".encode()
    files["signer.pub"] = f"{line} sampler\n".encode()
    said = session.registry.details("deal", deal)
    files[START] = verifying_page(
        deal,
        lang,
        provider=said.get("provider", ""),
        signer=session.fingerprint(),
        anchor=str(session.registry.head()),
        at=session.moment(),
    )
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    files["SHA256SUMS.sig"] = _signature(session, files["SHA256SUMS"])
    return _zipped(files, session.now()), found.withheld


def _documents(session: Session, deal: str, lang: str) -> Files:
    at = session.now()
    for row in session.registry.find("sample", deal=deal, kind="lent"):
        yield from _signed(session, f"receipts/receipt-{row['id']}", lang)
    for row in session.registry.find("certificate", deal=deal):
        yield from _signed(session, f"certificates/certificate-{row['id']}", lang)
    for row in session.registry.find("returned", deal=deal):
        yield from _signed(session, f"returns/return-{row['id']}", lang)
    registers = {
        "record-of-processing": processing_record(session, deal),
        "grants-and-authorizations": rights(session, deal),
        "exposure": exposure(session, deal),
    }
    for row in session.registry.find("incident", deal=deal):
        registers[f"incident-{row['id']}"] = incident_file(session, row["id"])
    for name, register in registers.items():
        for format_ in ("pdf", "json"):
            yield f"registers/{name}.{format_}", render(register, format_, lang, at)


def _signed(session: Session, name: str, lang: str) -> Files:
    """A signed document as it was given out, with a view of it; what is gone from the home is left out."""
    path = session.home.documents / f"{name.partition('/')[2]}.json"
    if not path.exists():
        return
    paper: Receipt | Certificate | Return
    if name.startswith("certificates/"):
        paper = signed_file(path, Certificate)
    elif name.startswith("receipts/"):
        paper = signed_file(path, Receipt)
    else:
        paper = signed_file(path, Return)
    yield f"{name}.json", path.read_bytes()
    yield f"{name}.json.sig", path.with_suffix(".json.sig").read_bytes()
    yield f"{name}.pdf", render(paper, "pdf", lang, session.now())


def _ledger(session: Session, deal: str, found: Extract) -> Files:
    head = str(session.registry.head())
    data, signature = session.sign_document(
        {"schema": HEAD_SCHEMA, "chain": found.chain_id, "anchor": head, "at": session.moment(), "deal": deal}
    )
    yield "ledger/head.json", data
    yield "ledger/head.json.sig", signature.encode()
    yield "ledger/chain-id.txt", f"{found.chain_id}\n".encode()
    yield "ledger/chain.txt", found.chain.encode()
    for seq, (body, _) in found.events.items():
        yield f"ledger/events/{seq}.event", body
    sums = "".join(f"{digest}  {seq}.event\n" for seq, (_, digest) in found.events.items())
    yield "ledger/events.sha256", sums.encode()


def _authorizations(session: Session, deal: str) -> Files:
    """The provider's own word for each authorization, while the vault still holds it."""
    rows = session.registry.find("authorization", deal=deal)
    kept = {row["id"] for row in session.registry.find("object", deal=deal, state="kept")}
    wanted = {row["id"]: row["evidence"] for row in rows if row["evidence"] in kept}
    permit = ask(session, "report", deal, objects=wanted.values())
    for name, object_id in wanted.items():
        with session.vault.open(permit, object_id) as stream:
            yield f"authorizations/{name}.evidence", stream.read()


def _signature(session: Session, data: bytes) -> bytes:
    return sshsig.sign(session.vault.unwrapped(SIGNING_KEY), data).encode()


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name in sorted(files, key=lambda one: (one != START, one)):
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            container.writestr(info, files[name])
    return out.getvalue()
