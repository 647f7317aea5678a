"""Columns that the recipe copies: each is judged anew, so that a bare `keep` can't let people through.

`keep` on a column that is not judged clear needs a `reason` in the recipe; then it is the author's decision,
and the audit says that it did not check it.
"""

import pyarrow as pa

from sampler.detect.columns.classifying import classify_columns
from sampler.detect.columns.gathering import Sample
from sampler.model.finding import State
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.side_by_side import Sides

KEPT = "kept without a reason, and not judged clear"


class KeptReader:
    """Takes a sample of every column that is kept without a reason, on the walk that gathers originals."""

    def __init__(self, beside: Sides) -> None:
        self._beside = beside
        self._samples = [(plan, Sample()) for plan in beside.table.kept if plan.keeps_bare]

    def __call__(self, batch: pa.RecordBatch) -> None:
        """Read the rows of a batch."""
        for plan, sample in self._samples:
            sample.add(batch.column(plan.index))

    def check(self, findings: Findings) -> None:
        """Judge each column by its original header and values; `detect` is shown the same."""
        headers = self._beside.headers
        for plan, sample in self._samples:
            header = headers[plan.index]
            shown = header if headers.count(header) == 1 else plan.label  # as `detect` reads it
            (judged,) = classify_columns({shown: sample.values})
            findings.checked["kept columns"] += 1
            if judged.state is not State.CLEAR:
                findings.add(self._beside.place(plan), KEPT)
