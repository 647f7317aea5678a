"""Dates moved by a keyed number of days: one for the deal, or one per person; their formats stay."""

import re
from datetime import date, timedelta
from typing import Literal, Protocol

from sampler.surrogates.dates import LEAST_DAYS, MOST_DAYS, read
from sampler.surrogates.folding import fold

_NUMERIC = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})(\2\d{2,4}.*)", re.DOTALL)
_MONTHS = 12
_WEEK = 7
_LONGEST = 64


class Draws(Protocol):
    """Keyed numbers, and the deal's own shift."""

    def number(self, use: str, text: str, size: int) -> int:
        """A keyed number in [0, size) for `text`."""

    def shift_days(self) -> int:
        """The deal's number of days."""


def days_for(person: str | None, draws: Draws, *, whole_weeks: bool) -> int:
    """The number of days of one person, never 0; a row without a person moves as the deal does.

    Persons are compared without case, accents and spaces around: all their dates, in every table that names
    them alike, move together, so what lies between them stays.
    """
    key = fold(person or "").strip()
    if key:
        sign, days = divmod(
            draws.number("person", key, 2 * (MOST_DAYS - LEAST_DAYS + 1)), MOST_DAYS - LEAST_DAYS + 1
        )
        shift = (LEAST_DAYS + days) * (-1 if sign else 1)
    else:
        shift = draws.shift_days()
    if not whole_weeks:
        return shift
    weeks = max(1, (abs(shift) + _WEEK // 2) // _WEEK)
    return weeks * _WEEK * (1 if shift > 0 else -1)


def moved_date(text: str, days: int, first: Literal["day", "month"] | None) -> str | None:
    """`text` with its date `days` later; None when it is no date, or not one with `first` in front."""
    core = text.strip()
    if len(core) > _LONGEST:
        return None
    turned = first is not None and (found := _NUMERIC.fullmatch(core)) is not None
    if turned and found is not None:
        if int(found[3] if first == "day" else found[1]) > _MONTHS:
            return None
        core = _swapped(core) if first == "month" else core
    known = read(core)
    if known is None:
        return None
    day, writer = known
    new = writer(_later(day, days))
    if turned and first == "month":
        new = _swapped(new)
    start = text.find(text.strip())
    return text[:start] + new + text[start + len(text.strip()) :]


def _swapped(text: str) -> str:
    return _NUMERIC.sub(r"\3\2\1\4", text, count=1)


def _later(day: date, days: int) -> date:
    """At the ends of the calendar (0001, 9999) a date moves the other way."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day - timedelta(days=days)
