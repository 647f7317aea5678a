"""The rules that the gate asks, and `judge`. docs/policy.md has all of them, with what proves each.

A fact that is missing counts as the worst value it could have: a gate that forgets a look-up refuses.
"""

from sampler.model.rights import Authorization
from sampler.policy import edunao, purpose, security
from sampler.policy.acts import ACTS
from sampler.policy.settings import MAX_TRIAL_DAYS, PRIVATE_CHANNELS, PUBLIC_CHANNELS
from sampler.policy.verdict import Fact, Facts, Rule, Verdict, text

__all__ = [
    "ACTS",
    "MAX_TRIAL_DAYS",
    "PRIVATE_CHANNELS",
    "PUBLIC_CHANNELS",
    "RULES",
    "Fact",
    "Facts",
    "Rule",
    "Verdict",
    "judge",
]

# Who acts comes first: somebody who may not act learns nothing of the deal. Then what holds for the deal,
# then for the person on it, then for the place and the bytes.
OF_THE_DEAL = ("JUN-1", "JUN-3", "IJO-8", "EDU-6", "EDU-8", "EDU-9", "EDU-10", "EDU-7")
RULES: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *(r for r in security.RULES if r.id in ("USR-1", "USR-2", "USR-3")),
        *(r for r in purpose.RULES if r.id in OF_THE_DEAL),
        *(r for r in edunao.RULES if r.id in OF_THE_DEAL),
        *(r for r in purpose.RULES if r.id not in (*OF_THE_DEAL, "JUN-4", "IUN-4")),
        *(r for r in edunao.RULES if r.id not in OF_THE_DEAL),
        *(r for r in purpose.RULES if r.id in ("JUN-4", "IUN-4")),
        *(r for r in security.RULES if r.id == "USR-6"),
    )
}


def judge(act: str, facts: Facts) -> Verdict:
    """Decide whether `act` is allowed, from facts that the gate has looked up.

    An unknown act is refused. Every rule that looks at the act must agree, or be lifted by an authorization
    that stands now; the first that does not is named.
    """
    if act not in ACTS:
        return Verdict(allowed=False, rule="IJO-3", reason="this act is not known", lifted_by="nobody")
    facts = {**facts, "act": act}
    lifts: list[str] = []
    for rule in RULES.values():
        if act not in rule.acts or not (reason := rule.refuses(facts)):
            continue
        lifted = _lifting(rule, act, facts)
        if lifted is None:
            return Verdict(allowed=False, rule=rule.id, reason=reason, lifted_by=rule.lifted_by)
        lifts.append(f"{rule.id} {lifted.id}")
    return Verdict(allowed=True, lifts=tuple(lifts))


def _lifting(rule: Rule, act: str, facts: Facts) -> Authorization | None:
    """The authorization that lifts the rule's refusal now, if the rule is one that the provider can lift."""
    given, now, deal = facts.get("authorizations"), text(facts, "now"), text(facts, "deal")
    if rule.scope is None or not isinstance(given, tuple) or not now or not deal:
        return None
    scope = text(facts, rule.scope) if rule.scope else ""
    held = (one for one in given if isinstance(one, Authorization))
    return next((one for one in held if one.lifts(rule.id, deal, act, scope, now)), None)
