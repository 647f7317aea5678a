"""Dates in cells and texts, for the leak audit: own patterns, numeric or with French and English months."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from sampler.sanitize.audit.cells import Part
from sampler.sanitize.audit.output_bytes import Block, Places
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
_DAY_FIRST = re.compile(rb"00[-/. ]00[-/. ]0000")
_YEAR_FIRST = re.compile(rb"0000[-/. ]00[-/. ]00")
_EPOCH, _EPOCH_DAY = 1970, date(1970, 1, 1).toordinal()
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


def days_of(parts: Sequence[Part], count: int) -> Places:
    """The day of each cell of a column that is one date; 0 for the others."""
    days = np.zeros(count, dtype=np.int64)
    for part in parts:
        held = part.held
        if _DAY_FIRST.fullmatch(held.layout):
            one, two, year = (_number(held, a, b) for a, b in ((0, 2), (3, 5), (6, 10)))
            first = _days(year, two, one)
            days[part.rows] = np.where(first > 0, first, _days(year, one, two))
        elif _YEAR_FIRST.fullmatch(held.layout):
            days[part.rows] = _days(*(_number(held, a, b) for a, b in ((0, 4), (5, 7), (8, 10))))
        else:
            texts = [held.raw[a:b].decode() for a, b in zip(held.starts, held.ends, strict=True)]
            told = np.array([*map(day_of, texts), 0], dtype=np.int64)
            if part.codes is None:
                days[part.rows] = told[:-1]
            else:
                days += told[part.codes]
    return days


def _number(held: Block, start: int, end: int) -> Places:
    """The number between two places of texts of one layout."""
    number = np.zeros(len(held.starts), dtype=np.int64)
    for place in range(start, end):
        number *= 10
        number += held.rows[:, place] - np.uint8(ord("0"))
    return number


def _days(year: Places, month: Places, day: Places) -> Places:
    """As `date.toordinal`; 0 for what is no day."""
    right = (year > 0) & (month > 0) & (month <= 12) & (day > 0)  # noqa: PLR2004 - months
    first = (np.where(right, (year - _EPOCH) * 12 + month - 1, 0)).astype("M8[M]")
    length = ((first + 1).astype("M8[D]") - first.astype("M8[D]")).astype(np.int64)
    made: Places = first.astype("M8[D]").astype(np.int64) + _EPOCH_DAY + day - 1
    return np.where(right & (day <= length), made, 0)


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
