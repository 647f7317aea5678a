"""Replay the ledger and compare it with the tables."""

import json
from dataclasses import dataclass
from typing import Any

from sampler.errors import LedgerError
from sampler.registry.ledger import Head, broken, check_anchor, check_chain, replay
from sampler.registry.schema import STATE_TABLES
from sampler.registry.store import Registry, seal


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared: events, rows, details present and details redacted since."""

    head: Head
    events: int
    rows: int
    details: int
    redacted: int


def verify(
    registry: Registry, anchor: tuple[int, str] | None = None, *, every_signature: bool = True
) -> Verification:
    """Check every hash, signature and body, then that the tables are what the events made them.

    A cut tail and a rewrite by the key's holder are caught by `anchor` only. The gate checks the last
    signature alone: it covers all events before it, since each hash contains the one before. What the gate
    found stands as long as the system has seen no write to the database's files since.

    Raises:
        LedgerError: the ledger is broken, or the tables are not what it says.
        MismatchError: it does not contain the anchor.
    """
    if every_signature or anchor is not None:
        return _verified(registry, anchor, every_signature=every_signature)
    stamp = registry.stamp()
    if registry.verified is None or registry.verified[0] != stamp:
        registry.verified = (stamp, _verified(registry, None, every_signature=False))
    return registry.verified[1]


def _verified(registry: Registry, anchor: tuple[int, str] | None, *, every_signature: bool) -> Verification:
    chain_id, public_key = registry.chain()
    state: dict[str, dict[str, dict[str, Any]]] = {}
    sealed: dict[str, str | None] = {}
    hashes: dict[int, bytes] = {}
    head = Head(0, bytes(32))
    for entry in check_chain(registry.entries(), chain_id, public_key, every=every_signature):
        try:
            replay(json.loads(entry.body), state, sealed)
        except (ValueError, KeyError, TypeError):
            raise broken(entry.seq, "its body can't be read") from None
        head = Head(entry.seq, entry.hash)
        hashes[entry.seq] = entry.hash
    if not registry.guarded():
        raise LedgerError(
            "the triggers that guard the ledger are gone, or there are others",
            "compare the registry with its last backup",
        )
    if registry.bodies() != head.seq:
        raise LedgerError("the ledger has bodies without events")
    if anchor is not None:
        check_anchor(anchor, hashes, head.seq)
    rows = _compare_tables(registry, state)
    details, redacted = _compare_details(registry, sealed)
    return Verification(head, head.seq, rows, details, redacted)


def _compare_tables(registry: Registry, state: dict[str, dict[str, dict[str, Any]]]) -> int:
    compared = 0
    for name, table in STATE_TABLES.items():
        expected = state.pop(name, {})
        actual = {row.pop("id"): row for row in registry.find(name)}
        for row_id in sorted(expected.keys() | actual.keys()):
            blank = dict.fromkeys(column for column in table.c.keys() if column != "id")  # noqa: SIM118 - not a dict
            if (
                row_id not in actual
                or row_id not in expected
                or actual[row_id] != {**blank, **expected[row_id]}
            ):
                raise LedgerError(
                    f"the table {name} is not what the ledger says", f"compare {name} with a backup"
                )
            compared += 1
    if state:
        raise LedgerError("the ledger speaks of tables that this version does not know")
    return compared


def _compare_details(registry: Registry, sealed: dict[str, str | None]) -> tuple[int, int]:
    actual = registry.all_details()
    if actual.keys() != sealed.keys():
        raise LedgerError("the details are not those the ledger has sealed")
    redacted = 0
    for key, digest in sealed.items():
        salt, value = actual[key]
        if digest is None:
            redacted += 1
            if value is not None or salt is not None:
                raise LedgerError("a redacted detail is there again")
        elif salt is None or value is None or seal(salt, value) != digest:
            raise LedgerError(f"a detail of {key.partition('#')[0].partition('/')[0]} was changed")
    return len(sealed) - redacted, redacted
