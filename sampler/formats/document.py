"""What every format offers: tables described without data, streamed as text, written back in shape."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol, Self, TypeVar, runtime_checkable

import pyarrow as pa

MAX_BATCH_ROWS = 65_536

R = TypeVar("R")


@dataclass(frozen=True)
class Table:
    """A table of a document, without its data.

    `name` and `columns` come from the file and may be values: never print them. A headerless file has
    "" for each column. `types` holds one of text, integer, number, date, datetime, boolean, binary per
    column. `kind` is "text" for a text file: one column, one row per line.
    """

    id: str
    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    kind: str = "table"
    hidden: bool = False


@dataclass(frozen=True)
class Output:
    """What to write for one table.

    `columns` names the kept columns, `kept` tells which columns of the source they are, ascending.
    `batches` holds one string column per kept column, rows in the order they were read. An iterable
    that can be walked twice is walked twice where a format needs it; a one-shot iterator is then
    buffered, compressed, in memory.
    """

    name: str
    columns: tuple[str, ...]
    kept: tuple[int, ...]
    batches: Iterable[pa.RecordBatch]


class Document(Protocol):
    """An open file: its tables, their rows as text, and a writer that keeps the file's shape.

    `dropped` lists in fixed words what a written copy will not carry. The stream it was opened from
    stays open as long as the document is used.
    """

    @property
    def format(self) -> str:
        """The format's name, such as "csv"."""

    @property
    def extension(self) -> str:
        """The extension of the original file, lower case, with its dot."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in file order."""

    @property
    def dropped(self) -> tuple[str, ...]:
        """What a written copy will not carry, in fixed words."""

    def batches(self, table_id: str) -> Iterator[pa.RecordBatch]:
        """Stream a table: columns "c0".."cN-1", all strings, null is not "", at most 65,536 rows each.

        Raises:
            UnreadableError: a row can't be read; rows already given must be thrown away.
        """

    def write(self, out: BinaryIO, outputs: Mapping[str, Output]) -> None:
        """Write a copy with other values; a table that is not in `outputs` is left out.

        Raises:
            UnreadableError: the source can't be read to its end; what was written is incomplete.
        """


class Codec(Protocol):
    """Reads the rows of one part, and writes rows as the bytes of a part; travels to other processes."""

    def batches(self, data: bytes) -> Iterator[pa.RecordBatch]:
        """The rows of a part, as `Document.batches` gives them."""

    def written(self, batches: Iterable[pa.RecordBatch]) -> bytes | memoryview:
        """The bytes of some rows, to be put together with others by `Divisible.put_together`."""


class Parts(NamedTuple):
    """A table cut into parts of whole rows, bytes of the file in order, and how to read and write one."""

    data: Iterable[bytes]
    codec: Codec


@runtime_checkable
class Divisible(Protocol):
    """A document whose rows can be read and written elsewhere, without parsing them here."""

    def parts(self, table_id: str, kept: tuple[int, ...]) -> Parts | None:
        """The table in parts, of which the `kept` columns are written; None where this file can't be cut."""

    def put_together(self, out: BinaryIO, output: Output, written: Iterator[bytes | memoryview]) -> None:
        """Write a copy as `write` does, from the `written` parts in their order."""


@runtime_checkable
class Narrowing(Protocol):
    """What reads some columns of a table sooner than all of them."""

    def narrowed(self, wanted: frozenset[int]) -> Self:
        """One whose batches may have nulls in other columns."""


def narrowed(reads: R, wanted: frozenset[int] | None) -> R:
    """A document or codec that reads some columns only, where it can."""
    return reads.narrowed(wanted) if wanted is not None and isinstance(reads, Narrowing) else reads
