"""The gate is the only mint of permits, and its refusals are on record."""

import subprocess
import sys
from pathlib import Path

import pytest
from shells import Shell

from sampler.model.permit import Permit

ROOT = Path(__file__).resolve().parents[2]


def test_only_the_gate_issues_permits() -> None:
    """No other module of the product calls the private mint."""
    users = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sampler").rglob("*.py")
        if "Permit._issue(" in path.read_text(encoding="utf-8")
    }
    assert users == {"sampler/custody/gate.py"}


def test_a_permit_cant_be_made_by_hand() -> None:
    """Calling the constructor fails when run."""
    with pytest.raises(TypeError):
        Permit("anything")  # type: ignore[arg-type]


def test_forging_a_permit_does_not_type_check(tmp_path: Path) -> None:
    """The constructor takes `Never`, so mypy refuses every argument."""
    snippet = tmp_path / "forged.py"
    snippet.write_text("from sampler.model.permit import Permit\n\nPermit('mine')\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", "", str(snippet)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1
    assert 'expected "Never"' in done.stdout


def test_a_refusal_is_on_the_ledger(founded: Shell) -> None:
    """What was refused, by which rule, stays on record."""
    Path("d").mkdir()
    Path("d/a.csv").write_text("a;b\n1;2\n")
    answer = founded(
        "ingest", "d", "--deal", "acme", "--channel", "public-link", "--from", "x@y.example", code=5
    )
    assert "EDU-1" in answer.err
    home = founded.folder.parent / "home"
    assert b'"rule":"EDU-1"' in (home / "registry.sqlite3").read_bytes()
    founded("ledger", "verify")
