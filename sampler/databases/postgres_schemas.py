"""PostgreSQL schemas and databases, dropped and looked for: in the catalogue, and where rows may be kept."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sampler.databases.postgres_tables import connected
from sampler.databases.schemas import WAIT_SECONDS, Dropped, Hindrance, Word
from sampler.databases.servers import Address
from sampler.databases.sqlite_file import MARKER
from sampler.errors import ServerDownError

ELSEWHERE = "postgres"  # where to connect while a database is dropped
LOCKED, BUSY, DEPENDED, DENIED = "55P03", "55006", "2BP01", "42501"
WORDS = {LOCKED: Word.IN_USE, BUSY: Word.IN_USE, DEPENDED: Word.DEPENDED, DENIED: Word.DENIED}
TABLES = "('r', 'p', 'f', 'm')"  # what holds rows; a view holds none
FOREIGN = f"SELECT relname FROM pg_class WHERE relnamespace = %s AND relkind IN {TABLES}"  # noqa: S608 - no value
OF_NAME = "SELECT oid FROM pg_namespace WHERE nspname = %s"
# Everything that a cascade could take along outside the schema: its objects, constraints, columns, defaults.
OUTSIDE = """
WITH mine AS (SELECT oid FROM pg_namespace WHERE oid = %s OR nspname LIKE 'pg\\_%%')
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM mine)),
       (SELECT count(*) FROM pg_constraint WHERE connamespace NOT IN (SELECT oid FROM mine)),
       (SELECT count(*) FROM pg_proc WHERE pronamespace NOT IN (SELECT oid FROM mine)),
       (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE NOT a.attisdropped AND c.relnamespace NOT IN (SELECT oid FROM mine)),
       (SELECT count(*) FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
         WHERE c.relnamespace NOT IN (SELECT oid FROM mine))
"""
PREPARED = """
SELECT coalesce(p.gid, '') FROM pg_locks l
  JOIN pg_class c ON c.oid = l.relation
  LEFT JOIN pg_locks x ON x.pid IS NULL AND x.virtualtransaction = l.virtualtransaction
       AND x.locktype = 'transactionid'
  LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid
 WHERE l.pid IS NULL AND c.relnamespace = %s
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) LIMIT 1
"""
OUR_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE application_name = %s AND usename = current_user AND pid <> pg_backend_pid()
"""
SLOTS = """
SELECT slot_name FROM pg_replication_slots
 WHERE (slot_type = 'logical' AND database = %s) OR restart_lsn <= %s::pg_lsn ORDER BY slot_name LIMIT 1
"""
REPLICAS = """
SELECT application_name FROM pg_stat_replication
 WHERE replay_lsn IS NULL OR replay_lsn < %s::pg_lsn ORDER BY 1 LIMIT 1
"""


@contextmanager
def opened(address: Address) -> Iterator["PostgresSchemas"]:
    """Connect to the database of an address; to another one of its server if that is to go, or is gone."""
    with ExitStack() as stack:
        if not address.schema:
            connection = stack.enter_context(connected(replace(address, name=ELSEWHERE)))
            connection.autocommit = True
            yield PostgresSchemas(connection, address.name, database=True)
            return
        try:
            connection = stack.enter_context(connected(address))
            gone = False
        except ServerDownError:  # or the database is not there
            connection = stack.enter_context(connected(replace(address, name=ELSEWHERE)))
            gone = True
        connection.autocommit = True
        server = PostgresSchemas(connection, address.name, database=gone)
        if gone and server.exists(address.schema):
            raise ServerDownError("the database server did not answer")
        yield server


@dataclass
class PostgresSchemas:
    """The schemas of one database, or with `database` the whole database seen from another one."""

    connection: Any  # psycopg's, an extra
    name: str
    database: bool = False

    def _one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - what the query gives
        row = self.connection.execute(query, values or None).fetchone()
        return row[0] if row else None

    def exists(self, name: str) -> bool:
        """Say whether the catalogue has it."""
        if self.database:
            return self._one("SELECT 1 FROM pg_database WHERE datname = %s", self.name) is not None
        return self._one(OF_NAME, name) is not None

    def empty(self, name: str) -> bool:
        """Say whether a schema has no relation; a database is never taken for empty."""
        query = "SELECT 1 FROM pg_class WHERE relnamespace = %s LIMIT 1"
        return not self.database and self._one(query, self._one(OF_NAME, name)) is None

    def marks(self, name: str) -> dict[str, str]:
        """What the marker in a schema says."""
        from psycopg import Error, sql  # noqa: PLC0415 - an extra

        if self.database or not self.exists(name):
            return {}
        query = sql.SQL("SELECT name, value FROM {}").format(sql.Identifier(name, MARKER))
        try:
            return dict(self.connection.execute(query).fetchall())
        except Error:  # no marker, or a table of that name that is none
            return {}

    def marked(self, marks: dict[str, str]) -> list[str]:
        """The schemas of this database whose markers say this."""
        if self.database:
            return []
        query = (
            "SELECT nspname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE relname = %s"
        )
        names = [row[0] for row in self.connection.execute(query, (MARKER,)).fetchall()]
        return [name for name in sorted(names) if marks.items() <= self.marks(name).items()]

    def position(self) -> str:
        """The end of the write-ahead log."""
        return str(self._one("SELECT pg_current_wal_lsn()"))

    def drop(self, name: str, *, whole: bool) -> Dropped | Hindrance:
        """Drop a schema in one transaction, or a whole database; what else depends on it stops that."""
        from psycopg import Error  # noqa: PLC0415 - an extra

        try:
            published = not self.database and self._published(name)
            hindrance = self._drop_database() if self.database else self._drop_schema(name, whole=whole)
        except Error as error:
            word = WORDS.get(error.sqlstate or "")
            if word is None:
                raise
            return Hindrance(word)
        return hindrance or Dropped(self.position(), published)

    def _published(self, name: str) -> bool:
        return (
            self._one("SELECT 1 FROM pg_publication_tables WHERE schemaname = %s LIMIT 1", name) is not None
        )

    def _drop_database(self) -> Hindrance | None:
        from psycopg import sql  # noqa: PLC0415 - an extra

        slot = self._one(
            "SELECT slot_name FROM pg_replication_slots WHERE database = %s ORDER BY 1 LIMIT 1", self.name
        )
        if slot is not None:
            return _slot(slot)
        gid = self._one("SELECT gid FROM pg_prepared_xacts WHERE database = %s LIMIT 1", self.name)
        if gid is not None:
            return _prepared(gid)
        self.connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self.name)))
        return None

    def _drop_schema(self, name: str, *, whole: bool) -> Hindrance | None:
        from psycopg import sql  # noqa: PLC0415 - an extra

        self._one(OUR_SESSIONS, name)
        schema = self._one(OF_NAME, name)
        gid = self._one(PREPARED, schema)
        if gid is not None:
            return _prepared(gid)
        marks = self.marks(name)
        ours = {value for key, value in marks.items() if key.startswith("table:")} | {MARKER}
        with self.connection.transaction() as undoing:
            others = self._tables(schema) - ours
            before = self._one_row(OUTSIDE, schema)
            if others and not whole:
                hindrance = self._drop_ours(name, schema, ours - {MARKER}, others)
            else:
                self.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
                hindrance = None
            if self._one_row(OUTSIDE, schema) != before:
                hindrance = Hindrance(Word.DEPENDED)
            if hindrance is not None and hindrance.word == Word.DEPENDED:
                from psycopg import Rollback  # noqa: PLC0415 - as above

                raise Rollback(undoing)
        return hindrance

    def _drop_ours(self, name: str, schema: int, ours: set[str], others: set[str]) -> Hindrance:
        from psycopg import sql  # noqa: PLC0415 - an extra

        if there := sorted(self._tables(schema) & ours):
            tables = sql.SQL(", ").join(sql.Identifier(name, table) for table in there)
            self.connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(tables))
        kept = self._tables(schema) - ours - {MARKER}
        hint = f'DROP SCHEMA "{name}" CASCADE, if they may go'
        return Hindrance(Word.FOREIGN if kept == others else Word.DEPENDED, name, hint)

    def _tables(self, schema: int) -> set[str]:
        return {row[0] for row in self.connection.execute(FOREIGN, (schema,)).fetchall()}

    def _one_row(self, query: str, *values: object) -> Any:  # noqa: ANN401 - what the query gives
        return self.connection.execute(query, values).fetchone()

    def holding(self, name: str, position: str) -> Hindrance | None:  # noqa: ARG002 - as other servers
        """A slot with the log of before the drop, a replica that did not follow, an archive of the log."""
        end = time.monotonic() + WAIT_SECONDS
        while (found := self._kept(position)) is not None and found.word == Word.REPLICA:
            if time.monotonic() > end:
                return found
            time.sleep(0.1)
        if found is not None:
            return found
        if self._one("SHOW archive_mode") != "off":
            return Hindrance(Word.ARCHIVE, hint="remove the archived WAL of before the drop, then attest it")
        return None

    def _kept(self, position: str) -> Hindrance | None:
        slots = self.connection.execute(SLOTS, (self.name, position)).fetchall()
        replica = self._one(REPLICAS, position)
        streaming = self._one("SELECT 1 FROM pg_stat_replication LIMIT 1") is not None
        for (slot,) in slots:
            logical = self._one("SELECT slot_type FROM pg_replication_slots WHERE slot_name = %s", slot)
            if logical == "logical" or not streaming:
                return _slot(slot)
            return Hindrance(Word.REPLICA, slot)
        return None if replica is None else Hindrance(Word.REPLICA, replica)


def _slot(name: str) -> Hindrance:
    return Hindrance(Word.SLOT, name, f"SELECT pg_drop_replication_slot('{name}')")


def _prepared(gid: str) -> Hindrance:
    return Hindrance(Word.PREPARED, gid, f"ROLLBACK PREPARED '{gid}'")
