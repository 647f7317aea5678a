"""Days in real time zones: reached once, never again left, whatever clocks do at midnight."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from sampler.custody.deadlines import begins, days_left, reached

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ZONES = sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/")))


def test_ten_thousand_days_in_real_zones_begin_once_and_are_never_left() -> None:
    """A day is reached at its first moment, no second before, and stays so: 10,000 days in all zones."""
    chance = random.Random(20261122)
    for number in range(10_000):
        zone = ZoneInfo(ZONES[number % len(ZONES)])
        day = date(1990, 1, 1) + timedelta(days=chance.randrange(365 * 60))
        first = begins(day, zone)
        assert reached(first, zone) >= day
        assert reached(first - SECOND, zone) < day
        moments = sorted(first + timedelta(seconds=chance.randrange(-200_000, 200_000)) for _ in range(4))
        days = [reached(moment, zone) for moment in moments]
        assert days == sorted(days)
        for moment, found in zip(moments, days, strict=True):
            assert (found >= day) == (moment >= first)
            assert found - moment.astimezone(zone).date() in (timedelta(0), DAY)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Paris", "2027-03-28T00:59:59+00:00", "2027-03-28"),  # clocks go forward at 01:00 UTC
        ("Europe/Paris", "2027-10-30T21:59:59+00:00", "2027-10-30"),  # summer time still: 23:59:59
        ("Europe/Paris", "2027-10-30T22:00:00+00:00", "2027-10-31"),
        ("America/Sao_Paulo", "2018-11-04T02:59:59+00:00", "2018-11-03"),  # midnight was skipped
        ("America/Sao_Paulo", "2018-11-04T03:00:00+00:00", "2018-11-04"),
        ("America/St_Johns", "2006-10-29T02:30:30+00:00", "2006-10-29"),  # 00:00:30, half a minute later
        ("America/St_Johns", "2006-10-29T02:31:30+00:00", "2006-10-29"),  # it is 23:01 of the day before
        ("Pacific/Apia", "2011-12-30T09:59:59+00:00", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00+00:00", "2011-12-31"),  # the 30th was left out
        ("Pacific/Kiritimati", "2028-02-28T10:00:00+00:00", "2028-02-29"),  # the first to have a leap day
        ("Pacific/Pago_Pago", "2028-03-01T10:59:59+00:00", "2028-02-29"),  # and the last to leave it
        ("UTC", "2100-02-28T23:59:59+00:00", "2100-02-28"),
        ("UTC", "2100-03-01T00:00:00+00:00", "2100-03-01"),  # no leap day in 2100
    ],
)
def test_days_that_went_wrong_elsewhere(zone: str, moment: str, day: str) -> None:
    """Skipped and repeated midnights, a day that a zone left out, leap days and none."""
    assert reached(datetime.fromisoformat(moment), ZoneInfo(zone)).isoformat() == day


def test_days_left_over_leap_days() -> None:
    """Dates are counted by the calendar."""
    assert days_left("2028-03-01", "2028-02-28") == 2
    assert days_left("2027-03-01", "2027-02-28") == 1
    assert days_left("2027-02-28", "2027-03-01") == -1


def test_a_day_of_another_zone_is_another_moment() -> None:
    """The same date begins up to 26 hours apart; each deal keeps the zone in which it was opened."""
    east, west = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")
    day = date(2027, 1, 31)
    assert begins(day, west) - begins(day, east) == timedelta(hours=26)
    assert reached(datetime(2027, 1, 30, 12, tzinfo=UTC), east) == day
    assert reached(datetime(2027, 1, 30, 12, tzinfo=UTC), west) == day - DAY
