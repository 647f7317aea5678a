"""Deliveries read again by readers of our own (csv, openpyxl, json, pyarrow, zipfile): nothing of sampler."""

import csv
import io
import json
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

Place = tuple[str, str, str]  # file, table, column
Spot = tuple[str, str, int, str]  # file, table, row, column; JSON: index in the list, path
# How the generator writes its delimited files: encoding, byte order mark, delimiter, line end.
DIALECTS = {
    "clients_crm.csv": ("cp1252", b"", ";", "\r\n"),
    "contacts.csv": ("utf-8", b"\xef\xbb\xbf", ",", "\n"),
    "learners.tsv": ("utf-16-le", b"\xff\xfe", "\t", "\r\n"),
}
_LETTERS = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "ß": "ss", "đ": "d"})


def folded(text: str) -> str:
    """Without case and accents, one kind of blank."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def decoded(path: Path) -> str:
    """A delimited file as text, its byte order mark checked."""
    encoding, mark, _, _ = DIALECTS[path.name]
    content = path.read_bytes()
    assert content.startswith(mark), "the byte order mark is gone"
    return content[len(mark) :].decode(encoding)


def delimited(path: Path) -> list[list[str]]:
    """Rows of a delimited file, header first."""
    delimiter = DIALECTS[path.name][2]
    return list(csv.reader(io.StringIO(decoded(path), newline=""), delimiter=delimiter, strict=True))


def leaves(node: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Paths and values of a JSON tree, in order: `contacts[].telephone`."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value, f"{path}[]")
    else:
        yield path, node


def records(path: Path) -> tuple[str, list[Any], dict[str, Any]]:
    """The table's name, its records and what stands around them."""
    if path.suffix == ".jsonl":
        return "", [json.loads(line) for line in path.read_text("utf-8").splitlines() if line], {}
    whole = json.loads(path.read_text("utf-8"))
    name = next(key for key, value in whole.items() if isinstance(value, list))
    return f"{name}[]", whole[name], {key: value for key, value in whole.items() if key != name}


def as_text(value: object) -> str | None:
    """A cell as the generator's joins see it."""
    return None if value is None else str(value)


@dataclass(frozen=True)
class Folder:
    """A delivery in a folder."""

    path: Path

    @cached_property
    def files(self) -> list[str]:
        """File names."""
        return sorted(file.name for file in self.path.iterdir())

    @cached_property
    def cells(self) -> dict[Spot, list[str | None]]:
        """Every cell of every table; a JSON record may hold several under one path."""
        found: defaultdict[Spot, list[str | None]] = defaultdict(list)
        for name in self.files:
            for spot, value in _cells(self.path / name):
                found[spot].append(as_text(value))
        return dict(found)

    @cached_property
    def columns(self) -> dict[Place, list[str | None]]:
        """Cells by column, in row order."""
        found: defaultdict[Place, list[str | None]] = defaultdict(list)
        for (file, table, _, column), values in self.cells.items():
            found[file, table, column] += values
        return dict(found)

    def around(self) -> Iterator[tuple[str, str]]:
        """Everything readable that is no cell: names, properties, comments, metadata, the head of a JSON."""
        for name in self.files:
            yield name, name
            path = self.path / name
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as archive:
                    for member in archive.namelist():
                        yield name, member
                        if not member.startswith(("xl/worksheets/sheet", "xl/sharedStrings")):
                            yield name, archive.read(member).decode("utf-8")
            elif path.suffix == ".parquet":
                table = pq.ParquetFile(path)
                pairs = (table.metadata.metadata or {}).items()
                yield from ((name, part.decode("utf-8", "replace")) for pair in pairs for part in pair)
            elif path.suffix in {".json", ".jsonl"}:
                _, _, head = records(path)
                yield from ((name, str(value)) for _, value in leaves(head))

    def raw(self) -> Iterator[tuple[str, str]]:
        """Bytes of every file and of every member of a workbook, as text under three encodings."""
        for name in self.files:
            path = self.path / name
            contents = [path.read_bytes()]
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as archive:
                    contents += [archive.read(member) for member in archive.namelist()]
            for content in contents:
                yield from ((name, content.decode(code, "replace")) for code in ("utf-8", "latin-1"))
                yield name, content.decode("utf-16-le", "replace")


def _cells(path: Path) -> Iterator[tuple[Spot, object]]:
    reader = _READERS[path.suffix] if path.suffix in _READERS else lambda _: iter(())
    for table, number, column, value in reader(path):
        yield (path.name, table, number, column), value


Cells = Iterator[tuple[str, int, str, object]]


def _of_delimited(path: Path) -> Cells:
    header, *rows = delimited(path)
    for number, row in enumerate(rows):
        for column, value in zip(header, row, strict=True):
            yield "", number, column, value


def _of_workbook(path: Path) -> Cells:
    for sheet in openpyxl.load_workbook(path, data_only=True):
        lines = list(sheet.iter_rows(values_only=True))
        for number, line in enumerate(lines[1:]):
            for title, value in zip(lines[0], line, strict=True):
                yield sheet.title, number, str(title), value


def _of_json(path: Path) -> Cells:
    table, items, _ = records(path)
    for number, item in enumerate(items):
        for column, value in leaves(item):
            yield table, number, column, value


def _of_parquet(path: Path) -> Cells:
    for column, values in pq.ParquetFile(path).read(use_threads=False).to_pydict().items():
        for number, value in enumerate(values):
            yield "", number, column, value


def _of_text(path: Path) -> Cells:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        yield "", number, "", line


_READERS: dict[str, Callable[[Path], Cells]] = {
    ".csv": _of_delimited,
    ".tsv": _of_delimited,
    ".xlsx": _of_workbook,
    ".json": _of_json,
    ".jsonl": _of_json,
    ".parquet": _of_parquet,
    ".log": _of_text,
}
