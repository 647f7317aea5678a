"""Lay the recipe over the sample: every table and column gets its rule, or the recipe is refused.

Default deny: what no rule covers is an error that names labels, unless the recipe has a default. A rule
that names a table or column that is not there is an error too: a typo must not leave a column to the default.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sampler.detect.columns.labels import column_labels, looks_personal, table_label
from sampler.errors import RecipeError
from sampler.formats.csv_file import CsvDocument
from sampler.formats.document import Table
from sampler.sanitize.operators.agreement_groups import with_agreement
from sampler.sanitize.plan import ColumnPlan, FilePlan, TablePlan
from sampler.sanitize.recipes.judging import Judge
from sampler.sanitize.recipes.laying import TableLayer
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.recipes.rules import Rule, nearest
from sampler.sanitize.recipes.selecting import (
    Chosen,
    Level,
    choose,
    covered_tables,
    is_dropped,
    is_pattern,
    matches,
)
from sampler.sanitize.recipes.yaml_reader import Path
from sampler.sanitize.sample import SampleView, SourceFile

_SHOWN = 20
_REDACT = Rule("redact")
Unsafe = Callable[[str], bool]


@dataclass
class Laid:
    """The recipe over the sample: what each column gets, what is wrong, and which rules were used."""

    files: tuple[FilePlan, ...] = ()
    problems: list[RecipeError] = field(default_factory=list)
    used: set[Path] = field(default_factory=set)


def cover(
    recipe: Recipe, sample: SampleView, unsafe: Unsafe = lambda _: False, judge: Judge | None = None
) -> tuple[FilePlan, ...]:
    """Give each column of the sample its rule; `unsafe` says which names of the source may not be written.

    Raises:
        RecipeError: a table or column without a rule, or a rule without its table or column.
    """
    laid = lay(recipe, sample, unsafe, judge)
    if laid.problems:
        raise laid.problems[0]
    return laid.files


def lay(
    recipe: Recipe, sample: SampleView, unsafe: Unsafe = lambda _: False, judge: Judge | None = None
) -> Laid:
    """As `cover`, but every problem is collected; a column that has one is planned as `redact`."""
    laid = Laid()
    labelled = [
        (source, table, table_label(source.label, table, len(source.document.tables)))
        for source in sample
        for table in source.document.tables
    ]
    _check_tables(recipe, [label for _, _, label in labelled], laid)
    for _, table, label in labelled:
        _check_columns(recipe, label, column_labels(table.columns), laid)
    layer = _Layer(recipe, laid, unsafe, judge or Judge())
    laid.files = tuple(
        FilePlan(
            source.file_id,
            source.label,
            _file_name(source, unsafe),
            tuple(layer.table(source, table, label) for owner, table, label in labelled if owner is source),
        )
        for source in sample
    )
    return laid


class _Layer:
    """Plans tables of one recipe."""

    def __init__(self, recipe: Recipe, laid: Laid, unsafe: Unsafe, judge: Judge) -> None:
        self._recipe = recipe
        self._laid = laid
        self._unsafe = unsafe
        self._judge = judge

    def table(self, source: SourceFile, table: Table, label: str) -> TablePlan:
        """The plan of one table."""
        labels = {known: index for index, known in enumerate(column_labels(table.columns))}
        layer = TableLayer(self._recipe, label, labels, self._laid.problems)
        whole = self._dropped(label)
        columns, missing = list[ColumnPlan](), list[str]()
        for known, index in labels.items():
            bare = self._bare(source, table, known, index)
            chosen = None if whole else self._chosen(source, table, known, layer)
            if chosen is None and not whole:
                missing.append(known)
            columns.append(layer.column(bare, chosen) if chosen else bare)
        if missing:
            self._say_missing(label, missing)
        agreeing = () if whole else with_agreement(self._recipe, label, tuple(columns), self._laid.problems)
        every = agreeing or tuple(columns)
        dropped = whole or (bool(every) and all(column.operator == "drop" for column in every))
        name = _table_name(table, label, source, self._unsafe)
        return TablePlan(table.id, label, name, table.kind, every, dropped)

    def _dropped(self, label: str) -> bool:
        try:
            path = is_dropped(self._recipe, label)
        except RecipeError as tie:
            self._laid.problems.append(tie)
            return True
        if path is not None:
            self._laid.used.add(path)
        untold = not covered_tables(self._recipe, label) and not self._recipe.columns
        return path is not None or (untold and not self._recipe.findings and self._recipe.default == "drop")

    def _chosen(self, source: SourceFile, table: Table, known: str, layer: TableLayer) -> Chosen | None:
        try:
            chosen = choose(
                self._recipe,
                layer.table,
                known,
                layer.labels,
                lambda: self._judge.finding(source, table, layer.labels[known]),
            )
        except RecipeError as tie:
            self._laid.problems.append(tie)
            return Chosen(_REDACT, Level.DEFAULT, ())
        if chosen is not None:
            self._laid.used.add(chosen.path)
        return chosen

    def _bare(self, source: SourceFile, table: Table, known: str, index: int) -> ColumnPlan:
        header = table.columns[index]
        return ColumnPlan(
            index=index,
            label=known,
            name=f"c{index + 1}" if header and _is_value(header, self._unsafe) else header,
            type=table.types[index],
            operator="redact",
            encoding=_encoding(source),
        )

    def _say_missing(self, label: str, missing: list[str]) -> None:
        recipe, path = self._recipe, ("tables", label)
        if not covered_tables(recipe, label) and not recipe.columns and not recipe.findings:
            return  # said of the whole table
        message = f"no rule covers the columns {_listed(missing)}"
        self._laid.problems.append(recipe.error(path, message, *_ways(missing[0])))


def _check_tables(recipe: Recipe, labels: list[str], laid: Laid) -> None:
    if repeated := sorted({label for label in labels if labels.count(label) > 1}):
        laid.problems.append(RecipeError(f"two tables share a label: {_listed(repeated)}"))
    named_by = [("tables", label) for label in (*recipe.tables, *recipe.dropped)]
    for path in (*named_by, *(("agree", label) for label in recipe.agree)):
        if path[1] not in labels and not is_pattern(path[1]):
            hints = nearest(path[1], labels)
            laid.problems.append(recipe.error(path, "the sample has no such table", *hints))
    if recipe.default is not None or recipe.columns or recipe.findings:
        return
    named = {*recipe.tables, *recipe.dropped}
    missing = [label for label in labels if label not in named and not _named_by_pattern(recipe, label)]
    if missing:
        message = f"no rule covers the tables {_listed(missing)}"
        laid.problems.append(recipe.error(("tables",), message, *_ways(missing[0])))


def _named_by_pattern(recipe: Recipe, label: str) -> bool:
    return bool(covered_tables(recipe, label)) or any(
        is_pattern(key) and matches(key, label) for key in recipe.dropped
    )


def _check_columns(recipe: Recipe, label: str, columns: tuple[str, ...], laid: Laid) -> None:
    for written in recipe.tables.get(label, {}):
        if written not in columns and not is_pattern(written):
            hints = nearest(written, columns)
            path = ("tables", label, written)
            laid.problems.append(recipe.error(path, "the table has no such column", *hints))


def _ways(label: str) -> tuple[str, ...]:
    return (f'add `"{label}": redact`, or answer the rest with `default: redact` at the top',)


def _listed(labels: Iterable[str]) -> str:
    known = list(labels)
    rest = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


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


def _encoding(source: SourceFile) -> str:
    """The encoding that new values must fit, where it is not one of the Unicode ones."""
    document = source.document
    codec = document.dialect.encoding.codec if isinstance(document, CsvDocument) else ""
    return "" if codec.startswith("utf") else codec
