"""What the NIR of a column tell of births, to be compared with the birth dates beside them."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sampler.surrogates import french_ids
from sampler.surrogates.columns.forms import forms
from sampler.surrogates.columns.numbers import months_moved
from sampler.surrogates.slots import Slots
from sampler.surrogates.text_arrays import I64, U64, ZERO, Mask, bytes_of, digit_words, modulo, words_of_rows

_SIGNS = 13
_CENTURY = 1200


class NirBirths(NamedTuple):
    """Draws of a column of NIR, and months since the turn of a century in the number and in its surrogate.

    `before` is -1 for what is no NIR with a month; `after` is where it goes without a birth date beside it.
    """

    draws: U64
    before: I64
    after: I64


class BirthsTold:
    """Tells the births of NIR, of a column without nulls or of their numbers."""

    def __init__(self, slots: Slots, moved: Callable[[date], date]) -> None:
        self._slots = slots
        self._months: I64 = months_moved(moved).astype(np.int64)
        self.dated: Mask = self._months > 0

    def __call__(self, texts: pa.Array) -> NirBirths:
        """The births in a column."""
        count = len(texts)
        told = NirBirths(
            np.zeros(count, dtype=np.uint64), np.full(count, -1, dtype=np.int64), np.zeros(count, np.int64)
        )
        offsets, data = bytes_of(forms(french_ids.NIR, texts))
        values = np.flatnonzero(np.diff(offsets) == _SIGNS)
        rows = data[offsets[:-1][values][:, None] + np.arange(_SIGNS)]
        signs = rows[:, 1:5].astype(np.int64) - ZERO
        born = np.where((signs >= 0) & (signs <= 9), signs, 0) @ np.array([1000, 100, 10, 1])  # noqa: PLR2004 - digits
        dated = self.dated[born]
        for part, found in zip(told, self._of(words_of_rows(rows[dated]), born[dated]), strict=True):
            part[values[dated]] = found
        return told

    def of(self, numbers: U64) -> NirBirths:
        """The births in NIR of 13 digits with a month of birth."""
        born = modulo(numbers // np.uint64(10**8), 10**4).astype(np.int64)
        return self._of(digit_words(numbers, _SIGNS), born)

    def _of(self, words: list[U64], born: I64) -> NirBirths:
        draws, _ = self._slots.draws(french_ids.NIR, _SIGNS, words)
        return NirBirths(draws, born // 100 * 12 + born % 100 - 1, self._months[born] % _CENTURY)
