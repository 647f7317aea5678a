"""What the registry knows of a deal and its copies, for people and programs."""

from typing import Any

from sampler.custody.session import Session

TERMS = ("provider", "contact", "purpose", "agreement", "legal_basis")


def deal_summary(session: Session, deal_id: str) -> dict[str, Any]:
    """A deal with its terms, samples and copies.

    Raises:
        NotFoundError: no such deal.
    """
    deal, said = session.registry.get("deal", deal_id), session.registry.details("deal", deal_id)
    terms = {"deal": deal_id, **{name: said.get(name, "") for name in TERMS}}
    terms |= {name: deal[name] or "" for name in ("state", "outcome", "trial_ends", "due_on")}
    samples = [
        {key: row[key] for key in ("id", "kind", "state", "files", "audit")}
        for row in session.registry.find("sample", deal=deal_id)
    ]
    copies = [
        {key: row[key] for key in ("id", "sample", "kind", "state", "claim")}
        for row in session.registry.find("copy", deal=deal_id)
    ]
    return {"terms": terms, "samples": samples, "copies": copies}


def copy_rows(session: Session, deal_id: str | None) -> list[dict[str, Any]]:
    """Copies with their places; all deals when none is named.

    Raises:
        NotFoundError: no such deal.
    """
    if deal_id is not None:
        session.registry.get("deal", deal_id)
    rows = []
    for row in session.registry.find("copy", **({"deal": deal_id} if deal_id else {})):
        said = session.registry.details("copy", row["id"])
        rows.append({**row, "location": said.get("location", ""), "holder": said.get("holder", "")})
    return rows
