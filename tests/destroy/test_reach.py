"""Schemas on real servers: dropped, looked for, and never called gone while something keeps their rows."""

# ruff: noqa: S608 - statements of tests, with names that the tests chose

import json
import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
from database_servers import Cluster, Mysql, Postgres, Sql, cluster, local, logging_mariadb
from shells import Shell

from sampler.custody import schemas
from sampler.databases.mysql_schemas import MysqlSchemas
from sampler.databases.postgres_schemas import PostgresSchemas
from sampler.databases.schemas import Hindrance, Word
from sampler.databases.servers import parse


@pytest.fixture(params=[Postgres, Mysql])
def sql(request: pytest.FixtureRequest) -> Iterator[Sql]:
    with local(request.param) as server:
        yield server


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A cluster with logical decoding and prepared transactions."""
    with cluster("max_prepared_transactions=5") as made:
        yield made


@pytest.fixture
def owned(own: Cluster) -> Iterator[Postgres]:
    sql = Postgres(own.url)
    try:
        yield sql
    finally:
        sql.close()


def loaded(shell: Shell, url: str) -> tuple[str, str]:
    """Load acme-1s; give the copy and the schema."""
    told = json.loads(shell("load", "acme-1s", "--into", url, "--json").out)
    address = parse(told["address"])
    return told["copy"], address.schema or address.name


def ended(shell: Shell, copy: str, *, gone: bool = False) -> str:
    """End a copy; give what is said of it."""
    answer = shell("copy", "end", copy, "--yes", code=0 if gone else 7)
    row = {r["id"]: r for r in map(json.loads, shell("copy", "list", "--json").out.splitlines())}[copy]
    assert row["claim"] == ("verified-absent" if gone else "not-verified")
    assert row["state"] == ("closed" if gone else "open")
    return f"{answer.out}{answer.err}"


def test_a_schema_restored_between_its_drop_and_the_check_is_not_gone(
    ready: Shell, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody restores it behind the tool's back: it is there, whatever the drop said."""
    copy, name = loaded(ready, sql.url)
    kind = PostgresSchemas if isinstance(sql, Postgres) else MysqlSchemas
    real = kind.drop

    def dropping(self: PostgresSchemas | MysqlSchemas, which: str, *, whole: bool) -> object:
        done = real(self, which, whole=whole)
        sql(f"CREATE SCHEMA {name}")
        sql(f"CREATE TABLE {name}.clients (a int)")
        return done

    with monkeypatch.context() as patch:
        patch.setattr(kind, "drop", dropping)
        assert "still there, or there again" in ended(ready, copy)
    assert "still there, or there again" in ended(ready, copy)
    assert name in sql.schemas()
    sql(f"DROP SCHEMA {name}{' CASCADE' if isinstance(sql, Postgres) else ''}")
    assert "absent from the server's catalogue" in ended(ready, copy, gone=True)


def test_a_schema_that_comes_back_reopens_its_copy(ready: Shell, sql: Sql) -> None:
    """Just before certifying, every server is looked at again."""
    copy, name = loaded(ready, sql.url)
    ended(ready, copy, gone=True)
    sql(f"CREATE SCHEMA {name}")
    assert copy in ready("destroy", "--deal", "acme", "--yes", code=7).err
    sql(f"DROP SCHEMA {name}")
    ready("destroy", "--deal", "acme", "--yes")


def test_tables_that_are_not_ours_are_never_dropped(ready: Shell, sql: Sql) -> None:
    """Ours go, theirs stay, and the schema is named until a person has dealt with it."""
    copy, name = loaded(ready, sql.url)
    sql(f"CREATE TABLE {name}.mine (a int)")
    assert "not ours" in ended(ready, copy)
    assert sql(f"SELECT * FROM {name}.mine") == []
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = '{}'"
    assert {row[0] for row in sql(query.format(name))} == {"mine", "sampler_copy"}
    sql(f"DROP TABLE {name}.mine")
    ended(ready, copy, gone=True)
    assert name not in sql.schemas()


def test_a_schema_without_our_marker_is_left(ready: Shell, sql: Sql) -> None:
    """A schema of the registered name that says nothing of this copy may be anybody's."""
    copy, name = loaded(ready, sql.url)
    sql(f"DROP TABLE {name}.sampler_copy")
    assert "no marker" in ended(ready, copy)
    assert "changed" in ready("copy", "check", copy, code=3).out
    assert name in sql.schemas()


def test_a_schema_that_was_dropped_by_hand_is_not_ours_to_certify(ready: Shell, sql: Sql) -> None:
    """Gone, but not by sampler: a person attests it."""
    copy, name = loaded(ready, sql.url)
    sql(f"DROP SCHEMA {name}{' CASCADE' if isinstance(sql, Postgres) else ''}")
    assert "not deleted by sampler" in ended(ready, copy)
    ready("copy", "attest", copy, "--by", "Dev Un", "--method", "dropped it")
    ready("destroy", "--deal", "acme", "--yes")
    said = json.loads(ready("report", "certificate", "--deal", "acme", "--json").out)
    kind = "PostgreSQL" if isinstance(sql, Postgres) else "MariaDB"
    assert [one["medium"] for one in said["copies"] if one["id"] == copy] == [f"{kind} server"]


def test_a_session_that_uses_a_table_stops_the_drop(
    ready: Shell, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another session's transaction is not cut off: `in use`, and the next run completes it."""
    monkeypatch.setattr("sampler.databases.postgres_tables.WAIT_SECONDS", 1)
    monkeypatch.setattr("sampler.databases.mysql_tables.WAIT_SECONDS", 1)
    copy, name = loaded(ready, sql.url)
    sql("BEGIN")
    sql(f"SELECT * FROM {name}.clients")
    assert "in use by another session" in ended(ready, copy)
    sql("ROLLBACK")
    ended(ready, copy, gone=True)


def test_a_renamed_schema_is_found_by_its_marker(ready: Shell) -> None:
    """Under another name it is the same copy."""
    with local(Postgres) as sql:
        copy, name = loaded(ready, sql.url)
        sql(f"ALTER SCHEMA {name} RENAME TO sampler_elsewhere")
        ended(ready, copy, gone=True)
        assert "sampler_elsewhere" not in sql.schemas()


def test_what_depends_on_our_tables_elsewhere_is_not_taken_along(ready: Shell) -> None:
    """A foreign key, a view or a default outside stops the drop: nothing of others goes with ours."""
    with local(Postgres) as sql:
        sql("CREATE SCHEMA sampler_others")
        for made in ("MATERIALIZED VIEW", "VIEW"):
            copy, name = loaded(ready, sql.url)
            sql(f"CREATE {made} sampler_others.seen AS SELECT * FROM {name}.clients")
            assert "depend on it" in ended(ready, copy)
            assert len(sql("SELECT * FROM sampler_others.seen")) == 16
            sql(f"DROP {made} sampler_others.seen")
            ended(ready, copy, gone=True)
        copy, name = loaded(ready, sql.url)
        sql(f"CREATE VIEW {name}.inside AS SELECT * FROM {name}.clients")
        ended(ready, copy, gone=True)


def test_a_server_that_is_down_leaves_the_copy_open_and_the_next_run_ends_it(
    ready: Shell, own: Cluster
) -> None:
    """Exit 7, the copy named by its id only; once the server is up the destruction completes."""
    copy, _ = loaded(ready, own.url)
    own.stop()
    try:
        said = ready("destroy", "--deal", "acme", "--yes", code=7).err
        assert copy in said
        last = [line for line in said.splitlines() if "error" in line][-1]
        assert str(own.port) not in last
        assert "did not answer" in ready("copy", "end", copy, "--yes", code=7).err
    finally:
        own.start("max_prepared_transactions=5")
    ready("destroy", "--deal", "acme", "--yes")


def test_a_replication_slot_keeps_the_rows(ready: Shell, own: Cluster, owned: Postgres) -> None:
    """A logical slot of the database retains the log with the rows: named, with what ends it."""
    copy, _ = loaded(ready, own.url)
    owned("SELECT pg_create_logical_replication_slot('debezium', 'pgoutput')")
    said = ended(ready, copy)
    assert "replication slot keeps its rows" in said
    assert "pg_drop_replication_slot('debezium')" in said
    owned("SELECT pg_drop_replication_slot('debezium')")
    ended(ready, copy, gone=True)


def test_a_physical_slot_that_nobody_reads_keeps_the_rows(
    ready: Shell, own: Cluster, owned: Postgres
) -> None:
    """The log of before the drop is kept for a replica that is away."""
    copy, _ = loaded(ready, own.url)
    owned("SELECT pg_create_physical_replication_slot('away', true)")
    assert "replication slot" in ended(ready, copy)
    owned("SELECT pg_drop_replication_slot('away')")
    ended(ready, copy, gone=True)


def test_a_prepared_transaction_stops_the_drop(ready: Shell, own: Cluster, owned: Postgres) -> None:
    """It holds locks without a session; the hint rolls it back."""
    copy, name = loaded(ready, own.url)
    owned("BEGIN")
    owned(f"CREATE TABLE public.taken AS SELECT * FROM {name}.clients")
    owned("PREPARE TRANSACTION 'kept'")
    said = ended(ready, copy)
    assert "prepared transaction" in said
    assert "ROLLBACK PREPARED 'kept'" in said
    owned("ROLLBACK PREPARED 'kept'")
    ended(ready, copy, gone=True)


def test_a_publication_is_said(ready: Shell, own: Cluster, owned: Postgres) -> None:
    """Subscribers are not looked at; the claim says so."""
    copy, _ = loaded(ready, own.url)
    owned("CREATE PUBLICATION everything FOR ALL TABLES")
    assert "subscribers were not looked at" in ended(ready, copy, gone=True)
    owned("DROP PUBLICATION everything")


def test_an_archive_of_the_log_keeps_the_rows(ready: Shell) -> None:
    """With archive_mode on nobody knows where the log went: not verified, until a person says till when."""
    with cluster("archive_mode=on", "archive_command=/bin/true") as archiving:
        copy, _ = loaded(ready, archiving.url)
        assert "archived write-ahead log" in ended(ready, copy)
    word = ("--by", "DBA", "--method", "archives are kept 30 days", "--expires-on", "2999-12-31")
    assert "expires-on" in ready("copy", "attest", copy, *word).out
    ready("destroy", "--deal", "acme", "--yes", code=7)
    ready("copy", "attest", copy, "--by", "DBA", "--method", "archives were deleted")


def test_a_replica_that_follows_lets_the_copy_end_and_one_that_does_not_keeps_it_open(
    ready: Shell, own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A standby has the rows too: it is gone there when the standby has replayed the drop."""
    monkeypatch.setattr("sampler.databases.postgres_schemas.WAIT_SECONDS", 3)
    replica = Cluster(own.folder / "replica")
    replica.folder.mkdir()
    shutil.chown(replica.folder, "postgres")
    replica.follow(own)
    replica.start("max_prepared_transactions=5")
    try:
        there = Postgres(replica.url)
        copy, name = loaded(ready, own.url)
        ended(ready, copy, gone=True)
        assert there(f"SELECT 1 FROM pg_namespace WHERE nspname = '{name}'") == []
        copy, name = loaded(ready, own.url)
        there("SELECT pg_wal_replay_pause()")
        assert "replica has not been seen to follow" in ended(ready, copy)
        there("SELECT pg_wal_replay_resume()")
        ended(ready, copy, gone=True)
        there.close()
    finally:
        replica.stop()


def test_a_binary_log_keeps_the_rows_until_it_is_gone() -> None:
    """A log of before the drop stands in the way, a later one does not; one that can't be listed does."""

    class Logged(MysqlSchemas):
        logs = ("b.000003", "b.000004")

        def _rows(self, query: str, *_values: object) -> list[tuple[Any, ...]]:
            if query.startswith("SHOW BINARY"):
                return [(name, 1) for name in self.logs]
            return [] if query.startswith("XA") else [(0, 0)]

    server = Logged(None)
    kept = server.holding("x", "b.000003")
    assert kept == Hindrance(Word.BINARY_LOG, "b.000003", kept.hint if kept else "")
    server.logs = ("b.000004",)
    assert server.holding("x", "b.000003") is None
    assert server.holding("x", "unknown") is not None
    server.logs = ()
    assert server.holding("x", "b.000003") is not None
    assert server.holding("x", "no-log") is None


def test_a_real_binary_log_keeps_the_rows_until_it_was_removed(ready: Shell) -> None:
    """What the load itself sent is not logged; what was done since is: named until the logs are gone."""
    with logging_mariadb() as url:
        copy, name = loaded(ready, url)
        sql = Mysql(url)
        events = sql("SHOW BINLOG EVENTS")
        assert not any("Write_rows" in str(row[2]) for row in events)
        sql(f"UPDATE {name}.clients SET nom = 'x'")
        said = ended(ready, copy)
        assert "binary log may hold its rows" in said
        assert "FLUSH BINARY LOGS" in said
        sql("FLUSH BINARY LOGS")
        last = sql("SHOW BINARY LOGS")[-1][0]
        for _ in range(100):  # it is kept until the storage engine needs it no more for recovery
            sql(f"PURGE BINARY LOGS TO '{last}'")
            if sql("SHOW BINARY LOGS")[0][0] == last:
                break
            time.sleep(0.1)
        ended(ready, copy, gone=True)
        sql.close()


def test_a_prepared_xa_transaction_is_not_overlooked(ready: Shell) -> None:
    """MariaDB does not say what a prepared transaction holds: while there is one, nothing is verified."""
    with local(Mysql) as sql:
        copy, _ = loaded(ready, sql.url)
        sql("CREATE DATABASE sampler_xa")
        sql("CREATE TABLE sampler_xa.t (a int) ENGINE=InnoDB")
        for statement in ("XA START 'kept'", "INSERT INTO sampler_xa.t VALUES (1)", "XA END 'kept'"):
            sql(statement)
        sql("XA PREPARE 'kept'")
        said = ended(ready, copy)
        assert "prepared transaction" in said
        assert "XA ROLLBACK 'kept'" in said
        sql("XA ROLLBACK 'kept'")
        ended(ready, copy, gone=True)


def test_a_schema_made_by_hand_is_dropped_whole_once_it_was_confirmed(ready: Shell, sql: Sql) -> None:
    """It is known by name; a timer leaves it, `copy end` asks, and then everything in it goes."""
    sql("CREATE SCHEMA sampler_byhand")
    sql("CREATE TABLE sampler_byhand.mine (a int)")
    at = f"{sql.url}?schema=sampler_byhand"
    if isinstance(sql, Mysql):
        at = sql.url.replace("/test", "/sampler_byhand")
    ready("copy", "add", "acme-1s", "--at", at)
    assert "copy C2 already" in ready("copy", "add", "acme-1s", "--at", at, code=2).err
    assert "unchanged" in ready("copy", "check", "C2").out
    ready("copy", "move", "C2", "--place", "x", code=2)
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    ready("enforce", code=None)
    assert "sampler_byhand" in sql.schemas()
    assert "terminal" in ready("copy", "end", "C2", code=2).err
    ended(ready, "C2", gone=True)
    assert "sampler_byhand" not in sql.schemas()


def test_a_destruction_asks_for_a_schema_made_by_hand(ready: Shell) -> None:
    """`destroy` without a terminal stops before anything is touched; `--yes` confirms, on record."""
    with local(Postgres) as sql:
        sql("CREATE SCHEMA sampler_byhand")
        ready("copy", "add", "acme-1s", "--at", f"{sql.url}?schema=sampler_byhand")
        ready("destroy", "--deal", "acme", code=2)
        assert "sampler_byhand" in sql.schemas()
        ready("destroy", "--deal", "acme", "--yes")
        assert "sampler_byhand" not in sql.schemas()
    assert "copy.confirm" in ready("ledger", "export").out


def test_a_whole_database_made_by_hand_is_dropped(ready: Shell) -> None:
    """PostgreSQL: an address without a schema is the whole database, dropped from another one."""
    with local(Postgres) as sql:
        sql("DROP DATABASE IF EXISTS sampler_whole")
        sql("CREATE DATABASE sampler_whole")
        at = sql.url.replace("/test", "/sampler_whole")
        ready("copy", "add", "acme-1s", "--at", at)
        inside = Postgres(at)
        assert "in use" in ended(ready, "C2")
        inside.close()
        ended(ready, "C2", gone=True)
        assert sql("SELECT 1 FROM pg_database WHERE datname = 'sampler_whole'") == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://postgres@127.0.0.1/test?schema=public", 2),
        ("postgresql://postgres@127.0.0.1/test?schema=pg_catalog", 2),
        ("postgresql://postgres@127.0.0.1/postgres", 2),
        ("mysql://root@127.0.0.1/mysql", 2),
        ("mysql://root@127.0.0.1/", 2),
        ("postgresql://u:secret@127.0.0.1/x", 2),
        ("postgresql://postgres@127.0.0.1:1/x?schema=y", 4),
        ("postgresql://postgres@127.0.0.1/test?schema=notthere", 4),
    ],
)
def test_what_is_the_servers_own_or_not_there_is_not_registered(ready: Shell, url: str, code: int) -> None:
    """A server's own schemas are never dropped as a whole; what is not there is no copy."""
    assert "secret" not in ready("copy", "add", "acme-1s", "--at", url, code=code).err


def test_a_schema_on_another_machine_is_a_persons_to_end(ready: Shell) -> None:
    """Nothing is asked of a remote server; the copy is on record with the rule it breaks, and a task."""
    said = ready("copy", "add", "acme-1s", "--at", "postgresql://u@203.0.113.9/x?schema=y").err
    assert "EDU-5 (remote)" in said
    assert "another machine" in ended(ready, "C2")
    assert "C2" in ready("task", "list").out


def test_a_locked_key_store_drops_and_the_next_command_certifies(ready: Shell, sql: Sql) -> None:
    """What a timer dropped without a word on the ledger is looked at again, and then said."""
    copy, name = loaded(ready, sql.url)
    from sampler.cli.session import working  # noqa: PLC0415 - opens the home when the test is there
    from sampler.custody.endings import unlink_known  # noqa: PLC0415 - as above

    with working() as session:
        assert unlink_known(session, copy)
        assert name not in sql.schemas()
        removal = schemas.remove(session, copy, resumed=True)
    assert removal.claim == "verified-absent"
