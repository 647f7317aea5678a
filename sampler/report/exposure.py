"""Exposure: who could see what of a deal, when, and who did; from grants, copies and the ledger."""

import json
from typing import Any

from sampler.custody.session import Session
from sampler.custody.uses import makers
from sampler.model.register import Form, Register, RegisterColumn, RegisterPart
from sampler.policy.acts import DATA_ACTS
from sampler.report.names import made, names

DAY, MOMENT, NUMBER = Form("day"), Form("moment"), Form("number")
_COULD = (
    RegisterColumn("register.person", 4),
    RegisterColumn("register.may", 6, Form("terms", "grant-act")),
    RegisterColumn("register.from", 4, DAY),
    RegisterColumn("register.until", 4, DAY),
)
_HELD = (
    RegisterColumn("copy", 3),
    RegisterColumn("sample", 4),
    RegisterColumn("kind", 6, Form("term", "copy-kind")),
    RegisterColumn("holder", 6),
    RegisterColumn("protection", 5, Form("term", "protection")),
    RegisterColumn("register.from", 8, MOMENT),
    RegisterColumn("register.until", 8, MOMENT),
)
_DID = (
    RegisterColumn("register.person", 7),
    RegisterColumn("act", 8, Form("term", "act")),
    RegisterColumn("subject", 6),
    RegisterColumn("register.times", 3, NUMBER),
    RegisterColumn("register.first", 9, MOMENT),
    RegisterColumn("register.last", 9, MOMENT),
)


def exposure(session: Session, deal: str) -> Register:
    """Rights, copies and acts of one deal with the time each lasted; an open end is an empty cell.

    Raises:
        NotFoundError: there is no such deal.
    """
    session.registry.get("deal", deal)
    return made(session, "exposure", parts_of(session, deal), deal=deal)


def parts_of(session: Session, deal: str) -> tuple[RegisterPart, ...]:
    """The three tables: who could, who held, who did."""
    called = names(session)
    return (
        RegisterPart("could", deal, columns=_COULD, rows=_could(session, deal, called)),
        RegisterPart("held", deal, columns=_HELD, rows=_held(session, deal, called)),
        RegisterPart("did", deal, columns=_DID, rows=_did(session, deal, called)),
    )


def _could(session: Session, deal: str, called: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """One line per person and time span: a right ends with its day, its withdrawal or the data."""
    gone = (session.registry.get("deal", deal)["destroyed_at"] or "")[:10]
    spans: dict[tuple[str, str, str], list[str]] = {}
    for row in session.registry.find("grant", deal=deal):
        ends = [row["expires_on"], (row["withdrawn_at"] or "")[:10], gone]
        last = min(filter(None, ends))
        spans.setdefault((row["person"], row["given_at"][:10], last), []).append(row["act"])
    return tuple(
        (called.get(person, person), " ".join(sorted(acts)), first, last)
        for (person, first, last), acts in sorted(spans.items(), key=lambda item: (item[0][1], item[0]))
    )


def _held(session: Session, deal: str, called: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    by = makers(session)
    rows = []
    for row in session.registry.find("copy", deal=deal):
        maker = by.get(row["id"], "")
        holder = session.registry.details("copy", row["id"]).get("holder", "") or called.get(maker, maker)
        known = (row["kind"], holder, row["protection"] or "", row["made_at"], row["closed_at"] or "")
        rows.append((row["id"], row["sample"] or "", *known))
    return tuple(rows)


def _did(session: Session, deal: str, called: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """Acts on the data by person, act and sample: how often, first and last; refused ones are not acts."""
    samples = {row["id"] for row in session.registry.find("sample", deal=deal)}
    seen: dict[tuple[str, str, str], list[str]] = {}
    for entry in session.registry.entries():
        body: dict[str, Any] = json.loads(entry.body)
        if body["event"] in DATA_ACTS and (subject := _subject(body, samples, deal)):
            seen.setdefault((body["actor"], body["event"], subject), []).append(body["at"])
    return tuple(
        (called.get(person, person), act, subject, str(len(times)), times[0], times[-1])
        for (person, act, subject), times in seen.items()
    )


def _subject(body: dict[str, Any], samples: set[str], deal: str) -> str:
    """The sample of an event, or the deal when only that is known of it."""
    named = [str(body["facts"].get("subject", "")), *(str(row_id) for _, row_id, _ in body["changes"])]
    named += [str(columns.get("sample")) for _, _, columns in body["changes"]]
    found = next((name for name in named if name in samples), "")
    ours = any(columns.get("deal") == deal for _, _, columns in body["changes"])
    return found or (deal if ours else "")
