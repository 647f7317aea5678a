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
from sampler.surrogates.text_arrays import I64, U64, ZERO, bytes_of

_SIGNS = 13
_CENTURY = 1200


class NirBirths(NamedTuple):
    """Draws of a column of NIR, and months since the turn of a century in the number and in its surrogate.

    `before` is -1 for what is no NIR with a month; `after` is where it goes without a birth date beside it.
    """

    draws: U64
    before: I64
    after: I64


def nir_births(slots: Slots, moved: Callable[[date], date]) -> Callable[[pa.Array], NirBirths]:
    """What tells the births of a column of NIR without nulls."""
    months = months_moved(moved).astype(np.int64)

    def told(texts: pa.Array) -> NirBirths:
        count = len(texts)
        told = NirBirths(
            np.zeros(count, dtype=np.uint64), np.full(count, -1, dtype=np.int64), np.zeros(count, np.int64)
        )
        offsets, data = bytes_of(forms(french_ids.NIR, texts))
        values = np.flatnonzero(np.diff(offsets) == _SIGNS)
        rows = data[offsets[:-1][values][:, None] + np.arange(_SIGNS)]
        signs = rows[:, 1:5].astype(np.int64) - ZERO
        born = np.where((signs >= 0) & (signs <= 9), signs, 0) @ np.array([1000, 100, 10, 1])  # noqa: PLR2004 - digits
        dated = months[born] > 0
        values, rows, born = values[dated], rows[dated], born[dated]
        told.draws[values] = slots.draws(french_ids.NIR, rows)[0]
        told.before[values] = born // 100 * 12 + born % 100 - 1
        told.after[values] = months[born] % _CENTURY
        return told

    return told
