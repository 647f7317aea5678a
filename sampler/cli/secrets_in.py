"""Secrets come from a prompt, a file, a command or a descriptor, never from an argument."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from sampler.errors import NotFoundError, PassphraseError, UsageError

ASK_HINT = "give it with a -file, -command or -fd option, or run this on a terminal to be asked"


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where one secret comes from; at most one source is given, else a terminal is asked."""

    what: str
    file: Path | None = None
    command: str | None = None
    descriptor: int | None = None
    hint: str = ""

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.file, self.command, self.descriptor)) > 1:
            raise UsageError(
                f"the {self.what} is given from several sources", "keep one of FILE, COMMAND, FD"
            )

    @property
    def given(self) -> bool:
        """Whether a source other than the terminal was named."""
        return any(value is not None for value in (self.file, self.command, self.descriptor))

    def read(self, *, confirm: bool = False) -> str:
        """The secret: the first line of its source.

        Raises:
            PassphraseError: it is empty, or there is no source and no terminal.
        """
        secret = self._read(confirm=confirm)
        if not secret:
            raise PassphraseError(f"the {self.what} is empty", "it is the first line of its source")
        return secret

    def _read(self, *, confirm: bool) -> str:
        if self.file is not None:
            return _first_line(_file_bytes(self.file, self.what), self.what)
        if self.command is not None:
            return _first_line(_command_output(self.command, self.what), self.what)
        if self.descriptor is not None:
            return _first_line(_descriptor_bytes(self.descriptor, self.what), self.what)
        if not sys.stdin.isatty():
            raise PassphraseError(
                f"the {self.what} was not given and there is no terminal to ask on", self.hint or ASK_HINT
            )
        answer: str = click.prompt(self.what, hide_input=True, confirmation_prompt=confirm, err=True)
        return answer

    def asker(self) -> Callable[[], str]:
        """A function that reads the secret when it is needed."""
        return self.read


def _file_bytes(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise NotFoundError(
            f"the file with the {what} can't be read", "check its path and its rights"
        ) from None


def _descriptor_bytes(descriptor: int, what: str) -> bytes:
    try:
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read()
    except (OSError, ValueError):
        hint = "open it in the shell, like 3<FILE for descriptor 3"
        raise NotFoundError(f"the descriptor with the {what} can't be read", hint) from None


def _command_output(command: str, what: str) -> bytes:
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, check=True)  # noqa: S603 - the user's own command
    except (OSError, ValueError, subprocess.CalledProcessError):
        hint = "run it by itself: it must print the secret and end with 0"
        raise PassphraseError(f"the command that gives the {what} failed", hint) from None
    return done.stdout


def _first_line(data: bytes, what: str) -> str:
    try:
        return data.split(b"\n", 1)[0].rstrip(b"\r").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PassphraseError(f"the {what} is not UTF-8 text", "save its source as UTF-8") from None
