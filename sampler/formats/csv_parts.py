"""Delimited files in parts of whole rows: cut here, read and written elsewhere, put together again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from sampler.errors import UnreadableError
from sampler.formats.csv_dialect import Dialect
from sampler.formats.csv_writer import Cells
from sampler.formats.document import MAX_BATCH_ROWS
from sampler.formats.rows import schema_of, type_of_text
from sampler.formats.shared_stream import SharedStream

# twice as much needs more memory and is not faster, half as much is slower
PART_BYTES = 1 << 22
_LARGEST = 1 << 28
# what is parsed at once stays near at hand: a fifth faster than a part as a whole
_BLOCK_BYTES = 1 << 20
_QUOTE = ord('"')
_LINE_ENDS = re.compile(rb"[\r\n]*\Z")


def parse_options(dialect: Dialect, *, quotes: bool, **more: object) -> pc.ParseOptions:
    """How Arrow is to read rows of this dialect; `quotes`: whether one stands anywhere in the file."""
    return pc.ParseOptions(
        delimiter=dialect.delimiter,
        # without a quote no value spans lines, and Arrow parses a third faster
        newlines_in_values=quotes,
        quote_char='"' if quotes else False,
        # in one column an empty line is a null; elsewhere it is no row
        ignore_empty_lines=dialect.width > 1,
        **more,
    )


def convert_options(names: list[str], wanted: frozenset[int] | None = None) -> pc.ConvertOptions:
    """All columns or those `wanted`, as text; an empty cell is null, a pair of quotes an empty text."""
    return pc.ConvertOptions(
        column_types=dict.fromkeys(names, type_of_text),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        include_columns=[] if wanted is None else [names[index] for index in sorted(wanted)],
    )


def in_place(batch: pa.RecordBatch, schema: pa.Schema, wanted: frozenset[int] | None) -> pa.RecordBatch:
    """The batch with nulls for the columns that were not `wanted`."""
    if wanted is None:
        return batch
    nothing, read = pa.nulls(batch.num_rows, type_of_text), iter(batch.columns)
    columns = [next(read) if index in wanted else nothing for index in range(len(schema))]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


@dataclass(frozen=True)
class CsvCodec:
    """Reads and writes the rows of one part; it travels to workers. `kept` are the columns written.

    Columns that are not `wanted` are read as nulls.
    """

    dialect: Dialect
    quotes: bool
    kept: tuple[int, ...]
    wanted: frozenset[int] | None = None

    def narrowed(self, wanted: frozenset[int]) -> Self:
        """One that reads some columns only."""
        return replace(self, wanted=wanted)

    def batches(self, data: bytes) -> Iterator[pa.RecordBatch]:
        """The rows of a part.

        Raises:
            UnreadableError: a row can't be parsed; `Document.batches` tells which.
        """
        if _LINE_ENDS.match(data):
            return
        try:
            found = self._parsed(data, _BLOCK_BYTES)
        except pa.ArrowException:
            # a row may be longer than a block
            try:
                found = self._parsed(data, len(data) + 1)
            except pa.ArrowException:
                raise UnreadableError("rows that can't be parsed") from None
        for start in range(0, found.num_rows, MAX_BATCH_ROWS):
            yield found.slice(start, MAX_BATCH_ROWS)

    def _parsed(self, data: bytes, block: int) -> pa.RecordBatch:
        """All rows of a part; a row must fit in a block."""
        schema = schema_of(self.dialect.width)
        reader = pc.open_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(use_threads=False, block_size=block, column_names=schema.names),
            parse_options=parse_options(self.dialect, quotes=self.quotes),
            convert_options=convert_options(schema.names, self.wanted),
        )
        return pa.concat_batches([in_place(batch, schema, self.wanted) for batch in reader])

    def written(self, batches: Iterable[pa.RecordBatch]) -> bytes | memoryview:
        """Rows as bytes, joined by line ends, without the last one."""
        cells = Cells(self.dialect, self.kept)
        pieces = [cells.rows(batch) for batch in batches if batch.num_rows]
        if len(pieces) == 1:
            return pieces[0]
        return self.dialect.line_end.encode().join(pieces)


@dataclass(frozen=True)
class CsvParts:
    """The parts of one file, in order; each walk reads it again."""

    source: SharedStream
    dialect: Dialect
    quotes: bool

    def __iter__(self) -> Iterator[bytes]:
        position, held = self.dialect.data_start, b""
        while data := self.source.read_at(position, PART_BYTES):
            position += len(data)
            held += data
            # what waits for the next part to be asked for holds no bytes twice
            del data
            end = self._row_end(held)
            if end:
                part, held = held[:end], held[end:]
                yield part
            elif len(held) > _LARGEST:
                raise UnreadableError("a row is too long, or its quote is not closed")
        if held:
            yield held

    def apart(self) -> bool:
        """Whether quotes tell rows apart: each opens at the start of a cell or closes at the end."""
        dialect = self.dialect
        plain = dialect.encoding.codec == "utf-8" and dialect.delimiter.isascii() and dialect.width > 1
        return plain and (not self.quotes or all(map(self._regular, self)))

    def _row_end(self, data: bytes) -> int:
        """Behind the last line end that no quotes hold; 0 for none."""
        mark = b"\n" if b"\n" in data else b"\r"
        # the last sign may be the first half of a line end
        end = data.rfind(mark, 0, len(data) - (mark == b"\r")) + 1
        if not self.quotes:
            return end
        inside = data.count(b'"', 0, end) % 2
        while end and inside:
            before = data.rfind(mark, 0, end - 1) + 1
            inside ^= data.count(b'"', before, end) % 2
            end = before
        return end

    def _regular(self, data: bytes) -> bool:
        signs = np.frombuffer(data, dtype=np.uint8)
        quotes = np.flatnonzero(signs == _QUOTE)
        if len(quotes) % 2:
            return False
        edges = np.zeros(256, dtype=np.bool_)
        edges[[ord(self.dialect.delimiter), ord("\r"), ord("\n")]] = True
        opening, closing = quotes[0::2], quotes[1::2]
        # two quotes side by side inside quotes are one in the value
        doubled = opening[1:] == closing[:-1] + 1
        opens = edges[signs[np.maximum(opening - 1, 0)]] | (opening == 0)
        closes = edges[signs[np.minimum(closing + 1, len(signs) - 1)]] | (closing == len(signs) - 1)
        opens[1:] |= doubled
        closes[:-1] |= doubled
        return bool(opens.all() and closes.all())
