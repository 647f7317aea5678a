"""Which columns of a table must agree in each row: those declared under `agree`, and obvious ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sampler.errors import RecipeError
from sampler.sanitize.operators.agreeing import GROUPS, READS, ROW_KINDS
from sampler.sanitize.plan import ColumnPlan
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.recipes.rules import nearest
from sampler.sanitize.recipes.selecting import is_pattern, matches
from sampler.sanitize.recipes.yaml_reader import Path


@dataclass(frozen=True)
class Group:
    """Columns that agree; `kind` is place, company, identity or household."""

    kind: str
    columns: tuple[ColumnPlan, ...]

    def typed(self, *entity_types: str) -> list[ColumnPlan]:
        """Those of the columns that are replaced as one of the types."""
        return [plan for plan in self.columns if type_of(plan) in entity_types]


def type_of(plan: ColumnPlan) -> str:
    """What a column is taken for: its type; a shifted date without one is taken for a birth date."""
    return plan.entity_type or ("BIRTH_DATE" if plan.operator == "date_shift" else "")


def with_agreement(
    recipe: Recipe, table: str, columns: tuple[ColumnPlan, ...], problems: list[RecipeError]
) -> tuple[ColumnPlan, ...]:
    """The columns, those that agree with others told which ones to read."""
    groups = [*declared(recipe, table, columns, problems), *_obvious(columns)]
    told = {plan.index: plan for plan in columns}
    for group in groups:
        if group.kind in ROW_KINDS:
            for plan in group.typed(*READS):
                if not told[plan.index].beside:
                    told[plan.index] = _reading(told[plan.index], group)
    return tuple(told.values())


def declared(
    recipe: Recipe, table: str, columns: Sequence[ColumnPlan], problems: list[RecipeError]
) -> list[Group]:
    """The groups that the recipe declares for a table, by its name or by a pattern."""
    known = {plan.label: plan for plan in columns}
    groups = []
    for key, listed in recipe.agree.items():
        if key != table and not (is_pattern(key) and matches(key, table)):
            continue
        for place, members in enumerate(listed, start=1):
            path = ("agree", key, f"[{place}]")
            group = _group(recipe, members, known, path, problems)
            groups += [group] if group else []
    return groups


def _group(
    recipe: Recipe,
    members: Sequence[str],
    known: Mapping[str, ColumnPlan],
    path: Path,
    problems: list[RecipeError],
) -> Group | None:
    for place, member in enumerate(members, start=1):
        if member not in known:
            hints = nearest(member, known)
            problems.append(recipe.error((*path, f"[{place}]"), "the table has no such column", *hints))
            return None
    columns = tuple(known[member] for member in members)
    types = {type_of(plan) for plan in columns if plan.operator in {"surrogate", "date_shift"}}
    for kind, fitting in GROUPS.items():
        if len(types) > 1 and types <= fitting:
            return Group(kind, columns)
    choices = "; ".join(f"{kind}: {' '.join(sorted(fitting))}" for kind, fitting in GROUPS.items())
    problems.append(
        recipe.error(path, "the rules of these columns can't agree", f"types that can, {choices}")
    )
    return None


def _obvious(columns: Sequence[ColumnPlan]) -> list[Group]:
    """A city and an INSEE code beside the only postcode of a table."""
    by_type: dict[str, list[ColumnPlan]] = {}
    for plan in columns:
        if plan.operator == "surrogate" and not plan.cases:
            by_type.setdefault(plan.entity_type or "", []).append(plan)
    lone = [plans[0] for name, plans in by_type.items() if name in GROUPS["place"] and len(plans) == 1]
    return [Group("place", tuple(lone))] if len(lone) > 1 else []


def _reading(plan: ColumnPlan, group: Group) -> ColumnPlan:
    if plan.operator != "surrogate" or plan.cases:
        return plan
    read = [
        (name, other)
        for name in READS[type_of(plan)]
        for other in group.typed(name)
        if other.operator == "surrogate" and not other.cases
    ]
    if not read or len({name for name, _ in read}) != len(read):
        return plan
    roles = ",".join(name for name, _ in read)
    params = tuple(sorted((*plan.params, ("agree", roles))))
    return replace(plan, params=params, beside=tuple(other.index for _, other in read))
