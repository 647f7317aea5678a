"""Without the key store: erase what is due and journal it; the next unlocked command certifies."""

from sampler.custody.endings import stood, unlink_known
from sampler.custody.session import Session
from sampler.destroy.plan import Plan
from sampler.errors import LockedError, NotFoundError, PassphraseError
from sampler.registry.journal import Intention

LOCKED = (LockedError, PassphraseError, NotFoundError)


def erase(session: Session, plan: Plan) -> bool:
    """Remove copies, keys and objects of a deal without a word on the ledger, which can't be signed now.

    The journal keeps what was removed, so that the certificate can say so. False when nothing is left to
    certify: the data is destroyed already, and none of the copies in doubt could be removed.
    """
    note = _note(session, plan.deal)
    erased = set(erased_of(note))
    before = set(erased)
    for copy_id in plan.copies:
        if copy_id not in erased:
            about = copy_id if stood(session, copy_id) else ""
            session.journal.note(note, erased=" ".join(sorted(erased)), erasing=about)
            if unlink_known(session, copy_id):
                erased.add(copy_id)
    session.journal.note(note, erased=" ".join(sorted(erased)), erasing="")
    session.vault.erase(plan.objects)
    if plan.again and not before and not erased:
        session.journal.done(note)
        return False
    return True


def _note(session: Session, deal: str) -> Intention:
    pending = [note for note in session.journal.pending() if (note.act, note.subject) == ("destroy", deal)]
    return pending[0] if pending else session.journal.begin("destroy", deal)


def erased_of(note: Intention) -> frozenset[str]:
    """The copies that a journal note says were removed without the key store."""
    return frozenset(note.facts.get("erased", "").split())


def erasing_of(note: Intention) -> frozenset[str]:
    """The copy that was just being removed when a run without the key store was interrupted."""
    return frozenset(note.facts.get("erasing", "").split())
