"""Wrong passphrases are on record; they slow the next try down, then lock (USR-3)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.errors import NotFoundError, PassphraseError
from sampler.policy.tries import Tries
from sampler.registry.store import Row
from sampler.vault.lockout import read_tries, tries_path

KEYSTORE = "keystore"
HEAD = 64 * 1024


def target_of(stream: BinaryIO) -> str:
    """The name by which a pack's wrong tries are counted: a digest of its beginning, which has its salt."""
    digest = hashlib.sha256(stream.read(HEAD)).hexdigest()[:16]
    stream.seek(0)
    return f"pack-{digest}"


@contextmanager
def trying(session: Session, target: str) -> Iterator[None]:
    """Try a passphrase on a pack, if the gate lets; a wrong one is counted, a right one ends the count.

    Raises:
        RefusedError: the next try has to wait, or is locked (USR-3).
    """
    ask(session, "unlock", target)
    before = session.registry.find("lockout", id=target)
    failures = before[0]["failures"] if before else 0
    try:
        yield
    except PassphraseError as error:
        if "does not open" in error.message:  # a passphrase that was not given is no try
            locked = Tries(failures + 1).locked(session.policy.wrong_tries)
            _count(session, target, failures + 1, "locked" if locked else "counting")
        raise
    if failures:
        _count(session, target, 0, "open")


def _count(session: Session, target: str, failures: int, state: str) -> None:
    with session.registry.act("passphrase.tried", actor=session.actor) as act:
        act.put("lockout", target, target=target, failures=failures, state=state, since=session.moment())


def release(session: Session, target: str) -> None:
    """Let a pack be tried again, by the officer.

    Raises:
        NotFoundError: nothing is locked or waiting under this name.
    """
    ask(session, "lockout.release", target)
    rows = session.registry.find("lockout", id=target)
    if not rows or not rows[0]["failures"]:
        raise NotFoundError("nothing is locked under this name", "sampler access locks")
    with session.registry.act("lockout.release", actor=session.actor) as act:
        act.put("lockout", target, failures=0, state="released", since=session.moment())
        act.put("lockout", target, released_by=session.actor)


def note_keystore(session: Session, path: Path) -> int:
    """Put the key store's wrong tries, counted while nothing could be signed, on record; say how many."""
    tries = read_tries(path)
    if tries.failures:
        _count(session, KEYSTORE, tries.failures, "opened")
        path.unlink(missing_ok=True)
    return tries.failures


def standing(session: Session) -> list[dict[str, str]]:
    """What was tried in vain since it was last opened; of the key store, which every command opens, ever."""
    rows = [row for row in session.registry.find("lockout") if _is_shown(row)]
    shown = ("id", "failures", "state", "since")
    found = [{key: str(row[key]) for key in shown} for row in rows]
    folder = session.keys_folder
    tries = read_tries(tries_path(folder, session.home.id)) if folder is not None else Tries()
    if tries.failures:  # not on the ledger yet
        state = "locked" if tries.locked(session.policy.wrong_tries) else "counting"
        values = (KEYSTORE, str(tries.failures), state, tries.last)
        found.append(dict(zip(shown, values, strict=True)))
    return found


def _is_shown(row: Row) -> bool:
    return row["state"] in ("counting", "locked") or (row["id"] == KEYSTORE and bool(row["failures"]))
