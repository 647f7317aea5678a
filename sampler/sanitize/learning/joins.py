"""Which columns must map alike: declared by the recipe, or found because one's values stand in another.

They do when they have one rule: a surrogate follows from the value and its type alone.
"""

from collections.abc import Mapping, Sequence

from sampler.detect.columns.keys import Digests, references
from sampler.errors import RecipeError
from sampler.sanitize.plan import ColumnPlan, FilePlan, Place, Reference
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.recipes.rules import nearest
from sampler.sanitize.recipes.yaml_reader import Path

JOINING = frozenset({"token", "surrogate", "keep", "date_shift"})
Named = tuple[tuple[str, str], ColumnPlan]
Columns = Mapping[tuple[str, str], tuple[Place, ColumnPlan]]


def columns_of(files: Sequence[FilePlan]) -> dict[tuple[str, str], tuple[Place, ColumnPlan]]:
    """Every column of the sample by the labels of its table and its own."""
    return {
        (table.label, plan.label): (Place(file.file_id, table.table_id, plan.index), plan)
        for file in files
        for table in file.tables
        for plan in table.columns
    }


def declared_joins(recipe: Recipe, columns: Columns, problems: list[RecipeError]) -> tuple[Reference, ...]:
    """The joins that the recipe declares: `references`, and `consistency` groups with their first column."""
    pairs = [(("references", child), child, parent) for child, parent in recipe.references.items()]
    for name, group in recipe.consistency.items():
        pairs += [(("consistency", name), member, group[0]) for member in group[1:]]
    joins = []
    for path, child, parent in pairs:
        one, other = (resolved(recipe, text, columns, path, problems) for text in (child, parent))
        if one is None or other is None:
            continue
        (child_place, child_plan), (parent_place, parent_plan) = columns[one], columns[other]
        if _checked(recipe, path, (one, child_plan), (other, parent_plan), problems):
            joins.append(Reference(child_place, parent_place))
    return tuple(joins)


def resolved(
    recipe: Recipe, text: str, columns: Columns, path: Path, problems: list[RecipeError]
) -> tuple[str, str] | None:
    """The table and column that "TABLE.COLUMN" names; either may have dots of its own."""
    try:
        return column_named(text, columns)
    except LookupError as unclear:
        hints = nearest(text, [f"{table}.{column}" for table, column in columns])
        problems.append(recipe.error(path, str(unclear), *hints))
        return None


def column_named(text: str, columns: Columns) -> tuple[str, str]:
    """The one column called "TABLE.COLUMN".

    Raises:
        LookupError: there is none, or there are two; the message names no label.
    """
    splits = [(text[:at], text[at + 1 :]) for at, sign in enumerate(text) if sign == "."]
    found = [split for split in splits if split in columns]
    if len(found) > 1:
        raise LookupError("TABLE.COLUMN can be read in two ways")
    if not found:
        raise LookupError("the sample has no such TABLE.COLUMN")
    return found[0]


def found_joins(
    files: Sequence[FilePlan], digests: Mapping[Place, Digests]
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """Find the joins in the data: those whose two columns have one rule, and those whose rules differ."""
    places = {
        (f"{file.file_id}/{table.table_id}", plan.label): (
            Place(file.file_id, table.table_id, plan.index),
            plan,
        )
        for file in files
        for table in file.tables
        for plan in table.columns
    }
    read = {label: digests[place] for label, (place, _) in places.items() if place in digests}
    same, differing = list[Reference](), list[Reference]()
    for child, parent in references(read):
        (child_place, one), (parent_place, other) = places[child], places[parent]
        (same if alike(one, other) else differing).append(Reference(child_place, parent_place))
    return tuple(same), tuple(differing)


def broken_joins(differing: Sequence[Reference], columns: Columns) -> list[str]:
    """What is said of joins in the data whose columns have two rules."""
    names = {place: ".".join(label) for label, (place, _) in columns.items()}
    return [
        f"{names[one.child]} refers to {names[one.parent]}, and their rules differ: they do not join any more"
        for one in differing
    ]


def alike(one: ColumnPlan, other: ColumnPlan) -> bool:
    """Whether two columns map a value alike: one operator, one type, and nothing of the row in it."""
    return _rule_of(one) == _rule_of(other) and not (one.of_row or other.of_row)


def _rule_of(plan: ColumnPlan) -> tuple[object, ...]:
    return plan.operator, plan.entity_type or "ID", plan.params


def _checked(
    recipe: Recipe,
    path: Path,
    one: Named,
    other: Named,
    problems: list[RecipeError],
) -> bool:
    (first, plan), (second, beside) = one, other
    names = f"{'.'.join(first)} and {'.'.join(second)}"
    if not alike(plan, beside):
        reason = f"their rules differ: {plan.origin}; {beside.origin}"
        if plan.of_row or beside.of_row:
            reason = "the rule of one reads other columns of its row"
        hint = "give both the same operator, type and parameters"
        problems.append(recipe.error(path, f"{names} can't map alike, {reason}", hint))
        return False
    if plan.operator not in JOINING:
        problems.append(
            recipe.error(path, f"{names} can't be joined any more: {plan.operator} merges values")
        )
        return False
    return True
