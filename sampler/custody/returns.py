"""Returns on record: packed for the provider, then confirmed when the provider says that they have it."""

import hashlib
from pathlib import Path

from sampler.custody.evidence import keep_evidence, read_evidence
from sampler.custody.gate import ask
from sampler.custody.provider import is_provider
from sampler.custody.recovery import storing
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.registry.store import Act

PACKED, CONFIRMED = "packed", "confirmed"
DECLARED, BY_STATEMENT = "declared", "statement"


def confirm(session: Session, deal_id: str, by: str, evidence: Path | None = None) -> str:
    """Record that the provider has what was given back, in their own words; gives the return's id.

    Raises:
        NotFoundError: nothing is waiting to be confirmed, or the evidence is not there.
        UsageError: whoever says it is not of the provider.
    """
    ask(session, "return.confirm", deal_id)
    if not is_provider(session, deal_id, by, signed=False):
        raise UsageError(
            "the deal's contact, or somebody of the contact's own domain, says that the data is back",
            f"sampler return {deal_id} --confirmed-by dpo@acme.example",
        )
    rows = session.registry.find("returned", deal=deal_id, state=PACKED)
    if not rows:
        raise NotFoundError(
            f"no return of {deal_id} waits for a word", f"sampler return {deal_id} --to EMAIL"
        )
    word = read_evidence(evidence) if evidence else b""
    recorded = session.registry.act("return.confirm", actor=session.actor)
    with storing(session, "return.confirm", deal_id), recorded as act:
        for row in rows:
            put_confirmed(session, act, row["id"], DECLARED)
            act.detail("returned", row["id"], confirmed_by=by, sha256=hashlib.sha256(word).hexdigest())
        if evidence:
            keep_evidence(act, deal_id, session.vault.put(word), word)
    return str(rows[-1]["id"])


def put_confirmed(session: Session, act: Act, number: str, way: str) -> None:
    """Mark a return as confirmed, inside the act that brings the word."""
    act.put("returned", number, state=CONFIRMED, way=way)
    act.put("returned", number, confirmed_at=session.moment(), confirmed_by=session.actor)
