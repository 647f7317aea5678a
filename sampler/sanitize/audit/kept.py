"""Columns that the recipe copies: each is judged anew, so that a bare `keep` can't let people through.

`keep` on a column that is not judged clear needs a `reason` in the recipe; then it is the author's decision,
and the audit says that it did not check it.
"""

from sampler.detect.columns.classifying import classify_columns
from sampler.detect.columns.gathering import gather
from sampler.model.finding import State
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.side_by_side import Beside

KEPT = "kept without a reason, and not judged clear"


def check_kept(beside: Beside, findings: Findings) -> None:
    """Judge every column that is kept without a reason by its original header and values."""
    bare = [plan for plan in beside.table.kept if plan.keeps_bare]
    if not bare:
        return
    table = next(one for one in beside.original.tables if one.id == beside.table.table_id)
    columns = gather(beside.original, table)
    for plan in bare:
        header = table.columns[plan.index]
        shown = header if table.columns.count(header) == 1 else plan.label  # as `detect` reads it
        (judged,) = classify_columns({shown: columns[plan.index].sample})
        findings.checked["kept columns"] += 1
        if judged.state is not State.CLEAR:
            findings.add(beside.place(plan), KEPT)
