"""How a deal ended besides the destruction, for its certificate: the provider's choice, grace, hand-over."""

import hashlib
import json
from typing import TypedDict

from sampler.custody.returns import BY_STATEMENT, CONFIRMED
from sampler.custody.session import Session
from sampler.model.certificate import BY_DEFAULT, ERASE
from sampler.registry.store import Row

NO_FILE = hashlib.sha256(b"").hexdigest()  # the digest on record where no word was kept


class Ends(TypedDict):
    """The fields of a certificate that say it."""

    mode: str
    mode_by: str
    mode_at: str
    mode_recorded_by: str
    grace_until: str
    handed_to: str
    handed_at: str
    handover: str
    returned: tuple[str, ...]
    extended: tuple[str, ...]


def ends_of(session: Session, deal_id: str) -> Ends:
    """What the registry says of it; nothing chosen is `erase`, by default, and told as such."""
    deal, said = session.registry.get("deal", deal_id), session.registry.details("deal", deal_id)
    return {
        "mode": deal["disposal"] or ERASE,
        "mode_by": said.get("disposal_chosen_by", "") if deal["disposal"] else BY_DEFAULT,
        "mode_at": deal["disposal_at"] or "",
        "mode_recorded_by": person_of(session, deal["disposal_by"] or ""),
        "grace_until": deal["grace_until"] or "",
        "handed_to": said.get("handover_to", ""),
        "handed_at": deal["handed_at"] or "",
        "handover": said.get("handover", ""),
        "returned": tuple(_returned(session, row) for row in session.registry.find("returned", deal=deal_id)),
        "extended": _extended(session, deal_id),
    }


def _returned(session: Session, row: Row) -> str:
    """A return: packed, or confirmed by whom, recorded by whom and when, and on what evidence."""
    number = str(row["id"])
    if row["state"] != CONFIRMED:
        return f"{number} {row['state']}"
    said = session.registry.details("returned", number)
    digest = said.get("sha256", NO_FILE)
    evidence = f"SHA-256 {digest}" if digest != NO_FILE else "none"
    evidence = "their signed statement" if row["way"] == BY_STATEMENT else evidence
    by, recorded = said.get("confirmed_by", ""), person_of(session, row["confirmed_by"] or "")
    return (
        f"{number} confirmed by {by}, recorded by {recorded} at {row['confirmed_at']}; evidence: {evidence}"
    )


def _extended(session: Session, deal_id: str) -> tuple[str, ...]:
    """Each later end of the trial, from the ledger: the day before, the day after, the authorization."""
    found, ends = [], ""
    for entry in session.registry.entries():
        body = json.loads(entry.body)
        for table, row_id, columns in body["changes"]:
            if (table, row_id) == ("deal", deal_id) and "trial_ends" in columns:
                if body["event"] == "deal.extend":
                    by = body["facts"]["authorization"]
                    found.append(f"from {ends} to {columns['trial_ends']} by {by}")
                ends = columns["trial_ends"]
    return tuple(found)


def person_of(session: Session, person: str) -> str:
    """The name and address of a person of this home, for a document."""
    if not person:
        return ""
    said = session.registry.details("person", person)
    return f"{said.get('name', '')} <{said.get('email', '')}>"
