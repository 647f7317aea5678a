"""First names, surnames and words: folded token -> folded fictitious token.

Listed names are deranged among the listed names of their gender and popularity, so no two of them merge;
others become invented names that are on no list.
"""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.lists import given_columns, given_names, surname_columns, surnames
from sampler.surrogates.packed_texts import PackedTexts
from sampler.surrogates.prf import Prf
from sampler.surrogates.syllables import invent
from sampler.surrogates.text_arrays import Mask
from sampler.surrogates.vocabulary import PARTICLES

GIVEN, SURNAME, WORD = "given", "surname", "word"
_TIERS = (50_000, 5_000, 500, 100)
_SURNAME_TIERS = (2_000, 200, 50, 12)
_SHORT = 2
_LEAST_MC = 5
# 2^42 invented names: a million unlisted ones hardly ever meet
_SYLLABLES = 3
# names that are mapped one by one before all are
_FEW = 100
_KEPT = 1 << 18


@cache
def given_pools() -> Mapping[str, PackedTexts]:
    """Single first names by gender and popularity."""
    names, genders, counts = given_columns()
    fitting = _single(names)
    pools: dict[str, PackedTexts] = {}
    for gender in pc.unique(genders).to_pylist():
        its_own = fitting & pc.equal(genders, gender).to_numpy(zero_copy_only=False)
        pools |= _tiered(gender, names, counts, _TIERS, its_own)
    return pools


@cache
def surname_pools() -> Mapping[str, PackedTexts]:
    """Single surnames by popularity; particles and Mc-names are taken apart, so they are not in it."""
    names, counts = surname_columns()
    mc = pc.and_(pc.starts_with(names, "mc"), pc.greater_equal(pc.binary_length(names), _LEAST_MC))
    apart = pc.or_(mc, pc.is_in(names, value_set=pa.array(PARTICLES, pa.string())))
    fitting = _single(names) & ~apart.to_numpy(zero_copy_only=False)
    return _tiered("s", names, counts, _SURNAME_TIERS, fitting)


def _single(names: pa.Array) -> Mask:
    """Which names are one word of letters without accents, longer than an initial."""
    fitting = pc.and_(pc.ascii_is_alpha(names), pc.greater(pc.binary_length(names), _SHORT))
    single: Mask = fitting.to_numpy(zero_copy_only=False)
    return single


def _tiered(
    label: str, names: pa.Array, counts: pa.Array, tiers: tuple[int, ...], fitting: Mask
) -> dict[str, PackedTexts]:
    """The fitting names by popularity, under `label` and the number of their tier."""
    places = np.searchsorted(-np.array(tiers), -counts.to_numpy(), side="left")
    classes = ((tier, np.flatnonzero(fitting & (places == tier))) for tier in range(len(tiers) + 1))
    return {f"{label}{tier}": PackedTexts(names.take(pa.array(rows))) for tier, rows in classes if len(rows)}


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
        self._asked = 0

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
        self._asked += 1
        if self._asked == _FEW:
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
        both = (
            (GIVEN, self._dictionary.given, given_pools()),
            (SURNAME, self._dictionary.surnames, surname_pools()),
        )
        for kind, tokens, pools in both:
            some = pa.array(sorted(tokens)[: _KEPT // 2], pa.string())
            for label, pool in pools.items():
                known = pc.is_in(pool.texts, value_set=some).to_numpy(zero_copy_only=False)
                if not len(places := np.flatnonzero(known).astype(np.uint64)):
                    continue
                moved = self._bijections.derange_all(f"{kind}:{label}", places, len(pool))
                names, new = (pool.texts.take(pa.array(rows)).to_pylist() for rows in (places, moved))
                self._met |= {(kind, name): image for name, image in zip(names, new, strict=True)}

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
        place = None if pool is None else pool.place(token)
        if pool is None or place is None:
            return None
        return pool[self._bijections.derange(f"{kind}:{label}", place, len(pool))]


def listed(token: str) -> bool:
    """Whether the folded `token` is a listed name, or a word that surnames are taken apart at."""
    if token in PARTICLES or is_mc(token):
        return True
    return token in given_names() or token in surnames()


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
