"""Everything that is checked on a delivered zip before one byte of it is unpacked.

Readers of zip files disagree on ambiguous archives, so an archive here has one meaning or is refused: it
starts with its first entry, entries follow one another without gap or overlap, each local header says what
the directory says, and nothing follows the end record.
"""

import datetime as dt
import io
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from sampler.errors import UnreadableError
from sampler.ingest.member_names import NameGuard, decode_name
from sampler.ingest.refusal import refuse
from sampler.ingest.zip_records import (
    DESCRIPTOR,
    ENCRYPTED,
    END_SIGNATURE,
    LOCAL_SIGNATURE,
    SPANNED_SIGNATURES,
    UTF8,
    Record,
    data_span,
    find_end,
    read_at,
    read_directory,
)

STORED, DEFLATED, AES_METHOD = 0, 8, 99
_READ_FLAGS = ENCRYPTED | 0x0006 | DESCRIPTOR | UTF8
_STRONG_FLAGS = 0x2040  # PKWARE's own encryption, of data or of the directory
_AES_FIELD = 7
_SALTS = {1: 8, 2: 12, 3: 16}
_BITS = {1: "aes-128", 2: "aes-192", 3: "aes-256"}
_ZIPCRYPTO_HEADER = 12
_DOS_SPECIAL = 0x0408 | 0x0040  # reparse point, volume label, device
_DOS_DIRECTORY = 0x0010
_EMPTY_DEFLATE = 2  # the two bytes that some writers store for a directory
_RATIO_FREE = 1 << 20  # below this size no ratio can hurt, and tiny files reach high ones
_TAR_MARK_AT = 257
_OTHER_ARCHIVES = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"BZh", "bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "zstandard"),
    (0, b"MSCF", "cabinet"),
    (_TAR_MARK_AT, b"ustar", "tar"),
)


@dataclass(frozen=True)
class Limits:
    """Caps for one archive; a bigger delivery has to come in several."""

    entries: int = 10_000
    file_bytes: int = 50 << 30
    total_bytes: int = 100 << 30
    ratio: int = 200
    depth: int = 20


@dataclass(frozen=True)
class Span:
    """Where a member's bytes lie and how to turn them back into the file."""

    start: int
    packed: int
    method: int
    crc: int | None  # AES version 2 carries none
    strength: int  # of AES: 1, 2, 3 for 128, 192, 256 bits; else 0
    check_byte: int  # what a right ZipCrypto passphrase gives


@dataclass(frozen=True)
class Member:
    """One file or directory of an archive that passed all checks."""

    number: int
    name: str  # with "/" between folders, none at the end; may be a value: never print it
    size: int
    is_dir: bool
    protection: str  # none zipcrypto aes-128 aes-192 aes-256
    modified: str | None  # local time of the writer, no zone, ISO 8601
    span: Span = field(repr=False)


def scan_zip(stream: BinaryIO, limits: Limits | None = None) -> tuple[Member, ...]:
    """Check the whole structure of a zip and list its members.

    Raises:
        HostileArchiveError: the archive is ambiguous, dangerous or beyond the limits; refuse it whole.
        UnreadableError: it is no zip, another kind of archive, or cut short.
    """
    limits = limits or Limits()
    size = _size(stream)
    _check_start(stream, size)
    end = find_end(stream, size)
    if end.entries > limits.entries:
        refuse("too-many-entries")
    records = tuple(read_directory(stream, end))
    guard = NameGuard(limits.depth)
    for record in records:
        _check_shape(record)
        _check_sizes(record, limits)
    names = [_check_name(record, guard) for record in records]
    _check_together(records, limits)
    starts = _check_layout(stream, records, end.directory_start)
    return tuple(
        _member(record, name, start) for record, name, start in zip(records, names, starts, strict=True)
    )


def _size(stream: BinaryIO) -> int:
    try:
        return stream.seek(0, io.SEEK_END)
    except (OSError, ValueError):
        raise UnreadableError("the archive's bytes can't be read") from None


def _check_start(stream: BinaryIO, size: int) -> None:
    head = read_at(stream, 0, min(size, _TAR_MARK_AT + 5))
    for offset, mark, kind in _OTHER_ARCHIVES:
        if head[offset : offset + len(mark)] == mark:
            raise UnreadableError(f"this is a {kind} archive, which is not read", "ask for a zip (AES-256)")
    if head[:4] in SPANNED_SIGNATURES:
        refuse("multi-disk")
    if head[:4] not in (LOCAL_SIGNATURE, END_SIGNATURE):
        if _has_end(stream, size):
            refuse("prepended-bytes")
        raise UnreadableError("this is not a zip archive")


def _has_end(stream: BinaryIO, size: int) -> bool:
    window = min(size, 0x10000 + 22)
    return END_SIGNATURE in read_at(stream, size - window, window)


def _check_shape(record: Record) -> None:
    """Refuse what only some readers understand, and what is neither file nor directory."""
    number = record.number
    if record.disk:
        refuse("multi-disk", number)
    if record.flags & _STRONG_FLAGS:
        refuse("strong-encryption", number)
    if record.flags & ~_READ_FLAGS:
        refuse("unknown-flag", number)
    if record.method == AES_METHOD or record.aes is not None:
        _check_aes(record)
    if _inner_method(record) not in {STORED, DEFLATED}:
        refuse("unsupported-method", number)
    kind = stat.S_IFMT(record.attributes >> 16)
    if kind == stat.S_IFLNK:
        refuse("link", number)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR} or record.attributes & _DOS_SPECIAL:
        refuse("special-file", number)
    looks_dir = record.raw_name.endswith(b"/")
    said_dir = kind == stat.S_IFDIR or bool(record.attributes & _DOS_DIRECTORY)
    if (said_dir and not looks_dir) or (looks_dir and kind == stat.S_IFREG):
        refuse("type-mismatch", number)


def _check_aes(record: Record) -> None:
    block = record.aes
    whole = block is not None and len(block) == _AES_FIELD and block[2:4] == b"AE"
    if record.method != AES_METHOD or not record.flags & ENCRYPTED or block is None or not whole:
        refuse("aes-mismatch", record.number)
    version = int.from_bytes(block[:2], "little")
    if version not in {1, 2} or block[4] not in _SALTS or (version == 2 and record.crc):  # noqa: PLR2004 - AE-2
        refuse("aes-mismatch", record.number)


def _inner_method(record: Record) -> int:
    return int.from_bytes(record.aes[5:7], "little") if record.aes is not None else record.method


def _strength(record: Record) -> int:
    return record.aes[4] if record.aes is not None else 0


def _overhead(record: Record) -> int:
    if record.aes is not None:
        return _SALTS[_strength(record)] + 2 + 10  # salt, passphrase check, authentication code
    return _ZIPCRYPTO_HEADER if record.flags & ENCRYPTED else 0


def _check_sizes(record: Record, limits: Limits) -> None:
    number, packed = record.number, record.packed - _overhead(record)
    method = _inner_method(record)
    if packed < 0 or (method == STORED and packed != record.size) or (record.size and not packed):
        refuse("size-mismatch", number)
    if record.size > limits.file_bytes:
        refuse("too-large", number)
    if record.size > max(_RATIO_FREE, limits.ratio * packed):
        refuse("ratio", number)
    if record.raw_name.endswith(b"/") and (record.size or packed > _EMPTY_DEFLATE):
        refuse("directory-with-data", number)


def _check_name(record: Record, guard: NameGuard) -> str:
    name = decode_name(
        record.raw_name,
        utf8=bool(record.flags & UTF8),
        unicode_path=record.unicode_path,
        number=record.number,
    )
    is_dir = record.raw_name.endswith(b"/")
    return guard.add(name, record.number, is_dir=is_dir)


def _check_together(records: Sequence[Record], limits: Limits) -> None:
    """Check sums over the archive, and that it is encrypted whole or not at all.

    Empty files may be clear among encrypted ones: several writers leave them so, and they hold nothing.
    """
    total = sum(record.size for record in records)
    if total > limits.total_bytes:
        refuse("total-too-large")
    if total > max(_RATIO_FREE, limits.ratio * sum(record.packed for record in records)):
        refuse("ratio")
    full = [record for record in records if record.size]
    clear = [record for record in full if not record.flags & ENCRYPTED]
    if clear and len(clear) != len(full):
        refuse("mixed-protection", clear[0].number)


def _check_layout(stream: BinaryIO, records: Sequence[Record], stop: int) -> list[int]:
    """Check that the entries tile the archive from its first byte to its directory."""
    ordered = sorted(records, key=lambda record: (record.offset, record.number))
    if (ordered[0].offset if ordered else stop) != 0:
        refuse("prepended-bytes")
    stops = [record.offset for record in ordered[1:]] + [stop]
    starts: dict[int, int] = {}
    for record, until in zip(ordered, stops, strict=False):
        starts[record.number] = data_span(stream, record, until)
    return [starts[record.number] for record in records]


def _member(record: Record, name: str, start: int) -> Member:
    strength = _strength(record)
    legacy = "zipcrypto" if record.flags & ENCRYPTED else "none"
    authenticated = record.aes is not None and record.aes[0] == 2  # noqa: PLR2004 - AE-2, which has no CRC
    check = record.time >> 8 if record.flags & DESCRIPTOR else record.crc >> 24
    return Member(
        number=record.number,
        name=name,
        size=record.size,
        is_dir=record.raw_name.endswith(b"/"),
        protection=_BITS.get(strength, legacy),
        modified=_moment(record.date, record.time),
        span=Span(
            start=start,
            packed=record.packed,
            method=_inner_method(record),
            crc=None if authenticated else record.crc,
            strength=strength,
            check_byte=check,
        ),
    )


def _moment(date: int, time: int) -> str | None:
    try:
        return dt.datetime(  # noqa: DTZ001 - the format has no zone, and inventing one would be wrong
            (date >> 9) + 1980, date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2
        ).isoformat()
    except ValueError:
        return None
