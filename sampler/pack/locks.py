"""What closes a pack: a passphrase (zip), or the recipient's public key (age)."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from sampler.custody.recipients import find
from sampler.custody.session import Session
from sampler.errors import IntegrityError, UsageError
from sampler.model.manifest import Manifest
from sampler.model.recipient_key import RecipientKey, parse_key
from sampler.pack.age_container import Entry, write_age
from sampler.pack.container import DATA, MANIFEST, SIGNATURE, ContainerReader, write_container

PASSPHRASE, KEY = "passphrase", "key"
PIECE = 1 << 20


class Lock(Protocol):
    """One way to close a pack."""

    @property
    def kind(self) -> str:
        """`passphrase` or `key`."""
        ...

    @property
    def suffix(self) -> str:
        """How the name of such a pack ends."""
        ...

    def write(self, out: BinaryIO, entries: Iterable[Entry], manifest: Manifest) -> None:
        """Write the pack, read it back, and compare it with its manifest."""
        ...


@dataclass(frozen=True, slots=True)
class PassphraseLock:
    """An AES-256 zip that any reader of such zips opens."""

    passphrase: str = field(repr=False)
    kind: str = PASSPHRASE
    suffix: str = ".zip"

    def write(self, out: BinaryIO, entries: Iterable[Entry], manifest: Manifest) -> None:
        """Write and check."""
        write_container(out, ((name, stream) for name, _, stream in entries), self.passphrase)
        out.flush()
        out.seek(0)
        check_files(ContainerReader(out, self.passphrase), manifest)


@dataclass(frozen=True, slots=True)
class KeyLock:
    """An age file for exactly one public key."""

    key: RecipientKey
    kind: str = KEY
    suffix: str = ".age"

    def write(self, out: BinaryIO, entries: Iterable[Entry], manifest: Manifest) -> None:
        """Write and check; each file's digest is compared while it is sealed."""
        expected = {f"{DATA}{file.path}": file.sha256 for file in manifest.files}
        write_age(out, _compared(entries, expected), self.key)


def lock_for(session: Session, address: str, passphrase: str) -> Lock:
    """The lock for a recipient.

    Raises:
        UsageError: they are known with a key whose fingerprint nobody has compared.
    """
    known = find(session, address)
    if known is None or not known.get("key"):
        return PassphraseLock(passphrase)
    if known["confirmed"] != "yes":
        raise UsageError(
            f"the key of recipient {known['id']} was not confirmed by another channel",
            "read its fingerprint to each other: sampler recipient confirm EMAIL --fingerprint SHA256:…",
        )
    return KeyLock(parse_key(known["key"]))


class _Digesting:
    """A stream that digests what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.digest.update(data)
        return data


def _compared(entries: Iterable[Entry], expected: dict[str, str]) -> Iterator[Entry]:
    for name, size, stream in entries:
        reading = _Digesting(stream)
        yield name, size, reading  # type: ignore[misc] # tar only reads
        if name in expected and reading.digest.hexdigest() != expected[name]:
            raise IntegrityError("a file of the pack is not what its manifest says")


def check_files(reader: ContainerReader, manifest: Manifest) -> None:
    """Compare a zip pack's files with its manifest.

    Raises:
        IntegrityError: a file is missing, added, or not what the manifest says.
    """
    expected = {f"{DATA}{f.path}": f for f in manifest.files}
    if set(reader.names()) != {*expected, MANIFEST, SIGNATURE}:
        raise IntegrityError("the pack's files are not those of its manifest")
    for name, file in expected.items():
        digest, size = hashlib.sha256(), 0
        with reader.open(name) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
                size += len(piece)
        if (size, digest.hexdigest()) != (file.size, file.sha256):
            raise IntegrityError("a file of the pack is not what its manifest says")
