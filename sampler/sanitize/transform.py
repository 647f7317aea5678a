"""The pure batch function: each column encoded as a dictionary, its operator run on the distinct values."""

from collections import Counter
from collections.abc import Collection, Sequence

import pyarrow as pa

from sampler.sanitize.known_values import KnownValues
from sampler.sanitize.operators import OPERATORS, Context
from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.sample import column
from sampler.sanitize.scrub import Scrubber
from sampler.surrogates.engine import Surrogates


class Transformer:
    """The compiled recipe with the deal's surrogates, as a function from batch to batch and counts.

    Counts are `<operator>[:<type>]` -> filled cells, `text:<type>` -> spans replaced in distinct texts,
    `fallback:generalise` -> distinct values that became null.
    """

    def __init__(self, plan: Plan, surrogates: Surrogates) -> None:
        self._surrogates = surrogates
        self._known: Collection[str] = frozenset({*plan.dictionary.given, *plan.dictionary.surnames})
        self._keys = KnownValues(plan.ids, plan.logins)

    def __call__(self, batch: pa.RecordBatch, table: TablePlan) -> tuple[pa.RecordBatch, Counter[str]]:
        """Transform the kept columns of `batch`; rows stay in their order."""
        counts: Counter[str] = Counter()
        arrays, names = [], []
        for plan in table.kept:
            arrays.append(self._column(column(batch, plan.index), plan, counts))
            names.append(f"c{plan.index}")
        if not arrays:
            return batch.select([]), counts
        return pa.RecordBatch.from_arrays(arrays, names=names), counts

    def values(
        self, values: Sequence[str | None], plan: ColumnPlan, counts: Counter[str]
    ) -> list[str | None]:
        """Run the column's operator on distinct values."""
        scrub = self._scrubber(plan.language) if plan.operator == "text" else None
        context = Context(self._surrogates, plan.type, plan.entity_type, dict(plan.params), scrub)
        new = OPERATORS[plan.operator].apply(values, context)
        if scrub is not None:
            counts.update({f"text:{kind}": number for kind, number in scrub.counts.items()})
        if plan.operator == "generalise":
            unread = sum(bool(value) and result is None for value, result in zip(values, new, strict=True))
            counts.update({"fallback:generalise": unread} if unread else {})
        return new

    def one(self, plan: ColumnPlan, value: str) -> str | None:
        """Run the column's operator on one value, to show where a written cell came from."""
        return self.values([value], plan, Counter())[0]

    def _scrubber(self, language: str) -> Scrubber:
        return Scrubber(self._surrogates, language, self._known, self._keys)

    def _column(self, array: pa.Array, plan: ColumnPlan, counts: Counter[str]) -> pa.Array:
        name = plan.operator if plan.entity_type is None else f"{plan.operator}:{plan.entity_type}"
        counts[name] += len(array) - array.null_count
        if plan.operator == "keep":
            return array
        encoded = array.dictionary_encode()
        new = self.values(encoded.dictionary.to_pylist(), plan, counts)
        # null indices give null: what was null stays null
        return pa.array(new, pa.string()).take(encoded.indices)
