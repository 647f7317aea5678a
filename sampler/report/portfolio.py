"""The manager's view of all trials, from the registry: no person of the provider's is in it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sampler import __version__
from sampler.custody.deadlines import days_left
from sampler.custody.facts import review_due
from sampler.custody.session import Session
from sampler.custody.uses import makers
from sampler.model.manifest import NO_END
from sampler.model.portfolio import SOON, Change, OutCopy, Portfolio, Trial
from sampler.model.report import CertificateRef

ELSEWHERE = "recipient"
Details = Mapping[str, tuple[bytes | None, str | None]]


def portfolio(session: Session) -> Portfolio:
    """Every deal of the home with its copies and certificates, and what changes within a week."""
    said, people = session.registry.all_details(), _people(session)
    deals = [row for row in session.registry.find("deal") if row["due_on"] != NO_END]  # own data is no trial
    trials = tuple(_trial(session, row, said, people) for row in deals)
    return Portfolio(
        generated_at=session.moment(),
        today=session.today(),
        trials=trials,
        changes=(*_past(session, trials), *_coming(session, trials)),
        anchor=str(session.registry.head()),
        tool=f"sampler {__version__}",
    )


def _people(session: Session) -> dict[str, str]:
    """Copy to the name of the custodian who made it."""
    names = {
        str(row["id"]): session.registry.details("person", row["id"]).get("name") or str(row["id"])
        for row in session.registry.find("person")
    }
    return {copy: names.get(person, person) for copy, person in makers(session).items()}


def _trial(session: Session, row: dict[str, Any], said: Details, people: dict[str, str]) -> Trial:
    deal_id, zone = row["id"], row["zone"] or ""
    today = session.today(zone)
    ended = session.day_of(row["destroyed_at"], zone) if row["destroyed_at"] else ""
    theirs = _domain(_told(said, f"deal/{deal_id}#contact"))
    samples = session.registry.find("sample", deal=deal_id)
    holds = [str(hold["kind"]) for hold in session.registry.find("hold", deal=deal_id, state="placed")]
    copies = tuple(
        _copy(session, copy, said, people, theirs) for copy in session.registry.find("copy", deal=deal_id)
    )
    certificates = tuple(
        CertificateRef(ref["id"], ref["kind"], ref["issued_at"])
        for ref in session.registry.find("certificate", deal=deal_id)
    )
    final = bool(certificates) and certificates[-1].kind == "final"
    unended = not final and any(copy.state == "open" for copy in copies)
    return Trial(
        id=deal_id,
        provider=_told(said, f"deal/{deal_id}#provider"),
        state=row["state"],
        outcome=row["outcome"] or "",
        opened_on=row["opened_at"][:10],
        due_on=row["due_on"],
        destroyed_on=ended,
        days_left=days_left(row["due_on"], today if unended else ended or today),
        held=bool(holds),
        hold=max(holds, default=""),  # "legal" sorts after "freeze", and is the stronger one
        vaulted=sum(sample["state"] != "destroyed" for sample in samples),
        copies=copies,
        certificates=certificates,
    )


def _copy(
    session: Session, row: dict[str, Any], said: Details, people: dict[str, str], theirs: str
) -> OutCopy:
    holder = _told(said, f"copy/{row['id']}#holder") or people.get(row["id"], "")
    if theirs and _domain(holder) == theirs:
        holder = ""  # the provider's own person: the manager's page names none
    return OutCopy(
        id=row["id"],
        sample=row["sample"] or "",
        kind=row["kind"],
        medium=_medium(session, row, _told(said, f"copy/{row['id']}#host")),
        custodian=holder.rpartition(" <")[0].strip() or holder.strip("<> "),
        since=row["made_at"],
        state="open" if row["state"] == "open" else str(row["claim"]),
    )


def _medium(session: Session, row: dict[str, Any], host: str) -> str:
    """The kind of medium in a word of the catalogue: a manager does not read paths."""
    if row["medium"]:
        return str(session.registry.get("medium", row["medium"])["kind"])
    if row["kind"] in ("database", "schema", "held"):
        return ELSEWHERE if row["kind"] == "held" else "database"
    return "disk" if host else ""


def _past(session: Session, trials: tuple[Trial, ...]) -> list[Change]:
    first = (date.fromisoformat(session.today()) - timedelta(days=SOON)).isoformat()
    found = [Change(trial.opened_on, "opened", trial.id) for trial in trials]
    found += [Change(trial.destroyed_on, "destroyed", trial.id) for trial in trials if trial.destroyed_on]
    found += [
        Change(ref.issued_at[:10], f"certified-{ref.kind}", trial.id, ref.id)
        for trial in trials
        for ref in trial.certificates
    ]
    return [change for change in found if first <= change.day <= session.today()]


def _coming(session: Session, trials: tuple[Trial, ...]) -> list[Change]:
    today = session.today()
    last = (date.fromisoformat(today) + timedelta(days=SOON)).isoformat()
    living = {trial.id for trial in trials if not trial.destroyed_on}
    found = [Change(trial.due_on, "due", trial.id) for trial in trials if trial.id in living]
    found += [Change(today, "copy-late", trial.id, copy.id) for trial in trials for copy in trial.late_copies]
    found += [
        Change(row["expires_at"][:10], "authorization-ends", row["deal"], row["id"])
        for row in session.registry.find("authorization", state="recorded")
        if row["deal"] in living
    ]
    found += [
        Change(row["expires_on"], "copy-expires", row["deal"], row["id"])
        for row in session.registry.find("copy", claim="expires-on")
        if row["expires_on"]
    ]
    if due := review_due(session):
        found.append(Change(due, "review-due", ""))
    return [change for change in found if today <= change.day <= last]


def _told(said: Details, key: str) -> str:
    return (said.get(key) or (None, None))[1] or ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2].rstrip("> ").casefold() if "@" in address else ""
