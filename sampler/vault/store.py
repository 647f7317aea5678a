"""The vault: encrypted objects and their wrapped keys, as files named by neutral ids."""

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sampler.errors import IntegrityError, NotFoundError, RefusedError
from sampler.model.permit import Permit
from sampler.registry.private_files import (
    PRIVATE_FILE,
    make_private_folder,
    remove_durably,
    sync_folder,
    write_private,
)
from sampler.vault.keystore import Keys, KeyStore
from sampler.vault.stream import EncryptingWriter, open_stream
from sampler.vault.wrapping import MAGIC, kek_of, unwrap, wrap

PART = ".part"


@dataclass(frozen=True, slots=True)
class Residue:
    """What a residue scan read, and how many wrapped keys of destroyed objects it met."""

    files: int
    bytes: int
    hits: int


class Vault:
    """Objects under `vault/`, wrapped keys under `keys/` of one home.

    The key store is asked for the key-encryption keys at the first use, so that commands which read
    no object need no passphrase.
    """

    def __init__(self, home: Path, store: KeyStore) -> None:
        self._home = home
        self.store = store
        self._keys: Keys | None = None
        self.objects = home / "vault"
        self.keys_folder = home / "keys"

    @property
    def keys(self) -> Keys:
        """The key-encryption keys, unlocked at the first use."""
        if self._keys is None:
            self._keys = self.store.load()
        return self._keys

    @contextmanager
    def create(self) -> Iterator[tuple[str, EncryptingWriter]]:
        """Give the id and the writer of a new object; it exists once the block ends without an error.

        The wrapped key is durable before the first byte of the object: a crash leaves an orphan that
        recovery removes, never an object that can't be opened.
        """
        object_id = secrets.token_hex(16)
        data_key = self.new_key(object_id)
        make_private_folder(self.objects)
        part = self.objects / f"{object_id}{PART}"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        try:
            with os.fdopen(descriptor, "wb") as out:
                writer = EncryptingWriter(out, data_key, object_id)
                yield object_id, writer
                writer.finish()
                out.flush()
                os.fsync(out.fileno())
            part.rename(self.objects / object_id)
        except BaseException:
            part.unlink(missing_ok=True)
            self._key_file(object_id).unlink(missing_ok=True)
            raise
        sync_folder(self.objects)

    def put(self, data: bytes) -> str:
        """Store a small document; give its object id."""
        with self.create() as (object_id, writer):
            writer.write(data)
        return object_id

    def open(self, permit: Permit, object_id: str) -> io.BufferedReader:
        """Open an object for reading, if the permit names it.

        Raises:
            RefusedError: the permit is for other objects.
            IntegrityError: the stored bytes were changed.
        """
        if object_id not in permit.objects:
            raise RefusedError(f"the permit for {permit.subject} does not cover object {object_id}")
        data_key = self.unwrapped(object_id)
        try:
            raw = (self.objects / object_id).open("rb")
        except FileNotFoundError:
            raise IntegrityError(f"vault object {object_id} is gone", "sampler ledger verify") from None
        try:
            return open_stream(raw, data_key, object_id)
        except BaseException:
            raw.close()
            raise

    def new_key(self, key_id: str) -> bytes:
        """Make, wrap and keep a random 32-byte key that has no object (a deal's, the signer's seed)."""
        key = secrets.token_bytes(32)
        write_private(self._key_file(key_id), wrap(self.keys, key_id, key))
        return key

    def unwrapped(self, key_id: str) -> bytes:
        """The clear key of an object or deal.

        Raises:
            NotFoundError: it was destroyed, or never existed.
        """
        try:
            wrapped = self._key_file(key_id).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"key {key_id} is not there: it was destroyed or never existed") from None
        return unwrap(self.keys, key_id, wrapped)

    def erase(self, ids: Iterable[str]) -> None:
        """Unlink keys first, then objects; what is already gone stays gone."""
        names = list(ids)
        for name in names:
            remove_durably(self._key_file(name))
        for name in names:
            remove_durably(self.objects / name)
            remove_durably(self.objects / f"{name}{PART}")

    def present(self, object_id: str) -> bool:
        """Say whether the object or its key is still there."""
        return any(os.path.lexists(path) for path in (self._key_file(object_id), self.objects / object_id))

    def sweep(self, known: AbstractSet[str]) -> int:
        """Remove every file that is not the object or key of a known id, half-written or not; count them."""
        removed = 0
        for folder, suffix in ((self.objects, ""), (self.keys_folder, ".key")):
            expected = {f"{name}{suffix}" for name in known}
            for path in list(folder.iterdir()) if folder.is_dir() else ():
                if path.name not in expected:
                    removed += remove_durably(path)
        return removed

    def rotate(self) -> tuple[str, ...]:
        """Give the home a new key-encryption key, wrap every key by it, drop the old ones.

        Can be run again after a crash at any point: both keys are in the store until the last file is
        wrapped by the new one. Gives the ids of the retired keys.
        """
        keys = self.store.load()
        keys.add()
        self.store.save(keys)
        return self._finish_rotation(keys)

    def unfinished_rotation(self) -> bool:
        """Say whether a crash left old key-encryption keys in the store."""
        return len(self.keys.by_id) > 1

    def finish_rotation(self) -> tuple[str, ...]:
        """Complete what `rotate` began."""
        return self._finish_rotation(self.store.load())

    def _finish_rotation(self, keys: Keys) -> tuple[str, ...]:
        for path in sorted(self.keys_folder.glob("*.key")):
            wrapped = path.read_bytes()
            if kek_of(wrapped) != keys.current:
                write_private(path, wrap(keys, path.stem, unwrap(keys, path.stem, wrapped)))
        retired = tuple(sorted(set(keys.by_id) - {keys.current}))
        for kek_id in retired:
            del keys.by_id[kek_id]
        self.store.save(keys)
        self._keys = keys
        return retired

    def residue(self, destroyed: Iterable[str]) -> Residue:
        """Scan every file of the home for wrapped keys of destroyed objects."""
        names = {name.encode("ascii") for name in destroyed}
        files = size = hits = 0
        for path in sorted(self._home.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            files += 1
            with path.open("rb") as stream:
                read, found = _wrapped_keys(stream, names)
            size += read
            hits += found
        return Residue(files, size, hits)

    def _key_file(self, key_id: str) -> Path:
        return self.keys_folder / f"{key_id}.key"


def _wrapped_keys(stream: io.BufferedReader, names: set[bytes]) -> tuple[int, int]:
    """Count wrapped keys of `names` in a file; windows overlap by more than a header is long."""
    overlap = len(MAGIC) + 16 + 1 + 255
    kept, read, hits = b"", 0, 0
    while piece := stream.read(1 << 20):
        read += len(piece)
        window = kept + piece
        at = window.find(MAGIC)
        while at >= 0:
            name_at = at + len(MAGIC) + 16 + 1
            length = window[name_at - 1] if name_at <= len(window) else 0
            complete = name_at + length <= len(window)
            hits += complete and window[name_at : name_at + length] in names
            if not complete:
                break
            at = window.find(MAGIC, at + 1)
        kept = window[at:] if at >= 0 else window[-(len(MAGIC) - 1) :]
        kept = kept[-overlap:]
    return read, hits
