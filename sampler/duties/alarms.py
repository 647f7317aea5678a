"""What is late: notices of incidents, answers to requests, copies that people have to end, the review."""

from dataclasses import dataclass

from sampler.custody.access import overdue
from sampler.custody.session import Session
from sampler.custody.tasks import late_tasks
from sampler.duties.incidents import late


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is late, the rule it offends, the command that ends it, and whose deal it is about."""

    rule: str
    text: str
    hint: str
    deal: str = ""


def alarms(session: Session) -> list[Alarm]:
    """Everything late, the oldest duty first within its kind."""
    now, today = session.moment(), session.today()
    found = [
        Alarm(
            "IJO-5",
            f"incident {row['id']}: the provider of {row['deal']} was to be told by {row['provider_due_at']}",
            f"sampler incident notify {row['id']} --how …",
            row["deal"],
        )
        for row in session.registry.find("incident")
        if late(row, now)
    ]
    found += [
        Alarm(
            "IJO-8",
            f"request {row['id']} ({row['kind']} of {row['deal']}) was due on {row['due_on']}",
            f"sampler request close {row['id']} --outcome …",
            row["deal"],
        )
        for row in session.registry.find("request", state="open")
        if row["due_on"] < today
    ]
    found += [
        Alarm(
            "EDU-6",
            f"copy {task.copy} of {task.deal}, which a person has to end, was due on {task.due}",
            f"sampler task remind {task.copy} --into .",
        )
        for task in late_tasks(session)
    ]
    if due := overdue(session):
        found.append(
            Alarm("JUN-7", f"the review of accesses was due on {due}", "sampler access review --done")
        )
    return found
