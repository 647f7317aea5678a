"""Where digits and letters stand in a column of texts, for all its values at once."""

from functools import cached_property

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import (
    I64,
    U64,
    ZERO,
    Bytes,
    Mask,
    bytes_of,
    counts_in,
    eight_digits,
    kinds_of,
    number_of_eight,
    texts_of,
    windows,
)

DIGIT, UPPER, LOWER, MARK, STRANGE = 1, 2, 3, 0, 4
_KINDS: Bytes = np.full(256, MARK, dtype=np.uint8)
_KINDS[ord("0") : ord("9") + 1] = DIGIT
_KINDS[ord("A") : ord("Z") + 1] = UPPER
_KINDS[ord("a") : ord("z") + 1] = LOWER
_KINDS[128:] = STRANGE
_KINDS[:32] = STRANGE
_WORD = 8
_ZERO = np.uint8(ord("0"))
# the digits of a word whose last 0..8 signs count, as the bits of the others are dropped
_FIRST: U64 = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
_LAST: U64 = np.array([0, *(((1 << 8 * n) - 1) << (64 - 8 * n) for n in range(1, 9))], dtype=np.uint64)


class DigitStream:
    """The digits of a column one after the other, and where those of each value begin."""

    def __init__(self, digits: Bytes, counts: I64) -> None:
        # eight signs in front and behind: a word may reach over the ends
        self._signs: Bytes = np.full(len(digits) + 2 * _WORD, ZERO, dtype=np.uint8)
        self._signs[_WORD : _WORD + len(digits)] = digits
        self._words = windows(self._signs)
        self.starts: I64 = np.cumsum(counts) - counts

    def numbers(self, starts: I64, width: int) -> U64:
        """The number that `width` digits from each of `starts` write; at most 19 of them."""
        total: U64 = np.zeros(len(starts), dtype=np.uint64)
        for end, size in _pieces(width):
            word = self._words[starts + end] & _LAST[size]
            total = total * np.uint64(10**size) + number_of_eight(word)
        return total

    def rows(self, starts: I64, width: int) -> Bytes:
        """The `width` signs from each of `starts`."""
        words = [self._words[starts + _WORD + place] for place in range(0, width, _WORD)]
        found: Bytes = np.stack(words, axis=1).view(np.uint8)[:, :width]
        return found

    def words(self, starts: I64, width: int) -> list[U64]:
        """The `width` signs from each of `starts`, eight in a word; 0 behind the end."""
        found = [self._words[starts + _WORD + place] for place in range(0, width, _WORD)]
        found[-1] &= _FIRST[width % _WORD or _WORD]
        return found

    def write(self, starts: I64, width: int, numbers: U64) -> None:
        """Write the last `width` digits of each number from `starts` on, which must ascend."""
        left = numbers
        for end, size in reversed(_pieces(width)):
            high = left // np.uint64(10**size)
            word = eight_digits(left - high * np.uint64(10**size))
            left = high
            # a word reaches back over its neighbour's digits: backwards, each is written last by its own
            places = (starts + end)[::-1]
            kept = self._words[places] & ~_LAST[size]
            self._words[places] = kept | (word[::-1] & _LAST[size])

    @property
    def signs(self) -> Bytes:
        """All digits, as signs."""
        return self._signs[_WORD:-_WORD]


class DigitsOf:
    """The digits of some values of a column that have equally many; as `layouts.Digits` says."""

    def __init__(self, digits: DigitStream, starts: I64) -> None:
        self._digits, self._starts = digits, starts

    def number(self, first: int, width: int) -> U64:
        """The number that `width` digits write."""
        return self._digits.numbers(self._starts + first, width)

    def words(self, first: int, width: int) -> list[U64]:
        """The signs of `width` digits."""
        return self._digits.words(self._starts + first, width)

    def put(self, first: int, width: int, numbers: U64) -> None:
        """Write numbers over `width` digits."""
        self._digits.write(self._starts + first, width, numbers)


def _pieces(width: int) -> list[tuple[int, int]]:
    """Where words of eight digits end within `width` digits, and how many digits of each count."""
    first = width % _WORD or _WORD
    return [(end, first if end == first else _WORD) for end in range(first, width + 1, _WORD)]


class Column:
    """The bytes of a column; `kinds` tells digits, letters, other ASCII signs and what is strange."""

    def __init__(self, texts: pa.Array) -> None:
        self.offsets, self.data = bytes_of(texts)
        self.lengths: I64 = np.diff(self.offsets)
        self.body: Bytes = self.data[: self.offsets[-1]]
        digit = self.body - _ZERO < 10  # noqa: PLR2004 - smaller signs wrap around
        self.places: I64 = np.flatnonzero(digit)
        self.digit_counts: I64 = counts_in(digit, self.offsets)
        self.digits = DigitStream(self.body[self.places], self.digit_counts)

    @cached_property
    def kinds(self) -> Bytes:
        """What each byte is."""
        return kinds_of(self.body, _KINDS)

    def count(self, mask: Mask) -> I64:
        """How many bytes of each value are in `mask`."""
        return counts_in(mask, self.offsets)

    def only(self, signs: str) -> Mask:
        """Which values are made of digits and `signs`."""
        others = np.ones(256, dtype=np.uint8)
        others[ord("0") : ord("9") + 1] = 0
        others[[ord(sign) for sign in signs]] = 0
        found: Mask = self.lengths > 0
        strange: Mask = kinds_of(self.body, others).view(np.bool_)
        if strange.any():
            found = found & (counts_in(strange, self.offsets) == 0)
        return found

    def edges(self) -> Mask:
        """Which values neither begin nor end with a space."""
        filled: Mask = self.lengths > 0
        first, last = self.data[self.offsets[:-1]], self.data[np.maximum(self.offsets[1:] - 1, 0)]
        tidy: Mask = filled & (first != ord(" ")) & (last != ord(" "))
        return tidy

    def first_digit(self, values: I64) -> I64:
        """Where the first digit of each of `values` stands; they must have one."""
        return self.places[self.digits.starts[values]]

    def written(self) -> pa.Array:
        """The column with the digits of the stream in the places of its digits."""
        data = self.data.copy()
        data[self.places] = self.digits.signs
        return texts_of(self.offsets, data)
