"""The days that a report is about, and the deals whose data was here in them."""

from dataclasses import dataclass

from sampler.custody.deals import parse_date
from sampler.custody.session import Session
from sampler.errors import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included; empty ends are open."""

    first: str = ""
    last: str = ""

    def holds(self, day: str) -> bool:
        """Say whether a day lies in it."""
        return (not self.first or self.first <= day) and (not self.last or day <= self.last)


ALWAYS = Period()


def period(session: Session, first: str | None, last: str | None) -> Period:
    """Read `--from` and `--to`; an end that is not given is today, a beginning the first deal's.

    Raises:
        UsageError: a date is none, or the end lies before the beginning.
    """
    if not first and not last:
        return ALWAYS
    begun = min((row["opened_at"][:10] for row in session.registry.find("deal")), default=session.today())
    start = parse_date(first, "--from").isoformat() if first else begun
    end = parse_date(last, "--to").isoformat() if last else session.today()
    if end < start:
        raise UsageError("--to lies before --from", "--from 2027-01-01 --to 2027-03-31")
    return Period(start, end)


def deals_in(session: Session, within: Period, deal: str | None = None) -> list[str]:
    """The deals whose data was here on a day of the period; all without one. A named deal is always in it."""
    if deal:
        return [str(session.registry.get("deal", deal)["id"])]
    return [
        str(row["id"])
        for row in session.registry.find("deal")
        if (not within.last or row["opened_at"][:10] <= within.last)
        and (not within.first or not row["destroyed_at"] or row["destroyed_at"][:10] >= within.first)
    ]
