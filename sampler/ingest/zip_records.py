"""The records of a zip as its bytes give them (APPNOTE 6.3): end record, directory, local headers, zip64.

Nothing is repaired or guessed: a record is taken as written or the archive is refused.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from sampler.errors import UnreadableError
from sampler.ingest.refusal import cut_short, refuse

LOCAL_SIGNATURE = b"PK\x03\x04"
CENTRAL_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"
SPANNED_SIGNATURES = (b"PK\x07\x08", b"PK00")

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_LARGEST_DIRECTORY = 32 << 20
_ZIP64, _AES, _UNICODE_PATH = 0x0001, 0x9901, 0x7075
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF

ENCRYPTED, DESCRIPTOR, UTF8 = 0x0001, 0x0008, 0x0800
_SPEED_BITS = 0x0006  # deflate's effort: a hint that no reader follows, and writers differ


@dataclass(frozen=True)
class End:
    """Where the central directory lies, and how many entries it lists."""

    directory_start: int
    directory_size: int
    entries: int


@dataclass(frozen=True)
class Record:
    """One entry of the central directory, 64-bit values resolved."""

    number: int
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    disk: int
    time: int
    date: int
    attributes: int
    aes: bytes | None
    unicode_path: bytes | None


def read_at(stream: BinaryIO, offset: int, length: int) -> bytes:
    """Read exactly `length` bytes at `offset`, or say that the archive is cut."""
    pieces = []
    try:
        stream.seek(offset)
        while length > 0:
            piece = stream.read(length)
            if not piece:
                cut_short()
            pieces.append(piece)
            length -= len(piece)
    except (OSError, ValueError, OverflowError):
        raise UnreadableError("the archive's bytes can't be read") from None
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def find_end(stream: BinaryIO, size: int) -> End:
    """Find the one end record, and the zip64 one before it if there is one."""
    tail_start = max(0, size - _END.size - _LONGEST_COMMENT)
    tail = read_at(stream, tail_start, size - tail_start)
    spots = list(_positions(tail))
    ends = [spot for spot in spots if _reaches(tail, spot) == len(tail)]
    if not ends:
        if spots and _reaches(tail, spots[-1]) < len(tail):
            refuse("trailing-bytes")
        cut_short()
    if len(ends) > 1 or spots[-1] != ends[0]:
        refuse("ambiguous-end")
    spot = ends[0]
    fields = _END.unpack_from(tail, spot)
    end, limit = _zip64_end(stream, tail_start + spot, fields)
    if end.directory_start + end.directory_size != limit:
        refuse("gap-bytes")
    if any(end.directory_start <= tail_start + other < tail_start + spot for other in spots):
        refuse("ambiguous-end")
    return end


def _positions(tail: bytes) -> Iterator[int]:
    spot = tail.find(END_SIGNATURE)
    while spot >= 0 and spot + _END.size <= len(tail):
        yield spot
        spot = tail.find(END_SIGNATURE, spot + 1)


def _reaches(tail: bytes, spot: int) -> int:
    comment = int.from_bytes(tail[spot + _END.size - 2 : spot + _END.size], "little")
    return spot + _END.size + comment


def _zip64_end(stream: BinaryIO, spot: int, fields: tuple[int, ...]) -> tuple[End, int]:
    """Resolve the end record at `spot`; give also where the directory has to stop."""
    _, disk, directory_disk, here, entries, size, start, _ = fields
    locator_at = spot - _LOCATOR.size
    locator = read_at(stream, locator_at, _LOCATOR.size) if locator_at >= 0 else b""
    if locator[:4] != b"PK\x06\x07":
        if disk or directory_disk or here != entries:
            refuse("multi-disk")
        if _FULL32 in (size, start) or entries == _FULL16:
            refuse("zip64-mismatch")
        return End(start, size, entries), spot
    _, locator_disk, end64_at, disks = _LOCATOR.unpack(locator)
    if locator_disk or disks > 1:
        refuse("multi-disk")
    if end64_at + _END64.size != locator_at:
        refuse("zip64-mismatch")
    wide = _END64.unpack(read_at(stream, end64_at, _END64.size))
    if wide[0] != b"PK\x06\x06" or wide[1] != _END64.size - 12:
        refuse("zip64-mismatch")
    if wide[4] or wide[5]:
        refuse("multi-disk")
    narrow = ((disk, 0), (directory_disk, 0), (here, wide[6]), (entries, wide[7]))
    same = all(value in (_FULL16, real) for value, real in narrow)
    if not same or wide[6] != wide[7] or size not in (_FULL32, wide[8]) or start not in (_FULL32, wide[9]):
        refuse("zip64-mismatch")
    return End(wide[9], wide[8], wide[7]), end64_at


def read_directory(stream: BinaryIO, end: End) -> Iterator[Record]:
    """Give the entries of the central directory, which they must fill exactly."""
    if end.directory_size > _LARGEST_DIRECTORY:
        refuse("too-large")
    block = read_at(stream, end.directory_start, end.directory_size)
    spot = 0
    for number in range(1, end.entries + 1):
        record, spot = _central(block, spot, number)
        yield record
    if spot != len(block):
        refuse("directory-mismatch")


def _central(block: bytes, spot: int, number: int) -> tuple[Record, int]:
    if spot + _CENTRAL.size > len(block):
        refuse("directory-mismatch", number)
    fields = _CENTRAL.unpack_from(block, spot)
    (signature, _, _, flags, method, time, date, crc, packed, size) = fields[:10]
    (name_length, extra_length, comment_length, disk, _, attributes, offset) = fields[10:]
    name_at = spot + _CENTRAL.size
    extra_at = name_at + name_length
    stop = extra_at + extra_length + comment_length
    if signature != CENTRAL_SIGNATURE or stop > len(block):
        refuse("directory-mismatch", number)
    extra = parse_extra(block[extra_at : extra_at + extra_length], number)
    size, packed, offset, disk = _wide(extra.get(_ZIP64), (size, packed, offset, disk), number)
    record = Record(
        number=number,
        raw_name=block[name_at:extra_at],
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        offset=offset,
        disk=disk,
        time=time,
        date=date,
        attributes=attributes,
        aes=extra.get(_AES),
        unicode_path=extra.get(_UNICODE_PATH),
    )
    return record, stop


def parse_extra(extra: bytes, number: int) -> Mapping[int, bytes]:
    """Split an extra field into its blocks; up to three padding zeros may follow (zipalign)."""
    blocks: dict[int, bytes] = {}
    spot = 0
    while spot + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, spot)
        body = extra[spot + 4 : spot + 4 + length]
        if len(body) != length or (kind in blocks and kind in {_ZIP64, _AES, _UNICODE_PATH}):
            refuse("extra-field", number)
        blocks[kind] = body
        spot += 4 + length
    if any(extra[spot:]):
        refuse("extra-field", number)
    return blocks


def _wide(block: bytes | None, narrow: tuple[int, int, int, int], number: int) -> tuple[int, int, int, int]:
    """Replace saturated values by those of the zip64 block, in the order the format gives."""
    full = (_FULL32, _FULL32, _FULL32, _FULL16)
    widths = (8, 8, 8, 4)
    if not any(value == most for value, most in zip(narrow, full, strict=True)):
        if block and not _repeats(block, narrow):
            refuse("zip64-mismatch", number)
        return narrow
    values, spot = [], 0
    for value, most, width in zip(narrow, full, widths, strict=True):
        if value != most:
            values.append(value)
            continue
        values.append(int.from_bytes((block or b"")[spot : spot + width], "little"))
        spot += width
    if block is None or len(block) != spot:
        refuse("zip64-mismatch", number)
    return values[0], values[1], values[2], values[3]


def _repeats(block: bytes, narrow: tuple[int, int, int, int]) -> bool:
    """Tell whether a zip64 block that nothing asks for only says the same again."""
    whole = struct.pack("<QQQL", *narrow)
    return len(block) in {8, 16, 24, 28} and whole.startswith(block)


def data_span(stream: BinaryIO, record: Record, stop: int) -> int:
    """Compare the local header with the directory and return where the entry's bytes begin.

    `stop` is where the next entry or the directory begins: the entry, with its data descriptor if it has
    one, must end there exactly.
    """
    number = record.number
    fields = _LOCAL.unpack(read_at(stream, record.offset, _LOCAL.size))
    signature, _, flags, method, _, _, crc, packed, size, name_length, extra_length = fields
    if signature != LOCAL_SIGNATURE:
        refuse("no-local-header", number)
    start: int = record.offset + _LOCAL.size + name_length + extra_length
    data_stop = start + record.packed
    if data_stop > stop:
        refuse("overlap", number)
    rest = read_at(stream, record.offset + _LOCAL.size, name_length + extra_length)
    extra = parse_extra(rest[name_length:], number)
    size, packed = _wide_local(extra.get(_ZIP64), size, packed, number)
    seen = (rest[:name_length], method, flags & ~_SPEED_BITS, extra.get(_AES), extra.get(_UNICODE_PATH))
    listed = (record.raw_name, record.method, record.flags & ~_SPEED_BITS, record.aes, record.unicode_path)
    late = bool(flags & DESCRIPTOR)
    pairs = ((crc, record.crc), (packed, record.packed), (size, record.size))
    if seen != listed or not all(here == there or (late and here == 0) for here, there in pairs):
        refuse("header-mismatch", number)
    _check_gap(stream, record, data_stop, stop, late=late)
    return start


def _wide_local(block: bytes | None, size: int, packed: int, number: int) -> tuple[int, int]:
    if block is None:
        if _FULL32 in (size, packed):
            refuse("zip64-mismatch", number)
        return size, packed
    if len(block) != 16:  # noqa: PLR2004 - two 64-bit sizes, both mandatory in a local header
        refuse("zip64-mismatch", number)
    wide_size, wide_packed = struct.unpack("<QQ", block)
    if size not in (_FULL32, wide_size) or packed not in (_FULL32, wide_packed):
        refuse("zip64-mismatch", number)
    return wide_size, wide_packed


def _check_gap(stream: BinaryIO, record: Record, data_stop: int, stop: int, *, late: bool) -> None:
    """Require that only the entry's data descriptor, if it has one, stands before the next entry."""
    gap = stop - data_stop
    if not late:
        if gap:
            refuse("gap-bytes", record.number)
        return
    layouts = {12: "<LLL", 16: "<4sLLL", 20: "<LQQ", 24: "<4sLQQ"}
    if gap not in layouts:
        refuse("gap-bytes" if gap > max(layouts) else "descriptor-mismatch", record.number)
    seen = struct.unpack(layouts[gap], read_at(stream, data_stop, gap))
    real = (record.crc, record.packed, record.size)
    if seen not in (real, (b"PK\x07\x08", *real)):
        refuse("descriptor-mismatch", record.number)
