"""What a crash left: any command that takes the lock finishes it or undoes it, and says so."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sampler.custody.session import SIGNING_KEY, Session
from sampler.custody.targets import AGAIN, undo
from sampler.errors import SamplerError
from sampler.registry.journal import Intention
from sampler.registry.private_files import remove_durably

Finisher = Callable[[Session, Intention], str]


@contextmanager
def storing(session: Session, act: str, subject: str) -> Iterator[None]:
    """Do work that stores vault objects: after an error none stays that the registry does not know."""
    with session.journal.intend(act, subject) as intention, sweeping(session, intention):
        yield


@contextmanager
def sweeping(session: Session, intention: Intention) -> Iterator[None]:
    """After an error in the block, remove the objects it left and forget the intention."""
    try:
        yield
    except BaseException:  # what failed is what is said, also when its remains can't be removed
        try:
            sweep(session)
        except (OSError, SamplerError):
            session.say(f"warning: not everything that was stored could be removed; {AGAIN}")
        else:
            session.journal.done(intention)
        raise


def sweep(session: Session) -> int:
    """Remove objects and keys that no row names: a crash or an error left them. Say how many."""
    known = {row["id"] for row in session.registry.find("object", state="kept")} | {SIGNING_KEY}
    for part in session.home.documents.glob(".*.part"):
        remove_durably(part)
    return session.vault.sweep(known)


def was_left(intention: Intention, verb: str) -> str:
    """How an act was left: interrupted, or a deal erased as far as that goes without the key store."""
    if "erased" in intention.facts and not intention.facts.get("erasing"):
        return f"{intention.subject} {verb} erased without the key store"
    return f"{intention.act} of {intention.subject} {verb} interrupted"


def _kept_beside(session: Session, intention: Intention) -> str:
    """What a killed run had put on record stays, and the next run goes on from it."""
    rows = (
        session.registry.find("object", role="unfinished", state="kept")
        if intention.act == "sanitize"
        else []
    )
    kept = any(intention.subject.startswith(f"{row['sample']}s") for row in rows)
    return "; what was finished is kept for the next run" if kept else ""


def recover(session: Session, finishers: Mapping[str, Finisher]) -> list[str]:
    """Finish or undo every act that was under way, and say what was done, one line each.

    `finishers` are the acts that must be carried on, by name; all others are undone.
    """
    said = []
    for intention in session.journal.pending():
        if not intention.path.exists():  # another finisher has dealt with it
            continue
        if intention.act in finishers:
            outcome = finishers[intention.act](session, intention)
        elif "temporary" in intention.facts:
            outcome = "it had been recorded" if undo(session, intention.facts) else "undone"
        else:
            outcome = "undone" if sweep(session) else "nothing was left to undo"
            outcome += _kept_beside(session, intention)
        session.journal.done(intention)
        said.append(f"{was_left(intention, 'had been')}: {outcome}")
    sweep(session)
    if session.vault.unfinished_rotation():
        session.vault.finish_rotation()
        said.append("a change of the key-encryption key had been interrupted: finished")
    return said
