"""Accounts that shorten a name ("mdupont2", "j.dup", "JD"): which part of whose name each run of letters is.

Values alone don't tell whose "mdupont" is when Marie and Marc are both called so: what stands beside them in
a row does. A reading holds for the surrogate as it does for the name: whole parts stay whole, cut ones cut.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sampler.surrogates.folding import fold

_PARTS = re.compile(r"[\s'.-]+")
_NOT_LETTER = re.compile(r"[\W\d_]+")


class Unit(NamedTuple):
    """A run or a piece of one: `length` letters of the first name, the surname, or of a name's initials."""

    of: str
    length: int
    whole: bool


FIRST, LAST, FIRST_INITIALS, LAST_INITIALS = "F", "L", "FI", "LI"
_FEWEST_LETTERS = 2
Reading = list[tuple[Unit, ...]]


def account_key(text: str) -> str:
    """The form under which an account is remembered: folded, without the @ of a handle."""
    return fold(text).lstrip("@")


@lru_cache(maxsize=1 << 16)
def squeezed(name: str) -> str:
    """The letters of a folded name, as mailboxes hold them."""
    return _NOT_LETTER.sub("", name)


def initials(name: str) -> str:
    """The first letters of the pieces of a folded name."""
    return "".join(piece[0] for piece in _PARTS.split(name) if piece)


def reading(runs: Sequence[str], first: str, last: str) -> Reading | None:
    """Which parts of the folded names the folded `runs` of letters are; None when they are not all of them.

    No part is used twice; of several readings the one with more whole parts wins, then the one with more
    letters of the surname, then the first name first.
    """
    letters = squeezed(last)
    if len(runs) == 1 and letters and runs[0] == squeezed(first)[:1] + letters and len(squeezed(first)) > 1:
        # by far the most common one: no other reading has a higher score
        return [(Unit(FIRST, 1, whole=False), Unit(LAST, len(letters), whole=True))]
    quick = _usual(runs, first, last)
    if quick:
        return quick
    best: tuple[tuple[int, int], Reading] | None = None
    for found in _readings(runs, (first, last), frozenset()):
        units = [unit for run in found for unit in run]
        score = sum(unit.whole for unit in units), sum(unit.length for unit in units if unit.of == LAST)
        if best is None or score > best[0]:
            best = score, found
    return best[1] if best else None


def spread(count: int, units: Sequence[Unit], first: str, last: str) -> list[str]:
    """`rendered` in `count` pieces, letters or the words of a whole name; none when they don't fit."""
    text = rendered(units, first, last)
    if count == 1:
        return [text]
    name = {FIRST: first, LAST: last}.get(units[0].of, "") if len(units) == 1 and units[0].whole else ""
    for pieces in (list(text), [piece for piece in _PARTS.split(name) if piece]):
        if len(pieces) == count:
            return pieces
    return []


def _usual(runs: Sequence[str], first: str, last: str) -> Reading | None:
    """An initial and the whole surname, as nearly all short accounts are."""
    name = squeezed(last)
    if len(first) < _FEWEST_LETTERS or len(name) < _FEWEST_LETTERS or first[1:2] in "-'. ":
        return None
    letter, whole = Unit(FIRST, 1, whole=False), Unit(LAST, len(name), whole=True)
    if runs == [first[0] + name]:
        return [(letter, whole)]
    if runs == [first[0], name]:
        return [(letter,), (whole,)]
    return [(whole, letter)] if runs == [name + first[0]] else None


def rendered(run: Sequence[Unit], first: str, last: str) -> str:
    """A run with other names: `first` and `last` are folded surrogates."""
    texts = {
        FIRST: squeezed(first),
        LAST: squeezed(last),
        FIRST_INITIALS: initials(first),
        LAST_INITIALS: initials(last),
    }
    return "".join(texts[unit.of] if unit.whole else texts[unit.of][: unit.length] for unit in run)


def _readings(runs: Sequence[str], names: tuple[str, str], used: frozenset[str]) -> Iterator[Reading]:
    if not runs:
        yield []
        return
    for units in _of_run(runs[0], names):
        taken = frozenset(unit.of[0] for unit in units)
        if not taken & used:
            for rest in _readings(runs[1:], names, used | taken):
                yield [units, *rest]


def _of_run(run: str, names: tuple[str, str]) -> Iterator[tuple[Unit, ...]]:
    """The run as one part, or as two with the names in either order."""
    first, last = _units(run, names[0], FIRST), _units(run, names[1], LAST)
    for unit in (*first, *last):
        if unit.length == len(run):
            yield (unit,)
    for head, tail_name, tail_of in ((first, names[1], LAST), (last, names[0], FIRST)):
        for unit in head:
            rest = run[unit.length :]
            for tail in _units(rest, tail_name, tail_of) if rest else ():
                if tail.length == len(rest):
                    yield unit, tail


def _units(run: str, name: str, of: str) -> list[Unit]:
    """The parts of `name` that `run` begins with."""
    letters, heads = squeezed(name), initials(name)
    shared = next((n for n in range(min(len(run), len(letters)), 0, -1) if run[:n] == letters[:n]), 0)
    found = [Unit(of, length, length == len(letters)) for length in range(1, shared + 1)]
    if len(heads) >= _FEWEST_LETTERS and run.startswith(heads):
        found.append(Unit(of + "I", len(heads), whole=True))
    return found
