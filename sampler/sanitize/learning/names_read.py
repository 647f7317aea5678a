"""What a sample's own name columns say: the deal's dictionary, and the people they name."""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from sampler.sanitize.learning.accounts_read import Accounts
from sampler.sanitize.learning.genders_read import LABELS, Genders
from sampler.sanitize.learning.people import Pair, People
from sampler.sanitize.plan import FilePlan, TablePlan
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.names import GIVEN
from sampler.surrogates.roles import classify
from sampler.surrogates.vocabulary import CIVILITIES

_ACCOUNTS = ("USERNAME", "EMAIL_ADDRESS")
_NAMED = {"FIRST_NAME", "LAST_NAME", "PERSON"}


def learn_names(
    sample: SampleView, files: Sequence[FilePlan], earlier: Dictionary | None
) -> tuple[Dictionary, People]:
    """Read the columns that rules call first names, last names and persons; `earlier` entries win."""
    first, last, people, whole = set[str](), set[str](), People(), set[str]()
    accounts, genders = Accounts(), Genders()
    for source, table in _tables(sample, files):
        for batch in source.document.batches(table.table_id):
            first |= _distinct(batch, _typed(table, "FIRST_NAME"))
            last |= _distinct(batch, _typed(table, "LAST_NAME"))
            whole |= _distinct(batch, _typed(table, "PERSON"))
            _add_pairs(people, batch, table)
            _add_accounts(accounts, batch, table)
            _add_genders(genders, batch, table)
    alone = people.alone(), people.alone(all_initials=True)
    learned = Dictionary.learn(first, last, *alone, genders.learnt())
    known = earlier.merged(learned) if earlier else learned
    if not whole:
        return known.with_accounts(accounts.learnt(known, {})), people
    # full names are split with what the simple columns taught, so that both read a person alike
    split = {person: found for person in whole if (found := split_person(person, known))}
    people.add(set(split.values()))
    given, surnames = {given for given, _ in split.values()}, {surname for _, surname in split.values()}
    more = Dictionary.learn(given, surnames, people.alone(), people.alone(all_initials=True))
    known = known.merged(more)
    return known.with_accounts(accounts.learnt(known, split)), people


def _add_pairs(people: People, batch: pa.RecordBatch, table: TablePlan) -> None:
    """First and last names that stand in one row; several columns of each pair in their order."""
    for first, last in zip(_typed(table, "FIRST_NAME"), _typed(table, "LAST_NAME"), strict=False):
        people.add_columns(column(batch, first), column(batch, last))


def _add_accounts(accounts: Accounts, batch: pa.RecordBatch, table: TablePlan) -> None:
    """Logins and addresses of a table that has one person a row."""
    names = [_typed(table, "FIRST_NAME"), _typed(table, "LAST_NAME")]
    if not any(names):
        names = [_typed(table, "PERSON")]
    if all(len(indexes) == 1 for indexes in names):
        columns = [column(batch, indexes[0]) for indexes in names]
        for index in (i for entity_type in _ACCOUNTS for i in _typed(table, entity_type)):
            accounts.add(column(batch, index), *columns)


def _add_genders(genders: Genders, batch: pa.RecordBatch, table: TablePlan) -> None:
    """Civilities beside the first names of a table."""
    first = _typed(table, "FIRST_NAME")
    said = [plan.index for plan in table.columns if fold(plan.label) in LABELS]
    if len(first) == len(said) == 1:
        genders.add(column(batch, first[0]), column(batch, said[0]))


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
