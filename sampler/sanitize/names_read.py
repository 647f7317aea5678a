"""What a sample's own name columns say: the deal's dictionary, and the pairs of first and last names."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from sampler.sanitize.plan import FilePlan, TablePlan
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.names import GIVEN
from sampler.surrogates.roles import classify
from sampler.surrogates.vocabulary import CIVILITIES

_NAMED = {"FIRST_NAME", "LAST_NAME", "PERSON"}
Pair = tuple[str, str]


def learn_names(
    sample: SampleView, files: Sequence[FilePlan], earlier: Dictionary | None
) -> tuple[Dictionary, frozenset[Pair]]:
    """Read the columns that rules call first names, last names and persons; `earlier` entries win.

    The pairs are the people of the sample: first and last name.
    """
    first, last, people, whole = set[str](), set[str](), set[Pair](), set[str]()
    for source, table in _tables(sample, files):
        for batch in source.document.batches(table.table_id):
            first |= _distinct(batch, _typed(table, "FIRST_NAME"))
            last |= _distinct(batch, _typed(table, "LAST_NAME"))
            whole |= _distinct(batch, _typed(table, "PERSON"))
            people |= pairs(batch, table)
    learned = Dictionary.learn(first, last, people)
    known = earlier.merged(learned) if earlier else learned
    if not whole:
        return known, frozenset(people)
    # full names are split with what the simple columns taught, so that both read a person alike
    split = {found for person in whole if (found := split_person(person, known))}
    people |= split
    more = Dictionary.learn({given for given, _ in split}, {surname for _, surname in split}, people)
    return known.merged(more), frozenset(people)


def pairs(batch: pa.RecordBatch, table: TablePlan) -> set[Pair]:
    """First and last names that stand in one row; several columns of each pair in their order."""
    found: set[Pair] = set()
    for first, last in zip(_typed(table, "FIRST_NAME"), _typed(table, "LAST_NAME"), strict=False):
        rows = zip(column(batch, first).to_pylist(), column(batch, last).to_pylist(), strict=True)
        found.update((given, surname) for given, surname in rows if given and surname)
    return found


def split_person(person: str, dictionary: Dictionary) -> Pair | None:
    """Part a full name into first and last names, civilities left out; None when it is one word."""
    parts = [word for word in person.replace(",", " ").split() if fold(word).rstrip(".") not in CIVILITIES]
    if len(parts) < 2:  # noqa: PLR2004 - a first and a last name
        return None
    roles = classify(parts, dictionary)
    given = " ".join(word for word, role in zip(parts, roles, strict=True) if role == GIVEN)
    surname = " ".join(word for word, role in zip(parts, roles, strict=True) if role != GIVEN)
    return (given, surname) if given and surname else None


def _tables(sample: SampleView, files: Sequence[FilePlan]) -> Iterator[tuple[SourceFile, TablePlan]]:
    for source, plan in zip(sample, files, strict=True):
        for table in plan.tables:
            if any(column.entity_type in _NAMED for column in table.columns):
                yield source, table


def _typed(table: TablePlan, entity_type: str) -> list[int]:
    return [column.index for column in table.columns if column.entity_type == entity_type]


def _distinct(batch: pa.RecordBatch, indexes: Sequence[int]) -> set[str]:
    return {
        value
        for index in indexes
        for value in column(batch, index).unique().to_pylist()
        if value and value.strip()
    }
