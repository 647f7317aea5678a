"""The ledger as lines for a log collector (USR-5): JSON lines, or syslog by RFC 5424."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sampler.custody.session import Session
from sampler.model.canonical import canonical_json
from sampler.places.paths import host

FACILITY_AUDIT, NOTICE, WARNING = 13, 5, 4  # RFC 5424, tables 1 and 2
ENTERPRISE = "32473"  # RFC 5612: the number kept for examples; a collector needs one that is nobody's


def as_json_lines(session: Session, since: int = 1) -> Iterator[str]:
    """One event a line, with its place in the chain."""
    for seq, digest, body in _events(session, since):
        yield canonical_json({"seq": seq, "hash": digest, **body}).decode() + "\n"


def as_syslog(session: Session, since: int = 1) -> Iterator[str]:
    """One event a line; a refusal is a warning, everything else a notice."""
    name = host().replace(" ", "-") or "-"
    for seq, digest, body in _events(session, since):
        severity = WARNING if body["event"] == "refused" else NOTICE
        parameters = {"seq": str(seq), "hash": digest, "actor": body["actor"]}
        for key in ("act", "subject", "rule"):
            if key in body["facts"]:
                parameters[key] = str(body["facts"][key])
        data = " ".join(f'{key}="{_escaped(value)}"' for key, value in parameters.items())
        rows = sorted({f"{table}/{row_id}" for table, row_id, _ in body["changes"]})
        head = f"<{FACILITY_AUDIT * 8 + severity}>1 {body['at']} {name} sampler - {body['event']}"
        yield f"{head} [sampler@{ENTERPRISE} {data}] {' '.join(rows)}".rstrip() + "\n"


def _events(session: Session, since: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for entry in session.registry.entries():
        if entry.seq >= since:
            yield entry.seq, entry.hash.hex(), json.loads(entry.body)


def _escaped(value: str) -> str:
    """RFC 5424, 6.3.3: these three are escaped inside a parameter."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


EXPORTS: dict[str, Callable[[Session, int], Iterator[str]]] = {"jsonl": as_json_lines, "syslog": as_syslog}
