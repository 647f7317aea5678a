"""How a delimited file is written: delimiter, line ends, header, quoting, told from its beginning."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from sampler.errors import UnreadableError
from sampler.formats.shared_stream import SharedStream, chunks_of
from sampler.formats.text_encoding import TextEncoding, find_encoding, head, line_end_tail

SAMPLE_BYTES = 1 << 18
MAX_HEADER_BYTES = 1 << 26
MAX_COLUMNS = 100_000
MAX_SAMPLE_RECORDS = 2_000
# wins ties: a comma is the one most often found inside values
DELIMITERS = ("\t", ";", "|", ",")
# for a file of one column: no text holds it, and Arrow wants a delimiter
NO_DELIMITER = "\x1f"
# how files begin that say which encoding they have
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_SIGN = 4
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")

_PREFACE = re.compile(r"(?:sep=(.)(?:\r\n|\n|\r))?[\r\n]*", re.IGNORECASE)


class Cell(NamedTuple):
    """A cell as it stands in the file."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class Dialect:
    """What a copy must keep of a delimited file beside its values.

    `preface` is what stands before the first record (a `sep=;` line, empty lines), `tail` the run of
    line ends at the end of the file. `header` is empty when the file has none. `quoted` tells per
    column whether its values are quoted although they need not be; `quotes_inside` whether a quote in
    the middle of a value makes the value quoted.
    """

    encoding: TextEncoding
    delimiter: str
    line_end: str
    preface: str
    header: tuple[Cell, ...]
    width: int
    quoted: tuple[bool, ...]
    quotes_inside: bool
    tail: str
    data_start: int

    @property
    def leading_records(self) -> int:
        """How many records stand before the first row of data."""
        return 1 if self.header else 0


def find_dialect(source: SharedStream, *, extension: str, encoding: TextEncoding | None = None) -> Dialect:
    """Tell the dialect from the file's beginning, and its `encoding` from the whole file if it isn't given.

    Raises:
        UnreadableError: the encoding is unclear, or the first record has no end.
    """
    encoding = encoding or find_encoding(source)
    size, whole = SAMPLE_BYTES, source.size
    while True:
        text = head(source, encoding, size)
        preface = _preface(text)
        records_text = text[len(preface) :]
        if not records_text and size >= whole:
            raise UnreadableError("empty file")
        delimiter = _delimiter(preface, records_text, extension)
        records = list(_records(records_text, delimiter, complete=size >= whole))
        if records:
            return _dialect(source, encoding, preface, delimiter, records)
        if size >= whole:
            raise UnreadableError("unterminated quote in row 1")
        if size >= MAX_HEADER_BYTES:
            raise UnreadableError("row 1 is too long, or a quote in it is not closed")
        size *= 8


def find_text(source: SharedStream) -> tuple[TextEncoding, bool]:
    """The encoding of the whole file, and whether a quote stands in it.

    Raises:
        UnreadableError: the encoding is unclear.
    """
    quotes, plain, carried = False, not source.read_at(0, 3).startswith(_MARKS), b""
    for data in chunks_of(source):
        quotes = quotes or b'"' in data
        if plain and (carried or not data.isascii()):
            # a sign may go on in the next chunk
            signs = carried + data
            cut = _whole_signs(signs)
            plain, carried = _is_utf8(signs[:cut]), signs[cut:]
        plain = plain and b"\0" not in data
    known = plain and not carried and source.size > 0
    return TextEncoding("utf-8") if known else find_encoding(source), quotes


def _whole_signs(data: bytes) -> int:
    """Where the last sign of UTF-8 begins if it may go on, else the end."""
    for back in range(1, min(_LONGEST_SIGN, len(data) + 1)):
        if data[-back] & 0xC0 != 0x80:  # noqa: PLR2004 - no byte that follows another one
            return len(data) - back if data[-back] >= 0xC0 else len(data)  # noqa: PLR2004 - the first of several
    return len(data)


def _is_utf8(data: bytes) -> bool:
    """As `bytes.decode` finds, without making a text of it."""
    ends = pa.array([0, len(data)], pa.int32()).buffers()[1]
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(data)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _preface(text: str) -> str:
    found = _PREFACE.match(text)
    return found.group() if found else ""


class _Record(NamedTuple):
    cells: tuple[Cell, ...]
    line_end: str
    raw: str


def _dialect(
    source: SharedStream, encoding: TextEncoding, preface: str, delimiter: str, records: list[_Record]
) -> Dialect:
    first = records[0]
    if len(first.cells) > MAX_COLUMNS:
        raise UnreadableError("too many columns")
    has_header = not looks_headerless([[cell.text for cell in record.cells] for record in records])
    header = first.cells if has_header else ()
    before = preface + (first.raw if has_header else "")
    data = records[1:] if has_header else records
    return Dialect(
        encoding=encoding,
        delimiter=delimiter,
        line_end=first.line_end or next(iter(re.findall(r"\r\n|\n|\r", preface)), "\n"),
        preface=preface,
        header=header,
        width=len(first.cells),
        quoted=_quoted_columns(data, len(first.cells), delimiter),
        quotes_inside=not any(
            '"' in cell.text and not cell.quoted for record in records for cell in record.cells
        ),
        tail=line_end_tail(source, encoding),
        data_start=len(encoding.bom) + len(before.encode(encoding.codec)),
    )


@cache
def _field_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    # as Arrow reads: a quote opens only at the start of a field, text may follow the closing one
    return re.compile(
        rf'(?:"((?:[^"]|"")*+)"([^{mark}\r\n]*)|([^{mark}\r\n"][^{mark}\r\n]*)|)({mark}|\r\n|\n|\r|\Z)'
    )


def _records(text: str, delimiter: str, *, complete: bool) -> Iterator[_Record]:
    """The records of a sample; its last one counts only if the file ends there."""
    if '"' not in text:
        yield from _bare_records(text, delimiter, complete=complete)
        return
    pattern, position, start, cells, given = _field_pattern(delimiter), 0, 0, [], 0
    while position < len(text) and given < MAX_SAMPLE_RECORDS:
        found = pattern.match(text, position)
        if found is None:
            return
        inside, after, plain, end = found.groups()
        quoted = inside is not None
        cells.append(Cell(inside.replace('""', '"') + after if quoted else plain or "", quoted))
        position = found.end()
        if end == delimiter and position < len(text):
            continue
        if end == delimiter:
            cells.append(Cell("", False))
        # a sample may be cut inside a record, or between \r and \n
        if position < len(text) or complete:
            blank = cells == [Cell("", False)]
            if not (blank and given == 0):
                yield _Record(tuple(cells), "" if end == delimiter else end, text[start:position])
                given += 1
        cells, start = [], position


def _bare_records(text: str, delimiter: str, *, complete: bool) -> Iterator[_Record]:
    """`_records` of a text without quotes, whose lines are its records."""
    start = given = 0
    for found in _LINE.finditer(text):
        line, end = found.groups()
        position = found.end()
        if given == MAX_SAMPLE_RECORDS or not found.group() or (position == len(text) and not complete):
            return
        if line or given:
            cells = tuple([Cell(cell, False) for cell in line.split(delimiter)])
            yield _Record(cells, end, text[start:position])
            given += 1
        start = position


def _delimiter(preface: str, text: str, extension: str) -> str:
    if preface[:4].lower() == "sep=":
        return preface[4]
    found: list[tuple[float, int, int, str]] = []
    spread = False
    for rank, mark in enumerate(DELIMITERS):
        if mark not in text:
            continue
        widths = [len(record.cells) for record in _records(text, mark, complete=True)]
        if not widths:
            continue
        body = [width for width in widths[1:] if width > 1]
        spread = spread or (
            widths[0] == 1 and len(body) > 1 and len(set(body)) == 1 and len(body) == len(widths) - 1
        )
        if widths[0] > 1:
            alike = sum(width == widths[0] for width in widths) / len(widths)
            favoured = extension == ".tsv" and mark == "\t"
            found.append((2.0 if favoured else round(alike, 2), widths[0], -rank, mark))
    if found:
        return max(found)[-1]
    if spread:
        # every row but the first is delimited: a title above the header, or worse
        raise UnreadableError("ragged row 2")
    return NO_DELIMITER


def _quoted_columns(records: Sequence[_Record], width: int, delimiter: str) -> tuple[bool, ...]:
    needs = re.compile(rf'[{re.escape(delimiter)}\r\n"]')
    filled, bare, eager = [False] * width, [False] * width, [False] * width
    for record in records:
        for index, cell in enumerate(record.cells[:width]):
            if not cell.quoted:
                bare[index] = bare[index] or bool(cell.text)
            elif cell.text:
                filled[index] = True
                eager[index] = eager[index] or not needs.search(cell.text)
    known = [eager[i] and not bare[i] for i in range(width) if filled[i] or bare[i]]
    everywhere = bool(known) and all(known)
    return tuple((eager[i] and not bare[i]) if filled[i] or bare[i] else everywhere for i in range(width))


_DATA_SHAPES = (
    re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?|\d\d?[/.]\d\d?[/.]\d{4}(?: \d\d:\d\d.*)?"),
    re.compile(r"\+?\d(?:[ .-]?\d){4,}"),
    re.compile(r"-?\d+[.,]\d+"),
    re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"),
)


def looks_headerless(records: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first record is data; when unsure it is a header.

    It is data when one of its cells has the shape of a date, e-mail, phone, long number, decimal or
    UUID, and most cells below it have the same shape.
    """
    if len(records) < 2:  # noqa: PLR2004 - a lone record has nothing to compare with
        return False
    first, body = records[0], records[1:]
    for index, text in enumerate(first):
        shape = next((shape for shape in _DATA_SHAPES if shape.fullmatch(text.strip())), None)
        if shape is None:
            continue
        below = [record[index].strip() for record in body if index < len(record) and record[index].strip()]
        if below and sum(bool(shape.fullmatch(cell)) for cell in below) * 2 > len(below):
            return True
    return False
