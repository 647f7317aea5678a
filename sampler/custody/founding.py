"""Make a home: folders, key store, signing key, chain, and who runs it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sampler.custody.session import ME, SIGNING_KEY, Session
from sampler.custody.targets import remove_tree
from sampler.errors import RefusedError, UsageError
from sampler.places.paths import place_of
from sampler.policy.rules import judge
from sampler.registry.home import Home
from sampler.registry.store import Registry
from sampler.vault.keystore import Keys
from sampler.vault.store import Vault
from sampler.vault.unlocking import choose_keystore


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address, as `Ana Roy <ana@vendor.example>`."""

    name: str
    email: str

    @classmethod
    def parse(cls, text: str) -> "Person":
        """Read the usual form.

        Raises:
            UsageError: it has another form.
        """
        match = re.fullmatch(r"\s*([^<>@]+?)\s*<([^<>@\s]+@[^<>@\s]+)>\s*", text)
        if match is None:
            raise UsageError("--me is not a name with an address", '--me "Ana Roy <ana@vendor.example>"')
        return cls(match[1], match[2])


@dataclass(frozen=True, slots=True)
class Founded:
    """What was made."""

    keystore: str
    fingerprint: str


def found(
    root: Path,
    keys_folder: Path,
    person: Person,
    now: Callable[[], datetime],
    zone: str,
    *,
    weak: bool,
    passphrase: Callable[[], str] | None,
    say: Callable[[str], None],
) -> Founded:
    """Make the home at `root` with its key store in `keys_folder`; nothing stays after an error.

    The home's marker is written last: a crash before it leaves a folder that `init` clears away.

    Raises:
        UsageError: there is a home already, or the key store would lie inside it.
        RefusedError: the place is removable, on a network or synchronised (EDU-5).
        LockedError: no usable key store was chosen.
    """
    _check_place(root, keys_folder, say)
    if (root / "CACHEDIR.TAG").exists() and not (root / "home.json").exists():
        remove_tree(root)
    home = Home.create(root)
    try:
        store = choose_keystore(keys_folder, home.id, weak=weak, passphrase=passphrase)
        store.save(Keys.fresh())
        vault = Vault(root, store)
        seed = vault.new_key(SIGNING_KEY)
        registry = Registry(home.registry, now)
        registry.create_chain(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())
        session = Session(home, vault, registry, now, zone, say)
        with registry.act("init", actor=ME, keystore=store.kind) as act:
            act.put("person", ME, role="owner", state="active")
            act.detail("person", ME, name=person.name, email=person.email)
        fingerprint = session.fingerprint()
        registry.close()
        home.seal()
    except BaseException:
        remove_tree(root)
        (keys_folder / f"{home.id}.json").unlink(missing_ok=True)
        raise
    return Founded(store.kind, fingerprint)


def _check_place(root: Path, keys_folder: Path, say: Callable[[str], None]) -> None:
    if keys_folder.absolute().is_relative_to(root.absolute()):
        raise UsageError(
            "the key store may not lie inside the home", "SAMPLER_KEYSTORE=ANOTHER-FOLDER sampler init"
        )
    for name, variable, path in (("home", "HOME", root), ("key store", "KEYSTORE", keys_folder)):
        place = place_of(path)
        verdict = judge("init", {"place": place})
        if not verdict.allowed:
            raise RefusedError(
                f"the {name} may not lie there: {verdict.reason} [{verdict.rule}]",
                f"SAMPLER_{variable}=FOLDER sampler init",
            )
        if place in ("memory", "git-remote"):
            kind = "a memory file system" if place == "memory" else "a git work tree with a remote"
            say(f"warning: the {name} lies in {kind}")
