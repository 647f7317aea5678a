"""What the policy takes and gives: facts, rules, a verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sampler.model.rights import Authorization, Grant

Fact = str | int | bool | None | tuple[str, ...] | tuple[Grant, ...] | tuple[Authorization, ...]
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed; if not, by which rule, why, and who can lift it.

    `lifts` are the authorizations without which it would have been refused, each as `rule id`.
    """

    allowed: bool
    rule: str = ""
    reason: str = ""
    lifted_by: str = ""
    lifts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the acts it looks at, what it says, and who can lift a refusal.

    `scope` names the fact that an authorization's scope must match, "" if any does; None: no authorization
    lifts the rule.
    """

    id: str
    acts: frozenset[str]
    says: str
    lifted_by: str
    refuses: Callable[[Facts], str | None]
    scope: str | None = None


def words(facts: Facts, name: str) -> tuple[str, ...]:
    """A fact that is a list of words; anything else, or nothing, is the empty list."""
    value = facts.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def number(facts: Facts, name: str) -> int | None:
    """A fact that is a number; a truth value is none."""
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(facts: Facts, name: str) -> str:
    """A fact that is a word; anything else is the empty word."""
    value = facts.get(name)
    return value if isinstance(value, str) else ""
