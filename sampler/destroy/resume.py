"""Finish what a crash interrupted: a copy that was being removed, a destruction under way."""

from collections.abc import Mapping

from sampler.custody.endings import ERASED, FINISHED, STOOD, end_copy
from sampler.custody.recovery import Finisher
from sampler.custody.session import Session
from sampler.destroy.execute import run
from sampler.destroy.locked import erased_of, erasing_of
from sampler.destroy.plan import plan
from sampler.errors import UsageError
from sampler.registry.journal import Intention


def resume_destruction(session: Session, intention: Intention) -> str:
    """Carry an interrupted destruction on to its certificate."""
    endings = [note for note in session.journal.pending() if note.act == "copy.end"]
    interrupted = {note.subject for note in endings if _removing(note)} | erasing_of(intention)
    resumed = dict.fromkeys(interrupted, FINISHED) | dict.fromkeys(erased_of(intention), ERASED)
    try:
        outcome = run(session, plan(session, intention.subject), resumed=resumed)
    except UsageError:
        return "it had been recorded"
    for note in endings:
        session.journal.done(note)
    return f"finished; certificate {outcome.certificate} is {outcome.kind}"


def resume_ending(session: Session, intention: Intention) -> str:
    """Finish the removal of one copy."""
    if session.registry.get("copy", intention.subject)["state"] == "closed":
        return "it had been recorded"
    ending = end_copy(session, intention.subject, resumed=_removing(intention))
    return f"finished: {ending.claim}"


def _removing(note: Intention) -> bool:
    """Say whether a removal may have been under way; an older note does not say that the place was empty."""
    return note.facts.get(STOOD) != "no"


FINISHERS: Mapping[str, Finisher] = {"destroy": resume_destruction, "copy.end": resume_ending}
