"""What is promised of one sample holds of a thousand, and one deal may have ten thousand copies."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from shells import Shell, in_days
from sqlalchemy import Engine, event

import sampler.cli.session as cli_session
from sampler.custody.copies import NewCopy, content_of, next_id, register
from sampler.custody.endings import away_of
from sampler.custody.samples import put_object
from sampler.custody.session import Session
from sampler.custody.showing import copy_rows
from sampler.destroy.plan import plan
from sampler.errors import LockedError
from sampler.vault.keystore import Keys
from sampler.vault.wrapping import MAGIC, unwrap

SAMPLES = 1000
COPIES = 10_000
PLAN_SECONDS = 2.0


def take_in(session: Session, deal: str, count: int) -> None:
    """Put samples of one small object each into the vault and on record, as `ingest` does, in one act."""
    with session.registry.act("ingest", actor=session.actor) as act:
        for number in range(1, count + 1):
            sample, data = f"{deal}-{number}", f"id;nom\n{number};Zqxwyqnom{number}\n".encode()
            act.put("sample", sample, deal=deal, number=number, kind="lent", state="present", files=1)
            act.put("sample", sample, channel="sftp", received_at=session.moment(), bytes=len(data))
            put_object(
                act, session.vault.put(data), deal=deal, sample=sample, role="original", size=len(data)
            )


def wrapped_keys(home: Path) -> int:
    """How many wrapped keys stand in the files of a home, in whatever file."""
    return sum(path.read_bytes().count(MAGIC) for path in home.rglob("*") if path.is_file())


@pytest.mark.timeout(300)
def test_a_thousand_destroyed_samples_leave_no_wrapped_key(
    founded: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is left in the home; yesterday's home opens none of them without yesterday's key store."""
    monkeypatch.setattr("os.fsync", lambda _descriptor: None)  # this counts; tests/faults cuts the power
    with cli_session.working() as session:
        take_in(session, "acme", SAMPLES)
    yesterday, before = tmp_path / "yesterday", tmp_path / "old-keys"
    shutil.copytree(tmp_path / "home", yesterday)
    shutil.copytree(tmp_path / "keys", before)
    assert wrapped_keys(yesterday) == SAMPLES + 2  # and those of the deal and of the signer
    founded("destroy", "--deal", "acme", "--yes")
    assert wrapped_keys(tmp_path / "home") == 1, "the signer's key alone is left"
    today, then = _keys(tmp_path / "keys"), _keys(before)
    opened = refused = 0
    for path in (yesterday / "keys").glob("*.key"):
        wrapped = path.read_bytes()
        assert len(unwrap(then, path.stem, wrapped)) == 32
        opened += 1
        with pytest.raises(LockedError):
            unwrap(today, path.stem, wrapped)
        refused += 1
    assert opened == refused == SAMPLES + 2
    document = json.loads((tmp_path / "home" / "documents" / "certificate-acme-K1.json").read_bytes())
    assert document["kind"] == "final"
    assert len(document["keys"]["retired"]) == SAMPLES + 1


def test_yesterdays_home_with_yesterdays_key_store_opens(
    founded: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is why certificates name backups among what was not checked."""
    Path("clients.csv").write_text("id;nom\n1;Durant\n")
    founded("ingest", "clients.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    for name in ("home", "keys"):
        shutil.copytree(tmp_path / name, tmp_path / f"old-{name}")
    founded("destroy", "--deal", "acme", "--yes")
    document = json.loads((tmp_path / "home" / "documents" / "certificate-acme-K1.json").read_bytes())
    assert "backups" in " ".join(gap["what"] for gap in document["not_verified"])
    founded("report", "certificate", "--deal", "acme", "--format", "html", "--output", "r.html")
    shown = " ".join(Path("r.html").read_text(encoding="utf-8").split())
    assert "a backup of the key store made before that day would open it" in shown
    monkeypatch.setenv("SAMPLER_HOME", str(tmp_path / "old-home"))
    founded("detect", "acme-1", code=4)
    monkeypatch.setenv("SAMPLER_KEYSTORE", str(tmp_path / "old-keys"))
    founded("detect", "acme-1")


def _keys(folder: Path) -> Keys:
    return Keys.decode(next(folder.glob("*.json")).read_bytes())


def scatter(session: Session, deal: str, folder: Path, count: int) -> None:
    """Register this many files as copies, in one act."""
    folder.mkdir()
    first = int(next_id(session)[1:]) - 1
    with session.registry.act("export", actor=session.actor) as act:
        for number in range(1, count + 1):
            path = folder / f"{number}.csv"
            path.write_text(f"id;nom\n{number};Zqxwyqnom\n")
            copy = NewCopy("export", deal, f"{deal}-1", path, content_of(path), destroy_by=in_days(60))
            register(session, act, f"C{first + number}", copy)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Every statement that the registry's database is asked in the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("founded")
def test_a_plan_of_ten_thousand_copies(tmp_path: Path) -> None:
    """It takes under two seconds, its table of places too, and no question per copy."""
    with cli_session.working() as session:
        take_in(session, "acme", 1)
        _pretend(tmp_path / "home" / "registry.sqlite3", COPIES)
        began = time.process_time()
        with asked() as statements:
            proposed = plan(session, "acme")
            rows = copy_rows(session, "acme")
            assert away_of(session, proposed.copies) == ()  # no host is on record: none should lie here
            assert next_id(session) == f"C{COPIES + 1}"
        assert time.process_time() - began < PLAN_SECONDS
    assert len(proposed.copies) == len(rows) == COPIES
    assert rows[-1]["location"] == f"/nowhere/{COPIES}"
    assert len(statements) < 40


def _pretend(registry: Path, count: int) -> None:
    """Put open copies into the tables behind the ledger, which would take a minute: nothing here asks it."""
    numbers = [(f"C{number}", f"/nowhere/{number}") for number in range(1, count + 1)]
    with closing(sqlite3.connect(registry)) as connection, connection:
        copy = (
            "INSERT INTO copy (id, deal, sample, kind, state) VALUES (?, 'acme', 'acme-1', 'export', 'open')"
        )
        connection.executemany(copy, [(copy_id,) for copy_id, _ in numbers])
        detail = (
            "INSERT INTO detail (subject, field, salt, value) VALUES ('copy/' || ?, 'location', x'00', ?)"
        )
        connection.executemany(detail, numbers)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("gone", [False, True])
def test_destroying_is_linear_in_the_copies(founded: Shell, tmp_path: Path, *, gone: bool) -> None:
    """Twice the copies ask twice the questions, also when all of them were deleted by hand before."""
    destroying, reporting = [], []
    for deal, number in (("one", 20), ("two", 40)):
        terms = ("--provider", "ACME", "--contact", "c@acme.example", "--purpose", "trial")
        founded("deal", "open", deal, *terms, "--trial-ends", in_days(60))
        with cli_session.working() as session:
            take_in(session, deal, 1)
            scatter(session, deal, tmp_path / deal, number)
        if gone:
            shutil.rmtree(tmp_path / deal)
        with asked() as statements:
            founded("destroy", "--deal", deal, "--yes", code=7 if gone else 0)
        destroying.append(len(statements))
        with asked() as statements:
            founded("report", "destruction", "--deal", deal, "--format", "json", "--output", f"{deal}.json")
        reporting.append(len(statements))
    assert destroying[1] < 2.2 * destroying[0]
    assert reporting[1] < 2.2 * reporting[0]
