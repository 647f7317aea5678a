"""A table as it came and as it was written, row beside row."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import pyarrow as pa

from sampler.formats.document import Document
from sampler.sanitize.audit.findings import Spot
from sampler.sanitize.plan import ColumnPlan, FilePlan, TablePlan
from sampler.sanitize.sample import column

# so many rows that the fixed costs of a slice do not count, and few enough to stay in the cache
_ROWS, _BYTES = 1 << 15, 1 << 24


@dataclass(frozen=True)
class Slice:
    """Rows of both sides; `first` is the number of the first one."""

    first: int
    before: pa.RecordBatch
    after: pa.RecordBatch
    kept: tuple[ColumnPlan, ...]

    def columns(self) -> Iterator[tuple[ColumnPlan, pa.Array, pa.Array]]:
        """Yield each kept column, as it came and as it was written."""
        for place, plan in enumerate(self.kept):
            yield plan, column(self.before, plan.index), column(self.after, place)

    def joined(self) -> pa.RecordBatch:
        """Both sides as one batch, the written columns last: what travels to a worker."""
        arrays = [*self.before.columns, *self.after.columns]
        return pa.RecordBatch.from_arrays(arrays, [f"c{number}" for number in range(len(arrays))])


def parted(batch: pa.RecordBatch, kept: tuple[ColumnPlan, ...]) -> Slice:
    """What `joined` put together, its rows counted from 0."""
    width = batch.num_columns - len(kept)
    return Slice(0, batch.select(range(width)), batch.select(range(width, batch.num_columns)), kept)


@dataclass(frozen=True)
class Sides:
    """One kept table, without its rows: what a worker needs to know of it."""

    file: FilePlan
    table: TablePlan
    headers: tuple[str, ...]  # the original ones: they may be values

    def place(self, plan: ColumnPlan | None = None) -> Spot:
        """Name the table, or one of its columns, for a survivor."""
        return Spot(self.file.file_id, self.file.label, self.table.label, plan.label if plan else "")


@dataclass(frozen=True)
class Beside(Sides):
    """One kept table with both documents; `output_id` is its id in the written one."""

    original: Document
    output: Document
    output_id: str

    @property
    def sides(self) -> Sides:
        """The same without the documents."""
        return Sides(self.file, self.table, self.headers)

    def slices(self) -> Generator[Slice, None, tuple[int, int]]:
        """Walk both sides in step, up to the end of the shorter; return how many rows each has."""
        ours = gathered(self.original.batches(self.table.table_id))
        theirs = gathered(self.output.batches(self.output_id))
        left, right = next(ours, None), next(theirs, None)
        row = 1
        while left is not None and right is not None:
            size = min(left.num_rows, right.num_rows)
            if size:
                yield Slice(row, left.slice(0, size), right.slice(0, size), self.table.kept)
            row += size
            left = left.slice(size) if left.num_rows > size else next(ours, None)
            right = right.slice(size) if right.num_rows > size else next(theirs, None)
        return row - 1 + _rest(left, ours), row - 1 + _rest(right, theirs)


def gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of one size, unless their cells are big."""
    held, rows, size = list[pa.RecordBatch](), 0, 0
    for batch in batches:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows < _ROWS and size < _BYTES:
            continue
        whole = held[0] if len(held) == 1 else pa.concat_batches(held)
        end = rows - rows % _ROWS or rows
        yield from (whole.slice(start, min(_ROWS, end - start)) for start in range(0, end, _ROWS))
        held = [whole.slice(end)] if end < rows else []
        rows, size = rows - end, sum(one.nbytes for one in held)
    if held:
        yield held[0] if len(held) == 1 else pa.concat_batches(held)


def _rest(held: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch]) -> int:
    left = held.num_rows if held is not None else 0
    return int(left + sum(batch.num_rows for batch in batches))
