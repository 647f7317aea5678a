"""One column with its rule: names of other columns become places, and what can't be so is said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from sampler.errors import RecipeError
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.plan import Case, ColumnPlan, Test
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.recipes.rules import Condition, Rule, nearest
from sampler.sanitize.recipes.selecting import Chosen
from sampler.sanitize.recipes.yaml_reader import Path

_TEXT_ONLY = frozenset({"text"})


@dataclass(frozen=True)
class TableLayer:
    """Lays rules over the columns of one table; `labels` are their places, `problems` are collected."""

    recipe: Recipe
    table: str
    labels: Mapping[str, int]
    problems: list[RecipeError]

    def column(self, bare: ColumnPlan, chosen: Chosen) -> ColumnPlan:
        """Give the column `bare` its chosen rule."""
        rule, path = chosen.rule, chosen.path
        cases = []
        for place, case in enumerate(rule.cases, start=1):
            step = (*path, f"[{place}]")
            test = self._test(case.when, (*step, "when"))
            if test is not None:
                beside = self._beside(case, step)
                self._check_type(bare, case, step)
                reasoned = bool(case.reason)
                cases.append(Case(test, case.operator, case.entity_type, _params(case), beside, reasoned))
        own = (*path, f"[{len(rule.cases) + 1}]") if rule.cases else path
        self._check_type(bare, rule, own)
        return replace(
            bare,
            operator=rule.operator,
            entity_type=rule.entity_type,
            params=_params(rule),
            reasoned=bool(rule.reason),
            beside=self._beside(rule, own),
            cases=tuple(cases),
            origin=f"{chosen.level.words} (line {self.recipe.line(path)})",
        )

    def _beside(self, rule: Rule, path: Path) -> tuple[int, ...]:
        found = []
        for name in OPERATORS[rule.operator].columns:
            if name in rule.params:
                index = self._index(str(rule.params[name]), (*path, name))
                found += [] if index is None else [index]
        return tuple(found)

    def _test(self, when: Condition | None, path: Path) -> Test | None:
        if when is None:
            return None
        index = self._index(when.column, path)
        return None if index is None else Test(index, when.kind, when.values, when.wanted)

    def _index(self, label: str, path: Path) -> int | None:
        if label in self.labels:
            return self.labels[label]
        message = f"{self.table} has no column of the name given here"
        self.problems.append(self.recipe.error(path, message, *nearest(label, self.labels)))
        return None

    def _check_type(self, bare: ColumnPlan, rule: Rule, path: Path) -> None:
        """Refuse a text operator on a typed column: what it writes could not be written there."""
        if rule.operator in _TEXT_ONLY and bare.type != "text":
            message = f"{self.table}.{bare.label} holds {bare.type}s: {rule.operator} writes text"
            self.problems.append(self.recipe.error(path, message))


def _params(rule: Rule) -> tuple[tuple[str, str | int], ...]:
    return tuple(sorted(cast("Mapping[str, Any]", rule.params).items()))
