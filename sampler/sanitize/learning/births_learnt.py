"""Whose NIR goes with which birth date: frozen in the deal's dictionary while the recipe is compiled.

A NIR's month follows the deal's shift from the middle of the month; where its row's surrogate birth date
lands in another one, the difference is learnt, so that the NIR has one surrogate wherever it stands.
"""

import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.operators.agreement_groups import declared, type_of
from sampler.sanitize.plan import ColumnPlan, TablePlan
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.sample import column
from sampler.surrogates.columns.tokens import months_of
from sampler.surrogates.engine import Surrogates

_FEWEST, _SHARE = 5, 0.95


def identities(
    recipe: Recipe, table: TablePlan, first: pa.RecordBatch, surrogates: Surrogates
) -> list[tuple[ColumnPlan, ColumnPlan]]:
    """NIR and birth date columns of one person: declared together, or the only NIR with dates that fit it.

    Whether they fit is seen in the `first` rows.
    """
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
    fitting = [birth for birth in births if _fit(first, nirs[0], birth, surrogates)]
    return [(nirs[0], fitting[0])] if fitting else []


def _moves_birth(plan: ColumnPlan) -> bool:
    return plan.operator in {"date_shift", "surrogate"} and type_of(plan) == "BIRTH_DATE"


def _fit(first: pa.RecordBatch, nir: ColumnPlan, birth: ColumnPlan, surrogates: Surrogates) -> bool:
    numbers, births = column(first, nir.index), column(first, birth.index)
    both = pc.and_(numbers.is_valid(), births.is_valid())
    born, months = surrogates.births(numbers.filter(both)).before, months_of(births.filter(both))
    told = (born >= 0) & (months >= 0)
    count = int(told.sum())
    return count >= _FEWEST and int((born == months)[told].sum()) >= _SHARE * count
