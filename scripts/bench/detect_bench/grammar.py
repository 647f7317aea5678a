"""Templates: styles of text with slots and choices, read from one file per language and set.

`[[slot]]` plants a labelled identifier, `((a|b))` chooses, `((rule))` is a choice that the file's head names,
`((filler))` is text that looks like data and is nobody's. Choices nest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

from detect_bench.marked import Piece

FOLDER = Path(__file__).parent / "templates"


class Planter(Protocol):
    """What gives slots and fillers their values for one document."""

    def label(self, slot: str) -> Piece:
        """A labelled value."""
        ...

    def filler(self, name: str) -> str:
        """A value that is nobody's."""
        ...


@dataclass(frozen=True, slots=True)
class Book:
    """The rules and the templates by style of one file."""

    rules: Mapping[str, tuple[str, ...]]
    styles: Mapping[str, tuple[str, ...]]


def read_book(language: str, which: str) -> Book:
    """Read `templates/<language>_<which>.txt`: `@rule = a | b`, `== style`, templates cut by `--`."""
    rules: dict[str, tuple[str, ...]] = {}
    styles: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in (FOLDER / f"{language}_{which}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = styles.setdefault(line[3:].strip(), [])
            current.append([])
        elif line == "--":
            current.append([])
        elif line.startswith("@") and not current:
            name, _, choices = line[1:].partition(" = ")
            rules[name.strip()] = tuple(_choices(choices))
        elif current:
            current[-1].append(line)
    return Book(
        rules,
        {
            name: tuple("\n".join(lines).strip("\n") for lines in templates)
            for name, templates in styles.items()
        },
    )


def expand(source: str, book: Book, planter: Planter, draw: Random) -> Iterator[Piece]:
    """The pieces of a template."""
    at = 0
    while at < len(source):
        opening = min((place for mark in ("[[", "((") if (place := source.find(mark, at)) >= 0), default=-1)
        if opening < 0:
            yield Piece(source[at:])
            return
        if opening > at:
            yield Piece(source[at:opening])
        if source.startswith("[[", opening):
            end = source.index("]]", opening)
            yield planter.label(source[opening + 2 : end])
        else:
            end = _closing(source, opening)
            yield from _chosen(source[opening + 2 : end], book, planter, draw)
        at = end + 2


def _chosen(body: str, book: Book, planter: Planter, draw: Random) -> Iterator[Piece]:
    choices = _choices(body)
    if len(choices) > 1:
        yield from expand(draw.choice(choices), book, planter, draw)
    elif body in book.rules:
        yield from expand(draw.choice(book.rules[body]).strip(), book, planter, draw)
    else:
        yield Piece(planter.filler(body))


def _closing(source: str, opening: int) -> int:
    depth, at = 0, opening
    while at < len(source):
        if source.startswith("((", at):
            depth, at = depth + 1, at + 2
        elif source.startswith("))", at):
            depth -= 1
            if not depth:
                return at
            at += 2
        else:
            at += 1
    raise ValueError(f"a choice is not closed: {source[opening : opening + 40]}")


def _choices(body: str) -> list[str]:
    """Cut at the bars of this level."""
    depth, last, parts = 0, 0, []
    for at, sign in enumerate(body):
        pair = body[at : at + 2]
        if pair in ("((", "[["):
            depth += 1
        elif pair in ("))", "]]"):
            depth -= 1
        elif sign == "|" and depth <= 0:
            parts.append(body[last:at])
            last = at + 1
    return [*parts, body[last:]]
