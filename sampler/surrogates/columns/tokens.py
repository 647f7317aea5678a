"""Whole columns of keys (numbers, numbers behind a prefix, UUIDs) and of dates written in digits.

As in `column_numbers`: what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.by_layout import Form, Lane, mapping
from sampler.surrogates.dates import read
from sampler.surrogates.layouts import Digits, LaidOut, Layout
from sampler.surrogates.prf import Prf
from sampler.surrogates.runs import LOWER, STRANGE, UPPER, Column
from sampler.surrogates.text_arrays import (
    I64,
    U64,
    Bytes,
    Mask,
    bytes_of,
    modulo,
    texts_of,
    texts_of_rows,
)

_MOST_DIGITS = 18
_PREFIX = 4
_HEX_LENGTH = 16
_UUID = 36
_HYPHENS = (8, 13, 18, 23)
_HEX: Bytes = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_POWERS: U64 = np.array([10**place for place in range(_MOST_DIGITS + 1)], dtype=np.uint64)
# a token that ends in its only digits, behind nothing that changes
_SIGNS, _NUMBER = r"[ -/:-@\[-`{-\x7f]*", r"[0-9]{1,18}"
_BARE = re.compile(rf"(?! ){_SIGNS}{_NUMBER}")
# with letters and as long as sixteen signs it may be hexadecimal
_PREFIXED = re.compile(
    rf"(?! )(?:(?!.{{{_HEX_LENGTH}}})[A-Za-z]{{1,{_PREFIX}}})?{_SIGNS}{_NUMBER}", re.DOTALL
)
_TIMED = r"(?:[T ][0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?)?"
_YEAR_FIRST = re.compile(r"[0-9]{4}([-/.])[0-9]{2}\1[0-9]{2}" + _TIMED)
_DAY_FIRST = re.compile(r"[0-9]{2}([-/.])[0-9]{2}\1[0-9]{4}" + _TIMED)
_DATE_DIGITS = 8
_FIRST_YEAR, _LAST_YEAR = 2, 9997
_CENTURY = 1200


def token_column(prf: Prf, bijections: Bijections, *, prefix: bool) -> Lane:
    """Digits at the end of a value, behind at most four kept letters with `prefix`; UUIDs."""

    def fitting(column: Column) -> Mask:
        return _numbered(column, prefix=prefix)

    def mapped(digits: Digits, count: int) -> Mask:
        numbers = digits.number(0, count)
        digits.put(0, count, numbers_deranged(bijections, "digits", numbers))
        filled: Mask = numbers > 0
        return filled

    numbered = mapping(Form(_PREFIXED if prefix else _BARE, fitting), mapped)

    def tokens(texts: pa.Array) -> tuple[pa.Array, Mask]:
        written, handled = numbered(texts)
        if handled.all():
            return written, handled
        uuids = np.flatnonzero(~handled & (np.diff(bytes_of(texts)[0]) == _UUID))
        return _uuids_over(prf, texts, uuids, written, handled) if len(uuids) else (written, handled)

    return tokens


def numbers_deranged(bijections: Bijections, label: str, numbers: U64) -> U64:
    """The new number of each, with as many digits; zero stays zero."""
    new = numbers.copy()
    widths = np.zeros(len(numbers), dtype=np.uint8)
    for power in _POWERS[numbers.max(initial=0) >= _POWERS]:
        widths += numbers >= power
    for width in np.flatnonzero(np.bincount(widths)).tolist():
        if width:
            low = 10 ** (width - 1)
            rows = np.flatnonzero(widths == width)
            moved = bijections.derange_all(label, numbers[rows] - np.uint64(low), 9 * low)
            new[rows] = moved + np.uint64(low)
    return new


def _numbered(column: Column, *, prefix: bool) -> Mask:
    """Values that end in their only run of digits, with nothing before that a token would change."""
    letter = (column.kinds == UPPER) | (column.kinds == LOWER)
    letters = column.count(letter)
    fitting = (column.digit_counts > 0) & (column.digit_counts <= _MOST_DIGITS)
    fitting &= (column.count(column.kinds == STRANGE) == 0) & column.edges()
    if prefix:
        fitting &= (letters == 0) | ((letters <= _PREFIX) & (column.lengths < _HEX_LENGTH))
    else:
        fitting &= letters == 0
    values = np.flatnonzero(fitting)
    if not len(values):
        return fitting
    fitting[values] &= column.first_digit(values) + column.digit_counts[values] == column.offsets[1:][values]
    if prefix and letters.any():
        # the letters stand together at the start
        running = np.concatenate([[0], np.cumsum(letter)])
        starts = column.offsets[:-1]
        fitting &= running[np.minimum(starts + letters, len(letter))] - running[starts] == letters
    return fitting


def _uuids_over(
    prf: Prf, texts: pa.Array, values: I64, written: pa.Array, handled: Mask
) -> tuple[pa.Array, Mask]:
    """UUIDs put over what is `written`, in their case."""
    offsets, data = bytes_of(written)
    places = offsets[:-1][values][:, None] + np.arange(_UUID)
    _, original = bytes_of(texts)
    signs = original[places]
    hyphens = np.zeros(_UUID, dtype=np.bool_)
    hyphens[list(_HYPHENS)] = True
    capitals = (signs >= ord("A")) & (signs <= ord("F"))
    lower = np.where(capitals, signs + 32, signs)
    good = (signs[:, hyphens] == ord("-")).all(axis=1) & np.isin(lower[:, ~hyphens], _HEX).all(axis=1)
    capital = capitals.any(axis=1) & (signs < ord("a")).all(axis=1)
    digits = _uuid_digits(prf.states("uuid", texts_of_rows(lower[good])))
    digits[capital[good]] -= 32 * (digits[capital[good]] >= ord("a")).astype(np.uint8)
    data[places[good][:, ~hyphens]] = digits
    handled[values[good]] = True
    return texts_of(offsets, data), handled


def _uuid_digits(states: U64) -> Bytes:
    """The 32 hexadecimal digits of version 4, variant 1, of 128 bits each."""
    big = np.empty((len(states), 2), dtype=">u8")
    big[:, 0] = states[:, 1] & ~np.uint64(0xF000) | np.uint64(0x4000)
    big[:, 1] = states[:, 0] & ~np.uint64(0x3 << 62) | np.uint64(0x2 << 62)
    octets = big.view(np.uint8).reshape(-1, 16)
    digits = np.empty((len(states), 32), dtype=np.uint8)
    digits[:, 0::2], digits[:, 1::2] = _HEX[octets >> 4], _HEX[octets & 15]
    return digits


def date_column(days: int) -> Lane:
    """YYYY-MM-DD and DD/MM/YYYY with any of - / . and a time behind that stays."""

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = LaidOut(texts)
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        for layout, order in _dated(column):
            good, _, day = _read_days(layout, order)
            moved = day + days
            month = _month_of(moved)
            day_of_month = moved - _first_days().take(month) + 1
            year = month // 12
            new = year * order[0] + (month - year * 12 + 1) * order[1] + day_of_month * order[2]
            layout.put(0, _DATE_DIGITS, new.view(np.uint64))
            column.write(layout)
            handled[layout.values] = good
        return column.written(), handled

    return mapped


def months_of(texts: pa.Array) -> I64:
    """Months since the turn of a century of the dates in a column, -1 for what is none."""
    months, _ = months_moved_by(texts, 0)
    rest = np.flatnonzero((months < 0) & (pc.binary_length(texts).to_numpy(zero_copy_only=False) > 0))
    slow = texts.take(pa.array(rest)).dictionary_encode()
    known = [_month(text) for text in slow.dictionary.to_pylist()]
    if known:
        months[rest] = np.array(known, dtype=np.int64)[slow.indices.to_numpy()]
    return months


def months_moved_by(texts: pa.Array, days: int) -> tuple[I64, I64]:
    """Months of dates in the usual layouts, as they are and `days` later; -1 for any other text."""
    before: I64 = np.full(len(texts), -1, dtype=np.int64)
    after: I64 = np.full(len(texts), -1, dtype=np.int64)
    for layout, order in _dated(LaidOut(texts)):
        good, month, day = _read_days(layout, order)
        values = layout.values[good]
        before[values] = month[good] % _CENTURY
        after[values] = _month_of(day[good] + days) % _CENTURY
    return before, after


def _month(text: str) -> int:
    found = read(text.strip())
    return found[0].year % 100 * 12 + found[0].month - 1 if found else -1


def _dated(column: LaidOut) -> Iterator[tuple[Layout, tuple[int, int, int]]]:
    """The layouts of dates, and what year, month and day are multiplied by in the number of their digits."""
    for layout in column.layouts:
        if _YEAR_FIRST.fullmatch(layout.sample):
            yield layout, (10_000, 100, 1)
        elif _DAY_FIRST.fullmatch(layout.sample):
            yield layout, (1, 10_000, 1_000_000)


def _read_days(layout: Layout, order: tuple[int, int, int]) -> tuple[Mask, I64, I64]:
    """Which values are dates; their months since year 0, and days since 1970, which are 0 for the others."""
    number = layout.number(0, _DATE_DIGITS)
    year, month, day = (
        modulo(number // np.uint64(factor), 10_000 if factor == order[0] else 100).view(np.int64)
        for factor in order
    )
    months = year * 12 + month - 1
    first = _first_days()
    begun = first.take(months, mode="clip")
    days = begun + day - 1
    good = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004
    good &= days < first.take(months + 1, mode="clip")
    if not good.all():
        days[~good] = 0
    return good, months, days


def _month_of(days: I64) -> I64:
    """Months since year 0 in which days since 1970 lie."""
    first = _first_days()
    # months have 146097 / 4800 days, and the first one is at most one of them away from there
    since = (days - first[0]).view(np.uint64)
    month: I64 = (since * np.uint64(4800) // np.uint64(146_097)).view(np.int64)
    month += first.take(month + 1) <= days
    month -= first.take(month) > days
    return month


@cache
def _first_days() -> I64:
    """The first days of the months from year 0 on, as days since 1970."""
    months = np.arange("0000-01", "10002-01", dtype="datetime64[M]")
    days: I64 = months.astype("datetime64[D]").astype(np.int64)
    return days
