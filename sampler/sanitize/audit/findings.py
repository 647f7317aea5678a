"""What the leak audit takes in and gives back; it names files, columns and rows, never a value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

MOST_SURVIVORS = 1000


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

    def result(self) -> AuditResult:
        """Close the audit."""
        return AuditResult(
            tuple(self.survivors),
            dict(self.counts),
            dict(self.checked),
            self.coincidences,
            tuple(self.not_checked),
        )
