"""Look into one thing: its bytes as a whole, its rows, and whatever it contains, within limits.

Contents are read in memory and never written anywhere. What can't be looked into is said, never passed over.
"""

import bz2
import gzip
import io
import lzma
import re
import sqlite3
import tarfile
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, BinaryIO, cast

from sampler.databases.sqlite_file import MARKER, OUR_TABLES
from sampler.destroy.hunt_kinds import HEAD, NOT_READ, kind_of
from sampler.destroy.hunt_mail import parts_of
from sampler.destroy.hunt_rows import RowHunter, Tally
from sampler.errors import UnreadableError
from sampler.formats import open_document
from sampler.formats.damage import ZIP_DAMAGE, system_error

PIECE = 1 << 18  # fits the processor's cache, and stays one block there; a bigger one is slower
LONGEST_LINE = 1 << 20  # of a longer one each piece is looked at by itself
MIB = 1 << 20
DEPTH = 5  # archives in archives
MOST_MEMBERS = 100_000
MOST_INSIDE = 512 * MIB  # of one member, unpacked
MOST_UNPACKED = 4096 * MIB  # of everything in one file
RATIO, RATIO_FREE = 1000, 16 * MIB  # an archive that unpacks to so many times its size is a bomb
BROKEN = (  # what hostile bytes make the readers raise; `_damaged` tells an `OSError` of the system apart
    *ZIP_DAMAGE,  # gzip and xz too
    OSError,  # bz2, gzip
    tarfile.TarError,
    sqlite3.Error,
    IndexError,  # a member without a name in a zip, a header that is cut in a tar
    RecursionError,  # parts in parts of an e-mail, thousands deep
    UnreadableError,  # of a document
)
DAMAGED, TOO_BIG, TOO_DEEP, ENCRYPTED = "damaged", "too big inside", "nested too deep", "encrypted"
NOT_JSON = "begins like JSON and is not: read as text only"
BLOCK = 512  # of a tar
_BEYOND_ASCII = bytes(range(128, 256))
_JSON = re.compile(rb'\s*(?:\[\s*)*[\[{]\s*"')  # an INI file begins with a bracket too
UNPACKERS: Mapping[str, Callable[[BinaryIO], IO[bytes]]] = {
    "gzip": lambda stream: cast("IO[bytes]", gzip.open(stream)),  # noqa: SIM115 - closed by `_packed`
    "bzip2": lambda stream: cast("IO[bytes]", bz2.open(stream)),  # noqa: SIM115 - as above
    "xz": lambda stream: cast("IO[bytes]", lzma.open(stream)),  # noqa: SIM115 - as above
}
SCHEMA = "SELECT CAST(type AS TEXT), CAST(name AS TEXT) FROM sqlite_master"
TABLES = "SELECT CAST(name AS TEXT) FROM sqlite_master WHERE type = 'table'"  # a hostile name is bytes
DOCUMENTS = {"parquet": "x.parquet", "workbook": "x.xlsx", "json": "x.json", "lines": "x.jsonl"}


@dataclass
class Sight:
    """What was seen in one file or repository."""

    size: int
    same: str = ""  # the sample whose bytes the whole thing is
    inside: set[str] = field(default_factory=set)  # samples of which whole files lie inside
    files: int = 0  # whole files met inside
    leaves: int = 0  # things that contain nothing further
    ours: int = 0  # of these, those that hold mostly our rows, or are whole files of ours
    tally: Tally = field(default_factory=Tally)
    reasons: set[str] = field(default_factory=set)  # why part of it was not looked into
    unpacked: int = 0
    members: int = 0

    @property
    def found(self) -> bool:
        """Whether it is, or contains, a copy."""
        return bool(self.same or self.files or self.tally.is_copy())

    @property
    def mixed(self) -> bool:
        """Whether it holds other things too, so that it can't be deleted for the copy's sake."""
        return not self.same and (self.ours < self.leaves or bool(self.reasons))


class _TooBigError(Exception):
    """More would be unpacked than is reasonable."""


@dataclass(frozen=True)
class Looker:
    """Knows what is hunted: digests of whole files by their size, and rows."""

    digests: Mapping[str, str]  # SHA-256 -> sample
    sizes: frozenset[int]
    rows: RowHunter
    any_size: bool = False  # a digest of unknown size is hunted too

    def look(self, stream: BinaryIO, size: int) -> Sight:
        """Look at a seekable stream and into it.

        Raises:
            OSError: it can't be read.
        """
        sight = Sight(size)
        self._thing(stream, size, sight, 0)
        return sight

    def look_inside(self, stream: BinaryIO, size: int, sight: Sight) -> None:
        """Look at one of the things that a place contains."""
        self._thing(stream, size, sight, 1)

    def owner(self, sight: Sight) -> str:
        """The sample that a find comes from; of several, the one that most of it comes from."""
        return sight.same or next(iter([*sorted(sight.inside), *self.rows.samples_of(sight.tally)]), "")

    def _thing(self, stream: BinaryIO, size: int, sight: Sight, depth: int) -> None:
        if sample := self._whole(stream, size):
            sight.files += depth > 0
            sight.inside.add(sample)
            sight.same = sight.same or (sample if depth == 0 else "")
            sight.leaves += 1
            sight.ours += 1
            return
        kind = kind_of(stream.read(HEAD))
        stream.seek(0)
        try:
            self._by_kind(kind, stream, sight, depth)
        except (_TooBigError, MemoryError):  # a tar's header may announce a terabyte
            sight.reasons.add(TOO_BIG)
        except BROKEN as failed:
            sight.reasons.add(_damaged(failed))

    def _whole(self, stream: BinaryIO, size: int) -> str:
        """The sample of which this is a file, byte for byte."""
        if not self.any_size and size not in self.sizes:
            return ""
        digest = sha256()
        while piece := stream.read(PIECE):
            digest.update(piece)
        stream.seek(0)
        return self.digests.get(digest.hexdigest(), "")

    def _by_kind(self, kind: str, stream: BinaryIO, sight: Sight, depth: int) -> None:
        if kind in NOT_READ:
            sight.leaves += 1
            sight.reasons.add(NOT_READ[kind])
        elif kind in ("zip", "tar", "mail", *UNPACKERS):
            if depth >= DEPTH:
                sight.reasons.add(TOO_DEEP)
                return
            if kind == "mail":
                sight.leaves += 1  # the letter around the attachments is somebody's
            opened = {"zip": self._zip, "tar": self._tar, "mail": self._mail}.get(kind, self._packed)
            opened(stream, sight, depth)
        elif self.rows:
            self._leaf(kind, stream, sight)
        else:
            sight.leaves += 1

    def _leaf(self, kind: str, stream: BinaryIO, sight: Sight) -> None:
        rows, lines = sight.tally.rows, sight.tally.lines
        sight.leaves += 1
        if kind in ("parquet", "workbook"):
            self._document(kind, stream, sight)
        elif kind == "sqlite":
            self._database(_bounded(stream, MOST_INSIDE), sight)
        else:
            self._text(kind, stream, sight)
        met, read = sight.tally.rows - rows, sight.tally.lines - lines
        if met and 10 * met >= 9 * read - 10:  # a header, and a row in ten that was not known again
            sight.ours += 1

    def _database(self, data: bytes, sight: Sight) -> None:
        """The rows of a database; one that only a load made, by its marker, holds nothing else."""
        with _deserialized(data) as connection:
            loaded = _only_loaded(connection)
            for text in _sqlite_rows(connection, leave_out=MARKER if loaded else ""):
                self.rows.look(text, sight.tally)
        if not loaded:
            sight.leaves += 1  # a database may be somebody's work: it is never deleted unasked

    def _text(self, kind: str, stream: BinaryIO, sight: Sight) -> None:
        coding = kind if kind.startswith("utf-16") else ""
        lines, records = sight.tally.lines, 0
        for text in _texts(stream, coding):
            self.rows.look(text, sight.tally)
            records += text.count(b"{") if kind == "json" else 0
            if sight.tally.enough():
                break
        if kind == "json":
            if not sight.tally.is_copy():
                self._json(stream, sight)
            sight.tally.lines = lines + max(1, records)  # one record may stand on many lines

    def _json(self, stream: BinaryIO, sight: Sight) -> None:
        """Rows as a reader sees them, without the keys between their cells; all of it was read as text."""
        if not any(self._is_read(kind, stream, sight) for kind in ("json", "lines")):
            stream.seek(0)
            if _JSON.match(stream.read(HEAD)):
                sight.reasons.add(NOT_JSON)

    def _is_read(self, kind: str, stream: BinaryIO, sight: Sight) -> bool:
        """Look at a document's rows; False where its reader does not understand it."""
        stream.seek(0)
        try:
            self._document(kind, stream, sight)
        except UnreadableError:
            return False
        return True

    def _document(self, kind: str, stream: BinaryIO, sight: Sight) -> None:
        document = open_document(stream, DOCUMENTS[kind])
        for table in document.tables:
            for batch in document.batches(table.id):
                rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
                lines = ("\t".join(str(cell or "") for cell in row).replace("\n", " ") for row in rows)
                self.rows.look("\n".join(lines).encode(), sight.tally)

    def _zip(self, stream: BinaryIO, sight: Sight, depth: int) -> None:
        with zipfile.ZipFile(stream) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.filename == "xl/workbook.xml" for member in members):
                stream.seek(0)
                if self.rows:
                    self._leaf("workbook", stream, sight)
                return
            for member in members:
                self._one_more(sight)
                if member.flag_bits & 1:
                    sight.leaves += 1
                    sight.reasons.add(ENCRYPTED)
                    continue
                try:
                    with archive.open(member) as inner:
                        data = self._unpacked(inner, sight)
                except BROKEN as failed:
                    sight.reasons.add(_damaged(failed))
                    continue
                self._thing(io.BytesIO(data), len(data), sight, depth + 1)

    def _tar(self, stream: BinaryIO, sight: Sight, depth: int) -> None:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for member in archive:
                self._one_more(sight)
                inner = archive.extractfile(member) if member.isfile() else None
                if inner is not None:
                    data = self._unpacked(inner, sight)
                    self._thing(io.BytesIO(data), len(data), sight, depth + 1)
            stream.seek(archive.offset)
            if any(stream.read(BLOCK)):  # tarfile ends where it meets a header that it can't read
                sight.reasons.add(DAMAGED)

    def _packed(self, stream: BinaryIO, sight: Sight, depth: int) -> None:
        kind = kind_of(stream.read(HEAD))
        stream.seek(0)
        with UNPACKERS[kind](stream) as inner:
            data = self._unpacked(inner, sight)
        self._thing(io.BytesIO(data), len(data), sight, depth + 1)

    def _mail(self, stream: BinaryIO, sight: Sight, depth: int) -> None:
        for data in parts_of(_bounded(stream, MOST_INSIDE)):
            self._one_more(sight)
            self._thing(io.BytesIO(data), len(data), sight, depth + 1)

    def _one_more(self, sight: Sight) -> None:
        sight.members += 1
        if sight.members > MOST_MEMBERS:
            raise _TooBigError

    def _unpacked(self, inner: IO[bytes], sight: Sight) -> bytes:
        """A member's bytes; the limits hold for what was really unpacked, whatever the archive declares."""
        out = bytearray()
        most = min(MOST_INSIDE, MOST_UNPACKED - sight.unpacked)
        while piece := inner.read(MIB):
            out += piece
            sight.unpacked += len(piece)
            if len(out) > most or sight.unpacked > max(RATIO_FREE, RATIO * sight.size):
                raise _TooBigError
        return bytes(out)


def _damaged(failed: BaseException) -> str:
    """The reason to give.

    Raises:
        OSError: it is the medium that can't be read.
    """
    if medium := system_error(failed):
        raise medium from None
    return DAMAGED


def _bounded(stream: BinaryIO, most: int) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise _TooBigError
    return data


def _texts(stream: BinaryIO, coding: str) -> Iterator[bytes]:
    """A text in pieces of whole lines, in UTF-8; what is not UTF-8 is taken for Windows-1252."""
    held = b""
    wide = getincrementaldecoder(coding)("replace") if coding else None
    while piece := stream.read(PIECE):
        text = wide.decode(piece).encode("utf-8", "replace") if wide else piece
        end = text.rfind(b"\n") + 1
        if end == 0 and len(held) < LONGEST_LINE:
            held += text
            continue
        end = end or len(text.rstrip(_BEYOND_ASCII))  # not within a letter
        yield _utf8(b"".join((held, memoryview(text)[:end])))
        held = text[end:]
    if held:
        yield _utf8(held)


def _utf8(data: bytes) -> bytes:
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").encode()
    return data


@contextmanager
def _deserialized(data: bytes) -> Iterator[sqlite3.Connection]:
    """A database read from its bytes; the file itself is not opened as a database."""
    copy = bytearray(data)
    copy[18:20] = b"\x01\x01"  # one that was written with a log is opened without it
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(bytes(copy))
        connection.text_factory = lambda cell: cell.decode("utf-8", "replace")
        yield connection
    finally:
        connection.close()


def _only_loaded(connection: sqlite3.Connection) -> bool:
    """Whether a load made every table there; a view or a trigger is somebody's work, and is never run."""
    found = list(connection.execute(SCHEMA))
    names = {name for kind, name in found if kind == "table" and not name.startswith("sqlite_")}
    if MARKER not in names or any(kind not in ("table", "index") for kind, _ in found):
        return False
    try:
        ours = {row[0] for row in connection.execute(OUR_TABLES)}
    except sqlite3.OperationalError:  # a table of this name that is not our marker
        return False
    return names == ours | {MARKER}


def _sqlite_rows(connection: sqlite3.Connection, *, leave_out: str) -> Iterator[bytes]:
    """Every row of every table but one."""
    for name in [row[0] for row in connection.execute(TABLES) if row[0] != leave_out]:
        cursor = connection.execute('SELECT * FROM "{}"'.format(name.replace('"', '""')))  # noqa: S608 - a quoted name
        while rows := cursor.fetchmany(10_000):
            lines = ("\t".join(str(cell) for cell in row).replace("\n", " ") for row in rows)
            yield "\n".join(lines).encode("utf-8", "replace")
