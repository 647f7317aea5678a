"""Grants: a person's right to one act on one deal, with an end, given by the officer. Nothing by default."""

from collections.abc import Iterable
from datetime import date, timedelta

from sampler.custody.facts import Question, of_actor
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.policy.acts import DATA_ACTS, roles_of
from sampler.registry.store import Act, Row


def own(act: Act, session: Session, deal_id: str) -> bool:
    """Inside the act that opens a deal, give the only person of a home their own grants; say whether.

    With a second person in the home nothing is given by itself: the officer gives each grant.
    """
    if of_actor(session, Question("", "", None, None, None, None, None)).get("alone") is not True:
        return False
    until = _last_day(session)
    number = len(session.registry.find("grant"))
    for place, name in enumerate(sorted(DATA_ACTS), number + 1):
        columns = {"person": session.actor, "deal": deal_id, "act": name, "expires_on": until}
        _put(session, act, f"G{place}", **columns)
    return True


def give(
    session: Session, person: str, deal_id: str, acts: Iterable[str], until: str | None = None
) -> list[str]:
    """Give a person grants for these acts on a deal, until a day or as long as grants last.

    Raises:
        RefusedError: the officer alone gives grants (USR-1), to people bound to confidentiality (IJO-9),
            while accesses are reviewed in time (JUN-7) and the deal is not frozen (IJO-8).
        UsageError: an act is no act on data, or lies outside the person's roles, or the day is not to come.
    """
    ask(session, "grant.give", deal_id, person=person)
    wanted = sorted(set(acts))
    if not wanted or set(wanted) - DATA_ACTS:
        raise UsageError(f"--act is one of {', '.join(sorted(DATA_ACTS))}", "--act load --act open")
    roles = roles_of(session.registry.get("person", person)["role"])
    beyond = [act for act in wanted if not any(session.policy.may(role, act) for role in roles)]
    if beyond:
        raise UsageError(f"{beyond[0]} is not an act of {person}'s role", "sampler custodian list")
    last = until or _last_day(session)
    if not session.today() <= last <= _last_day(session):
        raise UsageError(
            f"a grant ends on a day to come, by {_last_day(session)} at the latest", "--until DATE"
        )
    number = len(session.registry.find("grant"))
    given = []
    with session.registry.act("grant.give", actor=session.actor) as act:
        for place, name in enumerate(wanted, number + 1):
            given.append(f"G{place}")
            _put(session, act, given[-1], person=person, deal=deal_id, act=name, expires_on=last)
    return given


def _put(session: Session, record: Act, grant: str, **columns: str) -> None:
    record.put("grant", grant, state="given", **columns)
    record.put("grant", grant, given_by=session.actor, given_at=session.moment())


def withdraw(session: Session, person: str, deal_id: str | None, acts: Iterable[str] = ()) -> list[str]:
    """Withdraw a person's grants: these acts on this deal, or all of it; give the ids.

    Raises:
        NotFoundError: there is nothing to withdraw.
    """
    ask(session, "grant.withdraw", deal_id or person)
    wanted = set(acts)
    rows = [
        row for row in standing(session, person=person, deal=deal_id) if not wanted or row["act"] in wanted
    ]
    if not rows:
        raise NotFoundError(f"{person} has no such grant", "sampler grant list")
    with session.registry.act("grant.withdraw", actor=session.actor) as act:
        take_back(session, act, rows)
    return [row["id"] for row in rows]


def take_back(session: Session, act: Act, rows: Iterable[Row]) -> None:
    """Mark grants as withdrawn, inside the act that does it."""
    for row in rows:
        act.put("grant", row["id"], state="withdrawn", withdrawn_at=session.moment())


def standing(session: Session, *, person: str | None = None, deal: str | None = None) -> list[Row]:
    """The grants that are given and not withdrawn, expired ones too: a review shows those as well."""
    where = {key: value for key, value in (("person", person), ("deal", deal)) if value is not None}
    return session.registry.find("grant", state="given", **where)


def _last_day(session: Session) -> str:
    return (date.fromisoformat(session.today()) + timedelta(days=session.policy.grant_days)).isoformat()
