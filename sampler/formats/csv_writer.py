"""Rows of text to delimited bytes, quoted as the dialect asks, a batch at a time."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from sampler.formats.csv_dialect import DELIMITERS, Dialect
from sampler.formats.document import Output
from sampler.formats.rows import sized_batches, text_columns

# few enough that what Arrow puts together stays near at hand: a third faster than all
_ROWS_AT_ONCE = 1 << 10
_NOTHING, _QUOTE, _ZERO = pa.scalar(""), pa.scalar('"'), pa.scalar(0, pa.int32())


def written_pieces(dialect: Dialect, output: Output) -> Iterator[bytes | memoryview]:
    """The bytes of the copy, in order."""
    cells = Cells(dialect, output.kept)
    encoding, lone_null = dialect.encoding, False

    def rows() -> Iterator[bytes | memoryview]:
        nonlocal lone_null
        for batch in sized_batches(output):
            if batch.num_rows:
                text = cells.rows(batch)
                yield text if encoding.codec == "utf-8" else encoding.encode(str(text, "utf-8"))
                lone_null = len(output.kept) == 1 and not batch.column(0)[batch.num_rows - 1].is_valid

    for piece, last in _joined(dialect, cells.header(output.columns), rows()):
        yield piece
        if last:
            yield encoding.encode(_tail(dialect, columns=len(output.kept), lone_null=lone_null))


def joined_pieces(
    dialect: Dialect, columns: tuple[str, ...], kept: tuple[int, ...], rows: Iterator[bytes | memoryview]
) -> Iterator[bytes | memoryview]:
    """As `written_pieces`, of two columns or more whose `rows` are written already, some at a time."""
    # a part of empty lines has no rows; a row of two columns is never empty
    filled = (text for text in rows if len(text))
    for piece, last in _joined(dialect, Cells(dialect, kept).header(columns), filled):
        yield piece
        if last:
            yield dialect.encoding.encode(dialect.tail)


def _joined(
    dialect: Dialect, header: str, rows: Iterator[bytes | memoryview]
) -> Iterator[tuple[bytes | memoryview, bool]]:
    """What stands before the rows, the rows, and which piece is the last but the tail."""
    encoding = dialect.encoding
    opening = dialect.preface
    if dialect.header:
        opening += header + dialect.line_end
    yield encoding.bom, False
    # the last line end is held back: the file's own tail closes it
    held = opening
    for text in rows:
        yield encoding.encode(held), False
        yield text, False
        held = dialect.line_end
    yield encoding.encode(held.removesuffix(dialect.line_end)), True


def _tail(dialect: Dialect, *, columns: int, lone_null: bool) -> str:
    """The line ends that close the file; in one column each of them would be a row."""
    if columns > 1:
        return dialect.tail
    return dialect.line_end if lone_null or dialect.tail else ""


class Cells:
    """Writes rows of the `kept` columns; knows which values need quotes."""

    def __init__(self, dialect: Dialect, kept: tuple[int, ...]) -> None:
        self._dialect = dialect
        self._kept = kept
        # one column left: a reader who looks for the delimiter must not find another
        marks = set(DELIMITERS) if len(kept) == 1 < dialect.width else {dialect.delimiter}
        marks |= {"\r", "\n"}
        marks |= {'"'} if dialect.quotes_inside else set()
        self._marks = sorted(marks)
        # Arrow's own writer, where nothing has to be quoted
        self._bare = (
            len(kept) > 1
            and dialect.line_end == "\n"
            and dialect.delimiter.isascii()
            and not any(dialect.quoted[index] for index in kept)
        )
        # made once: Arrow takes long to make a scalar of a Python text
        self._delimiter, self._line_end = pa.scalar(dialect.delimiter), pa.scalar(dialect.line_end)
        self._pattern = "[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in self._marks) + ']|^"|^$'

    def header(self, columns: tuple[str, ...]) -> str:
        """The header's line, each name quoted as it was; nothing where the file has none."""
        if not self._dialect.header:
            return ""
        cells = []
        for name, index in zip(columns, self._kept, strict=True):
            was_quoted = self._dialect.header[index].quoted
            needs = any(mark in name for mark in self._marks) or name.startswith('"')
            escaped = name.replace('"', '""')
            cells.append(f'"{escaped}"' if was_quoted or needs else name)
        return self._dialect.delimiter.join(cells)

    def rows(self, batch: pa.RecordBatch) -> memoryview:
        """The batch's rows, joined by line ends, without the last one."""
        texts = text_columns(batch)
        if self._bare and (written := self._without_quotes(texts)) is not None:
            return written
        columns = [
            self._quoted(column, always=self._dialect.quoted[index])
            for column, index in zip(texts, self._kept, strict=True)
        ]
        if not columns:
            return memoryview(self._dialect.line_end.join([""] * batch.num_rows).encode())
        last = pc.binary_join_element_wise(
            columns.pop(), self._line_end, _NOTHING, null_handling="replace", null_replacement=""
        )
        joined = last
        if columns:
            joined = pc.binary_join_element_wise(
                *columns, last, self._delimiter, null_handling="replace", null_replacement=""
            )
        return _data_of(joined)[: -len(self._dialect.line_end.encode())]

    def _without_quotes(self, columns: list[pa.Array]) -> memoryview | None:
        """The rows as Arrow writes them, three times faster; None when a value needs quotes."""
        if any(_has_empty(column) for column in columns):
            return None
        names = [str(place) for place in range(len(columns))]
        # one byte behind each cell: room for all, so that nothing grows by being copied
        room = pa.allocate_buffer(sum(len(_data_of(column)) + len(column) for column in columns))
        sink = pa.FixedSizeBufferWriter(room)
        options = csv.WriteOptions(
            include_header=False,
            batch_size=_ROWS_AT_ONCE,
            delimiter=self._dialect.delimiter,
            quoting_style="none",
        )
        try:
            csv.write_csv(pa.RecordBatch.from_arrays(columns, names=names), sink, options)
        except pa.ArrowInvalid:
            # a value with a delimiter, a quote or a line end: others of its column follow
            self._bare = False
            return None
        return memoryview(room)[: sink.tell() - 1]

    def _quoted(self, column: pa.Array, *, always: bool) -> pa.Array:
        data = bytes(_data_of(column))
        if not always and not self._may_need(column, data):
            return column
        escaped = pc.replace_substring(column, '"', '""') if b'"' in data else column
        wrapped = pc.binary_join_element_wise(_QUOTE, escaped, _QUOTE, _NOTHING)
        if always:
            return wrapped
        return pc.if_else(pc.match_substring_regex(column, self._pattern), wrapped, column)

    def _may_need(self, column: pa.Array, data: bytes) -> bool:
        if b'"' in data or any(mark.encode() in data for mark in self._marks):
            return True
        return _has_empty(column)


def _has_empty(column: pa.Array) -> bool:
    """Whether a text is empty, which nothing but quotes tells from null."""
    return bool(pc.any(pc.equal(pc.binary_length(column), _ZERO)).as_py())


def _data_of(column: pa.Array) -> memoryview:
    """The bytes of all the column's values, one after the other."""
    _, offsets, data = column.buffers()
    if data is None or len(column) == 0:
        return memoryview(b"")
    ends = np.frombuffer(offsets, dtype=np.int32)
    start, end = int(ends[column.offset]), int(ends[column.offset + len(column)])
    return memoryview(data)[start:end]
