"""Help: every command has some with an example, and asking for it loads nothing heavy."""

import re
import subprocess
import sys

import pytest
from shells import Shell

from sampler.cli.main import COMMANDS

NOUNS = {
    "deal": ("open", "list", "show", "extend", "close", "dispose", "restrict"),
    "rest": ("check", "choose", "list", "end"),
    "custodian": ("add", "list", "show", "undertake", "leave"),
    "grant": ("give", "withdraw", "list"),
    "access": ("review", "locks", "unlock"),
    "authorization": ("request", "key", "record", "list", "withdraw", "break-glass"),
    "hold": ("place", "release", "list"),
    "timer": ("show", "install", "remove"),
    "request": ("open", "close", "list"),
    "disclosure": ("record", "list"),
    "declaration": ("record", "list"),
    "incident": ("open", "add", "list", "show", "notify", "close"),
    "environment": ("add", "list", "show", "check", "remove"),
    "medium": ("add", "list"),
    "recipient": ("add", "confirm", "list", "remove"),
    "task": ("list", "remind"),
    "copy": ("list", "end", "attest", "add", "move", "return", "check"),
    "report": (
        *("destruction", "certificate", "receipt", "return", "portfolio", "processing", "rights", "access"),
        *("exposure", "incident", "compliance"),
    ),
    "certificate": ("verify",),
    "receipt": ("verify",),
    "ledger": ("verify", "export"),
    "recipe": ("check", "explain"),
}
ALL = [
    (name, *verb) for name in COMMANDS for verb in ([(v,) for v in NOUNS[name]] if name in NOUNS else [()])
]
HEAVY = (
    *("sqlalchemy", "alembic", "pyarrow", "numpy", "pandas", "rich", "cryptography", "pydantic", "typst"),
    *("jinja2", "babel", "spacy", "presidio_analyzer", "openpyxl", "pyzipper", "yaml", "keyring"),
)
PROBE = """
import sys
from sampler.cli.main import run
code = run(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_every_command_explains_itself_with_an_example(shell: Shell, command: tuple[str, ...]) -> None:
    """`--help` is exit 0, names the command, and shows one way to use it."""
    for option in ("--help", "-h"):
        answer = shell(*command, option)
        assert answer.err == ""
        words = " ".join(answer.out.split())
        assert f"Example: sampler {' '.join(command)}" in words
        assert f"Usage: sampler {' '.join(command)}" in words


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_lists_its_verbs(shell: Shell, noun: str) -> None:
    """What is tested here is all there is."""
    section = shell(noun, "--help").out.partition("Commands:")[2]
    assert tuple(re.findall(r"^  ([\w-]+) ", section, re.MULTILINE)) == tuple(sorted(NOUNS[noun]))


def test_the_front_page_lists_every_command_and_exit_code(shell: Shell) -> None:
    """In the order of a sample's life."""
    page = shell("--help").out
    places = [page.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    for code in (0, 1, 2, 3, 4, 5, 6, 7, 130):
        assert f"{code} " in page
    assert shell("--version").out.startswith("sampler ")


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("no-such-command",)])
def test_asking_for_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """The front page must come at once, so no library of the work is imported for it."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=False
    )
    assert probe.returncode == (2 if arguments[0] == "no-such-command" else 0)
    loaded = {name.partition(".")[0] for name in probe.stderr.splitlines()[-1].split()}
    assert not loaded & set(HEAVY)
    assert "click" in loaded
