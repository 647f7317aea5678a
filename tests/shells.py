"""The command line in this process, as the fixtures `shell` and `founded` give it; system programs."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sampler.cli.main import run


def needed(program: str) -> str:
    """A system program; its absence skips the test with words, and fails it in CI."""
    path = shutil.which(program)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing, and in CI it may not be")
        pytest.skip(f"{program} is not installed here")
    return path


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
