"""Put a sanitized sample's tables into a new local database, as a registered copy."""

from dataclasses import dataclass, replace
from pathlib import Path

from sampler.custody.copies import NewCopy, next_id, register
from sampler.custody.environments import HERE
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import files_of
from sampler.custody.session import Session
from sampler.custody.space import need_space
from sampler.custody.targets import making
from sampler.databases.sqlite_file import create
from sampler.errors import UsageError
from sampler.load.server import load_into_server
from sampler.load.tables import SQLITE, tables_of

PREFIX = "sqlite:///"
SERVERS = ("postgresql", "postgres", "mysql", "mariadb")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded: the database's address, its copy, and rows by table."""

    address: str
    copy: str
    rows: dict[str, int]


def database_path(url: str) -> Path:
    """The file that a `sqlite:///FILE` address names.

    Raises:
        UsageError: another kind of address; it is not repeated, since it may hold a password.
    """
    name = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or not name or name.startswith(":") or "?" in name:
        raise UsageError(
            "--into takes the address of a new SQLite file, or of a PostgreSQL or MariaDB server",
            "--into sqlite:///dev.db",
            "--into postgresql://user@127.0.0.1/name",
            "--into mysql+pymysql://user@127.0.0.1/",
        )
    return Path(name)


def load(session: Session, sample_id: str, url: str, environment: str = HERE) -> Loaded:
    """Create a SQLite file, or a schema on a server, with one table per table of the sample.

    A table that is too wide becomes several, in the order of the columns; `rowid` joins them in SQLite,
    `sampler_row` on a server.

    Raises:
        RefusedError: as for `pack`: IUN-4, EDU-5, EDU-6.
        UsageError: the file exists, or the server does not take the tables.
        ServerDownError: the server does not answer.
    """
    if url.startswith(SERVERS):
        return Loaded(*load_into_server(session, sample_id, url, environment))
    objects = objects_of(session, sample_id)
    path = database_path(url)
    place = path.absolute().parent
    permit = ask(session, "load", sample_id, objects=objects, place=place, environment=environment)
    sample = session.registry.get("sample", sample_id)
    due = session.registry.get("deal", sample["deal"])["due_on"]
    copy_id = next_id(session)
    files = files_of(session, permit, sample_id)
    with making(session, "load", sample_id, path) as target:
        need_space(target.final.parent, sum(file.size for file in files))
        tables = tables_of(session, permit, files, SQLITE)
        rows = create(target.temporary, tables, {"copy": copy_id, "sample": sample_id, "destroy_by": due})
        target.place()
        made = NewCopy("database", sample["deal"], sample_id, target.final, destroy_by=due)
        copy = replace(made, environment=environment)
        with session.registry.act("load", actor=session.actor, tables=len(rows)) as act:
            register(session, act, copy_id, copy)
    return Loaded(url, copy_id, rows)
