"""What the ledger says of rights in use: who made which copy, and when each grant was last used."""

import json
from collections.abc import Iterator
from typing import Any

from sampler.custody.session import Session
from sampler.policy.acts import DATA_ACTS


def makers(session: Session) -> dict[str, str]:
    """Copy to the person whose act registered it first."""
    made: dict[str, str] = {}
    for body in _bodies(session):
        for table, row_id, _ in body["changes"]:
            if table == "copy":
                made.setdefault(row_id, body["actor"])
    return made


def last_uses(session: Session) -> dict[tuple[str, str, str], str]:
    """When a person last did an act on a deal: (person, deal, act) to the moment."""
    samples = {row["id"]: row["deal"] for row in session.registry.find("sample")}
    uses: dict[tuple[str, str, str], str] = {}
    for body in _bodies(session):
        if body["event"] in DATA_ACTS and (deal := _deal(body, samples)):
            uses[body["actor"], deal, body["event"]] = body["at"]
    return uses


def _deal(body: dict[str, Any], samples: dict[str, str]) -> str:
    """The deal of an event: of the sample it names, or of a row it made."""
    subject = str(body["facts"].get("subject", ""))
    if subject in samples:
        return samples[subject]
    for _, _, columns in body["changes"]:
        if columns.get("deal"):
            return str(columns["deal"])
    return ""


def _bodies(session: Session) -> Iterator[dict[str, Any]]:
    return (json.loads(entry.body) for entry in session.registry.entries())
