"""Text of others, made safe to look at: no character may hide, reorder or erase what stands beside it."""

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
_LATIN = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0xFF), (0x152, 0x153), (0x2010, 0x2022), (0x202F, 0x203A))


def visible(text: str) -> str:
    """Show control, format and unassigned characters by number, as U+202E; everything else stays."""
    return "".join(_named(char) if _hides(char) else char for char in text)


def drawable(text: str) -> str:
    """As `visible`, and also name the characters that the PDF fonts can't draw."""
    return _only(text, _DRAWN)


def latin(text: str) -> str:
    """As `drawable`, with Western European letters only: for fonts nobody has measured."""
    return _only(text, _LATIN)


def everywhere(change: Callable[[str], str], value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Apply `change` to each string in `value`, at any depth; keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: everywhere(change, inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [everywhere(change, inner) for inner in value]
    return value


def _only(text: str, ranges: tuple[tuple[int, int], ...]) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(char if _in(char, ranges) and not _hides(char) else _named(char) for char in composed)


def _in(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


def _hides(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "C" or category in {"Zl", "Zp"}


def _named(char: str) -> str:
    return f"{_OPENS}U+{ord(char):04X}{_CLOSES}"
