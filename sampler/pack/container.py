"""The zip pack: an AES-256 zip with the one entry `payload.zip`, and in it a plain zip with the files.

Names, sizes and dates of the files are inside, so the outer zip tells nothing but its length. Any reader of
AES zips opens it. Neither side writes clear bytes to disk, and memory does not grow with the pack.
"""

import io
import os
import shutil
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, cast

import pyzipper

from sampler.errors import (
    HostileArchiveError,
    IntegrityError,
    NoSpaceError,
    NotFoundError,
    PassphraseError,
    SamplerError,
    UnreadableError,
    UsageError,
)
from sampler.ingest.archive import open_members
from sampler.ingest.member_names import NameGuard
from sampler.ingest.prescan import Limits, Member, scan_zip
from sampler.ingest.winzip_aes import ClearView
from sampler.pack import outer_frame
from sampler.pack.passphrase import LONGEST_BYTES, passphrase_bytes

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MANIFEST = "MANIFEST.json"
SIGNATURE = "MANIFEST.json.sig"
DATA = "data/"

# constant columns compress 1:1000, and a pack's content is authenticated: the ratio of deliveries is too low
LIMITS = Limits(entries=10_000, file_bytes=1 << 40, total_bytes=1 << 40, ratio=1_100, depth=20)
_PIECE = 1 << 20
_WIDE_FROM = 1 << 30
_LARGEST_READ = 64 << 20


def write_container(out: BinaryIO, entries: Iterable[tuple[str, BinaryIO | bytes]], passphrase: str) -> None:
    """Write a pack to `out`, which is seekable and empty; each entry is read once, as a stream.

    Names are `MANIFEST.json`, `MANIFEST.json.sig` and `data/<path>`. If anything fails, `out` is emptied:
    half a pack would open without complaint.

    Raises:
        UsageError: the passphrase or a name can't be taken.
        NoSpaceError: the disk is full or fails.
    """
    secret = passphrase_bytes(passphrase)
    try:
        _write(out, entries, secret)
    except BaseException as failure:
        out.seek(0)
        out.truncate()
        cause = _cause(failure)
        if cause is failure:
            raise
        raise cause from None


def _cause(failure: BaseException) -> BaseException:
    """Find what went wrong first: the libraries fail again, with other errors, when they close."""
    chain: list[BaseException] = []
    seen: BaseException | None = failure
    while seen is not None:
        chain.append(seen)
        seen = seen.__context__
    ours = next(
        (one for one in chain if isinstance(one, SamplerError) or not isinstance(one, Exception)), None
    )
    if ours is None and any(isinstance(one, OSError) for one in chain):
        return NoSpaceError("the pack can't be written: the disk is full or fails")
    return ours or failure


def _write(out: BinaryIO, entries: Iterable[tuple[str, BinaryIO | bytes]], secret: bytes) -> None:
    info = pyzipper.zipfile_aes.AESZipInfo(outer_frame.PAYLOAD, outer_frame.DATE)
    info.compress_type = pyzipper.ZIP_STORED
    info.create_system = outer_frame.UNIX
    info.create_version = info.extract_version = outer_frame.VERSION
    info.external_attr = outer_frame.MODE
    settings = {"force_wz_aes_version": 2}
    outer = pyzipper.AESZipFile(
        out, "w", pyzipper.ZIP_STORED, encryption=pyzipper.WZ_AES, encryption_kwargs=settings
    )
    try:
        outer.setpassword(secret)
        with (
            outer.open(info, "w", force_zip64=True) as sealed,
            io.BufferedWriter(_WriteOnly(sealed), _PIECE) as sink,
            zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as inner,
        ):
            _write_inner(inner, entries)
        outer.close()
    except BaseException:
        outer.fp = None  # or its finaliser tries to close it once more and complains on stderr
        raise


class _WriteOnly(io.RawIOBase):
    """Takes the inner zip's bytes one after another; it can't seek, so the inner zip never tries to."""

    def __init__(self, sealed: BinaryIO) -> None:
        super().__init__()
        self._sealed = sealed

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        return self._sealed.write(bytes(data))


def _write_inner(inner: zipfile.ZipFile, entries: Iterable[tuple[str, BinaryIO | bytes]]) -> None:
    guard = NameGuard(LIMITS.depth)
    for number, (name, content) in enumerate(entries, start=1):
        _check_name(guard, name, number)
        if number > LIMITS.entries:
            raise UsageError(f"a pack takes {LIMITS.entries} files at most")
        source = io.BytesIO(content) if isinstance(content, bytes) else content
        # opened by name: dated 1980, mode 0600, deflate at the zip's level
        with inner.open(name, "w", force_zip64=_wide(source)) as target:
            shutil.copyfileobj(source, target, _PIECE)


def _check_name(guard: NameGuard, name: str, number: int) -> None:
    if not _belongs(name):
        raise UsageError(f"entry {number} of the pack is neither the manifest nor under {DATA}")
    try:
        guard.add(name, number, is_dir=False)
    except HostileArchiveError as refused:
        reason = refused.message.removeprefix("archive refused: ")
        raise UsageError(f"the pack can't take a file name: {reason}") from None


def _belongs(name: str) -> bool:
    return name in {MANIFEST, SIGNATURE} or name.startswith(DATA)


def _wide(source: BinaryIO) -> bool:
    """Tell whether a source may need 64-bit sizes."""
    if not source.seekable():
        return True
    here = source.tell()
    left = source.seek(0, os.SEEK_END) - here
    source.seek(here)
    return left > _WIDE_FROM


class ContainerReader:
    """An opened pack: everything outside is compared and everything inside authenticated before it is read.

    Making one reads the whole pack once. `stream` has to stay open and unchanged while the reader is used.

    Raises:
        PassphraseError: the passphrase is wrong (or the 18 bytes that tell were changed).
        IntegrityError: the pack was changed or cut, or sampler did not write it.
        UnreadableError: it is no zip at all.
    """

    def __init__(self, stream: BinaryIO, passphrase: str) -> None:
        sealed = outer_frame.find_sealed(stream, LIMITS)
        keys = sealed.unlock(stream, [_secret(passphrase)])
        if keys is None:
            raise PassphraseError("the passphrase does not open the pack")
        if not sealed.authentic(stream, keys):
            raise IntegrityError("the pack was changed: its authentication code differs")
        self._view = cast("BinaryIO", ClearView(stream, sealed, keys))
        members = scan_zip(self._view, LIMITS)
        if not all(_belongs(member.name) and not member.is_dir for member in members):
            raise UnreadableError("the pack holds something else than a manifest and its data")
        self._members: dict[str, Member] = {member.name: member for member in members}

    def names(self) -> tuple[str, ...]:
        """List the entries in the order they were packed; a name may be a value."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """Give the clear size of an entry."""
        return self._member(name).size

    def open(self, name: str) -> BinaryIO:
        """Stream one entry; several may be open in turn, for one thread."""
        ((_, content),) = open_members(self._view, [self._member(name)], None)
        return content

    def read(self, name: str) -> bytes:
        """Read one small entry whole, such as the manifest."""
        if self.size(name) > _LARGEST_READ:
            raise UnreadableError("the pack's entry is too large to be read whole")
        with self.open(name) as content:
            return content.read()

    def _member(self, name: str) -> Member:
        if name not in self._members:
            raise NotFoundError("the pack has no such entry")
        return self._members[name]


def _secret(passphrase: str) -> bytes:
    try:
        return passphrase_bytes(passphrase)
    except UsageError:
        raise PassphraseError(f"no pack has such a passphrase: 1 to {LONGEST_BYTES} bytes of text") from None
