"""Real database servers for tests: the local ones, and a PostgreSQL of our own with other settings."""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pymysql
from shells import lacking, needed

POSTGRES = os.environ.get("SAMPLER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1/test")
MYSQL = os.environ.get("SAMPLER_TEST_MYSQL", "mysql+pymysql://root@127.0.0.1/test")


class Postgres:
    """SQL on a PostgreSQL, each statement by itself, as a person at psql."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            lacking("no PostgreSQL answers at SAMPLER_TEST_POSTGRES")

    def __call__(self, statement: str) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []

    def schemas(self) -> set[str]:
        return {row[0] for row in self("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'sampler%'")}

    def close(self) -> None:
        self.connection.close()


class Mysql:
    """SQL on a MariaDB, likewise."""

    def __init__(self, url: str) -> None:
        self.url = url
        user, _, rest = url.partition("://")[2].partition("@")
        host, _, port = rest.partition("/")[0].partition(":")
        try:
            self.connection = pymysql.connect(
                host=host, port=int(port or 3306), user=user, autocommit=True, charset="utf8mb4"
            )
        except pymysql.OperationalError:
            lacking("no MariaDB answers at SAMPLER_TEST_MYSQL")

    def __call__(self, statement: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def schemas(self) -> set[str]:
        query = "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'sampler%'"
        return {row[0] for row in self(query)}

    def close(self) -> None:
        self.connection.close()


Sql = Postgres | Mysql


@contextmanager
def local(kind: type[Postgres] | type[Mysql]) -> Iterator[Sql]:
    """A local server, for one test at a time; schemas that a test leaves are dropped."""
    with (Path(tempfile.gettempdir()) / f"sampler-tests-{kind.__name__}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with _opened(kind) as sql:
            yield sql


@contextmanager
def _opened(kind: type[Postgres] | type[Mysql]) -> Iterator[Sql]:
    sql: Sql = Postgres(POSTGRES) if kind is Postgres else Mysql(MYSQL)
    before = sql.schemas()
    try:
        yield sql
    finally:
        quote, cascade = ('"', " CASCADE") if isinstance(sql, Postgres) else ("`", "")
        for name in sql.schemas() - before:
            sql(f"DROP SCHEMA {quote}{name}{quote}{cascade}")
        sql.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A PostgreSQL of our own, which a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        binaries = [path for path in sorted(Path("/usr/lib/postgresql").glob("*/bin")) if path.is_dir()]
        self.bin = binaries[-1] if binaries else Path(needed("pg_ctl")).parent
        self.folder, self.port = folder, free_port()
        self.data = folder / "data"
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, *words: str) -> None:
        subprocess.run(words, check=True, user="postgres", capture_output=True, cwd="/")

    def make(self) -> None:
        self._run(str(self.bin / "initdb"), "-D", str(self.data), "-A", "trust", "-N")

    def follow(self, other: "Cluster") -> None:
        """Become a streaming replica of another cluster."""
        command = [str(self.bin / "pg_basebackup"), "-D", str(self.data), "-R", "-X", "stream"]
        self._run(*command, "-h", "127.0.0.1", "-p", str(other.port), "-U", "postgres", "-c", "fast")

    def start(self, *settings: str) -> None:
        chosen = ["listen_addresses=127.0.0.1", "fsync=off", "wal_level=logical", *settings]
        options = f"-p {self.port} -k {self.folder} " + " ".join(f"-c {one}" for one in chosen)
        control = [str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-l", str(self.folder / "log")]
        self._run(*control, "-o", options, "start")

    def stop(self) -> None:
        self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-m", "immediate", "stop")


@contextmanager
def logging_mariadb() -> Iterator[str]:
    """A MariaDB of our own that writes a binary log; gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="sampler-mariadb-"))
    shutil.chown(folder, "mysql")
    port = free_port()
    words = ["--no-defaults", f"--datadir={folder}", "--skip-grant-tables", "--user=mysql", f"--port={port}"]
    words += [f"--socket={folder}/s", "--innodb-buffer-pool-size=8M", "--bind-address=127.0.0.1"]
    words += [f"--log-bin={folder}/binary", "--binlog-format=ROW", "--server-id=1"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([needed("mariadbd"), *words], cwd="/", **quiet)  # type: ignore[call-overload]
    try:
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"mysql+pymysql://root@127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A started cluster with these settings."""
    folder = Path(tempfile.mkdtemp(prefix="sampler-cluster-"))
    shutil.chown(folder, "postgres")
    made = Cluster(folder)
    try:
        made.make()
        made.start(*settings)
        yield made
    finally:
        if (made.data / "postmaster.pid").exists():
            made.stop()
        shutil.rmtree(folder)
