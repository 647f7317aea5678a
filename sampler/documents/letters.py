"""Text of others, made safe to look at: no character may hide, reorder or erase what stands beside it."""

import itertools
import unicodedata
from collections.abc import Callable
from typing import Any

_OPENS = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
_CLOSES = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
# Where the fonts in the typst wheel have glyphs in every style used here (measured with 0.15.2, checked by a
# test); PDF/A refuses a text with a missing glyph.
_DRAWN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x2FF),
    (0x370, 0x377),
    (0x37A, 0x37F),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x482),
    (0x48A, 0x4FF),
    (0x531, 0x556),
    (0x561, 0x587),
    (0x5D0, 0x5EA),
    (0x621, 0x63A),
    (0x641, 0x64A),
    (0x10D0, 0x10FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x203A),
    (0x20A0, 0x20BF),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
)
_MOST_LETTERS = 12  # of one mark that are listed
_LATIN = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x152, 0x153), (0x2010, 0x2022), (0x202F, 0x203A))


def visible(text: str) -> str:
    """Show control, format and unassigned characters by number, as U+202E; everything else stays."""
    return "".join(_named(char) if _hides(char) else char for char in text)


class Letters:
    """Writes texts with the letters that fonts have. A name in others becomes a numbered mark: see HTML 1.

    The same letters get the same number; what would be invisible is named, as by `visible`.
    """

    def __init__(self, ranges: tuple[tuple[int, int], ...], mark: str) -> None:
        self._ranges, self._mark = ranges, mark
        self._lacking: dict[str, int] = {}
        self.hidden = False

    def __call__(self, text: str) -> str:
        """The text as it can be drawn."""
        composed = unicodedata.normalize("NFC", text)
        kinds = itertools.groupby(composed, self._kind)
        return "".join(self._written(kind, "".join(chars)) for kind, chars in kinds)

    def notes(self) -> list[str]:
        """What each mark stands for: the numbers of its letters, by which a program can tell them."""
        return [f"{self._marked(number)}: {_numbers(run)}" for run, number in self._lacking.items()]

    def _kind(self, char: str) -> str:
        return "hidden" if _hides(char) else "drawn" if _in(char, self._ranges) else "lacking"

    def _written(self, kind: str, run: str) -> str:
        if kind == "drawn":
            return run
        if kind == "hidden":
            self.hidden = True
            return "".join(_named(char) for char in run)
        return self._marked(self._lacking.setdefault(run, len(self._lacking) + 1))

    def _marked(self, number: int) -> str:
        return f"{_OPENS}{self._mark} {number}{_CLOSES}"


def drawable(mark: str) -> Letters:
    """Letters that the PDF fonts draw; `mark` says, in the document's language, where the others are."""
    return Letters(_DRAWN, mark)


def latin(mark: str) -> Letters:
    """As `drawable`, with Western European letters only: for fonts nobody has measured."""
    return Letters(_LATIN, mark)


def everywhere(change: Callable[[str], str], value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Apply `change` to each string in `value`, at any depth; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: everywhere(change, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [everywhere(change, inner) for inner in value]
    return value


def _numbers(run: str) -> str:
    more = " …" if len(run) > _MOST_LETTERS else ""
    return " ".join(f"U+{ord(char):04X}" for char in run[:_MOST_LETTERS]) + more


def _in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


def _hides(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "C" or category in {"Zl", "Zp"}


def _named(char: str) -> str:
    return f"{_OPENS}U+{ord(char):04X}{_CLOSES}"
