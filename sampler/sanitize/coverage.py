"""Lay the recipe over the sample: every table and column gets its rule, or the recipe is refused.

Default deny: what no rule covers is an error that names labels, unless the recipe has a default. A rule
that matches nothing is an error too: a typo must not leave a column to the default.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from sampler.detect.labels import column_labels, looks_personal, table_label
from sampler.errors import RecipeError
from sampler.formats.document import Table
from sampler.sanitize.plan import ColumnPlan, FilePlan, TablePlan
from sampler.sanitize.recipe import Recipe, Rule, nearest
from sampler.sanitize.sample import SampleView, SourceFile

_SHOWN = 20
Unsafe = Callable[[str], bool]


def cover(recipe: Recipe, sample: SampleView, unsafe: Unsafe = lambda _: False) -> tuple[FilePlan, ...]:
    """Give each column of the sample its rule; `unsafe` says which names of the source may not be written.

    Raises:
        RecipeError: a table or column without a rule, or a rule without its table or column.
    """
    labelled = [
        (source, table, table_label(source.label, table, len(source.document.tables)))
        for source in sample
        for table in source.document.tables
    ]
    labels = [label for _, _, label in labelled]
    _check_tables(recipe, labels)
    _check_columns(recipe, {label: column_labels(table.columns) for _, table, label in labelled})
    return tuple(
        FilePlan(
            source.file_id,
            source.label,
            _file_name(source, unsafe),
            tuple(
                _table_plan(recipe, table, label, source, unsafe)
                for owner, table, label in labelled
                if owner is source
            ),
        )
        for source in sample
    )


def _check_tables(recipe: Recipe, labels: list[str]) -> None:
    if repeated := sorted({label for label in labels if labels.count(label) > 1}):
        raise RecipeError(f"two tables share a label: {_listed(repeated)}")
    for label in (*recipe.tables, *recipe.dropped):
        if label not in labels:
            hints = nearest(label, labels)
            raise recipe.error(("tables", label), "the sample has no such table", *hints)
    named = {*recipe.tables, *recipe.dropped}
    missing = [label for label in labels if label not in named]
    if missing and recipe.default is None:
        raise recipe.error(("tables",), f"no rule covers the tables {_listed(missing)}", *_ways(missing[0]))


def _check_columns(recipe: Recipe, columns: Mapping[str, tuple[str, ...]]) -> None:
    for label, rules in recipe.tables.items():
        for written in rules:
            if written not in columns[label]:
                hints = nearest(written, columns[label])
                raise recipe.error(("tables", label, written), "the table has no such column", *hints)
        missing = [known for known in columns[label] if known not in rules]
        if missing and recipe.default is None:
            message = f"no rule covers the columns {_listed(missing)}"
            raise recipe.error(("tables", label), message, *_ways(missing[0]))


def _ways(label: str) -> tuple[str, ...]:
    return (f'add `"{label}": redact`, or answer the rest with `default: redact` at the top',)


def _listed(labels: Iterable[str]) -> str:
    known = list(labels)
    rest = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _table_plan(recipe: Recipe, table: Table, label: str, source: SourceFile, unsafe: Unsafe) -> TablePlan:
    default = Rule(recipe.default or "redact", reason="default")
    rules = recipe.tables.get(label, {})
    columns = tuple(
        _column_plan(index, table, known, rules.get(known, default), unsafe)
        for index, known in enumerate(column_labels(table.columns))
    )
    whole = label in recipe.dropped or (label not in recipe.tables and recipe.default == "drop")
    dropped = whole or (bool(columns) and all(column.operator == "drop" for column in columns))
    name = _table_name(table, label, source, unsafe)
    return TablePlan(table.id, label, name, table.kind, columns, dropped)


def _column_plan(index: int, table: Table, label: str, rule: Rule, unsafe: Unsafe) -> ColumnPlan:
    header = table.columns[index]
    return ColumnPlan(
        index=index,
        label=label,
        name=f"c{index + 1}" if header and _is_value(header, unsafe) else header,
        type=table.types[index],
        operator=rule.operator,
        entity_type=rule.entity_type,
        params=tuple(sorted(cast("Mapping[str, Any]", rule.params).items())),
        reasoned=bool(rule.reason),
    )


def _is_value(header: str, unsafe: Unsafe) -> bool:
    """Whether a header must not be written: a detector hits it alone, or it names a person of the sample."""
    return looks_personal(header) or unsafe(header)


def _table_name(table: Table, label: str, source: SourceFile, unsafe: Unsafe) -> str:
    """The table's own name, or what its label calls it when the name can't be shown."""
    own = label.removeprefix(source.label).removeprefix("/")
    if not table.name or (own == table.name and not unsafe(table.name)):
        return table.name
    return own if own and not unsafe(own) else table.id


def _file_name(source: SourceFile, unsafe: Unsafe) -> str:
    extension = source.document.extension
    label = source.file_id if unsafe(source.label) else source.label
    return label if label.lower().endswith(extension) else label + extension
