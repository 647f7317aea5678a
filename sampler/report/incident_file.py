"""The file of an incident (GDPR Art. 33(5)): what happened, what was done, who could see the data."""

from typing import Any

from sampler.custody.session import Session
from sampler.duties.incidents import late
from sampler.errors import NotFoundError
from sampler.model.register import Form, Register, RegisterColumn, RegisterFact, RegisterPart
from sampler.report.exposure import parts_of
from sampler.report.names import made, names

MOMENT = Form("moment")
_ENTRIES = (
    RegisterColumn("when", 4, MOMENT),
    RegisterColumn("kind", 4, Form("term", "entry")),
    RegisterColumn("by", 4),
    RegisterColumn("note", 8),
)


def incident_file(session: Session, incident: str) -> Register:
    """Everything on record of one incident.

    Raises:
        NotFoundError: there is no such incident.
    """
    rows = session.registry.find("incident", id=incident)
    if not rows:
        raise NotFoundError("no such incident", "sampler incident list")
    row = rows[0]
    parts = (
        RegisterPart("incident", incident, facts=_facts(session, row)),
        RegisterPart("entries", columns=_ENTRIES, rows=_entries(session, incident)),
        *parts_of(session, row["deal"]),
    )
    due = row["provider_due_at"]
    behind = late(row, session.moment()) or (row["notified_at"] or "") > due
    warnings = (f"told-late {due}",) if behind else ()
    return made(session, "incident", parts, deal=row["deal"], warnings=warnings)


def _facts(session: Session, row: dict[str, Any]) -> tuple[RegisterFact, ...]:
    said = session.registry.details("incident", row["id"])
    called = names(session)
    given = (
        ("deal", row["deal"], Form()),
        ("provider", session.registry.details("deal", row["deal"]).get("provider", ""), Form()),
        ("kind", row["kind"], Form("term", "incident")),
        ("register.nature", said.get("nature", ""), Form()),
        ("state", row["state"], Form("term", "incident-state")),
        ("copy", row["copy"] or "", Form()),
        ("register.happened", row["happened_at"] or "", MOMENT),
        ("register.known", row["known_at"], MOMENT),
        ("register.provider-due", row["provider_due_at"], MOMENT),
        ("register.told", row["notified_at"] or "", MOMENT),
        ("register.told-how", said.get("notified_how", ""), Form()),
        ("register.authority-due", row["authority_due_at"] or "", MOMENT),
        ("register.closed", row["closed_at"] or "", MOMENT),
        ("register.opened-by", called.get(row["opened_by"], row["opened_by"]), Form()),
        ("register.categories", said.get("categories", ""), Form("terms", "entity")),
    )
    return tuple(RegisterFact(*fact) for fact in given)


def _entries(session: Session, incident: str) -> tuple[tuple[str, ...], ...]:
    called = names(session)
    return tuple(
        (
            str(row["at"]),
            str(row["kind"]),
            called.get(str(row["by"]), str(row["by"])),
            session.registry.details("incident_entry", row["id"]).get("text", ""),
        )
        for row in session.registry.find("incident_entry", incident=incident)
    )
