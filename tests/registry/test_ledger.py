"""Any change of the ledger or of the tables shows."""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sampler.errors import IntegrityError, LedgerError, MismatchError, SamplerError, UsageError
from sampler.registry.ledger import parse_anchor
from sampler.registry.store import Registry, natural
from sampler.registry.verify import verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
START = datetime(2026, 1, 1, tzinfo=UTC)
BLOBS = {
    "ledger_entry": ("prev", "body_hash", "hash", "signature"),
    "ledger_body": ("salt", "body"),
    "chain": ("chain_id", "public_key"),
}


def filled(path: Path) -> Registry:
    registry = Registry(path, lambda: START, KEY.sign)
    registry.create_chain(KEY.public_key().public_bytes_raw())
    for number in range(12):
        with registry.act("deal.open", actor="p1", number=number) as act:
            act.put("deal", f"d{number}", state="open", trial_ends="2026-06-30")
            act.detail("deal", f"d{number}", provider=f"Provider {number}")
    with registry.act("forget", actor="p1") as act:
        act.redact("deal", "d3", "provider")
    return registry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "registry.sqlite3"
    registry = filled(target)
    assert registry.checkpoint()
    registry.close()
    return target


def altered(path: Path, change: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in list(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(change, values)
        connection.commit()


def test_an_untouched_ledger_verifies(path: Path) -> None:
    """Replay gives the tables; the redacted detail is counted."""
    registry = Registry(path, lambda: START)
    result = verify(registry, parse_anchor(str(registry.head())))
    assert (result.events, result.details, result.redacted) == (13, 11, 1)


def test_missing_or_changed_triggers_are_noticed(path: Path) -> None:
    """Who drops a guard, or puts a weaker one in its place, is found by the verification."""
    weaker = "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END"
    registry = Registry(path, lambda: START)
    verify(registry)
    with closing(sqlite3.connect(path)) as connection:
        for change in ("DROP TRIGGER ledger_entry_no_delete", weaker):
            connection.execute(change)
            connection.commit()
            with pytest.raises(LedgerError, match="triggers that guard"):
                verify(registry)


def test_ten_thousand_single_bit_changes_are_all_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flipped bit in any column of the ledger fails the verification with its anchor."""
    monkeypatch.setattr(Registry, "guarded", lambda _self: True)  # the triggers are dropped to flip bits
    anchor = parse_anchor(str(Registry(path, lambda: START).head()))
    chance = random.Random(7)
    with closing(sqlite3.connect(path)) as connection:
        cells = [
            (table, column, rowid, bytes(value))
            for table, columns in BLOBS.items()
            for column in columns
            for rowid, value in connection.execute(f"SELECT rowid, {column} FROM {table}")  # noqa: S608 - our names
        ]
        for (name,) in list(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
    missed = 0
    registry = Registry(path, lambda: START)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for _ in range(10_000):
            table, column, rowid, value = chance.choice(cells)
            bit = chance.randrange(len(value) * 8)
            changed = bytearray(value)
            changed[bit // 8] ^= 1 << bit % 8
            update = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 - our names
            connection.execute(update, (bytes(changed), rowid))
            try:
                verify(registry, anchor)
                missed += 1
            except SamplerError:
                pass
            connection.execute(update, (value, rowid))
    assert missed == 0
    verify(registry, anchor)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE deal SET trial_ends = '2027-06-30' WHERE id = 'd1'",
        "UPDATE deal SET outcome = 'won' WHERE id = 'd1'",
        "DELETE FROM deal WHERE id = 'd2'",
        "INSERT INTO deal (id, state) VALUES ('d99', 'open')",
        "INSERT INTO copy (id, state) VALUES ('C1', 'open')",
        "UPDATE detail SET value = 'Somebody' WHERE subject = 'deal/d1'",
        "UPDATE detail SET value = NULL, salt = NULL WHERE subject = 'deal/d1'",
        "UPDATE detail SET value = 'Back', salt = x'00' WHERE subject = 'deal/d3'",
        "DELETE FROM detail WHERE subject = 'deal/d1'",
        "DELETE FROM ledger_body WHERE seq = 5",
        "DELETE FROM ledger_entry WHERE seq = 5",
        "UPDATE ledger_entry SET seq = 50 WHERE seq = 5",
        "UPDATE ledger_body SET seq = 50 WHERE seq = 5",
    ],
)
def test_a_change_behind_the_tools_back_shows(path: Path, change: str) -> None:
    """Tables, details and events that were edited directly fail the verification."""
    altered(path, change)
    with pytest.raises(LedgerError):
        verify(Registry(path, lambda: START))


def test_a_cut_tail_shows_with_an_anchor_only(path: Path) -> None:
    """This is why the head is printed on receipts: without it a shorter ledger is consistent."""
    anchor = parse_anchor(str(Registry(path, lambda: START).head()))
    for statement in ("DELETE FROM ledger_body WHERE seq = 13", "DELETE FROM ledger_entry WHERE seq = 13"):
        altered(path, statement)
    altered(path, "UPDATE detail SET value = 'Provider 3' WHERE subject = 'deal/d3'")
    with pytest.raises((MismatchError, LedgerError)):
        verify(Registry(path, lambda: START), anchor)


def test_a_rewrite_by_the_keys_holder_shows_with_an_anchor(path: Path, tmp_path: Path) -> None:
    """Whoever has the key can write another history, but not one that holds the printed head."""
    anchor = parse_anchor(str(Registry(path, lambda: START).head()))
    other = filled(tmp_path / "other.sqlite3")
    verify(other)
    with pytest.raises(MismatchError):
        verify(other, anchor)


def test_triggers_refuse_updates_deletes_and_replacement(path: Path) -> None:
    """The guard rails hold on a connection of ours, REPLACE included."""
    registry = Registry(path, lambda: START)
    for statement in (
        "UPDATE ledger_entry SET prev = x'00'",
        "DELETE FROM ledger_body",
        "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE seq = 5",
        "INSERT INTO ledger_entry SELECT 20, prev, hash, hash, signature FROM ledger_entry WHERE seq = 5",
    ):
        with pytest.raises(Exception, match="ledger"), registry._engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_an_act_that_fails_changes_nothing(path: Path) -> None:
    """State and event are one transaction."""
    registry = Registry(path, lambda: START, KEY.sign)
    before = registry.head()
    with pytest.raises(RuntimeError), registry.act("deal.open", actor="p1") as act:
        act.put("deal", "dx", state="open")
        raise RuntimeError
    assert registry.head() == before
    assert not registry.find("deal", id="dx")


def test_ledger_time_does_not_run_back(path: Path) -> None:
    """A clock more than five minutes behind the last event is refused."""
    late = Registry(path, lambda: START - timedelta(minutes=6), KEY.sign)
    with pytest.raises(IntegrityError), late.act("x", actor="p1"):
        pass
    close = Registry(path, lambda: START - timedelta(minutes=4), KEY.sign)
    with close.act("x", actor="p1"):
        pass


@pytest.mark.parametrize("text", ["", "1", "1:", "1:ab", "x:" + "a" * 64, "1:" + "g" * 64, "1:" + "a" * 65])
def test_an_anchor_has_one_form(text: str) -> None:
    """Anything but SEQ:HASH is a usage error."""
    with pytest.raises(UsageError):
        parse_anchor(text)


def test_two_writers_do_not_fork_the_chain(path: Path, tmp_path: Path) -> None:
    """Two registries on one file append one after the other."""
    one, two = (Registry(path, lambda: START, KEY.sign) for _ in range(2))
    for number in range(20):
        with (one, two)[number % 2].act("tick", actor="p1"):
            pass
    assert verify(one).events == 33
    shutil.copy(path, tmp_path / "copy")


def test_ids_sort_as_people_count() -> None:
    """C10 comes after C9."""
    assert sorted(["C10", "C9", "acme-2s", "acme-10", "acme-2"], key=natural) == [
        "C9",
        "C10",
        "acme-2",
        "acme-2s",
        "acme-10",
    ]
