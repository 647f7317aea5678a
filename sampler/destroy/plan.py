"""What a destruction will do, as a value: a dry run is not executing it."""

from dataclasses import dataclass

from sampler.custody.session import Session
from sampler.errors import UsageError


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything of one deal that is to end: open copies, vault objects, the deal's key.

    `again` says that the deal's data is destroyed and only unverified copies are looked at once more.
    """

    deal: str
    samples: tuple[str, ...]
    copies: tuple[str, ...]
    objects: tuple[str, ...]
    due_on: str
    early: bool
    again: bool

    def __post_init__(self) -> None:
        if self.again and self.objects:
            raise ValueError("a destroyed deal has no objects left")


def plan(session: Session, deal_id: str) -> Plan:
    """List what the destruction of a deal covers.

    Raises:
        NotFoundError: no such deal.
        UsageError: it is destroyed and certified already.
    """
    deal = session.registry.get("deal", deal_id)
    copies = tuple(row["id"] for row in session.registry.find("copy", deal=deal_id, state="open"))
    again = deal["state"] == "destroyed"
    if again and not copies and session.registry.find("certificate", deal=deal_id, kind="final"):
        raise UsageError(
            f"deal {deal_id} is destroyed and certified already",
            f"sampler report destruction --deal {deal_id}",
        )
    return Plan(
        deal_id,
        tuple(row["id"] for row in session.registry.find("sample", deal=deal_id)),
        copies,
        tuple(row["id"] for row in session.registry.find("object", deal=deal_id, state="kept")),
        deal["due_on"],
        early=session.today() < deal["due_on"],
        again=again,
    )


def due(session: Session) -> list[str]:
    """Deals whose data should be gone by today and is not, or is not certified as a whole."""
    today = session.today()
    certified = {row["deal"] for row in session.registry.find("certificate", kind="final")}
    deals = session.registry.find("deal")
    return [
        d["id"]
        for d in deals
        if d["id"] not in certified and (d["due_on"] <= today or d["state"] == "destroying")
    ]
