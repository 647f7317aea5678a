"""Know rows of a sample again in any text: by several of their rare words near each other, or whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sampler.custody.fingerprint_words import (
    ADDRESS,
    CODE,
    LONG,
    NUMBER,
    PAD,
    SHORTEST,
    Keyed,
    Numbers,
    cached,
    fold,
    long_spans,
    words_of,
)
from sampler.custody.fingerprints import Fingerprints
from sampler.destroy.hunt_words import WordTable

BLOCK = 1 << 18  # fits the processor's cache; a bigger one is slower
ROW_BITS = 32  # of a number that holds a row and, below it, a place in a block
GAP = 400  # bytes between two words of one row, at most: a record in indented JSON
STRONG_ROWS, WEAK_ROWS = 3, 10  # so many rows make a copy: with a rare word of their own, or known as a whole
ADDRESSES, CODES = 20, 50  # or so many of its addresses, or of its references, without their rows
ENOUGH = 5_000  # rows after which a file needs no further reading
MOST_LINES = 20_000  # of one file that are compared as a whole


@dataclass
class Tally:
    """What was met in one place: rows by number, rare words that stand alone, and lines read."""

    strong: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)
    addresses: set[int] = field(default_factory=set)
    codes: set[int] = field(default_factory=set)
    lines: int = 0
    compared: int = 0

    @property
    def rows(self) -> int:
        """How many rows of the samples were met."""
        return len(self.strong | self.whole)

    def is_copy(self) -> bool:
        """Whether this is more than chance."""
        by_rows = len(self.strong) >= STRONG_ROWS or self.rows >= WEAK_ROWS
        return by_rows or self.many_words()

    def many_words(self) -> bool:
        """Whether so many rare words alone make a copy: one column, say."""
        return len(self.addresses) >= ADDRESSES or len(self.codes) >= CODES

    def enough(self) -> bool:
        """Whether reading on would tell nothing new."""
        return self.rows >= ENOUGH


class RowHunter:
    """The fingerprints of a deal's samples, as one table in memory."""

    def __init__(self, keyed: Keyed, samples: Sequence[tuple[str, Fingerprints]]) -> None:
        self._keyed = keyed
        self._names = [name for name, _ in samples]
        marks = [one for _, one in samples]
        self._bases = np.concatenate(([0], np.cumsum([len(one.lines) for one in marks], dtype=np.int64)))
        rows = [one.rows + base for one, base in zip(marks, self._bases[:-1].tolist(), strict=True)]
        prints = np.concatenate([np.zeros(0, np.uint64), *(one.prints for one in marks)])
        self._whole = np.concatenate([np.zeros(0, np.uint64), *(one.lines for one in marks)])
        order = np.argsort(prints, kind="stable")
        self._prints, first = np.unique(prints[order], return_index=True)
        self._offsets = np.append(first, len(order)).astype(np.int64)
        self._rows = np.concatenate([np.zeros(0, np.int64), *rows])[order].astype(np.int64)
        words = np.bincount(self._rows, minlength=len(self._whole))
        self._fewest = np.minimum(2, words)  # words of a row that are worth a second look
        each = order[first]
        self._weights = np.concatenate([np.zeros(0, np.uint8), *(one.weights for one in marks)])[each]
        heads = np.concatenate([np.zeros(0, np.uint32), *(one.heads for one in marks)])
        self._words = WordTable(heads[each], np.arange(len(each)))
        anchors = np.concatenate([np.zeros(0, bool), *(one.anchors() for one in marks)])
        long = np.concatenate([np.zeros(0, bool), *(one.long for one in marks)])
        self._shortest = LONG if long[anchors].all() else SHORTEST
        entries = np.unique(np.searchsorted(self._prints, prints[anchors]))
        self._anchors = WordTable(heads[each][entries], entries)
        # words of rows of which no other is kept: reading more words would tell no more of them
        most = np.maximum.reduceat(words[self._rows], first) if len(first) else first
        self._lone = most < 2  # noqa: PLR2004 - one word
        self._print = cached(keyed.fingerprint)

    def __bool__(self) -> bool:
        return bool(len(self._prints))

    def samples_of(self, tally: Tally) -> list[str]:
        """The samples whose rows or words were met, the most met first."""
        rows = tally.strong | tally.whole
        for entry in tally.addresses | tally.codes:
            rows = rows | set(self._rows[self._offsets[entry] : self._offsets[entry + 1]].tolist())
        places = np.searchsorted(self._bases, sorted(rows), "right") - 1
        return [self._names[place] for place, _ in Counter(places.tolist()).most_common()]

    def look(self, text: bytes, tally: Tally) -> None:
        """Look through text in UTF-8, block by block, each ending with a line."""
        begin = 0
        while begin < len(text) and not tally.enough():
            end = text.rfind(b"\n", begin, begin + BLOCK) + 1 if begin + 2 * BLOCK < len(text) else len(text)
            end = end or begin + BLOCK
            self._block(text[begin:end], tally)
            begin = end

    def _block(self, text: bytes, tally: Tally) -> None:
        """Look for the words without which there is no row; only near one of them is every word looked at."""
        folded = fold(text)
        ends_of_line = int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord("\n")))
        tally.lines += ends_of_line + (not text.endswith(b"\n"))
        met = self._met(text, folded, self._anchors, self._shortest)
        if self._any_true(met):
            met = self._met(text, folded, self._words, SHORTEST)
        if len(met.entries):
            self._judge(met, tally)

    def _met(self, text: bytes, folded: bytes, table: WordTable, shortest: int) -> "_Met":
        begins, ends = long_spans(folded, shortest)
        hits, entries = table.met(self._keyed.hashes(folded, begins, ends))
        return _Met(text, folded, begins[hits], ends[hits], entries)

    def _any_true(self, met: "_Met") -> bool:
        """Whether any word of a row with others is the sample's; one is enough, and all would be slow."""
        others = np.flatnonzero(~self._lone[met.entries])
        wanted = self._prints[met.entries[others]].tolist()
        places = zip(met.begins[others].tolist(), met.ends[others].tolist(), wanted, strict=True)
        return any(self._print(met.folded[begin:end]) == print_ for begin, end, print_ in places)

    def _true(self, met: "_Met", which: Numbers) -> NDArray[np.bool_]:
        """Whether the words at these places have the fingerprints that their hashes promise."""
        prints = (self._print(met.folded[met.begins[n] : met.ends[n]]) for n in which.tolist())
        true: NDArray[np.bool_] = (
            np.fromiter(prints, np.uint64, len(which)) == self._prints[met.entries[which]]
        )
        return true

    def _judge(self, met: "_Met", tally: Tally) -> None:
        """Gather the words that were met by the row they may come from, and see what they amount to."""
        weights = self._weights[met.entries]
        alone = np.flatnonzero(weights >= CODE)
        alone = alone[self._true(met, alone)]
        tally.addresses.update(met.entries[alone[weights[alone] == ADDRESS]].tolist())
        tally.codes.update(met.entries[alone[weights[alone] == CODE]].tolist())
        candidates = np.sort(np.concatenate((np.flatnonzero(weights < CODE), alone)))
        rows, group, which = self._by_row(met, candidates)
        words, back = np.unique(which, return_inverse=True)
        true = self._true(met, words)[back]
        if not true.any():
            return
        group, which = group[true], which[true]
        enough = self._enough_words(group, met.entries[which], len(rows))
        tally.strong.update(rows[enough].tolist())
        near, place = np.unique(group, return_index=True)
        rest = ~enough[near]
        self._compare(met, rows[near[rest]], met.begins[which[place[rest]]], tally)

    def _by_row(self, met: "_Met", candidates: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Each word for each row it may come from, those of one row near each other in one group.

        Gives each group's row, and then each word's group and number; only groups that are worth a second
        look. One number holds a row and a place: numbers are sorted ten times as fast as pairs.
        """
        entries = met.entries[candidates]
        counts = self._offsets[entries + 1] - self._offsets[entries]
        rows = self._rows[_ranges(self._offsets[entries], counts)]
        keys = np.sort(rows << ROW_BITS | np.repeat(met.begins[candidates], counts))
        first = np.flatnonzero(np.diff(keys, prepend=-GAP - 1) > GAP)
        sizes = np.diff(np.append(first, len(keys)))
        telling = np.flatnonzero(sizes >= self._fewest[keys[first] >> ROW_BITS])
        first, sizes = first[telling], sizes[telling]
        places = keys[_ranges(first, sizes)] & ((1 << ROW_BITS) - 1)
        group = np.repeat(np.arange(len(first)), sizes)
        return keys[first] >> ROW_BITS, group, np.searchsorted(met.begins, places)

    def _enough_words(self, group: Numbers, entry: Numbers, groups: int) -> NDArray[np.bool_]:
        """For each group of words near each other: whether they tell of one row beyond chance."""
        order = np.lexsort((entry, group))
        group, entry = group[order], entry[order]
        fresh = np.ones(len(group), bool)
        fresh[1:] = (np.diff(group) != 0) | (np.diff(entry) != 0)
        group, weights = group[fresh], self._weights[entry[fresh]]
        total, words = np.bincount(group, weights, groups), np.bincount(group, minlength=groups)
        rare = np.bincount(group, weights >= CODE, groups) > 0
        fair = np.bincount(group, weights >= NUMBER, groups) > 0
        return (rare & (total > CODE) & (words > 1)) | (fair & (total > ADDRESS) & (words > 2))  # noqa: PLR2004 - three words

    def _compare(self, met: "_Met", rows: Numbers, at: Numbers, tally: Tally) -> None:
        """For rows of which one word was met: whether the whole line is the row."""
        wanted = self._whole[rows]
        for row, place, whole in zip(rows.tolist(), at.tolist(), wanted.tolist(), strict=True):
            if whole and row not in tally.strong and row not in tally.whole:
                if tally.compared >= MOST_LINES:
                    return
                tally.compared += 1
                if self._keyed.of_line(met.line_at(place)) == whole:
                    tally.whole.add(row)


@dataclass(frozen=True, slots=True)
class _Met:
    """Words of a block that may be the sample's: where they stand, and the fingerprints they may have."""

    text: bytes
    folded: bytes
    begins: Numbers
    ends: Numbers
    entries: Numbers

    def line_at(self, place: int) -> list[bytes]:
        """The words of the line around a place."""
        begin = self.text.rfind(b"\n", 0, place - PAD) + 1
        end = self.text.find(b"\n", place - PAD)
        return words_of(self.folded[begin + PAD : (len(self.text) if end < 0 else end) + PAD])


def _ranges(begins: Numbers, counts: Numbers) -> Numbers:
    """So many numbers from each beginning on."""
    ends = np.cumsum(counts)
    found: Numbers = np.repeat(begins - (ends - counts), counts)
    found += np.arange(len(found))
    return found
