"""The command line in this process, as the fixtures `shell` and `founded` give it; system programs."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from sampler.cli.main import run


def lacking(what: str) -> NoReturn:
    """The machine lacks what the test needs: skip it with words, but fail it in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and in CI that may not be")
    pytest.skip(what)


def needed(program: str) -> str:
    """The path of a system program, where there is one."""
    return shutil.which(program) or lacking(f"{program} is not installed here")


@dataclass
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Shell:
    """The command line with a home of its own, in this process; nothing on standard input."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    said: list[str]

    def __call__(self, *arguments: str, code: int | None = 0) -> Answer:
        """Run a command; `code` is the exit code it must have."""
        self.capture.readouterr()
        got = run(arguments)
        printed = self.capture.readouterr()
        self.said += [printed.out, printed.err]
        assert code is None or got == code, f"exit {got}: {printed.err}"
        return Answer(got, printed.out, printed.err)


def in_days(days: int) -> str:
    """A date from today, as options take it."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
