"""What a destruction will do, as a value: a dry run is not executing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sampler.custody.samples import REST
from sampler.custody.session import Session
from sampler.destroy.rest import KEPT_ROLES, chosen, over
from sampler.errors import UsageError
from sampler.registry.store import Row


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything of one deal that is to end: open copies, vault objects, the deal's key.

    `again` says that the deal's data is destroyed and only unverified copies are looked at once more;
    `ending` that it is destroyed and a rest that outlived it ends now. `rest` are samples of which the
    sanitized files stay.
    """

    deal: str
    samples: tuple[str, ...]
    copies: tuple[str, ...]
    objects: tuple[str, ...]
    due_on: str
    early: bool
    again: bool
    rest: tuple[str, ...] = ()
    ending: bool = False

    def __post_init__(self) -> None:
        if self.again and self.objects:
            raise ValueError("a destroyed deal has no objects left")
        if set(self.rest) & set(self.samples) or (self.rest and self.ending):
            raise ValueError("a sample ends or stays")


def plan(session: Session, deal_id: str, rest: Sequence[str] = ()) -> Plan:
    """List what the destruction of a deal covers; `rest` are samples to keep besides those chosen.

    Raises:
        NotFoundError: no such deal.
        UsageError: it is destroyed and certified already.
    """
    deal = session.registry.get("deal", deal_id)
    if deal["state"] == "destroyed":
        return _after(session, deal)
    stays = tuple(dict.fromkeys((*chosen(session, deal), *rest)))
    samples = [row["id"] for row in session.registry.find("sample", deal=deal_id)]
    return Plan(
        deal_id,
        tuple(name for name in samples if name not in stays),
        tuple(row["id"] for row in session.registry.find("copy", deal=deal_id, state="open")),
        _objects(session, deal_id, stays),
        deal["due_on"],
        early=session.today(deal["zone"] or "") < deal["due_on"],
        again=False,
        rest=stays,
    )


def _objects(session: Session, deal_id: str, stays: Sequence[str]) -> tuple[str, ...]:
    rows = session.registry.find("object", deal=deal_id, state="kept")
    return tuple(row["id"] for row in rows if row["sample"] not in stays or row["role"] not in KEPT_ROLES)


def _after(session: Session, deal: Row) -> Plan:
    """What is left to do for a deal whose data is destroyed: copies in doubt, a rest whose time is over."""
    kept = {row["id"]: row for row in session.registry.find("sample", deal=deal["id"], state=REST)}
    ends = over(session, deal)
    stay = kept.keys() - set(ends)
    rows = session.registry.find("copy", deal=deal["id"], state="open")
    copies = tuple(row["id"] for row in rows if row["sample"] not in stay)
    if not copies and not ends and session.registry.find("certificate", deal=deal["id"], kind="final"):
        raise UsageError(
            f"deal {deal['id']} is destroyed and certified already",
            f"sampler report destruction --deal {deal['id']}",
        )
    objects = [
        row["id"] for name in ends for row in session.registry.find("object", sample=name, state="kept")
    ]
    due = min((_day_after(kept[name]["rest_until"]) for name in ends), default=deal["due_on"])
    today = session.today(deal["zone"] or "")
    early = bool(ends) and today < due
    return Plan(
        deal["id"],
        ends,
        copies,
        tuple(objects),
        min(due, today) if ends else due,
        early=early,
        again=not ends,
        ending=bool(ends),
    )


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def due(session: Session) -> list[str]:
    """Deals whose data should be gone by today and is not, or is not certified as a whole.

    Each deal's day is one of its own zone. A rest that outlived its deal has a last day of its own.
    """
    certified = {row["deal"] for row in session.registry.find("certificate", kind="final")}
    return [deal["id"] for deal in session.registry.find("deal") if _is_due(session, deal, certified)]


def _is_due(session: Session, deal: Row, certified: set[str]) -> bool:
    if over(session, deal):
        return True
    if deal["id"] in certified:
        return False
    return bool(deal["due_on"] <= session.today(deal["zone"] or "") or deal["state"] == "destroying")
