"""First names, surnames and words: folded token -> folded fictitious token.

Listed names are deranged among the listed names of their gender and popularity, so no two of them merge;
others become invented names that are on no list.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.lists import given_names, surname_columns, surnames
from sampler.surrogates.prf import Prf
from sampler.surrogates.syllables import invent
from sampler.surrogates.vocabulary import PARTICLES

GIVEN, SURNAME, WORD = "given", "surname", "word"
_TIERS = (50_000, 5_000, 500, 100)
_SURNAME_TIERS = (2_000, 200, 50, 12)
_SHORT = 2
_LEAST_MC = 5
# 2^42 invented names: a million unlisted ones hardly ever meet
_SYLLABLES = 3
_KEPT = 1 << 18


class Pool(NamedTuple):
    """The names of one gender and popularity, in list order, and the place of each."""

    names: tuple[str, ...]
    places: Mapping[str, int]


@cache
def given_pools() -> Mapping[str, Pool]:
    """Single first names by gender and popularity."""
    classes: dict[str, list[str]] = {}
    for name, entry in given_names().items():
        if len(name) > _SHORT and name.isascii() and name.isalpha():
            classes.setdefault(f"{entry.gender}{_tier(entry.count, _TIERS)}", []).append(name)
    return {label: _pool(names) for label, names in classes.items()}


@cache
def surname_pools() -> Mapping[str, Pool]:
    """Single surnames by popularity; particles and Mc-names are taken apart, so they are not in it."""
    names, counts = surname_columns()
    tiers = np.searchsorted(-np.array(_SURNAME_TIERS), -counts.to_numpy(), side="left")
    fitting = pc.match_substring_regex(names, "^[A-Za-z]{3,}$").to_numpy(zero_copy_only=False)
    mc = pc.match_substring_regex(names, f"^mc.{{{_LEAST_MC - 2},}}$").to_numpy(zero_copy_only=False)
    particle = pc.is_in(names, value_set=pa.array(PARTICLES, pa.string())).to_numpy(zero_copy_only=False)
    fitting &= ~mc & ~particle
    classes = ((tier, np.flatnonzero(fitting & (tiers == tier))) for tier in range(len(_SURNAME_TIERS) + 1))
    return {f"s{tier}": _pool(names.take(pa.array(rows)).to_pylist()) for tier, rows in classes if len(rows)}


def is_mc(token: str) -> bool:
    """Whether `token` is a name like "mcdonald", whose beginning is kept."""
    return token.startswith("mc") and len(token) >= _LEAST_MC


class Names:
    """The name mappings of one key; caches the tokens it has met."""

    def __init__(self, prf: Prf, bijections: Bijections, dictionary: Dictionary) -> None:
        self._prf = prf
        self._bijections = bijections
        self._dictionary = dictionary
        self._met: dict[tuple[str, str], str] = {}
        self._primed = False

    def given(self, token: str) -> str:
        """Surrogate of one folded first-name token (no separators)."""
        return self._cached(GIVEN, token)

    def surname(self, token: str) -> str:
        """Surrogate of one folded surname token (no particle)."""
        return self._cached(SURNAME, token)

    def word(self, token: str) -> str:
        """Surrogate of a folded word that is no name: an invented word; a surname of the deal stays one."""
        if token in self._dictionary.surnames and token not in PARTICLES:
            return self.surname(token)
        return self._cached(WORD, token)

    def company(self, label: str) -> list[str]:
        """The words of the deal's company whose domain has this folded label; none for others."""
        return self._dictionary.companies.get(label, "").split()

    def letters(self, token: str) -> str:
        """Keyed letters of the same length for folded `token` of a-z."""
        return self._bijections.letters("letters", token)

    def invented(self, label: str, token: str, ending: str = "") -> str:
        """An invented name for `token` that is on no list and not `token`; `label` separates uses."""
        for attempt in range(100):
            name = invent(self._prf.u128("invent", f"{label}:{attempt}:{token}"), ending, _SYLLABLES)
            if name != token and not listed(name):
                return name
        raise AssertionError("one hundred invented names are listed")

    def _cached(self, kind: str, token: str) -> str:
        if not self._primed:
            self._prime()
        found = self._met.get((kind, token))
        if found is None:
            if len(self._met) > _KEPT:
                self._met.clear()
            found = self._met[kind, token] = self._map(kind, token)
        return found

    def _prime(self) -> None:
        """Map the deal's listed names all at once: ten times sooner than one by one."""
        self._primed = True
        for kind, tokens in ((GIVEN, self._dictionary.given), (SURNAME, self._dictionary.surnames)):
            pools, label_of = (
                (given_pools(), given_label) if kind == GIVEN else (surname_pools(), surname_label)
            )
            grouped: dict[str, list[str]] = {}
            for token in sorted(tokens)[: _KEPT // 2]:
                label = label_of(token)
                if label in pools and token in pools[label].places:
                    grouped.setdefault(label, []).append(token)
            for label, names in grouped.items():
                pool = pools[label]
                places = np.array([pool.places[name] for name in names], dtype=np.uint64)
                moved = self._bijections.derange_all(f"{kind}:{label}", places, len(pool.names)).tolist()
                self._met |= {
                    (kind, name): pool.names[place] for name, place in zip(names, moved, strict=True)
                }

    def _map(self, kind: str, token: str) -> str:
        if kind == SURNAME and is_mc(token):
            return "mc" + self.surname(token[2:])
        if kind != WORD and (pooled := self._pooled(kind, token)):
            return pooled
        if len(token) <= _SHORT and token.isascii() and token.isalpha():
            return self.letters(token)
        ending = self._dictionary.given.get(token, "N") if kind == GIVEN else ""
        return self.invented(kind, token, ending)

    def _pooled(self, kind: str, token: str) -> str | None:
        label = given_label(token) if kind == GIVEN else surname_label(token)
        pool = (given_pools() if kind == GIVEN else surname_pools()).get(label)
        place = pool.places.get(token) if pool else None
        if pool is None or place is None:
            return None
        return pool.names[self._bijections.derange(f"{kind}:{label}", place, len(pool.names))]


def listed(token: str) -> bool:
    """Whether the folded `token` is a listed name, or a word that surnames are taken apart at."""
    return token in given_names() or token in surnames() or token in PARTICLES or is_mc(token)


def given_label(token: str) -> str:
    """The pool of a listed first name; "" for no listed one."""
    entry = given_names().get(token)
    return f"{entry.gender}{_tier(entry.count, _TIERS)}" if entry else ""


def surname_label(token: str) -> str:
    """The pool of a listed surname; "" for no listed one."""
    count = surnames().get(token)
    return "" if count is None else f"s{_tier(count, _SURNAME_TIERS)}"


def _tier(count: int, tiers: tuple[int, ...]) -> int:
    return next((place for place, least in enumerate(tiers) if count >= least), len(tiers))


def _pool(names: list[str]) -> Pool:
    return Pool(tuple(names), dict(zip(names, range(len(names)), strict=True)))
