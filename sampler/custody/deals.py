"""Deals: opened with a purpose, an end and the way the data is to end; restricted to named people."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sampler.custody import grants
from sampler.custody.disposal import Choice, put_choice
from sampler.custody.environments import HERE, environment
from sampler.custody.evidence import keep_evidence, read_evidence
from sampler.custody.gate import ask
from sampler.custody.recovery import storing
from sampler.custody.session import Session
from sampler.errors import UsageError
from sampler.registry.store import Act

DEAL_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
LONGEST_ID = 40
NOT_STATED = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the provider and the vendor agreed on; what was not given is printed as `not stated`."""

    provider: str
    contact: str
    purpose: str
    trial_ends: date
    agreement: str = NOT_STATED
    legal_basis: str = NOT_STATED
    project: str = NOT_STATED
    environments: tuple[str, ...] = (HERE,)
    disposal: Choice = field(default_factory=Choice)

    def __post_init__(self) -> None:
        if self.project and not DEAL_ID.fullmatch(self.project):
            raise UsageError("a project is named by a-z, 0-9 and single hyphens", "--project lms-2027")
        for name in ("provider", "contact", "purpose"):
            if not getattr(self, name).strip():
                raise UsageError(f"--{name} is empty", f"--{name} TEXT")


def parse_date(text: str, option: str) -> date:
    """Read an ISO date.

    Raises:
        UsageError: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is not a date", f"{option} 2027-01-31") from None


def open_deal(session: Session, deal_id: str, terms: Terms) -> bool:
    """Open a deal and make its key; say whether its opener, alone in this home, got their own grants.

    Raises:
        UsageError: the id is taken or ill-formed.
        RefusedError: the trial is longer than allowed (JUN-1), or somebody else than the provider chose to
            keep a rest (JUN-3).
    """
    if not DEAL_ID.fullmatch(deal_id) or len(deal_id) > LONGEST_ID or re.search(r"-\d+s?\d*$", deal_id):
        raise UsageError(
            "a deal's id is made of a-z, 0-9 and single hyphens, begins with a letter, has at most 40 signs, "
            "and does not end like a sample's",
            "an id like acme, or acme-lms",
        )
    if session.registry.find("deal", id=deal_id):
        raise UsageError(f"there is a deal {deal_id} already", f"sampler deal show {deal_id}")
    days = (terms.trial_ends - date.fromisoformat(session.today())).days
    stated = bool(terms.purpose.strip())
    ask(
        session,
        "deal.open",
        deal_id,
        trial_days=days,
        purpose_stated=stated,
        disposal=terms.disposal.mode,
        of_provider=terms.disposal.by_provider(terms.contact),
    )
    for name in terms.environments:
        environment(session, name)
    key_id = secrets.token_hex(16)
    with storing(session, "deal.open", deal_id):
        session.vault.new_key(key_id)
        with session.registry.act("deal.open", actor=session.actor) as act:
            ends = terms.trial_ends.isoformat()
            act.put("deal", deal_id, state="open", opened_at=session.moment(), trial_ends=ends, due_on=ends)
            act.put("deal", deal_id, zone=session.zone, key=key_id, project=terms.project or None)
            for name in terms.environments:
                _scope(session, act, deal_id, "environment", name)
            act.put("object", key_id, deal=deal_id, role="deal-key", size=32, state="kept")
            act.detail("deal", deal_id, provider=terms.provider, contact=terms.contact, purpose=terms.purpose)
            act.detail("deal", deal_id, agreement=terms.agreement, legal_basis=terms.legal_basis)
            put_choice(session, act, deal_id, terms.disposal, terms.contact)
            return grants.own(act, session, deal_id)


def _scope(session: Session, act: Act, deal_id: str, kind: str, target: str) -> None:
    row = f"{deal_id}/{kind}/{target}"
    act.put("deal_scope", row, deal=deal_id, kind=kind, target=target, state="set", set_at=session.moment())


def restrict(session: Session, deal_id: str, people: tuple[str, ...], evidence: Path) -> None:
    """Record that the provider names who may work on a deal (IUN-1); each call gives the whole list.

    Raises:
        NotFoundError: the provider's word is not there.
        UsageError: nobody is named: an empty list is no restriction.
    """
    ask(session, "deal.restrict", deal_id)
    if not people:
        raise UsageError(
            "name at least one custodian", f"sampler deal restrict {deal_id} --to p1 --evidence FILE"
        )
    word = read_evidence(evidence)
    before = session.registry.find("deal_scope", deal=deal_id, kind="person", state="set")
    with storing(session, "deal.restrict", deal_id):
        object_id = session.vault.put(word)
        with session.registry.act("deal.restrict", actor=session.actor) as act:
            act.put("deal", deal_id, restricted="named")
            for row in before:
                act.put("deal_scope", row["id"], state="ended", set_at=session.moment())
            for person in people:
                _scope(session, act, deal_id, "person", person)
            keep_evidence(act, deal_id, object_id, word)
