"""The installation against the policy: each line is ok, fails, or could not be checked (USR-8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sampler.custody.environments import HERE
from sampler.custody.session import Session
from sampler.errors import LedgerError
from sampler.places import installation
from sampler.places.installation import Look
from sampler.places.paths import place_of
from sampler.places.web import hidden_listeners
from sampler.registry.verify import verify

OK, FAILS, UNKNOWN = "ok", "fails", "could not check"
STALE_DAYS = 92


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: the rule it serves, what was looked at, how it stands, why, and what would mend it."""

    rule: str
    what: str
    state: str
    because: str
    mend: str = ""


def examine(session: Session, keys_folder: Path, home: Path) -> list[Finding]:
    """Look at everything; nothing is changed but what opening a home always mends (its own mode)."""
    checks: tuple[tuple[str, str, Callable[[], Look], str], ...] = (
        ("IUN-3", "key store", lambda: _keystore(session), "sampler init with a keyring or a passphrase"),
        (
            "IUN-3",
            "permissions of the home",
            lambda: installation.private(session.home.root),
            "chmod -R go= HOME",
        ),
        ("IUN-3", "permissions of the key store", lambda: _keys_private(session, keys_folder), "chmod 600"),
        ("EDU-5", "place of the home", lambda: _place(session.home.root), "move the home to a local disk"),
        ("EDU-5", "place of the key store", lambda: _place(keys_folder), "SAMPLER_KEYSTORE=FOLDER"),
        ("EDU-5", "programs that serve files", _servers, "run doctor as root to see them"),
        ("EDU-5", "build server", lambda: _ci(session), "declare an environment of kind ci"),
        (
            "IJO-2",
            "disk encryption",
            lambda: installation.disk_encrypted(session.home.root),
            "LUKS or FileVault",
        ),
        ("IJO-2", "swap", installation.swap, "encrypt swap, or use zram"),
        ("IJO-4", "ledger", lambda: _ledger(session), "sampler ledger verify"),
        ("IJO-4", "clock", installation.clock_in_step, "timedatectl set-ntp true"),
        (
            "EDU-6",
            "timer for enforce",
            lambda: installation.timer_installed(home),
            "sampler timer install",
        ),
        ("EDU-6", "backups of the home", lambda: _backups(session.home.root), "leave it out of backups"),
        ("IJO-1", "country of this machine", lambda: _country(session), "sampler environment show here"),
        ("USR-7", "inventory checked", lambda: _inventory(session), "sampler copy check"),
        ("USR-4", "private process", installation.process_is_private, ""),
    )
    return [_finding(*check) for check in checks]


def _finding(rule: str, what: str, look: Callable[[], Look], mend: str) -> Finding:
    try:
        good, because = look()
    except OSError:
        good, because = None, "it can't be read"
    state = UNKNOWN if good is None else OK if good else FAILS
    return Finding(rule, what, state, because, "" if good else mend)


def _keystore(session: Session) -> Look:
    kind = session.vault.store.kind
    words = {
        "keyring": (True, "the OS keyring"),
        "passphrase": (True, "a file sealed by a passphrase"),
        "weak": (False, "a file in the clear; every certificate says so"),
    }
    return words.get(kind, (False, "the key store is not here"))


def _keys_private(session: Session, folder: Path) -> Look:
    path = folder / f"{session.home.id}.json"
    if not path.exists():
        return (
            (True, "no file: the keyring keeps it")
            if session.vault.store.kind == "keyring"
            else (None, "no file")
        )
    return installation.private(path)


def _place(path: Path) -> Look:
    word = place_of(path)
    return word in ("local", "memory"), word


def _servers() -> Look:
    hidden = hidden_listeners()
    if hidden:
        return None, "some programs that others can reach belong to other users and can't be looked at"
    return True, "every program that others can reach was looked at"


def _ledger(session: Session) -> Look:
    try:
        found = verify(session.registry)
    except LedgerError as error:
        return False, error.message
    return True, f"{found.events} events agree with {found.rows} rows"


def _ci(session: Session) -> Look:
    if not session.ci:
        return True, "not on a build server"
    rows = session.registry.find("environment", id=HERE)
    declared = bool(rows) and rows[0]["kind"] == "ci"
    return declared, "a build server, declared as one" if declared else "a build server that was not declared"


def _backups(root: Path) -> Look:
    """A marker asks backup programs to leave the home out; whether one obeys can't be seen from here."""
    if not (root / "CACHEDIR.TAG").is_file():
        return False, "CACHEDIR.TAG is missing: backups would keep what must be destroyed"
    snapshots = [folder for folder in _snapshots(root) if folder.is_dir()]
    if snapshots:
        return False, "snapshots are kept on this file system"
    return None, "CACHEDIR.TAG is there; whether backups obey it can't be seen"


def _snapshots(root: Path) -> Iterator[Path]:
    for folder in (root, *root.parents):
        yield folder / ".snapshots"
        yield folder / ".zfs" / "snapshot"


def _country(session: Session) -> Look:
    rows = session.registry.find("environment", id=HERE, state="declared")
    country = rows[0]["country"] if rows else ""
    if not country:
        return False, "this machine is not declared as an environment"
    return country in session.policy.countries, f"declared: {country}"


def _inventory(session: Session) -> Look:
    """Copies on this machine that nobody has looked at for a quarter."""
    today = session.now().date()
    rows = session.registry.find("copy", state="open")
    last = [str(row["checked_at"] or row["made_at"] or "")[:10] for row in rows]
    stale = [day for day in last if not day or (today - today.fromisoformat(day)).days > STALE_DAYS]
    return not stale, f"{len(rows)} open copies, {len(stale)} not looked at for {STALE_DAYS} days"
