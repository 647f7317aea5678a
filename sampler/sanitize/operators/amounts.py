"""Amounts: noise, rounding and buckets on numbers as they are written; pure functions of value and key.

A number keeps its decimals, its decimal sign, its groups of thousands, its leading zeros and what stands
around it ("1 234,50 EUR"). "1.234" and "1,234" are read as decimals: no amount in groups is that short of
signs in the files of programs.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

# nothing else may stand around a number: what is written there is copied
_UNIT = (
    r"(?:[\s\u00a0\u202f]|[kKM]?[\u20ac$\u00a3\u00a5%]|EUR|USD|GBP|CHF|CAD|FRF|HT|TTC|kg|km|m2|m\u00b2"
    r"|[kKMFh](?!\w))*"
)
_NUMBER = re.compile(
    rf"(?P<pre>{_UNIT})(?P<sign>[+\-\u2212]?)(?P<pre2>{_UNIT})"
    r"(?P<whole>\d{1,3}(?:(?P<group>[ \u00a0\u202f'.,])\d{3})(?:(?P=group)\d{3})*(?=[.,]\d|(?![\d.,]))|\d+)"
    rf"(?:(?P<point>[.,])(?P<frac>\d+))?(?P<post>{_UNIT})"
)
_PLAIN = re.compile(r"(-?)(\d+)(?:([.,])(\d+))?")
_LONGEST = 64
_MOST_DECIMALS = 12
SCALE = 10**12
_GRID = 1 << 32


class Amount(NamedTuple):
    """A number in units of its last decimal, and how it is written."""

    units: int
    decimals: int
    whole: str
    group: str
    point: str
    around: tuple[str, str, str, str]

    @property
    def key(self) -> str:
        """The number itself, whatever its form: 12.50, 12,5 and 12.5 are one."""
        units, decimals = self.units, self.decimals
        while decimals and units % 10 == 0:
            units, decimals = units // 10, decimals - 1
        return f"{units}e-{decimals}"


class Draws(Protocol):
    """Keyed numbers."""

    def number(self, use: str, text: str, size: int) -> int:
        """A keyed number in [0, size) for `text`."""


def read_amount(text: str) -> Amount | None:
    """The one number of a cell, None when there is none or more than one."""
    if len(text) > _LONGEST:
        return None
    plain = _PLAIN.fullmatch(text)
    if plain is not None and len(plain[4] or "") <= _MOST_DECIMALS:  # nearly all numbers are that simple
        minus, digits, point, frac = plain.groups("")
        size = int(digits + frac)
        return Amount(-size if minus else size, len(frac), digits, "", point, ("", minus, "", ""))
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    whole, group, point, frac = (
        found["whole"],
        found["group"] or "",
        found["point"] or "",
        found["frac"] or "",
    )
    if group in {".", ","} and not point and whole.count(group) == 1:
        whole, frac = whole.split(group)  # 1.234: a decimal sign, not a group
        group, point = "", text[found.start("group")]
    if len(frac) > _MOST_DECIMALS or (group and group == point):
        return None
    units = int(re.sub(r"\D", "", whole) + frac)
    sign = -1 if found["sign"] in {"-", "\u2212"} else 1
    around = (found["pre"], found["sign"], found["pre2"], found["post"])
    return Amount(sign * units, len(frac), whole, group, point, around)


def write_amount(amount: Amount, units: int) -> str:
    """`units` written as `amount` was."""
    digits = str(abs(units)).zfill(amount.decimals + 1)
    cut = len(digits) - amount.decimals
    whole, frac = digits[:cut], digits[cut:]
    if amount.group:
        head = len(whole) % 3 or 3
        whole = amount.group.join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])
    elif amount.whole.startswith("0") and len(amount.whole) > 1:
        whole = whole.zfill(len(amount.whole))
    pre, sign, inner, post = amount.around
    if (units < 0) != (sign in {"-", "\u2212"}) and units:
        sign = "-" if units < 0 else ""
    return f"{pre}{sign}{inner}{whole}{amount.point}{frac}{post}"


def noisy(amount: Amount, percent: int, draws: Draws, person: str = "") -> int:
    """Units moved by at most `percent`, never to themselves, to 0 or over 0; 0 stays 0."""
    if not amount.units:
        return 0
    size = abs(amount.units)
    drawn = draws.number("noise", f"{amount.key}\0{person}", 2 * _GRID) - _GRID
    moved = size + _nearest(size * drawn * percent, 100 * _GRID)
    if moved == size:
        moved += 1 if drawn >= 0 else -1
    if moved <= 0:
        moved = size + 1
    return moved if amount.units > 0 else -moved


def ordered(amount: Amount, percent: int, draws: Draws) -> int:
    """Units bent by at most `percent` through keyed nodes: a larger amount never becomes a smaller one."""
    size = abs(amount.units) * 10 ** (_MOST_DECIMALS - amount.decimals)
    if not size:
        return 0
    octave = 1 << (size.bit_length() - 1)
    steps = 1
    while steps * percent < 49:  # noqa: PLR2004 - a node moves by less than half the way to the next one
        steps *= 2
    place = (size - octave) * steps // octave
    low, high = (octave + octave * node // steps for node in (place, place + 1))
    low_image, high_image = (_node(node, octave, steps, draws) for node in (low, high))
    bent = low_image + (high_image - low_image) * (size - low) // max(1, high - low)
    units = _nearest(bent, 10 ** (_MOST_DECIMALS - amount.decimals))
    return units if amount.units > 0 else -units


def _node(node: int, octave: int, steps: int, draws: Draws) -> int:
    """Where a node lands: within 0.49 of the way to its nearest neighbour."""
    drawn = draws.number("node", str(node), 2 * _GRID) - _GRID
    # the first node of an octave has a nearer neighbour below, in an octave of half the width
    gap = octave // steps if node > octave and node < 2 * octave else (node // 2) // steps
    return node + gap * drawn * 49 // (100 * _GRID)


def rounded(amount: Amount, step: int) -> int:
    """Units of the nearest multiple of `step`, halves away from 0."""
    width: int = step * 10**amount.decimals
    size = _nearest(abs(amount.units), width) * width
    return size if amount.units >= 0 else -size


def settle(units: int, text: str, scale: int, adjust: dict[str, int]) -> int:
    """What `keep_total` adds: one factor for all, and a few units on a few values."""
    scaled = _nearest(abs(units) * scale, SCALE)
    return (scaled if units >= 0 else -scaled) + adjust.get(text, 0)


def adjustments(params: Sequence[tuple[str, str | int]] | dict[str, str | int]) -> tuple[int, dict[str, int]]:
    """The factor and the units per value that the compiled recipe found for a column."""
    known = dict(params)
    adjust: dict[str, int] = json.loads(str(known.get("adjust", "{}")))
    return int(known.get("scale", SCALE)), adjust


def bucket(amount: Amount, bounds: Sequence[int], width: int, write: str) -> str:
    """The range a number falls in: lower end included, upper end not; or only its lower end."""
    unit = 10**amount.decimals
    if width:
        low = amount.units // (width * unit) * width
        return f"{low}" if write == "lower" else f"{low}-{low + width}"
    below = [bound for bound in bounds if bound * unit <= amount.units]
    above = [bound for bound in bounds if bound * unit > amount.units]
    if write == "lower":
        return f"{below[-1]}" if below else ""
    if not below:
        return f"<{above[0]}"
    return f"{below[-1]}-{above[0]}" if above else f">={below[-1]}"


def mapped(text: str, change: Callable[[Amount], int]) -> str | None:
    """A cell with its number changed, spaces at the ends kept; None when it holds no number."""
    amount = read_amount(text.strip())
    if amount is None:
        return None
    core = text.strip()
    start = text.find(core)
    return text[:start] + write_amount(amount, change(amount)) + text[start + len(core) :]


def _nearest(number: int, divisor: int) -> int:
    """`number / divisor` to the nearest whole, halves away from 0."""
    half = divisor // 2
    return (number + half) // divisor if number >= 0 else -((-number + half) // divisor)
