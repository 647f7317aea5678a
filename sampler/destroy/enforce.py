"""What a timer runs: destroy what is due, certify what was erased, name what is overdue."""

from dataclasses import dataclass

from sampler.custody.deals import days_left
from sampler.custody.session import Session
from sampler.destroy.execute import execute
from sampler.destroy.hunt import hunt_first
from sampler.destroy.locked import erase
from sampler.destroy.plan import due, plan
from sampler.registry.verify import verify

HELD = "held"


@dataclass(frozen=True, slots=True)
class Enforced:
    """What was done for one deal: destroyed, interim, held, or `erased, not certified`."""

    deal: str
    state: str
    certificate: str
    days_late: int


def legally_held(session: Session, deal_id: str) -> bool:
    """Say whether a legal hold keeps a deal's data; a locked key store does not stop this look."""
    return bool(session.registry.find("hold", deal=deal_id, kind="legal", state="placed"))


def enforce(session: Session, *, unlocked: bool) -> list[Enforced]:
    """Destroy every deal that is due; can be run again at any time.

    With a locked key store data and keys are erased and journalled, and nothing is certified.

    Raises:
        LedgerError: a table is not what the ledger made it.
    """
    verify(session.registry, every_signature=False)  # nothing is erased on an edited due date
    done = []
    for deal_id in due(session):
        if legally_held(session, deal_id):
            done.append(Enforced(deal_id, HELD, "", 0))
            continue
        proposed = plan(session, deal_id)
        late = max(0, -days_left(proposed.due_on, session.today()))
        if not unlocked:
            erase(session, proposed)  # fingerprints can't be read without their key: nothing is hunted
            done.append(Enforced(deal_id, "erased, not certified", "", late))
            continue
        if hunt_first(session, deal_id, session.hunt_roots):
            proposed = plan(session, deal_id)  # with the copies that were found
        outcome = execute(session, proposed)
        state = "destroyed" if outcome.kind == "final" else "interim"
        done.append(Enforced(deal_id, state, outcome.certificate, late))
    return done
