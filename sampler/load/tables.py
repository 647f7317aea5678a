"""A sample's tables as a database takes them: names that need no quotes, rows of text as a stream."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sampler.custody.samples import SampleFile, opened
from sampler.custody.session import Session
from sampler.databases.naming import unique
from sampler.databases.sqlite_file import MARKER, MOST_COLUMNS, NewTable
from sampler.formats import open_document
from sampler.formats.document import Document, Table
from sampler.formats.rows import table_rows
from sampler.model.permit import Permit

ROW = "sampler_row"  # joins the parts of a table that was too wide, where rows have no number of their own
SUFFIX = 8  # characters kept free for `_2`, `_3`, …


def _as_it_is(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True)
class Shape:
    """What a database takes: columns in one table, names as it keeps them, whether its rows have numbers."""

    columns: int = MOST_COLUMNS
    name: Callable[[str], str] = _as_it_is
    numbered: bool = True

    def fitted(self, name: str) -> str:
        """A name as the database keeps it, with room for a number behind it."""
        fitted = self.name(name)
        while len(self.name(f"{fitted}{'0' * SUFFIX}")) < len(fitted) + SUFFIX:
            fitted = fitted[:-1]
        return fitted


SQLITE = Shape()


def tables_of(session: Session, permit: Permit, files: list[SampleFile], shape: Shape) -> Iterator[NewTable]:
    """The tables of a sample's files, in their order; a table that is too wide becomes several."""
    taken: set[str] = {MARKER}
    for file in files:
        with opened(session, permit, file) as stream:
            document = open_document(stream, file.name)
            for table in document.tables:
                name = shape.fitted(_table_name(file.name, table, len(document.tables))) or "t1"
                yield from _parts(name, document, table, shape, taken)


def _parts(name: str, document: Document, table: Table, shape: Shape, taken: set[str]) -> Iterator[NewTable]:
    split = not shape.numbered and len(table.columns) > shape.columns
    seen: set[str] = {ROW} if split else set()
    named = [
        unique(shape.fitted(identifier(column)) or f"c{n}", seen) for n, column in enumerate(table.columns, 1)
    ]
    width = shape.columns - 1 if split else shape.columns
    for first in range(0, len(named), width):
        part = slice(first, first + width)
        rows = table_rows(document, table, part)
        columns, types = tuple(named[part]), table.types[part]
        if split:
            columns, types, rows = (ROW, *columns), ("integer", *types), _numbered(rows)
        yield NewTable(unique(name, taken), columns, types, rows)


def _numbered(rows: Iterator[Sequence[str | None]]) -> Iterator[Sequence[str | None]]:
    return ((str(number), *row) for number, row in enumerate(rows, 1))


def _table_name(file_name: str, table: Table, tables: int) -> str:
    stem = identifier(PurePosixPath(file_name).stem) or "t1"
    return stem if tables == 1 else f"{stem}_{identifier(table.name) or table.id}"


def identifier(text: str) -> str:
    """A name that needs no quotes in most databases."""
    return re.sub(r"\W+", "_", text).strip("_").lower()
