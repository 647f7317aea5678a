"""Whether every byte of a delimited file stands in a cell that was read, told by counting.

A reader of delimited text takes signs away (quotes, delimiters, line ends) and adds none. Where what is
left of the file is as long as all cells together, the cells are all there is, and the bytes need no look.
"""

from typing import BinaryIO, Self

import pyarrow as pa

from sampler.formats.csv_dialect import Dialect
from sampler.formats.csv_file import CsvDocument
from sampler.formats.document import Document
from sampler.sanitize.audit.output_bytes import offsets_of
from sampler.sanitize.sample import column

_PIECE = 1 << 20
_LINE_END, _OTHERS = b"\n", (b"\r", b'"')
# identifiers are never read over these, and words end at them
_DELIMITERS = frozenset(",;\t|")


class Coverage:
    """Counts the bytes of one file and those of the cells that are read from it."""

    def __init__(self, stream: BinaryIO, dialect: Dialect) -> None:
        self._width = dialect.width
        stream.seek(0)
        self.head = stream.read(dialect.data_start)
        self.lines = size = between = quotes = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            ends = piece.count(_LINE_END)
            returns, quoted = map(piece.count, _OTHERS)
            self.lines += ends
            quotes += quoted
            between += ends + returns + quoted
        self._left, self._quotes = size - between, quotes > 0

    @classmethod
    def of(cls, stream: BinaryIO, document: Document | None) -> Self | None:
        """Count a file, if it is one whose cells may be all there is."""
        if not isinstance(document, CsvDocument):
            return None
        dialect = document.dialect
        plain = dialect.encoding.codec == "utf-8" and dialect.width > 1 and dialect.delimiter in _DELIMITERS
        return cls(stream, dialect) if plain else None

    @property
    def complete(self) -> bool:
        """Whether the cells that were taken are all that stands behind the head of the file."""
        return self._left == 0

    def take(self, batch: pa.RecordBatch) -> None:
        """Count the cells of some rows; each row is to be given once."""
        self._left -= (self._width - 1) * batch.num_rows
        for index in range(batch.num_columns):
            cells = column(batch, index)
            ends = offsets_of(cells)
            start, end = int(ends[0]), int(ends[-1])
            self._left -= end - start
            if self._quotes and end > start:  # without quotes no cell holds a sign of those between cells
                held = cells.buffers()[2].slice(start, end - start).to_pybytes()
                self._left += sum(map(held.count, (_LINE_END, *_OTHERS)))
