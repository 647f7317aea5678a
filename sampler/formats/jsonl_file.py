"""JSON Lines: one JSON value per line, streamed; the lines are the rows of the table "[]"."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import pyarrow as pa

from sampler.formats.document import Output, Table
from sampler.formats.json_rows import Rewriter, Row, RowReader
from sampler.formats.json_shape import Observer, Shape
from sampler.formats.json_text import Style, dump, find_style, parse
from sampler.formats.rows import batches_of
from sampler.formats.shared_stream import SharedStream
from sampler.formats.text_encoding import find_encoding
from sampler.formats.text_lines import lines_of

_STYLE_LINES = 50


class JsonLinesDocument:
    """A JSON Lines file."""

    format = "jsonl"
    dropped: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        self._source = SharedStream(stream)
        self._encoding = find_encoding(self._source)
        observer = Observer()
        first: list[str] = []
        plain, escaped, slashed = True, False, False
        for line, value, _ in self._values():
            observer.see(value)
            plain = plain and line.isascii()
            escaped = escaped or ("\\u" in line and find_style(line).ascii_only)
            slashed = slashed or "\\/" in line
            if len(first) < _STYLE_LINES:
                first.append(line)
        style = replace(find_style("\n".join(first)), before="", after="")
        self._style: Style = replace(style, ascii_only=plain and escaped, escapes_slash=slashed)
        self._shape = Shape(observer.root, lines=True)
        self.tables: tuple[Table, ...] = self._shape.tables

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream a table's rows; see `Document`."""
        width = self._shape.width(self._shape.number(table_id))
        yield from batches_of(self._rows(table_id), width)

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write the lines with their new values; see `Document`. Empty lines are left out."""
        rewriter = Rewriter(self._shape, outputs)
        out.write(self._encoding.bom)
        for _, value, end in self._values():
            left, new = rewriter.rewritten([value])
            if left:
                text = dump(new[0], self._style) if new else "{}"
                out.write(self._encoding.encode(text + end))

    def _rows(self, table_id: str) -> Iterator[Row]:
        reader = RowReader(self._shape, table_id)
        for _, value, _ in self._values():
            yield from reader.rows([value])

    def _values(self) -> Iterator[tuple[str, Any, str]]:
        """Each line's text, value and line end; lines of white space are passed over."""
        for number, (line, end) in enumerate(lines_of(self._source, self._encoding), start=1):
            if line.strip(" \t"):
                yield line, parse(line, first_line=number), end
