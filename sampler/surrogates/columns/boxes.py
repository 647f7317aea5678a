"""Mailboxes of a column: words of small letters with . _ - between, digits at the end at most."""

import numpy as np
import pyarrow as pa

from sampler.surrogates.columns.letters import LETTER_WORDS, Signs
from sampler.surrogates.text_arrays import I64, U64, Bytes, Mask, cut

_MOST_DIGITS = 15
_LETTER, _SIGN = 1, 2
_KINDS: Bytes = np.zeros(256, dtype=np.uint8)
_KINDS[[code for code in range(256) if code & 0x60 == 0x60]] = _LETTER  # noqa: PLR2004 - as `Signs.letters`
_KINDS[[ord(sign) for sign in "._-"]] = _SIGN
_AT = ord("@")
# both words, the number, its width and the sign
_PARTS = 2 * LETTER_WORDS + 2
_BYTE = 8


class Boxes:
    """What stands before the @ of each text: its words, where these end, the number behind them.

    A box is `fitting` when it is such words and at most 15 digits up to an @ of its text. One of a single
    word is `alone`, one of two words with a sign between a `pair`; `head` and `tail` are of those only.
    """

    def __init__(self, texts: pa.Array) -> None:
        self.signs = signs = Signs(texts)
        data = signs.data
        self.starts = signs.starts
        self.head, first = signs.letters(self.starts)
        middle = self.starts + first
        self.sign = data[middle]
        signed = _KINDS.take(self.sign) == _SIGN
        self.tail, second = signs.letters(middle + signed)
        self.stops: I64 = middle + signed + second
        following = _KINDS.take(data[self.stops])
        short = (first > 0) & (following == 0)
        self.pair: Mask = short & signed & (second > 0)
        # more letters without a sign are the rest of a long word
        self.alone: Mask = short & ~signed & (second == 0)
        self._go_on(np.flatnonzero(following > 0))
        self.numbers, self.widths = signs.numbers(self.stops)
        self.ends: I64 = self.stops + self.widths
        fitting = (self.stops > self.starts) & (self.widths <= _MOST_DIGITS)
        self.fitting: Mask = fitting & (data[self.ends] == _AT) & (self.ends < signs.ends)

    def _go_on(self, rows: I64) -> None:
        """Find the ends of more than two words, or of very long ones."""
        data = self.signs.data
        while len(rows):
            here = self.stops[rows]
            here += _KINDS.take(data[here]) == _SIGN
            self.stops[rows] = here + self.signs.letters(here)[1]
            here = self.stops[rows]
            rows = rows[(here < self.signs.ends[rows]) & (_KINDS.take(data[here]) > 0)]

    def keys(self, rows: I64) -> U64:
        """Words that tell every `pair` and `alone` box from the others."""
        keys: U64 = np.empty((_PARTS, len(rows)), dtype=np.uint64)
        for place, word in enumerate((*self.head, *self.tail)):
            keys[place] = word[rows]
        keys[-2] = self.numbers[rows]
        keys[-1] = (self.widths[rows] << _BYTE) | np.where(self.pair[rows], self.sign[rows], 0)
        return keys

    def words(self, rows: I64) -> pa.Array:
        """The boxes without their numbers; `rows` must ascend."""
        return cut(self.signs.data, self.starts[rows], self.stops[rows])[0]

    def whole(self, rows: I64) -> pa.Array:
        """The boxes with their numbers; `rows` must ascend."""
        return cut(self.signs.data, self.starts[rows], self.ends[rows])[0]
