"""Broken input gives one kind of error, never a value in its message, never a hang."""

import datetime as dt
import io
import json
import random
import time
import traceback
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from format_files import formats

from sampler.errors import UnreadableError
from sampler.formats import READERS, open_document
from sampler.formats.strings import visible_strings

CANARY = "Zephyrin"
MUTANTS = 350


def workbook() -> bytes:
    """A small workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = CANARY
    for row in (["Nom", "date", CANARY], [CANARY, dt.date(2024, 3, 1), 1], ["Quentin", None, 2.5]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet() -> bytes:
    """A small Parquet file."""
    out = io.BytesIO()
    table = {"i": [1, None, 3], CANARY: [CANARY, "", None], "d": [dt.date(2024, 1, 1)] * 3}
    pq.write_table(pa.table({**table, "x": pa.array(["x", CANARY, None]).dictionary_encode()}), out)
    return out.getvalue()


VALID = {
    "quoted.csv": b'Nom;Zephyrin\r\nZephyrin;12\r\n"Zephyrin""x";\r\n',
    "wide.csv": "Nom,Zephyrin\nZephyrin,12\n".encode("utf-16"),
    "latin.tsv": "Nom\tâge\nZephyrin\t1\n".encode("cp1252"),
    "x.json": json.dumps(
        {"c": [{"n": CANARY, CANARY: 1.5, "o": [1, 2]}], "m": {"z@a.example": 1}}, indent=1
    ).encode(),
    "x.jsonl": b'{"n":"Zephyrin","a":[{"Zephyrin":1}]}\n{"n":null}\n',
    "x.txt": "Zéphyrin Zephyrin\r\nx\n".encode(),
    "x.xlsx": workbook(),
    "x.parquet": parquet(),
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out or put in."""
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        place, kind = chance.randrange(len(changed) or 1), chance.randrange(4)
        if kind == 0:
            changed[place : place + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del changed[place : place + chance.randrange(1, 20)]
        elif kind == 2:
            changed[place:place] = bytes(chance.choices(b'",;\n\r\x00\xff{}[]09', k=chance.randrange(1, 5)))
        elif changed:
            changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def mutated_sheet(data: bytes, chance: random.Random) -> bytes:
    """The workbook with the XML inside it changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        target = chance.choice(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutated(content, chance) if name == target else content)
    return out.getvalue()


def attempt(data: bytes, name: str) -> None:
    """Open, read and copy; an UnreadableError is an answer, if it says nothing it should not."""
    try:
        document = formats.open(data, name)
        for table in document.tables:
            formats.rows(document, table.id)
        formats.copy(document)
    except UnreadableError as refusal:
        error = refusal
    else:
        error = None
    if error is not None:
        told = "".join(traceback.format_exception(error)) + "".join(error.hints)
        # the traceback shows this file's lines and the code's, so the canary is no word of theirs
        assert CANARY not in told
        assert error.message.isascii()
        assert error.__cause__ is None
        assert error.__suppress_context__ or error.__context__ is None
    list(visible_strings(io.BytesIO(data), name))


@pytest.mark.parametrize("name", VALID)
def test_mutants_are_read_or_refused(name: str) -> None:
    """Whatever is done to a file, it is read, or refused with one error that holds no value, at once."""
    chance = random.Random(name)
    attempt(VALID[name], name)
    for _ in range(MUTANTS):
        data = mutated(VALID[name], chance)
        began = time.monotonic()
        attempt(data, name)
        assert time.monotonic() - began < 10


def test_mutants_inside_a_workbook_are_read_or_refused() -> None:
    """A sound container with broken XML in it is read or refused as well."""
    chance = random.Random(7)
    for _ in range(MUTANTS):
        attempt(mutated_sheet(VALID["x.xlsx"], chance), "x.xlsx")


@pytest.mark.parametrize("name", VALID)
def test_truncated_files_are_read_or_refused(name: str) -> None:
    """A file cut anywhere is read or refused."""
    data = VALID[name]
    for size in range(0, len(data), max(1, len(data) // 60)):
        attempt(data[:size], name)


@pytest.mark.parametrize("name", ["x", "x.exe", "x.csv.gz", ".csv", "Zephyrin.Zephyrin", ""])
def test_unknown_extensions_are_refused(name: str) -> None:
    """Only known extensions are opened, and the name is not told."""
    with pytest.raises(UnreadableError, match=r"^unknown file extension$"):
        open_document(io.BytesIO(b"a,b\n1,2\n"), name)


@pytest.mark.parametrize("extension", READERS)
@pytest.mark.parametrize(
    "start", [b"PK\x03\x04", b"PAR1", b"%PDF-1.7", b"\x1f\x8b\x08", b"SQLite format 3\x00", b"\x00\x01"]
)
def test_content_must_agree_with_the_extension(extension: str, start: bytes) -> None:
    """A file that is something else than its extension says is refused."""
    with pytest.raises(UnreadableError):
        open_document(io.BytesIO(start + b"\x01Zephyrin" * 20), "x" + extension)


def test_the_extension_is_read_in_any_case() -> None:
    """A name from Windows opens as well."""
    assert formats.open(b"a,b\n1,2\n", "C:\\data\\CLIENTS.CSV").format == "csv"
