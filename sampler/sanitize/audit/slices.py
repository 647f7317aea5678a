"""All checks of one slice of a table, both sides row beside row, here or in a worker."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pyarrow as pa

from sampler.sanitize.audit import weak
from sampler.sanitize.audit.findings import Findings
from sampler.sanitize.audit.names import NameDigests
from sampler.sanitize.audit.reading import Answer
from sampler.sanitize.audit.record import People
from sampler.sanitize.audit.strong import Known, locate
from sampler.sanitize.side_by_side import Sides, parted
from sampler.sanitize.transform import Transformer

_PLACED = "placed:"


class SliceCheck:
    """Checks slices of one table; it holds no document, so that it can travel."""

    def __init__(self, sides: Sides, names: NameDigests, known: Known, recompute: Transformer) -> None:
        self._sides, self._names, self._known, self._recompute = sides, names, known, recompute
        self._people = People(sides, names.digester)

    def __call__(self, batch: pa.RecordBatch, _: None) -> Answer:
        """Check what `Slice.joined` gave; `placed` reads the answer besides `Findings.take`."""
        piece, findings = parted(batch, self._sides.table.kept), Findings()
        found = locate(self._known, self._sides, piece, self._recompute, findings)
        weak.check_cells(self._sides, piece, self._names.digester, findings)
        weak.check_texts(self._sides, piece, self._names, self._recompute, findings)
        self._people.check(piece, self._recompute, findings)
        told, counts = findings.told()
        counts.update({f"{_PLACED}{digest}": 1 for digest in found})
        return told, counts


def placed(counts: Counter[str]) -> Iterator[int]:
    """The hits that were found in cells of a slice."""
    names: Iterable[str] = counts
    for name in names:
        if name.startswith(_PLACED):
            yield int(name.removeprefix(_PLACED))
