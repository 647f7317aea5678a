"""A MariaDB or MySQL database filled with a sample's tables; after an error it is dropped again."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from sampler.databases.schemas import WAIT_SECONDS, Fill, Limits
from sampler.databases.servers import NO_DRIVER, Address, mysql_words
from sampler.databases.sqlite_file import MARKER, NewTable
from sampler.errors import (
    MissingExtraError,
    NoSpaceError,
    SamplerError,
    ServerDownError,
    UnreadableError,
    UsageError,
)

LONGEST_NAME = 64
MOST_COLUMNS = 190  # InnoDB refuses a table whose rows might not fit half a page: 40 bytes for each text
FULL = (1021, 1037, 1041, 1114)
DENIED = (1044, 1142, 1227)
TAKEN = 1007
LOST = (1053, 1927, 2002, 2003, 2006, 2013, 2014, 2055)
QUIET = ("sql_log_bin = 0", "sql_log_off = 1", "slow_query_log = 0")


def fitting(name: str) -> str:
    """A name in ASCII, cut to what the server keeps: `prenom` and `prénom` are one column to it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip("_")[:LONGEST_NAME]


LIMITS = Limits(MOST_COLUMNS, fitting)


def quoted(*names: str) -> str:
    """A name between backticks."""
    return ".".join("`" + name.replace("`", "``") + "`" for name in names)


@contextmanager
def connected(address: Address) -> Iterator[Any]:
    """A cursor; an error of the server becomes one of ours, without its words.

    Raises:
        MissingExtraError: the driver is not installed.
        ServerDownError: the server does not answer, or ended the connection.
    """
    try:
        import pymysql  # noqa: PLC0415 - an extra, loaded when a server is asked
    except ImportError:
        raise MissingExtraError(NO_DRIVER.format("mysql")) from None
    try:
        with pymysql.connect(**mysql_words(address), charset="utf8mb4") as connection:
            cursor = connection.cursor()
            cursor.execute(f"SET SESSION sql_mode = 'STRICT_ALL_TABLES', lock_wait_timeout = {WAIT_SECONDS}")
            yield cursor
    except SamplerError:
        raise
    except (pymysql.Error, OSError, RuntimeError) as error:  # its words may hold the address, or a value
        raise _ours(number_of(error)) from None


def number_of(error: BaseException) -> int:
    """The server's number for an error; 0 when it is not the server's."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def _ours(number: int) -> SamplerError:
    if number in FULL:
        return NoSpaceError("the database server's disk or memory is full")
    if number == TAKEN:
        return UsageError("a database of that name is there already and is not overwritten")
    if number in DENIED:
        return UsageError("the database user may not do that there", "GRANT ALL ON `sampler\\_%`.* TO user")
    if not number or number in LOST:
        return ServerDownError("the database server did not answer", "start it, then run this again")
    return UnreadableError(f"the database server refused the work (error {number})")


@contextmanager
def making(address: Address, name: str, marks: dict[str, str]) -> Iterator[Fill]:
    """Make a database with its marker; the block fills it. Whatever fails, the database is dropped again."""
    with connected(address) as cursor:
        _be_quiet(cursor)
        cursor.execute(f"CREATE DATABASE {quoted(name)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    try:
        with connected(address) as cursor:
            _be_quiet(cursor)
            marker, made = quoted(name, MARKER), list[str]()
            cursor.execute(
                f"CREATE TABLE {marker} (name VARCHAR(64) PRIMARY KEY, value LONGTEXT NOT NULL) ENGINE=InnoDB"
            )
            insert = f"INSERT INTO {marker} VALUES (%s, %s)"  # noqa: S608 - quoted
            cursor.executemany(insert, sorted(marks.items()))
            cursor.connection.commit()
            yield partial(_fill, cursor, name, made)
            cursor.executemany(insert, [(f"table:{n}", table) for n, table in enumerate(made)])
            cursor.connection.commit()
    except BaseException:
        with suppress(ServerDownError), connected(address) as cursor:  # down: whoever recorded it tries again
            _be_quiet(cursor)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)}")
        raise


def _be_quiet(cursor: Any) -> None:  # noqa: ANN401 - PyMySQL's, an extra
    """Keep the rows out of the server's logs, where the user may; never write them to a log in the clear."""
    from pymysql import Error  # noqa: PLC0415 - as above

    for setting in QUIET:
        with suppress(Error):
            cursor.execute(f"SET SESSION {setting}")
    cursor.execute("SELECT @@GLOBAL.general_log, @@SESSION.sql_log_off")
    logged, off = cursor.fetchone()
    if int(logged) and not int(off):
        raise UsageError(
            "the server writes every statement to its general log: the rows would stay there",
            "SET GLOBAL general_log = OFF",
        )


def _fill(cursor: Any, name: str, made: list[str], table: NewTable) -> int:  # noqa: ANN401 - as above
    target, columns = quoted(name, table.name), ", ".join(f"{quoted(c)} LONGTEXT" for c in table.columns)
    cursor.execute(f"CREATE TABLE {target} ({columns}) ENGINE=InnoDB")
    made.append(table.name)
    places = ", ".join(["%s"] * len(table.columns))
    try:
        count = cursor.executemany(f"INSERT INTO {target} VALUES ({places})", table.rows)  # noqa: S608 - quoted
    except UnicodeEncodeError:
        raise UnreadableError(
            f"table {len(made)} holds a character that is not text",
            "sampler load … --into sqlite:///dev.db keeps it",
        ) from None
    cursor.connection.commit()
    return max(count or 0, 0)
