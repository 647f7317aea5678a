"""The OS keyring is trusted only after a full round trip."""

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import PasswordDeleteError

from sampler.errors import LockedError, NotFoundError
from sampler.vault.keystore import KeyringStore, Keys


class Memory:
    """A keyring that keeps things for as long as the test runs.

    It is no `KeyringBackend`: those register themselves, and other tests would find this one.
    """

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    backend = Memory()
    monkeypatch.setattr(keyring, "set_password", backend.set_password)
    monkeypatch.setattr(keyring, "get_password", backend.get_password)
    monkeypatch.setattr(keyring, "delete_password", backend.delete_password)
    return backend


@pytest.mark.parametrize("backend", [null.Keyring, fail.Keyring])
def test_a_keyring_that_loses_the_key_is_not_usable(
    backend: type[KeyringBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The null backend `succeeds`; the failing one raises: neither is chosen."""
    one = backend()
    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(one, name))
    assert not KeyringStore.usable()


def test_a_real_keyring_keeps_replaces_and_gives_back(memory: Memory) -> None:
    """Keys come back; the probe leaves nothing behind."""
    assert KeyringStore.usable()
    assert not memory.kept
    store = KeyringStore("home")
    assert not store.exists()
    with pytest.raises(NotFoundError):
        store.load()
    keys = Keys.fresh()
    store.save(keys)
    assert store.load().by_id == keys.by_id


def test_a_keyring_that_does_not_keep_is_noticed(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is read back before anything relies on it."""
    monkeypatch.setattr(keyring, "set_password", lambda *_: None)
    with pytest.raises(LockedError):
        KeyringStore("home").save(Keys.fresh())
    assert not memory.kept
