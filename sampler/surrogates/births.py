"""By how many months the month in a NIR is off the surrogate birth date of its row, for a whole deal.

Ten bytes per NIR that is off: 64 bits of its keyed draw, so that no number is held, and the months.
"""

from base64 import b64decode, b64encode
from typing import Self

import numpy as np

from sampler.errors import IntegrityError
from sampler.surrogates.text_arrays import I64, U64, Draws, within

_ENTRY = np.dtype([("draw", "<u8"), ("months", "<i2")])


class Births:
    """Months by the draw of a NIR; 0 for those it does not know."""

    def __init__(self, draws: U64, months: I64) -> None:
        # of two answers for one NIR the smaller counts, whatever row came first
        order = np.lexsort((months, draws))
        first = np.concatenate([[True], np.diff(draws[order]) != 0]) if len(draws) else order.astype(np.bool_)
        self._draws, self._months = draws[order[first]], months[order[first]]
        self._table: Draws | None = None

    def __len__(self) -> int:
        return len(self._draws)

    def of(self, draws: U64) -> I64:
        """The months of each."""
        if not len(self._draws):
            return np.zeros(len(draws), dtype=np.int64)
        if self._table is None:
            self._table = Draws(self._draws)
        places, known = self._table.places(draws)
        found: I64 = np.zeros(len(draws), dtype=np.int64)
        own = np.flatnonzero(known)
        found[own] = self._months.take(places.take(own))
        return found

    def one(self, draw: int) -> int:
        """The months of one."""
        return int(self.of(np.array([draw], dtype=np.uint64))[0])

    def merged(self, later: Self) -> Self:
        """These and what `later` adds; what is here stays."""
        fresh = ~within(later._draws, self._draws)
        return type(self)(
            np.concatenate([self._draws, later._draws[fresh]]),
            np.concatenate([self._months, later._months[fresh]]),
        )

    def packed(self) -> str:
        """Everything as a text."""
        entries = np.empty(len(self), dtype=_ENTRY)
        entries["draw"], entries["months"] = self._draws, self._months
        return b64encode(entries.tobytes()).decode()

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Read what `packed` wrote.

        Raises:
            IntegrityError: the text is damaged.
        """
        try:
            entries = np.frombuffer(b64decode(text, validate=True), dtype=_ENTRY)
        except ValueError:
            raise IntegrityError("the birth months of the dictionary are damaged") from None
        return cls(entries["draw"].astype(np.uint64), entries["months"].astype(np.int64))
