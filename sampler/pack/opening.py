"""A pack as it is opened: by a passphrase (zip) or by a private key (age); both give manifest, then files."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from sampler.custody import lockouts
from sampler.custody.session import Session
from sampler.errors import IntegrityError, NotFoundError, PassphraseError
from sampler.model.manifest import Manifest, PackedFile
from sampler.pack.age_container import AgeReader, identity, reading_age
from sampler.pack.age_header import is_age
from sampler.pack.container import DATA, ContainerReader
from sampler.pack.locks import check_files
from sampler.registry.private_files import PRIVATE_FILE, make_private_folder

PIECE = 1 << 20
LARGEST_KEY = 1 << 16


class Sealed(Protocol):
    """An opened pack; nothing is written before its manifest was judged."""

    def small(self, name: str) -> bytes:
        """Read the manifest or its signature."""
        ...

    def compare(self, manifest: Manifest) -> None:
        """Compare every file with the manifest, if that can be done before one is written."""
        ...

    def release(self, manifest: Manifest, folder: Path) -> None:
        """Write the files below a folder; an error means that none of it may be used."""
        ...


@contextmanager
def unsealed(
    session: Session, pack: Path, passphrase: Callable[[], str], key: Path | None
) -> Iterator[Sealed]:
    """Open a pack by what it asks for.

    Raises:
        PassphraseError: the passphrase or key is wrong or missing.
        IntegrityError: the pack was changed.
    """
    with pack.open("rb") as stream:
        if is_age(stream):
            if key is None:
                raise PassphraseError("the pack is for a key, and none was given", "--identity-file FILE")
            with reading_age(stream, identity(_secret(key))) as reader:
                yield _AgePack(reader)
        else:
            with lockouts.trying(session, lockouts.target_of(stream)):
                opened = ContainerReader(stream, passphrase())
            yield _ZipPack(opened)


def _secret(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_KEY)
    except OSError:
        raise NotFoundError("the identity file can't be read", "check its path and its rights") from None


class _ZipPack:
    def __init__(self, reader: ContainerReader) -> None:
        self._reader = reader

    def small(self, name: str) -> bytes:
        return self._reader.read(name)

    def compare(self, manifest: Manifest) -> None:
        check_files(self._reader, manifest)

    def release(self, manifest: Manifest, folder: Path) -> None:
        for file in manifest.files:
            with self._reader.open(f"{DATA}{file.path}") as stream:
                _write(stream, file, folder)


class _AgePack:
    """Its files pass once: each is compared while it is written, and the folder is placed only at the end."""

    def __init__(self, reader: AgeReader) -> None:
        self._reader = reader

    def small(self, name: str) -> bytes:
        return self._reader.small(name)

    def compare(self, manifest: Manifest) -> None:
        """Nothing can be compared before it passes."""

    def release(self, manifest: Manifest, folder: Path) -> None:
        for file in manifest.files:
            name, size, stream = self._reader.next()
            if (name, size) != (f"{DATA}{file.path}", file.size):
                raise IntegrityError("the pack's files are not those of its manifest")
            _write(stream, file, folder)
        self._reader.ended()


def _write(stream: BinaryIO, file: PackedFile, folder: Path) -> None:
    path = folder / file.path
    make_private_folder(path.parent)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        path.chmod(PRIVATE_FILE)
        while piece := stream.read(PIECE):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    if (size, digest.hexdigest()) != (file.size, file.sha256):
        raise IntegrityError("a file of the pack is not what its manifest says")
