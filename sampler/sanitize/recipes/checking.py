"""Look at what a recipe would do: check it, explain it, lay shapes side by side; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sampler.custody.session import Session
from sampler.errors import NotFoundError, RecipeError
from sampler.sanitize.audit.kept import KEPT, BareKeeps
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.learning.joins import column_named, columns_of, declared_joins
from sampler.sanitize.operators.shapes import ColumnShapes, shapes_beside
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.plan import Case, ColumnPlan, Plan
from sampler.sanitize.recipes.coverage import Laid, lay
from sampler.sanitize.recipes.privacy import privacy_of
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.recipes.rules import Rule
from sampler.sanitize.recipes.selecting import is_pattern
from sampler.sanitize.recipes.yaml_reader import Path as YamlPath
from sampler.sanitize.sample import SampleView
from sampler.sanitize.source import Source, sample_view
from sampler.sanitize.step import NOTHING_LEFT, NOTHING_LEFT_HINT, load_recipe
from sampler.surrogates.engine import Surrogates

WEAK = "weak"
_REASON = 'give it a rule that hides it, or say why not: {operator: keep, reason: "…"}'
# a copy of one of these blocks the pack, whatever reason the rule gives
_STRONG = frozenset(
    [
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "FR_NIR",
        "FR_SIREN",
        "FR_SIRET",
        "FR_VAT",
        "IBAN_CODE",
        "FR_RIB",
        "CREDIT_CARD",
        "SECRET",
    ]
)


@dataclass(frozen=True)
class Remark:
    """One thing that `recipe check` says; `kind` is problem, unreachable, blocks or weak."""

    kind: str
    message: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """A dry run: the compiled recipe, and shapes of each column before and after."""

    plan: Plan
    columns: tuple[ColumnShapes, ...]


@dataclass(frozen=True)
class Explained:
    """What happens to one column, and why."""

    table: str
    column: str
    rule: str
    why: str
    does: str
    privacy: str
    notes: tuple[str, ...]


def dry_run(session: Session, sample_id: str, recipe_path: Path) -> Preview:
    """Compile the recipe against the sample, run it over the first rows of each table, write nothing."""
    recipe = load_recipe(recipe_path)
    with sample_view(session, sample_id) as (source, view):
        plan = _compiled(recipe, source, view)
        surrogates = Surrogates(source.key, plan.dictionary)
        return Preview(plan, tuple(shapes_beside(view, plan, surrogates)))


def check_alone(recipe_path: Path) -> list[Remark]:
    """What is wrong with a recipe whatever the sample; one that does not read raises."""
    return list(_blocking(load_recipe(recipe_path)))


def check(session: Session, sample_id: str, recipe_path: Path) -> list[Remark]:
    """What is wrong with a recipe for one sample: everything, not only the first."""
    recipe = load_recipe(recipe_path)
    with sample_view(session, sample_id) as (source, view):
        laid = lay(recipe, view)
        problems = list(laid.problems)
        declared_joins(recipe, columns_of(laid.files), problems)
        remarks = [Remark("problem", one.message, one.hints) for one in problems]
        remarks += [
            Remark("unreachable", recipe.error(path, "no column of the sample gets this rule").message)
            for path in _paths(recipe)
            if path not in laid.used and _may_be_idle(path)
        ]
        if not problems:
            remarks += _weak(recipe, source, view)
        remarks += _kept(laid, view)
    return [*remarks, *_blocking(recipe)]


def explain(session: Session, sample_id: str, recipe_path: Path, column: str | None) -> list[Explained]:
    """What the recipe does to each column of a sample, or to the one called `column` (TABLE.COLUMN).

    Raises:
        NotFoundError: the sample has no such column.
    """
    recipe = load_recipe(recipe_path)
    with sample_view(session, sample_id) as (source, view):
        plan = _compiled(recipe, source, view)
    known = columns_of(plan.files)
    if column is None:
        wanted = list(known)
    else:
        try:
            wanted = [column_named(column, known)]
        except LookupError as unclear:
            raise NotFoundError(str(unclear), "sampler recipe explain without --column lists them") from None
    return [_explained(plan, table, known[table, label][1]) for table, label in wanted]


def rule_words(rule: ColumnPlan | Case) -> str:
    """A rule as a person would write it, without what compiling added."""
    declared = OPERATORS[rule.operator].parameters.model_fields
    params = [
        f"{name}: {'true' if value is True else value}" for name, value in rule.params if name in declared
    ]
    return " ".join(filter(None, (rule.operator, rule.entity_type, ", ".join(params))))


def _compiled(recipe: Recipe, source: Source, view: SampleView) -> Plan:
    return compile_recipe(
        recipe,
        view,
        key=source.key,
        sample_name=source.sample,
        earlier=source.earlier,
        delivered=source.delivered,
    )


def _weak(recipe: Recipe, source: Source, view: SampleView) -> list[Remark]:
    try:
        plan = _compiled(recipe, source, view)
    except RecipeError as refused:
        return [Remark("problem", refused.message, refused.hints)]
    left = [Remark("problem", NOTHING_LEFT, (NOTHING_LEFT_HINT,))] if plan.empty else []
    return [*left, *(Remark(WEAK, warning) for warning in plan.warnings)]


def _blocking(recipe: Recipe) -> Iterator[Remark]:
    for path, rule in _rules(recipe):
        for one in (rule, *rule.cases):
            if one.operator == "keep" and one.entity_type in _STRONG:
                message = (
                    f"keep {one.entity_type} copies strong identifiers: the leak audit will block the pack"
                )
                yield Remark("blocks", recipe.error(path, message).message)


def _kept(laid: Laid, view: SampleView) -> Iterator[Remark]:
    """Columns that the audit would not let through, judged as it will judge them."""
    for source, file in zip(view, laid.files, strict=True):
        headers = {table.id: table.columns for table in source.document.tables}
        for table in file.tables:
            bare = BareKeeps(() if table.dropped else table.kept, headers[table.table_id])
            if not bare:
                continue
            for batch in source.document.batches(table.table_id):
                bare(batch)
            for plan, clear in bare.judged():
                if not clear:
                    yield Remark("blocks", f"{table.label}.{plan.label}: {KEPT}: {plan.origin}", (_REASON,))


def _rules(recipe: Recipe) -> Iterator[tuple[YamlPath, Rule]]:
    for table, columns in recipe.tables.items():
        yield from ((("tables", table, column), rule) for column, rule in columns.items())
    for section, rules in (("columns", recipe.columns), ("findings", recipe.findings)):
        yield from (((section, key), rule) for key, rule in rules.items())


def _paths(recipe: Recipe) -> Iterator[YamlPath]:
    """Where rules stand, those of whole tables too."""
    yield from (path for path, _ in _rules(recipe))
    yield from (("tables", table) for table in recipe.dropped)


def _may_be_idle(path: YamlPath) -> bool:
    """Whether a rule that reaches nothing is no problem of its own: one under a name that is not there is."""
    return path[0] != "tables" or any(map(is_pattern, path[1:]))


def _explained(plan: Plan, table: str, column: ColumnPlan) -> Explained:
    dropped = any(one.dropped and one.label == table for file in plan.files for one in file.tables)
    labels = {
        one.index: one.label
        for file in plan.files
        for known in file.tables
        if known.label == table
        for one in known.columns
    }
    notes = [f"where {labels[case.test.index]} {_tested(case)}: {rule_words(case)}" for case in column.cases]
    if column.beside:
        notes.append("reads " + ", ".join(labels[index] for index in column.beside) + " of its row")
    if column.unique:
        notes.append("stays unique")
    if dropped:
        return Explained(table, column.label, "drop", "its table is dropped", "left out", "dropped", ())
    does = OPERATORS[column.operator].summary
    return Explained(
        table, column.label, rule_words(column), column.origin, does, privacy_of(column), tuple(notes)
    )


def _tested(case: Case) -> str:
    """A condition in words: what it compares with is a value, and only counted."""
    if case.test.kind == "is_null":
        return "is null" if case.test.wanted else "is not null"
    which = "the value" if len(case.test.values) == 1 else f"one of {len(case.test.values)} values"
    return f"is {'' if case.test.wanted else 'not '}{which} given"
