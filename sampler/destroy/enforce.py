"""What a timer runs: destroy what is due, certify what was erased, name what is overdue.

One deal that fails stops no other. Run again, it changes nothing that has not changed outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sampler.custody.deadlines import days_left
from sampler.custody.ending_words import AGAIN
from sampler.custody.endings import end_copy
from sampler.custody.gate import ask
from sampler.custody.samples import REST
from sampler.custody.session import Session
from sampler.destroy.came_back import came_back, put_back_on_record
from sampler.destroy.certify import still_true
from sampler.destroy.execute import execute, look_again
from sampler.destroy.hunt import hunt_first
from sampler.destroy.locked import erase
from sampler.destroy.plan import Plan, due, plan
from sampler.destroy.resume import resume_destruction
from sampler.errors import IntegrityError, LedgerError, RefusedError, SamplerError, from_system
from sampler.model.certificate import Claim
from sampler.registry.journal import Intention
from sampler.registry.store import BACKWARDS, Row
from sampler.registry.verify import verify

DESTROYED, INTERIM, HELD, FAILED = "destroyed", "interim", "held", "failed"
ERASED = "erased, not certified"
OPEN_AGAIN, EARLIER = "open again", "destroyed before"  # deals of which the certificate was final


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands between a deal and its final certificate: a copy, a hold, or the deal itself."""

    what: str
    because: str
    waits: bool = False  # a backup that will be gone by itself on its day


@dataclass(frozen=True, slots=True)
class Enforced:
    """How one due deal stands after a run. `error` is the slug of what stopped it, when it failed."""

    deal: str
    state: str
    certificate: str
    days_late: int
    missing: tuple[Missing, ...] = ()
    error: str = ""

    @property
    def waits(self) -> bool:
        """Whether nothing is missing but backups that expire by themselves."""
        return bool(self.missing) and all(one.waits for one in self.missing)


def enforce(session: Session, *, unlocked: bool, resumed: Iterable[str] = ()) -> list[Enforced]:
    """Destroy every deal that is due; can be run again at any time.

    With a locked key store data and keys are erased and journalled, and nothing is certified. `resumed` are
    deals that an interrupted run left and that were finished just now: they have their lines too.

    Raises:
        LedgerError: a table is not what the ledger made it.
        IntegrityError: the clock is behind the ledger: it can't say what is due, and nothing can be recorded.
    """
    session.timer = True
    verify(session.registry, every_signature=False)  # nothing is erased on an edited due date
    _check_clock(session)
    notes = {note.subject: note for note in session.journal.pending() if note.act == "destroy"}
    waiting = due(session)
    finished = [_line(session, deal_id) for deal_id in resumed if deal_id not in waiting]
    every = dict.fromkeys((*waiting, *(notes if unlocked else ())))
    done = finished + [_one(session, deal_id, notes.get(deal_id), unlocked=unlocked) for deal_id in every]
    return done + _looked_at_again(session, [one.deal for one in done], unlocked=unlocked)


def _looked_at_again(session: Session, done: list[str], *, unlocked: bool) -> list[Enforced]:
    """Deals destroyed earlier at whose copies' places something stands; the certificate was right then."""
    lines = []
    for deal_id, found in came_back(session, without=done).items():
        late, still = _late(session, deal_id), session.registry.find("copy", deal=deal_id, state="open")
        again = AGAIN in found.values() or any(row["id"] in found for row in still)
        if unlocked:
            try:
                put_back_on_record(session, deal_id, found)
            except RefusedError as refused:  # it is said all the same; who may will record it
                session.say(f"warning: {refused.message}")
        missing = tuple(Missing(copy, because) for copy, because in found.items())
        lines.append(
            Enforced(deal_id, OPEN_AGAIN if again else EARLIER, _last(session, deal_id), late, missing)
        )
    return lines


def _check_clock(session: Session) -> None:
    last = session.registry.last_moment()
    if last and session.now() < datetime.fromisoformat(last) - BACKWARDS:
        behind = int((datetime.fromisoformat(last) - session.now()).total_seconds())
        raise IntegrityError(
            f"the clock is {behind} s behind the ledger's last event: nothing was done",
            "set the clock right, then: sampler enforce",
        )


def _one(session: Session, deal_id: str, note: Intention | None, *, unlocked: bool) -> Enforced:
    """Enforce one deal; what stops it is its state and stops nothing else."""
    if holds := session.registry.find("hold", deal=deal_id, kind="legal", state="placed"):
        return _held(session, deal_id, holds)
    late = _late(session, deal_id)
    try:
        proposed = None if note is not None and unlocked else plan(session, deal_id)
        if proposed is not None and proposed.ending:
            late = _days_late(session, deal_id, proposed.due_on)
        if not unlocked and proposed is not None:
            left = erase(session, proposed)
            return _erased(session, deal_id, late) if left else _line(session, deal_id, late)
        _destroy(session, deal_id, note, proposed)
    except LedgerError:
        raise
    except (SamplerError, OSError) as failed:
        error = from_system(failed) if isinstance(failed, OSError) else failed
        because = Missing(deal_id, error.message)
        return Enforced(deal_id, FAILED, _last(session, deal_id), late, (because,), error.slug)
    return _line(session, deal_id, late)


def _destroy(session: Session, deal_id: str, note: Intention | None, proposed: Plan | None) -> None:
    """Finish an interrupted destruction, or look again for what is in doubt, or destroy."""
    if note is not None:
        resume_destruction(session, note)
        session.journal.done(note)
    elif proposed is not None and proposed.again:
        _look_for_the_rest(session, proposed)
    elif proposed is not None:
        found = hunt_first(session, deal_id, session.hunt_roots)
        execute(session, plan(session, deal_id) if found else proposed)


def _look_for_the_rest(session: Session, proposed: Plan) -> None:
    """Try the copies in doubt once more; only what has changed is recorded, and certified anew."""
    ask(session, "destroy", proposed.deal)
    for copy_id in proposed.copies:
        end_copy(session, copy_id, changes_only=True)
    look_again(session, proposed.deal)
    if not still_true(session, proposed.deal):
        execute(session, replace(proposed, copies=()))


def _line(session: Session, deal_id: str, late: int | None = None) -> Enforced:
    """How a deal stands by its last certificate."""
    rows = session.registry.find("certificate", deal=deal_id)
    final = bool(rows) and rows[-1]["kind"] == "final"
    return Enforced(
        deal_id,
        DESTROYED if final else INTERIM,
        _last(session, deal_id),
        _late(session, deal_id) if late is None else late,
        () if final else _missing(session, deal_id),
    )


def _held(session: Session, deal_id: str, holds: list[Row]) -> Enforced:
    since = tuple(Missing(row["id"], f"legal hold since {row['placed_at'][:10]}") for row in holds)
    return Enforced(deal_id, HELD, _last(session, deal_id), _late(session, deal_id), since)


def _erased(session: Session, deal_id: str, late: int) -> Enforced:
    because = Missing(deal_id, "the key store is locked")
    return Enforced(deal_id, ERASED, _last(session, deal_id), late, (because,))


def _missing(session: Session, deal_id: str) -> tuple[Missing, ...]:
    """The copies that keep a certificate interim, each with why; ids and fixed words only."""
    stays = {row["id"] for row in session.registry.find("sample", deal=deal_id, state=REST)}
    found = []
    for row in session.registry.find("copy", deal=deal_id):
        if row["claim"] == Claim.EXPIRES_ON:
            if row["expires_on"] >= session.today():
                found.append(Missing(row["id"], f"expires on {row['expires_on']}", waits=True))
        elif row["state"] == "open" and row["sample"] not in stays:
            found.append(Missing(row["id"], row["evidence"] or "not ended yet"))
    return tuple(found)


def _last(session: Session, deal_id: str) -> str:
    rows = session.registry.find("certificate", deal=deal_id)
    return str(rows[-1]["id"]) if rows else ""


def _late(session: Session, deal_id: str) -> int:
    """Days past a deal's end: until its destruction when all of it is certified, else until today."""
    row = session.registry.get("deal", deal_id)
    final = session.registry.find("certificate", deal=deal_id, kind="final")
    ended = row["destroyed_at"] if final else None
    until = session.day_of(ended, row["zone"] or "") if ended else ""
    return _days_late(session, deal_id, row["due_on"], until)


def _days_late(session: Session, deal_id: str, due_on: str, until: str = "") -> int:
    zone = session.registry.get("deal", deal_id)["zone"] or ""
    return max(0, -days_left(due_on, until or session.today(zone)))
