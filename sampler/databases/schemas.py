"""Schemas on a server: made for a fixture, known by a marker, dropped, and looked for afterwards.

A schema is what PostgreSQL calls so, and what MariaDB and MySQL call a database. One without a name stands
for the whole PostgreSQL database of its address, which only a person can have registered.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sampler.databases.servers import Address
from sampler.databases.sqlite_file import MARKER, NewTable

__all__ = ["MARKER", "Dropped", "Fill", "Hindrance", "Limits", "Schemas", "Word", "limits", "opened"]

WAIT_SECONDS = 5  # for the locks of others, and for replicas to follow
Fill = Callable[[NewTable], int]


class Word(StrEnum):
    """What stands in the way of saying that a schema is gone; or that it was dropped."""

    DROPPED = "dropped"
    IN_USE = "in-use"
    PREPARED = "prepared"
    DEPENDED = "depended"
    FOREIGN = "foreign"
    DENIED = "denied"
    SLOT = "slot"
    REPLICA = "replica"
    ARCHIVE = "archive"
    BINARY_LOG = "binary-log"
    QUERY_LOG = "query-log"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What still holds rows, or stands in the way; `name` is the server's, and `hint` ends it."""

    word: Word
    name: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What came of a drop: where the server's log stood then, and whether a publication had the tables."""

    position: str
    published: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server takes: columns in a table, and how a name is made to fit."""

    columns: int
    name: Callable[[str], str]


class Schemas(Protocol):
    """A connection to one server."""

    def exists(self, name: str) -> bool:
        """Say whether the catalogue has a schema of this name."""

    def empty(self, name: str) -> bool:
        """Say whether nothing is in it."""

    def marks(self, name: str) -> dict[str, str]:
        """What its marker says; empty if there is none: it is not one of ours."""

    def marked(self, marks: dict[str, str]) -> list[str]:
        """The schemas whose markers say this, whatever their names are by now."""

    def drop(self, name: str, *, whole: bool) -> Dropped | Hindrance:
        """Drop a schema; `whole` allows tables that its marker does not name. A hindrance leaves them."""

    def holding(self, name: str, position: str) -> Hindrance | None:
        """What of the server still keeps the rows of a dropped schema, as far as the server says."""

    def position(self) -> str:
        """Where the server's log stands now."""


def limits(address: Address) -> Limits:
    """What the server of an address takes."""
    if address.is_postgres:
        from sampler.databases import postgres_tables  # noqa: PLC0415 - each driver is an extra

        return postgres_tables.LIMITS
    from sampler.databases import mysql_tables  # noqa: PLC0415 - as above

    return mysql_tables.LIMITS


def making(address: Address, name: str, marks: dict[str, str]) -> AbstractContextManager[Fill]:
    """Make a schema with its marker; the block fills it. After an error in the block nothing of it is left.

    Raises:
        ServerDownError: the server does not answer.
        UsageError: the name is taken, the user may not, or the server would keep the rows elsewhere too.
        UnreadableError: it does not keep the values.
    """
    if address.is_postgres:
        from sampler.databases import postgres_tables  # noqa: PLC0415 - each driver is an extra

        return postgres_tables.making(address, name, marks)
    from sampler.databases import mysql_tables  # noqa: PLC0415 - as above

    return mysql_tables.making(address, name, marks)


@contextmanager
def opened(address: Address) -> Iterator[Schemas]:
    """Connect to look at schemas and to drop them.

    Raises:
        MissingExtraError: the driver is not installed.
        ServerDownError: the server does not answer.
    """
    if address.is_postgres:
        from sampler.databases import postgres_schemas  # noqa: PLC0415 - each driver is an extra

        with postgres_schemas.opened(address) as server:
            yield server
        return
    from sampler.databases import mysql_schemas  # noqa: PLC0415 - as above

    with mysql_schemas.opened(address) as other:
        yield other
