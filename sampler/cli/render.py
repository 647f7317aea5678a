"""How results look: tables for people, JSON for programs. stdout is data."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from sampler.errors import UsageError

SCHEMA = 1


def emit(document: Mapping[str, object]) -> None:
    """Print one JSON document with its schema version."""
    sys.stdout.write(json.dumps({"schema": SCHEMA, **document}, ensure_ascii=False) + "\n")


def emit_lines(rows: Iterable[Mapping[str, object]]) -> None:
    """Print a list as JSON lines."""
    for row in rows:
        emit(row)


def say(text: str) -> None:
    """Print a line of the result for a person."""
    click.echo(text)


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the singular or the plural."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Print a table; wide on a pipe, fitted on a terminal, plain with NO_COLOR."""
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - rich loads when a table is printed
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    grid = Table(*headers, box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, no_color="NO_COLOR" in os.environ or None).print(grid)


def confirm(question: str, expected: str, *, yes: bool) -> None:
    """Ask to type `expected` before something that can't be undone; `--yes` answers for scripts.

    Raises:
        UsageError: something else was typed, or there is no terminal and no --yes.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError(
            f"{question}: there is no terminal to confirm it on", "--yes confirms it in a script"
        )
    typed = click.prompt(f"{question}; type {expected} to go on", default="", show_default=False, err=True)
    if typed != expected:
        raise UsageError("not confirmed: nothing was done", f"type {expected} when asked, or give --yes")
