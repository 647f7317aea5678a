"""A commit that failed is undone for certain, or the registry answers nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine

from sampler.errors import NoSpaceError
from sampler.registry import store
from sampler.registry.store import Registry

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
writing = store.writing


@contextmanager
def unsynced(engine: Engine) -> Iterator[Connection]:
    """The transaction is whole in the log, and its sync fails."""
    with writing(engine) as connection:
        yield connection
    raise NoSpaceError("the registry can't be written")


def full(*_given: object) -> bool:
    raise NoSpaceError("the registry can't be written")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "registry.sqlite3", lambda: START, KEY.sign)
    registry.create_chain(KEY.public_key().public_bytes_raw())
    return registry


@pytest.mark.parametrize("emptied", [full, lambda _engine: False])
def test_a_commit_in_doubt_answers_nothing(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emptied: object
) -> None:
    """Neither reads nor writes are trusted before the registry is opened again, and has its log anew."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "writing", unsynced)
        patch.setattr(store, "checkpoint", emptied)
        with pytest.raises(NoSpaceError, match="can't be written"):
            _open_deal(registry)
    with pytest.raises(NoSpaceError, match="not known before the registry is opened again"):
        registry.find("deal")
    with pytest.raises(NoSpaceError, match="not known"):
        _open_deal(registry)
    registry.close()
    again = Registry(tmp_path / "registry.sqlite3", lambda: START)
    assert [row["id"] for row in again.find("deal")] == ["acme"]
    again.close()


def test_an_emptied_log_leaves_no_doubt(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the log could be emptied, what the registry says is what every process will find."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "writing", unsynced)
        with pytest.raises(NoSpaceError):
            _open_deal(registry)
    assert len(registry.find("deal")) == 1
    registry.close()


def test_what_fails_before_the_commit_is_no_doubt(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transaction that never came to its commit can't come back: nothing has to be emptied."""
    monkeypatch.setattr(store, "checkpoint", full)
    monkeypatch.setattr(Registry, "_moment", full)
    with pytest.raises(NoSpaceError):
        _open_deal(registry)
    assert registry.find("deal") == []
    registry.close()


def _open_deal(registry: Registry) -> None:
    with registry.act("deal.open", actor="p1") as act:
        act.put("deal", "acme", state="open", trial_ends="2026-06-30")
