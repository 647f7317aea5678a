"""All checks of one slice of a table, both sides row beside row, here or in a worker.

A worker has no originals: it tells which tokens of the written cells pass their sieve.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sampler.sanitize.audit import weak
from sampler.sanitize.audit.cells import Reading
from sampler.sanitize.audit.columns import CellReader
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.names import NameDigests
from sampler.sanitize.audit.output_bytes import Sieve
from sampler.sanitize.audit.reading import Answer
from sampler.sanitize.audit.record import People
from sampler.sanitize.audit.strong_tokens import Tokens
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, parted
from sampler.sanitize.transform import Transformer


@dataclass(frozen=True)
class Sought:
    """What a worker knows of the originals."""

    cells: CellReader
    kinds: frozenset[int]
    sieve: Sieve


class SliceCheck:
    """Checks slices of one table; it holds no document, so that it can travel."""

    def __init__(self, sides: Sides, names: NameDigests, sought: Sought, recompute: Transformer) -> None:
        self._sides, self._names, self._sought, self._recompute = sides, names, sought, recompute
        self._people = People(sides, names.digester)

    def __call__(self, batch: pa.RecordBatch, _: None) -> Answer:
        """Check what `Slice.joined` gave; `unpacked` tells the findings from the tokens of the answer."""
        piece, findings = parted(batch, self._sides.table.kept), Findings()
        before = Reading([column(piece.before, index) for index in range(piece.before.num_columns)])
        after = Reading([column(piece.after, place) for place in range(piece.after.num_columns)])
        tokens = self._tokens(after)
        weak.check_cells(self._sides, piece, (before, after), self._names.digester, findings)
        weak.check_texts(self._sides, piece, self._names, self._recompute, findings)
        self._people.check(piece, (before, after), self._recompute, findings)
        told, counts = findings.told()
        return packed(told, *tokens), counts

    def _tokens(self, held: Reading) -> list[pa.RecordBatch]:
        """What passes the sieve in each column, and across columns."""
        cells, kinds, sieve = self._sought.cells, self._sought.kinds, self._sought.sieve
        if not kinds:
            return []
        found = [cells.within(held.parts(place), kinds, sieve) for place in range(len(held.columns))]
        return [_batch(one) for one in (*found, cells.across(held, kinds, sieve))]


def _batch(found: Tokens) -> pa.RecordBatch:
    arrays = [pa.array(one) for one in (found.places, found.kinds, found.digests, found.sure.view(np.uint8))]
    return pa.RecordBatch.from_arrays(arrays, ["place", "kind", "digest", "sure"])


def packed(*batches: pa.RecordBatch) -> pa.RecordBatch:
    """Batches of different lengths as one row of lists."""
    lists = [
        pa.LargeListArray.from_arrays(pa.array([0, len(array)], pa.int64()), array)
        for batch in batches
        for array in batch.columns
    ]
    return pa.RecordBatch.from_arrays(lists, [f"c{number}" for number in range(len(lists))])


def unpacked(answer: pa.RecordBatch) -> tuple[pa.RecordBatch, list[Tokens]]:
    """The findings and the tokens of a checked slice."""
    columns = [array.flatten() for array in answer.columns]
    told = pa.RecordBatch.from_arrays(columns[:3], ["column", "row", "kind"])
    tokens = []
    for first in range(3, len(columns), 4):
        places, kinds, digests, sure = (np.asarray(array) for array in columns[first : first + 4])
        tokens.append(Tokens(places, kinds, digests, sure.view(bool)))
    return told, tokens
