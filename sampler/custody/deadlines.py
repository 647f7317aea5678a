"""When a day is reached: deadlines are local dates of a zone, and a day that was reached stays reached.

Clocks there go forward and back, at midnight too, and a zone may leave a day out; the answer never runs back.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

ONE = timedelta(days=1)


def begins(day: date, zone: tzinfo) -> datetime:
    """The first moment that belongs to `day`, or to a later one where the zone left it out, in UTC.

    Of a midnight that comes twice the first counts; for one that is skipped, the offset before counts.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


def reached(moment: datetime, zone: tzinfo) -> date:
    """The latest day that has begun in `zone` by `moment`.

    It is the local date, but where clocks went back over midnight: there the new day stays.
    """
    day = moment.astimezone(zone).date()
    while day < date.max and begins(day + ONE, zone) <= moment:
        day += ONE
    return day


def days_left(due_on: str, today: str) -> int:
    """Days until a date; negative when it has passed."""
    return (date.fromisoformat(due_on) - date.fromisoformat(today)) // ONE
