"""Plain text: one column, one row per line, each line keeping its own end."""

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa

from sampler.formats.document import Output, Table
from sampler.formats.rows import batches_of, rows_of
from sampler.formats.shared_stream import SharedStream
from sampler.formats.text_encoding import find_encoding
from sampler.formats.text_lines import lines_of

_ENDS = re.compile(r"[\r\n]+")


class TextDocument:
    """A text file."""

    format = "text"
    dropped: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        self._source = SharedStream(stream)
        self._encoding = find_encoding(self._source)
        self.tables: tuple[Table, ...] = (Table("t1", "", ("",), ("text",), kind="text"),)

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream the lines; see `Document`."""
        if table_id != self.tables[0].id:
            raise KeyError("no such table")
        yield from batches_of(((line,) for line, _ in lines_of(self._source, self._encoding)), 1)

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write the lines with the ends they had; a line end inside a new value becomes a space."""
        output = outputs.get(self.tables[0].id)
        if output is None or not output.kept:
            return
        out.write(self._encoding.bom)
        held: list[str] = []
        for (_, end), (line,) in zip(lines_of(self._source, self._encoding), rows_of(output), strict=True):
            held.append(_ENDS.sub(" ", line or "") + end)
            if len(held) == 1000:  # noqa: PLR2004 - gathers small writes
                out.write(self._encoding.encode("".join(held)))
                held.clear()
        out.write(self._encoding.encode("".join(held)))
