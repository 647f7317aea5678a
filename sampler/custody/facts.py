"""The look-ups of the gate: what the registry, the clock and the system say. Nothing here is a caller's word.

Each look-up gives the facts of one thing; the gate asks all of them, and a rule that misses a fact refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sampler.custody.environments import HERE, facts_of
from sampler.custody.session import Session
from sampler.model.rights import Authorization, Grant
from sampler.policy.acts import DATA_ACTS, MAY, OFFICER, PLACING, roles_of
from sampler.policy.tries import Tries
from sampler.policy.verdict import Fact
from sampler.registry.store import Row

Found = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Question:
    """What the gate is asked: the act, its subject's deal and sample if it has them, and the place."""

    act: str
    subject: str
    deal: Row | None
    sample: Row | None
    place: Path | None
    environment: str | None
    person: str | None


def of_clock(session: Session, asked: Question) -> Found:
    """The day in the deal's zone, else where the home is, and the moment."""
    zone = str(asked.deal["zone"] or "") if asked.deal else ""
    return {"today": session.today(zone), "now": session.moment()}


def of_actor(session: Session, _asked: Question) -> Found:
    """Who acts: whether they are here, what their roles allow, whether they are bound and alone."""
    rows = session.registry.find("person", id=session.actor)
    if not rows:
        return {"actor": session.actor}
    row, roles = rows[0], roles_of(rows[0]["role"])
    acts = tuple(sorted(act for act in MAY if any(session.policy.may(role, act) for role in roles)))
    active = session.registry.find("person", state="active")
    return {
        "actor": session.actor,
        "actor_state": row["state"],
        "role_acts": acts,
        "undertaken_on": row["undertaken_on"] or "",
        "undertaken_until": row["undertaken_until"] or "",
        "alone": len(active) == 1 and active[0]["id"] == session.actor and OFFICER in roles,
    }


def of_deal(session: Session, asked: Question) -> Found:
    """The deal's state, end, scope and holds."""
    deal = asked.deal
    if deal is None:
        nothing: Found = {"restricted": False, "holds": (), "grace_until": ""}
        return {"unknown_deal": True, "deal": asked.subject, **nothing}
    scopes = session.registry.find("deal_scope", deal=deal["id"], state="set")
    held = session.registry.find("hold", deal=deal["id"], state="placed")
    environments = tuple(row["target"] for row in scopes if row["kind"] == "environment")
    return {
        "unknown_deal": False,
        "deal": deal["id"],
        "deal_state": deal["state"],
        "deal_outcome": deal["outcome"] or "",
        "due_on": deal["due_on"],
        "grace_until": deal["grace_until"] or "",
        "deal_disposal": deal["disposal"] or "",
        "deal_project": deal["project"] or "",
        "deal_environments": environments or (HERE,),  # deals of the first version were for this machine
        "restricted": deal["restricted"] == "named",
        "named": tuple(row["target"] for row in scopes if row["kind"] == "person"),
        "holds": tuple(sorted({row["kind"] for row in held})),
    }


def of_sample(session: Session, asked: Question) -> Found:
    """Whether the sample is raw, present, audited, and the k that was measured (0: it was not)."""
    if asked.sample is None:
        return {}
    return {
        "sample_state": asked.sample["state"],
        "rest_until": asked.sample["rest_until"] or "",
        "kind": asked.sample["kind"],
        "audit": asked.sample["audit"] or "",
        "k": int(session.registry.details("sample", asked.sample["id"]).get("k", "0")),
    }


def of_grants(session: Session, asked: Question) -> Found:
    """The grants of the person who acts, for this deal."""
    if asked.act not in DATA_ACTS or asked.deal is None:
        return {}
    rows = session.registry.find("grant", person=session.actor, deal=asked.deal["id"])
    columns = ("id", "person", "deal", "act", "state", "expires_on")
    return {"grants": tuple(Grant(**{key: row[key] or "" for key in columns}) for row in rows)}


def of_authorizations(session: Session, asked: Question) -> Found:
    """What the provider of this deal has authorized, standing or not: the policy looks at the end."""
    if asked.deal is None:
        return {}
    rows = session.registry.find("authorization", deal=asked.deal["id"])
    columns = ("id", "deal", "rule", "act", "scope", "state", "expires_at")
    return {
        "authorizations": tuple(Authorization(**{key: row[key] or "" for key in columns}) for row in rows)
    }


def of_settings(session: Session, _asked: Question) -> Found:
    """What the organisation has set."""
    policy = session.policy
    return {
        "private_channels": policy.channels,
        "countries": policy.countries,
        "large_sample_bytes": policy.large_sample_bytes,
        "max_trial_days": policy.max_trial_days,
        "min_entropy_bits": policy.min_entropy_bits,
        "min_k": policy.min_k,
        "max_grace_days": policy.max_grace_days,
        "max_rest_days": policy.max_rest_days,
    }


def of_place(session: Session, asked: Question) -> Found:
    """What the place of a target is, from the system, and which declared environment it belongs to."""
    if asked.act not in PLACING:
        return {}
    return facts_of(session, asked.place, asked.environment)


def of_review(session: Session, _asked: Question) -> Found:
    """When the next review of accesses is due."""
    return {"review_due": review_due(session) or ""}


def of_person(session: Session, asked: Question) -> Found:
    """The undertaking of the person whom the act is about."""
    rows = session.registry.find("person", id=asked.person) if asked.person else []
    if not rows or rows[0]["state"] != "active":
        return {"their_state": rows[0]["state"]} if rows else {}
    return {
        "their_undertaking": rows[0]["undertaken_on"] or "",
        "their_undertaking_until": rows[0]["undertaken_until"] or "",
    }


def review_due(session: Session) -> str | None:
    """The day by which accesses must be reviewed; None when nothing was ever begun here."""
    done = [row["done_at"][:10] for row in session.registry.find("review")]
    last = max(done, default=None) or _first_deal(session)
    if last is None:
        return None
    return (date.fromisoformat(last) + timedelta(days=session.policy.review_days)).isoformat()


def _first_deal(session: Session) -> str | None:
    return min((row["opened_at"][:10] for row in session.registry.find("deal")), default=None)


def of_tries(session: Session, asked: Question) -> Found:
    """How often a passphrase was wrong lately."""
    if asked.act != "unlock":
        return {}
    rows = session.registry.find("lockout", id=asked.subject)
    tries = Tries(rows[0]["failures"], rows[0]["since"]) if rows else Tries()
    most = session.policy.wrong_tries
    return {"wait_seconds": tries.wait(session.moment()), "locked_out": tries.locked(most)}


LOOK_UPS: dict[str, Callable[[Session, Question], Found]] = {
    "clock": of_clock,
    "actor": of_actor,
    "deal": of_deal,
    "sample": of_sample,
    "grants": of_grants,
    "authorizations": of_authorizations,
    "settings": of_settings,
    "place": of_place,
    "review": of_review,
    "person": of_person,
    "tries": of_tries,
}
