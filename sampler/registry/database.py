"""The one door to SQLite for the registry: pragmas, migrations, errors without values."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from sampler.errors import IntegrityError, LockedError, NoSpaceError, SamplerError

REVISION = "0003"
PRAGMAS = {  # name: (set to, reads back as); each is read back, since builds differ in what they allow
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),  # without it INSERT OR REPLACE passes the append-only triggers
    "secure_delete": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "temp_store": ("MEMORY", 2),
    "busy_timeout": ("30000", 30000),
}


def open_engine(path: Path) -> Engine:
    """Open the registry's database; each transaction of `writing` begins at once, so writers queue."""
    engine = create_engine(URL.create("sqlite", database=os.fspath(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        for name, (value, expected) in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}={value}")
            if cursor.execute(f"PRAGMA {name}").fetchone()[0] != expected:
                raise IntegrityError(f"this SQLite does not keep the setting {name}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: committed at the end of the block, or rolled back whole."""
    with translated_errors(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent read."""
    with translated_errors(), engine.connect().execution_options(reading=True) as connection:
        yield connection


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the driver's errors, which may quote a row, into ours."""
    try:
        yield
    except SamplerError:
        raise
    except (DBAPIError, sqlite3.Error) as error:
        raise _translated(error) from None


def _translated(error: DBAPIError | sqlite3.Error) -> SamplerError:
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(original, "sqlite_errorcode", 0) or 0
    name = getattr(original, "sqlite_errorname", "") or type(original).__name__
    primary = code & 0xFF
    if primary in (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    ):
        return NoSpaceError(f"the registry can't be written ({name})", "free some space, then run again")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LockedError("the registry is busy", "wait for the other command and run again")
    return IntegrityError(f"the registry refused the change ({name})", "sampler ledger verify")


def migrate(engine: Engine) -> None:
    """Bring the tables to this version's revision; loads Alembic only when there is something to do."""
    with reading(engine) as connection:
        known = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type='table' AND name='alembic_version'")
        ).scalar()
        if known and connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == REVISION:
            return
    from alembic import command  # noqa: PLC0415 - costs 0.3 s, needed once per version
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", os.fspath(Path(__file__).with_name("migrations")))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def guards(engine: Engine) -> set[str]:
    """The triggers of the database, as they were written."""
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT sql FROM sqlite_master WHERE type='trigger'"))
        return {row.sql for row in rows}


def checkpoint(engine: Engine) -> bool:
    """Fold the write-ahead log into the database and truncate it; false while a reader holds it."""
    with translated_errors(), closing(engine.raw_connection()) as connection:
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return busy is not None and busy[0] == 0
