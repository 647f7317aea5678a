"""Digests of whole columns: 64 bits per distinct value, for joins, uniqueness and keys found in texts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.detect.columns.keys import Digests
from sampler.surrogates.prf import Prf
from sampler.surrogates.text_arrays import distinct

if TYPE_CHECKING:
    from sampler.surrogates.text_arrays import U64

_KIND = "digest"
_PENDING = 1 << 17
# no secret: a PRF that is fast over columns, and the same for a value and for a column
_DIGEST = Prf(bytes(32))


def digest(value: str) -> int:
    """The digest of one value, as a column gives it."""
    return _DIGEST.u64(_KIND, value)


def filled_digests(filled: pa.Array) -> "U64":
    """The digests of values, trimmed already."""
    return _DIGEST.words(_KIND, filled)


class ValueDigests(Digests):
    """`Digests` that takes in Arrow columns: at most 16 bytes per distinct value."""

    def __init__(self, cells: Iterable[str | None] = ()) -> None:
        self._fresh: list[U64] = []
        self._waiting = 0
        super().__init__(cells)

    def add(self, cells: Iterable[str | None]) -> None:
        """Take in some cells; empty ones don't count."""
        self.add_column(pa.array(list(cells), pa.string()))

    def add_column(self, column: pa.Array) -> None:
        """Take in a batch of the column; empty cells don't count."""
        trimmed = pc.utf8_trim_whitespace(column.drop_null())
        filled = trimmed.filter(pc.greater(pc.binary_length(trimmed), _ZERO))
        self.filled += len(filled)
        if self.small and len(filled):
            self.small = bool(pc.all(pc.match_substring_regex(filled, "^[0-9]{1,4}$")).as_py())
        self._fresh.append(_DIGEST.words(_KIND, filled))
        self._waiting += len(filled)
        if self._waiting > max(_PENDING, len(self._values)):
            self._settle()

    def _settle(self) -> None:
        super()._settle()
        if self._fresh:
            self._values = distinct(np.concatenate([self._values, *self._fresh]))
            self._fresh, self._waiting = [], 0


_ZERO = pa.scalar(0, pa.int32())
