"""What values look like without a sign of them: A for a capital, a for a letter, 9 for a digit."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import pyarrow as pa

from sampler.sanitize.plan import ColumnPlan, Plan, TablePlan
from sampler.sanitize.recipes.privacy import privacy_of
from sampler.sanitize.sample import SampleView, column
from sampler.sanitize.transform import Transformer
from sampler.surrogates.engine import Surrogates

ROWS = 2000
_SHOWN = 24
_LONGEST_RUN = 8
_PLAIN = frozenset(" .,;:/\\-_@+()[]{}'\"#*&=?!%|<>")


@dataclass
class Side:
    """A column on one side: how many cells are null, empty, distinct, and which shapes they have."""

    null: int = 0
    empty: int = 0
    filled: int = 0
    distinct: int = 0
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def most(self) -> str:
        """The shape that most filled cells have; of equals the first in the alphabet."""
        return min(self.shapes, key=lambda shape: (-self.shapes[shape], shape), default="")

    def to_json(self) -> dict[str, object]:
        """Counts and the three most frequent shapes."""
        most = sorted(self.shapes.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
        return {
            "null": self.null,
            "empty": self.empty,
            "filled": self.filled,
            "distinct": self.distinct,
            "shapes": [{"shape": shape, "cells": cells} for shape, cells in most],
        }


@dataclass(frozen=True)
class ColumnShapes:
    """One column before and after; `same` counts filled cells that came back as they were."""

    table: str
    plan: ColumnPlan
    rows: int
    before: Side
    after: Side
    same: int

    def to_json(self) -> dict[str, object]:
        """Labels, shapes and counts."""
        return {
            "table": self.table,
            "column": self.plan.label,
            "operator": self.plan.operator,
            "type": self.plan.entity_type or "",
            "privacy": privacy_of(self.plan),
            "rows": self.rows,
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "unchanged": self.same,
        }


def shape_of(value: str) -> str:
    """The shape of one value; a long one is only measured: "33-64 signs"."""
    if len(value) > _SHOWN:
        power = 1 << (len(value) - 1).bit_length()
        return f"{power // 2 + 1}-{power} signs"
    runs = ((kind, len(list(signs))) for kind, signs in groupby(map(_kind, value)))
    return "".join(kind * size if size <= _LONGEST_RUN else f"{kind}{{{size}}}" for kind, size in runs)


def shapes_beside(sample: SampleView, plan: Plan, surrogates: Surrogates) -> Iterator[ColumnShapes]:
    """Each column of the first rows of each table, before and after; dropped ones have no after."""
    transformer = Transformer(plan, surrogates)
    for source, file in zip(sample, plan.files, strict=True):
        for table in file.tables:
            batch = next(source.document.batches(table.table_id), None)
            if batch is not None:
                yield from _table(batch.slice(0, ROWS), table, transformer)


def _table(batch: pa.RecordBatch, table: TablePlan, transformer: Transformer) -> Iterator[ColumnShapes]:
    written, _ = transformer(batch, table)
    kept = {} if table.dropped else {plan.index: place for place, plan in enumerate(table.kept)}
    for plan in table.columns:
        before = column(batch, plan.index).to_pylist()
        place = kept.get(plan.index)
        after = None if place is None else written.column(place).to_pylist()
        same = (
            0
            if after is None
            else sum(bool(one) and one == new for one, new in zip(before, after, strict=True))
        )
        shown = (
            replace(plan, operator="drop", entity_type=None, params=(), cases=()) if table.dropped else plan
        )
        yield ColumnShapes(table.label, shown, len(before), _side(before), _side(after or []), same)


def _side(values: list[str | None]) -> Side:
    filled = [value for value in values if value]
    counted = Counter(filled)
    shapes: Counter[str] = Counter()
    for value, cells in counted.items():
        shapes[shape_of(value)] += cells
    null = sum(value is None for value in values)
    return Side(null, len(values) - null - len(filled), len(filled), len(counted), shapes)


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    return sign if sign in _PLAIN else "?"
