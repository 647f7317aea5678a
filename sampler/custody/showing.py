"""What the registry knows of a deal and its copies, for people and programs."""

from typing import Any

from sampler.custody.disposal import ERASE
from sampler.custody.session import Session
from sampler.model.manifest import NO_END
from sampler.registry.store import Row

TERMS = ("provider", "contact", "purpose", "agreement", "legal_basis")


def deal_summary(session: Session, deal_id: str) -> dict[str, Any]:
    """A deal with its terms, samples and copies.

    Raises:
        NotFoundError: no such deal.
    """
    deal, said = session.registry.get("deal", deal_id), session.registry.details("deal", deal_id)
    terms = {"deal": deal_id, **{name: said.get(name, "") for name in TERMS}}
    terms |= {name: deal[name] or "" for name in ("state", "outcome", "trial_ends", "due_on")}
    if deal["due_on"] == NO_END:  # our own data, which came back: no trial, no day
        terms |= {"trial_ends": "", "due_on": ""}
    terms |= _ends(deal, said)
    samples = [
        {key: row[key] for key in ("id", "kind", "state", "files", "audit")}
        for row in session.registry.find("sample", deal=deal_id)
    ]
    copies = [
        {key: row[key] for key in ("id", "sample", "kind", "state", "claim")}
        for row in session.registry.find("copy", deal=deal_id)
    ]
    return {"terms": terms, "samples": samples, "copies": copies}


def _ends(deal: Row, said: dict[str, str]) -> dict[str, str]:
    """How the data is to end, by whose choice, and what was agreed at the deal's end, where it was."""
    by = f"chosen by {said.get('disposal_chosen_by', '')}" if deal["disposal"] else "by default"
    found = {"disposal": f"{deal['disposal'] or ERASE}, {by}"}
    if deal["grace_until"]:
        found["grace_until"] = deal["grace_until"]
    if deal["handed_at"]:
        found["handed_over"] = f"{said.get('handover_to', '')}, {said.get('handover', '')}"
    return found


def copy_rows(
    session: Session, deal_id: str | None, details: dict[str, dict[str, str]] | None = None
) -> list[dict[str, Any]]:
    """Copies with their places; all deals when none is named. `details` are those of all copies, once read.

    Raises:
        NotFoundError: no such deal.
    """
    if deal_id is not None:
        session.registry.get("deal", deal_id)
    rows, details = [], session.registry.details_by_id("copy") if details is None else details
    for row in session.registry.find("copy", **({"deal": deal_id} if deal_id else {})):
        said = details.get(row["id"], {})
        rows.append({**row, "location": said.get("location", ""), "holder": said.get("holder", "")})
    return rows
