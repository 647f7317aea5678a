"""The people of a sample: first and last names that stand in one row, held as pairs of numbers."""

from collections.abc import Iterable, Iterator

import numpy as np

from sampler.sanitize.learning.full_names import Name, name_forms, words
from sampler.surrogates.accounts import initials as initials_of
from sampler.surrogates.folding import fold
from sampler.surrogates.text_arrays import I64, U64, Mask, distinct

Pair = tuple[str, str]
_PENDING = 1 << 18
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class People:
    """A set of pairs: eight bytes each, and every distinct name once."""

    def __init__(self) -> None:
        self._first = _Numbered()
        self._last = _Numbered()
        self._known: U64 = np.empty(0, dtype=np.uint64)
        self._fresh: list[U64] = []
        self._waiting = 0

    def add_pairs(self, first: list[str], last: list[str], pairs: U64) -> None:
        """Take in distinct names, and `pairs` of their places: the first name's 32 bits further up."""
        one = self._first.numbers(first)[(pairs >> _HALF).astype(np.int64)]
        other = self._last.numbers(last)[(pairs & _LOW).astype(np.int64)]
        both = (one >= 0) & (other >= 0)
        self._fresh.append(one[both].astype(np.uint64) << _HALF | other[both].astype(np.uint64))
        self._waiting += len(self._fresh[-1])
        if self._waiting > max(_PENDING, len(self._known)):
            self._settled()

    def add(self, pairs: Iterable[Pair]) -> None:
        """Take in some more."""
        found = sorted(pairs)
        if found:
            first, last = (list(names) for names in zip(*found, strict=True))
            places = np.arange(len(found), dtype=np.uint64)
            self.add_pairs(first, last, places << _HALF | places)

    def __len__(self) -> int:
        return len(self._settled())

    def alone(self, *, all_initials: bool = False) -> Iterator[Pair]:
        """Those that no other person of the same surname and initial stands beside, case and accents aside.

        With `all_initials`, "J.-M." and "J." are not the same.
        """
        first, last = self._codes()
        if not len(first):
            return
        given, initials = self._first.folded(all_initials=all_initials)
        surname, _ = self._last.folded()
        fitting = (initials[first] > 0) & (surname[last] > 0)
        first, last = first[fitting], last[fitting]
        keys = surname[last].astype(np.uint64) << _HALF | initials[first].astype(np.uint64)
        order = np.lexsort((given[first], keys))
        keys, names = keys[order], given[first][order]
        starts = np.flatnonzero(_steps(keys))
        ends = np.append(starts[1:], len(keys)) - 1
        for place in order[starts[names[starts] == names[ends]]].tolist():
            yield self._first.names[first[place]], self._last.names[last[place]]

    def within(self, text: str) -> bool:
        """Whether the full name of one of them stands in `text` as whole words, as `FullNames` finds it."""
        said = words(text)
        if len(said) < 2:  # noqa: PLR2004 - a first and a last name
            return False
        firsts, lasts = self._first.of_words(frozenset(said)), self._last.of_words(frozenset(said))
        known = {
            form
            for one in firsts
            for other in lasts
            if self._holds(one, other)
            for form in name_forms(self._first.names[one], self._last.names[other])
        }
        return any(_stands(form, said) for form in known)

    def _settled(self) -> U64:
        """All pairs, sorted."""
        if self._fresh:
            self._known = distinct(np.concatenate([self._known, *self._fresh]))
            self._fresh, self._waiting = [], 0
        return self._known

    def _codes(self) -> tuple[I64, I64]:
        pairs = self._settled()
        return (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)

    def _holds(self, one: int, other: int) -> bool:
        pair = np.uint64(one << 32 | other)
        known = self._settled()
        place = int(np.searchsorted(known, pair))
        return place < len(known) and bool(known[place] == pair)


class _Numbered:
    """Distinct names, each with a number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {"": -1}
        self._words: dict[str, list[int]] = {}
        self._indexed = 0

    def numbers(self, names: list[str]) -> I64:
        """The number of each name, -1 for nothing."""
        known = list(map(self._numbers.get, names))
        if None in known:
            known = [self._number(name) for name in names]
        found: I64 = np.array(known, dtype=np.int64)
        return found

    def folded(self, *, all_initials: bool = False) -> tuple[I64, I64]:
        """For each name a number of its folded form, and one of its initials; 0 for a blank one."""
        forms: dict[str, int] = {"": 0}
        initials: dict[str, int] = {"": 0}
        folded = [fold(name) for name in self.names]
        short = [initials_of(name) if all_initials else name[:1] for name in folded]
        return (
            np.array([forms.setdefault(name, len(forms)) for name in folded], dtype=np.int64),
            np.array([initials.setdefault(s, len(initials)) for s in short], dtype=np.int64),
        )

    def of_words(self, said: frozenset[str]) -> list[int]:
        """The names whose first word is one of `said`."""
        for number in range(self._indexed, len(self.names)):
            for word in words(self.names[number])[:1]:
                self._words.setdefault(word, []).append(number)
        self._indexed = len(self.names)
        return sorted(number for word in said for number in self._words.get(word, ()))

    def _number(self, name: str) -> int:
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self.names)
            self.names.append(name)
        return found


def _steps(keys: U64) -> Mask:
    """Where another key begins."""
    steps: Mask = np.ones(len(keys), dtype=np.bool_)
    steps[1:] = keys[1:] != keys[:-1]
    return steps


def _stands(form: Name, said: Name) -> bool:
    return any(said[start : start + len(form)] == form for start in range(len(said) - len(form) + 1))
