"""What detection needs of a table, in one pass: every row for counts and keys, a sample of values."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sampler.detect.columns.keys import Digests
from sampler.formats.document import Document, Table
from sampler.surrogates.quick_digests import quick_digests

FIRST_ROWS = 20_000
MORE_VALUES = 5_000
_ALL = (1 << 64) - 1


@dataclass(slots=True)
class Sample:
    """What is shown of one column: the first rows as they are, then a fair sample of the values further down.

    The sample keeps the distinct values with the smallest digests, so each has the same chance wherever
    it stands: a column that is empty at the top is not taken for an empty one.
    """

    cells: list[str | None] = field(default_factory=list)
    further: dict[int, str] = field(default_factory=dict)
    _limit: int = _ALL

    def add(self, array: pa.Array) -> None:
        """Take in a batch of cells."""
        room = max(0, FIRST_ROWS - len(self.cells))
        if room:
            self.cells += array.slice(0, room).to_pylist()
        if len(array) > room:
            self._go_on(array.slice(room).drop_null())

    def _go_on(self, filled: pa.Array) -> None:
        if filled.type != pa.string():
            filled = filled.cast(pa.string())
        digests = quick_digests(filled)
        chosen = np.flatnonzero(digests < np.uint64(self._limit))
        values = filled.take(pa.array(chosen)).to_pylist()
        self.further.update(
            (digest, value)
            for digest, value in zip(digests[chosen].tolist(), values, strict=True)
            if value.strip()
        )
        if len(self.further) > 2 * MORE_VALUES:
            self.further = dict(sorted(self.further.items())[:MORE_VALUES])
            self._limit = max(self.further)

    @property
    def values(self) -> list[str | None]:
        """What the classifier is shown."""
        return [*self.cells, *(value for _, value in sorted(self.further.items())[:MORE_VALUES])]


@dataclass(slots=True)
class Column:
    """One column as it is read: a sample, and every value as a digest."""

    shown: Sample = field(default_factory=Sample)
    digests: Digests = field(default_factory=Digests)
    rows: int = 0

    def add(self, array: pa.Array) -> None:
        """Take in a batch of cells."""
        self.shown.add(array)
        self.rows += len(array)
        self.digests.add(array.to_pylist())

    @property
    def sample(self) -> list[str | None]:
        """What the classifier is shown."""
        return self.shown.values


def gather(document: Document, table: Table) -> list[Column]:
    """Read a table once."""
    columns = [Column() for _ in table.columns]
    for batch in document.batches(table.id):
        for column, array in zip(columns, batch.columns, strict=True):
            column.add(array)
    return columns
