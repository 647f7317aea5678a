"""Without the key store: erase what is due and journal it; the next unlocked command certifies."""

from sampler.custody.endings import unlink_known
from sampler.custody.session import Session
from sampler.destroy.plan import Plan
from sampler.errors import ErasedNotCertifiedError, LockedError, NotFoundError, PassphraseError
from sampler.registry.journal import Intention

LOCKED = (LockedError, PassphraseError, NotFoundError)


def erase(session: Session, plan: Plan) -> ErasedNotCertifiedError:
    """Remove copies, keys and objects of a deal without a word on the ledger, which can't be signed now.

    The journal keeps what was removed, so that the certificate can say so; gives the error to raise.
    """
    pending = [
        note for note in session.journal.pending() if (note.act, note.subject) == ("destroy", plan.deal)
    ]
    note = pending[0] if pending else session.journal.begin("destroy", plan.deal)
    erased = set(erased_of(note))
    for copy_id in plan.copies:
        if copy_id not in erased:
            session.journal.note(note, erasing=copy_id)
            if unlink_known(session, copy_id):
                erased.add(copy_id)
                session.journal.note(note, erased=" ".join(sorted(erased)))
    session.vault.erase(plan.objects)
    return ErasedNotCertifiedError(
        f"deal {plan.deal}: erased, not certified: the key store is locked",
        "unlock the key store and run any command: it completes the destruction and certifies it",
    )


def erased_of(note: Intention) -> frozenset[str]:
    """The copies that a journal note says were removed, or were just being removed."""
    return frozenset(f"{note.facts.get('erased', '')} {note.facts.get('erasing', '')}".split())
