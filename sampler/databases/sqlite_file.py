"""A SQLite file that holds a sample's tables and a marker that says whose they are."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sampler.errors import NoSpaceError, UnreadableError

MARKER = "sampler_copy"
MARK = "INSERT INTO sampler_copy VALUES (?, ?)"
MARKS = "SELECT name, value FROM sampler_copy"
OUR_TABLES = "SELECT value FROM sampler_copy WHERE name LIKE 'table:%'"
SIDE_FILES = ("-wal", "-shm", "-journal")
MOST_COLUMNS = 2000  # SQLITE_MAX_COLUMN, unless a build changed it
AFFINITY = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "TEXT"}  # any other type is TEXT


@dataclass(frozen=True, slots=True)
class NewTable:
    """A table to be made: unique column names, their types as formats name them, rows of text or null."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterable[Sequence[str | None]]

    def __post_init__(self) -> None:
        if len({name.casefold() for name in self.columns}) != len(self.columns):
            raise ValueError("column names differ, whatever their case")


def create(path: Path, tables: Iterable[NewTable], marks: dict[str, str]) -> dict[str, int]:
    """Make a new database file with these tables; give the row count of each.

    A value goes in as text and SQLite's affinity makes a number of it only if that loses nothing.

    Raises:
        NoSpaceError: the disk is full.
    """
    path.touch(0o600, exist_ok=False)
    counts: dict[str, int] = {}
    with _connection(path) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")  # a crash throws all of it away: no file beside it
        connection.execute(f"CREATE TABLE {MARKER} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        for table in tables:
            counts[table.name] = _fill(connection, table)
        connection.executemany(MARK, sorted(marks.items()))
        connection.executemany(MARK, [(f"table:{n}", name) for n, name in enumerate(counts)])
        connection.commit()
    return counts


def _fill(connection: sqlite3.Connection, table: NewTable) -> int:
    columns = ", ".join(
        f"{_quoted(name)} {AFFINITY.get(kind, 'TEXT')}"
        for name, kind in zip(table.columns, table.types, strict=True)
    )
    connection.execute(f"CREATE TABLE {_quoted(table.name)} ({columns})")
    places = ", ".join("?" * len(table.columns))
    cursor = connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", table.rows)  # noqa: S608 - quoted
    return max(cursor.rowcount, 0)


def marks(path: Path) -> dict[str, str]:
    """What the marker says; empty if there is none: the file is not one of ours."""
    try:
        with _connection(path) as connection:
            return dict(connection.execute(MARKS))
    except UnreadableError:
        return {}


def foreign_tables(path: Path) -> bool:
    """Say whether tables stand there that were not made by `create`."""
    with _connection(path) as connection:
        names = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }
        ours = {row[0] for row in connection.execute(OUR_TABLES)}
    return bool({name for name in names if not name.startswith("sqlite_")} - ours - {MARKER})


def drop_ours(path: Path) -> bool:
    """Drop the tables that `create` made, compact the file, and say whether they are gone."""
    with _connection(path) as connection:
        ours = [row[0] for row in connection.execute(OUR_TABLES)]
        connection.execute("PRAGMA secure_delete=ON")
        for name in [*ours, MARKER]:
            connection.execute(f"DROP TABLE IF EXISTS {_quoted(name)}")
        connection.commit()
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        left = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return not left & set(ours)


def files_of(path: Path) -> Iterator[Path]:
    """The database file and the side files that SQLite may have left."""
    yield path
    yield from (path.with_name(path.name + suffix) for suffix in SIDE_FILES)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            yield connection
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise NoSpaceError("the database can't be written: the disk is full or failing") from None
        raise UnreadableError("the database can't be read or has no table of ours") from None
    except sqlite3.DatabaseError:
        raise UnreadableError("the file is not a SQLite database") from None
