"""Requests of people or providers: rectify, restrict, delete; each with a deadline (IJO-8)."""

from datetime import date, timedelta

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.duties import holds
from sampler.errors import NotFoundError, UsageError

SHOWN = ("id", "deal", "kind", "state", "received_on", "due_on", "outcome")
KINDS = ("rectification", "restriction", "deletion")
DONE, REFUSED = "done", "refused"
OUTCOMES = (DONE, REFUSED)


def open_request(
    session: Session, deal: str, kind: str, *, sender: str, received_on: str, note: str = ""
) -> str:
    """Record a request; one for restriction freezes the deal at once. Give its id.

    The deadline counts from the day it was received: a month in the law, 30 days here by default.

    Raises:
        UsageError: an unknown kind, nobody who asks, or a day that is not past.
    """
    ask(session, "request.open", deal)
    if kind not in KINDS or not sender.strip():
        raise UsageError(
            "a request has a kind and somebody who asks", "--kind deletion --from dpo@acme.example"
        )
    if received_on > session.today():
        raise UsageError("a request was not received on a day to come", f"--received {session.today()}")
    due = (date.fromisoformat(received_on) + timedelta(days=session.policy.request_days)).isoformat()
    number = f"Q{len(session.registry.find('request')) + 1}"
    with session.registry.act("request.open", actor=session.actor) as act:
        act.put("request", number, deal=deal, kind=kind, state="open", received_on=received_on, due_on=due)
        act.put("request", number, opened_by=session.actor)
        act.detail("request", number, sender=sender, note=note)
        if kind == "restriction":
            act.put("request", number, hold=holds.put(session, act, deal, holds.FREEZE, f"request {number}"))
    return number


def close_request(session: Session, request: str, outcome: str, answer: str) -> None:
    """Record how a request ended and what was answered; the freeze it brought ends with it.

    A deletion is done when the deal's data is destroyed; saying so before is refused.

    Raises:
        NotFoundError: it is not open.
        UsageError: no answer, or nothing was destroyed, or no new delivery rectified anything.
    """
    ask(session, "request.close", request)
    found = session.registry.find("request", id=request, state="open")
    if not found:
        raise NotFoundError("no such request is open", "sampler request list")
    if outcome not in OUTCOMES or not answer.strip():
        raise UsageError("a request ends with an outcome and an answer", '--outcome done --answer "…"')
    row = found[0]
    if outcome == DONE:
        _check_done(session, row["kind"], row["deal"], row["received_on"])
    with session.registry.act("request.close", actor=session.actor) as act:
        act.put("request", request, state="closed", outcome=outcome)
        act.put("request", request, closed_by=session.actor, closed_at=session.moment())
        act.detail("request", request, answer=answer)
        if row["hold"] and session.registry.find("hold", id=row["hold"], state="placed"):
            holds.lift(session, act, row["hold"], f"request {request} is closed")


def _check_done(session: Session, kind: str, deal: str, since: str) -> None:
    state = session.registry.get("deal", deal)["state"]
    if kind == "deletion" and state != "destroyed":
        raise UsageError(
            f"deal {deal} is not destroyed: the request is not done", f"sampler destroy --deal {deal}"
        )
    lent = session.registry.find("sample", deal=deal, kind="lent")
    if kind == "rectification" and not any(sample["received_at"][:10] >= since for sample in lent):
        raise UsageError(
            "no delivery came since: a sample is rectified by a new one",
            f"sampler ingest FILE --deal {deal} …",
        )


def rows(session: Session) -> list[dict[str, str]]:
    """All requests with who asked, and whether they are late."""
    shown, today = [], session.today()
    for row in session.registry.find("request"):
        columns = {
            key: row[key] or "" for key in ("id", "deal", "kind", "state", "received_on", "due_on", "outcome")
        }
        sender = session.registry.details("request", row["id"]).get("sender", "")
        late = "late" if row["state"] == "open" and row["due_on"] < today else ""
        shown.append({**columns, "from": sender, "late": late})
    return shown
