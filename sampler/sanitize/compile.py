"""Compile a recipe for one sample: rules laid over columns, names learnt, joins found, uniqueness secured."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sampler.detect.columns.keys import Digests
from sampler.detect.text import guess_language
from sampler.engine.pool import Pool
from sampler.errors import RecipeError
from sampler.sanitize.audit.value_digests import ValueDigests
from sampler.sanitize.learning.births_learnt import learn_births
from sampler.sanitize.learning.joins import broken_joins, columns_of, declared_joins, found_joins
from sampler.sanitize.learning.known_values import packed
from sampler.sanitize.learning.names_read import learn_names
from sampler.sanitize.learning.row_knowledge import learn_companies, tables_of
from sampler.sanitize.learning.separating import Separator
from sampler.sanitize.operators.narrow import LOOKED_AT, impossible, warnings_of
from sampler.sanitize.operators.total_columns import with_totals
from sampler.sanitize.plan import ColumnPlan, FilePlan, Place, Plan, Reference, TablePlan
from sampler.sanitize.recipes.coverage import cover
from sampler.sanitize.recipes.judging import Judge
from sampler.sanitize.recipes.recipe import Recipe, recipe_digest
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

_PROFILED = frozenset({"token", "surrogate", "keep"})
_TEXTS_READ = 2000


def compile_recipe(
    recipe: Recipe,
    sample: SampleView,
    *,
    key: bytes,
    sample_name: str | None = None,
    earlier: Dictionary | None = None,
    pool: Pool | None = None,
) -> Plan:
    """Compile `recipe`; `earlier` is the deal's frozen dictionary, whose entries are never remapped.

    The same files, recipe, key and dictionary always give the same plan; with a `pool` its workers help.

    Raises:
        RecipeError: uncovered or unknown tables and columns, or a recipe of another sample.
        UnreadableError: a row can't be read.
    """
    if recipe.sample is not None and sample_name is not None and recipe.sample != sample_name:
        raise recipe.error(("sample",), f"the recipe is for another sample than {sample_name}")
    warnings = list[str]()
    dictionary, files = _covered(recipe, sample, earlier)
    declared = _declared(recipe, files)
    digests = _digests(sample, files)
    files = tuple(
        replace(file, tables=tuple(_settled(source, file, table, digests, warnings) for table in file.tables))
        for source, file in zip(sample, files, strict=True)
    )
    kept, differing = found_joins(files, digests)
    differing = tuple(join for join in differing if join not in declared)
    warnings += broken_joins(differing, columns_of(files))
    files = with_totals(sample, files, Surrogates(key, dictionary), warnings)
    plan = Plan(
        sample=recipe.sample or sample_name,
        recipe_digest=recipe_digest(recipe),
        files=files,
        references=tuple(dict.fromkeys((*kept, *declared))),
        differing=differing,
        dictionary=dictionary,
        ids=_known_in_texts(files, digests, "ID"),
        logins=_known_in_texts(files, digests, "USERNAME"),
        warnings=tuple(warnings),
    )
    dictionary = _learnt_from_rows(recipe, sample, plan, key)
    phone_count = sum(map(len, _of_type(files, digests, "PHONE_NUMBER")))
    return replace(plan, dictionary=Separator(sample, files, key, pool).separated(dictionary, phone_count))


def _covered(
    recipe: Recipe, sample: SampleView, earlier: Dictionary | None
) -> tuple[Dictionary, tuple[FilePlan, ...]]:
    """Learn the names of people, then lay the recipe over the sample."""
    judge = Judge()
    dictionary, people = learn_names(sample, cover(recipe, sample, judge=judge), earlier)
    # what the columns say of people decides which file, sheet and column names may be written
    return dictionary, cover(recipe, sample, people.within, judge)


def _declared(recipe: Recipe, files: Sequence[FilePlan]) -> tuple[Reference, ...]:
    """The joins that the recipe declares, or its first mistake about them."""
    problems = list[RecipeError]()
    declared = declared_joins(recipe, columns_of(files), problems)
    if problems:
        raise problems[0]
    return declared


def _learnt_from_rows(recipe: Recipe, sample: SampleView, plan: Plan, key: bytes) -> Dictionary:
    """The dictionary with what rows tell of companies and of birth dates; what it has stays."""
    tables = tables_of(sample, plan)
    dictionary = plan.dictionary.with_companies(learn_companies(recipe, tables))
    return dictionary.with_births(learn_births(recipe, tables, plan, Surrogates(key, dictionary)))


def _known_in_texts(files: Sequence[FilePlan], digests: Mapping[Place, Digests], entity_type: str) -> str:
    """The values by which texts find columns of this type again; nothing where no text is read."""
    every = (plan for file in files for table in file.tables for plan in table.kept)
    if not any(rule.operator == "text" for plan in every for rule in plan.rules):
        return ""
    return packed(_of_type(files, digests, entity_type))


def _of_type(
    files: Sequence[FilePlan], digests: Mapping[Place, Digests], entity_type: str
) -> Iterator[Digests]:
    """Columns that are replaced as `entity_type`; a token is an ID unless its rule says otherwise."""
    for file in files:
        for table in file.tables:
            for plan in table.columns:
                place = Place(file.file_id, table.table_id, plan.index)
                if place in digests and plan.operator != "keep" and (plan.entity_type or "ID") == entity_type:
                    yield digests[place]


def _columns(
    sample: SampleView, files: Sequence[FilePlan]
) -> Iterator[tuple[SourceFile, FilePlan, TablePlan]]:
    for source, file in zip(sample, files, strict=True):
        for table in file.tables:
            if not table.dropped:
                yield source, file, table


def _digests(sample: SampleView, files: Sequence[FilePlan]) -> dict[Place, Digests]:
    """Read the columns that joins or uniqueness may depend on."""
    found: dict[Place, Digests] = {}
    for source, file, table in _columns(sample, files):
        indexes = [plan.index for plan in table.kept if plan.operator in _PROFILED]
        gathered = {index: ValueDigests() for index in indexes}
        for batch in source.document.batches(table.table_id) if indexes else ():
            for index, digests in gathered.items():
                digests.add_column(column(batch, index))
        found |= {Place(file.file_id, table.table_id, index): digests for index, digests in gathered.items()}
    return found


def _settled(
    source: SourceFile,
    file: FilePlan,
    table: TablePlan,
    digests: Mapping[Place, Digests],
    warnings: list[str],
) -> TablePlan:
    """Write down which columns are unique and in which language texts are."""
    columns = tuple(_settled_column(source, file, table, plan, digests) for plan in table.columns)
    profiled = (
        [plan for plan in columns if plan.operator in {"token", "surrogate"}] if not table.dropped else []
    )
    first = next(source.document.batches(table.table_id), None) if profiled else None
    for plan in profiled:
        distinct = len(digests[Place(file.file_id, table.table_id, plan.index)])
        cells = column(first, plan.index).unique().to_pylist() if first is not None else []
        seen = [cell for cell in cells if cell and cell.strip()][:LOOKED_AT]
        notes = [*warnings_of(table.label, plan, seen, distinct)]
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
    source: SourceFile, file: FilePlan, table: TablePlan, plan: ColumnPlan, digests: Mapping[Place, Digests]
) -> ColumnPlan:
    if plan.operator == "text" and not table.dropped:
        return replace(plan, language=guess_language(_first_texts(source, table, plan)))
    known = digests.get(Place(file.file_id, table.table_id, plan.index))
    unique = known is not None and known.filled > 0 and known.unique
    return replace(plan, unique=unique and plan.operator != "keep")


def _first_texts(source: SourceFile, table: TablePlan, plan: ColumnPlan) -> list[str]:
    texts: list[str] = []
    for batch in source.document.batches(table.table_id):
        texts += [text for text in column(batch, plan.index).to_pylist() if text]
        if len(texts) >= _TEXTS_READ:
            break
    return texts[:_TEXTS_READ]
