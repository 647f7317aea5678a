"""Everything legible in a file's bytes, for the leak audit: a path of its own, apart from the readers.

Nothing here uses what the readers know of columns, dialects or headers: what they overlook must still
show up here. A file that can't be taken apart is searched as raw bytes.
"""

import codecs
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sampler.errors import SamplerError, UnreadableError
from sampler.formats.string_decoding import decoded_forms, text_in

Found: TypeAlias = tuple[str, str]

# a longer line is given in pieces that overlap, so that nothing is cut in two
PIECE = 1 << 20
OVERLAP = 1 << 12
_BLOCK = 1 << 22
_MAX_UNPACKED = 1 << 30
_MAX_NESTING = 2
_GZIP = b"\x1f\x8b\x08"
_REMEMBERED = 100_000
# a raw "<" stands in no tag, so no search runs past the next one
_TAG = re.compile(r"""<(/?)(?:\w+:)?(\w*)(?:[^<>"']+|"[^"<]*"|'[^'<]*')*+>""")
_ATTRIBUTE = re.compile(r"""=\s*"([^"]*)"|=\s*'([^']*)'""")
# rich text is cut into runs inside these
_TEXT_GROUPS = frozenset({"si", "is", "comment", "text", "p", "oddHeader", "oddFooter"})
# references, styles and counts in attributes are no texts
_REFERENCE = re.compile(r"[A-Z]{0,3}\d{0,7}|inlineStr|preserve|.{1,2}")
_PRINTABLE_8 = re.compile(rb"[\x09\x20-\x7e\x80-\xff]{4,}")
_PRINTABLE_16 = re.compile("[\t\x20-\x7e\u00a0-\u024f\u1e00-\u1eff\u2010-\u20ac]{4,}")
TEXT_EXTENSIONS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".txt", ".log", ".md"})


def visible_strings(stream: BinaryIO, name: str) -> Iterator[Found]:
    """Everything legible in a file, each piece with where it was found.

    `where` holds fixed words and numbers. A text may be given several times, as it stands and decoded
    (JSON escapes, percent, HTML entities, base64, PHP serialised), one level deep.

    Raises:
        UnreadableError: the file unpacks to more than 1 GB.
    """
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    stream.seek(0)
    start = stream.read(8)
    for where, text in raw_strings(stream, start, extension):
        yield where, text
        for kind, decoded in decoded_forms(text):
            yield f"{where} ({kind})", decoded


def raw_strings(stream: BinaryIO, start: bytes, extension: str) -> Iterator[Found]:
    """The same without decoding; `start` is the first eight bytes."""
    if start.startswith(b"PK"):
        yield from _unless_broken(_zip_strings, stream)
    elif start.startswith(b"PAR1"):
        yield from _unless_broken(_parquet_strings, stream)
    elif extension in TEXT_EXTENSIONS or start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        yield from _line_strings(stream)
        if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield from _byte_strings(stream)
    else:
        yield from _byte_strings(stream)


def _unless_broken(reader: Callable[[BinaryIO], Iterator[Found]], stream: BinaryIO) -> Iterator[Found]:
    """Read with `reader`; where it fails, search the raw bytes too."""
    try:
        yield from reader(stream)
    except (SamplerError, GeneratorExit):
        raise
    except Exception:  # noqa: BLE001 - parsers raise anything; the raw bytes are searched instead
        yield from _byte_strings(stream)


def _line_strings(stream: BinaryIO) -> Iterator[Found]:
    line = 1
    for data, ended in _pieces(stream):
        for part in data.rstrip("\r\n").split("\r"):
            if part:
                yield f"line {line}", part.lstrip("\ufeff")
        line += ended


def _pieces(stream: BinaryIO) -> Iterator[tuple[str, bool]]:
    """Lines, and whether the line ends there: a long one comes in pieces that overlap."""
    stream.seek(0)
    mark = stream.read(2)
    stream.seek(0)
    wide = mark in (b"\xff\xfe", b"\xfe\xff")
    # Latin-1 keeps each byte apart until a line is whole
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "latin-1")("replace")
    held = ""
    while block := stream.read(_BLOCK):
        *lines, held = (held + decoder.decode(block)).split("\n")
        for line in lines:
            yield from _cut(line, wide=wide)
        while len(held) > 2 * PIECE:
            yield from _cut(held[:PIECE], wide=wide, ended=False)
            held = held[PIECE - OVERLAP :]
    yield from _cut(held, wide=wide)


def _cut(line: str, *, wide: bool, ended: bool = True) -> Iterator[tuple[str, bool]]:
    for start in range(0, max(1, len(line)), PIECE):
        piece = line[max(0, start - OVERLAP) : start + PIECE]
        last = start + PIECE >= len(line)
        if not wide:
            data = piece.encode("latin-1")
            piece = text_in(data if len(line) <= PIECE else _whole(data, first=start == 0))
        yield piece, ended and last


def _whole(data: bytes, *, first: bool) -> bytes:
    """Without the rest of a UTF-8 sequence at the start, or the start of one at the end."""
    for size in range(1 if first else 4):
        try:
            data[size:].decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start + 4 > len(data) - size and error.reason == "unexpected end of data":
                return data[size : size + error.start]
        else:
            return data[size:]
    return data


def _zip_strings(stream: BinaryIO, nesting: int = 0) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as container:
        unpacked = 0
        for number, member in enumerate(container.infolist(), start=1):
            where = f"member {number}"
            yield f"{where} name", member.filename
            for extra in (member.comment, member.extra):
                if extra:
                    yield f"{where} comment", text_in(extra)
            unpacked += member.file_size
            if unpacked > _MAX_UNPACKED:
                raise UnreadableError("too big once unpacked")
            yield from _member_strings(container.read(member), where, nesting)
        if container.comment:
            yield "container comment", text_in(container.comment)


def _member_strings(data: bytes, where: str, nesting: int) -> Iterator[Found]:
    if data.startswith(b"PK\x03\x04") and nesting < _MAX_NESTING:
        try:
            for inner, text in _zip_strings(io.BytesIO(data), nesting + 1):
                yield f"{where} {inner}", text
        except zipfile.BadZipFile:
            yield from _prefixed(where, _byte_strings(io.BytesIO(data)))
    elif data.startswith(_GZIP) and nesting < _MAX_NESTING and (inner_data := _gunzipped(data)) is not None:
        yield from _member_strings(inner_data, where, nesting + 1)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        yield from _prefixed(where, _xml_strings(text_in(data)))
    else:
        yield from _prefixed(where, _byte_strings(io.BytesIO(data)))


def _gunzipped(data: bytes) -> bytes | None:
    """What a gzip member holds; None where it is none after all."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as inner:
            unpacked = inner.read(_MAX_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        return None
    if len(unpacked) > _MAX_UNPACKED:
        raise UnreadableError("too big once unpacked")
    return unpacked


def _prefixed(where: str, found: Iterator[Found]) -> Iterator[Found]:
    for inner, text in found:
        yield f"{where} {inner}", text


def _xml_strings(xml: str) -> Iterator[Found]:
    """Texts and attribute values; rich text, cut into runs, is given joined as well.

    A text that comes again is given once in a while. Entities are left to the decoding of all texts.
    """
    seen: set[str] = set()
    for where, text in _xml_pieces(xml):
        if text in seen:
            continue
        if len(seen) == _REMEMBERED:
            seen.clear()
        seen.add(text)
        yield where, text


def _xml_pieces(xml: str) -> Iterator[Found]:
    position = 0
    runs: list[str] | None = None
    phonetic = False
    for number, tag in enumerate(_TAG.finditer(xml), start=1):
        between = xml[position : tag.start()]
        position = tag.end()
        if between.strip():
            yield f"content {number}", between.strip()
        if runs is not None and not phonetic:
            runs.append(between)
        closing, name = tag.group(1), tag.group(2)
        if name == "rPh":
            phonetic = not closing
        elif name in _TEXT_GROUPS and not tag.group().endswith("/>"):
            if closing and runs is not None and len(runs) > 1:
                yield f"text {number}", "".join(runs)
            runs = None if closing else []
        for one, other in _ATTRIBUTE.findall(tag.group()):
            if not _REFERENCE.fullmatch(one or other):
                yield f"attribute {number}", one or other
    rest = xml[position:].strip()
    if rest:
        yield "content", rest


def _parquet_strings(stream: BinaryIO) -> Iterator[Found]:
    stream.seek(0)
    file = pq.ParquetFile(stream, pre_buffer=False)
    for number, field in enumerate(file.schema_arrow):
        yield f"column {number} name", field.name
        for key, value in (field.metadata or {}).items():
            yield f"column {number} metadata", f"{text_in(key)} {text_in(value)}"
    for key, value in (file.metadata.metadata or {}).items():
        if key != b"ARROW:schema":
            yield "metadata", text_in(key)
            yield "metadata", text_in(value)
    for group in range(file.metadata.num_row_groups):
        for batch in file.iter_batches(row_groups=[group], use_threads=False):
            batch.validate(full=True)
            for number, column in enumerate(batch.columns):
                for text in _column_texts(column):
                    yield f"row group {group} column {number}", text


def _column_texts(column: pa.Array) -> Iterator[str]:
    """The distinct values of a column as texts; a date also as Python writes it."""
    try:
        values = pc.unique(column).to_pylist()
    except pa.ArrowException:
        values = column.to_pylist()
    for value in values:
        if isinstance(value, bytes):
            yield text_in(value)
            yield value.hex()
        elif isinstance(value, float) and value.is_integer():
            yield str(int(value))
        elif value is not None:
            yield str(value)


def _byte_strings(stream: BinaryIO) -> Iterator[Found]:
    """Runs of printable characters, read as 8-bit text, UTF-8 and UTF-16 at both alignments."""
    stream.seek(0)
    position, carried = 0, b""
    while block := stream.read(_BLOCK):
        data = carried + block
        offset = position - len(carried)
        for found in _PRINTABLE_8.finditer(data):
            run = found.group()
            where = f"byte {offset + found.start()}"
            yield where, run.decode("latin-1")
            if not run.isascii():
                yield where, run.decode("utf-8", "replace")
                yield where, run.decode("cp1252", "replace")
        for codec in ("utf-16-le", "utf-16-be"):
            for shift in (0, 1):
                text = data[shift : len(data) - (len(data) - shift) % 2].decode(codec, "replace")
                for wide in _PRINTABLE_16.finditer(text):
                    yield f"byte {offset + shift + 2 * wide.start()}", wide.group()
        position += len(block)
        carried = data[-OVERLAP:]
