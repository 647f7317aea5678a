"""Uniqueness secured before anything is written: the bumps under which distinct values stay distinct."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from sampler.sanitize.plan import ColumnPlan, FilePlan
from sampler.sanitize.sample import SampleView, column
from sampler.surrogates import phones
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.uniqueness import Separation

# kept apart in every column: few fictitious values, or pieces whose readings might meet
_ALWAYS = frozenset({"PHONE_NUMBER", "FR_NIR", "FR_SIREN", "FR_VAT", "CREDIT_CARD", "EMAIL_ADDRESS"})
# a VAT number moves with its SIREN, a French IBAN with its RIB: they are looked at when those are settled
_LATER = frozenset({"FR_VAT", "IBAN_CODE"})

Column = tuple[str, pa.Array]


def separated(
    sample: SampleView, files: Sequence[FilePlan], key: bytes, dictionary: Dictionary
) -> Dictionary:
    """Freeze the bumps under which the unique columns of each type stay unique, all of them together.

    Types with few fictitious values are kept apart in every column: a customer who stands twice in a table
    makes it not unique, and two phones must not become one all the same.
    """
    every = _types(files)
    for types in (every - _LATER, every & _LATER):
        if types:
            dictionary = _settled(sample, files, key, dictionary, types)
    return dictionary


def _settled(
    sample: SampleView, files: Sequence[FilePlan], key: bytes, dictionary: Dictionary, types: set[str]
) -> Dictionary:
    found = _read(sample, files, Surrogates(key, dictionary), types)
    if phones.KIND in found and phones.needs_width(len(found[phones.KIND]), dictionary.bumps):
        dictionary = dictionary.with_bumps({(phones.KIND, phones.WIDE): 1})
        found |= _read(sample, files, Surrogates(key, dictionary), {phones.KIND})
    colliding = {name: one for name, one in sorted(found.items()) if one.colliding()}
    if colliding:
        for name, values in _columns(sample, files, set(colliding)):
            colliding[name].gather(values)
    for one in colliding.values():
        dictionary = dictionary.with_bumps(Surrogates(key, dictionary).settled(one))
    return dictionary


def _read(
    sample: SampleView, files: Sequence[FilePlan], surrogates: Surrogates, types: Iterable[str]
) -> dict[str, Separation]:
    found = {name: surrogates.separation(name) for name in types}
    for name, values in _columns(sample, files, set(found)):
        found[name].add(values)
    return found


def _types(files: Sequence[FilePlan]) -> set[str]:
    return {name for file in files for table in file.tables for name in _wanted(table.kept).values()}


def _wanted(plans: Iterable[ColumnPlan]) -> dict[int, str]:
    """Column index -> type, of the columns whose values must stay apart."""
    return {
        plan.index: str(plan.entity_type)
        for plan in plans
        if plan.operator == "surrogate" and (plan.unique or plan.entity_type in _ALWAYS)
    }


def _columns(sample: SampleView, files: Sequence[FilePlan], types: set[str]) -> Iterator[Column]:
    """The columns of these types, batch by batch; every table is read once."""
    for source, file in zip(sample, files, strict=True):
        for table in file.tables:
            wanted = {index: name for index, name in _wanted(table.kept).items() if name in types}
            if table.dropped or not wanted:
                continue
            for batch in source.document.batches(table.table_id):
                for index, name in wanted.items():
                    yield name, column(batch, index)
