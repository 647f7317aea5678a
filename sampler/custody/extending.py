"""A later end for a trial: only by the provider's word on record, and never over the longest trial."""

from datetime import date
from pathlib import Path

from sampler.custody.asking import EXTENSION, Wanted
from sampler.custody.authorizations import Answer, record
from sampler.custody.gate import ask
from sampler.custody.provider import is_provider
from sampler.custody.session import Session
from sampler.errors import NotFoundError, RefusedError, UsageError


def extend(session: Session, deal_id: str, until: date, authorization: str) -> None:
    """Move the end of a trial to a day that a recorded authorization allows.

    Raises:
        RefusedError: no authorization of the provider for that day stands (EDU-6), or it is too late a day
            (JUN-1).
        UsageError: the deal is not open, or the day is no later one.
    """
    try:
        ask(
            session,
            "deal.extend",
            deal_id,
            trial_days=_trial_days(session, deal_id, until),
            purpose_stated=True,
            authorization=authorization,
            extended_until=until.isoformat(),
        )
    except RefusedError as refused:
        raise _with_day(session, deal_id, until, authorization, refused) from None
    _check_later(session, deal_id, until)
    _put(session, deal_id, until, authorization)


def _with_day(
    session: Session, deal_id: str, until: date, authorization: str, refused: RefusedError
) -> RefusedError:
    """A refusal with the day that the authorization allows, where it is only the day that is too late."""
    rows = session.registry.find(
        "authorization", id=authorization, deal=deal_id, rule="EDU-6", state="recorded"
    )
    last = rows[0]["expires_at"][:10] if rows else ""
    if "[EDU-6]" not in refused.message or not session.moment()[:10] <= last < until.isoformat():
        return refused
    way = f"sampler deal extend {deal_id} --until {last} --authorization {authorization}"
    return RefusedError(refused.message, way, *refused.hints)


def extend_by_word(session: Session, deal_id: str, until: date, evidence: Path, by: str) -> str:
    """The same by the provider's mail or PDF, recorded as the authorization that it is; gives its id.

    Raises:
        NotFoundError: the evidence is not there.
        UnreadableError: it is no mail and no PDF.
    """
    session.registry.get("deal", deal_id)
    if not evidence.is_file():
        raise NotFoundError("the evidence is not there", "name the provider's mail or PDF as it was saved")
    giver = by or session.registry.details("deal", deal_id).get("contact", "")
    ask(
        session,
        "deal.extend",
        deal_id,
        trial_days=_trial_days(session, deal_id, until),
        purpose_stated=True,
        extended_until=until.isoformat(),
        evidence=True,
        of_provider=is_provider(session, deal_id, giver, signed=False),
    )
    _check_later(session, deal_id, until)
    wanted = Wanted(deal_id, "EDU-6", EXTENSION, "any", until.isoformat())
    number = record(session, deal_id, Answer(evidence, None, giver), wanted)
    _put(session, deal_id, until, number)
    return number


def _check_later(session: Session, deal_id: str, until: date) -> None:
    deal = session.registry.get("deal", deal_id)
    if deal["state"] != "open":
        raise UsageError(f"deal {deal_id} is {deal['state']} already", f"sampler deal show {deal_id}")
    if until.isoformat() <= deal["trial_ends"]:
        raise UsageError(
            f"the trial of {deal_id} ends on {deal['trial_ends']}: an extension ends later",
            f"sampler deal close {deal_id} --outcome lost ends it now",
        )


def _trial_days(session: Session, deal_id: str, until: date) -> int:
    """The whole trial in days, from its first; a day that is past makes it less than nothing."""
    deal = session.registry.get("deal", deal_id)
    if until.isoformat() < session.today(deal["zone"] or ""):
        return -1
    return (until - date.fromisoformat(session.day_of(deal["opened_at"], deal["zone"] or ""))).days


def _put(session: Session, deal_id: str, until: date, authorization: str) -> None:
    with session.registry.act("deal.extend", actor=session.actor, authorization=authorization) as act:
        ends = until.isoformat()
        act.put("deal", deal_id, outcome="extended", trial_ends=ends, due_on=ends)
