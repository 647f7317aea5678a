"""Whole columns of keys (numbers, numbers behind a prefix, UUIDs) and of dates written in digits.

As in `column_numbers`: what is understood here comes out as the scalar mapping writes it, to the byte.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.columns.numbers import Lane
from sampler.surrogates.dates import read
from sampler.surrogates.prf import Prf
from sampler.surrogates.runs import LOWER, STRANGE, UPPER, Column
from sampler.surrogates.text_arrays import (
    I64,
    U64,
    Bytes,
    Mask,
    bytes_of,
    eight_digits,
    modulo,
    number_of_eight,
    texts_of,
    texts_of_rows,
    windows,
)

_MOST_DIGITS = 18
_PREFIX = 4
_HEX_LENGTH = 16
_UUID = 36
_HYPHENS = (8, 13, 18, 23)
_HEX: Bytes = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_POWERS: U64 = np.array([10**place for place in range(_MOST_DIGITS + 1)], dtype=np.uint64)
_DATE, _MOMENT = 10, 32
_FIRST_YEAR, _LAST_YEAR = 2, 9997
_EPOCH, _CENTURY = 1970, 1200


def token_column(prf: Prf, bijections: Bijections, *, prefix: bool) -> Lane:
    """Digits at the end of a value, behind at most four kept letters with `prefix`; UUIDs."""

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = Column(texts)
        values = np.flatnonzero(_numbered(column, prefix=prefix))
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        counts = column.digit_counts[values]
        for count in np.unique(counts).tolist():
            rows = values[counts == count]
            starts = column.digits.starts[rows]
            numbers = column.digits.numbers(starts, count)
            column.digits.write(starts, count, numbers_deranged(bijections, "digits", numbers))
            handled[rows[numbers > 0]] = True
        written = column.written()
        uuids = np.flatnonzero(column.lengths == _UUID)
        return _uuids_over(prf, column, uuids, written, handled) if len(uuids) else (written, handled)

    return mapped


def numbers_deranged(bijections: Bijections, label: str, numbers: U64) -> U64:
    """The new number of each, with as many digits; zero stays zero."""
    new = numbers.copy()
    widths = np.searchsorted(_POWERS, numbers, side="right")
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
    prf: Prf, column: Column, values: I64, written: pa.Array, handled: Mask
) -> tuple[pa.Array, Mask]:
    """UUIDs put over what is `written`, in their case."""
    offsets, data = bytes_of(written)
    places = offsets[:-1][values][:, None] + np.arange(_UUID)
    signs = column.data[places]
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
        offsets, data = bytes_of(texts)
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        values = _dated(texts, offsets)
        starts = offsets[:-1][values]
        words = windows(data)
        head, tail = words[starts], words[starts + 2]
        for year_first in (True, False):
            good, first, days_in = _days(head, tail, year_first=year_first)
            new = _written(first + days_in + days)
            rows = data[starts[good][:, None] + np.arange(_DATE)]
            spots = [0, 1, 2, 3, 5, 6, 8, 9] if year_first else [6, 7, 8, 9, 3, 4, 0, 1]
            rows[:, spots] = eight_digits(new).view(np.uint8).reshape(-1, 8)
            data[starts[good][:, None] + np.arange(_DATE)] = rows
            handled[values[good]] = True
        return texts_of(offsets, data), handled

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
    offsets, data = bytes_of(texts)
    before: I64 = np.full(len(texts), -1, dtype=np.int64)
    after: I64 = np.full(len(texts), -1, dtype=np.int64)
    values = _dated(texts, offsets)
    starts = offsets[:-1][values]
    words = windows(data)
    head, tail = words[starts], words[starts + 2]
    for year_first in (True, False):
        good, first, inside = _days(head, tail, year_first=year_first)
        for months, moved in ((before, first), (after, first + (inside + days))):
            since = moved.astype("datetime64[M]").astype(np.int64) + _EPOCH * 12
            months[values[good]] = since % _CENTURY
    return before, after


def _month(text: str) -> int:
    found = read(text.strip())
    return found[0].year % 100 * 12 + found[0].month - 1 if found else -1


def _dated(texts: pa.Array, offsets: I64) -> I64:
    """Which texts have the length of a date, or a time behind it."""
    lengths = np.diff(offsets)
    fitting = lengths == _DATE
    long = np.flatnonzero((lengths > _DATE) & (lengths <= _MOMENT))
    if len(long):
        timed = pc.match_substring_regex(texts.take(pa.array(long)), _TIMED)
        fitting[long] = timed.to_numpy(zero_copy_only=False)
    return np.flatnonzero(fitting)


_TIMED = r"^[0-9]{2,4}[-/.][0-9]{2}[-/.][0-9]{2,4}[T ][0-9]{1,2}[:h][0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?Z?$"


def _days(head: U64, tail: U64, *, year_first: bool) -> tuple[I64, np.ndarray, I64]:
    """Which texts of ten signs (their first eight and last eight) are dates: first of month, days since."""
    low, high = np.uint64(0xFFFFFFFF), np.uint64(32)
    if year_first:
        marks = head >> high & np.uint64(0xFF), head >> np.uint64(56)
        signs = (head & low) | (head >> np.uint64(40) & np.uint64(0xFFFF)) << high
        signs |= tail >> np.uint64(48) << np.uint64(48)
    else:
        marks = head >> np.uint64(16) & np.uint64(0xFF), head >> np.uint64(40) & np.uint64(0xFF)
        signs = tail >> high | (head >> np.uint64(24) & np.uint64(0xFFFF)) << high
        signs |= (head & np.uint64(0xFFFF)) << np.uint64(48)
    digits = signs ^ np.uint64(0x3030303030303030)
    # no nibble above 9: adding 6 must not carry, and the upper nibble must be the digits' own
    good = ((digits | digits + np.uint64(0x0606060606060606)) & np.uint64(0xF0F0F0F0F0F0F0F0)) == 0
    good &= (marks[0] == marks[1]) & (marks[0] >= ord("-")) & (marks[0] <= ord("/"))
    number = number_of_eight(digits)
    year, month, day = number // np.uint64(10_000), modulo(number // np.uint64(100), 100), modulo(number, 100)
    good &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004
    rows = np.flatnonzero(good)
    months = (year[rows].astype(np.int64) - _EPOCH) * 12 + month[rows].astype(np.int64) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    last = (months + 1).astype("datetime64[M]").astype("datetime64[D]")
    days = day[rows].astype(np.int64) - 1
    inside = first + days < last
    return rows[inside], first[inside], days[inside]


def _written(moved: np.ndarray) -> U64:
    """Dates as the numbers YYYYMMDD."""
    new_months = moved.astype("datetime64[M]")
    since = new_months.astype(np.int64) + _EPOCH * 12
    new_day = (moved - new_months.astype("datetime64[D]")).astype(np.int64) + 1
    numbers: U64 = ((since // 12 * 100 + since % 12 + 1) * 100 + new_day).astype(np.uint64)
    return numbers
