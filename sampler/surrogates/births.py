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
        if not (draws[1:] > draws[:-1]).all():
            draws, months = _in_order(draws, months)
        self._draws, self._months = draws, months
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
        if not len(self):
            return later
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


def _in_order(draws: U64, months: I64) -> tuple[U64, I64]:
    """Distinct draws, sorted; of two answers for one NIR the smaller counts, whatever row came first."""
    order = np.argsort(draws)
    ordered = draws[order]
    first = np.ones(len(draws), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    if first.all():
        return ordered, months[order]
    order = np.lexsort((months, draws))
    return ordered[first], months[order[first]]
