"""Tables inside a text, rows under a heading (CSV, HTML) and INSERT statements: judged by their headings.

A name in such a cell may be any word ("Monday", "Boulanger"), and a bare number is an identifier only
because its heading says so.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sampler.detect.columns.headers import hint
from sampler.detect.words import STOP
from sampler.model.finding import Span
from sampler.surrogates.folding import fold

Cell = tuple[int, int]

_SEPARATORS = ";\t|,"
_HEADING = re.compile(r"[^\n;,|\t]{1,40}(?:[;,|\t][^\n;,|\t]{0,40}){1,60}")
_INSERT = re.compile(
    r"insert\s+into\s+[\w.\"`\[\]]+\s*\((?P<columns>[^()]{3,2000})\)\s*values\s*", re.IGNORECASE
)
_LITERAL = re.compile(
    r"\s*(?:'(?P<quoted>(?:[^'\n]|''){0,2000})'|(?P<bare>[^',()\s][^',()\n]{0,100})?)\s*(?P<end>[,)])"
)
_LINE = re.compile(r"^.*$", re.MULTILINE)
_NEXT_ROW = re.compile(r"\s*,\s*(?=\()")
_ROW = re.compile(r"<tr[^<>]{0,200}>", re.IGNORECASE)
_HTML_CELL = re.compile(r"<t(?P<kind>[hd])\b[^<>]{0,200}>(?P<value>[^<>]{0,500})</t[hd]>", re.IGNORECASE)
_NAMES = frozenset({"PERSON", "LAST_NAME", "FIRST_NAME"})
_NAMELESS = frozenset(
    {"CITY", "POSTCODE", "FR_INSEE", "ORGANIZATION", "COUNTRY", "TITLE", "GENDER", "neutral:id", "quasi:job"}
)
_PLACES, _PLACED_BY = frozenset({"CITY", "POSTCODE"}), frozenset({"CITY", "POSTCODE", "ADDRESS"})
NOBODY = "nobody"
"""The type of a cell whose heading says that no person is named in it."""
_NOTHING = frozenset({"", "null", "none", "n/a", "nan", "-", "?", "true", "false", "oui", "non", "yes", "no"})
_SCORE = 0.85
_AROUND = " \"'\t\r"
_LONGEST_NAME, _LONGEST, _LONGEST_HEADING, _FEWEST_WORDS = 60, 160, 2000, 2
_DIGIT, _LETTER = re.compile(r"[0-9]"), re.compile(r"[^\W\d_]")


def tabled(text: str) -> list[Span]:
    """Cells whose heading says that they are personal, or (`NOBODY`) that they name nobody; by place."""
    found: list[Span] = []
    if "\n" in text:
        found += _under_headings(text)
    small = text.lower() if len(text.lower()) == len(text) else text
    if "<th" in small:
        found += _html(text)
    if "insert" in small:
        found += _inserted(text)
    return sorted(found, key=lambda span: span.start)


def _under_headings(text: str) -> Iterator[Span]:
    """Blocks of lines with the same separator as often as in their first line, whose words are headings."""
    reached = 0
    for match in _LINE.finditer(text):
        start, end = match.span()
        sign = _separator(text, start, end) if start >= reached else None
        kinds = _kinds(text, start, end, sign) if sign else []
        if not kinds or sign is None:
            continue
        reached = end
        for row in _LINE.finditer(text, min(end + 1, len(text))):
            cells = _split(text, *row.span(), sign)
            if len(cells) != len(kinds):
                break
            reached = row.end()
            yield from _cells(text, cells, kinds)


def _separator(text: str, start: int, end: int) -> str | None:
    """The sign between the words of a line that may be a heading."""
    if end - start > _LONGEST_HEADING or _HEADING.fullmatch(text, start, end) is None:
        return None
    return max(_SEPARATORS, key=lambda sign: text.count(sign, start, end))


def _kinds(text: str, start: int, end: int, sign: str) -> list[str | None]:
    """What the words of a heading say; nothing when too few say anything."""
    names = [text[first:last].strip(" \"'\t\r*_`") for first, last in _split(text, start, end, sign)]
    if any(" " in name and fold(name.split()[0]) in STOP for name in names):
        return []  # "voici le nom, le prix": a sentence
    kinds = [hint(name) for name in names]
    told = sum(kind is not None for kind in kinds)
    enough = told == len(kinds) if _DIGIT.search(text, start, end) else told * 2 >= len(kinds)
    return kinds if enough and len(kinds) >= _FEWEST_WORDS and any(map(_told, kinds)) else []


def _split(text: str, start: int, end: int, sign: str) -> list[Cell]:
    cells: list[Cell] = []
    first, quoted = start, False
    for place in range(start, end):
        if text[place] == '"':
            quoted = not quoted
        elif text[place] == sign and not quoted:
            cells.append((first, place))
            first = place + 1
    cells.append((first, end))
    return cells


def _html(text: str) -> Iterator[Span]:
    kinds: list[str | None] = []
    rows = [match.end() for match in _ROW.finditer(text)]
    for start, end in pairwise([*rows, len(text)]):
        found = list(_HTML_CELL.finditer(text, start, end))
        if found and all(cell["kind"] in "hH" for cell in found):
            kinds = [hint(cell["value"].strip()) for cell in found]
        elif kinds and len(found) == len(kinds):
            yield from _cells(text, [cell.span("value") for cell in found], kinds)


def _inserted(text: str) -> Iterator[Span]:
    for match in _INSERT.finditer(text):
        kinds = [hint(name.strip(' "`[]\n')) for name in match["columns"].split(",")]
        place = match.end()
        while text[place : place + 1] == "(":
            cells, place = _literals(text, place + 1)
            if len(cells) == len(kinds):
                yield from _cells(text, cells, kinds)
            following = _NEXT_ROW.match(text, place)
            if not following:
                break
            place = following.end()


def _literals(text: str, place: int) -> tuple[list[Cell], int]:
    cells: list[Cell] = []
    while (match := _LITERAL.match(text, place)) is not None:
        cells.append(match.span("quoted") if match["quoted"] is not None else match.span("bare"))
        place = match.end()
        if match["end"] == ")":
            break
    return cells, place


def _cells(text: str, cells: Sequence[Cell], kinds: Sequence[str | None]) -> Iterator[Span]:
    # A town or postcode alone is nobody's; two of street, postcode and town are an address.
    placed = len(_PLACED_BY.intersection(kinds)) > 1
    for cell, kind in zip(cells, kinds, strict=True):
        if kind is None or cell[0] < 0:
            continue
        start, end = _trimmed(text, *cell)
        if placed and kind in _PLACES and _is_place(text[start:end]):
            yield Span(start, end, str(kind), _SCORE, "heading")
        if not _told(kind):
            if kind in _NAMELESS or kind.startswith("clear:"):
                yield Span(start, end, NOBODY, _SCORE, "heading")
        elif _fits(text[start:end], kind):
            yield Span(start, end, "PERSON" if kind in _NAMES else kind, _SCORE, "heading")


def _is_place(value: str) -> bool:
    return value.lower() not in _NOTHING and len(value) <= _LONGEST_NAME and any(map(str.isalnum, value))


def _told(kind: str | None) -> bool:
    """Is what a heading speaks of personal?"""
    return kind is not None and kind.isupper() and kind not in _NAMELESS and kind != "URL"


def _trimmed(text: str, start: int, end: int) -> Cell:
    """The cell without quotes and spaces at its ends."""
    while start < end and text[start] in _AROUND:
        start += 1
    while start < end and text[end - 1] in _AROUND:
        end -= 1
    return start, end


def _fits(value: str, kind: str) -> bool:
    """Could the value be what its heading says?"""
    if value.lower() in _NOTHING or len(value) > _LONGEST:
        return False
    if kind in _NAMES:
        return len(value) <= _LONGEST_NAME and not _DIGIT.search(value) and _LETTER.search(value) is not None
    if kind == "USERNAME":
        return " " not in value
    return kind == "SECRET" or _DIGIT.search(value) is not None
