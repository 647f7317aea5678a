"""The team that the tests of the rules act as."""

from pathlib import Path

import pytest
from shells import Shell
from teams import make_team, move_in


@pytest.fixture(scope="session")
def made_team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a team, made once; nobody writes to it."""
    folder = tmp_path_factory.mktemp("team") / "made"
    make_team(folder)
    return folder


@pytest.fixture
def team(shell: Shell, made_team: Path) -> Shell:
    """A shell in a copy of it: Ana (p1, officer), Dev (p2), Max (p3, manager), Sam (p4, sales engineer)."""
    return move_in(shell, made_team)
