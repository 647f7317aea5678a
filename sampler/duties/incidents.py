"""Incidents (IJO-5): what happened, what it touches, two clocks that no weekend and no clock change stops.

Clock A is ours: to the provider without undue delay, by the hours the contract sets (24 by default).
Clock B is the provider's, for information: 72 hours to the authority from when *they* know.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import manifest_of
from sampler.custody.session import Session
from sampler.errors import NotFoundError, UsageError
from sampler.model.permit import Permit

KINDS = ("confidentiality", "integrity", "availability")
SUPPLEMENT = "supplement"
ENTRIES = ("circumstances", "consequences", "measures-taken", "measures-planned", SUPPLEMENT)
PEOPLE_TYPES = ("EMAIL_ADDRESS", "LAST_NAME", "PERSON", "FULL_NAME", "NIR", "PHONE_NUMBER")


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when an incident is opened; moments are ISO, in UTC."""

    kind: str
    nature: str
    known_at: str
    happened_at: str = ""
    copy: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not self.nature.strip():
            raise UsageError(
                f"an incident has a --kind ({', '.join(KINDS)}) and a --nature", "--kind availability"
            )


def moment_of(text: str) -> str:
    """Read an ISO moment; one without a zone is taken as UTC.

    Raises:
        UsageError: it is none.
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            "a moment is like 2027-01-31T09:30+01:00", "--known-at 2027-01-31T09:30+01:00"
        ) from None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


def open_incident(session: Session, deal: str, opening: Opening) -> str:
    """Open an incident: clock A runs from when it was known here. Give its id.

    Raises:
        UsageError: it was known, or happened, at a moment to come.
    """
    permit = _permit(session, "incident.open", deal)
    if max(opening.known_at, opening.happened_at) > session.moment():
        raise UsageError("an incident is not known or happening at a moment to come", "--known-at MOMENT")
    return _put(session, deal, opening, "open", categories_of(session, permit, deal))


def draft(session: Session, deal: str, *, copy: str, kind: str, nature: str) -> str:
    """An incident that a check proposes: the clock runs, a person confirms it by adding to it. Give its id.

    The same copy is not proposed twice while its incident is open.
    """
    for row in session.registry.find("incident", deal=deal, copy=copy):
        if row["state"] != "closed":
            return str(row["id"])
    permit = _permit(session, "incident.open", deal)
    opening = Opening(kind, nature, session.moment(), copy=copy)
    return _put(session, deal, opening, "draft", categories_of(session, permit, deal))


def _put(session: Session, deal: str, opening: Opening, state: str, categories: dict[str, int]) -> str:
    number = f"I{len(session.registry.find('incident')) + 1}"
    told = _after(opening.known_at, session.policy.breach_hours)
    authority = _after(opening.known_at, session.policy.authority_hours)
    with session.registry.act("incident.open", actor=session.actor) as act:
        act.put("incident", number, deal=deal, kind=opening.kind, state=state, copy=opening.copy or None)
        act.put("incident", number, known_at=opening.known_at, happened_at=opening.happened_at or None)
        act.put("incident", number, provider_due_at=told, authority_due_at=authority)
        act.put("incident", number, opened_by=session.actor, opened_at=session.moment())
        words = " ".join(f"{name}={count}" for name, count in sorted(categories.items()))
        act.detail("incident", number, nature=opening.nature, categories=words)
    return number


def add(session: Session, incident: str, kind: str, text: str) -> str:
    """Add what was learnt or done; after the notice it is a supplement to it. Give the entry's id.

    Raises:
        UsageError: an unknown kind, or no text.
    """
    late = kind == SUPPLEMENT and session.registry.find("incident", id=incident)  # a closed one takes these
    row = late[0] if late else _standing(session, incident)
    ask(session, "incident.add", row["deal"])
    if kind not in ENTRIES or not text.strip():
        raise UsageError(
            f"--kind is one of {', '.join(ENTRIES)}, with a text", '--kind measures-taken --text "…"'
        )
    return _entry(session, row, kind, text)


def _entry(session: Session, row: dict[str, Any], kind: str, text: str) -> str:
    incident, now = row["id"], session.moment()
    number = f"{incident}/E{len(session.registry.find('incident_entry', incident=incident)) + 1}"
    with session.registry.act("incident.add", actor=session.actor) as act:
        act.put("incident_entry", number, incident=incident, kind=kind, at=now, by=session.actor)
        act.detail("incident_entry", number, text=text)
        if row["state"] == "draft":
            act.put("incident", incident, state="open")
    return number


def notify(session: Session, incident: str, how: str) -> str:
    """Record that the provider was told, and how; give the end of their 72 hours.

    Raises:
        UsageError: it is not said how.
    """
    row = _standing(session, incident)
    ask(session, "incident.notify", row["deal"])
    if not how.strip():
        raise UsageError("how the provider was told is stated", '--how "mail to dpo@acme.example"')
    if row["notified_at"]:
        _entry(session, row, "notified-again", how)
        return str(row["authority_due_at"])
    now = session.moment()
    authority, after = _after(now, session.policy.authority_hours), now > row["provider_due_at"]
    with session.registry.act("incident.notify", actor=session.actor, late=after) as act:
        act.put("incident", incident, state="open", notified_at=now, authority_due_at=authority)
        act.detail("incident", incident, notified_how=how)
    return authority


def close(session: Session, incident: str) -> None:
    """Close an incident whose provider was told; the record stays (GDPR Art. 33(5)).

    Raises:
        RefusedError: the provider was not told (IJO-5).
    """
    row = _standing(session, incident)
    ask(session, "incident.close", row["deal"], notified=bool(row["notified_at"]))
    with session.registry.act("incident.close", actor=session.actor) as act:
        act.put("incident", incident, state="closed", closed_at=session.moment())


def late(row: dict[str, Any], now: str) -> bool:
    """Say whether the provider should have been told by now and was not."""
    return bool(row["state"] != "closed" and not row["notified_at"] and now > row["provider_due_at"])


def categories_of(session: Session, permit: Permit, deal: str) -> dict[str, int]:
    """Kinds of personal data in a deal's samples and how many values of each were seen, at most one sample's.

    They are known once a sample was sanitized; before that nothing is claimed.
    """
    seen: Counter[str] = Counter()
    for sample in session.registry.find("sample", deal=deal, kind="derived", state="present"):
        one: Counter[str] = Counter()
        for rule, count in manifest_of(session, permit, sample["id"]).get("replaced", {}).items():
            kind = rule.partition(":")[
                2
            ]  # a rule is `operator:TYPE`; one without a type names no kind of data
            if kind:
                one[kind] += int(count)
        seen |= one
    return dict(seen)


def _permit(session: Session, act: str, deal: str) -> Permit:
    derived = session.registry.find("sample", deal=deal, kind="derived", state="present")
    objects = [name for sample in derived for name in objects_of(session, sample["id"], "manifest")]
    return ask(session, act, deal, objects=objects)


def _standing(session: Session, incident: str) -> dict[str, Any]:
    rows = session.registry.find("incident", id=incident)
    if not rows or rows[0]["state"] == "closed":
        raise NotFoundError("no such incident is open", "sampler incident list")
    return rows[0]


def _after(moment: str, hours: int) -> str:
    """So many hours later; elapsed hours, whatever clocks on walls do."""
    return (datetime.fromisoformat(moment) + timedelta(hours=hours)).isoformat(timespec="seconds")
