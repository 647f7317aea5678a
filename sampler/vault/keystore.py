"""Where the key-encryption keys live: the OS keyring, a passphrase-sealed file, or a file in the clear.

All three hold one document: `{"format": 1, "keys": {kek id: hex}, "current": kek id}`. It lies outside
the home, so that an old copy of the home opens nothing without the old key store.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sampler.errors import IntegrityError, LockedError, NotFoundError, PassphraseError
from sampler.registry.private_files import read_private, write_private

SERVICE = "sampler"
# 64 MiB and three passes: above OWASP's floor of 19 MiB and two passes
ARGON2 = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}


@dataclass(slots=True)
class Keys:
    """The key-encryption keys of one home, by id; `current` wraps new data keys."""

    current: str
    by_id: dict[str, bytes] = field(repr=False)

    @classmethod
    def fresh(cls) -> "Keys":
        """One new random key."""
        keys = cls("", {})
        keys.add()
        return keys

    def add(self) -> None:
        """Make a new key the current one; the old ones stay until they are removed."""
        self.current = secrets.token_hex(8)
        self.by_id[self.current] = secrets.token_bytes(32)

    def encode(self) -> bytes:
        """The document that a store keeps."""
        keys = {name: key.hex() for name, key in self.by_id.items()}
        return json.dumps({"format": 1, "current": self.current, "keys": keys}).encode()

    @classmethod
    def decode(cls, document: bytes) -> "Keys":
        """Read what `encode` wrote.

        Raises:
            IntegrityError: it is something else.
        """
        try:
            data = json.loads(document)
            keys = {str(name): bytes.fromhex(value) for name, value in data["keys"].items()}
            current = str(data["current"])
            keys[current]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise IntegrityError("the key store is damaged") from None
        return cls(current, keys)


class KeyStore(Protocol):
    """A place that keeps the keys of one home."""

    kind: str

    def exists(self) -> bool:
        """Say whether keys are there."""
        ...

    def load(self) -> Keys:
        """Give the keys; may ask for a passphrase."""
        ...

    def save(self, keys: Keys) -> None:
        """Replace the keys, atomically."""
        ...


class WeakStore:
    """A file in the clear, 0600: only with --accept-weak-keystore, and every certificate says so."""

    kind = "weak"

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """Say whether the file is there."""
        return self.path.exists()

    def load(self) -> Keys:
        """Read the file."""
        return Keys.decode(read_private(self.path))

    def save(self, keys: Keys) -> None:
        """Write a new file and rename it over the old one."""
        write_private(self.path, keys.encode())


class PassphraseStore:
    """A file sealed by Argon2id(passphrase) and AES-256-GCM; `ask` is called at most once a run."""

    kind = "passphrase"

    def __init__(self, path: Path, ask: Callable[[], str]) -> None:
        self.path = path
        self._ask = ask
        self._passphrase: str | None = None

    def exists(self) -> bool:
        """Say whether the file is there."""
        return self.path.exists()

    def load(self) -> Keys:
        """Open the file.

        Raises:
            PassphraseError: the passphrase does not open it.
        """
        sealed = _sealed_document(read_private(self.path))
        key, nonce = self._derive(bytes.fromhex(sealed["salt"])), bytes.fromhex(sealed["nonce"])
        try:
            clear = AESGCM(key).decrypt(nonce, bytes.fromhex(sealed["sealed"]), b"keystore")
        except InvalidTag:
            self._passphrase = None
            raise PassphraseError("the passphrase does not open the key store") from None
        return Keys.decode(clear)

    def save(self, keys: Keys) -> None:
        """Seal under a new salt and rename over the old file."""
        salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
        sealed = AESGCM(self._derive(salt)).encrypt(nonce, keys.encode(), b"keystore")
        document = {"format": 1, "kdf": "argon2id", **ARGON2, "salt": salt.hex(), "nonce": nonce.hex()}
        write_private(self.path, json.dumps({**document, "sealed": sealed.hex()}).encode())

    def _derive(self, salt: bytes) -> bytes:
        if self._passphrase is None:
            self._passphrase = self._ask()
        costs = ARGON2
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=costs["iterations"],
            lanes=costs["lanes"],
            memory_cost=costs["memory_cost"],
        )
        return kdf.derive(self._passphrase.encode())


def _sealed_document(data: bytes) -> dict[str, Any]:
    try:
        sealed = json.loads(data)
        for name in ("salt", "nonce", "sealed"):
            bytes.fromhex(sealed[name])
        if any(sealed[name] != value for name, value in ARGON2.items()):
            raise IntegrityError("the key store names other Argon2id costs than this version uses")
    except (ValueError, KeyError, TypeError):
        raise IntegrityError("the key store is damaged") from None
    return dict(sealed)


class KeyringStore:
    """The OS keyring. Its null backend `succeeds` and loses the key, so it is probed before it is trusted."""

    kind = "keyring"

    def __init__(self, home_id: str) -> None:
        self._account = home_id

    @staticmethod
    def usable() -> bool:
        """Set, get and delete a probe; anything but the full round trip is a no."""
        import keyring  # noqa: PLC0415 - loads desktop libraries; only homes that use it pay for it
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above

        probe = secrets.token_hex(8)
        try:
            keyring.set_password(SERVICE, f"probe-{probe}", probe)
            kept = keyring.get_password(SERVICE, f"probe-{probe}") == probe
            keyring.delete_password(SERVICE, f"probe-{probe}")
        except (KeyringError, RuntimeError, OSError):
            return False
        return kept

    def exists(self) -> bool:
        """Say whether the keyring has keys for this home."""
        return self._get() is not None

    def load(self) -> Keys:
        """Read the keyring."""
        document = self._get()
        if document is None:
            raise NotFoundError("the OS keyring holds no key for this home")
        return Keys.decode(document.encode())

    def save(self, keys: Keys) -> None:
        """Replace the entry and read it back."""
        import keyring  # noqa: PLC0415 - as in usable
        from keyring.errors import KeyringError  # noqa: PLC0415 - as in usable

        document = keys.encode().decode()
        try:
            keyring.set_password(SERVICE, self._account, document)
        except KeyringError:
            raise LockedError(
                "the OS keyring can't be written", "unlock it and run the command again"
            ) from None
        if self._get() != document:
            raise LockedError("the OS keyring did not keep the key", "use --keystore-passphrase-file instead")

    def _get(self) -> str | None:
        import keyring  # noqa: PLC0415 - as in usable
        from keyring.errors import KeyringError  # noqa: PLC0415 - as in usable

        try:
            return keyring.get_password(SERVICE, self._account)
        except (KeyringError, RuntimeError, OSError):
            raise LockedError("the OS keyring can't be read", "unlock it and run the command again") from None


class MissingStore:
    """A key store that is not here: nothing can be opened or signed, and what needs no key still works."""

    kind = "missing"

    def exists(self) -> bool:
        """It is not."""
        return False

    def load(self) -> Keys:
        """Say that it is not here.

        Raises:
            NotFoundError: always.
        """
        raise NotFoundError(
            "the key store of this home is not here", "SAMPLER_KEYSTORE=FOLDER names where init put it"
        )

    def save(self, keys: Keys) -> None:
        """Refuse to put keys where nobody would look for them.

        Raises:
            NotFoundError: always.
        """
        del keys
        self.load()


def keystore_folder(environment: str | None) -> Path:
    """The folder of key stores: `SAMPLER_KEYSTORE`, else the platform's configuration folder."""
    if environment:
        return Path(environment)
    from platformdirs import user_config_path  # noqa: PLC0415 - not needed when the variable is set

    return user_config_path("sampler")
