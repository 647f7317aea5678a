"""Measure the risk in what was written: k of declared quasi-identifiers, uniqueness, small cells, WP216.

Streamed: rows are digested to 64 bits and counted. Where a table has more groups than fit, it is read
again for each part of the digests, so that memory has a bound whatever the number of rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sampler.formats.document import Document
from sampler.model.risk import FEW, ColumnRisk, Risk, TableRisk
from sampler.sanitize.audit.output_bytes import Digester, Digests, Places, column_block
from sampler.sanitize.plan import FilePlan, Plan, TablePlan
from sampler.sanitize.recipes.privacy import privacy_of
from sampler.sanitize.recipes.recipe import Recipe
from sampler.sanitize.risk.criteria import criteria
from sampler.sanitize.sample import column

MOST_GROUPS = 1 << 21
MOST_VALUES = 1 << 17
_CATEGORIES = 1000
_PENDING = 1 << 18
_MOST_SENSITIVE = 8
_KEPT = frozenset({"kept", "generalised"})


@dataclass(frozen=True)
class WrittenFile:
    """A file as it was planned and as it was written."""

    plan: FilePlan
    output: Document


def quasi_columns(recipe: Recipe, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The declared quasi-identifiers by table label, checked against the sample.

    Raises:
        RecipeError: the sample has no such table or column, or the recipe drops it.
    """
    tables = {table.label: table for file in plan.files for table in file.tables if not table.dropped}
    for label, columns in recipe.quasi_identifiers.items():
        path = ("quasi_identifiers", label)
        if label not in tables:
            raise recipe.error(path, "no table of that name is written")
        known = {one.label for one in tables[label].kept}
        if missing := [one for one in columns if one not in known]:
            raise recipe.error(path, f"no column of that name is written: {', '.join(missing)}")
        if not columns:
            raise recipe.error(path, "a table needs one quasi-identifier at least")
    return dict(recipe.quasi_identifiers)


def measure(
    files: Sequence[WrittenFile], plan: Plan, quasi: Mapping[str, Sequence[str]], *, most: int = MOST_GROUPS
) -> Risk:
    """Measure every written table; `most` is how many groups are held at once."""
    tables = tuple(
        _table(written.output, table, found.id, quasi.get(table.label, ()), most)
        for written in files
        for table, found in zip(
            [one for one in written.plan.tables if not one.dropped], written.output.tables, strict=False
        )
    )
    return Risk(tables, criteria(tables, len(plan.references)))


class Counted:
    """How often each digest came, for the digests of one part: from `least` up to where the room ends."""

    def __init__(self, least: int, most: int) -> None:
        self._least, self._most = np.uint64(least), most
        self.bound: int | None = None  # the first digest that is left for another walk
        self.digests: Digests = np.empty(0, np.uint64)
        self.counts: Places = np.empty(0, np.int64)
        self._pending: list[Digests] = []
        self._waiting = 0

    def add(self, digests: Digests) -> None:
        """Count digests of this part."""
        digests = digests[digests >= self._least]
        if self.bound is not None:
            digests = digests[digests < np.uint64(self.bound)]
        self._pending.append(digests)
        self._waiting += len(digests)
        if self._waiting > _PENDING:
            self.settle()

    def settle(self) -> None:
        """Put what is pending into the counts."""
        fresh, often = np.unique(np.concatenate([np.empty(0, np.uint64), *self._pending]), return_counts=True)
        self._pending, self._waiting = [], 0
        both = np.concatenate((self.digests, fresh))
        order = np.argsort(both, kind="stable")
        both, counts = both[order], np.concatenate((self.counts, often))[order]
        first = np.flatnonzero(np.concatenate((np.ones(min(1, len(both)), bool), both[1:] != both[:-1])))
        self.digests = both[first]
        self.counts = np.add.reduceat(counts, first) if len(first) else counts
        if len(self.digests) > self._most:
            self.bound = int(self.digests[self._most])
            self.digests, self.counts = self.digests[: self._most], self.counts[: self._most]


def counts_of(digests: Callable[[], Iterable[Digests]], most: int = MOST_GROUPS) -> Iterator[Counted]:
    """Count all digests of a walk in as many parts as needed; each part holds whole groups."""
    least: int | None = 0
    while least is not None:
        counted = Counted(least, most)
        for piece in digests():
            counted.add(piece)
        counted.settle()
        yield counted
        least = counted.bound


class Walk:
    """The digests of some columns of a written table, row by row; every call reads the table again."""

    def __init__(self, output: Document, table_id: str, places: Sequence[int], digester: Digester) -> None:
        self._output, self._table_id = output, table_id
        self._places, self._digester = places, digester

    def __call__(self) -> Iterator[Digests]:
        """Walk the rows."""
        for batch in self._output.batches(self._table_id):
            yield _rows(batch, self._places, self._digester)


def _rows(batch: pa.RecordBatch, places: Sequence[int], digester: Digester) -> Digests:
    """One digest for the cells of each row; null and empty are the same."""
    whole = np.zeros(batch.num_rows, dtype=np.uint64)
    for place in places:
        held = column_block(column(batch, place))
        whole = digester.numbers(whole ^ digester.spans(held.data, held.starts, held.ends, salt=place + 1))
    return whole


def _table(output: Document, table: TablePlan, table_id: str, quasi: Sequence[str], most: int) -> TableRisk:
    digester = Digester()
    labels = [plan.label for plan in table.kept]
    places = [labels.index(label) for label in quasi]
    records, columns = _columns(output, table, table_id, digester)
    groups = _Groups()
    if places and records:
        sensitive = _sensitive(table, places)
        walk = Walk(output, table_id, places, digester)
        for part in counts_of(walk, most):
            groups.take(part, _uniform(output.batches(table_id), places, sensitive, part, digester))
    return TableRisk(
        table=table.label,
        records=records,
        quasi_identifiers=tuple(quasi),
        groups=groups.number,
        k=groups.smallest,
        alone=groups.alone,
        below_five=groups.below,
        uniform=max(groups.uniform, default=0),
        columns=columns,
    )


class _Groups:
    """Figures of the groups of records that are alike, summed over the parts."""

    def __init__(self) -> None:
        self.number = self.smallest = self.alone = self.below = 0
        self.uniform: list[int] = []

    def take(self, part: Counted, uniform: list[int]) -> None:
        if not len(part.counts):
            return
        self.number += len(part.counts)
        self.alone += int((part.counts == 1).sum())
        self.below += int(part.counts[part.counts < FEW].sum())
        least = int(part.counts.min())
        self.smallest = min(self.smallest, least) if self.smallest else least
        held = self.uniform or [0] * len(uniform)
        self.uniform = [one + more for one, more in zip(held, uniform, strict=True)]


def _columns(
    output: Document, table: TablePlan, table_id: str, digester: Digester
) -> tuple[int, tuple[ColumnRisk, ...]]:
    """Count the records, and the values of every kept or generalised column, on one walk."""
    labels = {place: plan.label for place, plan in enumerate(table.kept) if privacy_of(plan) in _KEPT}
    counted = {place: Counted(0, MOST_VALUES) for place in labels}
    filled = dict.fromkeys(labels, 0)
    records = 0
    for batch in output.batches(table_id):
        records += batch.num_rows
        for place, counter in counted.items():
            held = column_block(column(batch, place))
            real = held.ends > held.starts
            filled[place] += int(real.sum())
            counter.add(digester.spans(held.data, held.starts[real], held.ends[real]))
    return records, tuple(_column(labels[place], counted[place], filled[place]) for place in labels)


def _column(label: str, counted: Counted, filled: int) -> ColumnRisk:
    """The figures of one column; too many values to hold are estimated by those with the least digests."""
    counted.settle()
    seen, alone = len(counted.digests), int((counted.counts == 1).sum())
    if counted.bound is not None:
        share = counted.bound / 2**64
        distinct = min(filled, round(seen / share))
        return ColumnRisk(label, filled, distinct, min(distinct, round(alone / share)), 0, estimated=True)
    few = int((counted.counts < FEW).sum()) if seen <= min(_CATEGORIES, filled // FEW) else 0
    return ColumnRisk(label, filled, seen, alone, few)


def _sensitive(table: TablePlan, places: Sequence[int]) -> list[int]:
    kept = [
        place
        for place, plan in enumerate(table.kept)
        if place not in places and privacy_of(plan) in _KEPT and plan.operator != "text"
    ]
    return kept[:_MOST_SENSITIVE]


def _uniform(
    batches: Iterator[pa.RecordBatch],
    places: Sequence[int],
    sensitive: Sequence[int],
    part: Counted,
    digester: Digester,
) -> list[int]:
    """For each kept column, the records in a group of two or more which all say the same there.

    Who is known to be in such a group has that value.
    """
    alike = np.ones((len(sensitive), len(part.digests)), dtype=bool)
    said = np.zeros((len(sensitive), len(part.digests)), dtype=np.uint64)
    for batch in batches if len(part.digests) else ():
        group = _rows(batch, places, digester)
        at = np.minimum(np.searchsorted(part.digests, group), len(part.digests) - 1)
        inside = part.digests[at] == group
        at = at[inside]
        for number, place in enumerate(sensitive):
            value = _rows(batch, [place], digester)[inside]
            fresh = said[number, at] == 0
            said[number, at[fresh]] = value[fresh]
            alike[number, at[said[number, at] != value]] = False
    return [int(part.counts[one & (part.counts > 1)].sum()) for one in alike]
