"""Whose NIR goes with which birth date: frozen in the deal's dictionary while the recipe is compiled.

A NIR's month follows the deal's shift from the middle of the month; where its row's surrogate birth date
lands in another one, the difference is learnt, so that the NIR has one surrogate wherever it stands.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.operators.agreement_groups import declared, type_of
from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.sample import SourceFile, column
from sampler.sanitize.transform import Transformer
from sampler.surrogates.births import Births
from sampler.surrogates.columns.tokens import months_of
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.text_arrays import I64, U64

_TRIED = 1000
_FEWEST, _SHARE = 5, 0.95
_CENTURY = 1200


def learn_births(
    recipe: Recipe,
    sample: Sequence[tuple[SourceFile, TablePlan]],
    plan: Plan,
    surrogates: Surrogates,
) -> Births:
    """By how many months a NIR's month is off its row's surrogate birth date, where the originals agree."""
    draws, months = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
    transformer = Transformer(plan, surrogates)
    for source, table in sample:
        for nir, birth in _identities(recipe, source, table, surrogates):
            for batch in source.document.batches(table.table_id):
                both = pc.and_(column(batch, nir.index).is_valid(), column(batch, birth.index).is_valid())
                found = _offsets(batch.filter(both), nir, birth, transformer, surrogates)
                draws.append(found[0])
                months.append(found[1])
    return Births(np.concatenate(draws), np.concatenate(months))


def _offsets(
    batch: pa.RecordBatch,
    nir: ColumnPlan,
    birth: ColumnPlan,
    transformer: Transformer,
    surrogates: Surrogates,
) -> tuple[U64, I64]:
    """The draws of the NIR whose month is off, and by how much."""
    numbers = surrogates.births(column(batch, nir.index))
    agree = (numbers.before >= 0) & (numbers.before == months_of(column(batch, birth.index)))
    moved = months_of(transformer.column(batch, birth, Counter()))
    offsets = (moved - numbers.after + _CENTURY // 2) % _CENTURY - _CENTURY // 2
    off = agree & (moved >= 0) & (offsets != 0)
    return numbers.draws[off], offsets[off]


def _identities(
    recipe: Recipe, source: SourceFile, table: TablePlan, surrogates: Surrogates
) -> list[tuple[ColumnPlan, ColumnPlan]]:
    """NIR and birth date columns of one person: declared together, or the only NIR with dates that fit it."""
    plain = [plan for plan in table.kept if not plan.cases]
    nirs = [plan for plan in plain if plan.operator == "surrogate" and plan.entity_type == "FR_NIR"]
    births = [plan for plan in plain if _moves_birth(plan)]
    if not nirs or not births:
        return []
    for group in declared(recipe, table.label, table.columns, []):
        if group.kind == "identity":
            members = {plan.index for plan in group.columns}
            pair = [next((p for p in plans if p.index in members), None) for plans in (nirs, births)]
            if pair[0] is not None and pair[1] is not None:
                return [(pair[0], pair[1])]
    if len(nirs) > 1:
        return []
    fitting = [birth for birth in births if _fit(source, table, nirs[0], birth, surrogates)]
    return [(nirs[0], fitting[0])] if fitting else []


def _moves_birth(plan: ColumnPlan) -> bool:
    return plan.operator in {"date_shift", "surrogate"} and type_of(plan) == "BIRTH_DATE"


def _fit(
    source: SourceFile, table: TablePlan, nir: ColumnPlan, birth: ColumnPlan, surrogates: Surrogates
) -> bool:
    batch = next(source.document.batches(table.table_id), None)
    if batch is None:
        return False
    first = batch.slice(0, _TRIED)
    born = surrogates.births(column(first, nir.index)).before
    months = months_of(column(first, birth.index))
    both = (born >= 0) & (months >= 0)
    count = int(both.sum())
    return count >= _FEWEST and int((born == months)[both].sum()) >= _SHARE * count
