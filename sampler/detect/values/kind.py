"""What a kind of identifier is: its type, the words that announce it, its shape and its check."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from stdnum.exceptions import ValidationError

Check = Callable[[str], bool]
D = "[0-9]"
G = r"[ .\-/_]{0,2}"  # what people put between groups of digits


class Bare(Enum):
    """When a value counts that no word announces."""

    NEVER = "never"  # its shape is everybody's: only a word beside it tells
    CHECKED = "checked"  # its key is right
    SHAPED = "shaped"  # nothing else looks like it


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier.

    `words` are folded phrases ("securite sociale|nir"); each begins with its most telling word, since
    "numéro de" and the like may stand before any of them. `shape` is a verbose expression for the value
    without its edges; `capitals` says that small letters are no hit, `context` that one of these words must
    stand in the same text. `about` says in the manual what it is.
    """

    entity_type: str
    about: str
    words: str
    shape: str
    check: Check | None = None
    bare: Bare = Bare.NEVER
    headers: str = ""
    capitals: bool = False
    context: frozenset[str] | None = None

    @property
    def name(self) -> str:
        """The recognizer's name: the type in small letters."""
        return self.entity_type.lower().replace("_", " ")


def digits(*groups: int, gap: str = G) -> str:
    """An expression for groups of digits ("3-3-3-5") with any usual separator between two digits' groups."""
    return gap.join(f"{D}{{{size}}}" for size in groups)


def loose(count: int, gap: str = r"[ .\-/_]{0,2}") -> str:
    """An expression for `count` digits, grouped in whatever way."""
    return f"{D}(?:{gap}{D}){{{count - 1}}}"


def stdnum_check(validate: Callable[[str], object]) -> Check:
    """The check of python-stdnum as a yes or no."""

    def check(value: str) -> bool:
        try:
            validate(value.strip())
        except ValidationError:
            return False
        return True

    return check
