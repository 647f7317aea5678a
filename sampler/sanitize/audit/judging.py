"""What it means that a written cell holds an original.

A hit is a coincidence only if the original cell does not hold it and the keyed mapping gives the written
cell again; anything else survives.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sampler.sanitize.audit.columns import in_a_line, row_of
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.located import Located, Recompute
from sampler.sanitize.audit.output_bytes import Digests, Mask, Places, among, column_block
from sampler.sanitize.audit.reading import TokenReader
from sampler.sanitize.audit.strong_tokens import ADDRESS, KINDS, Tokens
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, Slice


@dataclass(frozen=True)
class Hits:
    """The originals that the cells of a slice hold: for each column, and across columns; places are rows."""

    columns: Sequence[Tokens]
    across: Tokens
    bare: bool  # whether bare numbers count anywhere

    @property
    def digests(self) -> set[int]:
        """Which they are."""
        return {digest for found in (*self.columns, self.across) for digest in found.digests.tolist()}


@dataclass(frozen=True)
class Judge:
    """Judges the hits of one slice."""

    reader: TokenReader
    sides: Sides
    piece: Slice
    recompute: Recompute
    findings: Findings

    def judge(self, hits: Hits) -> None:
        """Report what survives, and count what does not."""
        pairs = [np.empty(0, dtype=np.uint64)]
        for (plan, before, _), found in zip(self.piece.columns(), hits.columns, strict=True):
            if not len(found.places):
                continue
            rows = found.places
            pairs.append(_paired(found.digests, rows))
            own = self._held(before, found)
            alone = np.zeros(len(rows), dtype=bool)
            if plan.keeps and not hits.bare and not found.sure.all():
                alone = ~found.sure & ~self._beside_in_row(plan.index, found)
            self._cells(Located(self.sides, self.piece, plan, rows, self.recompute), found, own, alone)
        judged = np.sort(np.concatenate(pairs))
        self._across(hits.across.at(~among(_paired(hits.across.digests, hits.across.places), judged)))

    def _cells(self, cells: Located, found: Tokens, own: Mask, alone: Mask) -> None:
        survives = own.copy()
        if not own.all():
            survives[~own] = ~cells.shown(~own)
        self.findings.alike += int((own & alone).sum())
        survives &= ~(own & alone)
        self.findings.coincidences += int((~survives & ~alone).sum())
        for kind in np.unique(found.kinds[survives]):
            rows = np.unique(cells.rows[survives & (found.kinds == kind)]) + self.piece.first
            self.findings.add_rows(cells.place, rows.tolist(), f"{KINDS[kind]} survives")

    def _across(self, found: Tokens) -> None:
        """Judge what stands in neighbouring cells.

        A coincidence is not held by the original row, and the mapping gives every cell of the written one.
        """
        if not len(found.places):
            return
        columns, rows = list(self.piece.columns()), found.places
        survives = self._held(in_a_line([before for _, before, _ in columns]), found)
        for plan, _, _ in columns:
            located = Located(self.sides, self.piece, plan, rows, self.recompute)
            survives |= ~located.shown(np.ones(len(rows), dtype=bool))
        self.findings.coincidences += int((~survives).sum())
        lost = np.unique(rows[survives]) + self.piece.first
        self.findings.add_rows(self.sides.place(), lost.tolist(), f"{KINDS[ADDRESS]} survives")

    def _held(self, array: pa.Array, found: Tokens) -> Mask:
        """Whether the cells of a column hold the tokens that stand in their rows."""
        asked, back = np.unique(found.places, return_inverse=True)
        held = column_block(array.take(pa.array(asked)))
        known, kinds = np.unique(found.digests), frozenset(found.kinds.tolist())
        theirs = self.reader.among(held, known, kinds)
        pairs = _paired(theirs.digests, row_of(held, theirs.places))
        return among(_paired(found.digests, back), np.sort(pairs))

    def _beside_in_row(self, index: int, found: Tokens) -> Mask:
        """Whether another cell of the original record holds the token."""
        beside = np.zeros(len(found.places), dtype=bool)
        for other in range(self.piece.before.num_columns):
            if other != index:
                beside |= self._held(column(self.piece.before, other), found)
        return beside


def _paired(digests: Digests, rows: Places) -> Digests:
    """A digest for a token in a row."""
    return digests ^ (rows.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
