"""What several tests need: system programs, a home, the command line in this process."""

import os
from pathlib import Path

import pytest
from ready import copied, made
from shells import Answer, Shell, in_days, needed

__all__ = ["Answer", "Shell", "in_days", "needed"]


@pytest.fixture(scope="session")
def strace() -> str:
    """strace, for faults at system calls."""
    return needed("strace")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in an empty folder, before `init`."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("SAMPLER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SAMPLER_KEYSTORE", str(tmp_path / "keys"))
    monkeypatch.delenv("CI", raising=False)  # the tests of build servers set it themselves
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123 - lives as long as the test
    return Shell(work, capsys, [])


@pytest.fixture
def founded(shell: Shell) -> Shell:
    """A shell with a home and an open deal `acme`."""
    shell("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>")
    terms = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "LMS trial")
    shell("deal", "open", "acme", *terms, "--trial-ends", in_days(60))
    return shell


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sanitized sample acme-1s, never changed: `ready` gives a copy."""
    return made(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def ready(shell: Shell, prepared: Path, tmp_path: Path) -> Shell:
    """A shell with a home, the deal `acme` and its sanitized sample acme-1s; no copy is open."""
    copied(prepared, tmp_path)
    return shell
