"""The one gate: looks facts up, asks the policy, records refusals, and makes permits."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sampler.custody.facts import LOOK_UPS, Question
from sampler.custody.session import Session
from sampler.errors import RefusedError
from sampler.model.permit import Permit
from sampler.policy.rules import RULES, Fact, Verdict, judge
from sampler.registry.store import Row
from sampler.registry.verify import verify

REFUSED = {
    "deal.open": "deal {} may not be opened",
    "deal.extend": "the trial of {} may not be extended",
    "deal.close": "deal {} may not be closed",
    "deal.dispose": "how the data of {} ends may not be chosen so",
    "ingest": "no delivery may be taken in for {}",
    "detect": "{} may not be looked at",
    "sanitize": "{} may not be sanitized",
    "pack": "{} may not be packed",
    "open": "a pack of {} may not be opened",
    "export": "{} may not be exported",
    "load": "{} may not be loaded",
    "destroy": "{} may not be destroyed",
    "hunt": "copies of {} may not be hunted",
    "deal.rest": "nothing of {} may outlive it",
    "rest.end": "the kept {} may not be ended",
    "return": "{} may not be given back",
}
DEALLESS = frozenset({"init", "deal.open"})
CHECKED = DEALLESS | {"open", "unlock", "environment.declare"}  # the form of their subjects was checked
SUBJECTS = (
    "deal",
    "sample",
    "copy",
    "person",
    "hold",
    "request",
    "authorization",
    "environment",
    "recipient",
)
EARLIEST = ("due_on",)  # of two dates, the pack's and the registry's, the nearer one holds


def ask(
    session: Session,
    act: str,
    subject: str,
    *,
    objects: Iterable[str] = (),
    place: Path | None = None,
    environment: str | None = None,
    person: str | None = None,
    **given: Fact,
) -> Permit:
    """Ask for permission to do `act` on `subject`: the id of a deal, a sample, a copy or a person.

    What the registry and the system know is looked up here and overrides `given`, which is for what only
    the act itself has read: a delivery's protection, a manifest's end.

    Raises:
        RefusedError: the policy says no; the refusal is on the ledger.
        LedgerError: a table is not what the ledger made it: nothing is decided on edited facts.
        NotFoundError: there is no such deal or sample.
    """
    verify(session.registry, every_signature=False)
    deal, sample = _subject(session, act, subject)
    asked = Question(act, subject, deal, sample, place, environment, person)
    facts: dict[str, Fact] = dict(given)
    for look_up in LOOK_UPS.values():
        facts |= _nearer(given, look_up(session, asked))
    if place is not None and facts.get("place") == "git-remote":
        session.say("warning: this place is a git work tree with a remote (EDU-5)")
    verdict = judge(act, facts)
    if not verdict.allowed:
        refuse(session, act, subject, verdict)
    if verdict.lifts:
        _used(session, act, subject, verdict)
    return Permit._issue(act, subject, frozenset(objects))  # noqa: SLF001 - the one mint of permits


def refuse(session: Session, act: str, subject: str, verdict: Verdict) -> None:
    """Put a refusal on the ledger and say it.

    Raises:
        RefusedError: always.
    """
    kept = subject if _is_id(session, act, subject) else ""
    facts = {"act": act, "subject": kept, "rule": verdict.rule}
    if not (session.timer and _refused_today(session, facts)):
        with session.registry.act("refused", actor=session.actor, **facts):
            pass
    words = REFUSED.get(act, f"{act} is refused for {{}}").format(subject)
    raise RefusedError(
        f"{words}: {verdict.reason} [{verdict.rule}]",
        f"{verdict.rule} can be lifted by: {verdict.lifted_by}",
        *_next_steps(session, act, subject, verdict),
    )


def _refused_today(session: Session, facts: Mapping[str, str]) -> bool:
    """Say whether this very refusal of this person is on record with today's date."""
    today = session.today()
    for entry in session.registry.entries():
        body = json.loads(entry.body)
        alike = (body["event"], body["actor"], body["facts"]) == ("refused", session.actor, facts)
        if alike and session.day_of(body["at"]) == today:
            return True
    return False


def _is_id(session: Session, act: str, subject: str) -> bool:
    """Say whether a subject is one of our ids: what somebody typed does not go into the ledger for good."""
    if act in CHECKED:
        return True
    return any(session.registry.find(table, id=subject) for table in SUBJECTS)


def _next_steps(session: Session, act: str, subject: str, verdict: Verdict) -> list[str]:
    """Commands that can be pasted: what to ask the provider, or the officer, for."""
    deal, _ = _subject(session, act, subject)
    if deal is None:
        return []
    if RULES[verdict.rule].scope is not None:
        wanted = f"--rule {verdict.rule} --act {act} --until DATE"
        return [f"sampler authorization request {deal['id']} {wanted}"]
    if (verdict.rule, act) == ("EDU-6", "deal.extend"):
        return [
            f"sampler authorization request {deal['id']} --rule EDU-6 --act deal.extend --until DATE",
            f"sampler deal extend {deal['id']} --until DATE --authorization A1",
        ]
    if verdict.rule == "IJO-8":
        holds = session.registry.find("hold", deal=deal["id"], state="placed")
        return [f'sampler hold release {row["id"]} --reason "…"' for row in holds]
    if verdict.rule == "IJO-3":
        return [f"sampler grant give {session.actor} --deal {deal['id']} --act {act}"]
    return []


def _used(session: Session, act: str, subject: str, verdict: Verdict) -> None:
    """An act that only an authorization allows is on record as such, and said."""
    lifts = [one.partition(" ") for one in verdict.lifts]
    with session.registry.act(
        "authorization.used",
        actor=session.actor,
        act=act,
        subject=subject,
        rules=[rule for rule, _, _ in lifts],
        authorizations=[name for _, _, name in lifts],
    ):
        pass
    for rule, _, name in lifts:
        loud = session.registry.get("authorization", name)["proof"] == "break-glass"
        session.say(f"warning: {rule} is lifted by {'BREAK-GLASS ' if loud else ''}authorization {name}")


def _subject(session: Session, act: str, subject: str) -> tuple[Row | None, Row | None]:
    """The deal and the sample that an act is about; an act on data needs one of them."""
    registry = session.registry
    if act in DEALLESS:
        return None, None
    if deals := registry.find("deal", id=subject):
        return deals[0], None
    if samples := registry.find("sample", id=subject):
        return registry.get("deal", samples[0]["deal"]), samples[0]
    if copies := registry.find("copy", id=subject):
        owners = registry.find("deal", id=copies[0]["deal"])
        return (owners[0] if owners else None), None
    if act in NEEDING:
        registry.get(NEEDING[act], subject)
    return None, None


NEEDING = {
    **dict.fromkeys(("detect", "sanitize", "pack", "export", "load", "receipt"), "sample"),
    **dict.fromkeys(("ingest", "deal.close", "deal.dispose", "deal.extend"), "deal"),
    **dict.fromkeys(("deal.restrict", "destroy", "hunt"), "deal"),
    **dict.fromkeys(("return", "return.confirm"), "deal"),
    **dict.fromkeys(("deal.rest", "rest.end"), "sample"),
    **dict.fromkeys(("hold.place", "request.open", "disclosure.record", "incident.open"), "deal"),
    **dict.fromkeys(("authorization.key", "authorization.record", "authorization.break-glass"), "deal"),
    **dict.fromkeys(("grant.give", "authorization.request"), "deal"),
}


def _nearer(given: dict[str, Fact], found: dict[str, Fact]) -> dict[str, Fact]:
    for name in EARLIEST:
        said, known = given.get(name), found.get(name)
        if isinstance(said, str) and isinstance(known, str):
            found = {**found, name: min(said, known)}
    return found


def with_made(permit: Permit, object_id: str) -> Permit:
    """The permit extended to an object that its own act has just made, to read it back and check it."""
    return Permit._issue(permit.act, permit.subject, permit.objects | {object_id})  # noqa: SLF001 - the one mint


def objects_of(session: Session, sample_id: str, *roles: str) -> dict[str, str]:
    """The vault objects of a sample with these roles: object id to role."""
    rows = session.registry.find("object", sample=sample_id, state="kept")
    return {row["id"]: row["role"] for row in rows if not roles or row["role"] in roles}
