"""First names, surnames and words: folded token -> folded fictitious token.

Listed names are deranged among the listed names of their gender and popularity, so no two of them merge;
others become invented names that are on no list.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.lists import given_names, surnames
from sampler.surrogates.prf import Prf
from sampler.surrogates.syllables import invent
from sampler.surrogates.vocabulary import PARTICLES

GIVEN, SURNAME, WORD = "given", "surname", "word"
_TIERS = (50_000, 5_000, 500, 100)
_SURNAME_TIERS = (2_000, 200, 50, 12)
_PLAIN = re.compile(r"[a-z]{3,}")
_SHORT = 2
_LEAST_MC = 5

# class label -> names in list order; name -> (class label, place)
Pools = tuple[Mapping[str, tuple[str, int]], Mapping[str, tuple[str, ...]]]


@cache
def given_pools() -> Pools:
    """Single first names by gender and popularity."""
    return _pools((n, f"{e.gender}{_tier(e.count, _TIERS)}") for n, e in given_names().items())


@cache
def surname_pools() -> Pools:
    """Single surnames by popularity; particles and Mc-names are taken apart, so they are not in it."""
    singles = ((n, c) for n, c in surnames().items() if n not in PARTICLES and not is_mc(n))
    return _pools((n, f"s{_tier(c, _SURNAME_TIERS)}") for n, c in singles)


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

    def letters(self, token: str) -> str:
        """Keyed letters of the same length for folded `token` of a-z."""
        return self._bijections.letters("letters", token)

    def invented(self, label: str, token: str, ending: str = "") -> str:
        """An invented name for `token` that is on no list and not `token`; `label` separates uses."""
        syllables = 3 if label == SURNAME else 2
        for attempt in range(100):
            name = invent(self._prf.u128("invent", f"{label}:{attempt}:{token}"), ending, syllables)
            if name != token and not listed(name):
                return name
        raise AssertionError("one hundred invented names are listed")

    def _cached(self, kind: str, token: str) -> str:
        found = self._met.get((kind, token))
        if found is None:
            if len(self._met) > 1 << 18:
                self._met.clear()
            found = self._met[kind, token] = self._map(kind, token)
        return found

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
        places, classes = given_pools() if kind == GIVEN else surname_pools()
        if token not in places:
            return None
        label, place = places[token]
        pool = classes[label]
        return pool[self._bijections.derange(f"{kind}:{label}", place, len(pool))]


def listed(token: str) -> bool:
    """Whether the folded `token` is a listed name, or a word that surnames are taken apart at."""
    return token in given_names() or token in surnames() or token in PARTICLES or is_mc(token)


def _tier(count: int, tiers: tuple[int, ...]) -> int:
    return next((place for place, least in enumerate(tiers) if count >= least), len(tiers))


def _pools(labelled: Iterable[tuple[str, str]]) -> Pools:
    """Names of three letters or more by class, each with its place there."""
    classes: dict[str, list[str]] = {}
    for name, label in labelled:
        if _PLAIN.fullmatch(name):
            classes.setdefault(label, []).append(name)
    places = {name: (label, place) for label, names in classes.items() for place, name in enumerate(names)}
    return places, {label: tuple(names) for label, names in classes.items()}
