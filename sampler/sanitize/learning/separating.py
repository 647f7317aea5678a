"""Uniqueness secured before anything is written: the bumps under which distinct values stay distinct."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sampler.engine.pool import Answer, Pool
from sampler.sanitize.plan import ColumnPlan, FilePlan
from sampler.sanitize.sample import SampleView, column
from sampler.surrogates import phones
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.text_arrays import U64
from sampler.surrogates.uniqueness import Separation

# kept apart in every column: few fictitious values, or pieces whose readings might meet
_ALWAYS = frozenset({"PHONE_NUMBER", "FR_NIR", "FR_SIREN", "FR_VAT", "CREDIT_CARD", "EMAIL_ADDRESS"})
# a VAT number moves with its SIREN, a French IBAN with its RIB: they are looked at when those are settled
_LATER = frozenset({"FR_VAT", "IBAN_CODE"})

# those that move with others
_LEADING = frozenset({"FR_SIREN", "FR_RIB"})

Wanted = tuple[str, ...]


class Digester:
    """For every column of a batch, digests of its values and of their surrogates: one row of bytes."""

    def __init__(self, surrogates: Surrogates) -> None:
        self._surrogates = surrogates

    def __call__(self, batch: pa.RecordBatch, types: Wanted) -> Answer:
        """The columns have the types `types`."""
        told = (
            self._surrogates.separation(name).pairs(cells)
            for name, cells in zip(types, batch.columns, strict=True)
        )
        return _row(pa.array([pairs.tobytes()], pa.binary()) for pairs in told), Counter()


class Gatherer:
    """For every column of a batch, those of its values that collide: one row of lists."""

    def __init__(self, surrogates: Surrogates, away: Mapping[str, U64]) -> None:
        self._surrogates, self._away = surrogates, away

    def __call__(self, batch: pa.RecordBatch, types: Wanted) -> Answer:
        """The columns have the types `types`."""
        told = (
            self._surrogates.separation(name).among(cells, self._away[name])
            for name, cells in zip(types, batch.columns, strict=True)
        )
        return _row(pa.array([cells.to_pylist()], pa.list_(pa.string())) for cells in told), Counter()


@dataclass(frozen=True)
class Separator:
    """Freezes the bumps of one sample; with a `pool`, its workers do what goes through every value."""

    sample: SampleView
    files: Sequence[FilePlan]
    key: bytes
    pool: Pool | None = None

    def separated(self, dictionary: Dictionary, phone_count: int = 0) -> Dictionary:
        """Freeze the bumps under which the unique columns of each type stay unique, all of them together.

        Types with few fictitious values are kept apart in every column: a customer who stands twice in a
        table makes it not unique, and two phones must not become one all the same. `phone_count` is about
        how many phones there are: when they need the wide blocks, these are tried at once.
        """
        every = _types(self.files)
        later = every & _LATER if every & _LEADING else set[str]()
        for types in (every - later, later):
            if types:
                dictionary = self._settled(dictionary, types, phone_count)
        return dictionary

    def _settled(self, dictionary: Dictionary, types: set[str], phone_count: int) -> Dictionary:
        wide = dictionary.with_bumps({(phones.KIND, phones.WIDE): 1})
        guessed = phones.KIND in types and phones.needs_width(phone_count, dictionary.bumps)
        found = self._read(wide if guessed else dictionary, types)
        if phones.KIND in found:
            needed = phones.needs_width(len(found[phones.KIND]), dictionary.bumps)
            dictionary = wide if needed else dictionary
            if needed != guessed:
                found |= self._read(dictionary, {phones.KIND})
        colliding = {name: one for name, one in sorted(found.items()) if one.colliding()}
        surrogates = Surrogates(self.key, dictionary)
        if colliding:
            function = Gatherer(surrogates, {name: one.away for name, one in colliding.items()})
            for name, row in self._told(function, set(colliding)):
                colliding[name].values.update(row.as_py())
        for one in colliding.values():
            dictionary = dictionary.with_bumps(surrogates.settled(one))
        return dictionary

    def _read(self, dictionary: Dictionary, types: Iterable[str]) -> dict[str, Separation]:
        surrogates = Surrogates(self.key, dictionary)
        found = {name: surrogates.separation(name) for name in types}
        for name, row in self._told(Digester(surrogates), set(found)):
            found[name].add(np.frombuffer(row.as_buffer(), dtype=np.uint64).reshape(-1, 2))
        return found

    def _told(self, function: Digester | Gatherer, types: set[str]) -> Iterator[tuple[str, pa.Scalar]]:
        """What the function says of every column of these types; every table is read once."""
        if self.pool is not None:
            self.pool.teach(function)
        for source, file in zip(self.sample, self.files, strict=True):
            for table in file.tables:
                wanted = {index: name for index, name in _wanted(table.kept).items() if name in types}
                if table.dropped or not wanted:
                    continue
                names = tuple(wanted.values())
                batches = (
                    _row(column(batch, index) for index in wanted)
                    for batch in source.document.batches(table.table_id)
                )
                answers = (
                    (function(batch, names) for batch in batches)
                    if self.pool is None
                    else self.pool.map(batches, names)
                )
                for answer, _ in answers:
                    for name, told in zip(names, answer.columns, strict=True):
                        yield name, told[0]


def _row(columns: Iterable[pa.Array]) -> pa.RecordBatch:
    arrays = list(columns)
    return pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])


def _types(files: Sequence[FilePlan]) -> set[str]:
    return {name for file in files for table in file.tables for name in _wanted(table.kept).values()}


def _wanted(plans: Iterable[ColumnPlan]) -> dict[int, str]:
    """Column index -> type, of the columns whose values must stay apart."""
    return {
        plan.index: str(plan.entity_type)
        for plan in plans
        if plan.operator == "surrogate" and (plan.unique or plan.entity_type in _ALWAYS)
    }
