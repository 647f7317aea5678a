"""A member's bytes, counted while they come out and compared with what the archive promised."""

import binascii
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

from sampler.errors import IntegrityError, UnreadableError
from sampler.ingest.refusal import refuse
from sampler.ingest.zip_records import read_at

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 17


class Source(Protocol):
    """Where packed bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes; all that is left if negative."""
        ...


class Slice:
    """A stretch of the archive, read from first to last."""

    def __init__(self, stream: BinaryIO, start: int, length: int) -> None:
        self._stream = stream
        self._position, self._left = start, length

    def read(self, size: int = -1, /) -> bytes:
        """Read up to `size` bytes; all that is left if negative."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = read_at(self._stream, self._position, wanted)
        self._position += wanted
        self._left -= wanted
        return data


class MemberReader(io.RawIOBase):
    """The file's bytes: never more than declared, and complete and checked before the last are given."""

    def __init__(self, source: Source, *, number: int, size: int, crc: int | None, deflated: bool) -> None:
        super().__init__()
        self._source = source
        self._number, self._left, self._crc = number, size, crc
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
        self._sum = 0
        self._failure: Exception | None = None
        if not self._left:
            self._finish()

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Unpack into `buffer` and say how much; 0 only when everything was checked."""
        if self._failure is not None:
            raise self._failure
        target = memoryview(buffer).cast("B")
        if not self._left or not target:
            return 0
        try:
            data = self._more(min(len(target), self._left))
        except Exception as failure:
            self._failure = failure  # a reader that tries again must not be told "end of file"
            raise
        target[: len(data)] = data
        return len(data)

    def _more(self, wanted: int) -> bytes:
        data = self._inflate(wanted) if self._inflater else self._source.read(min(wanted, _PIECE))
        if not data:
            raise UnreadableError(f"entry {self._number} is shorter than the archive says")
        self._sum = binascii.crc32(data, self._sum)
        self._left -= len(data)
        if not self._left:
            self._finish()
        return data

    def _inflate(self, wanted: int) -> bytes:
        """Inflate until there is output or the packed bytes are used up."""
        inflater = self._inflater
        if inflater is None:
            return b""
        while not inflater.eof:
            packed = inflater.unconsumed_tail or self._source.read(_PIECE)
            try:
                data = inflater.decompress(packed, wanted)
            except zlib.error:
                raise UnreadableError(f"entry {self._number} can't be inflated") from None
            if data:
                return data
            if not packed:
                break
        return b""

    def _finish(self) -> None:
        if self._inflater is not None:
            if self._inflate(1):
                refuse("size-mismatch", self._number)
            if not self._inflater.eof:
                raise UnreadableError(f"entry {self._number} can't be inflated to its end")
        unused = self._inflater.unused_data if self._inflater else b""
        if unused or self._source.read(1):
            refuse("hidden-bytes", self._number)
        if self._crc is not None and self._sum != self._crc:
            raise IntegrityError(f"entry {self._number} is not what was packed: its checksum differs")
