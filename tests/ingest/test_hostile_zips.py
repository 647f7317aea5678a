"""Every check of the pre-scan refuses an archive that breaks just that check."""

import io
import struct
import zlib

import pytest
from zip_forge import FOLDER, Entry, forge

from sampler.errors import HostileArchiveError, SamplerError, UnreadableError
from sampler.ingest.archive import Limits, open_members, scan_zip

AES = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
AES_LZMA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 14)
BODY = b"nom;ville\n"
CRC = zlib.crc32(BODY)
SEALED = bytes(28 + len(BODY))


def aes(extra: bytes = AES, **more: object) -> Entry:
    """Make an AES entry whose ciphertext is zeros."""
    values = {"crc": 0} | more.pop("central", {})
    both = {"local": dict(values), "central": dict(values)}
    return Entry(method=99, flags=1, extra=extra, packed=SEALED, **both, **more)


def wide(*values: int) -> bytes:
    """Make a zip64 block of these values."""
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)


def named(name: str, *, utf8: bool = True) -> bytes:
    """Make a zip whose one file has this name."""
    return forge([Entry(name=name.encode(), flags=0x800 if utf8 else 0)])


def both_named(*names: str) -> bytes:
    """Make a zip of files and directories with these names."""
    entries = [
        Entry(name=name.encode(), flags=0x800, data=b"" if name.endswith("/") else BODY) for name in names
    ]
    for entry in entries:
        entry.attributes = FOLDER if entry.name.endswith(b"/") else entry.attributes
    return forge(entries)


def with_attributes(attributes: int) -> bytes:
    """Make a zip whose one entry has these attributes."""
    return forge([Entry(attributes=attributes)])


def upath(raw: bytes, text: str, *, lie: int = 0) -> Entry:
    """Make an entry with a Unicode path field."""
    body = struct.pack("<BL", 1, zlib.crc32(raw) ^ lie) + text.encode()
    return Entry(name=raw, extra=struct.pack("<HH", 0x7075, len(body)) + body)


ONE = forge([Entry()])
TWO = forge([Entry(), Entry(name=b"b.csv")])
LAST = TWO.rindex(b"PK\3\4")
ZEROS = Entry(method=8, data=bytes(3 << 20))
WIDE = forge([Entry()], zip64={})
HOSTILE = {
    # where it starts and ends
    "self-extracting": ("prepended-bytes", b"MZ stub" + ONE),
    "first entry not at 0": ("prepended-bytes", forge([Entry()], prefix=b"PK\x03\x04 hidden")),
    "trailing": ("trailing-bytes", ONE + b"x"),
    "entry without its signature": ("directory-mismatch", ONE.replace(b"PK\1\2", b"PK\1\3")),
    "huge directory": (
        "too-large",
        forge([Entry(name=b"%d" % n, data=b"", central={"comment": bytes(60_000)}) for n in range(600)]),
    ),
    "two zips in a row": ("gap-bytes", ONE + TWO),
    "two end records": ("ambiguous-end", forge([Entry()], comment=ONE[-22:])),
    "end record in a comment": ("ambiguous-end", forge([Entry()], comment=b"PK\x05\x06" + bytes(30))),
    "end record in the directory": (
        "ambiguous-end",
        forge([Entry(central={"comment": b"PK\x05\x06" + bytes(22)})]),
    ),
    "bytes before the directory": ("gap-bytes", forge([Entry()], before_directory=b"hidden")),
    "bytes after the directory": ("gap-bytes", forge([Entry()], after_directory=b"hidden")),
    "bytes between entries": ("gap-bytes", forge([Entry(gap=b"hidden"), Entry(name=b"b.csv")])),
    "spanned": ("multi-disk", b"PK\x07\x08" + ONE),
    "end on disk 1": ("multi-disk", forge([Entry()], end={"disk": 1})),
    "entry on disk 1": ("multi-disk", forge([Entry(central={"disk": 1})])),
    "fewer entries than said": ("directory-mismatch", forge([Entry()], end={"here": 2, "count": 2})),
    "more entries than said": ("directory-mismatch", forge([Entry(), Entry()], end={"here": 1, "count": 1})),
    # zip64
    "zip64 size differs": ("zip64-mismatch", forge([Entry()], zip64={}, end={"size": 46})),
    "zip64 record of another length": ("zip64-mismatch", forge([Entry()], zip64={"record": 45})),
    "zip64 locator points elsewhere": ("zip64-mismatch", forge([Entry()], zip64={"at": 0})),
    "zip64 record of disk 1": ("multi-disk", forge([Entry()], zip64={"disk": 1})),
    "zip64 record twice": ("zip64-mismatch", WIDE[:-42] + WIDE[-98:-42] + WIDE[-42:]),
    "saturated end without zip64": ("zip64-mismatch", forge([Entry()], end={"start": 0xFFFFFFFF})),
    "local size saturated without zip64": (
        "zip64-mismatch",
        forge([Entry(local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF})]),
    ),
    "local zip64 with one size": ("zip64-mismatch", forge([Entry(local={"extra": wide(10)})])),
    "local zip64 beside another size": (
        "zip64-mismatch",
        forge([Entry(local={"size": 5, "extra": wide(10, 10)})]),
    ),
    "zip64 of two disks": ("multi-disk", forge([Entry()], zip64={"disks": 2})),
    "saturated without zip64": ("zip64-mismatch", forge([Entry(central={"size": 0xFFFFFFFF})])),
    "zip64 block too long": (
        "zip64-mismatch",
        forge([Entry(central={"size": 0xFFFFFFFF, "extra": wide(len(BODY), 0)})]),
    ),
    "zip64 block says another size": ("zip64-mismatch", forge([Entry(central={"extra": wide(1)})])),
    "local zip64 differs": (
        "header-mismatch",
        forge([Entry(local={"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF, "extra": wide(1, 1)})]),
    ),
    # extra fields
    "extra field overruns": ("extra-field", forge([Entry(extra=struct.pack("<HH", 7, 50))])),
    "extra field twice": ("extra-field", forge([Entry(extra=wide(10) + wide(10))])),
    "extra field with a tail": ("extra-field", forge([Entry(local={"extra": b"\1"})])),
    "name field too short": ("two-names", forge([Entry(extra=struct.pack("<HHH", 0x7075, 2, 1))])),
    # local and central
    "local name differs": ("header-mismatch", forge([Entry(local={"name": b"z.csv"})])),
    "local method differs": ("header-mismatch", forge([Entry(local={"method": 8})])),
    "local size differs": ("header-mismatch", forge([Entry(local={"size": 3})])),
    "local packed size differs": ("header-mismatch", forge([Entry(local={"packed": 3})])),
    "local checksum differs": ("header-mismatch", forge([Entry(local={"crc": 3})])),
    "local flags differ": ("header-mismatch", forge([Entry(local={"flags": 1})])),
    "late sizes without the flag": (
        "header-mismatch",
        forge([Entry(local={"size": 0, "packed": 0, "crc": 0})]),
    ),
    "local header missing": ("no-local-header", TWO[:LAST] + b"PK\3\5" + TWO[LAST + 4 :]),
    "descriptor differs": (
        "descriptor-mismatch",
        forge([Entry(descriptor="<4sLLL", descriptor_bytes=struct.pack("<4sLLL", b"PK\x07\x08", CRC, 9, 9))]),
    ),
    "descriptor missing": ("descriptor-mismatch", forge([Entry(descriptor="<LLL", descriptor_bytes=b"")])),
    # overlap
    "same bytes twice": ("overlap", forge([Entry(), Entry(name=b"b.csv", central={"offset": 0})])),
    "runs into the next": (
        "overlap",
        forge([Entry(central={"packed": 60, "size": 60}), Entry(name=b"b.csv")]),
    ),
    "runs into the directory": ("overlap", forge([Entry(central={"packed": 9999, "size": 9999})])),
    # what it is
    "symbolic link": ("link", with_attributes(0o120777 << 16)),
    "device": ("special-file", with_attributes(0o020644 << 16)),
    "fifo": ("special-file", with_attributes(0o010644 << 16)),
    "socket": ("special-file", with_attributes(0o140644 << 16)),
    "reparse point": ("special-file", with_attributes(0x400)),
    "directory by mode only": ("type-mismatch", with_attributes(0o040755 << 16)),
    "directory by name only": ("type-mismatch", forge([Entry(name=b"a/", data=b"")])),
    "directory with data": ("directory-with-data", forge([Entry(name=b"a/", attributes=FOLDER)])),
    # how it is packed
    "bzip2": ("unsupported-method", forge([Entry(method=12)])),
    "lzma": ("unsupported-method", forge([Entry(method=14)])),
    "deflate64": ("unsupported-method", forge([Entry(method=9)])),
    "lzma in AES": ("unsupported-method", forge([aes(AES_LZMA)])),
    "PKWARE encryption": ("strong-encryption", forge([Entry(flags=0x41)])),
    "masked directory": ("strong-encryption", forge([Entry(flags=0x2000)])),
    "patch data": ("unknown-flag", forge([Entry(flags=0x20)])),
    "AES without its field": ("aes-mismatch", forge([aes(b"")])),
    "AES field without AES": ("aes-mismatch", forge([Entry(extra=AES, flags=1)])),
    "AES without the encrypted flag": ("aes-mismatch", forge([Entry(method=99, extra=AES)])),
    "AES of strength 4": ("aes-mismatch", forge([aes(AES[:-3] + b"\x04\x00\x00")])),
    "AES of version 3": ("aes-mismatch", forge([aes(AES[:4] + b"\x03" + AES[5:])])),
    "AE-2 with a checksum": ("aes-mismatch", forge([aes(central={"crc": 7})])),
    "encrypted and clear": ("mixed-protection", forge([aes(), Entry(name=b"b.csv")])),
    # sizes
    "stored of two sizes": ("size-mismatch", forge([Entry(local={"size": 9}, central={"size": 9})])),
    "bytes from nothing": ("size-mismatch", forge([Entry(method=8, packed=b"")])),
    "shorter than its own keys": ("size-mismatch", forge([Entry(flags=1, packed=b"abc")])),
    "ratio": ("ratio", forge([ZEROS])),
    "ratio of one among others": ("ratio", forge([ZEROS, Entry(name=b"b", data=bytes(1 << 17))])),
    # names
    "empty": ("empty-name", named("")),
    "absolute": ("absolute-path", named("/etc/passwd")),
    "drive": ("drive-or-stream", named("C:/a.csv")),
    "stream": ("drive-or-stream", named("a.csv:ads")),
    "backslash": ("backslash", named("a\\b.csv")),
    "parent": ("dot-dot", named("a/../../b.csv")),
    "full-width parent": ("dot-dot", named("a/\uff0e\uff0e/b.csv")),
    "full-width slash": ("confusable-separator", named("a\uff0fb.csv")),
    "here": ("dot-dot", named("./a.csv")),
    "double slash": ("empty-name", named("a//b.csv")),
    "null": ("control-character", named("a.csv\0.exe")),
    "escape": ("control-character", named("\x1b[31ma.csv")),
    "right to left": ("control-character", named("a\u202evsc.exe")),
    "zero width": ("control-character", named("a\u200b.csv")),
    "line separator": ("control-character", named("a\u2028.csv")),
    "reserved": ("reserved-name", named("data/CON.csv")),
    "reserved with a superscript": ("reserved-name", named("com\u00b9")),
    "trailing dot": ("trailing-dot-or-space", named("a./b.csv")),
    "trailing space": ("trailing-dot-or-space", named("a.csv ")),
    "long": ("name-too-long", named("é" * 128)),
    "deep": ("too-deep", named("a/" * 20 + "b.csv")),
    "not the encoding it says": ("name-encoding", forge([Entry(name=b"\xe9.csv", flags=0x800)])),
    "another name in a field": ("two-names", forge([upath(b"a.csv", "b.csv")])),
    "a name field that does not fit": ("two-names", forge([upath(b"a.csv", "a.csv", lie=1)])),
    "same name": ("duplicate-name", both_named("a.csv", "a.csv")),
    "same name but for case": ("duplicate-name", both_named("STRASSE.csv", "straße.csv")),
    "same name but for composition": ("duplicate-name", both_named("é.csv", "e\u0301.csv")),
    "same directory": ("duplicate-name", both_named("a/", "A/")),
    "file and directory": ("file-and-directory", both_named("a", "a/")),
    "directory and file": ("file-and-directory", both_named("a/", "a")),
    "file and implied directory": ("file-and-directory", both_named("a", "A/b.csv")),
    "implied directory and file": ("file-and-directory", both_named("a/b.csv", "a")),
}
FOREIGN = {
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "gzip": b"\x1f\x8b\x08" + bytes(40),
    "xz": b"\xfd7zXZ\x00" + bytes(40),
    "tar": bytes(257) + b"ustar" + bytes(250),
    "bzip2": b"BZh9" + bytes(40),
    "empty": b"",
    "text": b"nom;ville\nDurand;Gap\n",
    "cut in the data": ONE[:35],
    "cut in the directory": ONE[:-30],
    "cut in the end record": ONE[:-1],
    "cut in a comment": forge([Entry()], comment=b"0123456789")[:-5],
}


@pytest.mark.parametrize("case", HOSTILE)
def test_each_check_refuses_with_its_code(case: str) -> None:
    """A hostile archive is refused with the code of the one check that it breaks."""
    code, data = HOSTILE[case]
    with pytest.raises(HostileArchiveError) as caught:
        scan_zip(io.BytesIO(data))
    assert caught.value.message.removeprefix("archive refused: ").split(",")[0] == code


def test_the_corpus_is_large_and_built_on_good_archives() -> None:
    """The corpus holds over thirty archives, and what they are changed from is accepted."""
    assert len(HOSTILE) > 30
    assert len(scan_zip(io.BytesIO(TWO))) == 2
    assert scan_zip(io.BytesIO(forge([aes()])))[0].protection == "aes-256"


def test_a_message_numbers_the_entry_and_never_names_it() -> None:
    """A name inside the archive may be a value: only the entry's number is said."""
    with pytest.raises(HostileArchiveError) as caught:
        scan_zip(io.BytesIO(both_named("x.csv", "Durand.csv", "durand.CSV")))
    assert caught.value.message == "archive refused: duplicate-name, entry 3"
    for _, data in HOSTILE.values():
        with pytest.raises(SamplerError) as caught_too:
            scan_zip(io.BytesIO(data))
        assert "csv" not in str(caught_too.value)


@pytest.mark.parametrize("case", FOREIGN)
def test_other_and_cut_files_are_unreadable(case: str) -> None:
    """What is no zip, or only the start of one, is unreadable but not called hostile."""
    with pytest.raises(UnreadableError) as caught:
        scan_zip(io.BytesIO(FOREIGN[case]))
    assert not isinstance(caught.value, HostileArchiveError)


def test_a_stream_that_is_no_archive_or_can_not_be_read() -> None:
    """A text file is called no zip, and a closed stream unreadable."""
    with pytest.raises(UnreadableError, match="not a zip"):
        scan_zip(io.BytesIO(FOREIGN["text"]))
    closed = io.BytesIO(ONE)
    closed.close()
    with pytest.raises(UnreadableError, match="can't be read"):
        scan_zip(closed)


def test_other_archives_are_answered_with_what_to_ask_for() -> None:
    """A 7z archive is recognised and the hint says what to ask for."""
    with pytest.raises(UnreadableError) as caught:
        scan_zip(io.BytesIO(FOREIGN["7z"]))
    assert "7z" in caught.value.message
    assert caught.value.hints == ("ask for a zip (AES-256)",)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(entries=1), "too-many-entries"),
        (Limits(file_bytes=9), "too-large, entry 1"),
        (Limits(total_bytes=19), "total-too-large"),
    ],
)
def test_caps(limits: Limits, code: str) -> None:
    """The caps on entries, one file and the whole archive hold."""
    with pytest.raises(HostileArchiveError, match=code):
        scan_zip(io.BytesIO(TWO), limits)


def test_ten_thousand_entries_are_the_most() -> None:
    """10,000 entries are accepted and one more is not."""
    entries = [Entry(name=b"%d" % number, data=b"") for number in range(10_001)]
    assert len(scan_zip(io.BytesIO(forge(entries[:-1])))) == 10_000
    with pytest.raises(HostileArchiveError, match="too-many-entries"):
        scan_zip(io.BytesIO(forge(entries)))


def test_many_small_bombs_are_one_bomb() -> None:
    """Files too small for the ratio check are still counted together."""
    entries = [Entry(name=b"%d" % number, method=8, data=bytes(1 << 20)) for number in range(3)]
    with pytest.raises(HostileArchiveError, match="ratio"):
        scan_zip(io.BytesIO(forge(entries)))


def deflated(data: bytes) -> bytes:
    """Deflate at the highest level."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflater.compress(data) + deflater.flush()


LONGER = Entry(method=8, packed=deflated(BODY + b"more"))
SHORTER = Entry(method=8, packed=deflated(BODY[:-1]))
HIDDEN = Entry(method=8, packed=deflated(BODY) + b"hidden")
FLUSHED = zlib.compressobj(9, zlib.DEFLATED, -15)
ENDLESS = Entry(method=8, packed=FLUSHED.compress(BODY) + FLUSHED.flush(zlib.Z_SYNC_FLUSH))
GARBAGE = Entry(method=8, packed=b"\xff" * 20)
CHANGED = Entry(packed=BODY.replace(b"v", b"w"))
EMPTY_LIE = Entry(name=b"e", method=8, data=b"", packed=deflated(b"x"))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (LONGER, "size-mismatch, entry 1"),
        (SHORTER, "entry 1 is shorter"),
        (HIDDEN, "hidden-bytes, entry 1"),
        (ENDLESS, "entry 1 can't be inflated to its end"),
        (GARBAGE, "entry 1 can't be inflated"),
        (CHANGED, "entry 1 is not what was packed"),
        (EMPTY_LIE, "size-mismatch, entry 1"),
    ],
)
@pytest.mark.parametrize("piece", [-1, 1, len(BODY)])
def test_a_member_that_lies_fails_before_its_last_byte(entry: Entry, message: str, piece: int) -> None:
    """A member is never read to its declared size unless it is all there, alone and unchanged."""
    stream = io.BytesIO(forge([entry]))
    got = b""
    with pytest.raises(SamplerError, match=message):
        for _, content in open_members(stream, scan_zip(stream), None):
            while data := content.read(piece):
                got += data
    assert len(got) < len(BODY)


def test_a_failed_member_stays_failed() -> None:
    """Reading on after a failure gives the failure again, not an end of file."""
    stream = io.BytesIO(forge([CHANGED]))
    ((_, content),) = open_members(stream, scan_zip(stream), None)
    for _ in range(3):
        with pytest.raises(SamplerError):
            content.read()
