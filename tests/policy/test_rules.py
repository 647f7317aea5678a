"""The policy as pure functions: facts in, a verdict out."""

from dataclasses import replace

import pytest
from good_facts import ALL_ACTS, DUE, GOOD, NOW, WORSE, grants
from hypothesis import given
from hypothesis import strategies as st

from sampler.model.rights import Authorization
from sampler.policy.acts import DATA_ACTS, HELD, MAY, ROLES, UNHELD, roles_of
from sampler.policy.rules import PRIVATE_CHANNELS, RULES, Fact, Rule, judge
from sampler.policy.settings import PolicySettings, loosened

ACTS = st.sampled_from(ALL_ACTS)
WORSE_FACTS = st.sampled_from(WORSE)


@pytest.mark.parametrize("act", ALL_ACTS)
def test_every_act_is_allowed_when_all_is_well(act: str) -> None:
    """Good facts refuse nothing."""
    assert judge(act, GOOD).allowed


@pytest.mark.parametrize("rule", list(RULES.values()), ids=lambda rule: rule.id)
def test_missing_facts_refuse(rule: Rule) -> None:
    """A gate that forgets every look-up is refused, whatever the act."""
    for act in rule.acts:
        assert not judge(act, {}).allowed


@pytest.mark.parametrize(("rule", "act", "worse"), WORSE, ids=lambda value: str(value)[:40])
def test_each_rule_refuses_by_name(rule: str, act: str, worse: dict[str, Fact]) -> None:
    """One bad fact refuses the act, and the verdict names the rule, why, and who can lift it."""
    verdict = judge(act, {**GOOD, **worse})
    assert (verdict.allowed, verdict.rule) == (False, rule)
    assert verdict.reason
    assert verdict.lifted_by


def test_every_rule_of_the_gate_is_shown_to_refuse() -> None:
    """The table above leaves no rule out."""
    assert {rule for rule, _, _ in WORSE} == set(RULES)


@pytest.mark.parametrize("act", ["launch", "", "LOAD", "copy.burn"])
def test_an_unknown_act_is_refused(act: str) -> None:
    """What the table of acts does not know is refused, however good the facts."""
    assert judge(act, GOOD).rule == "IJO-3"


@given(ACTS, WORSE_FACTS, WORSE_FACTS)
def test_adding_a_restriction_never_allows_more(
    act: str, one: tuple[str, str, dict[str, Fact]], other: tuple[str, str, dict[str, Fact]]
) -> None:
    """What one bad fact refuses, a second one does not allow."""
    if set(one[2]) & set(other[2]):
        return
    before = judge(act, {**GOOD, **one[2]})
    after = judge(act, {**GOOD, **one[2], **other[2]})
    assert before.allowed or not after.allowed


@given(ACTS, st.sets(st.sampled_from(["freeze", "legal"])), st.booleans(), st.booleans())
def test_holds_names_and_environments_only_take_away(
    act: str,
    holds: set[str],
    restricted: object,
    fewer: object,
) -> None:
    """A hold, a list of names and a shorter list of environments allow nothing that was refused before."""
    added: dict[str, Fact] = {"holds": tuple(sorted(holds)), "restricted": restricted}
    if fewer:
        added["deal_environments"] = ()
    for base in (GOOD, {**GOOD, "kind": "lent"}, {**GOOD, "due_on": "2026-01-01"}):
        assert judge(act, base).allowed or not judge(act, {**base, **added}).allowed


@given(ACTS, st.sets(st.sampled_from(sorted(GOOD))))
def test_knowing_less_never_allows_more(act: str, forgotten: set[str]) -> None:
    """An act refused for a bad fact stays refused when other facts are forgotten."""
    bad = {**GOOD, "channel": "http", "place": "network", "audit": "failed", "deal_state": "destroyed"}
    if not judge(act, bad).allowed:
        kept = {name: value for name, value in bad.items() if name not in forgotten - {"sample_state"}}
        assert not judge(act, kept).allowed


AUTHORIZATION = Authorization(
    "A1", "acme", "EDU-4", "any", "staging", "recorded", "2026-01-31T00:00:00+00:00"
)
ELSEWHERE: dict[str, Fact] = {**GOOD, "environment": "staging"}


def test_an_authorization_lifts_its_rule_for_its_scope_and_says_so() -> None:
    """The provider's word for staging allows staging, and the verdict names it."""
    verdict = judge("load", {**ELSEWHERE, "authorizations": (AUTHORIZATION,)})
    assert verdict.allowed
    assert verdict.lifts == ("EDU-4 A1",)


@pytest.mark.parametrize(
    "changed",
    [
        {"expires_at": "2026-01-15T11:59:59+00:00"},
        {"expires_at": ""},
        {"state": "withdrawn"},
        {"state": ""},
        {"deal": "other"},
        {"rule": "JUN-4"},
        {"scope": "production"},
        {"act": "pack"},
    ],
    ids=str,
)
def test_an_expired_or_other_authorization_counts_as_absent(changed: dict[str, str]) -> None:
    """Not one second longer, and for nothing else, is a rule lifted."""
    given_ = (replace(AUTHORIZATION, **changed),)
    assert judge("load", {**ELSEWHERE, "authorizations": given_}) == judge("load", ELSEWHERE)


@given(ACTS, st.sampled_from(sorted(RULES)), WORSE_FACTS)
def test_an_authorization_lifts_nothing_that_is_not_the_providers(
    act: str, rule: str, worse: tuple[str, str, dict[str, Fact]]
) -> None:
    """Only rules that name a scope can be lifted; all others refuse whatever was recorded."""
    held = (Authorization("A1", "acme", rule, "any", "any", "recorded", "2099-01-01"),)
    verdict = judge(act, {**GOOD, **worse[2], "authorizations": held})
    if not judge(act, {**GOOD, **worse[2]}).allowed and verdict.allowed:
        assert RULES[rule].scope is not None


def test_private_channels_pass() -> None:
    """Each channel on the list is accepted."""
    assert all(judge("ingest", {**GOOD, "channel": channel}).allowed for channel in PRIVATE_CHANNELS)


@pytest.mark.parametrize("act", sorted(DATA_ACTS))
def test_the_last_day_of_a_grant_counts_and_the_next_does_not(act: str) -> None:
    """A grant ends at the end of its last day."""
    assert judge(act, {**GOOD, "grants": grants(expires_on="2026-01-15")}).allowed
    assert not judge(act, {**GOOD, "grants": grants(expires_on="2026-01-14")}).allowed


def test_a_frozen_deal_is_destroyed_when_that_is_due_but_not_under_a_legal_hold() -> None:
    """A freeze lets destruction by its own rule happen; a legal hold stops that too."""
    due: dict[str, Fact] = {**GOOD, "today": DUE, "now": NOW}
    assert judge("destroy", {**due, "holds": ("freeze",)}).allowed
    assert not judge("destroy", {**due, "holds": ("freeze", "legal")}).allowed
    assert not judge("destroy", {**due, "holds": ("unheard-of",)}).allowed


def test_every_act_has_its_roles_and_its_answer_to_a_freeze() -> None:
    """No act is left out of the role table or of the freeze, and every role is a known one."""
    assert set(MAY) == HELD | UNHELD
    assert not HELD & UNHELD
    assert all(roles and roles <= set(ROLES) for roles in MAY.values())


@pytest.mark.parametrize(
    ("stored", "roles"),
    [
        ("owner", ROLES),
        ("", ()),
        (None, ()),
        ("officer boss", ("officer",)),
        ("sales-engineer", ("sales-engineer",)),
    ],
)
def test_an_unknown_role_is_none(stored: str | None, roles: tuple[str, ...]) -> None:
    """Words that are no role give no right; the first version's owner keeps theirs."""
    assert roles_of(stored) == roles


@pytest.mark.parametrize(
    ("name", "value", "loose"),
    [
        ("max_trial_days", 181, True),
        ("max_trial_days", 30, False),
        ("channels", ("sftp",), False),
        ("channels", (*PRIVATE_CHANNELS, "fax"), True),
        ("countries", ("FR",), False),
        ("countries", ("FR", "CH"), True),
        ("min_entropy_bits", 59, True),
        ("min_entropy_bits", 90, False),
        ("review_days", 365, True),
        ("breach_hours", 72, True),
        ("wrong_tries", 3, False),
        ("roles", {"developer": ("load", "ingest")}, True),
        ("roles", {"developer": ("load",)}, False),
    ],
)
def test_loosening_is_told_from_tightening(name: str, value: object, loose: object) -> None:
    """A setting that allows more than its default is named, one that allows less is not."""
    settings = PolicySettings.model_validate({name: value})
    assert (name in loosened(settings)) is loose


@pytest.mark.parametrize(
    ("act", "facts", "allowed"),
    [
        ("pack", {"k": 4}, False),
        ("pack", {"k": 0}, False),
        ("pack", {"k": 4, "outside": None}, False),
        ("pack", {"min_k": None}, False),
        ("pack", {"k": 5}, True),
        ("pack", {"k": 1, "outside": False}, True),
        ("pack", {"k": 1, "min_k": 1}, True),
        ("load", {"k": 1}, True),
    ],
)
def test_a_threshold_on_k_is_for_packs_that_leave(act: str, facts: dict[str, Fact], *, allowed: bool) -> None:
    """A configured threshold refuses packs for outside whose k is lower or unknown, and nothing else."""
    verdict = judge(act, {**GOOD, **facts})
    assert verdict.allowed is allowed
    assert verdict.rule == ("" if allowed else "IUN-4")
