"""What a hunt says of what it can't look into: damaged, too big, unreadable; and nothing stops it."""

import io
import json
import random
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from broken_disk import BrokenDisk
from hiding_places import CSV, PART, PLACES, as_csv
from mutants import mutated
from shells import Shell

import sampler.destroy.hunt as hunting
import sampler.destroy.hunt_inside as inside
from sampler.custody.fingerprint_words import Keyed
from sampler.custody.fingerprints import Gatherer
from sampler.destroy.hunt_inside import DAMAGED, NOT_JSON, TOO_BIG, Looker
from sampler.destroy.hunt_rows import RowHunter
from sampler.destroy.hunt_walk import plain_file

MUTANTS = 2000
KINDS = (
    *("one file of a zip", "tar.gz", "gzip", "bzip2", "xz", "SQLite", "an e-mail", "an mbox"),
    *("a workbook", "Parquet", "JSON", "JSON Lines", "UTF-16", "part of a table"),
)


def looker() -> Looker:
    """One that hunts the rows of PART."""
    keyed = Keyed(bytes(32))
    gatherer = Gatherer(keyed)
    gatherer.add(as_csv(PART, header=()).encode().splitlines())
    return Looker({}, frozenset(), RowHunter(keyed, [("acme-1", gatherer.finish())]))


def hidden(name: str) -> bytes:
    """The file that a hiding place is."""
    with tempfile.TemporaryDirectory() as folder:
        PLACES[name](Path(folder))
        (file,) = (path for path in Path(folder).rglob("*") if path.is_file())
        return file.read_bytes()


def tar(*members: tuple[str, bytes]) -> bytes:
    """A tar of these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def announcing(size: int, kind: bytes) -> bytes:
    """A tar whose first member, of this kind, announces this size."""
    data = bytearray(tar(("a.csv", CSV.encode())))
    data[124:136] = b"\x80" + size.to_bytes(11, "big")
    data[156:157] = kind
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)


def cut_sparse() -> bytes:
    """A tar cut after a header which says that a map of holes follows."""
    data = bytearray(announcing(9, b"S")[:512])
    data[482] = 1
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data)
    return bytes(data)


def letter(deep: int) -> bytes:
    """A letter of letters in letters."""
    return b"From: a\nTo: b\n" + b"Content-Type: message/rfc822\n\n" * deep


def database(change: str) -> bytes:
    """A database of PART with its schema changed by hand."""
    with tempfile.TemporaryDirectory() as folder:
        with closing(sqlite3.connect(Path(folder, "x.db"), isolation_level=None)) as connection:
            connection.execute("CREATE TABLE people (id, a, b, c, d, e)")
            connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", PART)
            connection.execute("PRAGMA writable_schema = 1")
            connection.execute(change)
        return Path(folder, "x.db").read_bytes()


def big_zip() -> bytes:
    """A zip that says where its member begins in 64 bits: beyond any file."""
    data = bytearray(hidden("one file of a zip"))
    entry = data.rindex(b"PK\x01\x02")
    data[entry + 42 : entry + 46] = b"\xff" * 4
    extra = b"\x01\x00\x08\x00" + b"\xff" * 8
    name_end = entry + 46 + int.from_bytes(data[entry + 28 : entry + 30], "little")
    data[name_end:name_end] = extra
    data[entry + 30 : entry + 32] = len(extra).to_bytes(2, "little")
    end = data.rindex(b"PK\x05\x06")
    size = int.from_bytes(data[end + 12 : end + 16], "little") + len(extra)
    data[end + 12 : end + 16] = size.to_bytes(4, "little")
    return bytes(data)


def hostile() -> Iterator[bytes]:
    """Files made by hand, then mutated ones of every kind that is looked into."""
    yield from (letter(3000), big_zip(), announcing(1 << 63, b"S"), announcing(1 << 70, b"x"), cut_sparse())
    yield database("UPDATE sqlite_master SET name = 5")
    yield database("UPDATE sqlite_master SET name = CAST(x'ff' AS TEXT)")
    chance = random.Random(20261122)
    small = [tar(("a.csv", b"a;b\n")), tar(("b" * 120, b"a;b\n"))]
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("é/a.csv", b"a;b;c\n" * 9)
        small.append(out.getvalue())
    valid = [*small, *small, *map(hidden, KINDS)]
    yield from (mutated(valid[number % len(valid)], chance) for number in range(MUTANTS))


def test_hostile_bytes_are_damage_of_a_listed_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a file holds stops a hunt, from memory or from disk; every type of the list does occur."""
    causes: list[BaseException] = []
    judge = inside._damaged
    monkeypatch.setattr(inside, "_damaged", lambda failed: causes.append(failed) or judge(failed))
    looking = looker()
    words = {DAMAGED, TOO_BIG, NOT_JSON, inside.TOO_DEEP, inside.ENCRYPTED, *inside.NOT_READ.values()}
    for data in hostile():
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            for stream in (file, io.BytesIO(data)):
                assert looking.look(stream, len(data)).reasons <= words
    assert {kind for kind in inside.BROKEN if not any(isinstance(one, kind) for one in causes)} == set()


@pytest.mark.parametrize("name", KINDS)
def test_a_medium_that_fails_is_said_to_fail(name: str) -> None:
    """Whichever read fails, the error is the system's: a broken disk is not taken for a damaged file."""
    data, looking = hidden(name), looker()
    whole = BrokenDisk(data)
    assert not looking.look(whole, len(data)).reasons
    assert whole.reads > 1
    for good in {*range(min(whole.reads, 40)), whole.reads - 1}:
        with pytest.raises(OSError, match="Input/output error"):
            looking.look(BrokenDisk(data, good), len(data))


def test_a_hunt_goes_on_after_a_file_that_the_disk_does_not_give(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named as one that could not be read; the copy beside it is found."""
    Path("clients.csv").write_text(CSV)
    founded("ingest", "clients.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("copy", "end", "C1", "--yes")
    for folder in ("a", "b"):
        Path("spots", folder).mkdir(parents=True)
        PLACES["one file of a zip"](Path("spots", folder))

    @contextmanager
    def broken(path: Path) -> Iterator[tuple[BinaryIO, int]]:
        yield BrokenDisk(path.read_bytes(), 3), path.stat().st_size

    def opened(path: Path) -> AbstractContextManager[tuple[BinaryIO, int]]:
        return broken(path) if path.parent.name == "a" else plain_file(path)

    monkeypatch.setattr(hunting, "plain_file", opened)
    answer = json.loads(founded("hunt", "spots", "--deal", "acme", "--json", code=3).out)
    place = Path("spots").resolve()
    assert answer["not_looked_into"] == [{"place": str(place / "a/mine.zip"), "why": "could not be read"}]
    assert [found["place"] for found in answer["found"]] == [str(place / "b/mine.zip")]


def test_a_header_that_announces_more_than_the_memory_is_too_big() -> None:
    """A tar of ten kilobytes whose header announces exabytes does not end the hunt."""
    with tempfile.TemporaryFile() as file:
        file.write(announcing(1 << 62, b"x"))
        file.seek(0)
        assert looker().look(file, 10_240).reasons == {TOO_BIG}


def test_a_tar_with_a_damaged_member_is_said_to_be_damaged() -> None:
    """What comes after a header that can't be read is not passed over in silence."""
    data = bytearray(tar(("a.txt", b"nothing\n"), ("b.csv", CSV.encode())))
    assert looker().look(io.BytesIO(data), len(data)).found
    data[1024 + 150] ^= 1
    sight = looker().look(io.BytesIO(data), len(data))
    assert (sight.found, sight.reasons) == (False, {DAMAGED})


def test_a_table_with_a_name_that_is_no_text_is_read() -> None:
    """A database made by hand hides nothing behind the type of a table's name."""
    data = database("UPDATE sqlite_master SET name = CAST(name AS BLOB)")
    sight = looker().look(io.BytesIO(data), len(data))
    assert (sight.found, sight.reasons) == (True, set())


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ('[{"a": 1}, {"a": 2}]', set()),
        ('{"a": 1}\n{"a": 2}\n', set()),
        ('[{"a": 1}, {"a": ', {NOT_JSON}),
        ('{"a": 1}\n{"a": \n', {NOT_JSON}),
        ("[section]\nkey = value\n", set()),
        ("{ return 1; }\n", set()),
    ],
)
def test_what_begins_like_json_and_is_not_is_said(text: str, reasons: set[str]) -> None:
    """Broken JSON is read as text only, and that is said; an INI file or a script never was JSON."""
    sight = looker().look(io.BytesIO(text.encode()), len(text))
    assert sight.reasons == reasons
    assert sight.tally.lines
