"""The pure batch function: each column encoded as a dictionary, its operator run on the distinct values."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.engine.pool import Answer
from sampler.sanitize.learning.kept_apart import count_pairs, written_apart
from sampler.sanitize.learning.known_values import KnownValues
from sampler.sanitize.operators.fitting import fitted
from sampler.sanitize.operators.row_rules import by_cases, by_rows
from sampler.sanitize.operators.rows_remembered import RowMemory
from sampler.sanitize.operators.table import OPERATORS, Context
from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.sample import column
from sampler.surrogates.engine import Surrogates

if TYPE_CHECKING:
    from sampler.sanitize.operators.scrub import Scrubber

_LOOKED_AT = 512
_DIFFERING = 0.9
# operators whose whole work is a mapping of the surrogates, by entity type
_MAPPED: Mapping[str, Callable[[ColumnPlan], str]] = {
    "surrogate": lambda plan: plan.entity_type or "ID",
    "token": lambda _: "ID",
    "date_shift": lambda _: "DATE_TIME",
}


class Transformer:
    """The compiled recipe with the deal's surrogates, as a function from batch to batch and counts.

    Counts are `<operator>[:<type>]` -> filled cells, `text:<type>` -> spans replaced in distinct texts,
    `fallback:<type>` -> cells that are not of their type and became tokens, `fallback:<operator>` -> distinct
    values that its operator can't read: masked, or null in a typed column.
    """

    def __init__(self, plan: Plan, surrogates: Surrogates) -> None:
        self._surrogates = surrogates
        self._plan = plan
        self._rows: dict[ColumnPlan, RowMemory] = {}

    def __reduce__(self) -> tuple[type["Transformer"], tuple[Plan, Surrogates]]:
        return Transformer, (self._plan, self._surrogates)

    def __call__(self, batch: pa.RecordBatch, table: TablePlan) -> tuple[pa.RecordBatch, Counter[str]]:
        """Transform the kept columns of `batch`; rows stay in their order."""
        counts: Counter[str] = Counter()
        arrays, names = [], []
        for plan in table.kept:
            arrays.append(self.column(batch, plan, counts))
            if written_apart(plan):
                count_pairs(counts, self._surrogates, plan, column(batch, plan.index), arrays[-1])
            names.append(f"c{plan.index}")
        if not arrays:
            return batch.select([]), counts
        return pa.RecordBatch.from_arrays(arrays, names=names), counts

    def split(
        self, batch: pa.RecordBatch, table: TablePlan
    ) -> tuple[pa.RecordBatch, Callable[[Answer], Answer]]:
        """The batch without what is kept as it is, and a function that puts it back into the answer."""
        kept = () if any(plan.of_row for plan in table.kept) else table.kept
        still = {place: plan for place, plan in enumerate(kept) if plan.operator == "keep"}
        if not still:
            return batch, lambda answer: answer
        away = {plan.index for plan in still.values()}
        columns = [pa.nulls(batch.num_rows) if i in away else c for i, c in enumerate(batch.columns)]
        sent = pa.RecordBatch.from_arrays(columns, names=batch.schema.names)

        def complete(answer: Answer) -> Answer:
            result, counts = answer
            arrays = list(result.columns)
            for place, plan in still.items():
                arrays[place] = column(batch, plan.index)
                counts[_name_of(plan)] += len(arrays[place]) - arrays[place].null_count
            return pa.RecordBatch.from_arrays(arrays, names=result.schema.names), counts

        return sent, complete

    def values(
        self,
        values: Sequence[str | None],
        plan: ColumnPlan,
        counts: Counter[str],
        beside: tuple[Sequence[str | None], ...] = (),
    ) -> list[str | None]:
        """Run the operator on distinct values, or on distinct rows of the column and what is `beside`."""
        scrub = self._scrubber(plan.language) if plan.operator == "text" else None
        context = Context(
            self._surrogates,
            plan.type,
            plan.entity_type,
            dict(plan.params),
            scrub,
            beside,
            encoding=plan.encoding,
        )
        new = fitted(OPERATORS[plan.operator].apply(values, context), values, context)
        if scrub is not None:
            counts.update({f"text:{kind}": number for kind, number in scrub.counts.items()})
        counts.update({f"fallback:{name}": number for name, number in context.outside.items() if number})
        return new

    def one(self, plan: ColumnPlan, value: str) -> str | None:
        """Run the column's operator on one value, to show where a written cell came from.

        None for a column whose cells depend on their row: one value of it shows nothing.
        """
        return None if plan.of_row else self.values([value], plan, Counter())[0]

    @cached_property
    def _known(self) -> Collection[str]:
        return frozenset({*self._plan.dictionary.given, *self._plan.dictionary.surnames})

    @cached_property
    def _keys(self) -> KnownValues:
        return KnownValues(self._plan.ids, self._plan.logins)

    def _scrubber(self, language: str) -> "Scrubber":
        from sampler.sanitize.operators.scrub import Scrubber  # noqa: PLC0415 - texts alone need its patterns

        return Scrubber(self._surrogates, language, self._known, self._keys)

    def column(self, batch: pa.RecordBatch, plan: ColumnPlan, counts: Counter[str]) -> pa.Array:
        """The transformed column of one rule; `counts` takes in what was done."""
        if plan.cases:
            return by_cases(batch, plan, lambda part, rule: self.column(part, rule, counts))
        array = column(batch, plan.index)
        counts[_name_of(plan)] += len(array) - array.null_count
        if plan.operator == "surrogate" and len(plan.beside) == 1:
            # such a rule counts nothing, so rows met before need not be gone through again
            memory = self._rows.setdefault(plan, RowMemory())
            return memory(
                (array, column(batch, plan.beside[0])),
                lambda values, beside: self.values(values, plan, counts, beside),
            )
        if plan.beside:
            return by_rows(
                batch, plan, lambda values, rule, beside: self.values(values, rule, counts, beside)
            )
        if plan.operator == "keep":
            return array
        mapped = plan.operator in _MAPPED and not plan.params
        if mapped and not plan.encoding and self._whole(array, plan):
            return self._mapped(array, None, plan, counts)
        encoded = array.dictionary_encode()
        if mapped:
            new = self._mapped(encoded.dictionary, encoded.indices, plan, counts)
        else:
            new = pa.array(self.values(encoded.dictionary.to_pylist(), plan, counts), pa.string())
        # null indices give null: what was null stays null
        return new.take(encoded.indices)

    def _whole(self, array: pa.Array, plan: ColumnPlan) -> bool:
        """Whether the column is mapped as it is, without a dictionary of its distinct values."""
        return self._surrogates.remembers(_MAPPED[plan.operator](plan)) or _nearly_all_differ(array)

    def _mapped(
        self, values: pa.Array, indices: pa.Array | None, plan: ColumnPlan, counts: Counter[str]
    ) -> pa.Array:
        """Surrogates of a column's `values`, as a column; `indices` tell the rows that hold them."""
        entity_type = _MAPPED[plan.operator](plan)
        new, fallen = self._surrogates.column(entity_type, values)
        if fallen.any():
            strange = pa.array(np.flatnonzero(fallen).astype(np.int32))
            cells = None if indices is None else pc.sum(pc.is_in(indices, value_set=strange)).as_py()
            counts[f"fallback:{entity_type}"] += len(strange) if cells is None else cells
        if plan.encoding and not pc.all(pc.string_is_ascii(new)).as_py():
            context = Context(self._surrogates, plan.type, plan.entity_type, encoding=plan.encoding)
            return pa.array(fitted(new.to_pylist(), values.to_pylist(), context), pa.string())
        return new


def _name_of(plan: ColumnPlan) -> str:
    return plan.operator if plan.entity_type is None else f"{plan.operator}:{plan.entity_type}"


def _nearly_all_differ(array: pa.Array) -> bool:
    """Whether the first values differ: then a dictionary costs more than it saves."""
    first = array.slice(0, _LOOKED_AT).drop_null()
    return bool(len(first.unique()) >= _DIFFERING * len(first))
