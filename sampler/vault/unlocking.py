"""Which key store a home has, and how it is opened."""

from collections.abc import Callable
from pathlib import Path

from sampler.errors import IntegrityError, LockedError
from sampler.vault.keystore import KeyringStore, KeyStore, MissingStore, PassphraseStore, WeakStore


def find_keystore(folder: Path, home_id: str, ask: Callable[[], str]) -> KeyStore:
    """The key store of an existing home: its file in `folder`, else the OS keyring, else a missing one.

    Raises:
        IntegrityError: the file is of neither form.
    """
    path = folder / f"{home_id}.json"
    if path.exists():
        head = path.read_bytes()
        if b'"sealed"' in head:
            return PassphraseStore(path, ask)
        if b'"keys"' in head:
            return WeakStore(path)
        raise IntegrityError("the key store is damaged", "restore it from its backup")
    try:
        return store if (store := KeyringStore(home_id)).exists() else MissingStore()
    except LockedError:
        return MissingStore()


def choose_keystore(
    folder: Path, home_id: str, *, weak: bool, passphrase: Callable[[], str] | None
) -> KeyStore:
    """The key store of a new home: what was asked for, else the OS keyring if it really keeps things.

    Raises:
        LockedError: nothing was asked for and there is no usable keyring.
    """
    path = folder / f"{home_id}.json"
    if weak:
        return WeakStore(path)
    if passphrase is not None:
        return PassphraseStore(path, passphrase)
    if KeyringStore.usable():
        return KeyringStore(home_id)
    raise LockedError(
        "there is no usable keyring here and no other key store was chosen",
        "sampler init --keystore-passphrase-file FILE   (sealed by a passphrase)",
        "sampler init --accept-weak-keystore            (a file in the clear; every certificate will say so)",
    )
