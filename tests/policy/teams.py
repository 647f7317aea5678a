"""A home with a team and a sanitized sample, made once a worker and copied for each test."""

import io
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days

from sampler.cli.main import run

OFFICER, DEVELOPER, MANAGER, SALES = "p1", "p2", "p3", "p4"
DELIVERY = "id;nom;prenom;email\n" + "".join(
    f"{n + 1000};Durant{n};Alix;alix{n}@acme.example\n" for n in range(12)
)
RECIPE = """version: 1
tables:
  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, "prenom": surrogate FIRST_NAME,
                  "email": surrogate EMAIL_ADDRESS}
"""
TERMS = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "LMS trial")
INGEST = ("--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")


def silently(arguments: Sequence[str]) -> None:
    """Run a command that must work, without a word."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = run(arguments)
    assert code == 0, (arguments, said.getvalue())


@contextmanager
def living_in(folder: Path) -> Iterator[None]:
    """Run commands in the home below a folder, with nothing on standard input."""
    with pytest.MonkeyPatch.context() as patch, Path(os.devnull).open() as nothing:
        patch.chdir(folder / "work")
        patch.setenv("SAMPLER_HOME", str(folder / "home"))
        patch.setenv("SAMPLER_KEYSTORE", str(folder / "keys"))
        patch.setattr(sys, "stdin", nothing)
        yield


def make_team(folder: Path) -> None:
    """Ana opens acme alone, takes a sample in and sanitizes it; then Dev, Max and Sam join."""
    (folder / "work").mkdir(parents=True)
    with living_in(folder):
        Path("delivery").mkdir()
        Path("delivery/clients.csv").write_text(DELIVERY)
        Path("acme.yaml").write_text(RECIPE)
        silently(["init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>"])
        silently(["deal", "open", "acme", *TERMS, "--trial-ends", in_days(60)])
        silently(["ingest", "delivery", *INGEST])
        silently(["sanitize", "acme-1", "--recipe", "acme.yaml"])
        bound = ("--undertaken", in_days(-30))
        silently(["custodian", "add", "Dev Un <dev@vendor.example>", "--role", "developer", *bound])
        silently(["custodian", "add", "Max Deux <max@vendor.example>", "--role", "manager", *bound])
        silently(["custodian", "add", "Sam Trois <sam@vendor.example>", "--role", "sales-engineer", *bound])
        silently(["grant", "give", DEVELOPER, "--deal", "acme", "--act", "load", "--act", "export"])


def move_in(shell: Shell, made: Path) -> Shell:
    """Copy a made home under the shell's."""
    parent = shell.folder.parent
    for name in ("home", "keys"):
        shutil.copytree(made / name, parent / name)
    (shell.folder / "delivery").mkdir()  # not copied: a test that destroys C1 removes the one it came from
    (shell.folder / "delivery" / "clients.csv").write_text(DELIVERY)
    (shell.folder / "acme.yaml").write_text(RECIPE)
    return shell


def travel(patch: pytest.MonkeyPatch, **later: float) -> None:
    """Let the commands that follow see a clock so much later."""
    ahead = timedelta(**later)
    patch.setattr("sampler.cli.session.system_clock", lambda: datetime.now(UTC) + ahead)
