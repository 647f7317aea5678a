"""The review of accesses (JUN-7): who can reach what, since when, last used; done at an interval."""

from dataclasses import dataclass

from sampler.custody.facts import review_due
from sampler.custody.gate import ask
from sampler.custody.grants import standing
from sampler.custody.session import Session
from sampler.custody.uses import last_uses


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the review."""

    grant: str
    person: str
    deal: str
    act: str
    since: str
    until: str
    given_by: str
    last_used: str
    expired: bool


def accesses(session: Session) -> list[Access]:
    """Every grant that was not withdrawn, for deals whose data still exists."""
    gone = {row["id"] for row in session.registry.find("deal", state="destroyed")}
    uses, today = last_uses(session), session.today()
    return [
        Access(
            grant=row["id"],
            person=row["person"],
            deal=row["deal"],
            act=row["act"],
            since=row["given_at"][:10],
            until=row["expires_on"],
            given_by=row["given_by"],
            last_used=uses.get((row["person"], row["deal"], row["act"]), ""),
            expired=row["expires_on"] < today,
        )
        for row in standing(session)
        if row["deal"] not in gone
    ]


def review(session: Session) -> str:
    """Record that the accesses were reviewed today; give the review's id."""
    ask(session, "access.review", "access")
    number = f"R{len(session.registry.find('review')) + 1}"
    with session.registry.act("access.review", actor=session.actor) as act:
        act.put("review", number, done_at=session.moment(), done_by=session.actor)
        act.put("review", number, grants=len(accesses(session)))
    return number


def overdue(session: Session) -> str | None:
    """The day by which accesses were to be reviewed, once it has passed."""
    due = review_due(session)
    return due if due is not None and due < session.today() else None
