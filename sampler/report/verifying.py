"""Checks a certificate, a receipt or a return: its signature, whose key it is, its anchor in the ledger."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from sampler.custody.session import Session
from sampler.errors import IntegrityError, MismatchError, NotFoundError, UnreadableError
from sampler.model.certificate import Certificate
from sampler.model.report import Receipt
from sampler.model.returned import SCHEMA as RETURN_SCHEMA
from sampler.model.returned import Return
from sampler.registry.ledger import parse_anchor
from sampler.registry.verify import verify
from sampler.vault import sshsig

Paper = Certificate | Receipt | Return
OURS, NAMED, KNOWN = "this home's key", "the key that was named", "a key that was confirmed before"
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out; `in_ledger` is false for another home's document, whose ledger is not here."""

    document: Paper
    signer: str
    trust: str
    in_ledger: bool


def verify_file(
    session: Session | None, path: Path, kind: type[Certificate | Receipt], named: str
) -> Verified:
    """Verify a signed document against its `.sig` beside it; `named` is a fingerprint from another channel.

    The record of a return is a receipt too, and is told by its schema.

    Raises:
        NotFoundError: the file or its signature is not there.
        IntegrityError: the signature is not over these bytes, or the document names another key.
        MismatchError: nobody confirmed the key, it is another than the named one, or the ledger differs.
    """
    data, signature = _bytes(path), _bytes(path.with_name(f"{path.name}.sig"))
    public = sshsig.verify(data, signature.decode("ascii", errors="replace"))
    signer = sshsig.fingerprint(public)
    document = _read(data, kind)
    if document.signer != signer:
        raise IntegrityError("the document names another key than the one that signed it")
    trust = _trust(session, signer, named)
    if session is not None and trust == OURS:
        _in_ledger(session, document, hashlib.sha256(data).hexdigest())
    return Verified(document, signer, trust, in_ledger=trust == OURS)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise NotFoundError(
            f"there is no {path.suffix or 'file'} here: a signed document and its .sig lie together",
            "keep FILE and FILE.sig in one folder",
        )
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableError("the file is too big to be a certificate or a receipt")
    return path.read_bytes()


def _read(data: bytes, kind: type[Certificate | Receipt]) -> Paper:
    try:
        said = json.loads(data)
        if kind is Receipt and isinstance(said, dict) and said.get("schema") == RETURN_SCHEMA:
            return Return.from_json(said)
        return kind.from_json(said)
    except (ValueError, RecursionError):
        raise UnreadableError(
            f"it is signed, but it is no {kind.__name__.lower()} this version knows"
        ) from None


def _trust(session: Session | None, signer: str, named: str) -> str:
    """Whose key it is. A signature by a key that nobody vouched for proves nothing, so it is a no."""
    if named:
        if named.strip() != signer:
            raise MismatchError("it is signed by another key than the one named", f"it is {signer}")
        if session is None or session.fingerprint() != signer:
            return NAMED
    if session is not None:
        if session.fingerprint() == signer:
            return OURS
        rows = session.registry.find("signer", state="trusted")
        if any(session.registry.details("signer", row["id"]).get("fingerprint") == signer for row in rows):
            return KNOWN
    raise MismatchError(
        f"the signature fits, but nobody has confirmed its key {signer}",
        "ask the signer for the fingerprint by another channel, then add --signer SHA256:…",
    )


def _in_ledger(session: Session, document: Paper, digest: str) -> None:
    """The whole ledger verifies, holds the anchor, and knows this very certificate."""
    verify(session.registry, parse_anchor(document.anchor))
    if isinstance(document, Certificate | Return):
        name = "certificate" if isinstance(document, Certificate) else "return"
        rows = session.registry.find("returned" if name == "return" else name, id=document.id)
        if not rows or rows[0]["digest"] != digest:
            raise MismatchError(f"{document.id} is not the {name} that this home recorded")
    elif not session.registry.find("sample", id=document.sample, deal=document.deal):
        raise MismatchError(f"this home has no sample {document.sample} of that deal")
