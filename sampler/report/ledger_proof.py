"""A deal's part of the ledger with its proofs: the whole chain as hashes, the deal's own events in full."""

import json
from dataclasses import dataclass
from typing import Any

from sampler.custody.session import Session
from sampler.registry.schema import STATE_TABLES


@dataclass(frozen=True, slots=True)
class Extract:
    """What proves a deal's events: `chain` has a line per event of the home, `events` the salted bodies."""

    chain_id: str
    chain: str
    events: dict[int, tuple[bytes, str]]  # number -> salt and body, and their SHA-256
    withheld: int  # events that concern this deal and others: of these only the hash is given


def extract(session: Session, deal: str) -> Extract:
    """Take the events that concern this deal and no other; nothing of another provider leaves."""
    owners, lines, events, withheld = _owners(session), [], {}, 0
    named: dict[str, set[str]] = {}
    for (_, row_id), owner in owners.items():
        named.setdefault(row_id, set()).add(owner)
    for entry in session.registry.entries():
        lines.append(f"{entry.seq} {entry.prev.hex()} {entry.body_hash.hex()} {entry.hash.hex()}\n")
        concerned = _deals_of(json.loads(entry.body), owners, named)
        if concerned == {deal}:
            events[entry.seq] = (entry.salt + entry.body, entry.body_hash.hex())
        elif deal in concerned:
            withheld += 1
    chain_id, _ = session.registry.chain()
    return Extract(chain_id.hex(), "".join(lines), events, withheld)


def _owners(session: Session) -> dict[tuple[str, str], str]:
    """Row to deal, for every row that belongs to one."""
    found: dict[tuple[str, str], str] = {}
    for table in STATE_TABLES:
        for row in session.registry.find(table):
            if row.get("deal"):
                found[table, row["id"]] = row["deal"]
    for row in session.registry.find("deal"):
        found["deal", row["id"]] = row["id"]
    for table, parent in (("file", "sample"), ("incident_entry", "incident"), ("statement", "copy")):
        for row in session.registry.find(table):
            if deal := found.get((parent, row.get(parent) or "")):
                found[table, row["id"]] = deal
    return found


def _deals_of(
    body: dict[str, Any], owners: dict[tuple[str, str], str], named: dict[str, set[str]]
) -> set[str]:
    """The deals that an event names: by the rows it changed and the ids among its facts."""
    found = {owners[table, row_id] for table, row_id, _ in body["changes"] if (table, row_id) in owners}
    for fact in body["facts"].values():
        for value in fact if isinstance(fact, list) else (fact,):
            found |= named.get(str(value), set())
    return found
