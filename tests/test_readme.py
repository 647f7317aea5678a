"""The README's recording is what the commands print, on the bundled delivery."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from shells import Shell, in_days

ROOT = Path(__file__).resolve().parents[1]
ELLIPSIS = "…"


def recording() -> list[tuple[list[str], list[str]]]:
    """Commands with the lines that the README shows for them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(part for part in text.split("```console\n") if part.startswith("$ sampler"))
    steps = block.split("```")[0].replace("\\\n", " ").split("$ sampler ")[1:]
    return [(shlex.split(step.split("\n", 1)[0]), step.split("\n", 1)[1].splitlines()) for step in steps]


def line_pattern(line: str) -> str:
    """One line; blanks are as wide as the table needs."""
    pieces = [r"\s*".join(map(re.escape, piece.split())) for piece in line.split(ELLIPSIS)]
    return r"\s*" + r".*?".join(pieces) + r"\s*?\n"


@pytest.mark.timeout(240)
def test_the_readme_shows_what_the_commands_print(shell: Shell) -> None:
    """Every command of the recording exits 0 and prints the lines shown below it."""
    (shell.folder / "pass.txt").write_text("invented passphrase\n")
    make = [sys.executable, str(ROOT / "scripts" / "make_fixtures.py"), "--zip", "delivery.zip"]
    subprocess.run(
        [*make, "--passphrase-file", "pass.txt"], cwd=shell.folder, check=True, capture_output=True
    )
    for arguments, shown in recording():
        dated = [in_days(60) if argument == "2027-01-31" else argument for argument in arguments]
        answer = shell(*dated)
        printed = (answer.out + answer.err).replace(in_days(60), "2027-01-31")
        assert matches(shown, printed), (arguments[0], printed[:2000])
    assert (shell.folder / "certificate.pdf").read_bytes().startswith(b"%PDF")


def matches(shown: list[str], printed: str) -> bool:
    """Stdout and stderr arrive apart in the test: each shown line is there, whole, whatever the order."""
    lines = printed.splitlines(keepends=True)
    wanted = [re.compile(line_pattern(line)) for line in shown if line.strip() != ELLIPSIS]
    found = all(any(pattern.fullmatch(line) for line in lines) for pattern in wanted)
    complete = ELLIPSIS in (line.strip() for line in shown) or len(lines) == len(shown)
    return found and complete
