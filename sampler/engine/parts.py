"""Work on parts of a file: bytes in, bytes out; rows are parsed and written where they are transformed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

import pyarrow as pa

from sampler.engine.allocator import give_back
from sampler.engine.pool import PartAnswer, Pool
from sampler.formats.document import Codec, Parts

P = TypeVar("P")
# parts between which a process that hands them on gives back what lies free between its counts
_GIVEN_BACK = 8
Transform = Callable[[pa.RecordBatch, P], tuple[pa.RecordBatch, Mapping[str, int]]]


class Remembered(Protocol):
    """The first answers of a walk that was stopped; new ones are told, in their order."""

    def __iter__(self) -> Iterator[PartAnswer]:
        """The answers that are known."""

    def add(self, answer: PartAnswer) -> None:
        """Take in the next answer."""


@dataclass(frozen=True)
class PartWork(Generic[P]):
    """How one part of a table is read, transformed and written; travels apart from the function."""

    codec: Codec
    plan: P

    def __call__(self, function: Transform[P], data: bytes) -> PartAnswer:
        """The bytes of the transformed rows, how many rows there are, and the function's counts."""
        counts: Counter[str] = Counter()
        rows = 0

        def transformed() -> Iterator[pa.RecordBatch]:
            nonlocal rows
            for batch in self.codec.batches(data):
                result, new = function(batch, self.plan)
                counts.update(new)
                rows += result.num_rows
                yield result

        return self.codec.written(transformed()), rows, counts


class PartStream(Generic[P]):
    """The written parts of one table, in order; walked once, as `Stream` tells what it did."""

    def __init__(
        self,
        parts: Parts,
        plan: P,
        transform: Transform[P],
        *,
        pool: Pool | None = None,
        advanced: Callable[[int], None] | None = None,
        earlier: Remembered | None = None,
    ) -> None:
        self._earlier = earlier
        self._parts, self._work = parts, PartWork(parts.codec, plan)
        self._transform, self._pool, self._advanced = transform, pool, advanced
        self.rows_in = self.rows_out = 0
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[bytes | memoryview]:
        for written, rows, new in self._answers():
            self.counts.update(new)
            # a function answers with as many rows as it was asked for
            self.rows_in += rows
            self.rows_out += rows
            if self._advanced is not None:
                self._advanced(rows)
            yield written

    def _answers(self) -> Iterator[PartAnswer]:
        if self._earlier is None:
            yield from self._asked(self._parts.data)
            return
        known = 0
        for answer in self._earlier:
            known += 1
            yield answer
        for answer in self._asked(islice(self._parts.data, known, None)):
            self._earlier.add(answer)
            yield answer

    def _asked(self, parts: Iterable[bytes]) -> Iterator[PartAnswer]:
        if self._pool is None:
            yield from (self._work(self._transform, data) for data in parts)
            return
        for done, answer in enumerate(self._pool.map_parts(parts, self._work), 1):
            yield answer
            if done % _GIVEN_BACK == 0:
                give_back()
        # what all the parts were counted for is looked at next
        give_back()
