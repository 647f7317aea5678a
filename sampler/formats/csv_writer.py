"""Rows of text to delimited bytes, quoted as the dialect asks, a batch at a time."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.formats.csv_dialect import DELIMITERS, Dialect
from sampler.formats.document import Output
from sampler.formats.rows import sized_batches, text_columns

_NOTHING, _QUOTE, _ZERO = pa.scalar(""), pa.scalar('"'), pa.scalar(0, pa.int32())


def written_pieces(dialect: Dialect, output: Output) -> Iterator[bytes | memoryview]:
    """The bytes of the copy, in order."""
    text = _Cells(dialect, output)
    encoding = dialect.encoding
    opening = dialect.preface
    if dialect.header:
        opening += text.header() + dialect.line_end
    # the last line end is held back: the file's own tail closes it
    held, lone_null = opening, False
    yield encoding.bom
    for batch in sized_batches(output):
        if batch.num_rows == 0:
            continue
        yield encoding.encode(held)
        rows = text.rows(batch)
        yield rows if encoding.codec == "utf-8" else encoding.encode(str(rows, "utf-8"))
        held = dialect.line_end
        lone_null = len(output.kept) == 1 and not batch.column(0)[batch.num_rows - 1].is_valid
    body = held.removesuffix(dialect.line_end)
    yield encoding.encode(body + _tail(dialect, columns=len(output.kept), lone_null=lone_null))


def _tail(dialect: Dialect, *, columns: int, lone_null: bool) -> str:
    """The line ends that close the file; in one column each of them would be a row."""
    if columns > 1:
        return dialect.tail
    return dialect.line_end if lone_null or dialect.tail else ""


class _Cells:
    """Knows which values need quotes."""

    def __init__(self, dialect: Dialect, output: Output) -> None:
        self._dialect = dialect
        self._output = output
        # one column left: a reader who looks for the delimiter must not find another
        marks = set(DELIMITERS) if len(output.kept) == 1 < dialect.width else {dialect.delimiter}
        marks |= {"\r", "\n"}
        marks |= {'"'} if dialect.quotes_inside else set()
        self._marks = sorted(marks)
        # made once: Arrow takes long to make a scalar of a Python text
        self._delimiter, self._line_end = pa.scalar(dialect.delimiter), pa.scalar(dialect.line_end)
        self._pattern = "[" + "".join(f"\\x{{{ord(mark):x}}}" for mark in self._marks) + ']|^"|^$'

    def header(self) -> str:
        """The header's line, each name quoted as it was."""
        cells = []
        for name, index in zip(self._output.columns, self._output.kept, strict=True):
            was_quoted = self._dialect.header[index].quoted
            needs = any(mark in name for mark in self._marks) or name.startswith('"')
            escaped = name.replace('"', '""')
            cells.append(f'"{escaped}"' if was_quoted or needs else name)
        return self._dialect.delimiter.join(cells)

    def rows(self, batch: pa.RecordBatch) -> memoryview:
        """The batch's rows, joined by line ends, without the last one."""
        columns = [
            self._quoted(column, always=self._dialect.quoted[index])
            for column, index in zip(text_columns(batch), self._output.kept, strict=True)
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
        return bool(pc.any(pc.equal(pc.binary_length(column), _ZERO)).as_py())


def _data_of(column: pa.Array) -> memoryview:
    """The bytes of all the column's values, one after the other."""
    _, offsets, data = column.buffers()
    if data is None or len(column) == 0:
        return memoryview(b"")
    ends = np.frombuffer(offsets, dtype=np.int32)
    start, end = int(ends[column.offset]), int(ends[column.offset + len(column)])
    return memoryview(data)[start:end]
