"""What detection needs of a table, in one pass: every row for counts and keys, a sample of values."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from sampler.detect.columns.keys import Digests, digest
from sampler.formats.document import Document, Table

FIRST_ROWS = 20_000
MORE_VALUES = 5_000


@dataclass(slots=True)
class Column:
    """One column as it is read: the first rows as they are, then a fair sample of the values further down.

    The sample keeps the distinct values with the smallest digests, so each has the same chance wherever
    it stands: a column that is empty at the top is not taken for an empty one.
    """

    cells: list[str | None] = field(default_factory=list)
    further: dict[int, str] = field(default_factory=dict)
    digests: Digests = field(default_factory=Digests)
    rows: int = 0

    def add(self, values: list[str | None]) -> None:
        """Take in a batch of cells."""
        room = max(0, FIRST_ROWS - len(self.cells))
        self.cells += values[:room]
        self.rows += len(values)
        self.digests.add(values)
        for value in set(values[room:]):
            if value and value.strip():
                self.further[digest(value)] = value
        if len(self.further) > 2 * MORE_VALUES:
            self.further = dict(sorted(self.further.items())[:MORE_VALUES])

    @property
    def sample(self) -> list[str | None]:
        """What the classifier is shown."""
        return [*self.cells, *self.further.values()]


def gather(document: Document, table: Table) -> list[Column]:
    """Read a table once."""
    columns = [Column() for _ in table.columns]
    for batch in document.batches(table.id):
        for column, values in zip(columns, _lists(batch), strict=True):
            column.add(values)
    return columns


def _lists(batch: pa.RecordBatch) -> Iterator[list[str | None]]:
    for array in batch.columns:
        yield array.to_pylist()
