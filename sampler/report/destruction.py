"""The destruction report, from the registry: what came in, what was done, how every copy ended."""

import json
from pathlib import Path
from typing import Any, TypeVar

from sampler import __version__
from sampler.custody.deadlines import days_left
from sampler.custody.session import ME, Session
from sampler.destroy.certify import copy_lines, sample_lines, vault_lines
from sampler.errors import NotFoundError
from sampler.model.certificate import Certificate, CopyLine
from sampler.model.report import (
    CertificateRef,
    DestructionReport,
    Receipt,
    ReportAction,
    ReportCopy,
    ReportDeal,
)
from sampler.model.returned import Return
from sampler.report.departures import departures
from sampler.report.period import ALWAYS, Period

Paper = TypeVar("Paper", Certificate, Receipt, Return)  # Python 3.11 knows no other way
SHOWN = frozenset(
    {
        "deal.open",
        "deal.extend",
        "deal.close",
        "deal.dispose",
        "ingest",
        "detect",
        "sanitize",
        "export",
        "load",
        "pack",
        "open",
    }
    | {"copy.end", "copy.attest", "destroy.begin", "destroy.done", "certificate", "refused"}
    | {"return", "return.confirm", "deal.rest", "rest.end"}
)


def destruction_report(
    session: Session, deal_ids: list[str], within: Period = ALWAYS, deal: str = ""
) -> DestructionReport:
    """Build the report of these deals, with what was done in a period; `deal` names a report of one.

    Copies and certificates are shown as they are now, whatever the period: a manager must not read an
    old state as today's.
    """
    acts = _acts(session)
    done = {name: [one for one in acts.get(name, []) if within.holds(one.at[:10])] for name in deal_ids}
    deals = tuple(_deal(session, deal_id, done[deal_id]) for deal_id in deal_ids)
    return DestructionReport(
        generated_at=session.moment(),
        deals=deals,
        anchor=str(session.registry.head()),
        tool=f"sampler {__version__}",
        deal=deal,
        period_from=within.first,
        period_to=within.last,
        exceptions=departures(session, deal_ids),
    )


def _deal(session: Session, deal_id: str, actions: list[ReportAction]) -> ReportDeal:
    deal, said = session.registry.get("deal", deal_id), session.registry.details("deal", deal_id)
    zone, ended = deal["zone"] or "", deal["destroyed_at"]
    until = session.day_of(ended, zone) if ended else session.today(zone)
    return ReportDeal(
        id=deal_id,
        **{
            name: said.get(name, "")
            for name in ("provider", "contact", "purpose", "agreement", "legal_basis")
        },
        outcome=deal["outcome"] or "",
        state=deal["state"],
        trial_ends=deal["trial_ends"],
        due_on=deal["due_on"],
        destroyed_at=deal["destroyed_at"] or "",
        days_late=max(0, -days_left(deal["due_on"], until)),
        samples=sample_lines(session, deal_id),
        copies=_copies(session, deal_id),
        actions=tuple(actions),
        certificates=tuple(
            CertificateRef(row["id"], row["kind"], row["issued_at"])
            for row in session.registry.find("certificate", deal=deal_id)
        ),
    )


def _copies(session: Session, deal_id: str) -> tuple[ReportCopy, ...]:
    me = session.registry.details("person", ME)  # the vault is with who made the home, whoever asks
    person = f"{me.get('name', '')} <{me.get('email', '')}>"
    made = {row["id"]: row for row in session.registry.find("copy", deal=deal_id)}
    samples = {f"vault/{row['id']}": row for row in session.registry.find("sample", deal=deal_id)}
    found = []
    for line in (*vault_lines(session, deal_id, person), *copy_lines(session, deal_id, person)):
        copy = made.get(line.id)
        sample = samples.get(line.id)
        ended = (
            copy["state"] == "closed" or bool(copy["claim"])
            if copy
            else sample and sample["state"] == "destroyed"
        )
        since = copy["made_at"] if copy else samples[line.id]["received_at"]
        sample_id = copy["sample"] if copy else samples[line.id]["id"]
        found.append(_copy(line, sample_id, since, ended=bool(ended)))
    return tuple(found)


def _copy(line: CopyLine, sample: str, since: str, *, ended: bool) -> ReportCopy:
    return ReportCopy(
        id=line.id,
        sample=sample,
        kind=line.kind,
        medium=line.medium,
        host=line.host,
        location=line.location,
        holder=line.holder,
        since=since,
        state=str(line.claim) if ended else "open",
        ended_at=line.checked_at if ended else "",
        note=line.note if ended else "",
        expires_on=line.expires_on,
    )


def _acts(session: Session) -> dict[str, list[ReportAction]]:
    """The ledger's events by deal, found by the ids they change."""
    deals = {row["id"] for row in session.registry.find("deal")}
    owner = {deal: deal for deal in deals}
    owner |= {
        row["id"]: row["deal"]
        for table in ("sample", "copy", "certificate")
        for row in session.registry.find(table)
    }
    people = session.registry.find("person")
    names = {row["id"]: session.registry.details("person", row["id"]).get("name", "") for row in people}
    acts: dict[str, list[ReportAction]] = {}
    for entry in session.registry.entries():
        body: dict[str, Any] = json.loads(entry.body)
        if body["event"] not in SHOWN:
            continue
        subjects = [str(body["facts"].get("subject", ""))] + [row_id for _, row_id, _ in body["changes"]]
        subject = next((name for name in subjects if name in owner), "")
        if subject:
            acts.setdefault(owner[subject], []).append(
                ReportAction(body["at"], body["event"], subject, names.get(body["actor"], body["actor"]))
            )
    return acts


def certificate(session: Session, deal_id: str) -> Certificate | None:
    """The last certificate of a deal, read from its signed file; None if there is none."""
    rows = session.registry.find("certificate", deal=deal_id)
    if not rows:
        return None
    return signed_file(session.home.documents / f"certificate-{rows[-1]['id']}.json", Certificate)


def receipt(session: Session, sample_id: str) -> Receipt:
    """The receipt of a delivery, read from its signed file.

    Raises:
        NotFoundError: there is none, as for a derived sample.
    """
    path = session.home.documents / f"receipt-{sample_id}.json"
    if not path.exists():
        raise NotFoundError(f"{sample_id} has no receipt: only deliveries have one")
    return signed_file(path, Receipt)


def returned(session: Session, number: str) -> Return:
    """The record of a return, read from its signed file.

    Raises:
        NotFoundError: there is no such return, or its record is gone from the home.
    """
    path = session.home.documents / f"return-{number}.json"
    if not session.registry.find("returned", id=number) or not path.exists():
        raise NotFoundError(f"there is no record of a return {number} here", "sampler return DEAL --to EMAIL")
    return signed_file(path, Return)


def signed_file(path: Path, kind: type[Paper]) -> Paper:
    """Read a signed document of the home; its signature is another step's to check."""
    return kind.from_json(json.loads(path.read_bytes()))
