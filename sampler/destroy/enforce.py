"""What a timer runs: destroy what is due, certify what was erased, name what is overdue."""

from dataclasses import dataclass

from sampler.custody.deals import days_left
from sampler.custody.session import Session
from sampler.destroy.execute import execute
from sampler.destroy.locked import erase
from sampler.destroy.plan import due, plan


@dataclass(frozen=True, slots=True)
class Enforced:
    """What was done for one deal: destroyed, interim, or `erased, not certified`."""

    deal: str
    state: str
    certificate: str
    days_late: int


def enforce(session: Session, *, unlocked: bool) -> list[Enforced]:
    """Destroy every deal that is due; can be run again at any time.

    With a locked key store data and keys are erased and journalled, and nothing is certified.
    """
    done = []
    for deal_id in due(session):
        proposed = plan(session, deal_id)
        late = max(0, -days_left(proposed.due_on, session.today()))
        if not unlocked:
            erase(session, proposed)
            done.append(Enforced(deal_id, "erased, not certified", "", late))
            continue
        outcome = execute(session, proposed)
        state = "destroyed" if outcome.kind == "final" else "interim"
        done.append(Enforced(deal_id, state, outcome.certificate, late))
    return done
