"""Make a home: folders, key store, signing key, chain, and who runs it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sampler.custody.environments import declare_here
from sampler.custody.session import ME, SIGNING_KEY, Session
from sampler.custody.targets import remove_tree
from sampler.errors import RefusedError, UsageError
from sampler.places.paths import place_of
from sampler.policy.rules import Fact, judge
from sampler.policy.settings import PolicySettings
from sampler.policy.strength import entropy_bits
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
    policy: PolicySettings,
    ci: bool = False,
) -> Founded:
    """Make the home at `root` with its key store in `keys_folder`; nothing stays after an error.

    The home's marker is written last: a crash before it leaves a folder that `init` clears away.

    Raises:
        UsageError: there is a home already, or the key store would lie inside it.
        RefusedError: the place is removable (IJO-2), on a network or synchronised (EDU-5), in another
            country than is allowed (IJO-1), or the passphrase is weak (USR-2).
        LockedError: no usable key store was chosen.
    """
    chosen = passphrase() if passphrase is not None and not weak else None
    _check(root, keys_folder, policy, say, weak=weak, chosen=chosen)
    if (root / "CACHEDIR.TAG").exists() and not (root / "home.json").exists():
        remove_tree(root)
    home = Home.create(root)
    ask = None if chosen is None else lambda: chosen
    try:
        store = choose_keystore(keys_folder, home.id, weak=weak, passphrase=ask)
        store.save(Keys.fresh())
        session = _begin(home, Vault(root, store), now, zone, say)
        session.policy, session.ci = policy, ci
        _declare(session, person, store.kind)
        fingerprint = session.fingerprint()
        session.registry.close()
        home.seal()
    except BaseException:
        _undo(root, keys_folder / f"{home.id}.json", say)
        raise
    return Founded(store.kind, fingerprint)


def _undo(root: Path, keys: Path, say: Callable[[str], None]) -> None:
    """Remove an unfinished home: what failed before is what is told, also when this can't be done."""
    try:
        keys.unlink(missing_ok=True)
        remove_tree(root)
    except OSError:
        say("warning: the unfinished home could not be removed; the next `sampler init` does it")


def _begin(
    home: Home, vault: Vault, now: Callable[[], datetime], zone: str, say: Callable[[str], None]
) -> Session:
    """Make the signing key and begin the ledger."""
    seed = vault.new_key(SIGNING_KEY)
    registry = Registry(home.registry, now)
    registry.create_chain(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())
    return Session(home, vault, registry, now, zone, say)


def _declare(session: Session, person: Person, keystore: str) -> None:
    """Record who runs the home, and this machine: what the policy asks of others, this person answers for."""
    today = session.today()
    with session.registry.act("init", actor=ME, keystore=keystore) as act:
        act.put("person", ME, role="officer sales-engineer", state="active", undertaken_on=today)
        act.detail("person", ME, name=person.name, email=person.email)
        act.put("review", "R1", done_at=session.moment(), done_by=ME, grants=0)
        declare_here(act, country=session.policy.country, now=session.moment(), ci=session.ci)


def _check(
    root: Path,
    keys_folder: Path,
    policy: PolicySettings,
    say: Callable[[str], None],
    *,
    weak: bool,
    chosen: str | None,
) -> None:
    if keys_folder.absolute().is_relative_to(root.absolute()):
        raise UsageError(
            "the key store may not lie inside the home", "SAMPLER_KEYSTORE=ANOTHER-FOLDER sampler init"
        )
    known: dict[str, Fact] = {"founding": True, "country": policy.country, "countries": policy.countries}
    known |= {"keystore": "weak" if weak else "keyring" if chosen is None else "passphrase"}
    known |= {"min_entropy_bits": policy.min_entropy_bits}
    known |= {"passphrase_bits": None if chosen is None else int(entropy_bits(chosen))}
    for name, variable, path in (("home", "HOME", root), ("key store", "KEYSTORE", keys_folder)):
        place = place_of(path)
        if place == "container":  # what is declared here is then a container, and each act says so
            say(f"warning: the {name} lies in a folder of the container's host: how it is kept is unverified")
            place = "local"
        verdict = judge("init", {**known, "place": place})
        if not verdict.allowed:
            hint = f"SAMPLER_{variable}=FOLDER sampler init"
            raise RefusedError(
                f"the {name} may not be made so: {verdict.reason} [{verdict.rule}]",
                hint if verdict.rule in ("EDU-5", "IJO-2") else f"can be lifted by: {verdict.lifted_by}",
            )
        if place in ("memory", "git-remote"):
            kind = "a memory file system" if place == "memory" else "a git work tree with a remote"
            say(f"warning: the {name} lies in {kind}")
