"""The risk that people are found again in sanitized data: figures, and what was not measured.

The three criteria are those of the Article 29 Working Party (WP216). Nothing here says that data is
anonymous: that is a legal conclusion.
"""

from dataclasses import dataclass

from sampler.model.record import Record, require

FEW = 5  # a category or group of fewer records is small
CRITERIA = ("singling out", "linkability", "inference")


@dataclass(frozen=True)
class ColumnRisk(Record):
    """One written column: filled cells, distinct values, values that one record has, and rare categories.

    `small` counts the categories that fewer than five records have, in a column of few values only.
    `estimated` says that the column has too many distinct values for an exact count of them.
    """

    column: str
    filled: int
    distinct: int
    once: int
    small: int
    estimated: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        require(0 <= self.once <= self.distinct <= self.filled, "counts of a column don't fit")


@dataclass(frozen=True)
class TableRisk(Record):
    """One written table; `k` is the size of the smallest group of records alike in their quasi-identifiers.

    `k` is 0 where no quasi-identifiers were declared: not measured. `alone` counts the records without
    another like them, `below_five` those in groups of fewer than five, these included; `uniform` those in
    groups of two or more that all say the same in a kept column.
    """

    table: str
    records: int
    quasi_identifiers: tuple[str, ...]
    groups: int
    k: int
    alone: int
    below_five: int
    uniform: int
    columns: tuple[ColumnRisk, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.alone <= self.below_five <= self.records, "counts of records don't fit")
        require(bool(self.quasi_identifiers) or not self.k, "k needs quasi-identifiers")


@dataclass(frozen=True)
class Criterion(Record):
    """One of the three criteria: what was measured, in sentences with figures, and what was not."""

    name: str
    measured: tuple[str, ...]
    not_measured: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.name in CRITERIA, "a criterion of WP216")
        require(self.not_measured, "no measurement of a risk is complete")


@dataclass(frozen=True)
class Risk(Record):
    """The risk section of a sanitized sample."""

    tables: tuple[TableRisk, ...]
    criteria: tuple[Criterion, ...]

    @property
    def k(self) -> int:
        """The smallest k of all tables with quasi-identifiers; 0 where none has any."""
        return min((table.k for table in self.tables if table.k), default=0)
