"""The columns whose sum is to stay: read twice when the recipe is compiled, and told what makes it so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.operators.amounts import Amount, noisy, rounded
from sampler.sanitize.operators.totals import keep_total
from sampler.sanitize.plan import ColumnPlan, FilePlan, TablePlan
from sampler.sanitize.sample import SampleView, SourceFile, column
from sampler.surrogates.engine import Surrogates

_UNIT = 10**12


def with_totals(
    sample: SampleView, files: Sequence[FilePlan], surrogates: Surrogates, warnings: list[str]
) -> tuple[FilePlan, ...]:
    """The plans with the factor and units of columns that have `keep_total`."""
    if not any(_asks(plan) for file in files for table in file.tables for plan in table.columns):
        return tuple(files)

    def table_of(source: SourceFile, table: TablePlan) -> TablePlan:
        if table.dropped or not any(_asks(plan) for plan in table.columns):
            return table
        columns = tuple(
            _settled(source, table, plan, surrogates, warnings) if _asks(plan) else plan
            for plan in table.columns
        )
        return replace(table, columns=columns)

    return tuple(
        replace(file, tables=tuple(table_of(source, table) for table in file.tables))
        for source, file in zip(sample, files, strict=True)
    )


def _asks(plan: ColumnPlan) -> bool:
    return any(name == "keep_total" for name, _ in plan.params)


def _settled(
    source: SourceFile, table: TablePlan, plan: ColumnPlan, surrogates: Surrogates, warnings: list[str]
) -> ColumnPlan:
    name, params = f"{table.label}.{plan.label}", dict(plan.params)
    if plan.cases:
        warnings.append(f"{name}: only some rows are changed, so their total is not kept")
        return plan
    step = int(params.get("to", 0))

    def change(amount: Amount) -> int:
        return rounded(amount, step) if step else noisy(amount, int(params["percent"]), surrogates)

    found, rest = keep_total(lambda: _counted(source, table, plan), change, surrogates, step)
    if rest:
        warnings.append(
            f"{name}: the new total is {abs(rest) / _UNIT:g} off: the nearest that the rule allows"
        )
    return replace(plan, params=tuple(sorted((*plan.params, *found.items()))))


def _counted(source: SourceFile, table: TablePlan, plan: ColumnPlan) -> Iterator[Mapping[str, int]]:
    """The filled values of each batch with their counts."""
    for batch in source.document.batches(table.table_id):
        counts: pa.StructArray = pc.value_counts(column(batch, plan.index))
        values, numbers = counts.field(0).to_pylist(), counts.field(1).to_pylist()
        yield {
            value: number for value, number in zip(values, numbers, strict=True) if value and value.strip()
        }
