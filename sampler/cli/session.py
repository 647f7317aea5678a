"""Build the session of one command: find the home, unlock when needed, recover, hold the lock."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from platformdirs import user_config_path

from sampler.cli.secrets_in import SecretSource
from sampler.cli.settings import Settings, load_settings, local_zone, system_clock
from sampler.custody import loosening
from sampler.custody.custodians import person_of
from sampler.custody.lockouts import note_keystore
from sampler.custody.recovery import recover, was_left
from sampler.custody.session import ME, Advance, Session
from sampler.destroy.locked import LOCKED
from sampler.destroy.resume import FINISHERS as OF_DESTRUCTION
from sampler.errors import IntegrityError, LedgerError, LockedError, SamplerError, UsageError, from_system
from sampler.ingest.receipt import resume_ingest
from sampler.load.server import ACT as LOADING
from sampler.load.server import resume_load
from sampler.places.ci import on_ci
from sampler.registry.home import Home
from sampler.registry.store import Registry
from sampler.registry.verify import verify
from sampler.vault.keystore import keystore_folder
from sampler.vault.lockout import GuardedStore, tries_path
from sampler.vault.store import Vault
from sampler.vault.unlocking import find_keystore

FINISHERS = {**OF_DESTRUCTION, "ingest": resume_ingest, LOADING: resume_load}


def settings() -> Settings:
    """The configuration that holds here."""
    user = user_config_path("sampler") / "config.toml"
    return load_settings(dict(os.environ), Path("sampler.toml"), user)


def _actor(session: Session) -> str:
    """Who acts: `sampler --as`, else SAMPLER_AS, else who made the home. On one laptop it is only said."""
    context = click.get_current_context(silent=True)
    acting = context.find_root().params.get("acting") if context else None
    name = os.environ.get("SAMPLER_AS") if acting is None else acting
    if name is None:
        return ME
    if not name.strip():
        raise UsageError("--as, or SAMPLER_AS, names nobody", "sampler --as dev@vendor.example …")
    return person_of(session, name)


def home_folder() -> Path:
    """Where the home is, or will be."""
    return Home.folder(os.environ.get("SAMPLER_HOME"))


def keys_folder() -> Path:
    """Where key stores are kept."""
    return keystore_folder(os.environ.get("SAMPLER_KEYSTORE"))


def keystore_secret() -> SecretSource:
    """The key store's passphrase, from `SAMPLER_KEYSTORE_PASSPHRASE_FILE|COMMAND|FD` or the terminal."""
    prefix = "SAMPLER_KEYSTORE_PASSPHRASE_"
    file, descriptor = os.environ.get(f"{prefix}FILE"), os.environ.get(f"{prefix}FD")
    return SecretSource(
        "key store passphrase",
        Path(file) if file else None,
        os.environ.get(f"{prefix}COMMAND") or None,
        int(descriptor) if descriptor and descriptor.isdecimal() else None,
        f"set {prefix}FILE, {prefix}COMMAND or {prefix}FD, or run this on a terminal to be asked",
    )


def talk(message: str) -> None:
    """Say something on stderr."""
    sys.stderr.write(f"sampler: {message}\n")


def progress(message: str) -> None:
    """Talk only where somebody watches; warnings always."""
    if message.startswith("warning") or sys.stderr.isatty():
        talk(message)


@contextmanager
def progress_bar(what: str, total: float | None) -> Iterator[Advance]:
    """A progress bar on stderr where somebody watches; nothing on a pipe.

    Without a `total`, how much is done and for how long.
    """
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console  # noqa: PLC0415 - rich loads when a bar is drawn
    from rich.progress import Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - as above

    columns = [*Progress.get_default_columns()]
    if total is None:
        columns = [*columns[:2], TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task(what, total=total)
        yield lambda done: drawn.advance(task, done)


@contextmanager
def working() -> Iterator[Session]:
    """A session that holds the home alone; what a crash left is finished or undone first."""
    home = Home.open(home_folder())
    with home.lock(), _session(home) as session:
        for said in recover(session, FINISHERS):
            talk(said)
        _note(session)
        yield session


def _note(session: Session) -> None:
    """Put on record what could not be before: settings that changed, wrong tries on the key store."""
    if failures := note_keystore(session, tries_path(keys_folder(), session.home.id)):
        talk(f"warning: {failures} wrong passphrases were tried on the key store; it is on the ledger")
    for name in loosening.note(session):
        talk(f"warning: the policy's setting {name} was changed; it is on the ledger and on every report")


@contextmanager
def working_locked() -> Iterator[tuple[Session, bool, tuple[str, ...]]]:
    """As `working`, for a timer: says whether the key store could be unlocked instead of failing.

    With a locked key store nothing can be recovered or recorded; what is erased is journalled. Gives also the
    deals whose interrupted destruction was finished first; what can't be finished yet stops nothing else.
    """
    home = Home.open(home_folder())
    with home.lock(), _session(home) as session:
        try:
            _ = session.vault.keys
        except LOCKED:
            yield session, False, ()
            return
        waiting = {note.subject for note in session.journal.pending() if note.act == "destroy"}
        try:
            for said in recover(session, FINISHERS):
                talk(said)
            _note(session)
        except LedgerError:
            raise
        except (SamplerError, OSError) as failed:
            error = from_system(failed) if isinstance(failed, OSError) else failed
            talk(f"warning: what was interrupted could not be finished yet: {error.message}")
        left = {note.subject for note in session.journal.pending() if note.act == "destroy"}
        yield session, True, tuple(sorted(waiting - left))


@contextmanager
def looking(*, checked: bool = True) -> Iterator[Session]:
    """A session that only reads; what a crash left is reported, not touched.

    Nothing is shown from tables that the ledger did not make, but by a command that says so itself.
    """
    home = Home.open(home_folder())
    with _session(home) as session:
        if checked:
            _check_tables(session)
        for note in () if _at_work(home) else session.journal.pending(clean=False):
            talk(f"warning: {was_left(note, 'was')}; the next writing command ends it")
        yield session


def _check_tables(session: Session) -> None:
    """Compare the tables with the ledger; again, when another command wrote an event in the meantime."""
    while True:
        head = session.registry.head()
        try:
            verify(session.registry, every_signature=False)
        except LedgerError:
            if session.registry.head() == head:
                raise
        else:
            return


def _at_work(home: Home) -> bool:
    """Say whether another command holds the home: what it is doing is not interrupted."""
    try:
        with home.lock(seconds=0):
            return False
    except LockedError:
        return True


@contextmanager
def _session(home: Home) -> Iterator[Session]:
    chosen = settings()
    store = find_keystore(keys_folder(), home.id, keystore_secret().asker())
    tries = tries_path(keys_folder(), home.id)
    guarded = GuardedStore(store, tries, system_clock, chosen.rules.wrong_tries)
    vault = Vault(home.root, guarded if store.kind == "passphrase" else store)
    if not home.registry.exists():
        raise IntegrityError("the home's registry is gone", "restore the home from a backup")
    registry = Registry(home.registry, system_clock)
    try:
        registry.chain()  # an empty registry is no registry
        zone = local_zone(chosen.zone)
        session = Session(home, vault, registry, system_clock, zone, progress, bar=progress_bar)
        session.policy, session.ci, session.workers = chosen.rules, on_ci(os.environ), chosen.workers
        session.hunt_roots = tuple(Path(root).expanduser() for root in chosen.hunt_roots)
        session.keys_folder = keys_folder()
        session.actor = _actor(session)
        yield session
    finally:
        registry.close()
