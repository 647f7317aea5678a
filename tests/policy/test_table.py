"""The table of all rules: complete, and each command and test that it names exists."""

import ast
from pathlib import Path

import click
import pytest

from sampler.cli.main import cli
from sampler.policy.rules import RULES
from sampler.policy.table import COMMAND, GATE, ORGANISATION, TABLE, Row

ROOT = Path(__file__).resolve().parents[2]
IDENTIFIERS = (  # of the organisation's policy, in its order
    *(f"EDU-{n}" for n in range(1, 11)),
    *(f"JUN-{n}" for n in range(1, 10)),
    *(f"IJO-{n}" for n in range(1, 10)),
    *(f"IUN-{n}" for n in range(1, 5)),
    *(f"USR-{n}" for n in range(1, 10)),
)
KEPT = [row for row in TABLE if row.how in (GATE, COMMAND)]


def test_no_rule_is_missing_and_none_is_invented() -> None:
    """The table holds the policy's identifiers, in its order, and the gate asks no other."""
    assert tuple(row.id for row in TABLE) == IDENTIFIERS
    assert set(RULES) <= set(IDENTIFIERS)


def test_every_rule_is_kept_and_only_premises_are_declared() -> None:
    """No rule is left for later; what a program can't see is declared."""
    assert {row.id for row in TABLE if row.how not in (GATE, COMMAND)} == {"USR-9"}
    assert {row.id for row in TABLE if row.how == ORGANISATION} == {"USR-9"}


@pytest.mark.parametrize("row", KEPT, ids=lambda row: row.id)
def test_each_named_test_exists_and_drives_the_command_line(row: Row) -> None:
    """The proof of a rule is a test of that name, and it runs a command that the table names."""
    path, _, name = row.test.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    assert len(found) == 1
    constants = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert any(command.split()[0] in constants for command in row.commands)


@pytest.mark.parametrize("row", KEPT, ids=lambda row: row.id)
def test_each_named_command_exists(row: Row) -> None:
    """A rule is kept by commands that the command line has."""
    for words in row.commands:
        group: click.Command | None = cli
        for word in words.split():
            assert isinstance(group, click.Group)
            group = group.get_command(click.Context(cli), word)
            assert group is not None, words
