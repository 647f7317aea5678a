"""EDU-1 … EDU-10: samples in pre-sales. One function per rule: why the act is refused, or None."""

from sampler.model.rights import Authorization
from sampler.policy.acts import DATA_ACTS, PLACING, RETURN
from sampler.policy.settings import PUBLIC_CHANNELS
from sampler.policy.verdict import Facts, Rule, number, text, words

GOOD_PLACES = ("local", "memory")
PLACES = {
    "network": "the place is on a network file system",
    "fuse": "the place is on a file system that a program provides, which may reach anywhere",
    "synchronised": "the place is inside a synchronised folder",
    "web-root": "the place is inside a folder that a web server publishes",
    "published": "the place is served by a web server on this machine",
    "git-remote": "the place is inside a git work tree that has a remote",
    "public": "everyone on this machine can read the place",
    "listening": "the database listens on an address that others can reach",
    "remote": "it is on another machine",
    "container": "the place is mounted into a container",
    "ci": "this is a build machine, not a local environment",
    "undeclared": "the place is outside the environment's declared address",
    "online": "an environment is local, test, container or ci; any other kind counts as published online",
}
ENCRYPTED = ("zipcrypto", "aes-128", "aes-192", "aes-256", "age", "encrypted")
UNTRAVELLED = "in-house"
REST_USES = ("pack", "export", "load")  # what a kept rest is for
EXTENSION = "deal.extend"


def edu_1(facts: Facts) -> str | None:
    """A delivery came by a channel on the list of private ones."""
    channel = text(facts, "channel")
    if channel and channel in words(facts, "private_channels") and channel not in PUBLIC_CHANNELS:
        return None
    if channel in PUBLIC_CHANNELS:
        return "the delivery came through a channel that is open to the public"
    return "the channel is not on the list of private channels"


def edu_2(facts: Facts) -> str | None:
    """A large sample came encrypted, or its clear journey is recorded as the provider's breach."""
    large = number(facts, "large_sample_bytes")
    if facts.get("act") == "pack":
        return _too_large_to_mail(number(facts, "mailed_bytes"), large)
    size = number(facts, "bytes")
    if text(facts, "channel") == UNTRAVELLED or facts.get("breach_noted") is True:
        return None
    if text(facts, "protection") in ENCRYPTED:
        return None
    if size is None or large is None:
        return "whether the delivery is a large sample in the clear could not be found out"
    return f"it is a large sample in the clear ({size} bytes; {large} are allowed)" if size > large else None


def _too_large_to_mail(size: int | None, large: int | None) -> str | None:
    if size is None:  # it is not sent by mail
        return None
    return None if large is not None and size <= large else "it is a large sample: it does not go by mail"


def edu_3(facts: Facts) -> str | None:
    """A sample goes straight to one person: no group mailing brings it, none takes it away."""
    if facts.get("act") != "ingest":
        return None if facts["recipient_kind"] == "person" else "the recipient is not one named person"
    mailing = text(facts, "mailing")
    if mailing in ("none", "direct"):
        return None
    if mailing == "group":
        return "the delivery was attached to a group mailing"
    return "whether the delivery was attached to a group mailing could not be found out"


def edu_4(facts: Facts) -> str | None:
    """A sample is used in the environments and for the project of its deal only."""
    environment, project = text(facts, "environment"), text(facts, "project")
    if not environment:
        return "the place belongs to no declared environment"
    meant = text(facts, "pack_environment")  # of a pack its signed manifest says where it may be opened
    if meant and meant != environment:
        return f"the pack is for the environment {meant}"
    if not meant and environment not in words(facts, "deal_environments"):
        return f"the sample was not lent for the environment {environment}"
    wanted = text(facts, "pack_project") or text(facts, "deal_project")
    if wanted and project and project != wanted:
        return "the environment belongs to another project than the sample was lent for"
    return None


def edu_5(facts: Facts) -> str | None:
    """Data lies in local places that nobody else reaches."""
    place = text(facts, "place") or text(facts, "address_place")
    if place in (*GOOD_PLACES, "removable"):  # a removable medium is IJO-2's
        return None
    if place == "git-remote" and facts.get("founding") is True:  # the home is never added to a work tree
        return None
    return PLACES.get(place, "what this place is could not be found out")


def edu_6(facts: Facts) -> str | None:
    """At the end of the trial the data is destroyed, so nobody begins anything with it."""
    if facts.get("act") == EXTENSION:
        return None if _extension(facts) else _not_extended(facts)
    today, due = text(facts, "today"), text(facts, "due_on")
    if facts.get("sample_state") == "rest":
        due = text(facts, "rest_until") if facts.get("act") in REST_USES else ""
    elif facts.get("deal_state") not in ("open", "closed"):
        return "the deal's data is being destroyed, or is destroyed"
    elif facts.get("sample_state", "present") != "present":
        return "the sample is being destroyed, or is destroyed"
    return "its time is over: it is due for destruction" if not today or not due or today > due else None


def _extension(facts: Facts) -> bool:
    """Whether the provider has allowed the new end: by a recorded authorization, or a word just read."""
    until, now = text(facts, "extended_until"), text(facts, "now")
    if not until or not now:
        return False
    if not text(facts, "authorization"):
        return facts.get("evidence") is True and facts.get("of_provider") is True
    return until <= _extended_to(facts, now)


def _extended_to(facts: Facts, now: str) -> str:
    """The last day that the named authorization allows; empty when none stands."""
    named, given = text(facts, "authorization"), facts.get("authorizations")
    held = [one for one in given if isinstance(one, Authorization)] if isinstance(given, tuple) else []
    days = [
        one.expires_at[:10]
        for one in held
        if one.id == named and one.lifts("EDU-6", text(facts, "deal"), EXTENSION, "any", now)
    ]
    return max(days, default="")


def _not_extended(facts: Facts) -> str:
    now, named = text(facts, "now"), text(facts, "authorization")
    if now and named and (last := _extended_to(facts, now)):
        return f"authorization {named} allows an end until {last}, no later"
    return "the provider's authorization for an extension is not on record"


def edu_7(facts: Facts) -> str | None:
    """Whoever touches a sample, raw or sanitized, is bound to confidentiality today."""
    today, since, until = (text(facts, name) for name in ("today", "undertaken_on", "undertaken_until"))
    if not since or not today or since > today:
        return "the person has given no confidentiality undertaking"
    return "the person's confidentiality undertaking has run out" if until and today > until else None


def edu_8(facts: Facts) -> str | None:
    """A won deal's data belongs to the customer: pre-sales stops using it, and may give it to them."""
    if facts.get("act") == "pack" and facts.get("to_provider") is True:
        return None
    if facts.get("deal_state") == "closed" and facts.get("deal_outcome") == "won":
        return "the deal is won: its data is the customer's, and pre-sales has ended"
    return None


def edu_9(facts: Facts) -> str | None:
    """The data can be given back at any time while it is here, to the provider's own people."""
    if facts.get("deal_state") not in ("open", "closed"):
        return "the deal's data is being destroyed, or is destroyed: nothing is left to give back"
    if facts.get("to_provider") is not True:
        return "data goes back to the deal's contact, or to somebody of the contact's own domain"
    return None


def edu_10(facts: Facts) -> str | None:
    """In the period of grace only the provider is served; it has an end of its own, and a longest time."""
    act = facts.get("act")
    if act == "deal.close":
        return _grace_asked(facts)
    until = facts.get("grace_until")
    if not isinstance(until, str):
        return "whether the deal is in its period of grace could not be found out"
    if not until or facts.get("deal_state") != "closed":
        return None
    if act == RETURN or (act == "pack" and facts.get("to_provider") is True):
        return None
    return f"the deal is in its period of grace until {until}: its data is for the provider only"


def _grace_asked(facts: Facts) -> str | None:
    days, most = number(facts, "grace_days"), number(facts, "max_grace_days")
    if days is None or most is None or days < 0:
        return "a period of grace ends on a day to come"
    return f"a period of grace of {days} days; at most {most} are allowed" if days > most else None


RULES = (
    Rule(
        "EDU-1",
        frozenset({"ingest"}),
        "a sample never travels by an access open to the public",
        "the provider, by sending it another way",
        edu_1,
    ),
    Rule(
        "EDU-2",
        frozenset({"ingest", "pack"}),
        "large samples travel encrypted",
        "the provider, by sending it encrypted; or record it as the provider's breach of the rule",
        edu_2,
    ),
    Rule(
        "EDU-3",
        frozenset({"ingest", "pack", "recipient.add", RETURN}),
        "a sample goes to one person, never by a group mailing",
        "the provider, by sending it to one person; or a pack for each person",
        edu_3,
    ),
    Rule(
        "EDU-6",
        (DATA_ACTS - {RETURN}) | {EXTENSION},
        "at the end of the trial the data is destroyed",
        "the provider, by an extension",
        edu_6,
    ),
    Rule(
        "EDU-10",
        DATA_ACTS | {"deal.close"},
        "after the deal's end a period of grace is for the provider only, then comes destruction",
        "the end of the period, or the officer by the configured maximum",
        edu_10,
    ),
    Rule(
        "EDU-8",
        DATA_ACTS - {RETURN},
        "a won deal's data is the customer's",
        "the provider, by an authorization",
        edu_8,
        scope="",
    ),
    Rule(
        "EDU-9",
        frozenset({RETURN}),
        "the data can be given back at any time, as files and database exports",
        "nobody: name the contact, or somebody of the contact's own domain",
        edu_9,
    ),
    Rule(
        "EDU-7",
        DATA_ACTS,
        "confidentiality binds everyone who touches a sample, raw or sanitized",
        "the person, by an undertaking that the officer records",
        edu_7,
    ),
    Rule(
        "EDU-5",
        PLACING | {"init", "environment.declare"},
        "data is installed on local, unpublished places only",
        "choosing another place",
        edu_5,
    ),
    Rule(
        "EDU-4",
        PLACING - {RETURN},
        "a sample stays in the environments and the project it was lent for",
        "the provider, by an authorization",
        edu_4,
        scope="environment",
    ),
)
