"""Read a sample once for everything that compiling its recipe asks of the data.

Tables are read where the pool's workers are, if there is one: what comes back is small.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyarrow as pa

from sampler.engine.pool import Pool
from sampler.errors import UnreadableError
from sampler.formats.document import Divisible, narrowed
from sampler.sanitize.learning.births_learnt import identities
from sampler.sanitize.learning.columns_read import ColumnRead, all_of, referring
from sampler.sanitize.learning.extracting import Asked, Extractor, Reading
from sampler.sanitize.learning.memory_returned import memory_returned
from sampler.sanitize.learning.names_read import NamesRead, name_columns
from sampler.sanitize.operators.narrow import FEW, LOOKED_AT, token_domain
from sampler.sanitize.plan import FilePlan, Place, Plan, TablePlan
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.births import Births
from sampler.surrogates.columns.codes import DRAWN
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.text_arrays import U64

_PROFILED = frozenset({"token", "surrogate", "keep"})
_KNOWN = frozenset({"ID", "USERNAME"})
_IBAN = "IBAN_CODE"
_HEAD = 2000
# texts of phones and NIR that are written otherwise: beyond, their columns are read once more
_MOST_OTHERS = 100_000
_SETTLED = 1 << 20
R = TypeVar("R")


@dataclass
class NumbersRead:
    """The distinct phones or NIR of a sample as numbers, and texts of those that are written otherwise."""

    others: set[str] = field(default_factory=set)
    many: bool = False
    _parts: list[U64] = field(default_factory=list)
    _waiting: int = 0

    def take(self, numbers: U64, others: Iterable[str]) -> None:
        """Take in what one batch has."""
        self._parts.append(numbers)
        self._waiting += len(numbers)
        if self._waiting > max(_SETTLED, 2 * len(self._parts[0])):
            self.numbers()
            self._waiting = 0
        self.others.update(others)
        if len(self.others) > _MOST_OTHERS:
            self.many = True
            self.others.clear()

    def numbers(self) -> U64:
        """The numbers, sorted."""
        known = all_of(self._parts)
        self._parts.append(known)
        return known


@dataclass
class SampleRead:
    """What was found: names and people, digests by column, numbers by type, months of births.

    `heads` are the first rows of each table, `foreign` says whether some IBAN is not French, `known` has the
    digests of key and login columns, by which texts find their values.
    """

    names: NamesRead = field(default_factory=NamesRead)
    columns: dict[Place, ColumnRead] = field(default_factory=dict)
    known: dict[str, NumbersRead] = field(default_factory=lambda: {name: NumbersRead() for name in _KNOWN})
    drawn: dict[str, NumbersRead] = field(
        default_factory=lambda: {name: NumbersRead() for name in sorted(DRAWN)}
    )
    foreign: bool = False
    heads: dict[tuple[str, str], pa.RecordBatch] = field(default_factory=dict)
    _draws: list[U64] = field(default_factory=list)
    _months: list[np.ndarray] = field(default_factory=list)

    def births(self) -> Births:
        """By how many months a NIR's month is off its row's surrogate birth date."""
        if not self._draws:
            return Births(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64))
        return Births(np.concatenate(self._draws), np.concatenate(self._months))

    def take(self, answer: pa.RecordBatch, asked: Asked, place: Place, types: Mapping[int, str]) -> None:
        """Take in one row of answers, in the order of `Asked`."""
        told = (each[0] for each in answer.columns)
        for index in asked.digested:
            digests, small = _numbers(next(told)), next(told).as_py()
            self.columns[replace(place, index=index)].take(digests, small=small)
        for index in asked.known:
            self.known[types[index]].take(_numbers(next(told)), ())
        for index in asked.names:
            self.names.found[types[index]].add(next(told).values)
        for _ in asked.pairs:
            self.names.people.add_pairs(next(told).values, next(told).values, _numbers(next(told)))
        for indexes in asked.accounts:
            self.names.accounts.take(*(next(told).values for _ in indexes))
        for _ in asked.civilities:
            self.names.genders.add(next(told).as_py(), next(told).as_py(), _numbers(next(told)).tolist())
        for _, entity_type in asked.drawn:
            self.drawn[entity_type].take(_numbers(next(told)), next(told).as_py())
        for _ in asked.births:
            self._draws.append(_numbers(next(told)))
            self._months.append(_numbers(next(told)).astype(np.int64))
        for _ in asked.accounted:
            self.foreign |= next(told).as_py()


@dataclass(frozen=True)
class Reader:
    """Reads the tables of one sample; `plan` is the recipe laid over it, before anything was learnt."""

    recipe: Recipe
    sample: SampleView
    plan: Plan
    surrogates: Surrogates
    pool: Pool | None = None

    def read(self) -> SampleRead:
        """One pass over every table, and a second one over columns that may refer to others."""
        found = SampleRead()
        extractor = Extractor(self.plan, self.surrogates)
        if self.pool is not None:
            self.pool.teach(extractor)
        for source, file, table in self._tables():
            self._read(found, source, file, table, extractor)
        again = referring(found.columns)
        for place in again:
            found.columns[place] = ColumnRead(whole=True)
        for source, file, table in self._tables():
            place = Place(file.file_id, table.table_id, 0)
            asked = Asked(digested=tuple(p.index for p in again if replace(p, index=0) == place))
            for answer in self._answers(source, table, asked, extractor):
                found.take(answer, asked, place, {})
        return found

    def _tables(self) -> Iterator[tuple[SourceFile, FilePlan, TablePlan]]:
        for source, file in zip(self.sample, self.plan.files, strict=True):
            yield from ((source, file, table) for table in file.tables)

    def _read(
        self, found: SampleRead, source: SourceFile, file: FilePlan, table: TablePlan, extractor: Extractor
    ) -> None:
        first, several = _first_batch(source, table)
        if first is None:
            return
        # a copy: a slice would hold the whole batch
        head = first.slice(0, _HEAD).take(pa.array(np.arange(min(_HEAD, first.num_rows))))
        found.heads[file.file_id, table.table_id] = head
        place = Place(file.file_id, table.table_id, 0)
        types = {plan.index: plan.entity_type or "ID" for plan in table.columns}
        asked = self._asked(table, head)
        for index in asked.digested:
            found.columns[replace(place, index=index)] = ColumnRead(whole=_narrow(table, index, head))
        if not several:
            if asked:
                found.take(extractor(first, asked)[0], asked, place, types)
            return
        asked = self._without_repeats(found, asked, place, first, extractor)
        del first
        for answer in self._answers(source, table, asked, extractor):
            found.take(answer, asked, place, types)

    def _asked(self, table: TablePlan, head: pa.RecordBatch) -> Asked:
        names = name_columns(table)
        asked = Asked(
            names=tuple(index for index, _ in names.typed),
            pairs=names.pairs,
            accounts=names.accounts,
            civilities=names.civilities,
        )
        if table.dropped:
            return asked
        replaced = [plan for plan in table.kept if plan.operator == "surrogate"]
        keys = [plan for plan in table.kept if plan.operator in {"token", "surrogate"}]
        return replace(
            asked,
            digested=tuple(plan.index for plan in table.kept if plan.operator in _PROFILED),
            known=tuple(
                plan.index for plan in keys if self._in_texts and (plan.entity_type or "ID") in _KNOWN
            ),
            drawn=tuple(
                (plan.index, str(plan.entity_type)) for plan in replaced if plan.entity_type in DRAWN
            ),
            births=tuple(
                (nir.index, birth) for nir, birth in identities(self.recipe, table, head, self.surrogates)
            ),
            accounted=tuple(plan.index for plan in replaced if plan.entity_type == _IBAN),
        )

    @cached_property
    def _in_texts(self) -> bool:
        every = (plan for file in self.plan.files for table in file.tables for plan in table.kept)
        return any(rule.operator == "text" for plan in every for rule in plan.rules)

    def _without_repeats(
        self, found: SampleRead, asked: Asked, place: Place, first: pa.RecordBatch, extractor: Extractor
    ) -> Asked:
        """What is asked, without columns in which a value stands twice in the first of several batches."""
        if not asked.digested:
            return asked
        only = Asked(digested=asked.digested)
        places = {index: replace(place, index=index) for index in only.digested}
        probed = SampleRead(columns={at: ColumnRead(whole=found.columns[at].whole) for at in places.values()})
        probed.take(extractor(first, only)[0], only, place, {})
        for at, one in probed.columns.items():
            if one.close():
                one.drop()
                found.columns[at] = one
        left = tuple(index for index, at in places.items() if not found.columns[at].closed)
        return replace(asked, digested=left)

    def _answers(
        self, source: SourceFile, table: TablePlan, asked: Asked, extractor: Extractor
    ) -> Iterator[pa.RecordBatch]:
        if not asked:
            return
        document, parts = source.document, None
        if self.pool is not None and isinstance(document, Divisible):
            parts = document.parts(table.table_id, tuple(range(len(table.columns))))
        narrow = narrowed(document, asked.indexes)
        if self.pool is None:
            yield from (extractor(batch, asked)[0] for batch in narrow.batches(table.table_id))
        elif parts is None:
            batches = (_only(batch, asked) for batch in narrow.batches(table.table_id))
            yield from (answer for answer, _ in self.pool.map(batches, asked))
        else:
            codec = narrowed(parts.codec, asked.indexes)
            try:
                for data, _, _ in self.pool.map_parts(parts.data, Reading(codec, asked)):
                    yield from pa.ipc.open_stream(pa.py_buffer(data)) if len(data) else ()
            except UnreadableError:
                # a part does not know which row of the file it is: reading them all tells
                for _ in document.batches(table.table_id):
                    continue
                raise


@memory_returned()
def _first_batch(source: SourceFile, table: TablePlan) -> tuple[pa.RecordBatch | None, bool]:
    """The first rows of a table, none of an empty one, and whether there are more."""
    batches = source.document.batches(table.table_id)
    begun = list[pa.RecordBatch]()
    while sum(batch.num_rows for batch in begun) < _HEAD and (batch := next(batches, None)) is not None:
        begun.append(batch)
    return (pa.concat_batches(begun) if begun else None), next(batches, None) is not None


def _narrow(table: TablePlan, index: int, head: pa.RecordBatch) -> bool:
    """Whether a column's tokens hide so little that its values are counted."""
    plan = next(plan for plan in table.columns if plan.index == index)
    if plan.operator != "token":
        return False
    values = seen(head, index)
    return bool(values) and max(map(token_domain, values)) < FEW


def seen(head: pa.RecordBatch, index: int) -> list[str]:
    """The distinct filled values of a column among the first rows of its table."""
    return [cell for cell in column(head, index).unique().to_pylist() if cell and cell.strip()][:LOOKED_AT]


def _only(batch: pa.RecordBatch, asked: Asked) -> pa.RecordBatch:
    """The batch with nothing but what is asked for."""
    wanted = asked.indexes
    if wanted is None:
        return batch
    columns = [c if i in wanted else pa.nulls(batch.num_rows) for i, c in enumerate(batch.columns)]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _numbers(told: pa.Scalar) -> U64:
    """The numbers of a cell, copied: a view would hold all that came with them."""
    return np.frombuffer(told.as_buffer(), dtype=np.uint64).copy()
