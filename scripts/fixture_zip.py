"""Deliveries as prospects encrypt them: AES-256 (WinZip, by pyzipper) or the old ZipCrypto (APPNOTE 6.1)."""

import secrets
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import pyzipper

_DOS_DATE = (2025 - 1980) << 9 | 6 << 5 | 2
_ENCRYPTED = 0x0001


def aes_zip(out: Path, files: Mapping[str, bytes], passphrase: str) -> None:
    """Write an AES-256 zip; its salt is random, so two runs differ."""
    with pyzipper.AESZipFile(
        out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(passphrase.encode())
        for name, content in files.items():
            archive.writestr(name, content)


class _ZipCrypto:
    """The stream cipher of PKZIP 2.0: broken since 1994, and still what many tools choose."""

    _TABLE = tuple(zlib.crc32(bytes([value ^ 0xFF])) ^ 0xFF000000 for value in range(256))

    def __init__(self, passphrase: bytes) -> None:
        self._keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in passphrase:
            self._update(byte)

    def _crc(self, crc: int, byte: int) -> int:
        return crc >> 8 ^ self._TABLE[(crc ^ byte) & 0xFF]

    def _update(self, byte: int) -> None:
        keys = self._keys
        keys[0] = self._crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134_775_813 + 1) & 0xFFFFFFFF
        keys[2] = self._crc(keys[2], keys[1] >> 24)

    def encrypt(self, content: bytes) -> bytes:
        out = bytearray()
        for byte in content:
            mixed = self._keys[2] | 2
            out.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 0xFF))
            self._update(byte)
        return bytes(out)


def _member(name: bytes, content: bytes, passphrase: bytes) -> tuple[bytes, bytes]:
    """The fields that both headers of a member share, and its encrypted bytes."""
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush()
    crc = zlib.crc32(content)
    header = secrets.token_bytes(11) + bytes([crc >> 24])
    data = _ZipCrypto(passphrase).encrypt(header + packed)
    sizes = struct.pack("<LLL", crc, len(data), len(content))
    return struct.pack("<HHHHH", 20, _ENCRYPTED, 8, 0, _DOS_DATE) + sizes + struct.pack(
        "<HH", len(name), 0
    ), data


def legacy_zip(out: Path, files: Mapping[str, bytes], passphrase: str) -> None:
    """Write a ZipCrypto zip, as the system's own tools do."""
    body, directory = bytearray(), bytearray()
    for name, content in files.items():
        fields, data = _member(name.encode(), content, passphrase.encode())
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHLL", 0, 0, 0, 0, len(body))
        )
        directory += name.encode()
        body += b"PK\x03\x04" + fields + name.encode() + data
    count = len(files)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    out.write_bytes(bytes(body + directory) + b"PK\x05\x06" + end)
