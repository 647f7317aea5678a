"""The database export of a return: every table that can be read, as one SQLite file and one SQL dump.

The names are the provider's own, made unique where a database asks for it; every value is given as it came.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from sampler.custody.samples import SampleFile
from sampler.custody.session import Session
from sampler.databases.naming import unique
from sampler.databases.sqlite_bytes import quoted
from sampler.databases.sqlite_file import MOST_COLUMNS, NewTable
from sampler.errors import SamplerError
from sampler.formats import open_document
from sampler.formats.document import Document, Table
from sampler.formats.rows import table_rows
from sampler.model.certificate import Gap
from sampler.model.permit import Permit

HEAD = "-- Every value is text, as it came. Standard SQL: names in \", text in ', NULL where nothing stood.\n"
TEXT = "a text, which has no table"
UNREAD = "its rows can't be read to the end"


@dataclass(frozen=True, slots=True)
class LentFile:
    """A file of a lent sample."""

    sample: str
    file: SampleFile

    @property
    def label(self) -> str:
        """What documents and messages call it: its name may be a value."""
        return f"{self.sample} {self.file.id}"


@dataclass(slots=True)
class Export:
    """The tables of several files, to be walked more than once; `gaps` learns what is in no table."""

    session: Session
    permit: Permit
    files: Sequence[LentFile]
    gaps: list[Gap] = field(default_factory=list)
    rows: int = 0
    _good: list[tuple[LentFile, str, str]] = field(default_factory=list)  # file, table id, name

    def look(self) -> int:
        """Read every table once, and say how many can be exported: a half table is none."""
        taken: set[str] = set()
        for file in self.files:
            with ExitStack() as streams:
                document = self._document(file, streams)
                for table in document.tables if document else ():
                    if table.kind == "text":
                        self.gaps.append(Gap(file.label, TEXT))
                    elif document and self._readable(document, table, file):
                        name = _table_name(file.file.name, table, len(document.tables))
                        self._good.append((file, table.id, unique(name, taken)))
        return len(self._good)

    def _document(self, file: LentFile, streams: ExitStack) -> Document | None:
        stream = streams.enter_context(self.session.vault.open(self.permit, file.file.object))
        try:
            return open_document(stream, file.file.name)
        except SamplerError:
            self.gaps.append(Gap(file.label, UNREAD))
            return None

    def _readable(self, document: Document, table: Table, file: LentFile) -> bool:
        try:
            self.rows += sum(batch.num_rows for batch in document.batches(table.id))
        except SamplerError:
            self.gaps.append(Gap(f"{file.label} {table.id}", UNREAD))
            return False
        return True

    def tables(self) -> Iterator[NewTable]:
        """The tables in the order of the files; one too wide for a database becomes several."""
        for file, table_id, name in self._good:
            with ExitStack() as streams:
                document = self._document(file, streams)
                if document is None:
                    continue
                table = next(one for one in document.tables if one.id == table_id)
                yield from _parts(name, document, table)


def _parts(name: str, document: Document, table: Table) -> Iterator[NewTable]:
    seen: set[str] = set()
    named = [unique(column.replace("\0", "") or f"c{n}", seen) for n, column in enumerate(table.columns, 1)]
    for number, first in enumerate(range(0, len(named), MOST_COLUMNS), 1):
        part = slice(first, first + MOST_COLUMNS)
        part_name = name if number == 1 else f"{name}_part{number}"
        yield NewTable(part_name, tuple(named[part]), table.types[part], table_rows(document, table, part))


def _table_name(file_name: str, table: Table, tables: int) -> str:
    stem = PurePosixPath(file_name).stem.replace("\0", "") or "t1"
    return stem if tables == 1 else f"{stem} {table.name or table.id}".replace("\0", "")


def write_sql(tables: Iterable[NewTable], out: BinaryIO) -> None:
    """Write tables as statements that SQLite, PostgreSQL and MariaDB (in ANSI mode) read."""
    out.write(HEAD.encode())
    for table in tables:
        name = quoted(table.name)
        columns = ",\n  ".join(f"{quoted(column)} TEXT" for column in table.columns)
        out.write(f"\nCREATE TABLE {name} (\n  {columns}\n);\n".encode())
        for row in table.rows:
            values = ", ".join("NULL" if value is None else _text(value) for value in row)
            out.write(f"INSERT INTO {name} VALUES ({values});\n".encode())  # noqa: S608 - quoted


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
