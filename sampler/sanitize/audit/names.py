"""Names in blocks of text, all at once: words, and full names as sums of their digests, in any order."""

from collections.abc import Collection, Iterator
from copy import copy
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sampler.sanitize.audit.decoders import decoded
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    DigestSet,
    Mask,
    Places,
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


def all_words(held: Block, digester: Digester, shortest: int = 1) -> Iterator[Words]:
    """The words as they stand, and those of what the texts say once decoded.

    Texts whose words all have fewer than `shortest` letters may be left out.
    """
    if shortest == 1 or _has_run(held, shortest):
        yield words(held, digester)
    inner = decoded(held)
    if inner is not None:
        deeper = words(inner.texts, digester)
        sources = np.searchsorted(held.starts, inner.sources, side="right") - 1
        yield Words(deeper.digests, deeper.sizes, sources[deeper.cells])


def _has_run(held: Block, size: int) -> bool:
    """Whether `size` letters stand side by side; accents count twice."""
    letters = np.frombuffer(held.raw.translate(_IN_WORDS), dtype=bool)
    return bool(len(long_edges(letters, size)[0]))


class NameColumn:
    """What the cells of a name column hold: the sum of their words, their first and their longest one.

    `telling` counts the words that are no particles: particles of a surname stay as they are.
    """

    def __init__(self, array: pa.Array, digester: Digester) -> None:
        held = words(column_block(array), digester)
        held = held.at(~among(held.digests, digests_of(CIVILITIES, digester)))
        self._held, self._bare = held, among(held.digests, digests_of(PARTICLES, digester))
        self._count(held, len(array))
        told = np.concatenate((np.zeros(1, np.int64), np.cumsum(~self._bare, dtype=np.int64)))
        rows = np.arange(len(array))
        left, right = (np.searchsorted(held.cells, rows, side=side) for side in ("left", "right"))
        self.telling: Places = told[right] - told[left]

    def without_particles(self) -> "NameColumn":
        """The same cells, their particles left out."""
        if not self._bare.any():
            return self
        other = copy(self)
        other._count(self._held.at(~self._bare), len(self.count))  # noqa: SLF001 - of this class
        return other

    def _count(self, held: Words, size: int) -> None:
        rows = np.arange(size)
        left = np.searchsorted(held.cells, rows)
        right = np.searchsorted(held.cells, rows, side="right")
        totals = np.concatenate((np.zeros(1, np.uint64), np.cumsum(held.digests)))
        long = np.concatenate((np.zeros(1, np.int64), np.cumsum(held.sizes > 1, dtype=np.int64)))
        self.count = right - left
        self.sum = totals[right] - totals[left]
        self.real = long[right] - long[left]
        padded = np.append(held.digests, np.uint64(0))
        sizes = np.append(held.sizes, 0)
        self.first, self.first_size = padded[left], sizes[left]
        self.last, self.last_size = padded[np.maximum(right, 1) - 1], sizes[np.maximum(right, 1) - 1]
        self.longest, self.longest_size = self.first.copy(), self.first_size.copy()
        for place in range(1, _LONGEST):
            more = np.flatnonzero(left + place < right)
            longer = more[sizes[left[more] + place] > self.longest_size[more]]
            self.longest[longer], self.longest_size[longer] = (
                padded[left[longer] + place],
                sizes[left[longer] + place],
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

    def __len__(self) -> int:
        return len(self._forms)

    def add_pairs(self, given: NameColumn, surname: NameColumn) -> None:
        """Take in the people of some rows: all given names or the first one, with the surname.

        Names of one letter are no names: "A B" would be found everywhere.
        """
        real = (given.real > 0) & (surname.real > 0)
        bare = given.telling + surname.telling == 0
        self._add(given.sum + surname.sum, given.count + surname.count, real, bare)
        self._add(given.first + surname.sum, 1 + surname.count, real & (given.first_size > 1), bare)

    def add_whole(self, person: NameColumn) -> None:
        """Take in names that stand in one cell."""
        real = (person.real > 1) & (person.first_size > 1) & (person.last_size > 1)
        self._add(person.sum, person.count, real, person.telling == 0)

    def only_particles(self, forms: Digests) -> Mask:
        """Which of the names found are nothing but particles ("Van Den"), as others' surnames begin."""
        return self._bare.holds(forms)

    def _add(self, sums: Digests, counts: Places, real: Mask, bare: Mask) -> None:
        real = real & (counts <= _LONGEST)
        made = self.digester.numbers(sums[real] + counts[real].astype(np.uint64))
        self._forms.add(made)
        self._bare.add(made[bare[real]])
        self._lengths |= set(np.flatnonzero(np.bincount(counts[real])).tolist())

    def find(self, held: Block) -> tuple[Places, Digests]:
        """The texts that hold a full name as neighbouring words, and which."""
        cells, forms = list[Places](), list[Digests]()
        for found in all_words(held, self.digester) if self._lengths else ():
            totals = np.concatenate((np.zeros(1, np.uint64), np.cumsum(found.digests)))
            for length in self._lengths:
                size = len(found.digests) - length + 1
                if size <= 0:
                    continue
                sums = totals[length:] - totals[:size]
                whole = found.cells[length - 1 :] == found.cells[:size]
                made = self.digester.numbers(sums[whole] + np.uint64(length))
                hit = self._forms.holds(made)
                cells.append(found.cells[:size][whole][hit])
                forms.append(made[hit])
        if not cells:
            return np.empty(0, np.int64), np.empty(0, np.uint64)
        return np.concatenate(cells), np.concatenate(forms)
