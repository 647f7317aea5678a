"""Delimited text (CSV, TSV): every cell a string, streamed by Arrow, written in the file's own dialect."""

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.csv as pc

from sampler.errors import SamplerError, UnreadableError
from sampler.formats.csv_dialect import Dialect, find_dialect, find_text
from sampler.formats.csv_parts import CsvCodec, CsvParts, convert_options, in_place, parse_options
from sampler.formats.csv_writer import joined_pieces, written_pieces
from sampler.formats.damage import system_error
from sampler.formats.document import MAX_BATCH_ROWS, Output, Parts, Table
from sampler.formats.rows import schema_of
from sampler.formats.shared_stream import SharedStream
from sampler.formats.text_encoding import Utf8View

# each try may hold a row as long as a block; the last bounds the memory for one row
_BLOCK_SIZES = (1 << 22, 1 << 25, 1 << 28)
_SENTINEL = "\x03end of file\x03"


class _RowTooLongError(Exception):
    """A row does not fit in the block: try again with a bigger one."""


class CsvDocument:
    """A delimited text file: one table."""

    format = "csv"
    dropped: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        self._source = SharedStream(stream)
        self._wanted: frozenset[int] | None = None
        encoding, self._quotes = find_text(self._source)
        self.dialect: Dialect = find_dialect(self._source, extension=extension, encoding=encoding)
        width = self.dialect.width
        names = tuple(cell.text for cell in self.dialect.header) or ("",) * width
        self.tables: tuple[Table, ...] = (Table("t1", "", names, ("text",) * width),)

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream the rows; see `Document`. Empty lines between rows of several columns are passed over."""
        if table_id != self.tables[0].id:
            raise KeyError("no such table")
        done = 0
        for block in _BLOCK_SIZES:
            try:
                skip = done
                for batch in self._parsed(block):
                    fresh = batch.slice(min(skip, batch.num_rows))
                    skip -= batch.num_rows - fresh.num_rows
                    for start in range(0, fresh.num_rows, MAX_BATCH_ROWS):
                        piece = fresh.slice(start, MAX_BATCH_ROWS)
                        done += piece.num_rows
                        yield piece
            except _RowTooLongError:
                continue
            return
        raise UnreadableError(
            f"a row after row {self._row_number(done)} is too long, or its quote is not closed"
        )

    def narrowed(self, wanted: frozenset[int]) -> Self:
        """The same document, whose `batches` have nulls in other columns: those need no time."""
        narrow = copy(self)
        # the first column shows where the file ends
        narrow._wanted = wanted | {0}  # noqa: SLF001 - of this class
        return narrow

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write the copy in the same dialect; see `Document`."""
        output = outputs.get(self.tables[0].id)
        if output is None or not output.kept:
            return
        out.writelines(written_pieces(self.dialect, output))

    def parts(self, table_id: str, kept: tuple[int, ...]) -> Parts | None:
        """The table in parts; see `Divisible`. None where rows can't be told apart before they are parsed."""
        if table_id != self.tables[0].id or len(kept) < 2:  # noqa: PLR2004 - in one column an empty line counts
            return None
        parts = CsvParts(self._source, self.dialect, self._quotes)
        return Parts(parts, CsvCodec(self.dialect, self._quotes, kept)) if parts.apart() else None

    def put_together(self, out: BinaryIO, output: Output, written: Iterator[bytes | memoryview]) -> None:
        """Write the copy from the parts; see `Divisible`."""
        out.writelines(joined_pieces(self.dialect, output.columns, output.kept, written))

    def _row_number(self, data_rows: int) -> int:
        return data_rows + self.dialect.leading_records

    def _parsed(self, block: int) -> Iterator[pa.RecordBatch]:
        """The rows, without the sentinel that shows that no open quote swallowed the end."""
        held: pa.RecordBatch | None = None
        for batch in self._arrow_batches(block):
            if held is not None:
                yield held
            held = batch
        if held is None or held.column(0)[-1].as_py() != _SENTINEL:
            raise UnreadableError("unterminated quote")
        if held.num_rows > 1:
            yield held.slice(0, held.num_rows - 1)

    def _closing(self) -> bytes:
        dialect = self.dialect
        at_line_start = dialect.tail or self._source.size <= dialect.data_start
        row = dialect.delimiter.join([_SENTINEL] * dialect.width)
        return (("" if at_line_start else "\n") + row + "\n").encode()

    def _arrow_batches(self, block: int) -> Iterator[pa.RecordBatch]:
        """Non-empty batches; whatever Arrow raises prints the row, so nothing of it gets out."""
        reason = _Reason()
        try:
            reader = self._reader(block, reason)
            while (batch := next(reader, None)) is not None:
                if batch.num_rows:
                    yield in_place(batch, schema_of(self.dialect.width), self._wanted)
        except (SamplerError, GeneratorExit):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its message may hold a row
            if medium := system_error(error):
                raise medium from None
            too_long = "straddling" in str(error)
            text = reason.text(self.dialect.leading_records)
        else:
            return
        if too_long:
            raise _RowTooLongError
        raise UnreadableError(text)

    def _reader(self, block: int, reason: "_Reason") -> Iterator[pa.RecordBatch]:
        dialect = self.dialect
        schema = schema_of(dialect.width)
        stream = Utf8View(self._source, dialect.encoding, dialect.data_start, self._closing())
        reader: Iterator[pa.RecordBatch] = pc.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=pc.ReadOptions(use_threads=False, block_size=block, column_names=schema.names),
            parse_options=parse_options(dialect, quotes=self._quotes, invalid_row_handler=reason.note),
            convert_options=convert_options(schema.names, self._wanted),
        )
        return reader


class _Reason:
    """Why Arrow gave up, in words of ours."""

    def __init__(self) -> None:
        self._row: int | None = None
        self._swallowed = False

    def note(self, row: Any) -> str:  # noqa: ANN401 - pyarrow's InvalidRow has no public name
        """Remember the ragged row's number, never its text."""
        self._row = row.number
        self._swallowed = _SENTINEL in row.text
        return "error"

    def text(self, leading: int) -> str:
        """The reason; rows count from 1 with the header, without empty lines."""
        if self._swallowed:
            return "unterminated quote"
        if self._row is None:
            return "rows that can't be parsed"
        return f"ragged row {self._row + leading}"
