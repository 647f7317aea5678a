"""The policy as pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.policy.rules import ACTS, PRIVATE_CHANNELS, PUBLIC_CHANNELS, RULES, Fact, judge

GOOD: dict[str, Fact] = {
    "purpose_stated": True,
    "trial_days": 30,
    "max_trial_days": 180,
    "channel": "sftp",
    "place": "local",
    "deal_state": "open",
    "sample_state": "present",
    "kind": "derived",
    "audit": "passed",
    "today": "2026-01-01",
    "due_on": "2026-02-01",
}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_is_allowed_when_all_is_well(act: str) -> None:
    """Good facts refuse nothing."""
    assert judge(act, GOOD).allowed


@pytest.mark.parametrize("rule", list(RULES.values()), ids=lambda rule: rule.id)
def test_missing_facts_refuse(rule: object) -> None:
    """A gate that forgets every look-up is refused by each rule that looks at the act."""
    for act in RULES[rule.id].acts:  # type: ignore[attr-defined]
        assert not judge(act, {}).allowed


@pytest.mark.parametrize(
    ("act", "fact", "value", "rule"),
    [
        ("deal.open", "trial_days", 181, "JUN-1"),
        ("deal.open", "trial_days", -1, "JUN-1"),
        ("deal.open", "purpose_stated", False, "JUN-1"),
        *(("ingest", "channel", channel, "EDU-1") for channel in (*PUBLIC_CHANNELS, "pigeon", "", None)),
        *(
            ("load", "place", place, "EDU-5")
            for place in ("network", "removable", "synchronised", "web-root", "unknown", None, "elsewhere")
        ),
        ("pack", "deal_state", "destroying", "EDU-6"),
        ("detect", "sample_state", "destroyed", "EDU-6"),
        ("open", "due_on", "2025-12-31", "EDU-6"),
        ("pack", "audit", "failed", "IUN-4"),
        ("export", "kind", "lent", "IUN-4"),
        ("load", "audit", None, "IUN-4"),
        ("launch", "place", "local", "IJO-3"),
    ],
)
def test_each_rule_refuses_by_name(act: str, fact: str, value: Fact, rule: str) -> None:
    """One bad fact refuses the act, and the verdict names the rule and who can lift it."""
    verdict = judge(act, {**GOOD, fact: value})
    assert (verdict.allowed, verdict.rule) == (False, rule)
    assert verdict.reason
    assert verdict.lifted_by


@given(st.sampled_from(sorted(ACTS)), st.sets(st.sampled_from(sorted(GOOD))))
def test_knowing_less_never_allows_more(act: str, forgotten: set[str]) -> None:
    """Taking facts away from refused facts does not make the act allowed."""
    bad = {**GOOD, "channel": "http", "place": "network", "audit": "failed", "deal_state": "destroyed"}
    less = {name: value for name, value in bad.items() if name not in forgotten}
    if not judge(act, bad).allowed:
        harmless = {"max_trial_days", "sample_state"}
        assert not judge(act, {k: v for k, v in less.items() if k not in harmless}).allowed


def test_private_channels_pass() -> None:
    """Each channel on the list is accepted."""
    assert all(judge("ingest", {**GOOD, "channel": channel}).allowed for channel in PRIVATE_CHANNELS)
