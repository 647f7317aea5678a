"""The engine of this machine: few batches in memory at a time, in the order of the source.

The function it runs knows nothing of it: a batch and the table's plan in, a batch and counts out. Same
input, same output, so a batch or a whole stream may be run again, here or in a worker process.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import pyarrow as pa

from sampler.engine.pool import Answer, Pool
from sampler.formats.document import Document

P = TypeVar("P")
Transform = Callable[[pa.RecordBatch, P], tuple[pa.RecordBatch, Mapping[str, int]]]
# what a function leaves as it is need not travel: a batch to send, and how to complete its answer
Split = Callable[[pa.RecordBatch, P], tuple[pa.RecordBatch, Callable[[Answer], Answer]]]


class Stream(Generic[P]):
    """The transformed batches of one table; each walk reads the source again and counts anew.

    `rows_in`, `rows_out` and `counts` are those of the last walk, as far as it went: a writer that takes
    a row per record stops when it has them all, without asking for the end. `advanced` is told the rows of
    every batch that is done.
    """

    def __init__(
        self,
        document: Document,
        table_id: str,
        plan: P,
        transform: Transform[P],
        *,
        pool: Pool | None = None,
        advanced: Callable[[int], None] | None = None,
    ) -> None:
        self._document, self._table_id = document, table_id
        self._plan, self._transform = plan, transform
        self._pool, self._advanced = pool, advanced
        self.rows_in = self.rows_out = 0
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        self.rows_in = self.rows_out = 0
        self.counts = Counter()
        for result, new in self._here() if self._pool is None else self._elsewhere(self._pool):
            self.counts.update(new)
            self.rows_out += result.num_rows
            if self._advanced is not None:
                self._advanced(result.num_rows)
            yield result

    def _here(self) -> Iterator[Answer]:
        for batch in self._read():
            result, counts = self._transform(batch, self._plan)
            yield result, Counter(counts)

    def _elsewhere(self, pool: Pool) -> Iterator[Answer]:
        split: Split[P] | None = getattr(self._transform, "split", None)
        completions: list[Callable[[Answer], Answer]] = []

        def sent() -> Iterator[pa.RecordBatch]:
            for batch in self._read():
                smaller, complete = split(batch, self._plan) if split else (batch, _as_it_is)
                completions.append(complete)
                yield smaller

        for answer in pool.map(sent(), self._plan):
            yield completions.pop(0)(answer)

    def _read(self) -> Iterator[pa.RecordBatch]:
        for batch in self._document.batches(self._table_id):
            self.rows_in += batch.num_rows
            yield batch


def _as_it_is(answer: Answer) -> Answer:
    return answer


def run(
    document: Document,
    plans: Mapping[str, P],
    transform: Transform[P],
    *,
    pool: Pool | None = None,
    advanced: Callable[[int], None] | None = None,
) -> dict[str, Stream[P]]:
    """Return the transformed stream of each planned table; nothing is read until it is walked.

    With a `pool`, which must have been taught `transform`, its workers do the work.
    """
    return {
        table_id: Stream(document, table_id, plan, transform, pool=pool, advanced=advanced)
        for table_id, plan in plans.items()
    }
