"""IBAN in a block, all at once: read over single spaces, cut by their country, checked modulo 97."""

import re

import numpy as np

from sampler.sanitize.audit.numbers import Groups
from sampler.sanitize.audit.output_bytes import Block, Bytes, Mask, Places

# the lengths of ISO 13616, by country
_LENGTHS = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 ES24 "
    "FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 "
    "LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 "
    "RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20 "
)
_LONGEST = 34
_ASCII = 128
_WIDEST = 52
_LETTERS = 26
_BY_COUNTRY = np.zeros(_LETTERS * _LETTERS, dtype=np.int64)
for _entry in _LENGTHS.split():
    _BY_COUNTRY[(ord(_entry[0]) - 65) * _LETTERS + ord(_entry[1]) - 65] = int(_entry[2:])
# 0-35 for digits and letters of either case, 99 for the rest
_SIGNS = np.array(
    [int(chr(sign), 36) if sign < _ASCII and chr(sign).isalnum() else 99 for sign in range(256)], np.uint8
)
_NONE, _TEN = 99, 10
_AT_ONCE = 12
_UNBROKEN = re.compile(rb"[0a .-]*")
_JOINTS = np.zeros(256, dtype=bool)
_JOINTS[[*b" .-", 0xC2, 0xA0]] = True


def ibans(held: Block, parts: Groups) -> tuple[Places, Bytes, Places]:
    """Where valid IBAN begin, their signs as 0-35 in rows, and their lengths."""
    if held.layout:
        return _even(held)
    data = held.data
    starts = parts.starts[(parts.sizes > 1) & (parts.starts > 2)] - 2  # noqa: PLR2004 - two letters of a country
    one, other = _SIGNS[data[starts]], _SIGNS[data[starts + 1]]
    lettered = (one >= _TEN) & (one < _NONE) & (other >= _TEN) & (other < _NONE)
    starts = starts[lettered & (_SIGNS[data[starts - 1]] == _NONE)]
    lengths = _lengths(_SIGNS[data[starts]], _SIGNS[data[starts + 1]])
    starts, lengths = starts[lengths > 0], lengths[lengths > 0]
    rows, filled = _unbroken(data, starts)
    # only those that a joint parts are read sign by sign
    broken = np.flatnonzero((filled < lengths) & _JOINTS[data[np.minimum(starts + filled, len(data) - 1)]])
    rows[broken], filled[broken] = _read(data, starts[broken])
    right = filled >= lengths
    starts, rows, lengths = starts[right], rows[right], lengths[right]
    valid = _checked(rows, lengths)
    return starts[valid], rows[valid], lengths[valid]


def _lengths(one: Bytes, other: Bytes) -> Places:
    """The lengths of the countries that two letters stand for; 0 for none."""
    lengths: Places = _BY_COUNTRY[(one.astype(np.int64) - _TEN) * _LETTERS + other - _TEN]
    return lengths


def _even(held: Block) -> tuple[Places, Bytes, Places]:
    """`ibans` of texts of one layout: where letters, digits and joints stand is the same in each."""
    found = [(np.empty(0, np.int64), np.empty((0, _LONGEST), np.uint8), np.empty(0, np.int64))]
    for start in re.finditer(rb"(?<![0a])aa(?=00)", held.layout):
        places = [
            start.start() + at
            for at, sign in enumerate(_UNBROKEN.match(held.layout, start.start()).group())  # type: ignore[union-attr]
            if sign in b"0a"
        ][:_LONGEST]
        unbroken = places[-1] - places[0] == len(places) - 1
        signs = held.rows[:, places[0] : places[-1] + 1] if unbroken else held.rows[:, places]
        lengths = _lengths(_SIGNS[signs[:, 0]], _SIGNS[signs[:, 1]])
        right = np.flatnonzero((lengths > 0) & (lengths <= len(places)))
        if not len(right):
            continue
        rows = np.full((len(right), _LONGEST), _NONE, dtype=np.uint8)
        rows[:, : len(places)] = _SIGNS[signs if len(right) == len(signs) else signs[right]]
        valid = _checked(rows, lengths[right])
        found.append((held.starts[right[valid]] + start.start(), rows[valid], lengths[right[valid]]))
    places_, rows, lengths = (np.concatenate(one) for one in zip(*found, strict=True))
    return places_, rows, lengths


def _unbroken(data: Bytes, starts: Places) -> tuple[Bytes, Places]:
    """The signs from each start on, and how many letters and digits they begin with."""
    padded = np.concatenate((data, np.zeros(_LONGEST, np.uint8)))
    rows = _SIGNS[np.lib.stride_tricks.sliding_window_view(padded, _LONGEST)[starts]]
    real = rows < _NONE
    return rows, np.where(real.all(axis=1), _LONGEST, real.argmin(axis=1))


def _read(data: Bytes, starts: Places) -> tuple[Bytes, Places]:
    """The letters and digits from each start on, over single joints."""
    rows = np.full((len(starts), _LONGEST), _NONE, dtype=np.uint8)
    filled = np.zeros(len(starts), dtype=np.int64)
    live = np.arange(len(starts))
    for place in range(_WIDEST):
        live = live[(starts[live] + place < len(data)) & (filled[live] < _LONGEST)]
        if not len(live):
            break
        sign = data[starts[live] + place]
        value = _SIGNS[sign]
        real = value < _NONE
        rows[live[real], filled[live[real]]] = value[real]
        filled[live[real]] += 1
        live = live[real | _JOINTS[sign]]
    return rows, filled


def _checked(rows: Bytes, lengths: Places) -> Mask:
    """Whether accounts are right modulo 97; those whose own part is all digits are taken as one product."""
    right = np.zeros(len(rows), dtype=bool)
    for length in np.flatnonzero(np.bincount(lengths)).tolist():
        same = np.flatnonzero(lengths == length)
        own = rows if len(same) == len(rows) else rows[same]
        if int(own[:, 2:length].max()) < _TEN:
            right[same] = _checked_digits(own, length)
            continue
        plain = (own[:, 2:length] < _TEN).all(axis=1)
        right[same[plain]] = _checked_digits(own[plain], length)
        right[same[~plain]] = _checked_signs(own[~plain], lengths[same[~plain]])
    return right


def _checked_digits(rows: Bytes, length: int) -> Mask:
    """As `_checked_signs`, twelve digits at a time: a product of matrices would wake more threads."""
    rest = np.zeros(len(rows), dtype=np.int64)
    for start in range(4, length, _AT_ONCE):
        for place in range(start, min(start + _AT_ONCE, length)):
            rest *= 10
            rest += rows[:, place]
        rest %= 97
    for place, factor in ((0, 100), (1, 100), (2, 10), (3, 10)):
        rest *= factor
        rest += rows[:, place]
    checked: Mask = rest % 97 == 1
    return checked


def _checked_signs(rows: Bytes, lengths: Places) -> Mask:
    rest = np.zeros(len(rows), dtype=np.int64)
    for place in (*range(4, _LONGEST), 0, 1, 2, 3):
        value = rows[:, place].astype(np.int64)
        further = np.where(value < _TEN, rest * 10 + value, rest * 100 + value) % 97
        rest = np.where(place < lengths, further, rest)
    checked: Mask = rest == 1
    return checked
