"""What a page is made of, before it is HTML or PDF: a title, a banner, blocks of facts and tables.

Both doors draw the same `Page`, so the two can't say different things.
"""

from dataclasses import asdict, dataclass
from typing import Any

NOTHING = "\N{EN DASH}"  # an empty cell looks forgotten


@dataclass(frozen=True)
class Cell:
    """A text as it is shown; `tone` is "", good, warn or bad; `code` asks for fixed width."""

    text: str
    detail: str = ""
    tone: str = ""
    code: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and its value."""

    label: str
    value: Cell
    wide: bool = False


@dataclass(frozen=True)
class Heading:
    """Starts a part of the page."""

    title: str
    block: str = "heading"


@dataclass(frozen=True)
class Facts:
    """Labelled values, two columns where there is room."""

    title: str
    facts: tuple[Fact, ...]
    block: str = "facts"


@dataclass(frozen=True)
class Column:
    """A column of a grid: its header, its share of the width, whether it holds numbers."""

    label: str
    weight: int = 1
    number: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of a row names the row. `empty` is said when there are no rows.

    One that stands `apart` begins a page of its own on paper; one with the title of an `annex` does so
    under that title when the rest would not fit the first page with it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    apart: bool = False
    annex: str = ""
    block: str = "grid"


@dataclass(frozen=True)
class Prose:
    """Sentences under a title, as a list when `bullets`."""

    title: str
    lines: tuple[Cell, ...]
    bullets: bool = False
    block: str = "prose"


@dataclass(frozen=True)
class Code:
    """Lines to type, kept as they are; `what` says what they do and what to expect."""

    what: str
    lines: tuple[str, ...]
    block: str = "code"


Block = Heading | Facts | Grid | Prose | Code


@dataclass(frozen=True)
class Banner:
    """What the reader must not miss, above everything."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class Labels:
    """Words that the templates themselves need."""

    page: str  # "page {n} of {of}", filled by whoever counts the pages
    unprintable: str
    mark: str = "see HTML"  # stands for letters that the PDF has no signs for
    lacking: str = ""  # says so, where the reader can't miss it


@dataclass(frozen=True)
class Page:
    """A whole document in one language."""

    lang: str
    title: str
    number: str
    issued: str
    banner: Banner | None
    lead: str
    blocks: tuple[Block, ...]
    footer: str
    labels: Labels

    def to_data(self) -> dict[str, Any]:
        """The page as plain values, which is all the templates see."""
        return asdict(self)
