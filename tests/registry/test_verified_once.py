"""What the gate found of tables and ledger stands until somebody writes to the database, and no longer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shells import Shell

import sampler.registry.verify as verifying
from sampler.cli.session import working
from sampler.errors import LedgerError
from sampler.registry.verify import verify


def test_an_edit_between_two_questions_is_seen(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked again, nothing is replayed; after an edit by another program it is, and the edit is found."""
    looked: list[int] = []
    real = verifying._compare_tables
    monkeypatch.setattr(verifying, "_compare_tables", lambda *given: looked.append(1) or real(*given))
    database = founded.folder.parent / "home" / "registry.sqlite3"
    with working() as session:
        verify(session.registry, every_signature=False)
        before = len(looked)
        verify(session.registry, every_signature=False)
        assert len(looked) == before
        verify(session.registry)  # whoever asks for every signature gets it
        assert len(looked) == before + 1
        with session.registry.act("access.review", actor="p1"):
            pass
        verify(session.registry, every_signature=False)
        assert len(looked) == before + 2
        _edit(database)
        with pytest.raises(LedgerError, match="not what the ledger says"):
            verify(session.registry, every_signature=False)


def _edit(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE deal SET due_on = '2099-01-01'")
