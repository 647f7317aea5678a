"""Bad bytes and a bad medium are told apart: the first are unreadable, the second is the system's error."""

import errno
import io
import random
import tempfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from unittest.mock import patch

import pytest
from broken_disk import BrokenDisk
from mutants import mutated
from test_hostile_content import VALID

from sampler.errors import UnreadableError
from sampler.formats import open_document
from sampler.formats.damage import ZIP_DAMAGE, system_error
from sampler.formats.xlsx_container import look_through

MUTANTS = 4000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def workbooks() -> Iterator[bytes]:
    """A small workbook packed by each method, and one with the 64-bit fields of big ones."""
    with zipfile.ZipFile(io.BytesIO(VALID["x.xlsx"])) as whole:
        kept = {name: whole.read(name) for name in ("[Content_Types].xml", "xl/workbook.xml")}
    for method, limit in [*((method, zipfile.ZIP64_LIMIT) for method in METHODS), (zipfile.ZIP_DEFLATED, 1)]:
        out = io.BytesIO()
        with patch("zipfile.ZIP64_LIMIT", limit), zipfile.ZipFile(out, "w", method) as container:
            for name, content in [*kept.items(), ("xl/media/é.bin", b"abc" * 200)]:
                container.writestr(name, content)
        yield out.getvalue()


def beyond(data: bytes) -> bytes:
    """A workbook whose last member is said to begin beyond any file."""
    place = data.rindex(b"\x01\x00\x18\x00") + 4 + 16  # an extra field of two sizes and a place
    return data[:place] + b"\xff" * 8 + data[place + 8 :]


def refusal(stream: BinaryIO) -> BaseException | None:
    """What made the container unreadable, where zipfile raised it."""
    try:
        look_through(stream)
    except UnreadableError as refused:
        return refused.__context__
    return None


def test_bad_bytes_are_damage_of_a_listed_type() -> None:
    """Mutated workbooks are read or refused and raise nothing else; every type of the list does occur."""
    chance = random.Random(20261122)
    valid, causes = list(workbooks()), []
    mutants = (mutated(valid[number % len(valid)], chance) for number in range(MUTANTS))
    for data in (beyond(valid[-1]), *mutants):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.seek(0)
            causes += [refusal(io.BytesIO(data)), refusal(file)]
    listed = {OSError, *ZIP_DAMAGE} - ({EOFError} if "_end_offset" in zipfile.ZipInfo.__slots__ else set())
    found = [cause for cause in causes if cause is not None]
    assert {kind for kind in listed if not any(isinstance(one, kind) for one in found)} == set()
    assert {one.errno for one in found if isinstance(one, OSError)} == {None, errno.EINVAL}


@pytest.mark.parametrize("data", list(workbooks()), ids=["stored", "deflated", "bzip2", "lzma", "zip64"])
def test_a_medium_that_fails_is_no_damaged_container(data: bytes) -> None:
    """Whichever read fails, the error is the system's, also where zipfile calls it a bad zip."""
    whole = BrokenDisk(data)
    look_through(whole)
    assert whole.reads > 10
    for good in range(whole.reads):
        with pytest.raises(OSError, match="Input/output error") as failed:
            look_through(BrokenDisk(data, good))
        assert failed.value.errno == errno.EIO


@pytest.mark.parametrize("name", sorted(VALID))
def test_a_medium_that_fails_is_no_unreadable_document(name: str) -> None:
    """Whichever read fails while a document is opened and walked, the error is the system's."""

    def walk(stream: BinaryIO) -> None:
        document = open_document(stream, name)
        for table in document.tables:
            for _ in document.batches(table.id):
                pass

    whole = BrokenDisk(VALID[name])
    walk(whole)
    assert whole.reads > 1
    for good in range(whole.reads):
        with pytest.raises(OSError, match="Input/output error") as failed:
            walk(BrokenDisk(VALID[name], good))
        assert failed.value.errno == errno.EIO


def test_an_error_of_the_system_is_known_behind_another() -> None:
    """A full disk is found behind what was raised because of it; errors about bytes have no such cause."""

    class Full(io.BytesIO):
        def tell(self) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(zipfile.BadZipFile) as failed:
        zipfile.ZipFile(Full(next(workbooks())))
    behind = system_error(failed.value)
    assert behind is not None
    assert behind.errno == errno.ENOSPC
    assert system_error(OSError("Invalid data stream")) is None
    assert system_error(OSError(errno.EINVAL, "seek")) is None
    assert system_error(zipfile.BadZipFile("no zip")) is None
