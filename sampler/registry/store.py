"""The registry: reads rows, and records acts, each one transaction of state change and signed event."""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from sampler.errors import IntegrityError, NoSpaceError, NotFoundError, SamplerError
from sampler.model.canonical import canonical_json
from sampler.registry import schema
from sampler.registry.database import checkpoint, guards, migrate, open_engine, reading, writing
from sampler.registry.ledger import GENESIS, Entry, Head, body_digest, entry_hash, signed_bytes

if TYPE_CHECKING:
    from sampler.registry.verify import Verification

Row = dict[str, Any]
Stamp = tuple[tuple[int, ...], ...]
_PIECES = re.compile(r"\d+|\D")
BACKWARDS = timedelta(minutes=5)  # a clock may be corrected by this much without a word


@dataclass(slots=True)
class Act:
    """What one event changes; filled inside `Registry.act`, written when the block ends."""

    event: str
    actor: str
    changes: list[tuple[str, str, Row]] = field(default_factory=list)
    details: list[tuple[str, str, str]] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def put(self, table: str, row_id: str, **columns: str | int | None) -> None:
        """Insert the row or change these columns of it."""
        unknown = set(columns) - set(schema.STATE_TABLES[table].c.keys())
        if unknown:
            raise ValueError(f"{table} has no such column")
        self.changes.append((table, row_id, columns))

    def detail(self, table: str, row_id: str, **fields: str) -> None:
        """Keep what may name people: in a row that can be redacted, sealed in the ledger by a digest."""
        self.details.extend((f"{table}/{row_id}", name, value) for name, value in fields.items())

    def redact(self, table: str, row_id: str, *fields: str) -> None:
        """Forget details, on record."""
        self.redacted.extend(f"{table}/{row_id}#{name}" for name in fields)


class Registry:
    """The database of one home. `sign` signs event hashes; without it the registry can only be read."""

    def __init__(
        self, path: Path, now: Callable[[], datetime], sign: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._opened = open_engine(path)
        # a commit failed, and nobody knows whether the next process will find it
        self._in_doubt = False
        self._files = (path, path.with_name(f"{path.name}-wal"))
        # the stamp under which tables and ledger agreed, and what was found
        self.verified: tuple[Stamp, Verification] | None = None
        self._now = now
        self.sign = sign
        migrate(self._engine)

    @property
    def _engine(self) -> Engine:
        if self._in_doubt:
            raise NoSpaceError(
                "whether the last act is on record is not known before the registry is opened again"
            )
        return self._opened

    def close(self) -> None:
        """Let go of the database file."""
        self._opened.dispose()

    def stamp(self) -> Stamp:
        """What the system says of the database's files; another one after every write, whoever writes.

        The time of the last change of a file's state is in it, which no program can set back.
        """
        return tuple(_stamp(path) for path in self._files)

    def checkpoint(self) -> bool:
        """Leave nothing in the write-ahead log; false while another process reads."""
        return checkpoint(self._engine)

    def create_chain(self, public_key: bytes) -> None:
        """Begin the ledger; a registry has exactly one chain."""
        with writing(self._engine) as connection:
            row = {"id": 1, "chain_id": secrets.token_bytes(16), "public_key": public_key}
            connection.execute(insert(schema.chain).values(row))

    def chain(self) -> tuple[bytes, bytes]:
        """The chain's id and the public key of its events.

        Raises:
            IntegrityError: there is none.
        """
        with reading(self._engine) as connection:
            return _chain(connection)

    def has_chain(self) -> bool:
        """Say whether `init` got as far as beginning the ledger."""
        with reading(self._engine) as connection:
            return connection.execute(select(schema.chain.c.id)).first() is not None

    @contextmanager
    def act(self, event: str, *, actor: str, **facts: str | int | bool | list[str]) -> Iterator[Act]:
        """Record one act: at the end of the block its changes and its event are committed together.

        `facts` stand in the ledger for good: ids, counts and fixed words only. After a commit that failed
        and may come back, the registry refuses every question: what depends on it is for the next command.
        """
        act, complete = Act(event, actor, facts=dict(facts)), False
        yield act
        try:
            with writing(self._engine) as connection:
                self._append(connection, act)
                complete = True
        except SamplerError:
            if complete:
                self._forget_failed()
            raise

    def _forget_failed(self) -> None:
        """Take a commit that failed out of the log, where it may stand whole and only not be synced.

        Else SQLite would find it there once the log is opened anew, as if it had not failed.
        """
        try:
            self._in_doubt = not self.checkpoint()
        except SamplerError:
            self._in_doubt = True

    def _append(self, connection: Connection, act: Act) -> None:
        if self.sign is None:
            raise IntegrityError("this registry was opened for reading")
        last = connection.execute(
            select(schema.ledger_entry.c.seq, schema.ledger_entry.c.hash)
            .order_by(schema.ledger_entry.c.seq.desc())
            .limit(1)
        ).first()
        seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
        body: dict[str, Any] = {"v": 1, "event": act.event, "actor": act.actor}
        body["at"] = self._moment(connection, seq - 1)
        body["changes"] = [[table, row_id, columns] for table, row_id, columns in act.changes]
        body["sealed"] = {f"{s}#{f}": _write_detail(connection, s, f, v) for s, f, v in act.details}
        body["redacted"] = act.redacted
        body["facts"] = act.facts
        _write_state(connection, act)
        stored, salt = canonical_json(body), secrets.token_bytes(16)
        digest = body_digest(salt, stored)
        chain_id, _ = _chain(connection)
        hashed = entry_hash(chain_id, seq, prev, digest)
        signature = self.sign(signed_bytes(hashed))
        entry = insert(schema.ledger_entry).values(seq=seq, prev=prev, body_hash=digest, hash=hashed)
        connection.execute(entry.values(signature=signature))
        connection.execute(insert(schema.ledger_body).values(seq=seq, salt=salt, body=stored))

    def _moment(self, connection: Connection, last_seq: int) -> str:
        now = self._now().astimezone(UTC)
        query = select(schema.ledger_body.c.body).where(schema.ledger_body.c.seq == last_seq)
        if row := connection.execute(query).first():
            last = datetime.fromisoformat(json.loads(row.body)["at"])
            if now < last - BACKWARDS:
                behind = int((last - now).total_seconds())
                raise IntegrityError(
                    f"the clock is {behind} s behind the ledger's last event",
                    "set the clock right: ledger time does not run back",
                )
            now = max(now, last)
        return now.isoformat(timespec="seconds")

    def find(self, table: str, **where: str | int | None) -> list[Row]:
        """Rows with these values, in the order of their ids as they were made."""
        source = schema.STATE_TABLES[table]
        query = select(source)
        for name, value in where.items():
            query = query.where(source.c[name] == value)
        with reading(self._engine) as connection:
            result = connection.execute(query)
            names = tuple(result.keys())
            rows = [dict(zip(names, row, strict=True)) for row in result]
        return sorted(rows, key=lambda row: natural(row["id"]))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(func.count()).select_from(schema.STATE_TABLES[table]))
            return int(rows.scalar_one())

    def get(self, table: str, row_id: str) -> Row:
        """One row.

        Raises:
            NotFoundError: there is none with this id.
        """
        rows = self.find(table, id=row_id)
        if not rows:
            listing = "copy" if table == "copy" else "deal"
            raise NotFoundError(f"no {table} {row_id} here", f"sampler {listing} list")
        return rows[0]

    def details(self, table: str, row_id: str) -> dict[str, str]:
        """The redactable facts of a row; what was redacted is absent."""
        query = select(schema.detail).where(schema.detail.c.subject == f"{table}/{row_id}")
        with reading(self._engine) as connection:
            return {row.field: row.value for row in connection.execute(query) if row.value is not None}

    def details_by_id(self, table: str) -> dict[str, dict[str, str]]:
        """The redactable facts of every row of a table, by its id: one question for all of them."""
        said, prefix = schema.detail, f"{table}/"
        query = select(said.c.subject, said.c.field, said.c.value)
        found: dict[str, dict[str, str]] = {}
        with reading(self._engine) as connection:
            rows = connection.execute(query.where(said.c.subject.startswith(prefix, autoescape=True)))
            for subject, field_name, value in rows:
                if value is not None:
                    found.setdefault(subject.removeprefix(prefix), {})[field_name] = value
        return found

    def with_detail(self, table: str, field: str, value: str) -> list[str]:
        """The ids of rows of which this detail has this value."""
        said, prefix = schema.detail, f"{table}/"
        query = select(said.c.subject).where(said.c.field == field, said.c.value == value)
        with reading(self._engine) as connection:
            subjects = [str(row.subject) for row in connection.execute(query)]
        return [one.removeprefix(prefix) for one in subjects if one.startswith(prefix)]

    def all_details(self) -> Mapping[str, tuple[bytes | None, str | None]]:
        """Every detail with its salt, by `subject#field`."""
        with reading(self._engine) as connection:
            said = schema.detail.c
            rows = connection.execute(select(said.subject, said.field, said.salt, said.value))
            return {f"{subject}#{name}": (salt, value) for subject, name, salt, value in rows}

    def entries(self) -> Iterator[Entry]:
        """All events with their bodies, in order."""
        query = (
            select(schema.ledger_entry, schema.ledger_body.c.salt, schema.ledger_body.c.body)
            .outerjoin(schema.ledger_body, schema.ledger_body.c.seq == schema.ledger_entry.c.seq)
            .order_by(schema.ledger_entry.c.seq)
        )
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                seq, prev, body_hash, digest, signature, salt, body = row
                yield Entry(seq, prev, body_hash, digest, signature, salt or b"", body or b"")

    def guarded(self) -> bool:
        """Say whether the triggers are those that guard the ledger, as they were made, and no other."""
        return guards(self._engine) == set(schema.TRIGGERS)

    def bodies(self) -> int:
        """How many bodies there are: one per event, no more."""
        with reading(self._engine) as connection:
            return len(connection.execute(select(schema.ledger_body.c.seq)).all())

    def last_moment(self) -> str:
        """When the last event was, in UTC; empty when there is none."""
        table = schema.ledger_body
        query = select(table.c.body).order_by(table.c.seq.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return str(json.loads(row.body)["at"]) if row else ""

    def head(self) -> Head:
        """The last event."""
        table = schema.ledger_entry
        with reading(self._engine) as connection:
            row = connection.execute(
                select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)
            ).first()
        return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:  # a log that is not there yet, or no more
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def natural(row_id: str) -> tuple[tuple[int, str], ...]:
    """Sort key by which `acme-10` comes after `acme-2` and `C10` after `C9`."""
    pieces = _PIECES.findall(row_id)
    return (*((int(piece), "") if piece.isdecimal() else (0, piece) for piece in pieces), (0, ""))


def seal(salt: bytes, value: str) -> str:
    """The digest by which the ledger names a detail without holding it."""
    return body_digest(salt, value.encode()).hex()


def _chain(connection: Connection) -> tuple[bytes, bytes]:
    row = connection.execute(select(schema.chain)).first()
    if row is None:
        raise IntegrityError("the registry has no chain", "restore the home from a backup")
    return row.chain_id, row.public_key


def _write_detail(connection: Connection, subject: str, name: str, value: str) -> str:
    table = schema.detail
    salt = secrets.token_bytes(16)
    here = (table.c.subject == subject) & (table.c.field == name)
    changed = connection.execute(update(table).where(here).values(salt=salt, value=value))
    if not changed.rowcount:
        connection.execute(insert(table).values(subject=subject, field=name, salt=salt, value=value))
    return seal(salt, value)


def _write_state(connection: Connection, act: Act) -> None:
    for name, row_id, columns in act.changes:
        table = schema.STATE_TABLES[name]
        if columns and connection.execute(update(table).where(table.c.id == row_id).values(columns)).rowcount:
            continue
        connection.execute(insert(table).values(id=row_id, **columns))
    for key in act.redacted:
        subject, _, name = key.partition("#")
        here = (schema.detail.c.subject == subject) & (schema.detail.c.field == name)
        connection.execute(update(schema.detail).where(here).values(salt=None, value=None))
