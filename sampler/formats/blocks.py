"""Everything legible in a file's bytes as big blocks of UTF-8 text, for the leak audit.

The same path as `visible_strings`, apart from the readers, without a Python call for each line.
"""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from sampler.formats.string_decoding import text_in
from sampler.formats.strings import OVERLAP, TEXT_EXTENSIONS, raw_strings

BLOCK = 1 << 19  # what a pass makes of it stays in the cache
_MEMBER = re.compile(r"member \d+")
_SHEET = re.compile(r"xl/(?:worksheets/[^/]+\.xml|sharedStrings\.xml)\Z")
_PROPERTY = re.compile(r"column \d+|metadata|container")
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class TextBlock(NamedTuple):
    """Text of a file, lines whole if not too long; `cells` tells whether cells may stand in it."""

    text: bytes
    cells: bool


def visible_blocks(stream: BinaryIO, name: str) -> Iterator[TextBlock]:
    """Everything legible in a file; blocks are valid UTF-8, and overlap where a line had to be cut.

    Raises:
        UnreadableError: the file unpacks to more than 1 GB.
    """
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    stream.seek(0)
    start = stream.read(8)
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"))
    plain = extension in TEXT_EXTENSIONS or marked
    if plain and not start.startswith((b"PK", b"PAR1")) and (marked or b"\0" not in start):
        yield from _text_blocks(stream, start)
    else:
        yield from _gathered(raw_strings(stream, start, extension))


def _text_blocks(stream: BinaryIO, start: bytes) -> Iterator[TextBlock]:
    stream.seek(0)
    wide = next((codec for mark, codec in _MARKS if start.startswith(mark)), None)
    if wide:
        stream = io.BufferedReader(_Recoded(stream, wide))  # type: ignore[type-var]
    held = b""
    while piece := stream.read(BLOCK):
        held += piece
        end = held.rfind(b"\n") + 1
        if end:
            yield TextBlock(_utf8(held[:end]), cells=True)
            held = held[end:]
        elif len(held) >= 8 * BLOCK:
            yield TextBlock(_utf8(held), cells=True)
            held = held[-OVERLAP:]
    if held:
        yield TextBlock(_utf8(held), cells=True)


class _Recoded(io.RawIOBase):
    """A UTF-16 stream as UTF-8."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self._stream, self._decoder, self._held = stream, codecs.getincrementaldecoder(codec)("replace"), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._held and (piece := self._stream.read(1 << 16)):
            self._held = self._decoder.decode(piece).encode("utf-8", "replace")
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size


def _utf8(data: bytes) -> bytes:
    if data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # one cut or foreign sequence must not turn the rest of a block into another text
        return b"\n".join(text_in(line).encode("utf-8") for line in data.split(b"\n"))
    return data


def _gathered(found: Iterator[tuple[str, str]]) -> Iterator[TextBlock]:
    """Single strings put together: those of cells apart from those of properties."""
    held: dict[bool, list[bytes]] = {True: [], False: []}
    sizes, members = {True: 0, False: 0}, dict[str, str]()
    for where, text in found:
        member = _MEMBER.match(where)
        if member and where == f"{member.group()} name":
            members[member.group()] = text
        # in a workbook, everything but sheets and their shared strings is a property of the document
        inside = _SHEET.match(members.get(member.group(), "")) if member else not _PROPERTY.match(where)
        cells = bool(inside)
        held[cells].append(text.encode("utf-8", "replace"))
        sizes[cells] += len(text)
        if sizes[cells] > BLOCK:
            yield TextBlock(b"\n".join(held[cells]), cells=cells)
            held[cells], sizes[cells] = [], 0
    for cells, texts in held.items():
        if texts:
            yield TextBlock(b"\n".join(texts), cells=cells)
