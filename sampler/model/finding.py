"""What detection says: findings about columns, spans in texts."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What is known of a column; `unknown` is never treated as clear."""

    PERSONAL = "personal"
    CLEAR = "clear"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of personal data in a text; `start` and `end` count code points."""

    start: int
    end: int
    entity_type: str
    score: float
    recognizer: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a span is not empty")


@dataclass(frozen=True, slots=True)
class TextLook:
    """What a first look at some texts of a column saw, in counts; `found` is by entity type, most first.

    `touched` texts hold at least one span; `masked` of `characters` stand in spans.
    """

    language: str
    texts: int
    touched: int
    characters: int
    masked: int
    found: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one column, with the evidence.

    `evidence` is made of fixed words and counts, never of values. `key` says that the values are
    unique in the table or contained in another column: joins depend on them. `text` says that the
    column holds free text, to be scanned cell by cell. `quasi` marks what singles a person out together
    with other columns: a postcode, a birth date, a sex, a job. `shapes` are the most frequent shapes of
    the values, never a value; `look` is there for text columns that were looked at.
    """

    column: str
    state: State
    entity_type: str | None
    confidence: float
    evidence: tuple[str, ...]
    key: bool = False
    text: bool = False
    distinct: int = 0
    filled: int = 0
    rows: int = 0
    quasi: bool = False
    shapes: tuple[str, ...] = ()
    look: TextLook | None = None
