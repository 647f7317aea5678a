"""When work fails and its remains can't be removed either, the first failure is the one that is told."""

import json
from pathlib import Path

import pytest
from shells import Shell

from sampler.cli.session import working
from sampler.custody import recovery, targets
from sampler.custody.recovery import storing
from sampler.errors import MismatchError


def failing(*_given: object) -> None:
    raise PermissionError(13, "not now")


def test_a_failed_export_names_what_failed_and_is_undone_later(
    ready: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal of the disk is said, the remains are announced, and the next command removes them."""
    with monkeypatch.context() as patch:
        patch.setattr(targets, "undo", failing)
        patch.setattr(targets.Target, "place", _full)
        answer = ready("export", "acme-1s", "--into", "out", code=4)
    assert "the disk is full" in answer.err
    assert "not now" not in answer.err
    assert "could not be removed; the next command tries again" in answer.err
    assert list(Path().glob(".sampler-*"))
    assert "had been interrupted: undone" in ready("copy", "check").err
    assert not list(Path().glob(".sampler-*"))
    assert not json.loads(ready("deal", "show", "acme", "--json").out)["copies"][1:]


def _full(_self: targets.Target) -> None:
    raise OSError(28, "No space left on device")


def test_a_failed_store_names_what_failed(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be swept away stays in the journal, the first error is told, the next command sweeps."""
    said: list[str] = []
    with working() as session, monkeypatch.context() as patch:
        session.say = said.append
        patch.setattr(recovery, "sweep", failing)
        with pytest.raises(MismatchError, match="the first"), storing(session, "return", "acme"):
            raise MismatchError("the first")
        assert [one.act for one in session.journal.pending()] == ["return"]
    assert said == ["warning: not everything that was stored could be removed; the next command tries again"]
    assert "return of acme had been interrupted" in ready("copy", "check").err
