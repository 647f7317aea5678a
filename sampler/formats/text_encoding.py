"""The encoding of a text file: byte order mark, then strict UTF-8, then Windows-1252, never a mixture."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sampler.errors import UnreadableError
from sampler.formats.shared_stream import SharedStream

CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_NAMES = {"utf-8": "UTF-8", "cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


@dataclass(frozen=True)
class TextEncoding:
    """How a text file is encoded; `bom` holds the mark's bytes, or nothing."""

    codec: str
    bom: bytes = b""

    def encode(self, text: str) -> bytes:
        """Encode `text`; what the encoding can't hold becomes its closest ASCII form, else "?"."""
        return text.encode(self.codec, "sampler-closest")


def closest_ascii(error: UnicodeError) -> tuple[str, int]:
    """Answer an encoding error with the letters without their accents, else "?"."""
    if not isinstance(error, UnicodeEncodeError):
        raise UnreadableError("bytes that are no text") from None
    plain = [
        unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii") or "?"
        for character in error.object[error.start : error.end]
    ]
    return "".join(plain), error.end


codecs.register_error("sampler-closest", closest_ascii)


def find_encoding(source: SharedStream) -> TextEncoding:
    """Read the whole file and tell its encoding.

    Raises:
        UnreadableError: empty, NUL bytes, two encodings mixed, or none that fits.
    """
    start = source.read_at(0, 3)
    for bom, codec in _BOMS:
        if start.startswith(bom):
            encoding = TextEncoding(codec, bom)
            break
    else:
        encoding = TextEncoding("utf-8")
    if source.size <= len(encoding.bom):
        raise UnreadableError("empty file")
    if _decodes(source, encoding):
        return encoding
    if encoding.bom:
        raise UnreadableError(f"bytes that are not {_NAMES[encoding.codec]}, which the file says it is")
    _refuse_mixture(source)
    if not _decodes(source, TextEncoding("cp1252")):
        raise UnreadableError("bytes that are neither UTF-8 nor Windows-1252")
    return TextEncoding("cp1252")


def _decodes(source: SharedStream, encoding: TextEncoding) -> bool:
    eight_bit = not encoding.codec.startswith("utf-16")
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    position, failed, held = len(encoding.bom), False, False
    while data := source.read_at(position, CHUNK):
        position += len(data)
        if eight_bit and b"\0" in data:
            raise UnreadableError("NUL bytes")
        if failed or (eight_bit and data.isascii() and not held):
            continue
        try:
            text = decoder.decode(data, final=position >= source.size)
            # a sign cut in two by the chunk's end: the next chunk can't be passed over
            held = bool(decoder.getstate()[0])
        except UnicodeDecodeError:
            # read on: a NUL further down is the better reason
            failed = True
            continue
        if not eight_bit and "\0" in text:
            raise UnreadableError("NUL characters")
    return not failed


def _refuse_mixture(source: SharedStream) -> None:
    """Raise if the bytes hold both valid UTF-8 sequences and bytes that belong to none."""
    line, seen_utf8, seen_other, position, carried = 1, False, False, 0, b""
    while data := source.read_at(position, CHUNK):
        position += len(data)
        data = carried + data
        cut = len(data) if position >= source.size else data.rfind(b"\n") + 1 or len(data)
        data, carried = data[:cut], data[cut:]
        for piece in data.split(b"\n"):
            if _HIGH.search(piece):
                seen_utf8 = seen_utf8 or bool(_UTF8_SEQUENCE.search(piece))
                seen_other = seen_other or bool(_HIGH.search(_UTF8_SEQUENCE.sub(b"", piece)))
                if seen_utf8 and seen_other:
                    raise UnreadableError(f"mixed encodings at line {line}")
            line += 1
        # what follows the last line end is no line of its own yet
        line -= 1


def decoded_chunks(source: SharedStream, encoding: TextEncoding, start: int | None = None) -> Iterator[str]:
    """Stream the text from byte `start` on (default: after the mark)."""
    position = len(encoding.bom) if start is None else start
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    try:
        while data := source.read_at(position, CHUNK):
            position += len(data)
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnreadableError(f"bytes that are not {_NAMES[encoding.codec]}") from None


def head(source: SharedStream, encoding: TextEncoding, size: int) -> str:
    """The first characters of the text, from `size` bytes."""
    data = source.read_at(len(encoding.bom), size)
    return codecs.getincrementaldecoder(encoding.codec)("strict").decode(data)


def line_end_tail(source: SharedStream, encoding: TextEncoding) -> str:
    """The run of line ends that the file closes with."""
    size = min(4096, source.size - len(encoding.bom)) & ~1
    if size == 0:
        return ""
    text = source.read_at(source.size - size, size).decode(encoding.codec, "ignore")
    return text[len(text.rstrip("\r\n")) :]


class Utf8View(io.RawIOBase):
    """A file object that gives text of any of the encodings as UTF-8, then `closing`."""

    def __init__(self, source: SharedStream, encoding: TextEncoding, start: int, closing: bytes) -> None:
        super().__init__()
        self._source, self._plain = source, encoding.codec == "utf-8"
        self._position, self._closing = start, closing
        self._pieces = iter(()) if self._plain else self._utf8_pieces(source, encoding, start, closing)
        self._held = bytearray()

    @staticmethod
    def _utf8_pieces(
        source: SharedStream, encoding: TextEncoding, start: int, closing: bytes
    ) -> Iterator[bytes]:
        for text in decoded_chunks(source, encoding, start):
            yield text.encode("utf-8")
        yield closing

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Give `size` bytes, fewer only at the end."""
        if self._plain:
            return self._read_plain(size)
        while size < 0 or len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        count = len(self._held) if size < 0 else size
        data = bytes(self._held[:count])
        del self._held[:count]
        return data

    def _read_plain(self, size: int) -> bytes:
        """As `read`, for a source that is UTF-8 already: its own bytes."""
        left = max(0, self._source.size - self._position)
        data = self._source.read_at(self._position, left if size < 0 else min(size, left))
        self._position += len(data)
        if len(data) == left and self._closing:
            room = len(self._closing) if size < 0 else size - len(data)
            data, self._closing = data + self._closing[:room], self._closing[room:]
        return data
