"""A text and the exact places of the identifiers that were planted in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

# The direct identifiers that the benchmark counts.
CORE = (
    "person",
    "address",
    "email",
    "phone",
    "birthdate",
    "id",
    "account",
    "card",
    "ip",
    "username",
    "secret",
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `kind` is one of `CORE` for a planted identifier, else empty."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """An identifier: start and end in code points, its kind and the value that was planted."""

    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text of one style with its labels, sorted and disjoint."""

    language: str
    style: str
    text: str
    labels: tuple[Label, ...]


def joined(language: str, style: str, pieces: Iterable[Piece]) -> Document:
    """Put pieces together; the labels are where the pieces stand, whatever noise did to them before."""
    text: list[str] = []
    labels: list[Label] = []
    at = 0
    for piece in pieces:
        if piece.kind and piece.text:
            labels.append(Label(at, at + len(piece.text), piece.kind, piece.text))
        text.append(piece.text)
        at += len(piece.text)
    return Document(language, style, "".join(text), tuple(labels))


def changed(pieces: Iterable[Piece], change: Callable[[str], str]) -> list[Piece]:
    """Apply a change of letters to each piece by itself: no label can move off its value."""
    return [Piece(change(piece.text), piece.kind) for piece in pieces]
