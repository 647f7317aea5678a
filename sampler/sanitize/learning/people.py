"""The people of a sample: first and last names that stand in one row, held as pairs of numbers."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.learning.full_names import Name, name_forms, words
from sampler.surrogates.accounts import initials as initials_of
from sampler.surrogates.folding import fold
from sampler.surrogates.text_arrays import I64, U64, Mask, distinct, within

Pair = tuple[str, str]
_PENDING = 1 << 18
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_ZERO = pa.scalar(0, pa.int32())


class People:
    """A set of pairs: eight bytes each, and every distinct name once."""

    def __init__(self) -> None:
        self._first = _Numbered()
        self._last = _Numbered()
        self._known: U64 = np.empty(0, dtype=np.uint64)
        self._fresh: list[tuple[pa.Array, pa.Array, U64]] = []
        self._waiting = 0

    def add_pairs(self, first: pa.Array, last: pa.Array, pairs: U64) -> None:
        """Take in distinct names, and `pairs` of their places: the first name's 32 bits further up."""
        self._fresh.append((first, last, pairs))
        self._waiting += len(first) + len(last) + len(pairs)
        if self._waiting > max(_PENDING, len(self._known)):
            self._settled()

    def add(self, pairs: Iterable[Pair]) -> None:
        """Take in some more."""
        found = sorted(pairs)
        if found:
            first, last = (pa.array(names, pa.string()) for names in zip(*found, strict=True))
            places = np.arange(len(found), dtype=np.uint64)
            self.add_pairs(first, last, places << _HALF | places)

    def __len__(self) -> int:
        return len(self._settled())

    def alone(self) -> tuple[list[Pair], list[Pair]]:
        """Those that no other person of the same surname and initial stands beside, case and accents aside.

        The second list has those that are alone with all their initials only: "J.-M." and "J." are not the
        same.
        """
        first, last = self._codes()
        given, surname = self._first.folded(), self._last.folded()
        heads, forms = surname[last].astype(np.uint64) << _HALF, given[first]
        letters, every = (_of_forms(given, self._first.initials(every=all_)) for all_ in (False, True))
        by_letter = _alone(heads, forms, letters)
        if np.array_equal(letters, every):
            return self._named(by_letter), []
        by_all = _alone(heads, forms, every)
        return self._named(by_letter), self._named(by_all[~within(by_all, np.sort(by_letter))])

    def of_either(self, given: Collection[str], surnames: Collection[str]) -> list[Pair]:
        """Those, folded, whose first name is a surname too, and whose surname a first name."""
        pairs = self._settled()
        first, last = (list(map(fold, names)) for names in (self._first.names, self._last.names))
        spaced = {name.replace("-", " ") for name in surnames}
        hyphened = {name.replace(" ", "-") for name in given}
        as_surname = np.array([name.replace("-", " ") in spaced for name in first], dtype=np.bool_)
        as_given = np.array([name.replace(" ", "-") in hyphened for name in last], dtype=np.bool_)
        one, other = self._codes()
        chosen = pairs[as_surname[one] & as_given[other]] if len(pairs) else pairs
        heads, tails = (chosen >> _HALF).tolist(), (chosen & _LOW).tolist()
        return list(zip(map(first.__getitem__, heads), map(last.__getitem__, tails), strict=True))

    def _named(self, pairs: U64) -> list[Pair]:
        """A spelling of every pair of folded forms."""
        given, surnames = self._first.spellings(), self._last.spellings()
        one, other = (pairs & _LOW).tolist(), (pairs >> _HALF).tolist()
        return list(zip(map(given.__getitem__, one), map(surnames.__getitem__, other), strict=True))

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
            first, last, pairs = zip(*self._fresh, strict=True)
            told = zip(self._first.numbers(first), self._last.numbers(last), pairs, strict=True)
            fresh = [_numbered(*each) for each in told]
            self._known = distinct(np.concatenate([self._known, *fresh]))
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
        self._known: pa.Array = pa.array([], pa.string())
        self._texts: list[str] = []
        self._folded: list[str] = []
        self._words: dict[str, list[int]] = {}
        self._indexed = 0

    @property
    def names(self) -> list[str]:
        """The names, in the order of their numbers."""
        if len(self._texts) < len(self._known):
            self._texts += self._known.slice(len(self._texts)).to_pylist()
        return self._texts

    def numbers(self, parts: Sequence[pa.Array]) -> list[I64]:
        """The number of each name of each part, -1 for nothing."""
        encoded = pa.concat_arrays([self._known, *parts]).dictionary_encode()
        known, numbers = len(self._known), encoded.indices.to_numpy().astype(np.int64)
        self._known = encoded.dictionary
        nothing = pc.equal(pc.binary_length(self._known), _ZERO).to_numpy(zero_copy_only=False)
        numbers[nothing[numbers]] = -1
        return np.split(numbers, known + np.cumsum([0, *(len(part) for part in parts[:-1])]))[1:]

    def folded(self) -> I64:
        """For each name a number of its folded form; 0 for a blank one."""
        return _places(self._folded_names())

    def initials(self, *, every: bool = False) -> I64:
        """For each name a number of its first letter, or of all its initials; 0 for a blank one."""
        folded = self._folded_names()
        return _places(map(initials_of, folded) if every else (name[:1] for name in folded))

    def spellings(self) -> dict[int, str]:
        """One of the names for the number of each folded form."""
        return dict(zip(self.folded().tolist(), self.names, strict=True))

    def _folded_names(self) -> list[str]:
        self._folded += map(fold, self.names[len(self._folded) :])
        return self._folded

    def of_words(self, said: frozenset[str]) -> list[int]:
        """The names whose first word is one of `said`."""
        folded = self._folded_names()
        for number in range(self._indexed, len(folded)):
            name = folded[number]
            for word in (name,) if name.isalpha() else words(self.names[number])[:1]:
                self._words.setdefault(word, []).append(number)
        self._indexed = len(folded)
        return sorted(number for word in said for number in self._words.get(word, ()))


def _places(texts: Iterable[str]) -> I64:
    """A number for each text, equal for equal ones; 0 for nothing."""
    known: dict[str, int] = {"": 0}
    found: I64 = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)
    return found


def _numbered(first: I64, last: I64, pairs: U64) -> U64:
    """The pairs of places in two lists of names as pairs of their numbers, without those that have none."""
    one, other = first[(pairs >> _HALF).astype(np.int64)], last[(pairs & _LOW).astype(np.int64)]
    both = (one >= 0) & (other >= 0)
    found: U64 = one[both].astype(np.uint64) << _HALF | other[both].astype(np.uint64)
    return found


def _of_forms(forms: I64, initials: I64) -> I64:
    """The initials of each folded form, from those of the names."""
    found = np.zeros(int(forms.max(initial=0)) + 1, dtype=np.int64)
    found[forms] = initials
    return found


def _alone(heads: U64, forms: I64, initials: I64) -> U64:
    """The distinct pairs (surname, first name) that share surname and initials with no other one.

    `heads` are surnames 32 bits further up.
    """
    # first names in the order of their initials: those that share them with a surname stand together
    order = np.argsort(initials, kind="stable")
    ranks = np.empty(len(order), dtype=np.uint64)
    ranks[order] = np.arange(len(order), dtype=np.uint64)
    pairs = distinct(heads | ranks[forms])
    surnames, names = pairs >> _HALF, order[(pairs & _LOW).astype(np.int64)]
    short = initials[names]
    parted = (surnames[1:] != surnames[:-1]) | (short[1:] != short[:-1])
    edge: Mask = np.ones(1, dtype=np.bool_)
    before, behind = (np.concatenate(each)[: len(pairs)] for each in ((edge, parted), (parted, edge)))
    found: U64 = (surnames << _HALF | names.astype(np.uint64))[before & behind & (short > 0) & (surnames > 0)]
    return found


def _stands(form: Name, said: Name) -> bool:
    return any(said[start : start + len(form)] == form for start in range(len(said) - len(form) + 1))
