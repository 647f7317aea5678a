"""Labels of files, tables and columns: the name itself, or a number where it may be a value."""

import re
from collections.abc import Sequence
from typing import Protocol

from sampler.detect.columns.headers import is_vocabulary, words_of
from sampler.detect.people.names import NameFinder, name_counts
from sampler.detect.shadow import shadow_of
from sampler.detect.values import dates, patterns
from sampler.detect.words import ORDINARY, STOP
from sampler.surrogates.folding import fold

_DIGIT_RUN = re.compile(r"[0-9](?:[ .\-_]?[0-9]){5,}")
_DATE_PART = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}(?P<a>[-_. ]?)(?:0[1-9]|1[0-2])(?:(?P=a)(?:0[1-9]|[12][0-9]|3[01]))?"
    r"|(?:0[1-9]|[12][0-9]|3[01])(?P<b>[-_. ]?)(?:0[1-9]|1[0-2])(?P=b)(?:19|20)[0-9]{2})"
    r"(?:[-_ T]?[0-2][0-9][-_h:]?[0-5][0-9](?:[-_:]?[0-5][0-9])?)?(?![0-9])"
)
_SEPARATORS = re.compile(r"[_\-.+]+")
_MOST_LENGTH = 80
_SURE_GIVEN, _SURE_SURNAME = 1000, 300
_FINDER = NameFinder()


class Named(Protocol):
    """What a label needs of a table: its name (a sheet, a JSON path, or nothing) and its identifier."""

    @property
    def name(self) -> str:
        """A sheet's name, a JSON path or nothing."""

    @property
    def id(self) -> str:
        """The table's number in its file ("t2")."""


def file_label(name: str, number: int) -> str:
    """The file's own name, or "f<number>" when a detector hits a part of it; dates in it are fine."""
    stem, dot, extension = name.rpartition(".")
    known = stem if dot and len(extension) <= 8 and extension.isalnum() else name  # noqa: PLR2004 - ".parquet" is the longest
    return f"f{number}" if not _printable(name) or looks_personal(known, dates_too=False) else name


def table_label(file: str, table: Named, tables: int) -> str:
    """Join file and sheet or JSON path ("commandes.xlsx/Clients"); the file alone for its one unnamed table.

    A sheet or key that a detector hits becomes the table's identifier ("t2").
    """
    if not table.name:
        return file if tables == 1 else f"{file}/{table.id}"
    hidden = not _printable(table.name) or looks_personal(table.name, dates_too=False)
    return f"{file}/{table.id if hidden else table.name}"


def column_labels(columns: Sequence[str]) -> tuple[str, ...]:
    """The header, or "c<n>" (from 1) where it is empty, repeated, or looks like a value of the sample.

    Labels are unique: a header that reads like another column's number gives way.
    """
    trimmed = [column.strip() for column in columns]
    counts: dict[str, int] = {}
    for column in trimmed:
        counts[column] = counts.get(column, 0) + 1
    numbered = re.compile(r"c[0-9]+")
    return tuple(
        f"c{place}"
        if not column
        or counts[column] > 1
        or numbered.fullmatch(column)
        or not _printable(column)
        or looks_personal(column)
        else column
        for place, column in enumerate(trimmed, start=1)
    )


def looks_personal(label: str, *, dates_too: bool = True) -> bool:
    """Does a detector hit a part of the label? Ordinary header vocabulary never counts."""
    text = shadow_of(label).text
    words = words_of(text)
    if words and all(_ordinary(word) for word in words) and not _DIGIT_RUN.search(text):
        return False
    undated = text if dates_too else _DATE_PART.sub(" ", text)
    if _DIGIT_RUN.search(undated) or (dates_too and dates.is_date(text)):
        return True
    spaced = _SEPARATORS.sub(" ", undated)
    if any(hit.score > 0.5 for part in (undated, spaced) for hit in patterns.search(part)):  # noqa: PLR2004 - more than weak
        return True
    return _names_someone(spaced)


def _ordinary(word: str) -> bool:
    return len(word) == 1 or word in STOP or word in ORDINARY or is_vocabulary(word)


def _names_someone(text: str) -> bool:
    """A first name of many, or a common surname, among words that are no vocabulary."""
    words = [word for word in words_of(text) if not _ordinary(word)]
    if any(name_counts(word)[0] >= _SURE_GIVEN or name_counts(word)[1] >= _SURE_SURNAME for word in words):
        return True
    return any(
        not all(_ordinary(word) for word in words_of(text[hit.start : hit.end])) for hit in _FINDER.find(text)
    )


def _printable(label: str) -> bool:
    """Short, one line, and every sign can be shown: anything else is not shown at all."""
    return 0 < len(label) <= _MOST_LENGTH and label.isprintable() and fold(label) != ""
