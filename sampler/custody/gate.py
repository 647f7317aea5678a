"""The one gate: looks facts up, asks the policy, records refusals, and makes permits."""

from collections.abc import Iterable
from pathlib import Path

from sampler.custody.session import Session
from sampler.errors import RefusedError
from sampler.model.permit import Permit
from sampler.places.paths import place_of
from sampler.policy.rules import Fact, judge

REFUSED = {
    "deal.open": "deal {} may not be opened",
    "deal.extend": "the trial of {} may not be extended",
    "deal.close": "deal {} may not be closed",
    "ingest": "no delivery may be taken in for {}",
    "detect": "{} may not be looked at",
    "sanitize": "{} may not be sanitized",
    "pack": "{} may not be packed",
    "open": "a pack of {} may not be opened",
    "export": "{} may not be exported",
    "load": "{} may not be loaded",
}
OF_DEALS = ("ingest", "deal.close", "deal.extend", "destroy")  # their subject is a deal, not a sample


def ask(
    session: Session,
    act: str,
    subject: str,
    *,
    objects: Iterable[str] = (),
    place: Path | None = None,
    **given: Fact,
) -> Permit:
    """Ask for permission to do `act` on `subject`, a deal's or sample's id.

    What the registry and the system know is looked up here and overrides `given`, which is for what
    only the command line knows (a channel, a trial's length).

    Raises:
        RefusedError: the policy says no; the refusal is on the ledger.
        NotFoundError: there is no such deal or sample.
    """
    facts: dict[str, Fact] = {**given, **_known(session, act, subject)}
    if place is not None:
        facts["place"] = place_of(place)
        if facts["place"] == "git-remote":
            session.say(
                "warning: this place is a git work tree with a remote: do not commit what lies there (EDU-5)"
            )
    verdict = judge(act, facts)
    if not verdict.allowed:
        with session.registry.act(
            "refused", actor=session.actor, act=act, subject=subject, rule=verdict.rule
        ):
            pass
        raise RefusedError(
            f"{REFUSED.get(act, '{} is refused').format(subject)}: {verdict.reason} [{verdict.rule}]",
            f"{verdict.rule} can be lifted by: {verdict.lifted_by}",
        )
    return Permit._issue(act, subject, frozenset(objects))  # noqa: SLF001 - the one mint of permits


def _known(session: Session, act: str, subject: str) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"today": session.today()}
    if act in ("init", "deal.open"):
        return facts
    deals = session.registry.find("deal", id=subject)
    if act == "open":  # the pack's signed manifest says until when; a deal that ended here says no
        return facts | ({"deal_state": deals[0]["state"]} if deals else {})
    if not deals:
        sample = session.registry.get("sample", subject)
        facts |= {"sample_state": sample["state"], "kind": sample["kind"], "audit": sample["audit"]}
        deals = [session.registry.get("deal", sample["deal"])]
    facts |= {"deal_state": deals[0]["state"], "due_on": deals[0]["due_on"]}
    return facts


def with_made(permit: Permit, object_id: str) -> Permit:
    """The permit extended to an object that its own act has just made, to read it back and check it."""
    return Permit._issue(permit.act, permit.subject, permit.objects | {object_id})  # noqa: SLF001 - the one mint


def objects_of(session: Session, sample_id: str, *roles: str) -> dict[str, str]:
    """The vault objects of a sample with these roles: object id to role."""
    rows = session.registry.find("object", sample=sample_id, state="kept")
    return {row["id"]: row["role"] for row in rows if not roles or row["role"] in roles}
