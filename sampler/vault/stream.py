"""The object format: AES-256-GCM in 64 KiB STREAM chunks, one random data key per object.

    object = MAGIC(8) | salt(32) | chunk*          chunk = AES-256-GCM(up to 65,536 bytes) + 16-byte tag
    key    = HKDF-SHA-256(data key, salt, "sampler/stream/v1|" + object id)
    nonce  = u88 big-endian chunk number | last flag (0 or 1)

STREAM is Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance" (2015), as age uses it: a dropped, swapped, cut or appended chunk does not open.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sampler.errors import IntegrityError

MAGIC = b"SMPLVLT1"
SALT_SIZE = 32
CHUNK = 64 * 1024
TAG = 16
HEADER = len(MAGIC) + SALT_SIZE


def stream_key(data_key: bytes, salt: bytes, object_id: str) -> bytes:
    """Derive the key of one object; the object's id is bound, so objects can't be swapped."""
    info = b"sampler/stream/v1|" + object_id.encode("ascii")
    return HKDF(SHA256(), 32, salt, info).derive(data_key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


class EncryptingWriter(io.RawIOBase):
    """Encrypts what is written to it; `finish` writes the last chunk, without which nothing opens."""

    def __init__(self, out: BinaryIO, data_key: bytes, object_id: str, salt: bytes | None = None) -> None:
        super().__init__()
        salt = os.urandom(SALT_SIZE) if salt is None else salt
        self._out = out
        self._cipher = AESGCM(stream_key(data_key, salt, object_id))
        self._buffer = bytearray()
        self._number = 0
        self.size = 0
        out.write(MAGIC + salt)

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def tell(self) -> int:
        """The number of clear bytes written."""
        return self.size

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override] # Buffer is 3.12's
        """Take clear bytes; a chunk leaves once it is known not to be the last one."""
        piece = memoryview(data).cast("B")
        self._buffer += piece
        self.size += len(piece)
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(piece)

    def finish(self) -> None:
        """Write the last chunk, empty or not."""
        self._seal(bytes(self._buffer), last=True)
        self._buffer.clear()

    def _seal(self, clear: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), clear, None))
        self._number += 1


class DecryptingReader(io.RawIOBase):
    """A seekable view of an object's clear bytes; each chunk is authenticated before a byte leaves.

    The last chunk is opened first, so a cut object is refused before anything is read.

    Raises:
        IntegrityError: a changed byte, a cut, a swap, another object's bytes or another key.
    """

    def __init__(self, raw: BinaryIO, data_key: bytes, object_id: str) -> None:
        super().__init__()
        self._raw = raw
        self._id = object_id
        total = raw.seek(0, os.SEEK_END)
        body = total - HEADER
        raw.seek(0)
        head = raw.read(HEADER)
        if body < TAG or head[: len(MAGIC)] != MAGIC:
            raise self._broken()
        self._cipher = AESGCM(stream_key(data_key, head[len(MAGIC) :], object_id))
        self._chunks = -(-body // (CHUNK + TAG))
        self.size = body - self._chunks * TAG
        self._position = 0
        self._cached = -1
        self._clear = b""
        self._load(self._chunks - 1)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be sought."""
        return True

    def tell(self) -> int:
        """The position in the clear bytes."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move in the clear bytes."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        if start + offset < 0:
            raise ValueError("a position is not negative")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the current chunk."""
        if self._position >= self.size or not len(buffer):
            return 0
        number, offset = divmod(self._position, CHUNK)
        self._load(number)
        piece = self._clear[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        """Close the stored file too and forget the clear chunk."""
        if not self.closed:
            self._raw.close()
            self._clear = b""
        super().close()

    def _load(self, number: int) -> None:
        if number == self._cached:
            return
        self._raw.seek(HEADER + number * (CHUNK + TAG))
        sealed = self._raw.read(CHUNK + TAG)
        try:
            self._clear = self._cipher.decrypt(_nonce(number, last=number == self._chunks - 1), sealed, None)
        except InvalidTag:
            raise self._broken() from None
        self._cached = number

    def _broken(self) -> IntegrityError:
        return IntegrityError(
            f"vault object {self._id} does not open: its bytes or its key are not what was stored",
            "restore the home from a backup and compare: sampler ledger verify",
        )


def open_stream(raw: BinaryIO, data_key: bytes, object_id: str) -> io.BufferedReader:
    """Open an object for buffered, seekable reading."""
    return io.BufferedReader(DecryptingReader(raw, data_key, object_id), buffer_size=CHUNK)
