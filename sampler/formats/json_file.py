"""JSON documents: one table per array of records, written back into the same document."""

import codecs
from collections.abc import Iterator, Mapping
from typing import BinaryIO

import pyarrow as pa

from sampler.errors import UnreadableError
from sampler.formats.document import Output, Table
from sampler.formats.json_rows import Rewriter, RowReader
from sampler.formats.json_shape import Observer, Shape
from sampler.formats.json_text import dump, find_style, parse
from sampler.formats.rows import batches_of
from sampler.formats.shared_stream import SharedStream
from sampler.formats.text_encoding import find_encoding

MAX_SIZE = 1 << 29


class JsonDocument:
    """A JSON file, parsed whole."""

    format = "json"
    dropped: tuple[str, ...] = ()

    def __init__(self, stream: BinaryIO, extension: str) -> None:
        self.extension = extension
        source = SharedStream(stream)
        if source.size > MAX_SIZE:
            raise UnreadableError("JSON of more than 512 MB; ask for JSON Lines")
        self._encoding = find_encoding(source)
        data = source.read_at(len(self._encoding.bom), source.size)
        text = codecs.decode(data, self._encoding.codec)
        del data
        self._value = parse(text)
        self._style = find_style(text)
        observer = Observer()
        observer.see(self._value)
        self._shape = Shape(observer.root, lines=False)
        self.tables: tuple[Table, ...] = self._shape.tables

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream a table's rows; see `Document`."""
        width = self._shape.width(self._shape.number(table_id))
        yield from batches_of(RowReader(self._shape, table_id).rows(self._value), width)

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write the document with its new values; see `Document`.

        A renamed column becomes a key of the record itself, so that nothing of its old path remains.
        """
        left, value = Rewriter(self._shape, outputs).rewritten(self._value)
        if not left:
            value = {} if isinstance(self._value, dict) else []
        out.write(self._encoding.bom + self._encoding.encode(dump(value, self._style)))
