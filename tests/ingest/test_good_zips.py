"""Archives as people make them are read, and every byte comes out right."""

import io
import os
import struct
import subprocess
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
import pyzipper
from shells import needed
from zip_forge import FOLDER, Entry, forge, zipcrypto

from sampler.errors import IntegrityError, PassphraseError, SamplerError, UnreadableError
from sampler.ingest.archive import open_members, scan_zip

FILES = {
    "clients.csv": b"nom;ville\nDurand;Gap\n",
    "data/notes été.txt": "Élodie a appelé\n".encode() * 9_000,
    "data/empty.csv": b"",
    "data/random.bin": bytes(range(256)) * 3_000,
}
SECRET = "trois petits chats à Gap"


def read_all(data: bytes, passphrase: bytes | None = None) -> dict[str, bytes]:
    """Scan an archive and read every file in it."""
    stream = io.BytesIO(data)
    opened = open_members(stream, scan_zip(stream), passphrase)
    return {member.name: content.read() for member, content in opened}


def by_library(library: object, level: int, *, seekable: bool = True, **settings: object) -> bytes:
    """Write FILES by one of the two libraries, to a file or as to a pipe."""
    out = io.BytesIO()
    target = out if seekable else Pipe(out)
    with library(target, "w", level, **settings) as archive:
        if "encryption" in settings:
            archive.setpassword(SECRET.encode())
        for name, content in FILES.items():
            archive.writestr(name, content)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """Takes bytes and can't seek."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__()
        self._out = out

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, data: bytes) -> int:
        """Pass the bytes on."""
        return self._out.write(data)


def by_program(folder: Path, *command: str) -> bytes:
    """Write FILES and an empty directory with a program that users have."""
    needed(command[0])
    for name, content in FILES.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "in" / "nothing here").mkdir()
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder / "in", check=True, capture_output=True, env=environment)
    return (folder / "out.zip").read_bytes()


@pytest.mark.parametrize("level", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("seekable", [True, False])
def test_python_zips(level: int, seekable: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Python's own zips are read, with sizes in the headers or in data descriptors."""
    assert read_all(by_library(zipfile.ZipFile, level, seekable=seekable)) == FILES


@pytest.mark.parametrize("bits", [128, 192, 256])
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("seekable", [True, False])
def test_pyzipper_aes(bits: int, version: int, seekable: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """AES zips of all strengths and both versions are read."""
    settings = {"encryption": pyzipper.WZ_AES}
    settings["encryption_kwargs"] = {"nbits": bits, "force_wz_aes_version": version}
    data = by_library(pyzipper.AESZipFile, zipfile.ZIP_DEFLATED, seekable=seekable, **settings)
    assert read_all(data, SECRET.encode()) == FILES
    assert {member.protection for member in scan_zip(io.BytesIO(data))} == {f"aes-{bits}"}


PROGRAMS = {
    "7z": ("7z", "a", "-tzip", "../out.zip", "."),
    "7z AES": ("7z", "a", "-tzip", "-mem=AES256", "-pgap", "../out.zip", "."),
    "7z ZipCrypto": ("7z", "a", "-tzip", "-mem=ZipCrypto", "-pgap", "../out.zip", "."),
    "bsdtar": ("bsdtar", "--format", "zip", "-cf", "../out.zip", "clients.csv", "data", "nothing here"),
    "bsdtar AES": (
        *("bsdtar", "--format", "zip", "--options", "zip:encryption=aes256", "--passphrase", "gap"),
        *("-cf", "../out.zip", "clients.csv", "data", "nothing here"),
    ),
    "Info-ZIP": ("zip", "-qr", "../out.zip", "."),
    "Info-ZIP ZipCrypto": ("zip", "-qr", "-P", "gap", "../out.zip", "."),
    "Info-ZIP zip64": ("zip", "-qr", "-fz", "../out.zip", "."),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_zips_of_other_programs(tmp_path: Path, program: str) -> None:
    """What 7-Zip, libarchive and Info-ZIP write is read, empty directories and accents included."""
    data = by_program(tmp_path, *PROGRAMS[program])
    assert read_all(data, b"gap") == FILES
    members = {member.name: member for member in scan_zip(io.BytesIO(data))}
    assert members["nothing here"].is_dir
    if " " in program and "zip64" not in program:
        kind = "aes-256" if "AES" in program else "zipcrypto"
        assert members["clients.csv"].protection == kind
        with pytest.raises(PassphraseError, match="entry"):
            read_all(data, b"Gap")
        with pytest.raises(PassphraseError, match="needs a passphrase"):
            read_all(data)


def wide(*values: int) -> bytes:
    """Make a zip64 block of these values."""
    return struct.pack(f"<HH{len(values)}Q", 1, 8 * len(values), *values)


BODY = b"nom;ville\n"
FULL = 0xFFFFFFFF
UPATH = struct.pack("<BL", 1, zlib.crc32(b"\x82.csv")) + "é.csv".encode()
GOOD = {
    "no entry": (forge([]), {}),
    "comment": (forge([Entry()], comment=b"made by hand"), {"a.csv": BODY}),
    "zip64 end": (forge([Entry()], zip64={}), {"a.csv": BODY}),
    "zip64 sizes": (
        forge(
            [
                Entry(
                    local={"size": FULL, "packed": FULL, "extra": wide(10, 10)},
                    central={"size": FULL, "packed": FULL, "extra": wide(10, 10)},
                )
            ]
        ),
        {"a.csv": BODY},
    ),
    "zip64 offset": (forge([Entry(central={"offset": FULL, "extra": wide(0)})]), {"a.csv": BODY}),
    "zip64 said again": (forge([Entry(central={"extra": wide(10, 10, 0)})]), {"a.csv": BODY}),
    "zip64 in the local header only": (forge([Entry(local={"extra": wide(10, 10)})]), {"a.csv": BODY}),
    "descriptor 12": (forge([Entry(descriptor="<LLL")]), {"a.csv": BODY}),
    "descriptor 16": (forge([Entry(descriptor="<4sLLL")]), {"a.csv": BODY}),
    "descriptor 20": (forge([Entry(descriptor="<LQQ")]), {"a.csv": BODY}),
    "descriptor 24": (forge([Entry(descriptor="<4sLQQ")]), {"a.csv": BODY}),
    "order of the directory": (forge([Entry(), Entry(name=b"b.csv")]), {"a.csv": BODY, "b.csv": BODY}),
    "zipalign padding": (forge([Entry(local={"extra": b"\0\0\0"})]), {"a.csv": BODY}),
    "directory with an empty deflate": (
        forge([Entry(name=b"a/", data=b"", method=8, attributes=FOLDER), Entry(name=b"a/b")]),
        {"a/b": BODY},
    ),
    "a zip in the zip": (
        forge([Entry(name=b"in.zip", data=forge([Entry()]))]),
        {"in.zip": forge([Entry()])},
    ),
    "DOS attributes": (forge([Entry(attributes=0x20)]), {"a.csv": BODY}),
    "cp437 name": (forge([Entry(name="é à ç ô.csv".encode("cp437"))]), {"é à ç ô.csv": BODY}),
    "cp1252 name": (
        forge([Entry(name="cœur à l\u2019été.csv".encode("cp1252"))]),
        {"cœur à l\u2019été.csv": BODY},
    ),
    "UTF-8 name without the flag": (forge([Entry(name="é à.csv".encode())]), {"é à.csv": BODY}),
    "Unicode path field": (
        forge([Entry(name=b"\x82.csv", extra=struct.pack("<HH", 0x7075, len(UPATH)) + UPATH)]),
        {"é.csv": BODY},
    ),
    "dots that are harmless": (forge([Entry(name=b".a..b/..c")]), {".a..b/..c": BODY}),
    "almost reserved": (forge([Entry(name=b"console/com10")]), {"console/com10": BODY}),
}


@pytest.mark.parametrize("case", GOOD)
def test_unusual_but_clear_zips(case: str) -> None:
    """What the format allows and all readers understand alike is accepted."""
    data, files = GOOD[case]
    assert read_all(data) == files


def test_the_moment_is_the_writers_and_may_be_missing() -> None:
    """A date that exists is given without a zone, and another is left out."""
    members = scan_zip(io.BytesIO(forge([Entry(), Entry(name=b"b", central={"date": 0})])))
    assert [member.modified for member in members] == ["2026-02-01T12:00:00", None]


@pytest.mark.parametrize("locked_as", ["utf-8", "cp437", "NFC"])
def test_passphrases_of_legacy_zips(locked_as: str) -> None:
    """A legacy zip opens when its writer encoded the passphrase otherwise: UTF-8, composed, then cp437."""
    typed = unicodedata.normalize("NFD" if locked_as == "NFC" else "NFC", "été à Gap")
    used = unicodedata.normalize("NFC", typed).encode("cp437" if locked_as == "cp437" else "utf-8")
    entries = [Entry(name=b"%d" % n, flags=1, packed=zipcrypto(BODY, used)) for n in range(3)]
    assert read_all(forge(entries), typed.encode()) == {"0": BODY, "1": BODY, "2": BODY}


def test_a_wrong_legacy_passphrase_is_noticed_beyond_its_check_byte() -> None:
    """Of 2,000 wrong passphrases, some fit the one check byte, and none opens the archive."""
    data = forge([Entry(flags=1, packed=zipcrypto(BODY, b"gap"))])
    for number in range(2_000):
        with pytest.raises(PassphraseError):
            read_all(data, b"wrong%d" % number)


def test_changed_aes_bytes_are_refused_before_the_first_is_read() -> None:
    """An AES member is authenticated before it is handed out."""
    settings = {"encryption": pyzipper.WZ_AES}
    data = bytearray(by_library(pyzipper.AESZipFile, zipfile.ZIP_STORED, **settings))
    stream = io.BytesIO(data)
    members = scan_zip(stream)
    last = members[-1]
    data[last.span.start + last.span.packed - 20] ^= 1
    stream = io.BytesIO(data)
    opened = open_members(stream, members, SECRET.encode())
    with pytest.raises(IntegrityError, match=f"entry {last.number}"):
        for _ in opened:
            pass


class Broken(io.BytesIO):
    """A stream whose reads fail after a while."""

    def __init__(self, data: bytes, failure: Exception, after: int) -> None:
        super().__init__(data)
        self._failure, self._after = failure, after

    def read(self, size: int | None = -1) -> bytes:
        """Read, or fail."""
        self._after -= 1
        if self._after < 0:
            raise self._failure
        return super().read(size)


@pytest.mark.parametrize("after", range(12))
def test_a_failing_stream_gives_our_errors(after: int) -> None:
    """A failing disk is unreadable, and the vault's own errors pass through."""
    data = forge([Entry(), Entry(name=b"b.csv", method=8)])
    for failure, expected in (
        (OSError("Durand.csv"), UnreadableError),
        (IntegrityError("x"), IntegrityError),
    ):
        stream = Broken(data, failure, after)
        try:
            for _, content in open_members(stream, scan_zip(stream), None):
                content.read()
        except SamplerError as caught:
            assert type(caught) is expected  # noqa: PT017 - late failures may not be reached
            assert "Durand" not in str(caught)  # noqa: PT017 - as above
