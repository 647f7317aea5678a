"""Holds (IJO-8): a frozen deal allows no act but destruction when due; a legal hold stops that as well."""

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.registry.store import Act

FREEZE, LEGAL = "freeze", "legal"
KINDS = (FREEZE, LEGAL)


def place(session: Session, deal: str, kind: str, reason: str) -> str:
    """Freeze a deal; give the hold's id.

    Raises:
        UsageError: no reason, an unknown kind, or the destruction has begun.
    """
    ask(session, "hold.place", deal)
    if kind not in KINDS or not reason.strip():
        raise UsageError("a hold has a kind and a reason", '--kind freeze --reason "…"')
    state = session.registry.get("deal", deal)["state"]
    if state not in ("open", "closed"):
        raise UsageError(f"deal {deal} is {state}: there is nothing to hold", f"sampler deal show {deal}")
    with session.registry.act("hold.place", actor=session.actor) as act:
        return put(session, act, deal, kind, reason)


def put(session: Session, act: Act, deal: str, kind: str, reason: str) -> str:
    """Put a hold on record, inside the act that asks for it."""
    number = f"H{len(session.registry.find('hold')) + 1}"
    act.put("hold", number, deal=deal, kind=kind, state="placed")
    act.put("hold", number, placed_by=session.actor, placed_at=session.moment())
    act.detail("hold", number, reason=reason)
    return number


def release(session: Session, hold: str, reason: str) -> None:
    """Lift a hold.

    Raises:
        NotFoundError: it is not placed.
        UsageError: no reason is given.
    """
    ask(session, "hold.release", hold)
    if not session.registry.find("hold", id=hold, state="placed"):
        raise NotFoundError("no such hold is placed", "sampler hold list")
    if not reason.strip():
        raise UsageError("the release of a hold has a reason", '--reason "…"')
    with session.registry.act("hold.release", actor=session.actor) as act:
        lift(session, act, hold, reason)


def lift(session: Session, act: Act, hold: str, reason: str) -> None:
    """Put a release on record, inside the act that asks for it."""
    act.put("hold", hold, state="released", released_by=session.actor, released_at=session.moment())
    act.detail("hold", hold, release=reason)


def rows(session: Session, deal: str | None = None) -> list[dict[str, str]]:
    """All holds with their reasons."""
    found = session.registry.find("hold", **({"deal": deal} if deal else {}))
    return [
        {
            **{key: row[key] or "" for key in ("id", "deal", "kind", "state", "placed_at", "released_at")},
            "reason": session.registry.details("hold", row["id"]).get("reason", ""),
        }
        for row in found
    ]
