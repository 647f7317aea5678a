"""The end of a deal: its outcome, hand-over or period of grace, and the day its destruction is due."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sampler.custody.disposal import ERASE, Choice, put_choice
from sampler.custody.gate import ask
from sampler.custody.provider import named_address
from sampler.custody.recovery import storing
from sampler.custody.session import Session
from sampler.errors import UsageError
from sampler.registry.store import Row

WON, LOST, EXTENDED = "won", "lost", "extended"
OUTCOMES = (WON, LOST, EXTENDED)


@dataclass(frozen=True, slots=True)
class Close:
    """How a deal ends: to whom its data is handed over and under which reference, until when grace lasts."""

    outcome: str
    grace_until: date | None = None
    handover: str = ""
    handover_to: str = ""
    choice: Choice = field(default_factory=Choice)

    def __post_init__(self) -> None:
        if self.outcome not in (WON, LOST):
            raise UsageError("--outcome is won, lost or extended", "--outcome lost")
        if bool(self.handover.strip()) != bool(self.handover_to.strip()):
            raise UsageError(
                "a hand-over names who takes the data over and its reference",
                '--handover "OPS-12" --handover-to "Ops Un <ops@vendor.example>"',
            )
        if self.handover_to.strip() and not named_address(self.handover_to):
            raise UsageError(
                "--handover-to is a name with an address", '--handover-to "Ops Un <ops@vendor.example>"'
            )
        if self.handover and self.outcome != WON:
            raise UsageError("only a won deal's data is handed over to operations", "--outcome won")


def close_deal(session: Session, deal_id: str, close: Close) -> str:
    """Close a deal as won or lost and give the day by which its data is to be gone.

    That is today; the day after the period of grace, if one was agreed; and for a won deal whose data was
    handed over or returned on record, the day that the deal had: pre-sales keeps nothing any longer (EDU-8).
    A day that has passed already stays, so that lateness shows.

    Raises:
        RefusedError: the period of grace is too long (EDU-10), or somebody else than the provider chose to
            keep a rest (JUN-3).
        UsageError: the deal is not open.
    """
    check_close(session, deal_id, close)
    deal = session.registry.get("deal", deal_id)
    today = date.fromisoformat(session.today(deal["zone"] or ""))
    contact = session.registry.details("deal", deal_id).get("contact", "")
    due = _due(session, deal, close, today)
    recorded = session.registry.act("deal.close", actor=session.actor)
    with storing(session, "deal.close", deal_id), recorded as act:
        now = session.moment()
        act.put("deal", deal_id, state="closed", outcome=close.outcome, closed_at=now, due_on=due)
        if close.grace_until:
            act.put("deal", deal_id, grace_until=close.grace_until.isoformat())
        if close.handover:
            act.put("deal", deal_id, handed_at=now)
            act.detail("deal", deal_id, handover=close.handover, handover_to=close.handover_to)
        put_choice(session, act, deal_id, close.choice, contact)
    return due


def check_close(session: Session, deal_id: str, close: Close) -> None:
    """Refuse what `close_deal` would refuse, before anybody is asked to confirm it."""
    deal = session.registry.get("deal", deal_id)
    today = date.fromisoformat(session.today(deal["zone"] or ""))
    contact = session.registry.details("deal", deal_id).get("contact", "")
    grace = (close.grace_until - today).days if close.grace_until else 0
    ask(
        session,
        "deal.close",
        deal_id,
        grace_days=grace,
        disposal=close.choice.mode,
        of_provider=close.choice.by_provider(contact),
    )
    if deal["state"] != "open":
        raise UsageError(f"deal {deal_id} is {deal['state']} already", f"sampler deal show {deal_id}")


def dispose(session: Session, deal_id: str, choice: Choice) -> str:
    """Record anew how a deal's data is to end, before or after its closing; gives what it was until now.

    To erase all may be said by whoever ends deals; that a rest may be kept, by the provider alone.

    Raises:
        RefusedError: somebody else than the provider chose to keep a rest (JUN-3), or the deal is frozen.
        UsageError: nothing is chosen, or the destruction has begun: what is gone can't be chosen any more.
    """
    if not choice.mode:
        raise UsageError("how the data is to end is not said", "--disposal erase")
    contact = session.registry.details("deal", deal_id).get("contact", "")
    ask(session, "deal.dispose", deal_id, disposal=choice.mode, of_provider=choice.by_provider(contact))
    deal = session.registry.get("deal", deal_id)
    if deal["state"] not in ("open", "closed"):
        raise UsageError(
            f"the destruction of {deal_id} has begun: how its data ends can't be changed any more",
            f"sampler report destruction --deal {deal_id}",
        )
    recorded = session.registry.act("deal.dispose", actor=session.actor)
    with storing(session, "deal.dispose", deal_id), recorded as act:
        put_choice(session, act, deal_id, choice, contact)
    return str(deal["disposal"] or ERASE)


def _due(session: Session, deal: Row, close: Close, today: date) -> str:
    if close.grace_until:
        return (close.grace_until + timedelta(days=1)).isoformat()
    given_back = bool(close.handover or session.registry.find("returned", deal=deal["id"]))
    if close.outcome == WON and given_back:
        return str(deal["due_on"])
    return str(min(deal["due_on"], today.isoformat()))
