"""Months of whole columns of dates, and of what the deal's shift makes of them, from a table of days."""

import numpy as np
import pyarrow as pa

from sampler.surrogates.signs_in_words import all_digits
from sampler.surrogates.text_arrays import (
    I64,
    U64,
    bytes_of,
    number_of_eight,
    windows,
)

_FIRST_YEAR, _YEARS, _EPOCH, _CENTURY = 1850, 300, 1970, 1200
_DAYS, _MONTHS = 31, 12
_LENGTH = 10
_BYTE, _TWO, _FOUR = (np.uint64((1 << 8 * count) - 1) for count in (1, 2, 4))


class MonthsMoved:
    """Tells months since the turn of a century of dates, as they are and some days later.

    It knows YYYY-MM-DD and DD/MM/YYYY with any of - / . between 1850 and 2149; -1 is for any other text.
    """

    def __init__(self, days: int) -> None:
        start = (_FIRST_YEAR - _EPOCH) * _MONTHS
        months = np.arange(start, start + _YEARS * _MONTHS).astype("datetime64[M]")
        dates = months.astype("datetime64[D]")[:, None] + np.arange(_DAYS)
        there = dates < (months + 1).astype("datetime64[D]")[:, None]
        moved = (dates + days).astype("datetime64[M]").astype(np.int64)
        before = np.broadcast_to(months.astype(np.int64)[:, None], dates.shape)
        self._before, self._moved = (_of_century(each, there) for each in (before, moved))

    def __call__(self, texts: pa.Array) -> tuple[I64, I64]:
        """The months of every text, both -1 for what is no date; nulls count as ""."""
        offsets, data = bytes_of(texts)
        before, moved = (np.full(len(texts), -1, dtype=np.int64) for _ in range(2))
        rows = np.flatnonzero(np.diff(offsets) == _LENGTH)
        words = windows(data)
        head, tail = words[offsets[:-1][rows]], words[offsets[:-1][rows] + 2]
        for year_first in (False, True):
            signs, marks = _signs(head, tail, year_first=year_first)
            good = all_digits(signs) & (marks & _BYTE == marks >> np.uint64(8))
            good &= (marks & _BYTE >= ord("-")) & (marks & _BYTE <= ord("/"))
            days, inside = _day(number_of_eight(signs ^ np.uint64(0x3030303030303030)))
            good &= inside
            days = days[good]
            before[rows[good]], moved[rows[good]] = self._before[days], self._moved[days]
            rows, head, tail = rows[~good], head[~good], tail[~good]
        return before, moved


def _of_century(months: I64, there: np.ndarray) -> np.ndarray:
    """A row of all days; -1 for those that a month does not have."""
    return np.where(there, (months + _EPOCH * _MONTHS) % _CENTURY, -1).astype(np.int16).reshape(-1)


def _signs(head: U64, tail: U64, *, year_first: bool) -> tuple[U64, U64]:
    """The signs YYYYMMDD of texts of ten signs (their first and last eight), and the two between."""
    if year_first:
        marks = (head >> np.uint64(32)) & _BYTE | (head >> np.uint64(56)) << np.uint64(8)
        signs = (head & _FOUR) | (head >> np.uint64(40) & _TWO) << np.uint64(32)
        return signs | tail >> np.uint64(48) << np.uint64(48), marks
    marks = (head >> np.uint64(16)) & _BYTE | (head >> np.uint64(40) & _BYTE) << np.uint64(8)
    signs = tail >> np.uint64(32) | (head >> np.uint64(24) & _TWO) << np.uint64(32)
    return signs | head << np.uint64(48), marks


def _day(number: U64) -> tuple[I64, np.ndarray]:
    """The places of the days YYYYMMDD in the table, and which of them may be there."""
    above = number // np.uint64(100)
    day = (number - above * np.uint64(100)).astype(np.int64) - 1
    year = above // np.uint64(100)
    month = (above - year * np.uint64(100)).astype(np.int64) - 1
    years = year.astype(np.int64) - _FIRST_YEAR
    inside = (years >= 0) & (years < _YEARS) & (month >= 0) & (month < _MONTHS) & (day >= 0) & (day < _DAYS)
    return (years * _MONTHS + month) * _DAYS + day, inside
