"""Rows to record batches and back, for formats that are read and written cell by cell."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from sampler.errors import UnreadableError
from sampler.formats.document import MAX_BATCH_ROWS, Document, Output, Table

MAX_BATCH_CELLS = 2_000_000
MAX_BATCH_BYTES = 1 << 28

type_of_text = pa.string()


def schema_of(width: int) -> pa.Schema:
    """The schema of every batch that a document gives: "c0".."cN-1", all strings."""
    return pa.schema([(f"c{index}", type_of_text) for index in range(width)])


def text_array(values: Sequence[str | None]) -> pa.Array:
    """An Arrow array of texts; half a surrogate pair is no text."""
    try:
        return pa.array(values, type=type_of_text)
    except UnicodeEncodeError:
        raise UnreadableError("half a surrogate pair in a text") from None


def batches_of(rows: Iterable[Sequence[str | None]], width: int) -> Iterator[pa.RecordBatch]:
    """Gather rows into batches of bounded size."""
    schema, limit = schema_of(width), max(1, min(MAX_BATCH_ROWS, MAX_BATCH_CELLS // width))
    gathered: list[Sequence[str | None]] = []
    for row in rows:
        gathered.append(row)
        if len(gathered) == limit:
            yield _batch(gathered, schema)
            gathered = []
    if gathered:
        yield _batch(gathered, schema)


def _batch(rows: list[Sequence[str | None]], schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [text_array(column) for column in zip(*rows, strict=True)], schema=schema
    )


def text_columns(batch: pa.RecordBatch) -> list[pa.Array]:
    """The batch's columns as plain string arrays, whatever string type they came in."""
    return [column if column.type == type_of_text else column.cast(type_of_text) for column in batch.columns]


def sized_batches(output: Output) -> Iterator[pa.RecordBatch]:
    """The output's batches, cut small enough for one Arrow array of written rows."""
    for batch in output.batches:
        pieces = max(1, -(-batch.nbytes // MAX_BATCH_BYTES), -(-batch.num_rows // MAX_BATCH_ROWS))
        step = max(1, -(-batch.num_rows // pieces))
        for start in range(0, batch.num_rows, step):
            yield batch.slice(start, step)


def rows_of(output: Output) -> Iterator[tuple[str | None, ...]]:
    """The output's rows, cell by cell."""
    for batch in output.batches:
        yield from zip(*(column.to_pylist() for column in text_columns(batch)), strict=True)


def table_rows(document: Document, table: Table, part: slice) -> Iterator[Sequence[str | None]]:
    """The rows of some columns of a table, one by one."""
    for batch in document.batches(table.id):
        yield from zip(*(column.to_pylist() for column in batch.columns[part]), strict=True)
