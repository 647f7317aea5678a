"""Migrations: an older registry is brought up to date, and the tables are what the code says."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config

import sampler.registry
from sampler.registry import schema
from sampler.registry.database import open_engine, writing
from sampler.registry.store import Registry

START = datetime(2026, 1, 1, tzinfo=UTC)


def columns(path: Path) -> dict[str, list[str]]:
    """Tables and their columns, as they are in the file."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: [r[1] for r in connection.execute(f'PRAGMA table_info("{n}")')] for n in names}


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    """Every table and column that the code knows is there, and no other."""
    Registry(tmp_path / "new.sqlite3", lambda: START).close()
    found = columns(tmp_path / "new.sqlite3")
    found.pop("alembic_version")
    assert {name: sorted(c) for name, c in found.items()} == {
        table.name: sorted(column.name for column in table.columns)
        for table in schema.metadata.tables.values()
    }


def test_a_registry_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its ledger still verifies, its owner has every role, and old rows have nothing in the new columns."""
    path = tmp_path / "old.sqlite3"
    engine = open_engine(path)
    config = Config()
    folder = Path(sampler.registry.__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    assert "grant" not in columns(path)
    registry = Registry(path, lambda: START, sign=lambda _message: bytes(64))
    registry.create_chain(bytes(32))
    with registry.act("init", actor="p1") as act:
        act.put("person", "p1", role="owner", state="active")
    assert registry.get("person", "p1")["undertaken_on"] is None
    assert registry.find("grant") == []
    assert registry.guarded()
    registry.close()
