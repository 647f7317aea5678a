"""The legacy cipher of zip (ZipCrypto): broken, still delivered, so it is read and never written.

It tells a wrong passphrase by one byte only, and authenticates nothing.
"""

import io
from typing import TYPE_CHECKING, BinaryIO

from sampler.ingest.zip_records import read_at

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEADER = 12
_PIECE = 1 << 16
_POLYNOMIAL = 0xEDB88320
_MASK = 0xFFFFFFFF


def _crc_table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ _POLYNOMIAL if value & 1 else value >> 1  # noqa: PLW2901 - eight shifts of one value
        table.append(value)
    return tuple(table)


_TABLE = _crc_table()
_MASKS = bytes((value | 2) * ((value | 2) ^ 1) >> 8 & 255 for value in range(1 << 16))


class ZipCryptoReader(io.RawIOBase):
    """The clear bytes of one legacy entry, from first to last."""

    def __init__(self, stream: BinaryIO, start: int, packed: int, passphrase: bytes) -> None:
        super().__init__()
        self._stream = stream
        self._position, self._left = start, packed
        self._keys = (0x12345678, 0x23456789, 0x34567890)
        self._start_with(passphrase)
        self.check_byte = self._decrypt(HEADER)[-1]

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Decrypt into `buffer` and say how much."""
        target = memoryview(buffer).cast("B")
        data = self.read(min(len(target), _PIECE))
        target[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Decrypt up to `size` bytes; all that is left if negative."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        pieces = []
        while wanted > 0:
            pieces.append(self._decrypt(min(wanted, _PIECE)))
            wanted -= len(pieces[-1])
        return b"".join(pieces)

    def _start_with(self, passphrase: bytes) -> None:
        one, two, three = self._keys
        for byte in passphrase:
            one = _TABLE[(one ^ byte) & 255] ^ one >> 8
            two = ((two + (one & 255)) * 134775813 + 1) & _MASK
            three = _TABLE[(three ^ two >> 24) & 255] ^ three >> 8
        self._keys = one, two, three

    def _decrypt(self, length: int) -> bytes:
        sealed = read_at(self._stream, self._position, length)
        self._position += length
        self._left -= length
        clear = bytearray()
        add = clear.append
        one, two, three = self._keys
        table, masks = _TABLE, _MASKS
        for byte in sealed:
            byte ^= masks[three & 0xFFFF]  # noqa: PLW2901 - the cipher's own step, in the hot loop
            add(byte)
            one = table[(one ^ byte) & 255] ^ one >> 8
            two = ((two + (one & 255)) * 134775813 + 1) & _MASK
            three = table[(three ^ two >> 24) & 255] ^ three >> 8
        self._keys = one, two, three
        return bytes(clear)
