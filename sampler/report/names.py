"""Names of custodians, and the parts that every register shares."""

from sampler import __version__
from sampler.custody.session import Session
from sampler.model.register import Register, RegisterPart


def names(session: Session) -> dict[str, str]:
    """Custodian id to name and id; a redacted name leaves the id."""
    found = {}
    for row in session.registry.find("person"):
        name = session.registry.details("person", row["id"]).get("name", "")
        found[str(row["id"])] = f"{name} ({row['id']})" if name else str(row["id"])
    return found


def made(
    session: Session,
    name: str,
    parts: tuple[RegisterPart, ...],
    *,
    deal: str = "",
    warnings: tuple[str, ...] = (),
) -> Register:
    """A register of this moment, with the head of the ledger."""
    return Register(
        name=name,
        generated_at=session.moment(),
        anchor=str(session.registry.head()),
        tool=f"sampler {__version__}",
        parts=parts,
        deal=deal,
        warnings=warnings,
    )
