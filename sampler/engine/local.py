"""The engine of this machine: one batch in memory at a time, in the order of the source.

The function it runs knows nothing of it: a batch and the table's plan in, a batch and counts out. Same
input, same output, so a batch or a whole stream may be run again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import pyarrow as pa

from sampler.formats.document import Document

P = TypeVar("P")
Transform = Callable[[pa.RecordBatch, P], tuple[pa.RecordBatch, Mapping[str, int]]]


class Stream(Generic[P]):
    """The transformed batches of one table; each walk reads the source again and counts anew.

    `rows_in`, `rows_out` and `counts` are those of the last walk, as far as it went: a writer that takes
    a row per record stops when it has them all, without asking for the end.
    """

    def __init__(self, document: Document, table_id: str, plan: P, transform: Transform[P]) -> None:
        self._document, self._table_id = document, table_id
        self._plan, self._transform = plan, transform
        self.rows_in = self.rows_out = 0
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        self.rows_in = self.rows_out = 0
        self.counts = Counter()
        for batch in self._document.batches(self._table_id):
            result, new = self._transform(batch, self._plan)
            self.counts.update(new)
            self.rows_in += batch.num_rows
            self.rows_out += result.num_rows
            yield result


def run(document: Document, plans: Mapping[str, P], transform: Transform[P]) -> dict[str, Stream[P]]:
    """Return the transformed stream of each planned table; nothing is read until it is walked."""
    return {table_id: Stream(document, table_id, plan, transform) for table_id, plan in plans.items()}
