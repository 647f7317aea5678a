"""Parquet: columns as text by record batch, written back in their own types where every value allows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from sampler.errors import UnreadableError
from sampler.formats.document import MAX_BATCH_ROWS, Output, Table
from sampler.formats.failing import unreadable_as
from sampler.formats.parquet_values import as_text, from_text, is_text, word_for
from sampler.formats.rows import MAX_BATCH_BYTES, MAX_BATCH_CELLS, schema_of, text_columns
from sampler.formats.shared_stream import SharedStream

MAX_ROWS = 1 << 33
MAX_COLUMNS = 100_000
_BROKEN = "Parquet content that can't be parsed"
_CODECS = frozenset({"uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"})
_OWN_METADATA = frozenset({b"ARROW:schema"})


class ParquetDocument:
    """A Parquet file: one table."""

    format = "parquet"

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        self._source = SharedStream(stream)
        with unreadable_as(_BROKEN):
            file = self._file()
            self._schema: pa.Schema = file.schema_arrow
            metadata = file.metadata
            self._group_rows = max(
                (metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)), default=0
            )
            extra = set(metadata.metadata or {}) - _OWN_METADATA
            rows, width = metadata.num_rows, len(self._schema)
        if not width:
            raise UnreadableError("a Parquet file without columns")
        if rows > MAX_ROWS or rows < 0 or width > MAX_COLUMNS:
            raise UnreadableError("too many rows or columns")
        words = [word_for(field.type) for field in self._schema]
        if None in words:
            raise UnreadableError("nested parquet columns")
        types = tuple(word for word in words if word is not None)
        self.tables: tuple[Table, ...] = (Table("t1", "", tuple(self._schema.names), types),)
        self.dropped: tuple[str, ...] = ("metadata",) if extra or _field_metadata(self._schema) else ()

    def _file(self) -> pq.ParquetFile:
        return pq.ParquetFile(pa.PythonFile(self._source.view(), mode="r"), pre_buffer=False)

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream the rows; see `Document`."""
        if table_id != self.tables[0].id:
            raise KeyError("no such table")
        schema = schema_of(len(self._schema))
        size = max(1, min(MAX_BATCH_ROWS, MAX_BATCH_CELLS // len(schema)))
        with unreadable_as(_BROKEN):
            for batch in self._file().iter_batches(batch_size=size, use_threads=False):
                # Arrow trusts the file: bad offsets or bytes that are not UTF-8 get this far
                batch.validate(full=True)
                columns = [as_text(column) for column in batch.columns]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write the copy; a column with a value that is not of its type is written as strings."""
        output = outputs.get(self.tables[0].id)
        if output is None or not output.kept:
            return
        types = [self._schema.field(index).type for index in output.kept]
        batches: Iterable[pa.RecordBatch] = output.batches
        if not all(map(is_text, types)):
            batches = batches if _walkable_again(batches) else _Spool(batches, len(types))
            types = _possible_types(batches, types)
        fields = [
            pa.field(name, kind, nullable=True) for name, kind in zip(output.columns, types, strict=True)
        ]
        self._write(out, pa.schema(fields), batches)

    def _compression(self) -> str:
        """The codec of the first column.

        Asking Arrow for a codec it does not know ends the whole process, so a row is read first: that
        fails with an exception.
        """
        file = self._file()
        metadata = file.metadata
        if not metadata.num_row_groups or not metadata.row_group(0).num_rows:
            return "snappy"
        with unreadable_as(_BROKEN):
            next(file.iter_batches(batch_size=1, row_groups=[0], use_threads=False))
            found = str(metadata.row_group(0).column(0).compression).lower()
        return {"uncompressed": "none"}.get(found, found) if found in _CODECS else "snappy"

    def _write(self, out: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        target = max(1, min(self._group_rows, 1 << 20))
        held: list[pa.RecordBatch] = []
        rows = size = 0
        with pq.ParquetWriter(out, schema, compression=self._compression()) as writer:
            for batch in batches:
                if not batch.num_rows:
                    continue
                held.append(_typed(batch, schema))
                rows, size = rows + batch.num_rows, size + batch.nbytes
                if rows >= target or size >= MAX_BATCH_BYTES:
                    writer.write_table(pa.Table.from_batches(held, schema), row_group_size=target)
                    held, rows, size = [], 0, 0
            if held:
                writer.write_table(pa.Table.from_batches(held, schema), row_group_size=target)


def _field_metadata(schema: pa.Schema) -> bool:
    """Whether a field carries metadata beyond the number that Parquet gives it."""
    return any(set(field.metadata or {}) - {b"PARQUET:field_id"} for field in schema)


def _walkable_again(batches: Iterable[pa.RecordBatch]) -> bool:
    return iter(batches) is not batches


class _Spool:
    """Batches kept in memory, compressed, so that they can be walked again."""

    def __init__(self, batches: Iterable[pa.RecordBatch], width: int) -> None:
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        schema = schema_of(width)
        with pa.ipc.new_stream(sink, schema, options=options) as writer:
            for batch in batches:
                writer.write_batch(pa.RecordBatch.from_arrays(text_columns(batch), schema=schema))
        self._buffer = sink.getvalue()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return iter(pa.ipc.open_stream(self._buffer))


def _possible_types(batches: Iterable[pa.RecordBatch], types: list[pa.DataType]) -> list[pa.DataType]:
    """Each column's own type, or string if one of its values is of another."""
    found = list(types)
    for batch in batches:
        for index, column in enumerate(text_columns(batch)):
            if not is_text(found[index]) and from_text(column, found[index]) is None:
                found[index] = pa.string()
    return found


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        from_text(column, field.type) for column, field in zip(text_columns(batch), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
