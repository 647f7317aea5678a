"""Short texts inside a column as words of eight bytes, read from where they begin.

Letters are told from signs by two bits each, so that other bytes may pass for letters: who learns what such
a text becomes looks at it once.
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import I64, U64, Bytes, Mask, number_of_eight, windows

_WORD = 8
# as many words of eight letters; what is longer is cut
LETTER_WORDS = 3
# a word that begins behind the sign at the end of the last text, and two more behind that one
_MARGIN = 32
_LOWEST, _BYTE_SUM = np.uint64(0x0101010101010101), np.uint64(56)
_ZEROS, _ABOVE_NINE = np.uint64(0x3030303030303030), np.uint64(0x7676767676767676)
_1, _6, _7, _8, _64 = (np.uint64(number) for number in (1, 6, 7, 8, 64))
# what of a little-endian word belongs to a text of which 0..8 bytes are left
_MASKS: U64 = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
_POWERS: U64 = np.array([10**count for count in range(_WORD + 1)], dtype=np.uint64)


class Signs:
    """The bytes of a column, a word of eight at every one of them, and where each text begins and ends."""

    def __init__(self, texts: pa.Array) -> None:
        _, bounds, data = texts.buffers()
        offsets: I64 = np.zeros(len(texts) + 1, dtype=np.int64)
        if len(texts) and data is not None:
            offsets[:] = np.frombuffer(bounds, dtype=np.int32)[texts.offset : texts.offset + len(offsets)]
        first, last = int(offsets[0]), int(offsets[-1])
        self.data: Bytes = np.zeros(last - first + _MARGIN, dtype=np.uint8)
        if last > first:
            self.data[: last - first] = np.frombuffer(data, dtype=np.uint8)[first:last]
        offsets -= first
        self.starts, self.ends = offsets[:-1], offsets[1:]
        self.words = windows(self.data)

    def letters(self, starts: I64) -> tuple[U64, I64]:
        """The letters from each of `starts` on, 24 at most: their words, a row of `LETTER_WORDS` by text."""
        keys: U64 = np.zeros((LETTER_WORDS, len(starts)), dtype=np.uint64)
        word = self.words[starts]
        mask = _up_to(~(word & (word << _1)) >> _6)
        keys[0] = word & mask
        lengths = _length(mask)
        rows = np.flatnonzero(lengths == _WORD)
        for place in range(1, LETTER_WORDS):
            if not len(rows):
                break
            word = self.words[starts[rows] + place * _WORD]
            mask = _up_to(~(word & (word << _1)) >> _6)
            keys[place, rows] = word & mask
            more = _length(mask)
            lengths[rows] += more
            rows = rows[more == _WORD]
        return keys, lengths

    def numbers(self, starts: I64) -> tuple[U64, I64]:
        """The number that the digits from each of `starts` on write, and how many they are, 16 at most."""
        numbers, widths = self._digits(starts)
        rows = np.flatnonzero(widths == _WORD)
        if len(rows):
            lower, more = self._digits(starts[rows] + _WORD)
            numbers[rows] = numbers[rows] * _POWERS[more] + lower
            widths[rows] += more
        return numbers, widths

    def keys(self, starts: I64, ends: I64, words: int) -> U64:
        """Texts of at most `words` times eight bytes, as `letters` gives them; NUL at an end is lost."""
        keys: U64 = np.zeros((words, len(starts)), dtype=np.uint64)
        left = ends - starts
        keys[0] = self.words[starts] & _MASKS[np.minimum(left, _WORD)]
        for place in range(1, words):
            rows = np.flatnonzero(left > place * _WORD)
            if not len(rows):
                break
            word = self.words[starts[rows] + place * _WORD]
            keys[place, rows] = word & _MASKS[np.minimum(left[rows] - place * _WORD, _WORD)]
        return keys

    def _digits(self, starts: I64) -> tuple[U64, I64]:
        word = self.words[starts] ^ _ZEROS
        mask = _up_to((word + _ABOVE_NINE | word) >> _7)
        widths = _length(mask)
        # nothing is left of a word without digits, however far it is moved
        places = (_64 - widths.astype(np.uint64) * _8) & (_64 - _1)
        return number_of_eight((word & mask) << places), widths


def _up_to(marks: U64) -> U64:
    """All bits of the bytes below the first one whose lowest bit is set."""
    marks = marks & _LOWEST
    found: U64 = (marks - _1) & ~marks
    return found


def _length(mask: U64) -> I64:
    """How many bytes `_up_to` found."""
    lengths: I64 = ((mask & _LOWEST) * _LOWEST >> _BYTE_SUM).astype(np.int64)
    return lengths


def keys_of(texts: Iterable[bytes], words: int) -> U64:
    """`Signs.keys` of texts that are not longer."""
    wide = np.array(list(texts), dtype=f"S{words * _WORD}")
    return np.ascontiguousarray(wide.view("<u8").reshape(len(wide), words).T)


def texts_of_keys(keys: U64) -> list[bytes]:
    """The texts that `keys_of` made keys of."""
    found: list[bytes] = np.ascontiguousarray(keys.T).reshape(-1).view(f"S{len(keys) * _WORD}").tolist()
    return found


_ODD: U64 = np.array(
    [
        0x9E3779B97F4A7C15,
        0xBF58476D1CE4E5B9,
        0x94D049BB133111EB,
        0xD6E8FEB86659FD93,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xFF51AFD7ED558CCD,
        0xC4CEB9FE1A85EC53,
    ],
    dtype=np.uint64,
)
_HALF = np.uint64(32)


def mixed(keys: U64) -> U64:
    """A number for every key, of which the first bits tell most keys apart."""
    total: U64 = keys[0] * _ODD[0]
    for key, factor in zip(keys[1:], _ODD[1:], strict=False):
        total += key * factor
    total ^= total >> _HALF
    total *= _ODD[0]
    return total


class Places:
    """Where each of some keys stands among them: a hash table with open addressing, exact."""

    def __init__(self, keys: U64) -> None:
        self._keys, self._mixed = keys[:, :0], mixed(keys[:, :0])
        self._used = [False for _ in keys]
        self._resize(1)
        self.add(keys)

    def __len__(self) -> int:
        return len(self._mixed)

    def add(self, keys: U64) -> None:
        """Let these keys stand behind the others."""
        fresh = np.arange(len(self), len(self) + keys.shape[1])
        self._keys = np.concatenate([self._keys, keys], axis=1)
        self._mixed = np.concatenate([self._mixed, mixed(keys)])
        self._used = [used or bool(key.any()) for used, key in zip(self._used, keys, strict=True)]
        if 4 * len(self) > len(self._slots):
            self._resize(8 * len(self))
            fresh = np.arange(len(self))
        slots, going = self._first(self._mixed), fresh
        while len(going):
            free = going[self._slots[slots[going]] < 0]
            self._slots[slots[free]] = free
            # of keys that meet one holds the slot; its equals are found there too
            holders = self._slots[slots[going]].astype(np.int64)
            other: Mask = self._mixed[going] != self._mixed[holders]
            going = going[other | self._unlike(self._keys, going, holders)]
            slots[going] = slots[going] + 1 & self._last

    def _resize(self, least: int) -> None:
        bits = max(4, (least - 1).bit_length())
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._slots = np.full(1 << bits, -1, dtype=np.int32)

    def of(self, keys: U64) -> I64:
        """The place of each key, -1 for those that are not among them."""
        numbers = mixed(keys)
        slots = self._first(numbers)
        places = self._slots[slots].astype(np.int64)
        going = np.flatnonzero(places >= 0)
        while len(going):
            others = self._mixed[places[going]] != numbers[going]
            going = self._next(going[others], slots, places)
            if not len(going):
                # keys that differ though their numbers are equal: hardly ever one
                found = np.flatnonzero(places >= 0)
                going = self._next(found[self._unlike(keys, found, places[found])], slots, places)
        return places

    def _first(self, numbers: U64) -> I64:
        return (numbers >> self._shift).astype(np.int64)

    def _next(self, rows: I64, slots: I64, places: I64) -> I64:
        """Go to the next slot; those of `rows` for which it is not empty."""
        if not len(rows):
            return rows
        slots[rows] = slots[rows] + 1 & self._last
        places[rows] = self._slots[slots[rows]]
        left: I64 = rows[places[rows] >= 0]
        return left

    def _unlike(self, keys: U64, rows: I64, places: I64) -> Mask:
        every = len(rows) == keys.shape[1]
        unlike = np.zeros(len(rows), dtype=np.bool_)
        for mine, theirs, used in zip(keys, self._keys, self._used, strict=True):
            if used or mine.any():
                unlike |= (mine if every else mine[rows]) != theirs[places]
        return unlike
