"""How a deal ended besides the destruction, for its certificate: the provider's choice, grace, hand-over."""

from typing import TypedDict

from sampler.custody.session import Session
from sampler.model.certificate import BY_DEFAULT, ERASE


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


def ends_of(session: Session, deal_id: str) -> Ends:
    """What the registry says of it; nothing chosen is `erase`, by default, and told as such."""
    deal, said = session.registry.get("deal", deal_id), session.registry.details("deal", deal_id)
    return {
        "mode": deal["disposal"] or ERASE,
        "mode_by": said.get("disposal_chosen_by", "") if deal["disposal"] else BY_DEFAULT,
        "mode_at": deal["disposal_at"] or "",
        "mode_recorded_by": _person(session, deal["disposal_by"] or ""),
        "grace_until": deal["grace_until"] or "",
        "handed_to": said.get("handover_to", ""),
        "handed_at": deal["handed_at"] or "",
        "handover": said.get("handover", ""),
        "returned": tuple(
            f"{row['id']} {row['state']}" for row in session.registry.find("returned", deal=deal_id)
        ),
    }


def _person(session: Session, person: str) -> str:
    if not person:
        return ""
    said = session.registry.details("person", person)
    return f"{said.get('name', '')} <{said.get('email', '')}>"
