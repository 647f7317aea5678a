"""Dates in cells and texts, for the leak audit: own patterns, numeric or with French and English months."""

import re
from datetime import date
from functools import lru_cache

from sampler.surrogates.folding import fold

_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(?:(\d{4})(\d{2})(\d{2})|(\d{2})(\d{2})(\d{4}))(?!\d)")
_MONTHS = (
    "janv jan, fevr fev feb, mars mar, avr apr, mai may, juin jun, "
    "juil jul, aout aug, sept sep, oct, nov, dec"
)
_BY_NAME = {
    name: number for number, names in enumerate(_MONTHS.split(", "), start=1) for name in names.split()
}
_WORDED = re.compile(r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th)? (?:of )?([a-z]{3,9})\.?,? (\d{2,4})(?!\d)")
_ENGLISH = re.compile(r"\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
# what RE2 lets through before the patterns above are asked
TRIGGER = (
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\b\d{1,2} \d{1,2} \d{4}\b|\b\d{8}\b|"
    r"\d(?:er|st|nd|rd|th)? (?:of )?\pL{3,9}\.?,? \d{2}|\pL{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 40
_PIVOT, _CENTURY = 40, 100


@lru_cache(maxsize=1 << 16)
def day_of(cell: str) -> int:
    """The day of a cell that is a date and not much else; 0 for any other."""
    if len(cell) > _LONGEST:
        return 0
    days = dates_in(cell)
    return min(days) if len(days) == 1 else 0


def dates_in(text: str) -> set[int]:
    """The days that a text may name, day before month unless only the other order is a date."""
    found = set[int]()
    for one, two, three in _NUMERIC.findall(text):
        if len(one) == 4:  # noqa: PLR2004 - a year
            found.add(_day(one, two, three))
        elif len(three) != 3:  # noqa: PLR2004 - no year has three digits
            found.add(_day(three, two, one) or _day(three, one, two))
    for match in _COMPACT.finditer(text):
        parts = match.groups()
        found.add(_day(*parts[:3]) if parts[0] else _day(parts[5], parts[4], parts[3]))
    if _LETTER.search(text):
        plain = fold(text)
        for day, month, year in _WORDED.findall(plain):
            found.add(_day(year, _month(month), day))
        for month, day, year in _ENGLISH.findall(plain):
            found.add(_day(year, _month(month), day))
    return found - {0}


def _month(word: str) -> str:
    for size in (4, 3):
        if word[:size] in _BY_NAME:
            return str(_BY_NAME[word[:size]])
    return "0"


def _day(year: str, month: str, day: str) -> int:
    number = int(year)
    if len(year) <= 2:  # noqa: PLR2004 - a year without its century
        number += _CENTURY * (19 if number >= _PIVOT else 20)
    try:
        return date(number, int(month), int(day)).toordinal()
    except ValueError:
        return 0
