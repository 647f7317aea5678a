"""Compile a recipe for one sample: rules laid over columns, names learnt, joins found, uniqueness secured."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sampler.detect.keys import Digests, references
from sampler.detect.text import guess_language
from sampler.sanitize.coverage import cover
from sampler.sanitize.full_names import FullNames, name_forms
from sampler.sanitize.known_values import packed
from sampler.sanitize.names_read import learn_names
from sampler.sanitize.plan import ColumnPlan, FilePlan, Place, Plan, Reference, TablePlan
from sampler.sanitize.recipe import Recipe, recipe_digest
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

_PROFILED = frozenset({"token", "surrogate", "keep"})
_TEXTS_READ = 2000
_NARROW = frozenset({"PHONE_NUMBER", "FR_NIR", "FR_SIREN", "FR_VAT", "CREDIT_CARD"})


def compile_recipe(
    recipe: Recipe,
    sample: SampleView,
    *,
    key: bytes,
    sample_name: str | None = None,
    earlier: Dictionary | None = None,
) -> Plan:
    """Compile `recipe`; `earlier` is the deal's frozen dictionary, whose entries are never remapped.

    The same files, recipe, key and dictionary always give the same plan.

    Raises:
        RecipeError: uncovered or unknown tables and columns, or a recipe of another sample.
        UnreadableError: a row can't be read.
    """
    if recipe.sample is not None and sample_name is not None and recipe.sample != sample_name:
        raise recipe.error(("sample",), f"the recipe is for another sample than {sample_name}")
    dictionary, people = learn_names(sample, cover(recipe, sample), earlier)
    names = FullNames(form for given, surname in people for form in name_forms(given, surname))
    # what the columns say of people decides which file, sheet and column names may be written
    files = cover(recipe, sample, lambda name: next(names.find(name), None) is not None)
    digests = _digests(sample, files)
    files = tuple(
        replace(file, tables=tuple(_settled(source, file, table, digests) for table in file.tables))
        for source, file in zip(sample, files, strict=True)
    )
    dictionary = _separated(sample, files, key, dictionary)
    kept, differing = _references(files, digests)
    digest = recipe_digest(recipe)
    ids, logins = (packed(_of_type(files, digests, name)) for name in ("ID", "USERNAME"))
    return Plan(recipe.sample or sample_name, digest, files, kept, differing, dictionary, ids, logins)


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
        gathered = {index: Digests() for index in indexes}
        for batch in source.document.batches(table.table_id) if indexes else ():
            for index, digests in gathered.items():
                digests.add(column(batch, index).to_pylist())
        found |= {Place(file.file_id, table.table_id, index): digests for index, digests in gathered.items()}
    return found


def _settled(
    source: SourceFile, file: FilePlan, table: TablePlan, digests: Mapping[Place, Digests]
) -> TablePlan:
    """Write down which columns are unique and in which language texts are."""
    return replace(
        table, columns=tuple(_settled_column(source, file, table, plan, digests) for plan in table.columns)
    )


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


def _separated(
    sample: SampleView, files: Sequence[FilePlan], key: bytes, dictionary: Dictionary
) -> Dictionary:
    """Freeze the bumps under which the unique columns of each type stay unique, all of them together.

    Types with few fictitious values are kept apart in every column: a customer who stands twice in a table
    makes it not unique, and two phones must not become one all the same.
    """
    values: defaultdict[str, set[str]] = defaultdict(set)
    for source, _, table in _columns(sample, files):
        unique = [
            plan
            for plan in table.kept
            if plan.operator == "surrogate" and (plan.unique or plan.entity_type in _NARROW)
        ]
        for batch in source.document.batches(table.table_id) if unique else ():
            for plan in unique:
                cells = column(batch, plan.index).unique().to_pylist()
                values[str(plan.entity_type)].update(cell for cell in cells if cell and cell.strip())
    for entity_type, distinct in sorted(values.items()):
        bumps = Surrogates(key, dictionary).collisions(entity_type, sorted(distinct))
        dictionary = dictionary.with_bumps(bumps)
    return dictionary


def _references(
    files: Sequence[FilePlan], digests: Mapping[Place, Digests]
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """Find the joins: those whose two columns have one rule, and those whose rules differ."""
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
        alike = (one.operator, one.entity_type or "ID") == (other.operator, other.entity_type or "ID")
        (same if alike else differing).append(Reference(child_place, parent_place))
    return tuple(same), tuple(differing)
