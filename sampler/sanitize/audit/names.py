"""Names in blocks of text, all at once: words, and full names as sums of their digests, in any order."""

from collections.abc import Collection, Iterator
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit.decoders import Decoded, decoded
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    DigestSet,
    Mask,
    Places,
    Sieve,
    among,
    column_block,
    edges,
    folded,
    long_edges,
)
from sampler.sanitize.learning.full_names import CIVILITIES
from sampler.surrogates.vocabulary import PARTICLES

_LONGEST = 8
_LETTERS = np.array([97 <= sign <= 122 or sign >= 0x80 for sign in range(256)])  # noqa: PLR2004 - a-z, and beyond ASCII
_IN_LETTERS = bytes(_LETTERS.astype(np.uint8))

_IN_WORDS = bytes(int(bool(_LETTERS[sign | 0x20]) or sign >= 0x80) for sign in range(256))  # noqa: PLR2004 - both cases


class Words(NamedTuple):
    """The words of some texts in their order: digest, letters, and the text each stands in."""

    digests: Digests
    sizes: Places
    cells: Places

    def at(self, chosen: Mask) -> "Words":
        """The words that a mask chooses."""
        return Words(self.digests[chosen], self.sizes[chosen], self.cells[chosen])


def words(held: Block, digester: Digester) -> Words:
    """Read the words, folded; hyphens, apostrophes and digits part words."""
    flat = folded(held)
    starts, ends = edges(np.frombuffer(flat.data.tobytes().translate(_IN_LETTERS), dtype=bool))
    cells = np.searchsorted(flat.starts, starts, side="right") - 1
    return Words(digester.spans(flat.data, starts, ends), ends - starts, cells)


def all_words(held: Block, hidden: Decoded | None, digester: Digester, shortest: int = 1) -> Iterator[Words]:
    """The words as they stand, and those of what the texts say once decoded.

    Texts whose words all have fewer than `shortest` letters may be left out.
    """
    if shortest == 1 or _has_run(held, shortest):
        yield words(held, digester)
    if hidden is not None:
        deeper = words(hidden.texts, digester)
        sources = np.searchsorted(held.starts, hidden.sources, side="right") - 1
        yield Words(deeper.digests, deeper.sizes, sources[deeper.cells])


def _has_run(held: Block, size: int) -> bool:
    """Whether `size` letters stand side by side; accents count twice."""
    if held.layout:
        return b"a" * size in held.layout
    letters = np.frombuffer(held.raw.translate(_IN_WORDS), dtype=bool)
    return bool(len(long_edges(letters, size)[0]))


class NameColumn(NamedTuple):
    """What the cells of a name column hold: the sum of their words, their first, last and longest one.

    `telling` counts the words that are no particles: particles of a surname stay as they are.
    """

    words: Places
    telling: Places
    sum: Digests
    real: Places
    first: Digests
    first_size: Places
    last: Digests
    last_size: Places
    longest: Digests
    longest_size: Places

    @classmethod
    def of(cls, array: pa.Array, digester: Digester, *, particles: bool = True) -> Self:
        """Read a column, with its particles or without; each distinct value is read once."""
        encoded = array.dictionary_encode()
        values = pa.concat_arrays([encoded.dictionary, pa.array([""], array.type)])
        codes = np.asarray(pc.fill_null(encoded.indices, len(values) - 1)).astype(np.int64)
        return cls(*[told[codes] for told in cls._read(values, digester, particles=particles)])  # type: ignore[arg-type]

    @classmethod
    def _read(cls, array: pa.Array, digester: Digester, *, particles: bool) -> Self:
        held = words(column_block(array), digester)
        held = held.at(~among(held.digests, digests_of(CIVILITIES, digester)))
        telling = ~among(held.digests, digests_of(PARTICLES, digester))
        if not particles:
            held, telling = held.at(telling), telling[telling]
        rows = np.arange(len(array))
        left = np.searchsorted(held.cells, rows)
        right = np.searchsorted(held.cells, rows, side="right")
        totals = np.concatenate((np.zeros(1, np.uint64), np.cumsum(held.digests)))
        long, told = (
            np.concatenate((np.zeros(1, np.int64), np.cumsum(mask, dtype=np.int64)))
            for mask in (held.sizes > 1, telling)
        )
        padded = np.append(held.digests, np.uint64(0))
        sizes = np.append(held.sizes, 0)
        last = np.maximum(right, 1) - 1
        longest, longest_size = padded[left], sizes[left]
        for place in range(1, _LONGEST):
            more = np.flatnonzero(left + place < right)
            longer = more[sizes[left[more] + place] > longest_size[more]]
            longest[longer], longest_size[longer] = padded[left[longer] + place], sizes[left[longer] + place]
        return cls(
            right - left,
            told[right] - told[left],
            totals[right] - totals[left],
            long[right] - long[left],
            padded[left],
            sizes[left],
            padded[last],
            sizes[last],
            longest,
            longest_size,
        )


def digests_of(listed: Collection[str], digester: Digester) -> Digests:
    """The digests of some folded words (Mme, Dr and their like), sorted."""
    text = "\n".join(sorted(listed)).encode()
    raw = b"\n" + text + b"\n" * 16
    one = Block(raw, np.frombuffer(raw, np.uint8), np.array([1]), np.array([1 + len(text)]))
    return np.sort(words(one, digester).digests)


class NameDigests:
    """Full names of a sample, up to eight words each; the order of the words does not count."""

    def __init__(self, digester: Digester) -> None:
        self.digester = digester
        self._forms, self._bare = DigestSet(), DigestSet()
        self._lengths: set[int] = set()
        self._sieve: Sieve | None = None

    def __len__(self) -> int:
        return len(self._forms)

    def add_pairs(self, given: NameColumn, surname: NameColumn) -> None:
        """Take in the people of some rows: all given names or the first one, with the surname.

        Names of one letter are no names: "A B" would be found everywhere.
        """
        real = (given.real > 0) & (surname.real > 0)
        bare = given.telling + surname.telling == 0
        self._add(given.sum + surname.sum, given.words + surname.words, real, bare)
        self._add(given.first + surname.sum, 1 + surname.words, real & (given.first_size > 1), bare)

    def add_whole(self, person: NameColumn) -> None:
        """Take in names that stand in one cell."""
        real = (person.real > 1) & (person.first_size > 1) & (person.last_size > 1)
        self._add(person.sum, person.words, real, person.telling == 0)

    def only_particles(self, forms: Digests) -> Mask:
        """Which of the names found are nothing but particles ("Van Den"), as others' surnames begin."""
        return self._bare.holds(forms)

    def _add(self, sums: Digests, counts: Places, real: Mask, bare: Mask) -> None:
        real = real & (counts <= _LONGEST)
        self._sieve = None
        made = self.digester.numbers(sums[real] + counts[real].astype(np.uint64))
        self._forms.add(made)
        self._bare.add(made[bare[real]])
        self._lengths |= set(np.flatnonzero(np.bincount(counts[real])).tolist())

    def find(self, held: Block, hidden: Decoded | None = None) -> tuple[Places, Digests]:
        """The texts that hold a full name as neighbouring words, and which.

        `hidden` is what the block says once decoded, where that is known already.
        """
        cells, forms = list[Places](), list[Digests]()
        if self._sieve is None:
            self._sieve = self._forms.sieve()
        for found in all_words(held, hidden or decoded(held), self.digester) if self._lengths else ():
            totals = np.concatenate((np.zeros(1, np.uint64), np.cumsum(found.digests)))
            for length in self._lengths:
                size = len(found.digests) - length + 1
                if size <= 0:
                    continue
                sums = totals[length:] - totals[:size]
                whole = found.cells[length - 1 :] == found.cells[:size]
                made = self.digester.numbers(sums[whole] + np.uint64(length))
                maybe = np.flatnonzero(self._sieve.passes(made))
                hit = maybe[self._forms.holds(made[maybe])]
                cells.append(found.cells[:size][whole][hit])
                forms.append(made[hit])
        if not cells:
            return np.empty(0, np.int64), np.empty(0, np.uint64)
        return np.concatenate(cells), np.concatenate(forms)
