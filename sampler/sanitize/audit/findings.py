"""What the leak audit takes in and gives back; it names files, columns and rows, never a value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import pyarrow as pa

MOST_SURVIVORS = 1000
_FOUND, _CHECKED, _COINCIDENCES, _ALIKE = "found:", "checked:", "coincidences", "alike"


@dataclass(frozen=True, slots=True)
class AuditFile:
    """One file of the sample: the bytes that came in and the bytes that were written.

    `output` is None when nothing was written; the audit then asks whether the recipe drops the file.
    """

    file_id: str
    label: str
    name: str
    original: BinaryIO
    output: BinaryIO | None
    output_name: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A file, table or column by its labels; the last two are empty where there is none."""

    file_id: str
    label: str
    table: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Survivor:
    """Something of the original that is still in the output, or a promise the output does not keep.

    `table` and `column` are labels, `row` counts from 1; they are empty where the kind has no such place.
    """

    file_id: str
    label: str
    table: str
    column: str
    row: int | None
    kind: str

    def __str__(self) -> str:
        place = [self.file_id, self.table or self.label]
        place += [f"column {self.column}"] if self.column else []
        place += [f"row {self.row}"] if self.row is not None else []
        return ", ".join(place) + f": {self.kind}"


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The answer. `survivors` are the first thousand, `counts` tells all of them by kind.

    `coincidences` counts values that equal an original and were shown to come from another one;
    `checked` counts what was looked at; `not_checked` says in words what was not.
    """

    survivors: tuple[Survivor, ...]
    counts: Mapping[str, int]
    checked: Mapping[str, int]
    coincidences: int
    not_checked: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing survived."""
        return not self.counts


@dataclass(slots=True)
class Findings:
    """What one audit gathers while it reads."""

    survivors: list[Survivor] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)
    coincidences: int = 0
    alike: int = 0  # bare numbers in kept columns that equal somebody's of another record
    not_checked: list[str] = field(default_factory=list)

    def add(self, spot: Spot, kind: str, row: int | None = None) -> None:
        """Count a survivor, and keep its place while there are few."""
        self.counts[kind] += 1
        if len(self.survivors) < MOST_SURVIVORS:
            self.survivors.append(Survivor(spot.file_id, spot.label, spot.table, spot.column, row, kind))

    def add_rows(self, spot: Spot, rows: Sequence[int], kind: str) -> None:
        """Count a survivor in each of `rows`."""
        for row in rows:
            self.add(spot, kind, row)

    def told(self) -> tuple[pa.RecordBatch, Counter[str]]:
        """What was found in a slice, for `take` in another process; rows count from the slice's first."""
        columns = {
            "column": pa.array([one.column for one in self.survivors], pa.string()),
            "row": pa.array([one.row for one in self.survivors], pa.int64()),
            "kind": pa.array([one.kind for one in self.survivors], pa.string()),
        }
        counts = Counter({_COINCIDENCES: self.coincidences, _ALIKE: self.alike})
        counts.update({_FOUND + kind: count for kind, count in self.counts.items()})
        counts.update({_CHECKED + what: count for what, count in self.checked.items()})
        return pa.RecordBatch.from_pydict(columns), counts

    def take(self, told: pa.RecordBatch, counts: Counter[str], place: Spot, first: int) -> None:
        """Take in what was found in a slice of a table whose first row is `first`."""
        for one in told.slice(0, MOST_SURVIVORS - len(self.survivors)).to_pylist():
            row = None if one["row"] is None else one["row"] + first
            self.survivors.append(
                Survivor(place.file_id, place.label, place.table, one["column"], row, one["kind"])
            )
        self.coincidences += counts[_COINCIDENCES]
        self.alike += counts[_ALIKE]
        for name, count in counts.items():
            if name.startswith(_FOUND):
                self.counts[name.removeprefix(_FOUND)] += count
            elif name.startswith(_CHECKED):
                self.checked[name.removeprefix(_CHECKED)] += count

    def result(self) -> AuditResult:
        """Close the audit."""
        return AuditResult(
            tuple(self.survivors),
            dict(self.counts),
            dict(self.checked),
            self.coincidences,
            tuple(self.not_checked),
        )
