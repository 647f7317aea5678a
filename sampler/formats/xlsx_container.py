"""The zip of an Excel workbook (ECMA-376): refused if it is a bomb, and what in it a copy won't carry."""

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from sampler.errors import UnreadableError
from sampler.formats.damage import ZIP_DAMAGE, system_error

MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
# small files of blanks compress well and harm nobody
RATIO_FREE = 1 << 24
MAX_MEMBERS = 10_000
# Excel has no more of them
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
MAX_CELLS = 32_000_000
# a stray cell far below is usual; a million empty ones around each is not
FREE_CELLS = 2_000_000
MAX_SPARSENESS = 20
_PIECE = 1 << 22

_CELL_COLUMN = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="([A-Za-z]{1,7})')
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="(\d{1,20})')
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_CELL_ROW = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="[A-Za-z]{1,7}(\d{1,20})')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[^<>]*\bcount=\"([0-9]+)\"")
_DEFINED_NAME = re.compile(rb"<(?:\w+:)?definedName[ />]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DROPPED_MEMBERS = (
    ("comments", re.compile(r"xl/(?:comments|threadedcomments|persons)", re.IGNORECASE)),
    ("macros", re.compile(r"(?:.*/)?(?:vbaproject|vbadata|macrosheets)", re.IGNORECASE)),
    ("properties", re.compile(r"docprops/|customxml/", re.IGNORECASE)),
    ("images", re.compile(r"xl/media/", re.IGNORECASE)),
    ("drawings", re.compile(r"xl/drawings/drawing", re.IGNORECASE)),
    ("charts", re.compile(r"xl/(?:charts|chartsheets)/", re.IGNORECASE)),
    ("pivots", re.compile(r"xl/pivot", re.IGNORECASE)),
    ("links", re.compile(r"xl/externallinks/|xl/connections", re.IGNORECASE)),
    ("embeddings", re.compile(r"xl/embeddings/|xl/activex/", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Contents:
    """What a look through the container found."""

    dropped: tuple[str, ...]


def look_through(stream: BinaryIO) -> Contents:
    """Unpack every member once, counting, before any other reader sees the file.

    Raises:
        UnreadableError: not a workbook, ambiguous, encrypted, too big once unpacked, or made to fill
            the memory of whoever lays out its cells.
        OSError: the stream can't be read.
    """
    try:
        with zipfile.ZipFile(stream) as container:
            return _look_through(container)
    except (OSError, *ZIP_DAMAGE) as failed:
        if medium := system_error(failed):
            raise medium from None
        raise UnreadableError("not a zip container, or a damaged one") from None


def _look_through(container: zipfile.ZipFile) -> Contents:
    members = container.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > MAX_MEMBERS:
        raise UnreadableError("too many members in the workbook")
    if len(set(names)) != len(names):
        raise UnreadableError("a member twice in the workbook")
    if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
        raise UnreadableError("not an Excel workbook")
    packed = sum(member.compress_size for member in members)
    dropped = {word for word, pattern in _DROPPED_MEMBERS if any(map(pattern.match, names))}
    unpacked = 0
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableError("encrypted members in the workbook")
        unpacked += member.file_size
        if unpacked > MAX_UNPACKED or unpacked > max(RATIO_FREE, packed * MAX_RATIO):
            raise UnreadableError("too big once unpacked")
        dropped |= _look_at(container, member)
    return Contents(tuple(sorted(dropped)))


def _look_at(container: zipfile.ZipFile, member: zipfile.ZipInfo) -> set[str]:
    # zipfile stops at the announced size and checks the CRC: a member that lies about it fails here
    name = member.filename.lower()
    if not name.endswith((".xml", ".rels", ".vml")):
        with container.open(member) as opened:
            while opened.read(_PIECE):
                pass
        return set()
    data = container.read(member)
    if _DOCTYPE.search(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableError("XML with a document type, or in UTF-16")
    if name.startswith("xl/worksheets/"):
        _refuse_sparse(data)
        return {"formulas"} if _FORMULA.search(data) else set()
    if name == "xl/styles.xml":
        found = _FORMATS.search(data)
        return {"formatting"} if found is None or int(found.group(1)[:9]) > 1 else set()
    if name == "xl/workbook.xml" and _DEFINED_NAME.search(data):
        return {"names"}
    return set()


def _refuse_sparse(sheet: bytes) -> None:
    """Raise if the rectangle around the cells is too big: readers hold all of it in memory."""
    references = _CELL_COLUMN.findall(sheet)
    rows = _ROW_NUMBER.findall(sheet)
    cells, row_count = len(_CELL.findall(sheet)), len(_ROW.findall(sheet))
    widest = max((_column_number(letters) for letters in set(references)), default=0)
    if len(references) < cells:
        # a cell without a reference follows the one before it
        widest += max(len(_CELL.findall(row)) for row in _ROW.split(sheet))
    tallest = max((int(digits) for digits in {*rows, *_CELL_ROW.findall(sheet)}), default=0)
    tallest += row_count - len(rows)
    area = widest * tallest
    if (
        widest > MAX_COLUMNS
        or tallest > MAX_ROWS
        or area > MAX_CELLS
        or area > max(FREE_CELLS, MAX_SPARSENESS * cells)
    ):
        raise UnreadableError("a sheet spread over too many cells")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
