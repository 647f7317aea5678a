"""MariaDB and MySQL databases, dropped and looked for: in the catalogue, and where rows may be kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sampler.databases.mysql_tables import connected, number_of, quoted
from sampler.databases.schemas import Dropped, Hindrance, Word
from sampler.databases.servers import Address
from sampler.databases.sqlite_file import MARKER

WORDS = {
    **dict.fromkeys((1205, 1213), Word.IN_USE),
    **dict.fromkeys((1217, 1451, 3730), Word.DEPENDED),
    **dict.fromkeys((1044, 1142, 1227), Word.DENIED),
}
NO_LOG, UNKNOWN = "no-log", "unknown"
NO_LOGGING, NOT_ALLOWED = 1381, 1227
NOT_THERE = (1049, 1054, 1146, 1356)


@contextmanager
def opened(address: Address) -> Iterator["MysqlSchemas"]:
    """Connect to the server of an address, to none of its databases."""
    with connected(replace(address, name="")) as cursor:
        yield MysqlSchemas(cursor)


@dataclass
class MysqlSchemas:
    """The databases of one server."""

    cursor: Any  # PyMySQL's, an extra

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        self.cursor.execute(query, values or None)
        return list(self.cursor.fetchall())

    def exists(self, name: str) -> bool:
        """Say whether the catalogue has it."""
        query = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
        return bool(self._rows(query, name))

    def empty(self, name: str) -> bool:
        """Say whether it has no table and no view."""
        return not self._tables(name, views=True)

    def marks(self, name: str) -> dict[str, str]:
        """What the marker in a database says."""
        from pymysql import Error  # noqa: PLC0415 - an extra

        query = f"SELECT * FROM {quoted(name, MARKER)}"  # noqa: S608 - quoted
        try:
            return {str(key): str(value) for key, value in self._rows(query)}
        except (Error, ValueError) as error:  # no marker, or a table of that name that is none
            if isinstance(error, Error) and number_of(error) not in NOT_THERE:
                raise
            return {}

    def marked(self, marks: dict[str, str]) -> list[str]:
        """The databases of this server whose markers say this."""
        query = "SELECT table_schema FROM information_schema.tables WHERE table_name = %s ORDER BY 1"
        names = [row[0] for row in self._rows(query, MARKER)]
        return [name for name in names if marks.items() <= self.marks(name).items()]

    def position(self) -> str:
        """The binary log that is being written; `no-log` when there is none."""
        if not int(self._rows("SELECT @@GLOBAL.log_bin")[0][0]):
            return NO_LOG
        names = self._logs()
        return names[-1] if names else UNKNOWN

    def _logs(self) -> list[str]:
        from pymysql import Error  # noqa: PLC0415 - an extra

        try:
            return [str(row[0]) for row in self._rows("SHOW BINARY LOGS")]
        except Error as error:
            if number_of(error) not in (NO_LOGGING, NOT_ALLOWED):
                raise
            return []

    def drop(self, name: str, *, whole: bool) -> Dropped | Hindrance:
        """Drop a database, or of one that others use only our tables."""
        from pymysql import Error  # noqa: PLC0415 - an extra

        marks = self.marks(name)
        ours = {value for key, value in marks.items() if key.startswith("table:")} | {MARKER}
        tables = self._tables(name)
        try:
            if tables - ours and not whole:
                for table in sorted(tables & ours - {MARKER}):
                    self.cursor.execute(f"DROP TABLE IF EXISTS {quoted(name, table)}")
                return Hindrance(Word.FOREIGN, name, f"DROP DATABASE {quoted(name)}, if they may go")
            self.cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)}")
        except Error as error:
            word = WORDS.get(number_of(error))
            if word is None:
                raise
            prepared = self._prepared() if word == Word.IN_USE else None
            return prepared or Hindrance(word)
        return Dropped(self.position())

    def _tables(self, name: str, *, views: bool = False) -> set[str]:
        query = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = %s"
        return {row[0] for row in self._rows(query, name) if views or row[1] != "VIEW"}

    def _prepared(self) -> Hindrance | None:
        found = self._rows("XA RECOVER")
        if not found:
            return None
        data = found[0][3]
        name = (data if isinstance(data, str) else bytes(data).decode("ascii", "replace"))[: int(found[0][1])]
        return Hindrance(Word.PREPARED, name, f"XA ROLLBACK '{name}'")

    def holding(self, name: str, position: str) -> Hindrance | None:  # noqa: ARG002 - as other servers
        """A prepared transaction, a binary log of before the drop, a query log."""
        if prepared := self._prepared():
            return prepared
        if position != NO_LOG:
            logs = self._logs()
            if not logs or position == UNKNOWN or _number(logs[0]) <= _number(position):
                hint = f"FLUSH BINARY LOGS, then PURGE BINARY LOGS TO the one after {position}"
                return Hindrance(Word.BINARY_LOG, logs[0] if logs else "", hint)
        if any(int(value) for value in self._rows("SELECT @@GLOBAL.general_log, @@GLOBAL.slow_query_log")[0]):
            return Hindrance(Word.QUERY_LOG, hint="clear the general and slow query logs, then attest it")
        return None


def _number(log: str) -> int:
    """The number of a binary log; one without counts as the first: it may hold anything."""
    digits = log.rpartition(".")[2]
    return int(digits) if digits.isdecimal() else 0
