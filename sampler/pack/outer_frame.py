"""The outer bytes of a pack, all of them but the sealed ones: one entry, one way to write it.

The zip format authenticates nothing but an entry's ciphertext, so a reader could be fed another name, date,
method or entry. A pack therefore has no freedom: everything around the ciphertext follows from its length,
and is compared byte by byte.
"""

import struct
from typing import BinaryIO

from sampler.errors import IntegrityError, UnreadableError
from sampler.ingest.prescan import STORED, Limits, Member, scan_zip
from sampler.ingest.winzip_aes import Sealed
from sampler.ingest.zip_records import read_at

PAYLOAD = "payload.zip"
DATE = (1980, 1, 1, 0, 0, 0)
VERSION = 51  # of the format: AES with zip64
UNIX = 3
MODE = 0o600 << 16
ZIP64_FROM = (1 << 31) - 1  # what Python's and pyzipper's writers take for the limit of 32-bit fields
STRENGTH = 3  # AES-256

_NAME = PAYLOAD.encode("ascii")
_DOS_DATE = 0x0021
_FULL = 0xFFFFFFFF
_AES_FIELD = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", STRENGTH, STORED)
_AES_METHOD, _ENCRYPTED = 99, 1


def head(packed: int, size: int) -> bytes:
    """Give the local header of a pack's only entry."""
    sizes = (_FULL, _FULL) if packed > ZIP64_FROM else (packed, size)
    fields = (b"PK\x03\x04", VERSION, _ENCRYPTED, _AES_METHOD, 0, _DOS_DATE, 0, *sizes)
    extra = struct.pack("<HHQQ", 1, 16, size, packed) + _AES_FIELD
    return struct.pack("<4s5H3L2H", *fields, len(_NAME), len(extra)) + _NAME + extra


def tail(packed: int, size: int) -> bytes:
    """Give what follows the ciphertext: the directory and the end records."""
    wide = [value for value in (size, packed) if value > ZIP64_FROM]
    sizes = [_FULL if value in wide else value for value in (packed, size)]
    zip64 = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    extra = zip64 + _AES_FIELD
    made_by = UNIX << 8 | VERSION
    entry = struct.pack(
        "<4s6H3L5H2L",
        *(b"PK\x01\x02", made_by, VERSION, _ENCRYPTED, _AES_METHOD, 0, _DOS_DATE, 0, *sizes),
        *(len(_NAME), len(extra), 0, 0, 0, MODE, 0),
    )
    directory = entry + _NAME + extra
    start = len(head(packed, size)) + packed
    return directory + _end(start, len(directory))


def _end(start: int, size: int) -> bytes:
    wide = b""
    if start > ZIP64_FROM:
        wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, start)
        wide += struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, 1)
    return wide + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, min(start, _FULL), 0)


def find_sealed(stream: BinaryIO, limits: Limits) -> Sealed:
    """Find the sealed entry of a pack.

    Raises:
        UnreadableError: the file does not begin like a zip.
        IntegrityError: it does, and is not exactly what the pack's writer makes: changed, or no pack.
    """
    try:
        only = _only_member(scan_zip(stream, limits))
    except UnreadableError:
        if _begins_like_zip(stream):
            raise IntegrityError("the pack was changed or cut, or is not a pack") from None
        raise UnreadableError("this is not a pack: it does not begin like a zip") from None
    span = only.span
    before, after = head(span.packed, only.size), tail(span.packed, only.size)
    same = span.start == len(before) and read_at(stream, 0, len(before)) == before
    if not same or read_at(stream, span.start + span.packed, len(after)) != after:
        raise IntegrityError("the pack's outer zip is not as sampler writes it: changed, or not a pack")
    return Sealed(span.start, span.packed, span.strength)


def _only_member(members: tuple[Member, ...]) -> Member:
    if len(members) != 1 or members[0].protection != "aes-256" or members[0].name != PAYLOAD:
        raise UnreadableError("another shape than a pack's")
    return members[0]


def _begins_like_zip(stream: BinaryIO) -> bool:
    try:
        return read_at(stream, 0, 2) == b"PK"
    except UnreadableError:
        return False
