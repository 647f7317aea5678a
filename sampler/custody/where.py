"""Where data is: each copy with medium, environment, country, custodian, protection, last check (IJO-6)."""

from typing import Any

from sampler.custody.session import Session
from sampler.errors import NotFoundError

SHOWN = (
    *("id", "sample", "kind", "state", "medium", "environment", "country", "custodian", "protection"),
    *("checked_at", "place"),
)

RECIPIENTS = "the recipient's own"  # its name there says nothing here, where `here` is this machine


def where(session: Session, subject: str = "") -> list[dict[str, str]]:
    """One row per copy and one per sample for its encrypted copy in the vault; all deals without `subject`.

    What was destroyed stays listed, with how it ended: the provider may ask.

    Raises:
        NotFoundError: there is no such deal or sample.
    """
    samples = _samples(session, subject)
    rows = [_of_vault(session, sample) for sample in samples]
    rows += [_of_copy(session, copy) for copy in _copies(session, subject, samples)]
    return rows


def _copies(session: Session, subject: str, samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids, found = {sample["id"] for sample in samples}, session.registry.find("copy")
    return [copy for copy in found if not subject or copy["sample"] in ids or copy["deal"] == subject]


def _samples(session: Session, subject: str) -> list[dict[str, Any]]:
    if not subject:
        return session.registry.find("sample")
    if session.registry.find("deal", id=subject):
        return session.registry.find("sample", deal=subject)
    found = session.registry.find("sample", id=subject)
    if not found:
        raise NotFoundError(f"no deal or sample {subject} here", "sampler deal list")
    return found


def _of_vault(session: Session, sample: dict[str, Any]) -> dict[str, str]:
    objects = session.registry.find("object", sample=sample["id"])
    here = any(row["state"] == "kept" for row in objects)
    me = session.registry.details("person", session.actor)
    home = _environment(session, "here")
    return {
        "id": f"vault/{sample['id']}",
        "deal": sample["deal"],
        "sample": sample["id"],
        "kind": "vault",
        "state": "open" if here else "key-destroyed",
        "medium": "disk",
        "environment": "here",
        "country": home["country"],
        "custodian": me.get("email", ""),
        "protection": "encrypted",
        "checked_at": home["checked_at"] or sample["received_at"] or "",
        "place": "the home's vault",
    }


def _of_copy(session: Session, copy: dict[str, Any]) -> dict[str, str]:
    said = session.registry.details("copy", copy["id"])
    declared = _environment(session, copy["environment"] or "")
    me = session.registry.details("person", session.actor)
    host = f"{said['host']}: " if said.get("host") else ""
    return {
        "id": copy["id"],
        "deal": copy["deal"] or "",
        "sample": copy["sample"] or "",
        "kind": copy["kind"],
        "state": "open" if copy["state"] == "open" else str(copy["claim"]),
        "medium": _medium(session, copy["medium"] or "", here=bool(host)),
        "environment": RECIPIENTS if copy["kind"] == "held" else copy["environment"] or "not stated",
        "country": said.get("country") or declared["country"] or "not stated",
        "custodian": said.get("holder") or me.get("email", ""),
        "protection": copy["protection"] or "unverified",
        "checked_at": copy["checked_at"] or f"{copy['made_at'] or ''} (made)",
        "place": f"{host}{said.get('location', '')}",
    }


def _environment(session: Session, name: str) -> dict[str, str]:
    rows = session.registry.find("environment", id=name) if name else []
    row = rows[0] if rows else {}
    return {key: row.get(key) or "" for key in ("country", "kind", "checked_at")}


def _medium(session: Session, medium: str, *, here: bool) -> str:
    rows = session.registry.find("medium", id=medium) if medium else []
    return f"{medium} ({rows[0]['kind']})" if rows else "disk" if here else "not stated"
