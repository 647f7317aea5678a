"""JUN, IJO and IUN: purpose, retention, places, people's rights, requests and incidents."""

from sampler.model.rights import Grant
from sampler.policy.acts import DATA_ACTS, ENDING, HELD, PLACING, SHARING
from sampler.policy.verdict import Facts, Rule, number, text, words

KEEP_REST = "anonymise-rest"


def jun_1(facts: Facts) -> str | None:
    """A deal has a purpose and ends within the longest trial allowed."""
    days, most = number(facts, "trial_days"), number(facts, "max_trial_days")
    if facts.get("purpose_stated") is not True:
        return "a deal needs a purpose"
    if days is None or most is None or days < 0:
        return "the trial must end on a date that is not past"
    return f"the trial lasts {days} days; at most {most} are allowed" if days > most else None


def jun_3(facts: Facts) -> str | None:
    """The provider chooses how data ends; what is kept afterwards holds no identity and has an end."""
    if facts.get("act") != "deal.rest":
        return _chosen(facts)
    if facts.get("deal_disposal") != KEEP_REST:
        return f"the provider has not chosen {KEEP_REST} for this deal"
    flaw = facts.get("rest_flaw")
    if flaw != "":
        return flaw if isinstance(flaw, str) else "whether identities are left in it could not be found out"
    days, most = number(facts, "rest_days"), number(facts, "max_rest_days")
    if days is None or most is None or days < 0:
        return "what is kept needs an end that is not past"
    return f"it would be kept for {days} days; at most {most} are allowed" if days > most else None


def _chosen(facts: Facts) -> str | None:
    mode = facts.get("disposal")
    if mode in ("", "erase"):  # nothing chosen is the default, which keeps nothing
        return None
    if mode != KEEP_REST:
        return "how the data is to end could not be found out"
    return None if facts.get("of_provider") is True else f"only the provider can choose {KEEP_REST}"


def jun_4(facts: Facts) -> str | None:
    """Development gets sanitized data, not the raw sample."""
    return None if facts.get("kind") == "derived" else "the sample is raw: it is not sanitized"


def jun_6(facts: Facts) -> str | None:
    """An authorization without evidence, an end or somebody who gave it is none."""
    if facts.get("evidence") is not True:
        return "an authorization needs the provider's word as a file"
    if facts.get("given_by") is not True:
        return "an authorization names who at the provider gave it"
    if facts.get("of_provider") is not True:
        return "it is given by the deal's contact, or from the contact's own domain, and by nobody else"
    if facts.get("evidence_seen") is not False:
        return "this answer was recorded before: what was withdrawn needs a new one"
    now, expires = text(facts, "now"), text(facts, "expires_at")
    return None if now and expires and now <= expires else "an authorization ends on a day to come"


def jun_7(facts: Facts) -> str | None:
    """While the review of accesses is overdue, nobody is given a new one."""
    today, due = text(facts, "today"), text(facts, "review_due")
    return None if today and due and today <= due else "the review of accesses is overdue"


def ijo_1(facts: Facts) -> str | None:
    """Data stays in the allowed countries."""
    country = text(facts, "country")
    if not country:
        return "the environment's country is not declared"
    return None if country in words(facts, "countries") else f"{country} is not an allowed country"


def ijo_2(facts: Facts) -> str | None:
    """Data is never put on a removable medium; an unknown medium is EDU-5's."""
    place = facts.get("place", facts.get("address_place", "removable"))
    return "the place is on a removable medium" if place == "removable" else None


def ijo_3(facts: Facts) -> str | None:
    """Nothing by default: a person needs a grant for this deal and this act, and it ends."""
    grants, today = facts.get("grants"), text(facts, "today")
    person, deal, act = (text(facts, name) for name in ("actor", "deal", "act"))
    found = [g for g in grants if isinstance(g, Grant)] if isinstance(grants, tuple) else []
    if any(grant.covers(person, deal, act, today) for grant in found):
        return None
    if facts.get("alone") is True and facts.get("unknown_deal") is True:
        return None  # a pack for the only person of a home: its deal comes with it, and so does the grant
    return f"{person or 'the person'} has no grant for {act or 'this act'} on this deal"


def ijo_5(facts: Facts) -> str | None:
    """An incident ends after its provider was told."""
    return None if facts.get("notified") is True else "the provider has not been told of the incident"


def ijo_7(facts: Facts) -> str | None:
    """A disclosure states its legal basis and scope, and the notice to the customer or the bar on it."""
    for name, what in (("basis_stated", "legal basis"), ("scope_stated", "scope")):
        if facts.get(name) is not True:
            return f"a disclosure states its {what}"
    if facts.get("notice") in ("told", "barred"):
        return None
    return "the customer is told of a disclosure, unless the law bars it"


def ijo_8(facts: Facts) -> str | None:
    """A frozen deal allows no act but its destruction when that is due; a legal hold not even that."""
    holds = words(facts, "holds")
    if not isinstance(facts.get("holds"), tuple):
        return "whether the deal is frozen could not be found out"
    if not holds:
        return None
    if facts.get("act") not in ENDING:
        return "the deal is frozen"
    if set(holds) != {"freeze"}:
        return "the deal is under a legal hold, which stops destruction as well"
    today, due = text(facts, "today"), text(facts, "due_on")
    return None if today and due and due <= today else "the deal is frozen and its destruction is not due"


def ijo_9(facts: Facts) -> str | None:
    """Who is not bound to confidentiality gets no grant."""
    if facts.get("their_state") == "left":
        return "the person has left"
    today, since, until = (
        text(facts, name) for name in ("today", "their_undertaking", "their_undertaking_until")
    )
    if not since or not today or since > today:
        return "the person has given no confidentiality undertaking"
    return "the person's confidentiality undertaking has run out" if until and today > until else None


def iun_1(facts: Facts) -> str | None:
    """The provider may name who works on a deal; nobody else does."""
    if facts.get("restricted") is False or text(facts, "actor") in words(facts, "named"):
        return None
    return "the provider has named who may work on this deal, and this person is not named"


def iun_4(facts: Facts) -> str | None:
    """Only what passed its leak audit is shared on; it leaves the house only at the configured k."""
    if facts.get("kind") != "derived":
        return None  # a raw sample is JUN-4's, which the provider alone can lift
    if facts.get("audit") != "passed":
        return "its leak audit did not pass"
    return _singled_out(facts) if facts.get("act") == "pack" else None


def _singled_out(facts: Facts) -> str | None:
    """The threshold on k, where one is configured; it holds for recipients outside the sender's domain."""
    least, k = facts.get("min_k"), facts.get("k")
    if not isinstance(least, int):
        return "the threshold on k is not known"
    if least <= 1 or facts.get("outside") is False:
        return None
    if not isinstance(k, int) or k < 1:
        return f"its k was not measured, and outside recipients need at least {least}"
    return f"its k is {k}, and outside recipients need at least {least}" if k < least else None


RULES = (
    Rule(
        "JUN-1",
        frozenset({"deal.open", "deal.extend"}),
        "data is kept for a stated purpose and no longer than that needs",
        "the officer, by the configured maximum",
        jun_1,
    ),
    Rule(
        "JUN-3",
        frozenset({"deal.open", "deal.close", "deal.dispose", "deal.rest"}),
        "the provider chooses how data ends: erase all of it, or keep a rest without identities",
        "the provider, by choosing; or a recipe that leaves no identity and reaches the configured k",
        jun_3,
    ),
    Rule(
        "IJO-8",
        HELD | ENDING,
        "on request a deal is frozen: no act but destruction, and under a legal hold not even that",
        "the officer, by `sampler hold release`",
        ijo_8,
    ),
    Rule(
        "IUN-1",
        DATA_ACTS,
        "the provider decides who gets access",
        "the provider, by naming the person or by an authorization",
        iun_1,
        scope="actor",
    ),
    Rule(
        "IJO-9",
        frozenset({"grant.give"}),
        "who is not bound to confidentiality gets no grant",
        "the person, by an undertaking: sampler custodian undertake",
        ijo_9,
    ),
    Rule(
        "JUN-7",
        frozenset({"grant.give"}),
        "accesses are reviewed at the configured interval",
        "the officer, by `sampler access review --done`",
        jun_7,
    ),
    Rule(
        "IJO-3",
        DATA_ACTS,
        "nothing by default: a grant per person, deal and act, with an end",
        "the officer, by `sampler grant give`",
        ijo_3,
    ),
    Rule(
        "JUN-6",
        frozenset({"authorization.record"}),
        "authorizations and their evidence are kept",
        "the provider, by giving it in writing",
        jun_6,
    ),
    Rule(
        "IJO-5",
        frozenset({"incident.close"}),
        "the provider is told of an incident before it is closed",
        "the officer, by `sampler incident notify`",
        ijo_5,
    ),
    Rule(
        "IJO-7",
        frozenset({"disclosure.record"}),
        "a disclosure has a scope, a legal basis, and a notice or the bar on it",
        "stating them",
        ijo_7,
    ),
    Rule(
        "IJO-2",
        PLACING | {"init", "environment.declare"},
        "data is never put on removable media",
        "choosing another place",
        ijo_2,
    ),
    Rule(
        "IJO-1",
        PLACING | {"init", "environment.declare"},
        "data stays in the allowed countries",
        "the officer, by the configured countries",
        ijo_1,
    ),
    Rule(
        "JUN-4",
        SHARING,
        "development works on sanitized data",
        "sanitizing it; or the provider, by an authorization",
        jun_4,
        scope="",
    ),
    Rule(
        "IUN-4",
        SHARING,
        "only data with a passed leak audit is shared on",
        "a recipe whose result passes the audit and the configured threshold on k",
        iun_4,
    ),
)
