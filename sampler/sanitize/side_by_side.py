"""A table as it came and as it was written, row beside row."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import pyarrow as pa

from sampler.formats.document import Document
from sampler.sanitize.audit.findings import Spot
from sampler.sanitize.plan import ColumnPlan, FilePlan, TablePlan
from sampler.sanitize.sample import column


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


@dataclass(frozen=True)
class Beside:
    """One kept table; `output_id` is its id in the written document."""

    file: FilePlan
    table: TablePlan
    original: Document
    output: Document
    output_id: str

    def headers(self) -> tuple[str, ...]:
        """The original headers: they may be values."""
        return next(table.columns for table in self.original.tables if table.id == self.table.table_id)

    def place(self, plan: ColumnPlan | None = None) -> Spot:
        """Name the table, or one of its columns, for a survivor."""
        return Spot(self.file.file_id, self.file.label, self.table.label, plan.label if plan else "")

    def slices(self) -> Generator[Slice, None, tuple[int, int]]:
        """Walk both sides in step, up to the end of the shorter; return how many rows each has."""
        ours, theirs = self.original.batches(self.table.table_id), self.output.batches(self.output_id)
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


def _rest(held: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch]) -> int:
    left = held.num_rows if held is not None else 0
    return int(left + sum(batch.num_rows for batch in batches))
