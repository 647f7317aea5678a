"""A pack opens in every reader of AES zips, shows one name, and gives no byte once it was changed."""

import io
import os
import random
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyzipper
from pack_samples import EDGES, FILES, SECRET, packed, unpacked
from shells import needed
from stream_unzip import stream_unzip

from sampler.errors import (
    IntegrityError,
    NoSpaceError,
    NotFoundError,
    PassphraseError,
    UsageError,
)
from sampler.ingest.archive import scan_zip
from sampler.pack import outer_frame
from sampler.pack.container import ContainerReader, write_container


def test_what_goes_in_comes_out(pack: bytes) -> None:
    """A pack gives back its names in order and their bytes."""
    assert list(unpacked(pack).items()) == list(FILES.items())


@pytest.mark.parametrize("size", EDGES)
def test_edges(size: int) -> None:
    """Files of 0 and 1 byte and around 64 KiB survive, given as bytes or as a stream."""
    body = random.Random(size).randbytes(size)
    assert unpacked(packed({"data/a": body})) == {"data/a": body}
    out = io.BytesIO()
    write_container(out, [("data/a", io.BytesIO(body)), ("data/b", Trickle(body))], SECRET)
    assert unpacked(out.getvalue()) == {"data/a": body, "data/b": body}


class Trickle(io.RawIOBase):
    """Gives bytes slowly and can't seek."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        """Give at most 1,000 bytes."""
        return self._data.read(min(size, 1_000) if size > 0 else 1_000)


def test_a_pack_without_entries_is_a_pack() -> None:
    """Nothing packed is nothing unpacked."""
    assert unpacked(packed({})) == {}


def test_reading_at_any_place(pack: bytes) -> None:
    """Entries can be streamed in any order, several at once and in any piece size."""
    reader = ContainerReader(io.BytesIO(pack), SECRET)
    with reader.open("data/clients été.csv") as one, reader.open("MANIFEST.json") as two:
        start = one.read(7)
        assert two.read() == FILES["MANIFEST.json"]
        assert start + one.read() == FILES["data/clients été.csv"]
    assert reader.size("data/none.csv") == 0
    with pytest.raises(NotFoundError):
        reader.read("data/other.csv")


def test_one_neutral_name_is_visible(pack: bytes) -> None:
    """From outside, a pack shows one name, one length and the year 1980."""
    with zipfile.ZipFile(io.BytesIO(pack)) as outer:
        (info,) = outer.infolist()
    assert (info.filename, info.date_time, info.CRC) == ("payload.zip", (1980, 1, 1, 0, 0, 0), 0)
    assert info.external_attr >> 16 == 0o600
    assert not outer.comment
    for name in (b"MANIFEST", b"clients", b"data/", b"acme"):
        assert name not in pack


def test_the_inner_zip_tells_no_time(pack: bytes) -> None:
    """Inside, every entry is dated 1980, private and deflated."""
    with pyzipper.AESZipFile(io.BytesIO(pack)) as outer:
        outer.setpassword(SECRET.encode())
        inner = zipfile.ZipFile(io.BytesIO(outer.read("payload.zip")))
    assert inner.testzip() is None
    assert {info.date_time for info in inner.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in inner.infolist()} == {zipfile.ZIP_DEFLATED}
    assert {name: inner.read(name) for name in inner.namelist()} == FILES


def test_two_packs_of_the_same_share_no_ciphertext(pack: bytes) -> None:
    """Each pack has its own salt."""
    span = scan_zip(io.BytesIO(pack))[0].span
    other = packed()
    assert len(other) == len(pack)
    assert other[span.start : span.start + 64] != pack[span.start : span.start + 64]


# --- independent readers


def extracted(folder: Path) -> dict[str, bytes]:
    """Read what a program extracted."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("files", [FILES, *({"data/a": bytes(size)} for size in EDGES)])
@pytest.mark.parametrize("tool", ["7z", "bsdtar"])
def test_other_programs_open_it(tmp_path: Path, tool: str, files: dict[str, bytes]) -> None:
    """7-Zip and bsdtar open a pack, and what is in it."""
    (tmp_path / "pack.zip").write_bytes(packed(files))
    commands = {
        "7z": (["7z", "x", f"-p{SECRET}", "../pack.zip"], ["7z", "x", "../outer/payload.zip"]),
        "bsdtar": (
            ["bsdtar", "-xf", "../pack.zip", "--passphrase", SECRET],
            ["bsdtar", "-xf", "../outer/payload.zip"],
        ),
    }
    needed(tool)
    for folder, command in zip(("outer", "inner"), commands[tool], strict=True):
        (tmp_path / folder).mkdir()
        environment = os.environ | {"LC_ALL": "C.UTF-8"}
        subprocess.run(command, cwd=tmp_path / folder, check=True, capture_output=True, env=environment)
    assert extracted(tmp_path / "outer").keys() == {"payload.zip"}
    assert extracted(tmp_path / "inner") == files


def test_unzip_opens_the_inner_part(tmp_path: Path) -> None:
    """Plain unzip can't open AES, but it reads payload.zip once another program has opened the pack."""
    needed("unzip")
    with pyzipper.AESZipFile(io.BytesIO(packed({"data/a.csv": b"a;b\n"}))) as outer:
        outer.setpassword(SECRET.encode())
        outer.extract("payload.zip", tmp_path)
    command = ["unzip", "-q", tmp_path / "payload.zip", "-d", tmp_path / "inner"]
    subprocess.run(command, check=True, capture_output=True)
    assert extracted(tmp_path / "inner") == {"data/a.csv": b"a;b\n"}


@pytest.mark.filterwarnings("ignore:PBKDF2 without:DeprecationWarning")  # stream-unzip's own call
def test_an_independent_library_opens_it(pack: bytes) -> None:
    """stream-unzip, which shares no code with us, reads the pack and its payload."""
    ((name, _, chunks),) = list_streams(stream_unzip(iter([pack]), password=SECRET.encode()))
    assert name == b"payload.zip"
    inner = {name.decode(): body for name, _, body in list_streams(stream_unzip(iter([chunks])))}
    assert inner == FILES


def list_streams(entries: Iterator[tuple[bytes, int, Iterator[bytes]]]) -> list[tuple[bytes, int, bytes]]:
    """Read each stream before the next is asked for."""
    return [(name, size, b"".join(chunks)) for name, size, chunks in entries]


# --- passphrases


def test_a_wrong_passphrase_is_said(pack: bytes) -> None:
    """A wrong, empty or impossible passphrase raises the passphrase error."""
    for wrong in (SECRET + "x", "Abacus", "", "x" * 65):
        with pytest.raises(PassphraseError):
            ContainerReader(io.BytesIO(pack), wrong)


def test_long_passphrases_are_refused() -> None:
    """Beyond 64 bytes a passphrase has a twin, its SHA-1, so no pack is made with one."""
    for long in ("x" * 65, "é" * 33):
        with pytest.raises(UsageError):
            packed(secret=long)
    assert unpacked(packed(secret="x" * 64), "x" * 64) == FILES


def test_composed_and_decomposed_accents_are_one_passphrase() -> None:
    """A passphrase typed on another system opens the pack."""
    assert unpacked(packed(secret="un été à la montagne"), "un e\u0301te\u0301 a\u0300 la montagne") == FILES


# --- writing


@pytest.mark.parametrize(
    "names",
    [["a.csv"], ["README.txt"], ["data/a", "data/A"], ["data/../a"], ["data/CON"], ["data/"], ["data/a\n"]],
)
def test_names_that_a_reader_would_refuse_are_not_written(names: list[str]) -> None:
    """What could not be opened is not packed; the message counts and names nothing; the file is emptied."""
    out = io.BytesIO()
    with pytest.raises(UsageError) as caught:
        write_container(out, [(name, b"x") for name in names], SECRET)
    assert names[0] not in str(caught.value)
    assert out.getvalue() == b""


class Full(io.BytesIO):
    """A disk with little room."""

    def write(self, data: bytes) -> int:
        """Write, or be full."""
        if self.tell() + len(data) > 3_000:
            raise OSError(28, "No space left on device")
        return super().write(data)


class Bad(io.BytesIO):
    """A source that was changed in the vault."""

    def read(self, _size: int | None = -1, /) -> bytes:
        """Fail."""
        raise IntegrityError("object 7 was changed")


def test_a_failure_leaves_no_pack() -> None:
    """A full disk or a failing source gives our error, and nothing that could pass for a pack."""
    full = Full()
    with pytest.raises(NoSpaceError):
        write_container(full, [("data/a", random.Random(1).randbytes(5_000))], SECRET)
    assert full.getvalue() == b""
    out = io.BytesIO()
    with pytest.raises(IntegrityError, match="object 7"):
        write_container(out, [("data/a", b"x" * 9_000), ("data/b", Bad())], SECRET)
    assert out.getvalue() == b""


def test_constant_columns_do_not_look_like_a_bomb() -> None:
    """A file that shrinks 200 times and more is packed and opened."""
    body = b"x;x\n" * 2_000_000
    assert unpacked(packed({"data/a": body})) == {"data/a": body}


@pytest.mark.parametrize("limit", [100, 400, 2_000])
def test_packs_beyond_two_gigabytes(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the 32-bit limit lowered to reach it, pyzipper's zip64 records are the ones we compare with."""
    monkeypatch.setattr(pyzipper.zipfile, "ZIP64_LIMIT", limit)
    monkeypatch.setattr(outer_frame, "ZIP64_FROM", limit)
    for size in range(0, limit + 200, 7):
        body = random.Random(size).randbytes(size)
        data = packed({"data/a": body})
        wide = struct.pack("<L", 0xFFFFFFFF) in data
        assert unpacked(data) == {"data/a": body}
        assert wide == (scan_zip(io.BytesIO(data))[0].span.packed > limit)
