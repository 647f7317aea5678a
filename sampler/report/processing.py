"""The record of processing (GDPR Art. 30): as processor for providers, as controller of its own file."""

from typing import Any

from sampler.custody.gate import ask, objects_of
from sampler.custody.session import ME, Session
from sampler.duties.incidents import categories_of
from sampler.model.register import Form, Register, RegisterFact, RegisterPart
from sampler.report.names import made

MEASURES = ("encrypted", "access", "pseudonymized", "trail", "destroyed")


def processing_record(session: Session, deal: str = "") -> Register:
    """One part per provider and deal, then one for what this home keeps for its own purposes.

    Raises:
        NotFoundError: there is no such deal.
    """
    rows = [session.registry.get("deal", deal)] if deal else session.registry.find("deal")
    parts = [_as_processor(session, row) for row in rows]
    missing = [part.about for part in parts if not all(f.value for f in part.facts if f.key in _EXPECTED)]
    warnings = (f"unstated {', '.join(missing)}",) if missing else ()
    return made(session, "processing", (*parts, _as_controller(session)), deal=deal, warnings=warnings)


_EXPECTED = ("agreement", "legal-basis")


def _as_processor(session: Session, row: dict[str, Any]) -> RegisterPart:
    """Art. 30(2): for whom, what for, which data, who gets it, where, until when, how it is protected."""
    deal_id = row["id"]
    said = session.registry.details("deal", deal_id)
    scopes = session.registry.find("deal_scope", deal=deal_id, kind="environment", state="set")
    given = (
        ("register.controller", said.get("provider", ""), Form()),
        ("contact", said.get("contact", ""), Form()),
        ("register.processor", _us(session), Form()),
        ("purpose", said.get("purpose", ""), Form()),
        ("agreement", said.get("agreement", ""), Form()),
        ("legal-basis", said.get("legal_basis", ""), Form()),
        ("register.categories", _categories(session, deal_id), Form("terms", "entity")),
        ("register.recipients", _recipients(session, deal_id), Form()),
        ("register.countries", _countries(session, [scope["target"] for scope in scopes]), Form()),
        ("due-on", row["due_on"], Form("day")),
        ("state", row["state"], Form("term", "state")),
        ("register.measures", " ".join(MEASURES), Form("terms", "measure")),
    )
    title = f"{said.get('provider', '')} · {deal_id}".strip(" ·")
    return RegisterPart("processor", title, tuple(RegisterFact(*fact) for fact in given))


def _us(session: Session) -> str:
    me = session.registry.details("person", ME)
    return f"{me.get('name', '')} <{me.get('email', '')}>" if me else ""


def _categories(session: Session, deal: str) -> str:
    """Kinds of personal data that were found; known once a sample was sanitized, and while it is kept."""
    derived = session.registry.find("sample", deal=deal, kind="derived", state="present")
    objects = [name for sample in derived for name in objects_of(session, sample["id"], "manifest")]
    permit = ask(session, "report", deal, objects=objects)
    return " ".join(sorted(categories_of(session, permit, deal)))


def _recipients(session: Session, deal: str) -> str:
    rows = session.registry.find("copy", deal=deal)
    held = {session.registry.details("copy", row["id"]).get("holder", "") for row in rows}
    return ", ".join(sorted(filter(None, held)))


def _countries(session: Session, environments: list[str]) -> str:
    rows = [row for name in environments for row in session.registry.find("environment", id=name)]
    return ", ".join(f"{row['id']} ({row['country'] or '?'})" for row in rows)


def _as_controller(session: Session) -> RegisterPart:
    """Art. 30(1): what is kept of people to be able to prove all this."""
    people = session.registry.find("person")
    recipients = session.registry.find("recipient")
    given = (
        ("register.controller", _us(session), Form()),
        ("purpose", "proof", Form("term", "own-purpose")),
        ("register.people", "custodians recipients contacts", Form("terms", "own-people")),
        ("register.custodians", str(len(people)), Form("number")),
        ("register.known-recipients", str(len(recipients)), Form("number")),
        ("register.categories", "identity", Form("term", "own-data")),
        ("register.kept", "ledger", Form("term", "own-kept")),
        ("legal-basis", "", Form()),
        ("register.measures", "access trail", Form("terms", "measure")),
    )
    return RegisterPart("controller", "", tuple(RegisterFact(*fact) for fact in given))
