"""The age pack: a gzipped tar, manifest first, sealed for one public key.

`age -d -i KEY pack.age | tar xz` opens it without sampler. Neither side writes the clear tar to disk: it
streams, and memory does not grow with the pack.
"""

import gzip
import os
import tarfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, BinaryIO, cast

import pyrage

from sampler.errors import HostileArchiveError, IntegrityError, PassphraseError, UnreadableError
from sampler.ingest.member_names import NameGuard
from sampler.model.recipient_key import RecipientKey
from sampler.pack.age_format import AgeWriter
from sampler.pack.age_header import only_stanza, read_header
from sampler.pack.container import LIMITS, MANIFEST, SIGNATURE

LARGEST_READ = 64 << 20
EPOCH_1980 = 315532800
AGE_SECRET = b"AGE-SECRET-KEY-1"
Entry = tuple[str, int, BinaryIO]


def write_age(out: BinaryIO, entries: Iterable[Entry], key: RecipientKey) -> None:
    """Write a pack for one public key to `out`, which can be read back, and compare it with what went in.

    Raises:
        IntegrityError: what was written is not one whole pack.
    """
    sealed = AgeWriter(out, key)
    sink = cast("IO[bytes]", sealed)
    with (
        gzip.GzipFile("", "wb", 1, sink, mtime=EPOCH_1980) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, size, stream in entries:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = size, 0o600, EPOCH_1980
            archive.addfile(info, stream)
    sealed.close()
    out.flush()
    out.seek(0)
    sealed.check(out)


def identity(secret: bytes) -> object:
    """The private key of a recipient: an age identity file, or an SSH key without passphrase.

    Raises:
        PassphraseError: it is neither.
    """
    try:
        for line in secret.splitlines():
            if line.strip().startswith(AGE_SECRET):
                return pyrage.x25519.Identity.from_str(line.strip().decode("ascii"))
        return pyrage.ssh.Identity.from_buffer(secret)
    except (pyrage.IdentityError, ValueError):
        raise PassphraseError(
            "the identity file holds no age or SSH key that can be used",
            "give an age identity, or an SSH key that has no passphrase",
        ) from None


class AgeReader:
    """An age pack as it streams by: the manifest, then the files; whole only once `ended` is called."""

    def __init__(self, archive: tarfile.TarFile, worker: "_Opener") -> None:
        self._archive, self._worker = archive, worker
        self._guard, self._number = NameGuard(LIMITS.depth), 0

    def small(self, name: str) -> bytes:
        """Read the next entry, which has to be this one."""
        found, size, stream = self.next()
        if found != name or size > LARGEST_READ:
            raise IntegrityError("the pack does not begin with its manifest")
        return stream.read()

    def next(self) -> tuple[str, int, BinaryIO]:
        """The next file with its size.

        Raises:
            IntegrityError: there is none, or it is not a plain file with a plain name.
            PassphraseError: the key does not open the pack.
        """
        info = self._archive.next()
        stream = self._archive.extractfile(info) if info is not None and info.isreg() else None
        if info is None or stream is None:
            self._worker.ended()
            raise IntegrityError("the pack holds fewer files than its manifest, or something else")
        self._number += 1
        try:
            self._guard.add(info.name, self._number, is_dir=False)
        except HostileArchiveError:
            raise IntegrityError("a file of the pack has a name that is not allowed") from None
        return info.name, info.size, cast("BinaryIO", stream)

    def ended(self) -> None:
        """Make sure that nothing follows and that every byte was authenticated.

        Raises:
            IntegrityError: something follows, or the pack was changed or cut.
        """
        if self._archive.next() is not None:
            raise IntegrityError("the pack's files are not those of its manifest")
        self._worker.drain()
        self._worker.ended()


class _Opener(threading.Thread):
    """Decrypts into a pipe; what went wrong is raised by `ended`."""

    def __init__(self, stream: BinaryIO, key: object) -> None:
        super().__init__(daemon=True)
        source, sink = os.pipe()
        self.source, self._sink = os.fdopen(source, "rb"), os.fdopen(sink, "wb")
        self._stream, self._key = stream, key
        self._error: Exception | None = None

    def run(self) -> None:
        """Decrypt everything."""
        try:
            with self._sink:
                pyrage.decrypt_io(self._stream, self._sink, [self._key])
        except Exception as error:  # noqa: BLE001 - carried to the main thread
            self._error = error

    def drain(self) -> None:
        """Read what is left, so that the last chunk is authenticated too."""
        with suppress(OSError, ValueError):
            while self.source.read(1 << 16):
                pass

    def ended(self) -> None:
        """Raise what went wrong, if anything did."""
        self.join()
        if isinstance(self._error, pyrage.DecryptError):
            raise PassphraseError("the key does not open the pack") from None
        if self._error is not None:
            raise IntegrityError("the pack was changed or cut") from None


@contextmanager
def reading_age(stream: BinaryIO, key: object) -> Iterator[AgeReader]:
    """Open an age pack for one pass; its header is judged before anything is tried.

    Raises:
        PassphraseError: the key does not open it.
        IntegrityError: it opens for several, or was changed or cut.
        UnreadableError: it is no age pack, or asks for too much work.
    """
    if only_stanza(read_header(stream)).kind == "scrypt":
        raise UnreadableError("the pack is locked by a passphrase, not for a key", "age -d opens it")
    worker = _Opener(stream, key)
    worker.start()
    try:
        with (
            gzip.GzipFile("", "rb", fileobj=worker.source) as packed,
            tarfile.open(fileobj=cast("Any", packed), mode="r|") as archive,
        ):
            yield AgeReader(archive, worker)
    except (tarfile.TarError, EOFError, OSError) as error:
        worker.drain()
        worker.ended()
        if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
            raise
        raise IntegrityError("the pack was changed or cut, or is not one of sampler's") from None
    finally:
        worker.drain()
        worker.source.close()
        worker.join()


__all__ = ["MANIFEST", "SIGNATURE", "AgeReader", "identity", "reading_age", "write_age"]
