"""Which rule of a recipe answers a column: the most specific one; two that are as specific must be equal.

Precedence: the column by its name in its table, by a pattern there, by its name in any table, by a pattern
over tables, by what was found in it (type before state), and then the recipe's default.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from sampler.errors import RecipeError
from sampler.model.finding import Finding
from sampler.sanitize.recipes.recipe import TEXT, Recipe
from sampler.sanitize.recipes.rules import Rule
from sampler.sanitize.recipes.yaml_reader import Path

_WILD = ("*", "?")


class Level(IntEnum):
    """How specific a rule is; the lowest number wins."""

    EXACT = 1
    PATTERN_IN_TABLE = 2
    NAME_ANYWHERE = 3
    PATTERN_ANYWHERE = 4
    TYPE = 5
    STATE = 6
    DEFAULT = 7

    @property
    def words(self) -> str:
        """What `explain` says of it."""
        return _WORDS[self]


_WORDS = {
    Level.EXACT: "the column's own rule",
    Level.PATTERN_IN_TABLE: "a pattern in its table",
    Level.NAME_ANYWHERE: "its name, in any table",
    Level.PATTERN_ANYWHERE: "a pattern, over tables",
    Level.TYPE: "the type that was found in it",
    Level.STATE: "the state it was found in",
    Level.DEFAULT: "the recipe's default",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rule of a column, and where the recipe says it."""

    rule: Rule
    level: Level
    path: Path


Find = Callable[[], Finding | None]


def is_pattern(key: str) -> bool:
    """Whether a key has a `*` (any signs) or a `?` (one sign)."""
    return any(sign in key for sign in _WILD)


def matches(pattern: str, label: str) -> bool:
    """Whether a label fits a pattern, in any letter case."""
    return _compiled(pattern).fullmatch(label) is not None


def is_dropped(recipe: Recipe, table: str) -> Path | None:
    """Where the recipe drops a whole table; its own name wins over a pattern.

    Raises:
        RecipeError: one pattern drops the table and another has rules for it.
    """
    if table in recipe.dropped:
        return ("tables", table)
    if table in recipe.tables:
        return None
    dropping = [key for key in recipe.dropped if is_pattern(key) and matches(key, table)]
    ruling = [key for key in recipe.tables if is_pattern(key) and matches(key, table)]
    if dropping and ruling:
        one, other = ("tables", dropping[0]), ("tables", ruling[0])
        raise _tie(recipe, one, other, table)
    return ("tables", dropping[0]) if dropping else None


def covered_tables(recipe: Recipe, table: str) -> list[str]:
    """The keys of `tables` that speak of a table: its own, then patterns."""
    own = [table] if table in recipe.tables else []
    return own + [key for key in recipe.tables if key != table and is_pattern(key) and matches(key, table)]


def choose(recipe: Recipe, table: str, column: str, labels: Mapping[str, int], find: Find) -> Chosen | None:
    """The rule of `column`, whose table has the column `labels`; `find` is asked when nothing else answers.

    Raises:
        RecipeError: two rules are as specific and differ; the message names both lines.
    """
    named = list(_by_name(recipe, table, column, labels))
    found = named or list(_by_finding(recipe, find))
    if not found:
        if recipe.default is None:
            return None
        return Chosen(Rule(recipe.default, reason="default"), Level.DEFAULT, ("default",))
    best = min(one.level for one in found)
    first, *others = [one for one in found if one.level == best]
    for other in others:
        if other.rule != first.rule:
            raise _tie(recipe, first.path, other.path, f"{table}.{column}")
    return first


def _by_name(recipe: Recipe, table: str, column: str, labels: Mapping[str, int]) -> Iterator[Chosen]:
    for key in covered_tables(recipe, table):
        own = key == table
        for name, rule in recipe.tables[key].items():
            path = ("tables", key, name)
            if name == column:
                yield Chosen(rule, Level.EXACT if own else Level.NAME_ANYWHERE, path)
            elif is_pattern(name) and name not in labels and matches(name, column):
                yield Chosen(rule, Level.PATTERN_IN_TABLE if own else Level.PATTERN_ANYWHERE, path)
    for name, rule in recipe.columns.items():
        if name == column:
            yield Chosen(rule, Level.NAME_ANYWHERE, ("columns", name))
        elif is_pattern(name) and matches(name, column):
            yield Chosen(rule, Level.PATTERN_ANYWHERE, ("columns", name))


def _by_finding(recipe: Recipe, find: Find) -> Iterator[Chosen]:
    finding = find() if recipe.findings else None
    if finding is None:
        return
    kind = TEXT if finding.text else finding.entity_type or ""
    for key, level in ((kind, Level.TYPE), (finding.state.value, Level.STATE)):
        if key in recipe.findings:
            yield Chosen(recipe.findings[key], level, ("findings", key))


def _tie(recipe: Recipe, one: Path, other: Path, what: str) -> RecipeError:
    lines = sorted((recipe.line(one), recipe.line(other)))
    return recipe.error(
        one,
        f"lines {lines[0]} and {lines[1]} answer {what} differently and are as specific",
        "name the column itself under its table, or make one of the patterns narrower",
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
