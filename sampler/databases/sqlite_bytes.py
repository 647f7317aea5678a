"""A SQLite database made in memory and given as bytes: nothing of it touches the disk in the clear."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from sampler.databases.sqlite_file import AFFINITY, NewTable
from sampler.errors import UnreadableError


def database_bytes(tables: Iterable[NewTable]) -> bytes:
    """The file of a database with these tables; the caller makes sure that memory holds it.

    A value goes in as text and SQLite's affinity makes a number of it only if that loses nothing.

    Raises:
        UnreadableError: SQLite can't hold a table: it is too wide, or a value too long.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            for table in tables:
                columns = ", ".join(
                    f"{quoted(name)} {AFFINITY.get(kind, 'TEXT')}"
                    for name, kind in zip(table.columns, table.types, strict=True)
                )
                connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
                places = ", ".join("?" * len(table.columns))
                connection.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({places})", table.rows)  # noqa: S608 - quoted
            connection.commit()
            return connection.serialize()
    except sqlite3.Error:
        raise UnreadableError("a table can't be put into a SQLite database") from None


def quoted(name: str) -> str:
    """A name as standard SQL writes one that may hold any sign."""
    return '"' + name.replace('"', '""') + '"'
