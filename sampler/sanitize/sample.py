"""The sample as sanitize sees it: open documents with the ids and labels that messages use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sampler.formats.document import Document, Table


@dataclass(frozen=True)
class SourceFile:
    """One readable file of a sample; `name` is the original file name and may be a value."""

    file_id: str
    label: str
    document: Document
    name: str


SampleView = Sequence[SourceFile]


def column(batch: pa.RecordBatch, index: int) -> pa.Array:
    """One column of a batch as plain strings, however a reader encoded it."""
    array = batch.column(index)
    return array if array.type == pa.string() else array.cast(pa.string())


def cells(document: Document, table: Table, index: int) -> Iterator[str | None]:
    """Stream one column."""
    for batch in document.batches(table.id):
        yield from column(batch, index).to_pylist()
