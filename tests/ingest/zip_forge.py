"""Builds zips byte by byte, so that a test can make any field lie."""

import binascii
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sampler.ingest.zipcrypto import _TABLE

REGULAR = 0o100644 << 16
FOLDER = 0o040755 << 16 | 0x10


@dataclass
class Entry:
    """One entry; a field of `local` or `central` replaces the honest value there."""

    name: bytes = b"a.csv"
    data: bytes = b"nom;ville\n"
    method: int = 0
    flags: int = 0
    attributes: int = REGULAR
    extra: bytes = b""
    packed: bytes | None = None
    descriptor: str | None = None  # struct format of a data descriptor
    descriptor_bytes: bytes | None = None
    gap: bytes = b""
    local: dict[str, Any] | None = None
    central: dict[str, Any] | None = None


def field_values(entry: Entry, packed: bytes) -> dict[str, Any]:
    """Give what an honest header says of an entry."""
    return {
        "needed": 20,
        "flags": entry.flags | (8 if entry.descriptor else 0),
        "method": entry.method,
        "time": 0x6000,
        "date": 0x5C41,
        "crc": binascii.crc32(entry.data),
        "packed": len(packed),
        "size": len(entry.data),
        "name": entry.name,
        "extra": entry.extra,
    }


def pack_data(entry: Entry) -> bytes:
    """Give an entry's bytes as they lie in the archive."""
    if entry.packed is not None:
        return entry.packed
    if entry.method != 8:
        return entry.data
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(entry.data) + deflater.flush()


def forge(
    entries: Sequence[Entry],
    *,
    prefix: bytes = b"",
    suffix: bytes = b"",
    comment: bytes = b"",
    end: dict[str, Any] | None = None,
    zip64: dict[str, Any] | None = None,
    before_directory: bytes = b"",
    after_directory: bytes = b"",
) -> bytes:
    """Make a zip; `end` and `zip64` replace fields of the end records (zip64={} writes honest ones)."""
    out = bytearray(prefix)
    directory = bytearray()
    for entry in entries:
        packed = pack_data(entry)
        start = len(out)
        out += _local(entry, packed) + packed + _descriptor(entry, packed) + entry.gap
        directory += _central(entry, packed, start)
    out += before_directory
    fields = {"disk": 0, "first": 0, "here": len(entries), "count": len(entries), "size": len(directory)}
    fields |= {"start": len(out), "comment_length": len(comment)}
    out += directory + after_directory
    if zip64 is not None:
        wide = fields | {"record": 44, "at": len(out), "disks": 1, "locator_disk": 0} | zip64
        out += struct.pack("<4sQ2H2L", b"PK\x06\x06", wide["record"], 45, 45, wide["disk"], wide["first"])
        out += struct.pack("<4Q", wide["here"], wide["count"], wide["size"], wide["start"])
        out += struct.pack("<4sLQL", b"PK\x06\x07", wide["locator_disk"], wide["at"], wide["disks"])
        fields |= {"here": 0xFFFF, "count": 0xFFFF, "size": 0xFFFFFFFF, "start": 0xFFFFFFFF}
    fields |= end or {}
    numbers = [fields[key] for key in ("disk", "first", "here", "count", "size", "start", "comment_length")]
    return bytes(out + struct.pack("<4s4H2LH", b"PK\x05\x06", *numbers) + comment + suffix)


def _local(entry: Entry, packed: bytes) -> bytes:
    values = field_values(entry, packed)
    if entry.descriptor:
        values |= {"crc": 0, "packed": 0, "size": 0}
    values |= entry.local or {}
    numbers = [values[key] for key in ("needed", "flags", "method", "time", "date", "crc", "packed", "size")]
    head = struct.pack("<4s5H3L", b"PK\x03\x04", *numbers)
    return (
        head
        + struct.pack("<2H", len(values["name"]), len(values["extra"]))
        + values["name"]
        + values["extra"]
    )


def _central(entry: Entry, packed: bytes, start: int) -> bytes:
    extras = {"made": 3 << 8 | 20, "disk": 0, "attributes": entry.attributes, "offset": start, "comment": b""}
    values = field_values(entry, packed) | extras | (entry.central or {})
    order = ("made", "needed", "flags", "method", "time", "date", "crc", "packed", "size")
    head = struct.pack("<4s6H3L", b"PK\x01\x02", *[values[key] for key in order])
    head += struct.pack("<3H", len(values["name"]), len(values["extra"]), len(values["comment"]))
    head += struct.pack("<2H2L", values["disk"], 0, values["attributes"], values["offset"])
    return head + values["name"] + values["extra"] + values["comment"]


def _descriptor(entry: Entry, packed: bytes) -> bytes:
    if entry.descriptor_bytes is not None:
        return entry.descriptor_bytes
    if not entry.descriptor:
        return b""
    values = (binascii.crc32(entry.data), len(packed), len(entry.data))
    signature = (b"PK\x07\x08",) if "s" in entry.descriptor else ()
    return struct.pack(entry.descriptor, *signature, *values)


def zipcrypto(data: bytes, passphrase: bytes) -> bytes:
    """Encrypt as legacy zips do, with a fixed header that ends in the checksum's top byte."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def step(byte: int) -> None:
        keys[0] = _TABLE[(keys[0] ^ byte) & 255] ^ keys[0] >> 8
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _TABLE[(keys[2] ^ keys[1] >> 24) & 255] ^ keys[2] >> 8

    for byte in passphrase:
        step(byte)
    sealed = bytearray()
    for byte in b"elevenbytes" + bytes([binascii.crc32(data) >> 24]) + data:
        mixed = keys[2] | 2
        sealed.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 255))
        step(byte)
    return bytes(sealed)
