"""Loading into a schema on a real server: whole or not at all, as text, known by its marker."""

# ruff: noqa: S608 - statements of tests, with names that the tests chose

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from database_servers import Mysql, Postgres, Sql, local
from shells import Shell

from sampler.databases.naming import unique
from sampler.databases.schemas import limits, making
from sampler.databases.servers import parse
from sampler.databases.sqlite_file import NewTable
from sampler.errors import UnreadableError, UsageError
from sampler.load import server
from sampler.load.tables import Shape

HOSTILE = ['a"b', "a`b", "a;drop table x", "é\U0001f600%s", "x" * 200, "select", "sampler_row", "   "]


@pytest.fixture(params=[Postgres, Mysql])
def sql(request: pytest.FixtureRequest) -> Iterator[Sql]:
    with local(request.param) as server:
        yield server


def quoted(sql: Sql, *names: str) -> str:
    mark = '"' if isinstance(sql, Postgres) else "`"
    return ".".join(f"{mark}{name.replace(mark, mark * 2)}{mark}" for name in names)


def loaded(shell: Shell, sql: Sql) -> tuple[str, str]:
    """Load acme-1s; give the copy and the schema."""
    told = json.loads(shell("load", "acme-1s", "--into", sql.url, "--json").out)
    address = parse(told["address"])
    return told["copy"], address.schema or address.name


def test_a_sample_gets_a_schema_of_its_own_with_a_marker(ready: Shell, sql: Sql) -> None:
    """Its rows are those of the sample, as text; the marker names the copy; it is dropped and looked for."""
    copy, name = loaded(ready, sql)
    assert sql.schemas() >= {name}
    ready("export", "acme-1s", "--into", "out")
    lines = Path("out/clients.csv").read_text().splitlines()[1:]
    rows = sql(f"SELECT * FROM {quoted(sql, name, 'clients')}")
    assert sorted(";".join(row) for row in rows) == sorted(lines)
    marks = dict(sql(f"SELECT * FROM {quoted(sql, name, 'sampler_copy')}"))
    assert (marks["copy"], marks["sample"], marks["table:0"]) == (copy, "acme-1s", "clients")
    assert "unchanged" in ready("copy", "check", copy).out
    assert "verified-absent" in ready("copy", "end", copy, "--yes").out
    assert name not in sql.schemas()
    ready("ledger", "verify")


def test_a_schema_that_is_there_already_is_never_touched(ready: Shell, sql: Sql) -> None:
    """A name that is taken leads to another name."""
    sql(f"CREATE SCHEMA {quoted(sql, 'sampler_acme_1s_c2')}")
    sql(f"CREATE TABLE {quoted(sql, 'sampler_acme_1s_c2', 'mine')} (a int)")
    copy, name = loaded(ready, sql)
    assert (copy, name) == ("C2", "sampler_acme_1s_c2_2")
    ready("copy", "end", copy, "--yes")
    assert sql(f"SELECT * FROM {quoted(sql, 'sampler_acme_1s_c2', 'mine')}") == []


def test_a_load_that_fails_leaves_nothing_but_its_record(
    ready: Shell, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After rows were sent, an error drops what was made; the record says that it was looked for."""
    before, real = sql.schemas(), server.tables_of

    def breaking(*given: object) -> Iterator[NewTable]:
        for table in real(*given):  # type: ignore[arg-type]
            yield table
            raise UnreadableError("the second table can't be read")

    monkeypatch.setattr(server, "tables_of", breaking)
    assert "second table" in ready("load", "acme-1s", "--into", sql.url, code=4).err
    assert sql.schemas() == before
    row = json.loads(ready("copy", "list", "--json").out.splitlines()[-1])
    assert (row["kind"], row["claim"]) == ("schema", "verified-absent")
    assert row["evidence"].startswith("its loading failed")


def test_a_load_that_a_crash_cut_short_is_undone_by_the_next_command(
    ready: Shell, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed load left on the server, its journal note and its open copy, all end."""
    before = sql.schemas()
    with monkeypatch.context() as patch:
        patch.setattr(server, "_give_up", lambda *_: None)  # as if the process was gone
        patch.setattr(server, "_filled", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        ready("load", "acme-1s", "--into", sql.url, code=130)
    if isinstance(sql, Mysql):  # a killed process would not have dropped it either
        sql("CREATE DATABASE sampler_acme_1s_c2")
    answer = ready("copy", "check", "--json", code=None)
    assert "load.server of C2 had been interrupted: undone" in answer.err
    assert sql.schemas() == before
    assert ready("copy", "list", "--open", "--json").out == ""


def test_hostile_names_wide_tables_and_all_of_unicode_are_kept(sql: Sql) -> None:
    """Names are quoted and cut to what the server keeps; four-byte characters, empty texts, NULL stay."""
    address = parse(sql.url)
    name = "sampler_hostile"
    there = (
        parse(f"{sql.url}?schema={name}")
        if isinstance(sql, Postgres)
        else parse(sql.url.replace("/test", f"/{name}"))
    )
    shape = Shape(limits(address).columns, limits(address).name, numbered=False)
    values = ("\U0001f600", "", None, "back\\slash\t\n'\"", "\\N", "é", "x", " ")
    taken: set[str] = set()
    columns = tuple(unique(shape.fitted(one) or f"c{n}", taken) for n, one in enumerate(HOSTILE))
    with making(there, name, {"copy": "C1"}) as fill:
        assert fill(NewTable(shape.fitted('t"`;') or "t", columns, ("text",) * 8, [values] * 3)) == 3
        wide = tuple(f"c{n}" for n in range(shape.columns))
        assert fill(NewTable("wide", wide, ("text",) * len(wide), [("word" * 4,) * len(wide)])) == 1
    assert list(sql(f"SELECT * FROM {quoted(sql, name, shape.fitted('t' + chr(34) + '`;'))}")[0]) == list(
        values
    )
    assert len(sql(f"SELECT * FROM {quoted(sql, name, 'wide')}")[0]) == shape.columns
    with pytest.raises(UsageError), making(there, name, {}):
        pass
    assert name in sql.schemas()


def test_a_nul_is_refused_by_row_or_kept(sql: Sql) -> None:
    """PostgreSQL keeps no NUL: the load stops, names the row and no value. MariaDB keeps it."""
    name = "sampler_nul"
    table = NewTable("t", ("a",), ("text",), iter([("x",), ("sec\0ret",)]))
    if isinstance(sql, Mysql):
        with making(parse(sql.url.replace("/test", f"/{name}")), name, {}) as fill:
            fill(table)
        assert sql(f"SELECT a FROM {name}.t")[1][0] == "sec\0ret"
        return
    with (
        pytest.raises(UnreadableError, match="row 2 of table 1") as caught,
        making(parse(f"{sql.url}?schema={name}"), name, {}) as fill,
    ):
        fill(table)
    assert "ret" not in str(caught.value).replace("character", "")
    assert name not in sql.schemas()


def test_a_table_too_wide_for_the_server_becomes_several_that_join(ready: Shell, sql: Sql) -> None:
    """The parts of a table have `sampler_row` in common; no column is lost."""
    header = ";".join(f"c{n}" for n in range(450))
    Path("wide.csv").write_text(header + "\n" + ";".join("7" * 450) + "\n" + ";".join("8" * 450) + "\n")
    ready("ingest", "wide.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    ready("detect", "acme-2", "--recipe", "drafted.yaml")
    ready("sanitize", "acme-2", "--recipe", "drafted.yaml")
    told = json.loads(ready("load", "acme-2s", "--into", sql.url, "--json").out)
    address = parse(told["address"])
    name = address.schema or address.name
    parts = [sql(f"SELECT * FROM {quoted(sql, name, table)}") for table in told["rows"]]
    assert len(parts) > 1
    assert sum(len(rows[0]) - 1 for rows in parts) == 450
    assert all([row[0] for row in rows] == ["1", "2"] for rows in parts)


def test_the_general_log_of_a_server_keeps_no_row(ready: Shell) -> None:
    """MariaDB's general log, when somebody has it on, does not learn the statements of a load."""
    with local(Mysql) as sql:
        before = sql("SELECT @@GLOBAL.general_log, @@GLOBAL.log_output")[0]
        sql("SET GLOBAL log_output = 'TABLE'")
        sql("SET GLOBAL general_log = 1")
        try:
            copy, _ = loaded(ready, sql)
            kept = sql("SELECT count(*) FROM mysql.general_log WHERE argument LIKE 'INSERT INTO `sampler%'")
            assert kept[0][0] == 0
            assert "query log" in ready("copy", "end", copy, "--yes", code=7).err
        finally:
            sql(f"SET GLOBAL general_log = {before[0]}")
            sql(f"SET GLOBAL log_output = '{before[1]}'")
            sql("TRUNCATE mysql.general_log")
        assert "verified-absent" in ready("copy", "end", copy, "--yes").out


def test_no_value_and_no_address_stand_in_what_is_said(ready: Shell) -> None:
    """A server that is not there is named by nothing but the kind of error."""
    said = ready("load", "acme-1s", "--into", "postgresql://u@127.0.0.1:1/x", code=5).err
    assert not re.search(r"127\.0\.0\.1|u@", said.split("hint")[0])


def test_another_environments_server_is_refused(ready: Shell) -> None:
    """EDU-5: an environment with an address is that server or folder; another one is outside of it."""
    ready("environment", "remove", "here")
    ready("environment", "add", "here", "--country", "FR", "--address", str(Path().absolute()))
    with local(Postgres) as sql:
        assert "declared address [EDU-5]" in ready("load", "acme-1s", "--into", sql.url, code=5).err
        ready("environment", "remove", "here")
        ready("environment", "add", "here", "--country", "FR", "--address", sql.url)
        copy, _ = loaded(ready, sql)
        ready("copy", "end", copy, "--yes")
