"""Nothing lost, nothing extra: files, tables, columns and rows accounted for, joins and uniqueness kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.formats.document import Document
from sampler.sanitize.audit.findings import Findings, Spot
from sampler.sanitize.audit.output_bytes import Digester, Digests, DigestSet, offsets_of
from sampler.sanitize.plan import FilePlan, Place, Plan
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Beside, Slice

MISSING_FILE, EXTRA_FILE = "file without output", "output that the recipe drops"
UNPLANNED, MISSING_TABLE, EXTRA_TABLE = (
    "not in the compiled recipe",
    "table missing",
    "table that should not be there",
)
COLUMNS, REPEATED = "columns differ", "unique values repeat"
ROWS, REFERENCE = "rows differ", "references differ"
_LOOKED_AT = 1024
_INJECTIVE = frozenset({"keep", "token", "surrogate", "date_shift"})


def pair_tables(plan: FilePlan, original: Document, output: Document, findings: Findings) -> list[Beside]:
    """Lay the written tables beside the original ones, in file order; every table must be accounted for."""
    spot = Spot(plan.file_id, plan.label)
    planned = {table.table_id for table in plan.tables}
    for table in original.tables:
        findings.checked["tables"] += 1
        if table.id not in planned:
            findings.add(Spot(plan.file_id, plan.label, table.id), UNPLANNED)
    kept = [table for table in plan.tables if not table.dropped]
    written = list(output.tables)
    for lost in kept[len(written) :]:
        findings.add(Spot(plan.file_id, plan.label, lost.label), MISSING_TABLE)
    for _ in written[len(kept) :]:
        findings.add(spot, EXTRA_TABLE)
    pairs = []
    for ours, found in zip(kept, written, strict=False):
        if len(found.columns) != len(ours.kept):
            findings.add(Spot(plan.file_id, plan.label, ours.label), COLUMNS)
        else:
            headers = next(table.columns for table in original.tables if table.id == ours.table_id)
            pairs.append(Beside(plan, ours, headers, original, output, found.id))
    return pairs


def check_rows(beside: Beside, counts: tuple[int, int], findings: Findings) -> None:
    """Rows in are rows out; `counts` are those of both sides, read to their ends."""
    before, after = counts
    findings.checked["rows"] += before
    if before != after:
        findings.add(beside.place(), ROWS)


class Uniqueness:
    """Whether columns whose filled values were all distinct still are; read from the bytes, not the plan."""

    def __init__(self, beside: Beside, digester: Digester) -> None:
        self._beside = beside
        self._seen = {
            place: (_Distinct(digester), _Distinct(digester))
            for place, plan in enumerate(beside.table.kept)
            if plan.operator in _INJECTIVE
        }

    def take(self, piece: Slice) -> None:
        """Read one slice of both sides."""
        for place, (_, before, after) in enumerate(piece.columns()):
            if place in self._seen:
                ours, theirs = self._seen[place]
                ours.take(before)
                # a column that is not unique before has nothing to keep
                if ours.may_be:
                    theirs.take(after)

    def close(self, findings: Findings) -> None:
        """Report the columns that lost it."""
        for place, (before, after) in self._seen.items():
            if before.unique and before.filled:
                findings.checked["unique columns"] += 1
                if not after.unique:
                    findings.add(self._beside.place(self._beside.table.kept[place]), REPEATED)


class _Distinct:
    """Filled values of one column, as digests, until one repeats."""

    def __init__(self, digester: Digester) -> None:
        self.filled = 0
        self._once, self._digester, self._seen = True, digester, DigestSet()

    @property
    def unique(self) -> bool:
        if self._once and len(self._seen) != self.filled:
            self._once, self._seen = False, DigestSet()
        return self._once

    @property
    def may_be(self) -> bool:
        """Whether no batch has had a repeat of its own."""
        return self._once

    def take(self, array: pa.Array) -> None:
        if not self._once:
            return
        first = array.slice(0, _LOOKED_AT).drop_null()
        first = first.filter(pc.greater(pc.binary_length(first), 0))
        if len(first.unique()) < len(first):
            self._once = False
            return
        digests = _filled_digests(array, self._digester)
        self.filled += len(digests)
        ordered = np.sort(digests)
        self._once = not (ordered[1:] == ordered[:-1]).any()
        self._seen.add(ordered)


def check_references(pairs: Sequence[Beside], plan: Plan, digester: Digester, findings: Findings) -> None:
    """Count the rows that join before and after; the two must be equal."""
    places = {(pair.file.file_id, pair.table.table_id): pair for pair in pairs}
    for reference in plan.references:
        sides = [_sides(places, reference.child), _sides(places, reference.parent)]
        if None in sides:
            continue
        child, parent = sides[0], sides[1]
        if child is None or parent is None:
            continue
        findings.checked["references"] += 1
        before = _joined(child.before(), parent.before(), digester)
        if before != _joined(child.after(), parent.after(), digester):
            findings.add(child.beside.place(child.beside.table.columns[reference.child.index]), REFERENCE)


@dataclass(frozen=True)
class _Side:
    beside: Beside
    index: int
    written: int

    def before(self) -> Iterator[pa.Array]:
        return _values(self.beside.original, self.beside.table.table_id, self.index)

    def after(self) -> Iterator[pa.Array]:
        return _values(self.beside.output, self.beside.output_id, self.written)


def _sides(places: Mapping[tuple[str, str], Beside], place: Place) -> _Side | None:
    beside = places.get((place.file_id, place.table_id))
    if beside is None:
        return None
    kept = [plan.index for plan in beside.table.kept]
    return _Side(beside, place.index, kept.index(place.index)) if place.index in kept else None


def _values(document: Document, table_id: str, index: int) -> Iterator[pa.Array]:
    for batch in document.batches(table_id):
        yield column(batch, index)


def _joined(child: Iterator[pa.Array], parent: Iterator[pa.Array], digester: Digester) -> int:
    known = DigestSet()
    for array in parent:
        known.add(_filled_digests(array, digester))
    return sum(int(known.holds(_filled_digests(array, digester)).sum()) for array in child)


def _filled_digests(array: pa.Array, digester: Digester) -> Digests:
    filled = array.drop_null()
    digests = digester.cells(filled)
    sizes = np.diff(offsets_of(filled)) if len(filled) else digests
    return digests if sizes.all() else digests[sizes > 0]
