"""A key store that counts wrong passphrases: the next try waits longer, and at last is locked for an hour.

The count lies beside the key store, since a locked home can sign nothing; the next unlocked command puts it
on the ledger. Who can write there can remove it: against an attacker with the file, Argon2id is what slows.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sampler.errors import LockedError, PassphraseError
from sampler.policy.rules import judge
from sampler.policy.tries import Tries
from sampler.registry.private_files import write_private
from sampler.vault.keystore import Keys, KeyStore


class GuardedStore:
    """A key store behind the count of its wrong tries."""

    def __init__(self, store: KeyStore, path: Path, now: Callable[[], datetime], most: int) -> None:
        self._store = store
        self._path = path
        self._now = now
        self._most = most
        self.kind = store.kind

    def exists(self) -> bool:
        """Say whether keys are there."""
        return self._store.exists()

    def load(self) -> Keys:
        """Give the keys, unless the last tries were wrong too lately or too often.

        Raises:
            LockedError: the next try has to wait (USR-3).
            PassphraseError: this one was wrong too.
        """
        tries = read_tries(self._path)
        self._refuse(tries)
        try:
            keys = self._store.load()
        except PassphraseError as error:
            if "does not open" in error.message:  # a passphrase that was not given is no try
                now = self._now().astimezone(UTC).isoformat(timespec="seconds")
                write_tries(self._path, Tries(tries.failures + 1, now))
            raise
        return keys

    def _refuse(self, tries: Tries) -> None:
        now = self._now().astimezone(UTC).isoformat(timespec="seconds")
        locked = tries.locked(self._most) and not tries.lock_is_over(now)
        facts = {"locked_out": locked, "wait_seconds": tries.wait(now)}
        verdict = judge("unlock", {**facts, "actor_state": "active", "role_acts": ("unlock",)})
        if not verdict.allowed:
            raise LockedError(f"the key store is not tried now: {verdict.reason} [{verdict.rule}]")

    def save(self, keys: Keys) -> None:
        """Replace the keys."""
        self._store.save(keys)


def read_tries(path: Path) -> Tries:
    """The wrong tries so far; a count that can't be read counts as many."""
    try:
        kept = json.loads(path.read_bytes())
        return Tries(int(kept["failures"]), str(kept["last"]))
    except FileNotFoundError:
        return Tries()
    except (ValueError, KeyError, TypeError):
        return Tries(3, "")


def write_tries(path: Path, tries: Tries) -> None:
    """Keep the count."""
    write_private(path, json.dumps({"failures": tries.failures, "last": tries.last}).encode())


def tries_path(folder: Path, home_id: str) -> Path:
    """Where the count of a home's key store lies."""
    return folder / f"{home_id}.tries"
