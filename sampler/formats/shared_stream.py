"""One seekable stream read from several places at once, each with its own position.

pyarrow reads ahead on a thread of its own, and rewriting a document walks the source while others walk
it too: without this they would move each other's position.
"""

import io
from collections.abc import Iterator
from threading import Lock
from typing import BinaryIO, cast

_CHUNK = 1 << 20


class SharedStream:
    """A seekable binary stream that hands out independent views."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = Lock()
        self.size = stream.seek(0, io.SEEK_END)

    def read_at(self, position: int, count: int) -> bytes:
        """Read up to `count` bytes at `position`, as many as there are."""
        pieces = []
        with self._lock:
            self._stream.seek(position)
            while count > 0:
                piece = self._stream.read(count)
                if not piece:
                    break
                pieces.append(piece)
                count -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def view(self, start: int = 0) -> BinaryIO:
        """A file object of its own on the bytes from `start` on."""
        return cast("BinaryIO", View(self, start))


def chunks_of(source: SharedStream) -> Iterator[bytes]:
    """The whole stream in pieces."""
    position = 0
    while data := source.read_at(position, _CHUNK):
        position += len(data)
        yield data


class View(io.RawIOBase):
    """A read-only file object on a part of a shared stream; position 0 is the part's start."""

    def __init__(self, shared: SharedStream, start: int) -> None:
        super().__init__()
        self._shared = shared
        self._start = start
        self._position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read as many bytes as asked, fewer only at the end."""
        here = self._start + self._position
        left = max(0, self._shared.size - here)
        data = self._shared.read_at(here, left if size < 0 else min(size, left))
        self._position += len(data)
        return data

    def readall(self) -> bytes:
        """Read the rest."""
        return self.read(-1)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move as in any file."""
        origin = {
            io.SEEK_SET: 0,
            io.SEEK_CUR: self._position,
            io.SEEK_END: self._shared.size - self._start,
        }[whence]
        self._position = max(0, origin + offset)
        return self._position

    def tell(self) -> int:
        """The position, counted from the part's start."""
        return self._position
