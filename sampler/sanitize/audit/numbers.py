"""Numbers in a block, all at once: runs of digits with separators, and what identifier each may be.

A number is *strict* when it is written as its kind is (a phone with its 0 or +, a SIRET in groups) or its
own check proves it; else only its length speaks for it.
"""

import re
from typing import Any, NamedTuple

import numpy as np

from sampler.sanitize.audit.output_bytes import Block, Bytes, Digests, Mask, Places, edges, one_of

FEWEST, MOST = 9, 19
PHONE_DIGITS = 9
PHONE_SPACE = np.uint64(10**PHONE_DIGITS)
_GROUPS = 8
_ASCII, _LATIN = 128, 0xC3  # leads of letters in UTF-8
_POWERS = np.array([10**size for size in range(MOST + 1)], dtype=np.uint64)
_ALNUM = np.array([(chr(sign).isalnum() and sign < _ASCII) or sign >= _LATIN for sign in range(256)])
# space . - / _ ( ), and the bytes of no-break and narrow spaces and of dashes in UTF-8
_JOINING = np.zeros(256, dtype=bool)
_JOINING[[*b" .-/_()", 0xC2, 0xA0, 0xE2, 0x80, 0xAF, 0x89, *range(0x90, 0x96)]] = True
_WIDEST_JOINT = 3
_DIGIT = np.array([sign in b"0123456789" for sign in range(256)])
_POINT = np.array([sign in b".," for sign in range(256)])
_NUMERIC = _DIGIT | _POINT
_NAMED = re.compile(
    rb"(?i)(?:\b(?:siren|siret|rcs|tva|vat|carte|card|visa|mastercard|cb)\b[^0-9\n]{0,24}|(?:\b|\n)FR ?)\Z"
)
_BEFORE = 40
_LUHN_LENGTHS = (9, 14, 15, 16, 19)
_NIR = 15
_VAT_DIGITS = 11


def _shapes(*written: str) -> tuple[int, ...]:
    return tuple(int(shape.replace(" ", ""), 16) for shape in written)


_FRENCH = _shapes("A", "2 2 2 2 2", "4 2 2 2", "2 4 4", "3 3 4", "4 3 3", "2 8")
_AMERICAN = _shapes("3 3 4")
_BRITISH = _shapes("5 6", "4 3 4", "5 3 3", "3 4 4")
_IN_GROUPS = _shapes("3 3 3", "3 3 3 5", "4 4 4 4", "4 6 5")


class Groups(NamedTuple):
    """Runs of digits alone; `joined` tells whether a joint leads to the next one."""

    starts: Places
    ends: Places
    sizes: Places
    joined: Mask


class Runs(NamedTuple):
    """Runs of 9 to 19 digits; `shapes` holds the sizes of their groups, four bits each.

    `whole` tells those behind which no joint leads to more digits.
    """

    starts: Places
    ends: Places
    digits: Places
    values: Digests
    shapes: Digests
    whole: Mask


def groups(held: Block) -> Groups:
    """Find the groups of digits of a block."""
    if held.layout:
        return _even_groups(held)
    starts, ends = edges((held.data - 48) < 10)  # noqa: PLR2004 - bytes wrap around
    return Groups(starts, ends, ends - starts, _joined(held.data, starts, ends))


def _spans(layout: bytes) -> tuple[Places, Places, Mask]:
    """Where groups of digits stand in texts of one layout, and whether a joint leads to the next one."""
    data = np.frombuffer(b"\n" + layout + b"\n", dtype=np.uint8)
    starts, ends = edges(data == ord("0"))
    return starts - 1, ends - 1, _joined(data, starts, ends)


def _even_groups(held: Block) -> Groups:
    first, last, joined = _spans(held.layout)
    starts = (held.starts[:, None] + first).ravel()
    ends = (held.starts[:, None] + last).ravel()
    return Groups(starts, ends, ends - starts, np.tile(joined, len(held.starts)))


def _even_runs(held: Block) -> Runs:
    """`runs` of texts of one layout: what is a run is the same in each."""
    first, last, joined = _spans(held.layout)
    sizes, found = (last - first).tolist(), list[tuple[Any, ...]]()
    count = len(held.starts)
    for group in range(len(sizes)):
        digits, shape, end = 0, 0, group
        while True:
            digits += sizes[end]
            shape = shape * 16 + min(sizes[end], 15)
            if digits > MOST:
                break
            if digits >= FEWEST:
                values = _even_values(held.rows, first[group : end + 1], last[group : end + 1])
                made = (held.starts + first[group], held.starts + last[end])
                whole = np.full(count, not joined[end])
                found.append((*made, np.full(count, digits), values, np.full(count, shape, np.uint64), whole))
            if not joined[end] or end - group + 1 == _GROUPS:
                break
            end += 1
    if not found:
        none = np.empty(0, np.int64)
        return Runs(none, none, none, none.astype(np.uint64), none.astype(np.uint64), none.astype(bool))
    return Runs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _even_values(rows: Bytes, first: Places, last: Places) -> Digests:
    """What the digits between some places of each row amount to."""
    values = np.zeros(len(rows), dtype=np.uint64)
    for start, end in zip(first.tolist(), last.tolist(), strict=True):
        for place in range(start, end):
            values *= np.uint64(10)
            values += rows[:, place] - np.uint8(48)
    return values


def runs(held: Block, parts: Groups) -> Runs:
    """Every row of whole digit groups with one joint between them."""
    if held.layout:
        return _even_runs(held)
    starts, ends, sizes, joined = parts
    values = _values(held, starts, sizes)
    live = np.flatnonzero(sizes <= MOST)
    digits, value, shape = sizes[live], values[live], np.minimum(sizes[live], 15).astype(np.uint64)
    found = []
    for count in range(_GROUPS):
        long = digits >= FEWEST
        first, last = live[long], live[long] + count
        found.append((starts[first], ends[last], digits[long], value[long], shape[long], ~joined[last]))
        more = joined[live + count]
        live, digits, value, shape = live[more], digits[more], value[more], shape[more]
        after = live + count + 1
        short = digits + sizes[after] <= MOST
        live, after = live[short], after[short]
        digits = digits[short] + sizes[after]
        value = value[short] * _POWERS[sizes[after]] + values[after]
        shape = shape[short] * np.uint64(16) + np.minimum(sizes[after], 15).astype(np.uint64)
        if not len(live):
            break
    return Runs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _values(held: Block, starts: Places, sizes: Places) -> Digests:
    """What each group of digits amounts to; groups longer than 19 digits have no value."""
    values = np.zeros(len(starts), dtype=np.uint64)
    live = np.flatnonzero(sizes <= MOST)
    for place in range(MOST):
        live = live[sizes[live] > place]
        if not len(live):
            break
        values[live] = values[live] * np.uint64(10) + (held.data[starts[live] + place] - 48)
    return values


def _joined(data: Bytes, starts: Places, ends: Places) -> Mask:
    """Whether a joint leads from each group to the next."""
    joined = np.zeros(len(starts), dtype=bool)
    gaps = starts[1:] - ends[:-1]
    near = np.flatnonzero(gaps <= _WIDEST_JOINT)
    right = np.ones(len(near), dtype=bool)
    for place in range(_WIDEST_JOINT):
        right &= (gaps[near] <= place) | _JOINING[data[ends[near] + np.minimum(place, gaps[near] - 1)]]
    joined[near[right]] = True
    return joined


def luhn(digits: Places, values: Digests) -> Mask:
    """Check Luhn sums; a number of one repeated digit is nobody's."""
    total = np.zeros(len(values), dtype=np.uint64)
    rest, ten = values.copy(), np.uint64(10)
    last = values % ten
    alike = np.ones(len(values), dtype=bool)
    for place in range(int(digits.max(initial=0))):
        digit = rest % ten
        alike &= (digit == last) | (place >= digits)
        if place % 2:
            digit = np.where(digit > 4, digit * 2 - 9, digit * 2)  # noqa: PLR2004 - Luhn adds both digits
        total += digit
        rest //= ten
    passed: Mask = (total % ten == 0) & ~alike
    return passed


def sums_right(found: Runs, asked: Mask) -> Mask:
    """Whose Luhn sums are right, among those asked for that have a length or groups where it matters."""
    right = np.zeros(len(found.starts), dtype=bool)
    chosen = np.flatnonzero(
        asked & (one_of(found.digits, *_LUHN_LENGTHS) | one_of(found.shapes, *_IN_GROUPS))
    )
    right[chosen] = luhn(found.digits[chosen], found.values[chosen])
    return right


def nir(found: Runs) -> Mask:
    """Fifteen digits that begin like a NIR and whose key is right."""
    hundred = np.uint64(100)
    right = np.uint64(97) - (found.values // hundred) % np.uint64(97) == found.values % hundred
    first = found.values // np.uint64(10 ** (_NIR - 1))
    passed: Mask = (found.digits == _NIR) & right & one_of(first, 1, 2, 3, 4, 7, 8)
    return passed


def phones(held: Block, found: Runs) -> Mask:
    """Numbers written as phones are: 0 and four pairs, + or 00 and a country, (212) 555-0147."""
    data, starts, digits, values, shapes = held.data, found.starts, found.digits, found.values, found.shapes
    before, after = data[starts - 1], data[found.ends]
    free = ~_ALNUM[before] & ~_ALNUM[after]
    at_start = free & (before != ord(".")) & (before != ord("+"))
    national = values // np.uint64(10**8)
    ten, zero = digits == 10, data[starts] == ord("0")  # noqa: PLR2004 - the digits of a French number
    french = ten & zero & (national > 0) & one_of(shapes, *_FRENCH)
    american = ten & one_of(shapes, *_AMERICAN) & (national // np.uint64(10) > 1)
    british = zero & (digits == 11) & (one_of(shapes, *_BRITISH) | (data[starts + 1] == ord("7")))  # noqa: PLR2004
    # a foreign number goes on to the last of its groups; a French one has nine digits behind 33
    french_abroad = one_of(values // PHONE_SPACE, 33, 330) & (digits <= 14)  # noqa: PLR2004 - 00 33 (0) and nine
    ends_here = found.whole | french_abroad
    double = zero & (data[starts + 1] == ord("0")) & (data[starts + 2] > ord("0"))
    dialled = double & ends_here & (digits > 10) & (digits < 17)  # noqa: PLR2004 - 00, a country and nine digits at least
    plus = free & ends_here & (before == ord("+")) & (digits < 16)  # noqa: PLR2004 - E.164 allows fifteen
    bare = (digits == 11) & (values // np.uint64(10**9) == 33) & (shapes == 11)  # noqa: PLR2004 - France
    mobile = bare & one_of(values // np.uint64(10**8) % np.uint64(10), 6, 7)
    passed: Mask = plus | (at_start & (french | american | british | dialled | mobile))
    return passed


def in_groups(held: Block, found: Runs, right: Mask) -> Mask:
    """SIREN, SIRET and cards in their usual groups; `right` tells whose Luhn sum is."""
    data = held.data
    before, after = data[found.starts - 1], data[found.ends]
    free = ~_NUMERIC[before] & ~_DIGIT[after]
    cut_off = _POINT[after] & _DIGIT[data[found.ends + 1]]
    passed: Mask = right & free & ~cut_off & one_of(found.shapes, *_IN_GROUPS)
    return passed


def named(held: Block, found: Runs, right: Mask) -> Mask:
    """Numbers behind a word for them, as "SIREN : 732829320"."""
    passed = np.zeros(len(found.starts), dtype=bool)
    for place in np.flatnonzero(right & one_of(found.digits, *_LUHN_LENGTHS)):
        start = int(found.starts[place])
        # a French VAT number puts two digits before the SIREN
        window = held.raw[max(0, start - _BEFORE) : start]
        passed[place] = (
            _NAMED.search(window.rstrip(b"0123456789 ") + b" " * window.endswith(b" ")) is not None
        )
    return passed


def vat(held: Block, found: Runs) -> Mask:
    """French VAT numbers: FR, two digits, and a SIREN, which is the number that is compared."""
    letters = (held.data[found.starts - 1] | 0x20 == ord("r")) & (
        held.data[found.starts - 2] | 0x20 == ord("f")
    )
    spaced = held.data[found.starts - 1] == ord(" ")
    letters |= spaced & (held.data[found.starts - 2] | 0x20 == ord("r"))
    passed: Mask = (found.digits == _VAT_DIGITS) & letters
    siren = found.values[passed] % PHONE_SPACE
    passed[passed] = luhn(np.full(len(siren), PHONE_DIGITS), siren)
    return passed
