"""Disclosures to authorities: scope, legal basis, and the notice to the customer or the bar on it (IJO-7)."""

from dataclasses import dataclass

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import UsageError


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What went to whom, on which legal basis, and whether the customer was told."""

    to: str
    scope: str
    basis: str
    on: str
    notice: str
    bar: str = ""


def record(session: Session, deal: str, what: Disclosed) -> str:
    """Record a disclosure; give its id.

    Raises:
        RefusedError: it lacks a legal basis, a scope, or the notice or bar (IJO-7).
        UsageError: nobody got it, the day is to come, or a bar is claimed and not named.
    """
    barred, basis, scope = what.notice == "barred", bool(what.basis.strip()), bool(what.scope.strip())
    ask(session, "disclosure.record", deal, notice=what.notice, basis_stated=basis, scope_stated=scope)
    if not what.to.strip() or what.on > session.today():
        raise UsageError("a disclosure names who got it and a day that is not to come", "--to … --on DATE")
    if barred and not what.bar.strip():
        raise UsageError("what bars the notice is stated: the law or the order", '--bar "…"')
    number = f"D{len(session.registry.find('disclosure')) + 1}"
    with session.registry.act("disclosure.record", actor=session.actor) as act:
        act.put("disclosure", number, deal=deal, notice=what.notice, disclosed_on=what.on)
        act.put("disclosure", number, recorded_by=session.actor, recorded_at=session.moment())
        act.detail("disclosure", number, to=what.to, scope=what.scope, basis=what.basis, bar=what.bar)
    return number


def rows(session: Session) -> list[dict[str, str]]:
    """All disclosures."""
    return [
        {
            **{key: row[key] or "" for key in ("id", "deal", "notice", "disclosed_on")},
            **{
                key: session.registry.details("disclosure", row["id"]).get(key, "")
                for key in ("to", "scope", "basis")
            },
        }
        for row in session.registry.find("disclosure")
    ]
