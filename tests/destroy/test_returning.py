"""What goes back to the provider: everything lent and nothing else; nothing of it stays behind."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shells import Shell, in_days
from small_chain import take_in

from sampler.databases.sqlite_bytes import database_bytes
from sampler.databases.sqlite_file import NewTable
from sampler.destroy import returning
from sampler.errors import SamplerError

TO = ("--to", "dpo@acme.example", "--output", "r.zip", "--passphrase-file", "pp.txt")
CONFIRMED = ("--confirmed-by", "dpo@acme.example")


def given_back(shell: Shell) -> dict[str, object]:
    """Make a return of acme; give its signed record."""
    answer = json.loads(shell("return", "acme", *TO, "--json").out)
    record: dict[str, object] = json.loads(Path(answer["record"]).read_bytes())
    return record


def opened(shell: Shell) -> Path:
    """The files of the pack."""
    shell("open", "r.zip", "--into", "back", "--passphrase-file", "pp.txt")
    return Path("back")


def test_quarantined_files_go_back_as_they_came_and_are_named(founded: Shell) -> None:
    """What no reader understands is in the pack and in no table, and the record says so."""
    Path("delivery").mkdir()
    Path("delivery/odd.bin").write_bytes(b"\0\1\2 something")
    Path("delivery/note.txt").write_text("a note\n")
    Path("delivery/a.csv").write_text("x;X;\"it's\"\n1;2;\n3;4;'five'\n")
    founded("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    record = given_back(founded)
    kinds = {file["path"]: file["kind"] for file in record["files"]}  # type: ignore[attr-defined]
    assert kinds["files/acme-1/odd.bin"] == "quarantined"
    whys = {gap["why"] for gap in record["not_exported"]}  # type: ignore[attr-defined]
    assert "quarantined: it goes back as it came" in whys
    folder = opened(founded)
    for name in ("odd.bin", "note.txt", "a.csv"):
        assert (folder / "files/acme-1" / name).read_bytes() == Path("delivery", name).read_bytes()
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript((folder / "database/acme.sql").read_text())
        assert database.execute('SELECT * FROM "a"').fetchall()[1] == ("3", "4", "'five'")
        names = [row[1] for row in database.execute('PRAGMA table_info("a")')]
    assert names == ["x", "X_2", "it's"]


def test_two_deliveries_of_one_name_are_two_tables(founded: Shell) -> None:
    """Files and tables of several samples stay apart."""
    take_in(founded)
    founded("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    record = given_back(founded)
    assert (record["tables"], record["rows"]) == (2, 40)
    folder = opened(founded)
    assert not (folder / "files/acme-1s").exists()
    with closing(sqlite3.connect(folder / "database/acme.sqlite")) as database:
        counts = [
            len(database.execute(q).fetchall()) for q in ("SELECT * FROM clients", "SELECT * FROM clients_2")
        ]
    assert counts == [20, 20]


def test_nothing_of_a_return_stays_in_the_vault(founded: Shell) -> None:
    """The export leaves the vault with the pack; its copies are on record like any other."""
    take_in(founded)
    vault = founded.folder.parent / "home" / "vault"
    before = {path.name for path in vault.iterdir()}
    given_back(founded)
    assert {path.name for path in vault.iterdir()} == before
    listed = [json.loads(line) for line in founded("copy", "list", "--json").out.splitlines()]
    assert [(row["id"], row["kind"]) for row in listed[1:]] == [("C2", "pack"), ("C3", "passphrase")]
    founded("destroy", "--deal", "acme", "--yes")
    assert not Path("r.zip").exists()
    founded("ledger", "verify")


@pytest.mark.parametrize("broken", ["database_bytes", "_seal", "_record"])
def test_a_return_that_fails_leaves_nothing(
    founded: Shell, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Whatever stops it: no pack, no passphrase, no object, no record; and it can be made again."""
    take_in(founded)
    vault = founded.folder.parent / "home" / "vault"
    before = {path.name for path in vault.iterdir()}

    def failing(*_: object) -> None:
        raise SamplerError("stop here")

    with monkeypatch.context() as patch:
        patch.setattr(returning, broken, failing)
        founded("return", "acme", *TO, code=1)
    assert {path.name for path in vault.iterdir()} == before
    assert {path.name for path in Path().iterdir()} == {"delivery", "acme.yaml"}
    given_back(founded)


def test_without_memory_for_it_the_dump_goes_alone(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that memory can't hold is left out, and the record says where its tables are."""
    take_in(founded)
    monkeypatch.setattr(returning, "MEMORY_SHARE", 10**15)
    record = given_back(founded)
    assert [file["kind"] for file in record["files"]] == ["original", "sql"]  # type: ignore[attr-defined]
    assert "the SQLite file" in json.dumps(record["not_exported"])


def test_a_return_is_confirmed_once_and_by_the_provider(founded: Shell) -> None:
    """Their word closes it; nobody else's does, and there is nothing to confirm twice or before."""
    take_in(founded)
    founded("return", "acme", *CONFIRMED, code=4)
    given_back(founded)
    founded("return", "acme", "--confirmed-by", "ana@vendor.example", code=2)
    founded("return", "acme", *CONFIRMED, "--evidence", "nothing.eml", code=4)
    founded("return", "acme", *CONFIRMED)
    founded("return", "acme", *CONFIRMED, code=4)
    founded("destroy", "--deal", "acme", "--yes")
    found = json.loads(founded("report", "certificate", "--deal", "acme", "--json").out)
    (told,) = found["returned"]
    assert re.fullmatch(
        r"RT1 confirmed by \S*dpo@acme.example, recorded by .+ <.+> at 20\S+; evidence: none", told
    )
    founded(
        "report", "certificate", "--deal", "acme", "--format", "html", "--lang", "en", "--output", "c.html"
    )
    assert "dpo@acme.example says that they have it; recorded by" in Path("c.html").read_text()
    founded("return", "acme", *TO, code=5)


def test_the_providers_own_sampler_can_confirm(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement that `open` writes at the provider's closes the return; no copy of ours comes of it."""
    take_in(founded)
    given_back(founded)
    theirs = founded.folder.parent / "theirs"
    with monkeypatch.context() as patch:
        patch.setenv("SAMPLER_HOME", str(theirs / "home"))
        patch.setenv("SAMPLER_KEYSTORE", str(theirs / "keys"))
        founded("init", "--accept-weak-keystore", "--me", "DPO <dpo@acme.example>")
        founded("open", "r.zip", "--into", "back", "--passphrase-file", "pp.txt")
    (statement,) = (theirs / "home" / "documents").glob("statement-*.json")
    key = json.loads(statement.read_bytes())["signer"]
    founded("copy", "attest", "--statement", str(statement), "--signer", key)
    assert "held" not in founded("copy", "list").out
    founded("return", "acme", *CONFIRMED, code=4)  # it is confirmed already


def test_a_return_is_one_thing_at_a_time(founded: Shell) -> None:
    """To give back or to confirm; options of the one are not taken with the other; no data, no return."""
    founded("return", "acme", *TO, code=4)
    founded("return", "acme", code=2)
    founded("return", "acme", *TO, *CONFIRMED, code=2)
    founded("return", "acme", *CONFIRMED, "--output", "r.zip", code=2)
    founded("return", "acme", "--to", "dpo@acme.example, lea@acme.example", code=5)
    founded("return", "nobody", *TO, code=4)
    founded("deal", "close", "acme", "--outcome", "won", "--grace-until", in_days(5), "--yes")


def test_a_table_that_sqlite_can_not_hold_is_an_error_without_a_value() -> None:
    """Too many columns for one table: said in fixed words."""
    wide = NewTable("t", tuple(f"c{n}" for n in range(40_000)), ("text",) * 40_000, [])
    with pytest.raises(SamplerError, match="can't be put into a SQLite database"):
        database_bytes([wide])
