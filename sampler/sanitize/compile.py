"""Compile a recipe for one sample: rules laid over columns, names learnt, joins found, uniqueness secured."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from sampler.detect.text import guess_language
from sampler.engine.pool import Pool
from sampler.errors import RecipeError
from sampler.sanitize.learning.columns_read import complete
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.learning.joins import broken_joins, columns_of, declared_joins, found_joins
from sampler.sanitize.learning.known_values import packed
from sampler.sanitize.learning.memory_returned import collector_paused, memory_returned
from sampler.sanitize.learning.reading import Reader, SampleRead, seen
from sampler.sanitize.learning.row_knowledge import learn_companies, tables_of
from sampler.sanitize.learning.separating import Separator
from sampler.sanitize.operators.narrow import impossible, warnings_of
from sampler.sanitize.operators.total_columns import with_totals
from sampler.sanitize.plan import ColumnPlan, FilePlan, Place, Plan, Reference, TablePlan
from sampler.sanitize.recipes.coverage import cover
from sampler.sanitize.recipes.judging import Judge
from sampler.sanitize.recipes.recipe import Recipe, recipe_digest
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.loading import load_lists

_TEXTS_READ = 2000
# months of births, phones, NIR, mailboxes
_THREADS = 4


@memory_returned()
@collector_paused()
def compile_recipe(
    recipe: Recipe,
    sample: SampleView,
    *,
    key: bytes,
    sample_name: str | None = None,
    earlier: Dictionary | None = None,
    pool: Pool | None = None,
    delivered: Delivered | None = None,
) -> Plan:
    """Compile `recipe`; `earlier` is the deal's frozen dictionary, whose entries are never remapped.

    The same files, recipe, key, dictionary and delivered values always give the same plan; with a `pool` its
    workers help. `delivered` values keep their surrogates, and take in those of this sample.

    Raises:
        RecipeError: uncovered or unknown tables and columns, or a recipe of another sample.
        UnreadableError: a row can't be read.
    """
    if recipe.sample is not None and sample_name is not None and recipe.sample != sample_name:
        raise recipe.error(("sample",), f"the recipe is for another sample than {sample_name}")
    judge = Judge()
    laid = _plan(recipe, cover(recipe, sample, judge=judge), earlier or Dictionary(), sample_name)
    found = Reader(recipe, sample, laid, Surrogates(key, laid.dictionary), pool).read()
    if pool is not None:
        # the workers have nothing else to do until the plan is made
        pool.prepare(partial(load_lists, _types(laid)))
    separator = Separator(sample, laid.files, key, pool, delivered)
    with ThreadPoolExecutor(_THREADS if pool is not None else 1) as threads:
        begun = separator.begun(found, laid.dictionary, threads)
        dictionary = found.names.learnt(earlier)
        # what the columns say of people decides which file, sheet and column names may be written
        files = cover(recipe, sample, found.names.people.within, judge)
        plan = _joined(recipe, sample, _plan(recipe, files, dictionary, sample_name), found, key)
        dictionary = dictionary.with_companies(learn_companies(recipe, tables_of(sample, plan)))
        dictionary = replace(dictionary, births=begun.births.result())
        separator = replace(separator, files=plan.files)
        return replace(plan, dictionary=separator.separated(dictionary, found, begun))


def _joined(recipe: Recipe, sample: SampleView, plan: Plan, found: SampleRead, key: bytes) -> Plan:
    """The plan with joins, unique columns, languages, totals and warnings."""
    warnings = list[str]()
    declared = _declared(recipe, plan.files)
    files = tuple(
        replace(file, tables=tuple(_settled(source, file, table, found, warnings) for table in file.tables))
        for source, file in zip(sample, plan.files, strict=True)
    )
    kept, differing = found_joins(files, complete(found.columns))
    differing = tuple(join for join in differing if join not in declared)
    warnings += broken_joins(differing, columns_of(files))
    files = with_totals(sample, files, Surrogates(key, plan.dictionary), warnings)
    return replace(
        plan,
        files=files,
        references=tuple(dict.fromkeys((*kept, *declared))),
        differing=differing,
        ids=packed(found.known["ID"].numbers()),
        logins=packed(found.known["USERNAME"].numbers()),
        warnings=tuple(warnings),
    )


def _plan(recipe: Recipe, files: tuple[FilePlan, ...], dictionary: Dictionary, name: str | None) -> Plan:
    """The plan before joins are known."""
    return Plan(recipe.sample or name, recipe_digest(recipe), files, (), (), dictionary)


def _types(plan: Plan) -> frozenset[str]:
    tables = (table for file in plan.files for table in file.tables)
    return frozenset(rule.entity_type or "" for table in tables for one in table.kept for rule in one.rules)


def _declared(recipe: Recipe, files: Sequence[FilePlan]) -> tuple[Reference, ...]:
    """The joins that the recipe declares, or its first mistake about them."""
    problems = list[RecipeError]()
    declared = declared_joins(recipe, columns_of(files), problems)
    if problems:
        raise problems[0]
    return declared


def _settled(
    source: SourceFile,
    file: FilePlan,
    table: TablePlan,
    found: SampleRead,
    warnings: list[str],
) -> TablePlan:
    """Write down which columns are unique and in which language texts are."""
    columns = tuple(_settled_column(source, file, table, plan, found) for plan in table.columns)
    profiled = (
        [plan for plan in columns if plan.operator in {"token", "surrogate"}] if not table.dropped else []
    )
    head = found.heads.get((file.file_id, table.table_id))
    for plan in profiled:
        read = found.columns.get(Place(file.file_id, table.table_id, plan.index))
        distinct = len(read) if read is not None and read.complete else 0
        notes = warnings_of(table.label, plan, seen(head, plan.index) if head is not None else [], distinct)
        if reason := impossible(plan, distinct):
            raise RecipeError(f"{table.label}.{plan.label}: {reason}", "redact it, or give it a token")
        if plan.unique and _agrees(plan):
            notes.append(f"{table.label}.{plan.label}: unique, so it does not follow the places of its row")
        warnings += notes
    return replace(table, columns=tuple(_unique_first(plan) for plan in columns))


def _agrees(plan: ColumnPlan) -> bool:
    return any(name == "agree" for name, _ in plan.params)


def _unique_first(plan: ColumnPlan) -> ColumnPlan:
    """A unique column stays unique rather than agree with its row."""
    if not plan.unique or not _agrees(plan):
        return plan
    return replace(plan, beside=(), params=tuple(pair for pair in plan.params if pair[0] != "agree"))


def _settled_column(
    source: SourceFile, file: FilePlan, table: TablePlan, plan: ColumnPlan, found: SampleRead
) -> ColumnPlan:
    if plan.operator == "text" and not table.dropped:
        return replace(plan, language=guess_language(_first_texts(source, table, plan)))
    read = found.columns.get(Place(file.file_id, table.table_id, plan.index))
    unique = read is not None and read.complete and read.filled > 0 and read.unique
    return replace(plan, unique=unique and plan.operator != "keep")


def _first_texts(source: SourceFile, table: TablePlan, plan: ColumnPlan) -> list[str]:
    texts: list[str] = []
    for batch in source.document.batches(table.table_id):
        texts += [text for text in column(batch, plan.index).to_pylist() if text]
        if len(texts) >= _TEXTS_READ:
            break
    return texts[:_TEXTS_READ]
