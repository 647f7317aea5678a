"""Nothing lost, nothing extra: files, tables, columns and rows accounted for, joins and uniqueness kept."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sampler.formats.document import Document
from sampler.sanitize.audit_findings import Findings, Spot
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
            pairs.append(Beside(plan, ours, original, output, found.id))
    return pairs


def check_rows(beside: Beside, findings: Findings) -> None:
    """Rows in are rows out."""
    before, after = beside.rows()
    findings.checked["rows"] += before
    if before != after:
        findings.add(beside.place(), ROWS)


class Uniqueness:
    """Whether columns whose filled values were all distinct still are; read from the bytes, not the plan."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._seen = {
            place: (_Distinct(), _Distinct())
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
                if ours.unique:
                    theirs.take(after)

    def close(self, findings: Findings) -> None:
        """Report the columns that lost it."""
        for place, (before, after) in self._seen.items():
            if before.unique and before.filled:
                findings.checked["unique columns"] += 1
                if not after.unique:
                    findings.add(self._beside.place(self._beside.table.kept[place]), REPEATED)


class _Distinct:
    """Filled values of one column, as hashes, until one repeats."""

    def __init__(self) -> None:
        self.unique, self.filled = True, 0
        self._seen: set[int] = set()

    def take(self, array: pa.Array) -> None:
        if not self.unique:
            return
        values = [value for value in array.to_pylist() if value]
        self.filled += len(values)
        self._seen.update(_hash(value) for value in values)
        if len(self._seen) != self.filled:
            self.unique = False
            self._seen.clear()


def check_references(pairs: Sequence[Beside], plan: Plan, findings: Findings) -> None:
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
        if _joined(child.before(), parent.before()) != _joined(child.after(), parent.after()):
            findings.add(child.beside.place(child.beside.table.columns[reference.child.index]), REFERENCE)


@dataclass(frozen=True)
class _Side:
    beside: Beside
    index: int
    written: int

    def before(self) -> Iterator[str | None]:
        return _values(self.beside.original, self.beside.table.table_id, self.index)

    def after(self) -> Iterator[str | None]:
        return _values(self.beside.output, self.beside.output_id, self.written)


def _sides(places: Mapping[tuple[str, str], Beside], place: Place) -> _Side | None:
    beside = places.get((place.file_id, place.table_id))
    if beside is None:
        return None
    kept = [plan.index for plan in beside.table.kept]
    return _Side(beside, place.index, kept.index(place.index)) if place.index in kept else None


def _values(document: Document, table_id: str, index: int) -> Iterator[str | None]:
    for batch in document.batches(table_id):
        yield from column(batch, index).to_pylist()


def _joined(child: Iterator[str | None], parent: Iterator[str | None]) -> int:
    known = {_hash(value) for value in parent if value}
    return sum(1 for value in child if value and _hash(value) in known)


def _hash(value: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(value.encode(errors="surrogatepass"), digest_size=8).digest(), "big"
    )
