"""Put a sanitized sample's tables into a new local database, as a registered copy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from sampler.custody.copies import NewCopy, next_id, register
from sampler.custody.environments import HERE
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import SampleFile, files_of, opened
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import making
from sampler.databases.servers import server_place
from sampler.databases.sqlite_file import MARKER, MOST_COLUMNS, NewTable, create
from sampler.errors import UsageError
from sampler.formats import open_document
from sampler.formats.document import Document, Table
from sampler.model.permit import Permit

PREFIX = "sqlite:///"
SERVERS = ("postgresql", "postgres", "mysql", "mariadb")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the database, its copy, and rows by table."""

    path: Path
    copy: str
    rows: dict[str, int]


def database_path(url: str) -> Path:
    """The file that a `sqlite:///FILE` address names.

    Raises:
        UsageError: another kind of address; it is not repeated, since it may hold a password.
    """
    name = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or not name or name.startswith(":") or "?" in name:
        raise UsageError("--into takes the address of a new SQLite file", "--into sqlite:///dev.db")
    return Path(name)


def load(session: Session, sample_id: str, url: str, environment: str = HERE) -> Loaded:
    """Create a SQLite file with one table per table of the sample.

    A table that is too wide for SQLite becomes several, in the order of the columns; `rowid` joins them.

    Raises:
        RefusedError: as for `pack`: IUN-4, EDU-5, EDU-6.
        UsageError: the file exists.
    """
    objects = objects_of(session, sample_id)
    if url.startswith(SERVERS):  # a server is looked at and judged before anything else is said of it
        found = server_place(url)
        ask(session, "load", sample_id, objects=objects, environment=environment, address_place=found)
    path = database_path(url)
    place = path.absolute().parent
    permit = ask(session, "load", sample_id, objects=objects, place=place, environment=environment)
    sample = session.registry.get("sample", sample_id)
    due = session.registry.get("deal", sample["deal"])["due_on"]
    copy_id = next_id(session)
    files = files_of(session, permit, sample_id)
    with making(session, "load", sample_id, path) as target:
        need_space(target.final.parent, sum(file.size for file in files))
        tables = _tables(session, permit, files)
        rows = create(target.temporary, tables, {"copy": copy_id, "sample": sample_id, "destroy_by": due})
        target.place()
        made = NewCopy("database", sample["deal"], sample_id, target.final, destroy_by=due)
        copy = replace(made, environment=environment)
        with session.registry.act("load", actor=session.actor, tables=len(rows)) as act:
            register(session, act, copy_id, copy)
    return Loaded(path, copy_id, rows)


def _tables(session: Session, permit: Permit, files: list[SampleFile]) -> Iterator[NewTable]:
    taken: set[str] = {MARKER}
    for file in files:
        with opened(session, permit, file) as stream:
            document = open_document(stream, file.name)
            for table in document.tables:
                name = _table_name(file.name, table, len(document.tables))
                yield from _parts(name, document, table, taken)


def _parts(name: str, document: Document, table: Table, taken: set[str]) -> Iterator[NewTable]:
    seen: set[str] = set()
    named = [unique(identifier(column) or f"c{n}", seen) for n, column in enumerate(table.columns, 1)]
    for first in range(0, len(named), MOST_COLUMNS):
        part = slice(first, first + MOST_COLUMNS)
        rows = _rows(document, table, part)
        yield NewTable(unique(name, taken), tuple(named[part]), table.types[part], rows)


def _table_name(file_name: str, table: Table, tables: int) -> str:
    stem = identifier(PurePosixPath(file_name).stem) or "t1"
    return stem if tables == 1 else f"{stem}_{identifier(table.name) or table.id}"


def identifier(text: str) -> str:
    """A name that needs no quotes in most databases."""
    return re.sub(r"\W+", "_", text).strip("_").lower()


def unique(name: str, taken: set[str]) -> str:
    """`name`, or `name_2`, … ; remembers what it gave."""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}_{number}"
    taken.add(candidate.casefold())
    return candidate


def _rows(document: Document, table: Table, part: slice) -> Iterator[Sequence[str | None]]:
    for batch in document.batches(table.id):
        yield from zip(*(column.to_pylist() for column in batch.columns[part]), strict=True)
