"""One function per rule: it says why the act is refused, or None. docs/policy.md has the wording.

A fact that is missing counts as the worst value it could have: a gate that forgets a look-up refuses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Fact = str | int | bool | None
Facts = Mapping[str, Fact]

MAX_TRIAL_DAYS = 180
PRIVATE_CHANNELS = ("sftp", "https", "transfer-site", "encrypted-mail", "hand", "encrypted-disk", "in-house")
PUBLIC_CHANNELS = (
    "public-link",
    "http",
    "ftp",
    "public-bucket",
    "public-repository",
    "public-share",
    "mailing-list",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed; if not, by which rule, why, and who can lift it."""

    allowed: bool
    rule: str = ""
    reason: str = ""
    lifted_by: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the acts it looks at, what it says, and who can lift a refusal."""

    id: str
    acts: frozenset[str]
    says: str
    lifted_by: str
    refuses: Callable[[Facts], str | None]


def _purpose(facts: Facts) -> str | None:
    days, most = facts.get("trial_days"), facts.get("max_trial_days", MAX_TRIAL_DAYS)
    if not facts.get("purpose_stated"):
        return "a deal needs a purpose"
    if not isinstance(days, int) or not isinstance(most, int) or days < 0:
        return "the trial must end on a date that is not past"
    return f"the trial lasts {days} days; at most {most} are allowed" if days > most else None


def _channel(facts: Facts) -> str | None:
    channel = facts.get("channel")
    if channel in PRIVATE_CHANNELS:
        return None
    if channel in PUBLIC_CHANNELS:
        return "the delivery came through a channel that is open to the public"
    return "the channel is not on the list of private channels"


def _place(facts: Facts) -> str | None:
    place = facts.get("place")
    reasons = {
        "network": "the place is on a network file system",
        "removable": "the place is on a removable medium",
        "synchronised": "the place is inside a synchronised folder",
        "web-root": "the place is inside a folder that a web server publishes",
    }
    if place in ("local", "memory", "git-remote"):  # a work tree with a remote is warned of, see custody.gate
        return None
    return reasons.get(str(place), "what this place is could not be found out")


def _trial_over(facts: Facts) -> str | None:
    if facts.get("deal_state") not in ("open", "closed"):
        return "the deal's data is being destroyed, or is destroyed"
    if facts.get("sample_state", "present") != "present":
        return "the sample is being destroyed, or is destroyed"
    today, due = facts.get("today"), facts.get("due_on")
    if not isinstance(today, str) or not isinstance(due, str) or today > due:
        return "its time is over: it is due for destruction"
    return None


def _audited(facts: Facts) -> str | None:
    if facts.get("kind") != "derived":
        return "the sample is not sanitized"
    return None if facts.get("audit") == "passed" else "its leak audit did not pass"


USES = frozenset({"ingest", "detect", "sanitize", "pack", "open", "export", "load"})
RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule(
            "JUN-1",
            frozenset({"deal.open", "deal.extend"}),
            "data is kept for a stated purpose and no longer than that needs",
            "the officer, by the configured maximum",
            _purpose,
        ),
        Rule(
            "EDU-1",
            frozenset({"ingest"}),
            "a sample never travels by an access open to the public",
            "the provider, by sending it another way",
            _channel,
        ),
        Rule(
            "EDU-5",
            frozenset({"init", "open", "export", "load", "pack"}),
            "data is installed on local, unpublished places only",
            "choosing another place",
            _place,
        ),
        Rule(
            "EDU-6",
            USES,
            "at the end of the trial the data is destroyed",
            "the provider, by an extension",
            _trial_over,
        ),
        Rule(
            "IUN-4",
            frozenset({"pack", "export", "load"}),
            "only sanitized data with a passed leak audit is shared on",
            "a recipe whose result passes the audit",
            _audited,
        ),
    )
}
ACTS = frozenset().union(*(rule.acts for rule in RULES.values())) | {
    "destroy",
    "report",
    "deal.close",
    "receipt",
}


def judge(act: str, facts: Facts) -> Verdict:
    """Decide whether `act` is allowed, from facts that the gate has looked up.

    An unknown act is refused. Every rule that looks at the act must agree; the first that does not is named.
    """
    if act not in ACTS:
        return Verdict(allowed=False, rule="IJO-3", reason="this act is not known", lifted_by="nobody")
    for rule in RULES.values():
        if act in rule.acts and (reason := rule.refuses(facts)):
            return Verdict(allowed=False, rule=rule.id, reason=reason, lifted_by=rule.lifted_by)
    return Verdict(allowed=True)
