"""What a sample's own name columns say: the deal's dictionary, and the people they name."""

from collections import defaultdict
from dataclasses import dataclass, field

import pyarrow as pa

from sampler.sanitize.learning.accounts_read import Accounts
from sampler.sanitize.learning.genders_read import LABELS, Genders
from sampler.sanitize.learning.people import Pair, People
from sampler.sanitize.plan import TablePlan
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.names import GIVEN
from sampler.surrogates.roles import classify, surname_first
from sampler.surrogates.vocabulary import CIVILITIES

_ACCOUNTS = ("USERNAME", "EMAIL_ADDRESS")
NAMED = ("FIRST_NAME", "LAST_NAME", "PERSON")
_PENDING = 1 << 17


class Texts:
    """Distinct texts of many batches."""

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []
        self._waiting = self._known = 0

    def add(self, texts: pa.Array) -> None:
        """Take in what one batch has, without nulls."""
        self._parts.append(texts)
        self._waiting += len(texts)
        if self._waiting > max(_PENDING, self._known):
            self._settle()

    def texts(self) -> list[str]:
        """Each of them once."""
        self._settle()
        return self._parts[0].to_pylist() if self._parts else []

    def _settle(self) -> None:
        if self._waiting:
            self._parts, self._waiting = [pa.concat_arrays(self._parts).unique()], 0
            self._known = len(self._parts[0])


@dataclass
class NamesRead:
    """A sample's names by their types, who stands in one row, whose accounts, which civilities."""

    found: defaultdict[str, Texts] = field(default_factory=lambda: defaultdict(Texts))
    people: People = field(default_factory=People)
    accounts: Accounts = field(default_factory=Accounts)
    genders: Genders = field(default_factory=Genders)

    def learnt(self, earlier: Dictionary | None) -> Dictionary:
        """The deal's dictionary; `earlier` entries win. People in whole names join the others."""
        first, last, whole = ({name for name in self.found[named].texts() if name.strip()} for named in NAMED)
        learned = Dictionary.learn(first, last, *self.people.alone(), self.genders.learnt())
        learned = learned.with_either(self.people.of_either(learned.given, learned.surnames))
        known = earlier.merged(learned) if earlier else learned
        if not whole:
            return known.with_accounts(self.accounts.learnt(known, {}))
        # full names are split with what the simple columns taught, so that both read a person alike
        split = {person: found for person in whole if (found := split_person(person, known))}
        self.people.add(set(split.values()))
        given, surnames = {given for given, _ in split.values()}, {surname for _, surname in split.values()}
        known = known.merged(Dictionary.learn(given, surnames, *self.people.alone()))
        return known.with_accounts(self.accounts.learnt(known, split))


@dataclass(frozen=True, slots=True)
class NameColumns:
    """The columns of a table that tell of names: alone, in one row, with accounts, with civilities."""

    typed: tuple[tuple[int, str], ...]
    pairs: tuple[tuple[int, int], ...]
    accounts: tuple[tuple[int, ...], ...]
    civilities: tuple[tuple[int, int], ...]


def name_columns(table: TablePlan) -> NameColumns:
    """Several columns of first and of last names pair in their order; accounts need one person a row."""
    by_type = {entity_type: _typed(table, entity_type) for entity_type in (*NAMED, *_ACCOUNTS)}
    first, last, whole = (by_type[entity_type] for entity_type in NAMED)
    if not (first or last or whole):
        return NameColumns((), (), (), ())
    names = [first, last] if first or last else [whole]
    one_each = all(len(indexes) == 1 for indexes in names)
    accounts = [index for entity_type in _ACCOUNTS for index in by_type[entity_type]] if one_each else []
    said = [plan.index for plan in table.columns if fold(plan.label) in LABELS]
    return NameColumns(
        tuple((index, entity_type) for entity_type in NAMED for index in by_type[entity_type]),
        tuple(zip(first, last, strict=False)),
        tuple((index, *(indexes[0] for indexes in names)) for index in accounts),
        ((first[0], said[0]),) if len(first) == len(said) == 1 else (),
    )


def split_person(person: str, dictionary: Dictionary) -> Pair | None:
    """Part a full name into first and last names, civilities left out; None when it is one word."""
    if surname_first(person, dictionary):
        person = person.replace(";", ",")
    parts = [word for word in person.replace(",", " ").split() if fold(word).rstrip(".") not in CIVILITIES]
    if len(parts) < 2:  # noqa: PLR2004 - a first and a last name
        return None
    roles = classify(parts, dictionary)
    given = " ".join(word for word, role in zip(parts, roles, strict=True) if role == GIVEN)
    surname = " ".join(word for word, role in zip(parts, roles, strict=True) if role != GIVEN)
    return (given, surname) if given and surname else None


def _typed(table: TablePlan, entity_type: str) -> list[int]:
    return [column.index for column in table.columns if column.entity_type == entity_type]
