"""WinZip's AES for zip entries: unlock, authenticate, then read at any place.

Layout of an entry: salt (8, 12 or 16 bytes), 2 bytes that tell a wrong passphrase, ciphertext, 10 bytes of
HMAC-SHA1 over the ciphertext. Keys: PBKDF2-HMAC-SHA1, 1000 rounds. Cipher: AES in counter mode, the counter
little-endian and starting at 1. Authentication costs one pass over the ciphertext and comes before any clear
byte, so changed bytes are never released.
"""

import hashlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from sampler.ingest.zip_records import read_at

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_ROUNDS = 1000
_BLOCK = 16
_CHECK, _TAG = 2, 10
_PIECE = 1 << 18


@dataclass(frozen=True)
class Keys:
    """What a passphrase and an entry's salt give."""

    cipher: bytes = field(repr=False)
    mac: bytes = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """Where an AES entry lies in its archive."""

    start: int
    packed: int
    strength: int  # 1, 2, 3 for 128, 192, 256 bits

    @property
    def _salt(self) -> int:
        return 4 + 4 * self.strength

    @property
    def clear_size(self) -> int:
        """How many bytes it decrypts to, still compressed if they were."""
        return self.packed - self._salt - _CHECK - _TAG

    @property
    def cipher_start(self) -> int:
        """Where the ciphertext begins."""
        return self.start + self._salt + _CHECK

    def unlock(self, stream: BinaryIO, passphrases: Sequence[bytes]) -> Keys | None:
        """Try the passphrases in turn; None if none fits (1 wrong one in 65,536 seems to)."""
        head = read_at(stream, self.start, self._salt + _CHECK)
        length = 8 + 8 * self.strength
        for passphrase in passphrases:
            derived = hashlib.pbkdf2_hmac(
                "sha1", passphrase, head[: self._salt], _ROUNDS, 2 * length + _CHECK
            )
            if hmac.compare_digest(derived[2 * length :], head[self._salt :]):
                return Keys(derived[:length], derived[length : 2 * length])
        return None

    def authentic(self, stream: BinaryIO, keys: Keys) -> bool:
        """Read the whole ciphertext and compare its authentication code."""
        mac = hmac.new(keys.mac, digestmod="sha1")
        position, left = self.cipher_start, self.clear_size
        while left > 0:
            piece = read_at(stream, position, min(left, _PIECE))
            mac.update(piece)
            position += len(piece)
            left -= len(piece)
        return hmac.compare_digest(mac.digest()[:_TAG], read_at(stream, position, _TAG))


class ClearView(io.RawIOBase):
    """The clear bytes of an authenticated AES entry, as a read-only file that can seek."""

    def __init__(self, stream: BinaryIO, sealed: Sealed, keys: Keys) -> None:
        super().__init__()
        self._stream = stream
        self._start, self._size = sealed.cipher_start, sealed.clear_size
        # the zip format's counter mode is not the library's (big-endian), so the key stream is made by hand
        self._blocks = Cipher(algorithms.AES(keys.cipher), modes.ECB()).encryptor()  # noqa: S305 - see above
        self._position = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Give the position in the clear bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position in the clear bytes."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError("negative position")
        self._position = origin + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        """Decrypt up to `size` bytes from here; all of them if negative."""
        left = max(0, self._size - self._position)
        wanted = left if size is None or size < 0 else min(size, left)
        pieces = []
        while wanted > 0:
            piece = self._decrypt(self._position, min(wanted, _PIECE))
            pieces.append(piece)
            self._position += len(piece)
            wanted -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Decrypt into `buffer` and say how much."""
        target = memoryview(buffer).cast("B")
        data = self.read(min(len(target), _PIECE))
        target[: len(data)] = data
        return len(data)

    def _decrypt(self, position: int, length: int) -> bytes:
        first, skip = divmod(position, _BLOCK)
        count = -(-(skip + length) // _BLOCK)
        counters = np.zeros((count, 2), dtype="<u8")
        counters[:, 0] = np.arange(first + 1, first + 1 + count, dtype="<u8")
        stream = np.frombuffer(self._blocks.update(counters.tobytes()), dtype=np.uint8)
        sealed = np.frombuffer(read_at(self._stream, self._start + position, length), dtype=np.uint8)
        return np.bitwise_xor(sealed, stream[skip : skip + length]).tobytes()
