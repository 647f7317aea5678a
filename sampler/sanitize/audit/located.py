"""Cells of a written column that hold something of the originals, and what the keyed mapping says of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit.findings import Spot
from sampler.sanitize.audit.output_bytes import Mask, Places
from sampler.sanitize.plan import ColumnPlan, TablePlan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, Slice

# the seam of the engine: rows of a table and its plan in, the written rows and counts out
Recompute: TypeAlias = Callable[[pa.RecordBatch, TablePlan], tuple[pa.RecordBatch, object]]


@dataclass(frozen=True)
class Located:
    """Cells of one column in one slice; `rows` count from 0 in the slice and may repeat."""

    beside: Sides
    piece: Slice
    plan: ColumnPlan
    rows: Places
    recompute: Recompute

    @property
    def place(self) -> Spot:
        """The column, for a survivor."""
        return self.beside.place(self.plan)

    def shown(self, chosen: Mask) -> Mask:
        """Whether the keyed mapping of the original row gives the written cell, for each chosen cell."""
        asked, back = np.unique(self.rows[chosen], return_inverse=True)
        rows = pa.array(asked)
        one = replace(self.beside.table, columns=(self.plan,))
        made, _ = self.recompute(self.piece.before.take(rows), one)
        written = column(self.piece.after, self.piece.kept.index(self.plan)).take(rows)
        same = pc.equal(pc.fill_null(column(made, 0), ""), pc.fill_null(written, ""))
        shown: Mask = np.asarray(same)[back]
        return shown
