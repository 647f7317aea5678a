"""What a stream is, from its first bytes: text, something that can be looked into, or neither."""

import re
from collections.abc import Mapping

HEAD = 8192
_TAR_MARK = slice(257, 262)
_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"age-encryption.org/", "age"),
    (b"-----BEGIN PGP MESSAGE", "pgp"),
)
_MAIL = re.compile(
    rb"From |(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Subject|Date|X-[\w-]+):",
    re.IGNORECASE,
)
_MAIL_HEADER = re.compile(rb"^(?:From|To|Subject|Date|Content-Type):", re.IGNORECASE | re.MULTILINE)
NOT_READ: Mapping[str, str] = {  # kind -> why nothing is looked for inside
    "7z": "an archive of a kind that is not read",
    "rar": "an archive of a kind that is not read",
    "zstd": "an archive of a kind that is not read",
    "pdf": "a document of a kind that is not read",
    "ole": "a document of a kind that is not read",
    "age": "encrypted",
    "pgp": "encrypted",
    "binary": "neither text nor an archive; compared as a whole only",
}


def kind_of(head: bytes) -> str:
    """The kind of a stream that begins so; `text`, `utf-16-le` and `utf-16-be` are text."""
    for magic, kind in _SIGNATURES:
        if head.startswith(magic):
            return kind
    if head[_TAR_MARK] == b"ustar":
        return "tar"
    if b"\0" in head:
        return _wide(head)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if head[0] == 0xFF else "utf-16-be"  # noqa: PLR2004 - the byte order mark
    if _MAIL.match(head) and len(_MAIL_HEADER.findall(head)) > 1:
        return "mail"
    return "json" if head.lstrip()[:1] in (b"{", b"[") else "text"


def _wide(head: bytes) -> str:
    """Text in two bytes a sign has a zero in nearly every second place of one parity."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.2:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.2:
        return "utf-16-be"
    return "binary"
