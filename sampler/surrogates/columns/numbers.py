"""Whole columns of phones, French NIR, SIREN and IBAN: digits overwritten where they stand.

Each function takes distinct values and gives the column with the values it understood replaced, and which
those are. What it understands comes out as the scalar mapping writes it, to the byte; the rest is left to it.
"""

import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa

from sampler.surrogates import banking, french_ids, phones
from sampler.surrogates.columns.by_layout import Form, Lane, mapping, numbers_read
from sampler.surrogates.layouts import Digits
from sampler.surrogates.runs import Column
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, Mask, digit_words, eight_digits, modulo

_PHONE_SIGNS = " .-/()+"
_ID_SIGNS = " .-"
_NATIONAL, _INTERNATIONAL = 10, 11
_PLUS33 = np.uint64(int.from_bytes(b"+33", "little"))
_SIREN, _IBAN = 9, 25
_KEYED, _BARE = 15, 13
_ACCOUNT, _E164 = 21, 12


def _phones(column: Column) -> Mask:
    """Numbers of ten digits, or of eleven behind a plus."""
    counts = column.digit_counts
    plus = column.count(column.body == ord("+"))
    abroad = (plus == 1) & (column.data[column.offsets[:-1]] == ord("+")) & (counts == _INTERNATIONAL)
    known = abroad | ((plus == 0) & (counts == _NATIONAL))
    fitting: Mask = known & column.only(_PHONE_SIGNS) & column.edges()
    return fitting


def _nirs(column: Column) -> Mask:
    counts = column.digit_counts
    fitting: Mask = ((counts == _BARE) | (counts == _KEYED)) & column.only(_ID_SIGNS) & column.edges()
    return fitting


def _sirens(column: Column) -> Mask:
    fitting: Mask = (column.digit_counts == _SIREN) & column.only(_ID_SIGNS) & column.edges()
    return fitting


def _ibans(column: Column) -> Mask:
    """FR and 25 digits."""
    start = column.offsets[:-1]
    known = (column.data[start] == ord("F")) & (column.data[start + 1] == ord("R"))
    known &= column.count(column.kinds > 1) == 2  # noqa: PLR2004 - no other letter than these two
    known &= column.digit_counts == _IBAN
    fitting: Mask = known & column.only("FR" + _ID_SIGNS) & column.edges()
    return fitting


# layouts neither begin nor end with a space
_IN_PHONES, _IN_IDS = r"[ .\-/()]*", r"[ .\-]*"
_PHONES = Form(
    re.compile(
        rf"(?! )(?:{_IN_PHONES}[0-9]){{10}}{_IN_PHONES}(?<! )|\+(?:{_IN_PHONES}[0-9]){{11}}{_IN_PHONES}(?<! )"
    ),
    _phones,
)
_NIRS = Form(re.compile(rf"(?! )(?:{_IN_IDS}[0-9]){{13}}(?:(?:{_IN_IDS}[0-9]){{2}})?{_IN_IDS}(?<! )"), _nirs)
_SIRENS = Form(re.compile(rf"(?! )(?:{_IN_IDS}[0-9]){{9}}{_IN_IDS}(?<! )"), _sirens)
_IBANS = Form(re.compile(rf"FR(?:{_IN_IDS}[0-9]){{25}}{_IN_IDS}(?<! )"), _ibans)


def phone_column(slots: Slots) -> Lane:
    """French numbers written 0X... or +33X..., in any layout of ASCII signs."""
    drawn = phone_draws(slots)

    def mapped(digits: Digits, count: int) -> Mask:
        number, good = _national(digits, count)
        new, plain = drawn(number)
        digits.put(count - _NATIONAL + 1, _NATIONAL - 1, new)
        return good & plain

    return mapping(_PHONES, mapped)


def french_phones(texts: pa.Array) -> tuple[I64, U64]:
    """Which values of a column are French numbers, and their nine digits."""
    return numbers_read(_PHONES, texts, _national)


def _national(digits: Digits, count: int) -> tuple[U64, Mask]:
    """The nine digits behind 0 or 33, and whether they are so."""
    written = digits.number(0, count)
    lead = written // np.uint64(10**9)
    number = written - lead * np.uint64(10**9)
    good: Mask = (lead == (0 if count == _NATIONAL else 33)) & (number >= 10**8)
    return number, good


def phone_draws(slots: Slots) -> Callable[[U64], tuple[U64, Mask]]:
    """New national numbers, and which of them are plain: no far bump, not the original."""
    zones = np.array([phones.zone_code(digit) for digit in range(10)], dtype=np.int64)
    wide = bool(slots.bump(phones.KIND, phones.WIDE))
    blocks = phones.UNOPENED_AT if wide else phones.FRENCH
    size = phones.UNOPENED if wide else phones.BLOCK
    # no zone is 0
    bases = np.array([0, *(int(blocks[str(zone)]) * size for zone in range(1, 7))], dtype=np.uint64)

    def drawn(number: U64) -> tuple[U64, Mask]:
        first = number // np.uint64(10**8)
        low = eight_digits(number - first * np.uint64(10**8))
        head = (first + np.uint64(ord("0"))) << np.uint64(24) | low << np.uint64(32) | _PLUS33
        draws, bumps = slots.draws(phones.KIND, _E164, [head, low >> np.uint64(32)])
        zone = zones.take(first.view(np.int64))
        if not zone.all():
            zone = np.where(zone == 0, 1 + modulo(draws, 5).view(np.int64), zone)
        new = bases.take(zone) + modulo(modulo(draws, size) + bumps, size)
        return new, (bumps < size) & (new != number)

    return drawn


def nir_column(slots: Slots, moved: Callable[[date], date]) -> Lane:
    """Numbers of 13 or 15 digits with a month of birth; Corsican ones are left."""
    drawn, dated = nir_draws(slots, moved), months_moved(moved) > 0

    def mapped(digits: Digits, count: int) -> Mask:
        body = digits.number(0, _BARE)
        good = _right(digits, count, body, dated)
        new = drawn(body)
        digits.put(0, _BARE, new)
        if count == _KEYED:
            digits.put(_BARE, 2, np.uint64(97) - modulo(new, 97))
        handled: Mask = good & (new != body)
        return handled

    return mapping(_NIRS, mapped)


def dated_nirs(texts: pa.Array, dated: Mask) -> tuple[I64, U64]:
    """Which values of a column are NIR with a `dated` YYMM, and their 13 digits."""

    def read(digits: Digits, count: int) -> tuple[U64, Mask]:
        body = digits.number(0, _BARE)
        return body, _right(digits, count, body, dated)

    return numbers_read(_NIRS, texts, read)


def _right(digits: Digits, count: int, body: U64, dated: Mask) -> Mask:
    """Which NIR have a sex, a `dated` YYMM and, in `count` digits, the key of their 13 digits."""
    sex, born = _sex_and_birth(body)
    good = ((sex <= 4) | (sex >= 7)) & (sex > 0) & (sex < 9) & dated.take(born.view(np.int64))  # noqa: PLR2004 - sexes
    if count == _KEYED:
        good &= digits.number(_BARE, 2) == np.uint64(97) - modulo(body, 97)
    return good


def nir_draws(slots: Slots, moved: Callable[[date], date]) -> Callable[[U64], U64]:
    """New NIR of 13 digits for those with a month of birth."""
    months = months_moved(moved)
    departments = np.array(french_ids.DEPARTMENTS, dtype=np.uint64)
    size = len(departments) * french_ids.ORDERS

    def drawn(body: U64) -> U64:
        sex, born = _sex_and_birth(body)
        draws, bumps = slots.draws(french_ids.NIR, _BARE, digit_words(body, _BARE))
        # what a birth date in some row of the deal says
        month = months.take(born.view(np.int64)) + slots.births.of(draws).view(np.uint64)
        year = modulo(month // np.uint64(12), 100)
        slot = modulo(modulo(draws, size) + bumps, size)
        department = slot // np.uint64(french_ids.ORDERS)
        order = slot - department * np.uint64(french_ids.ORDERS) + np.uint64(1)
        birth = year * np.uint64(100) + modulo(month, 12) + np.uint64(1)
        start = (sex * np.uint64(10_000) + birth) * np.uint64(100) + departments.take(
            department.view(np.int64)
        )
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

    def mapped(digits: Digits, _: int) -> Mask:
        number = digits.number(0, _SIREN)
        body = number // np.uint64(10)
        good = luhn_numbers(body) == modulo(number, 10)
        draws, bumps = slots.draws(french_ids.SIREN, _SIREN, digits.words(0, _SIREN))
        slot = modulo(modulo(draws, french_ids.SIRENS) + bumps, french_ids.SIRENS)
        digits.put(0, _SIREN, slot * np.uint64(10) + luhn_numbers(slot))
        handled: Mask = good & (slot != body)
        return handled

    return mapping(_SIRENS, mapped)


def iban_column(slots: Slots) -> Lane:
    """French accounts without letters, in capitals."""

    def mapped(digits: Digits, _: int) -> Mask:
        check, head, tail = (digits.number(place, width) for place, width in ((0, 2), (2, 12), (14, 11)))
        good = _remainder(head, tail, check) == 1
        fresh = modulo(slots.seeds(banking.RIB, _ACCOUNT, digits.words(2, _ACCOUNT)), 10**16)
        branch: U64 = fresh // np.uint64(10**11)
        account: U64 = fresh - branch * np.uint64(10**11)
        weighed: U64 = branch * np.uint64(15) + account * np.uint64(3) + np.uint64(89 * 99_999)
        key = np.uint64(97) - modulo(weighed, 97)
        # bank 99999, five digits of branch and two of the account, then nine of it and the key
        above = fresh // np.uint64(10**9)
        new_head = np.uint64(99_999 * 10**7) + above
        new_tail = (fresh - above * np.uint64(10**9)) * np.uint64(100) + key
        new_check = np.uint64(98) - _remainder(new_head, new_tail, np.uint64(0))
        for place, width, numbers in ((0, 2, new_check), (2, 12, new_head), (14, 11, new_tail)):
            digits.put(place, width, numbers)
        handled: Mask = good & ((new_head != head) | (new_tail != tail))
        return handled

    return mapping(_IBANS, mapped)


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


def _remainder(head: U64, tail: U64, check: U64 | np.uint64) -> U64:
    """12 and 11 digits, FR (1527) and two check digits, modulo 97."""
    rest = modulo(modulo(head, 97) * np.uint64(10**11) + tail, 97)
    return modulo(rest * np.uint64(10**6) + np.uint64(152_700) + check, 97)
