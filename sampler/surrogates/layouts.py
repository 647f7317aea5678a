"""Columns in a few layouts: values of one length that differ in nothing but their digits.

Their digits are read and overwritten in words of eight signs, all values at once, and the signs between them
are looked at once for all. What stands in rarer layouts is left to `runs`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import (
    I64,
    U64,
    bytes_of,
    eight_digits,
    number_of_eight,
    texts_of,
    windows,
)

_WORD = 8
_LONGEST = 40
# another way is sooner done for fewer values, after so many layouts of one length or so many small ones
_FEWEST, _MOST, _MOST_RARE = 24, 16, 4
_DIGITS = range(ord("0"), ord("9") + 1)


class Digits(Protocol):
    """The digits of values that have equally many of them."""

    def number(self, first: int, width: int) -> U64:
        """The number that `width` digits write, at most 19 of them."""

    def words(self, first: int, width: int) -> list[U64]:
        """The signs of `width` digits, eight in a word, the first one lowest; 0 behind the end."""

    def put(self, first: int, width: int, numbers: U64) -> None:
        """Write numbers below 10^width over `width` digits."""


class _Step(NamedTuple):
    """Signs that stand together in a word of a value and in a word of digits."""

    source: int
    # to the higher bits of the word of digits
    shift: int
    # in the word of digits, and in that of the value
    mask: np.uint64
    cover: np.uint64


class Layout:
    """The `values` of a column, by their places, that are as `sample` but for other digits."""

    def __init__(self, sample: bytes, values: I64, words: list[U64]) -> None:
        self.sample = sample.decode("latin-1")
        self.values = values
        self._words = words
        self._places = [place for place, sign in enumerate(sample) if sign in _DIGITS]

    @property
    def digits(self) -> int:
        """How many digits each of the values has."""
        return len(self._places)

    def number(self, first: int, width: int) -> U64:
        """As `Digits` says."""
        head = width % _WORD or _WORD
        total = number_of_eight(self._word(first, head, _WORD - head))
        for done in range(head, width, _WORD):
            total = total * np.uint64(10**_WORD) + number_of_eight(self._word(first + done, _WORD, 0))
        return total

    def words(self, first: int, width: int) -> list[U64]:
        """As `Digits` says."""
        return [self._word(first + done, min(_WORD, width - done), 0) for done in range(0, width, _WORD)]

    def put(self, first: int, width: int, numbers: U64) -> None:
        """As `Digits` says."""
        left = numbers
        for end in range(width, 0, -_WORD):
            size = min(_WORD, end)
            lower = left
            if end > size:
                left = lower // np.uint64(10**size)
                lower = lower - left * np.uint64(10**size)
            self._overwrite(first + end - size, size, eight_digits(lower))

    def signs(self) -> Iterator[tuple[int, U64]]:
        """Words of signs and where they begin; the last ones end where the values do, if they are as long."""
        length, last = len(self.sample), len(self._words) - 1
        for place, word in enumerate(self._words[:-1]):
            yield _WORD * place, word
        word, gap = self._words[last], np.uint64(8 * (_WORD * (last + 1) - length))
        if gap and last:
            # signs of the word before fill it up
            word = word << gap | self._words[last - 1] >> np.uint64(64) - gap
        yield max(0, length - _WORD), word

    def _word(self, first: int, size: int, at: int) -> U64:
        """`size` digits in a word, from its byte `at` on; 0 in the others."""
        parts = (
            _shifted(self._words[step.source], step.shift) & step.mask
            for step in self._steps(first, size, at)
        )
        word = next(parts)
        for part in parts:
            word |= part
        return word

    def _overwrite(self, first: int, size: int, signs: U64) -> None:
        """Write the last `size` signs of words."""
        for step in self._steps(first, size, _WORD - size):
            word = self._words[step.source]
            word &= ~step.cover
            word |= _shifted(signs & step.mask, -step.shift)

    def _steps(self, first: int, size: int, at: int) -> Iterator[_Step]:
        """How `size` digits lie in words, if they are to lie together from the byte `at` on."""
        done = 0
        while done < size:
            source, byte = divmod(self._places[first + done], _WORD)
            count = 1
            while (
                done + count < size
                and self._places[first + done + count] == self._places[first + done] + count
                and byte + count < _WORD
            ):
                count += 1
            ones = (1 << 8 * count) - 1
            there = at + done
            yield _Step(source, 8 * (there - byte), np.uint64(ones << 8 * there), np.uint64(ones << 8 * byte))
            done += count


def _shifted(words: U64, bits: int) -> U64:
    shifted: U64 = words << np.uint64(bits) if bits >= 0 else words >> np.uint64(-bits)
    return shifted


class LaidOut:
    """A column and its layouts; `rest` are the values that stand in none of them, the empty ones aside."""

    def __init__(self, texts: pa.Array) -> None:
        self._offsets, self._data = bytes_of(texts)
        self._windows = windows(self._data)
        self.layouts: list[Layout] = []
        rest = [np.empty(0, dtype=np.int64)]
        for length, values in self._by_length():
            rest.append(self._read(length, values) if length <= _LONGEST else values)
        self.rest: I64 = np.concatenate(rest)

    def write(self, layout: Layout) -> None:
        """Put the digits of a layout, which were overwritten, into the column."""
        length = len(layout.sample)
        if length < _WORD:
            # a word reaches over the next values, each of which is written after it
            starts = self._offsets.take(layout.values)
            own = np.uint64((1 << 8 * length) - 1)
            for _, word in layout.signs():
                self._windows[starts] = self._windows[starts] & ~own | word
            return
        for place, word in layout.signs():
            at = self._at(length, layout.values, place)
            self._windows[at] = word

    def written(self) -> pa.Array:
        """The column as it is now."""
        return texts_of(self._offsets, self._data)

    def _by_length(self) -> Iterator[tuple[int, I64]]:
        lengths = np.diff(self._offsets)
        longest = int(lengths.max()) if len(lengths) else 0
        if longest * np.count_nonzero(lengths) == self._offsets[-1]:
            if longest:
                yield longest, np.flatnonzero(lengths)
            return
        known = np.minimum(lengths, _LONGEST + 1)
        for length in np.flatnonzero(np.bincount(known)).tolist():
            if length:
                yield length, np.flatnonzero(known == length)

    def _read(self, length: int, values: I64) -> I64:
        """Find the layouts of values of one length; those that stand in none."""
        if len(values) < _FEWEST:
            return values
        words = []
        for place in range(0, length, _WORD):
            word = self._windows[self._at(length, values, place)].copy()
            if place + _WORD > length:
                word &= np.uint64((1 << 8 * (length - place)) - 1)
            words.append(word)
        rest: list[I64] = []
        tried = 0
        while len(values) >= _FEWEST and len(rest) < _MOST_RARE and tried < _MOST:
            tried += 1
            sample = b"".join(int(word[0]).to_bytes(_WORD, "little") for word in words)[:length]
            off = _differing(sample, words)
            if not off.any():
                self.layouts.append(Layout(sample, values, words))
                return np.concatenate([values[:0], *rest])
            alike, others = np.flatnonzero(off == 0), np.flatnonzero(off)
            if len(alike) < _FEWEST:
                rest.append(values[alike])
            else:
                self.layouts.append(Layout(sample, values[alike], [word[alike] for word in words]))
            values, words = values[others], [word[others] for word in words]
        return np.concatenate([values, *rest])

    def _at(self, length: int, values: I64, place: int) -> slice | I64:
        """Where the words at `place` of values begin; steps through values that lie side by side."""
        first = int(self._offsets[values[0]]) + place
        if len(values) * length == self._offsets[values[-1] + 1] - self._offsets[values[0]]:
            return slice(first, first + (len(values) - 1) * length + 1, length)
        starts: I64 = self._offsets.take(values) + place
        return starts


def _differing(sample: bytes, words: list[U64]) -> U64:
    """0 for values that are as `sample` but for other digits."""
    off: U64 = np.zeros(len(words[0]), dtype=np.uint64)
    padded = sample.ljust(_WORD * len(words), b"\0")
    for place, word in enumerate(words):
        signs = padded[_WORD * place : _WORD * (place + 1)]
        digit = [sign in _DIGITS for sign in signs]
        # digits leave 0 to 9, to which 6 may be added in four bits; all other signs leave 0
        found = word ^ _packed(
            ord("0") if is_digit else sign for is_digit, sign in zip(digit, signs, strict=True)
        )
        carried = found + _packed(6 * is_digit for is_digit in digit)
        off |= (found | carried) & _packed(0xF0 if is_digit else 0xFF for is_digit in digit)
    return off


def _packed(signs: Iterable[int]) -> np.uint64:
    return np.uint64(int.from_bytes(bytes(signs), "little"))
