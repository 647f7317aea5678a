"""Requests: a deadline, a freeze for restriction, and no `done` before it is done."""

import json
from pathlib import Path

import pytest
from shells import Shell, in_days

OPEN = ("request", "open", "acme", "--from", "dpo@acme.example", "--kind")
CLOSE = ("request", "close", "Q1", "--answer", "told by mail", "--outcome")


def deliver(shell: Shell, name: str) -> None:
    """Take a small delivery in."""
    Path(name).mkdir()
    Path(name, "a.csv").write_text("id;nom\n1;Durant\n2;Martin\n")
    shell("ingest", name, "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")


def test_a_request_has_thirty_days_from_the_day_it_came(founded: Shell) -> None:
    """The deadline counts from the receipt, not from when it was written down; late is exit 3."""
    answer = json.loads(founded(*OPEN, "deletion", "--received", in_days(-40), "--json").out)
    assert answer["due_on"] == in_days(-10)
    assert "Q1" in founded("request", "list", code=3).err
    assert "[IJO-8]" in founded("enforce", code=3).err
    founded(*OPEN, "deletion", "--received", in_days(1), code=2)


def test_a_restriction_freezes_and_its_answer_thaws(founded: Shell) -> None:
    """The freeze comes with the request and goes with its answer."""
    founded(*OPEN, "restriction")
    Path("x").mkdir()
    Path("x/a.csv").write_text("a;b\n1;2\n")
    take = ("ingest", "x", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    assert "[IJO-8]" in founded(*take, code=5).err
    founded(*CLOSE, "refused")
    founded(*take)


def test_a_deletion_is_done_when_the_data_is_destroyed(founded: Shell) -> None:
    """Saying so before is not taken; afterwards it is."""
    deliver(founded, "d")
    founded(*OPEN, "deletion")
    founded(*CLOSE, "done", code=2)
    founded("destroy", "--deal", "acme", "--yes")
    founded(*CLOSE, "done")


def test_a_rectification_is_done_by_a_new_delivery(founded: Shell) -> None:
    """A sample is never edited: what rectifies it comes from the provider."""
    founded(*OPEN, "rectification")
    founded(*CLOSE, "done", code=2)
    deliver(founded, "again")
    founded(*CLOSE, "done")


@pytest.mark.parametrize("kind", ["deletion", "rectification", "restriction"])
def test_a_closed_request_is_closed(founded: Shell, kind: str) -> None:
    """It can't be answered twice."""
    founded(*OPEN, kind)
    founded(*CLOSE, "refused")
    founded(*CLOSE, "refused", code=4)
