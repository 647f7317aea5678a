"""Rules that read other columns of the row: run once on the distinct rows of the columns they read.

Pure: the same cells give the same result, whatever the order of rows and the size of batches.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from sampler.sanitize.plan import Case, ColumnPlan, Test
from sampler.sanitize.sample import column

Values: TypeAlias = Sequence[str | None]
Run: TypeAlias = Callable[[Values, ColumnPlan, tuple[Values, ...]], list[str | None]]
_MOST_CODES = 1 << 62


def by_cases(
    batch: pa.RecordBatch, plan: ColumnPlan, run: Callable[[pa.RecordBatch, ColumnPlan], pa.Array]
) -> pa.Array:
    """Transform one column by its cases: `run` treats the rows of each with its rule."""
    left = np.arange(batch.num_rows)
    parts, places = [], []
    for case in plan.cases:
        fits = _fits(column(batch, case.test.index), case.test)[left]
        places.append(left[fits])
        left = left[~fits]
        parts.append(run(batch.take(pa.array(places[-1])), ruled_by(plan, case)))
    places.append(left)
    parts.append(run(batch.take(pa.array(left)), replace(plan, cases=())))
    back = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_arrays(parts).take(pa.array(back))


def by_rows(batch: pa.RecordBatch, plan: ColumnPlan, run: Run) -> pa.Array:
    """Transform one column with what stands beside it; `run` applies its rule to aligned values."""
    distinct, codes = distinct_rows([column(batch, index) for index in (plan.index, *plan.beside)])
    return pa.array(run(distinct[0], plan, tuple(distinct[1:])), pa.string()).take(pa.array(codes))


def ruled_by(plan: ColumnPlan, case: Case) -> ColumnPlan:
    """The column as it is treated in the rows of `case`."""
    return replace(
        plan,
        operator=case.operator,
        entity_type=case.entity_type,
        params=case.params,
        beside=case.beside,
        reasoned=case.reasoned,
        cases=(),
    )


def holds(test: Test, value: str | None) -> bool:
    """Whether a cell passes: null and empty differ, text is compared as it is written."""
    found = value is None if test.kind == "is_null" else value in test.values
    return found is test.wanted


def distinct_rows(
    arrays: Sequence[pa.Array],
) -> tuple[list[list[str | None]], "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
    """The distinct rows of some columns, column by column, and for each row the place of its own."""
    dictionaries: list[list[str | None]] = []
    codes = np.zeros(len(arrays[0]), dtype=np.int64)
    size = 1
    parts = []
    for array in arrays:
        encoded = array.dictionary_encode()
        known: list[str | None] = [*encoded.dictionary.to_pylist(), None]  # the last place is that of null
        part = encoded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
        if size * len(known) >= _MOST_CODES:
            _, codes = np.unique(codes, return_inverse=True)
            size = len(codes) + 1
        codes = codes * len(known) + part
        size *= len(known)
        dictionaries.append(known)
        parts.append(part)
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rows = [
        [known[place] for place in part[first].tolist()]
        for known, part in zip(dictionaries, parts, strict=True)
    ]
    return rows, inverse.reshape(-1).astype(np.int64)


def _fits(cells: pa.Array, test: Test) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    encoded = cells.dictionary_encode()
    known: list[str | None] = [*encoded.dictionary.to_pylist(), None]  # the last place is that of null
    answers = np.array([holds(test, value) for value in known], dtype=np.bool_)
    fitting: np.ndarray[tuple[int], np.dtype[np.bool_]] = answers[
        encoded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False)
    ]
    return fitting
