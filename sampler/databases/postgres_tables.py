"""A PostgreSQL schema filled with a sample's tables, in one transaction: all of it is there, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sampler.databases.schemas import WAIT_SECONDS, Fill, Limits
from sampler.databases.servers import NO_DRIVER, Address, postgres_words
from sampler.databases.sqlite_file import MARKER, NewTable
from sampler.errors import (
    MissingExtraError,
    NoSpaceError,
    SamplerError,
    ServerDownError,
    UnreadableError,
    UsageError,
)

LONGEST_NAME = 63  # bytes: NAMEDATALEN - 1
MOST_COLUMNS = 400  # a row of short texts must fit a page of 8 KiB: 18 bytes for each that is moved out
FULL = ("53100", "53200")
TAKEN, DENIED = "42P06", "42501"


def fitting(name: str) -> str:
    """A name cut to what the server keeps, between characters."""
    return name.encode()[:LONGEST_NAME].decode(errors="ignore")


LIMITS = Limits(MOST_COLUMNS, fitting)


@contextmanager
def connected(address: Address, called: str = "sampler") -> Iterator[Any]:
    """A connection whose statements are one transaction; it is known to others as `called`.

    Raises:
        MissingExtraError: the driver is not installed.
        ServerDownError: the server does not answer, or ended the connection.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra, loaded when a server is asked
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as above
    except ImportError:
        raise MissingExtraError(NO_DRIVER.format("postgres")) from None
    options = f"-c lock_timeout={WAIT_SECONDS}s -c client_encoding=UTF8"
    words = make_conninfo(postgres_words(address), application_name=called[:LONGEST_NAME], options=options)
    try:
        with psycopg.connect(words) as connection:
            yield connection
    except SamplerError:
        raise
    except psycopg.Error as error:  # its words may hold the address, or a value
        raise _ours(error, psycopg.OperationalError) from None


def _ours(error: Any, lost: type[Exception]) -> SamplerError:  # noqa: ANN401 - psycopg's, an extra
    state = error.sqlstate or ""
    if state in FULL:
        return NoSpaceError("the database server's disk or memory is full")
    if state == TAKEN:
        return UsageError("a schema of that name is there already and is not overwritten")
    if state == DENIED:
        return UsageError("the database user may not do that there", "GRANT CREATE ON DATABASE name TO user")
    if isinstance(error, lost) and (not state or state.startswith(("08", "57"))):
        return ServerDownError("the database server did not answer", "start it, then run this again")
    return UnreadableError(f"the database server refused the work (SQLSTATE {state or 'none'})")


@contextmanager
def making(address: Address, name: str, marks: dict[str, str]) -> Iterator[Fill]:
    """Make a schema with its marker; the block fills it, and the end of the block commits all of it."""
    from psycopg import sql  # noqa: PLC0415 - as psycopg

    with connected(address, name) as connection:
        encoding = connection.execute("SHOW server_encoding").fetchone()[0]
        if encoding != "UTF8":
            raise UsageError("the database does not keep UTF-8", "createdb -E UTF8 -T template0 name")
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        marker = sql.Identifier(name, MARKER)
        connection.execute(
            sql.SQL("CREATE TABLE {} (name text PRIMARY KEY, value text NOT NULL)").format(marker)
        )
        insert = sql.SQL("INSERT INTO {} VALUES (%s, %s)").format(marker)
        with connection.cursor() as cursor:
            cursor.executemany(insert, sorted(marks.items()))
            made: list[str] = []
            yield partial(_fill, cursor, name, made)
            cursor.executemany(insert, [(f"table:{n}", table) for n, table in enumerate(made)])


def _fill(cursor: Any, name: str, made: list[str], table: NewTable) -> int:  # noqa: ANN401 - psycopg's
    import psycopg  # noqa: PLC0415 - an extra
    from psycopg import sql  # noqa: PLC0415 - as above

    target = sql.Identifier(name, table.name)
    columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(c)) for c in table.columns)
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(target, columns))
    made.append(table.name)
    number = 0
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
        for number, row in enumerate(table.rows, 1):
            try:
                copy.write_row(row)
            except (psycopg.DataError, UnicodeEncodeError):
                raise UnreadableError(
                    f"row {number} of table {len(made)} holds a character that PostgreSQL can't keep",
                    "sampler load … --into sqlite:///dev.db keeps it",
                ) from None
    return number
