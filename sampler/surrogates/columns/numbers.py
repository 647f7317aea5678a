"""Whole columns of phones, French NIR, SIREN and IBAN: digits overwritten where they stand.

Each function takes distinct values and gives the column with the values it understood replaced, and which
those are. What it understands comes out as the scalar mapping writes it, to the byte; the rest is left to it.
"""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pyarrow as pa

from sampler.surrogates import banking, french_ids, phones
from sampler.surrogates.runs import Column
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, Bytes, Mask, eight_digits, modulo

Lane = Callable[[pa.Array], tuple[pa.Array, Mask]]
_PHONE_SIGNS = " .-/()+"
_ID_SIGNS = " .-"
_NATIONAL, _INTERNATIONAL = 10, 11
_PLUS33 = np.frombuffer(b"+33", dtype=np.uint8)
_SIREN, _IBAN = 9, 25
_KEYED, _BARE = 15, 13


def phone_column(slots: Slots) -> Lane:
    """French numbers written 0X... or +33X..., in any layout of ASCII signs."""
    drawn = phone_draws(slots)

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column, values, starts, number = french_phones(texts)
        new, plain = drawn(number)
        column.digits.write(starts[plain], _NATIONAL - 1, new[plain])
        return column.written(), _at(values[plain], len(texts))

    return mapped


def french_phones(texts: pa.Array) -> tuple[Column, I64, I64, U64]:
    """The column, which of its values are French numbers, where their nine digits begin, and these."""
    column = Column(texts)
    digits, counts = column.digits, column.digit_counts
    fitting = column.only(_PHONE_SIGNS) & column.edges()
    plus = column.count(column.body == ord("+"))
    abroad = (plus == 1) & (column.data[column.offsets[:-1]] == ord("+"))
    at_home = fitting & (plus == 0) & (counts == _NATIONAL)
    # the nine digits of the national number begin behind 0, or behind 33
    values = np.flatnonzero(at_home | (fitting & abroad & (counts == _INTERNATIONAL)))
    home = at_home[values]
    starts = digits.starts[values] + np.where(home, 1, 2)
    lead = digits.numbers(starts - 2, 2)
    number = digits.numbers(starts, _NATIONAL - 1)
    good = np.where(home, modulo(lead, 10) == 0, lead == 33) & (number >= 10**8)  # noqa: PLR2004 - France
    return column, values[good], starts[good], number[good]


def phone_draws(slots: Slots) -> Callable[[U64], tuple[U64, Mask]]:
    """New national numbers, and which of them are plain: no far bump, not the original."""
    zones = np.array([phones.zone_code(digit) for digit in range(10)], dtype=np.int64)
    wide = bool(slots.bump(phones.KIND, phones.WIDE))
    blocks = phones.UNOPENED_AT if wide else phones.FRENCH
    bases = np.array([int(blocks[str(zone)]) for zone in range(1, 7)], dtype=np.uint64)
    size = phones.UNOPENED if wide else phones.BLOCK

    def drawn(number: U64) -> tuple[U64, Mask]:
        e164 = np.empty((len(number), 12), dtype=np.uint8)
        e164[:, :3], e164[:, 3:] = _PLUS33, signs_of(number, _NATIONAL - 1)
        draws, bumps = slots.draws(phones.KIND, e164)
        zone = zones[number // np.uint64(10**8)]
        zone = np.where(zone == 0, 1 + modulo(draws, 5).astype(np.int64), zone)
        new = bases[zone - 1] * np.uint64(size) + modulo(modulo(draws, size) + bumps, size)
        return new, (bumps < size) & (new != number)

    return drawn


def signs_of(numbers: U64, width: int) -> Bytes:
    """The last 9 to 16 digits of each number, a row of signs each."""
    high = numbers // np.uint64(10**8)
    signs = np.empty((len(numbers), 16), dtype=np.uint8)
    signs[:, :8] = eight_digits(high).view(np.uint8).reshape(-1, 8)
    signs[:, 8:] = eight_digits(numbers - high * np.uint64(10**8)).view(np.uint8).reshape(-1, 8)
    return signs[:, 16 - width :]


def nir_column(slots: Slots, moved: Callable[[date], date]) -> Lane:
    """Numbers of 13 or 15 digits with a month of birth; Corsican ones are left."""
    drawn, dated = nir_draws(slots, moved), months_moved(moved) > 0

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = Column(texts)
        handled: Mask = np.zeros(len(texts), dtype=np.bool_)
        for width, values, starts, body in dated_nirs(column, dated):
            new = drawn(body)
            other = new != body
            key = np.uint64(97) - modulo(new, 97)
            written = new * np.uint64(100) + key if width == _KEYED else new
            column.digits.write(starts[other], width, written[other])
            handled[values[other]] = True
        return column.written(), handled

    return mapped


def dated_nirs(column: Column, dated: Mask) -> Iterator[tuple[int, I64, I64, U64]]:
    """For 13 and 15 digits: which values are NIR with a `dated` YYMM, where they begin, their 13 digits."""
    digits = column.digits
    fitting = column.only(_ID_SIGNS) & column.edges()
    for width in (_BARE, _KEYED):
        values = np.flatnonzero(fitting & (column.digit_counts == width))
        starts = digits.starts[values]
        body = digits.numbers(starts, _BARE)
        sex, born = _sex_and_birth(body)
        good = ((sex <= 4) | (sex >= 7)) & (sex > 0) & (sex < 9) & dated[born]  # noqa: PLR2004 - sexes
        if width == _KEYED:
            good &= digits.numbers(starts + _BARE, 2) == np.uint64(97) - modulo(body, 97)
        yield width, values[good], starts[good], body[good]


def nir_draws(slots: Slots, moved: Callable[[date], date]) -> Callable[[U64], U64]:
    """New NIR of 13 digits for those with a month of birth."""
    months = months_moved(moved)
    departments = np.array(french_ids.DEPARTMENTS, dtype=np.uint64)
    size = len(departments) * french_ids.ORDERS

    def drawn(body: U64) -> U64:
        sex, born = _sex_and_birth(body)
        draws, bumps = slots.draws(french_ids.NIR, signs_of(body, _BARE))
        # what a birth date in some row of the deal says
        month = months[born] + slots.births.of(draws).astype(np.uint64)
        year = modulo(month // np.uint64(12), 100)
        slot = modulo(modulo(draws, size) + bumps, size)
        department = slot // np.uint64(french_ids.ORDERS)
        order = slot - department * np.uint64(french_ids.ORDERS) + np.uint64(1)
        birth = year * np.uint64(100) + modulo(month, 12) + np.uint64(1)
        start = (sex * np.uint64(10_000) + birth) * np.uint64(100) + departments[department]
        number: U64 = start * np.uint64(1_000_000) + order
        return number

    return drawn


def _sex_and_birth(body: U64) -> tuple[U64, U64]:
    """The first digit of a NIR and the four behind it, YYMM."""
    sex: U64 = body // np.uint64(10**12)
    born: U64 = body // np.uint64(10**8) - sex * np.uint64(10**4)
    return sex, born


def months_moved(moved: Callable[[date], date]) -> U64:
    """Months since year 0 that a birth in YYMM is moved to; 0 for what is no month."""
    months: U64 = np.zeros(10_000, dtype=np.uint64)
    for year in range(100):
        for month in range(1, 13):
            day = moved(date(1900 + year or 2000, month, 15))
            months[year * 100 + month] = day.year * 12 + day.month - 1
    return months


def siren_column(slots: Slots) -> Lane:
    """Numbers of nine digits that are right under Luhn."""

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = Column(texts)
        digits = column.digits
        values = np.flatnonzero(column.only(_ID_SIGNS) & column.edges() & (column.digit_counts == _SIREN))
        starts = digits.starts[values]
        number = digits.numbers(starts, _SIREN)
        good = luhn_numbers(number // np.uint64(10)) == modulo(number, 10)
        values, starts, number = values[good], starts[good], number[good]
        draws, bumps = slots.draws(french_ids.SIREN, digits.rows(starts, _SIREN))
        slot = modulo(modulo(draws, french_ids.SIRENS) + bumps, french_ids.SIRENS)
        other = slot != number // np.uint64(10)
        digits.write(starts[other], _SIREN, (slot * np.uint64(10) + luhn_numbers(slot))[other])
        return column.written(), _at(values[other], len(texts))

    return mapped


def iban_column(slots: Slots) -> Lane:
    """French accounts without letters, in capitals."""

    def mapped(texts: pa.Array) -> tuple[pa.Array, Mask]:
        column = Column(texts)
        digits, start = column.digits, column.offsets[:-1]
        french = (column.data[start] == ord("F")) & (column.data[start + 1] == ord("R"))
        french &= column.count(column.kinds > 1) == 2  # noqa: PLR2004 - no other letter than these two
        fitting = french & column.only("FR" + _ID_SIGNS) & column.edges() & (column.digit_counts == _IBAN)
        values = np.flatnonzero(fitting)
        starts = digits.starts[values]
        check, head, tail = (
            digits.numbers(starts + place, width) for place, width in ((0, 2), (2, 12), (14, 11))
        )
        good = _remainder(head, tail, check) == 1
        values, starts = values[good], starts[good]
        fresh = modulo(slots.seeds(banking.RIB, digits.rows(starts + 2, 21)), 10**16)
        branch: U64 = fresh // np.uint64(10**11)
        account: U64 = fresh - branch * np.uint64(10**11)
        weighed: U64 = branch * np.uint64(15) + account * np.uint64(3) + np.uint64(89 * 99_999)
        key = np.uint64(97) - modulo(weighed, 97)
        # bank 99999, five digits of branch and two of the account, then nine of it and the key
        new_head = np.uint64(99_999 * 10**7) + fresh // np.uint64(10**9)
        new_tail = modulo(fresh, 10**9) * np.uint64(100) + key
        new_check = np.uint64(98) - _remainder(new_head, new_tail, np.zeros_like(key))
        other = (new_head != head[good]) | (new_tail != tail[good])
        for place, width, numbers in ((14, 11, new_tail), (2, 12, new_head), (0, 2, new_check)):
            digits.write(starts[other] + place, width, numbers[other])
        return column.written(), _at(values[other], len(texts))

    return mapped


def luhn_numbers(numbers: U64) -> U64:
    """The digit that makes each number and it right under Luhn."""
    total: U64 = np.zeros(len(numbers), dtype=np.uint64)
    left: U64 = numbers
    doubles = True
    while left.any():
        shorter: U64 = left // np.uint64(10)
        sign: U64 = left - shorter * np.uint64(10)
        if doubles:
            # the sum of the two digits of its double
            sign = sign + sign - np.uint64(9) * (sign >= 5).astype(np.uint64)  # noqa: PLR2004 - 2 x 5 = 10
        total += sign
        left, doubles = shorter, not doubles
    return modulo(np.uint64(1000) - total, 10)


def _remainder(head: U64, tail: U64, check: U64) -> U64:
    """12 and 11 digits, FR (1527) and two check digits, modulo 97."""
    rest = modulo(modulo(head, 97) * np.uint64(10**11) + tail, 97)
    return modulo(rest * np.uint64(10**6) + np.uint64(152_700) + check, 97)


def _at(values: I64, count: int) -> Mask:
    handled: Mask = np.zeros(count, dtype=np.bool_)
    handled[values] = True
    return handled
