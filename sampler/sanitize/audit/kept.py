"""Columns that the recipe copies: each is judged anew, so that a bare `keep` can't let people through.

`keep` on a column that is not judged clear needs a `reason` in the recipe; then it is the author's decision,
and the audit says that it did not check it.
"""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from sampler.detect.columns.classifying import classify_columns
from sampler.detect.columns.gathering import Sample
from sampler.model.finding import State
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.plan import ColumnPlan
from sampler.sanitize.side_by_side import Sides

KEPT = "kept without a reason, and not judged clear"


class BareKeeps:
    """Takes a sample of every column of a table that `plans` keep without a reason.

    `headers` are the original ones of all columns: the audit and `recipe check` judge by the same.
    """

    def __init__(self, plans: Iterable[ColumnPlan], headers: Sequence[str]) -> None:
        self._headers = headers
        self._samples = [(plan, Sample()) for plan in plans if plan.keeps_bare]

    def __bool__(self) -> bool:
        return bool(self._samples)

    def __call__(self, batch: pa.RecordBatch) -> None:
        """Read the rows of a batch."""
        for plan, sample in self._samples:
            sample.add(batch.column(plan.index))

    def judged(self) -> Iterator[tuple[ColumnPlan, bool]]:
        """Judge each column by its original header and values: whether it is clear."""
        for plan, sample in self._samples:
            header = self._headers[plan.index]
            shown = header if self._headers.count(header) == 1 else plan.label  # as `detect` reads it
            (judged,) = classify_columns({shown: sample.values})
            yield plan, judged.state is State.CLEAR


class KeptReader:
    """Finds columns that are kept without a reason, on the walk that gathers originals."""

    def __init__(self, beside: Sides) -> None:
        self._beside = beside
        self._kept = BareKeeps(beside.table.kept, beside.headers)

    def __call__(self, batch: pa.RecordBatch) -> None:
        """Read the rows of a batch."""
        self._kept(batch)

    def check(self, findings: Findings) -> None:
        """Say which columns are not clear; `detect` is shown the same."""
        for plan, clear in self._kept.judged():
            findings.checked["kept columns"] += 1
            if not clear:
                findings.add(self._beside.place(plan), KEPT)
