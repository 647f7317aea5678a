"""The three criteria of WP216, each with the figures that were measured and the gaps that are left."""

from collections.abc import Sequence

from sampler.model.risk import FEW, Criterion, TableRisk

_UNDECLARED = "what needs quasi-identifiers: the recipe declares no quasi_identifiers"


def criteria(tables: Sequence[TableRisk], joins: int) -> tuple[Criterion, ...]:
    """Put the figures into sentences; `joins` is how many references between columns were kept."""
    return (_singling_out(tables), _linkability(tables, joins), _inference(tables))


def _singling_out(tables: Sequence[TableRisk]) -> Criterion:
    columns = [column for table in tables for column in table.columns]
    small = sum(column.small for column in columns)
    groups = [
        f"{one.table}: smallest group {one.k}; {one.alone} of {one.records} records alone, "
        f"{one.below_five} in groups below {FEW} (by {', '.join(one.quasi_identifiers)})"
        for one in tables
        if one.k
    ]
    kept = f"{_unique(tables)} of {len(columns)} kept or generalised columns have no value twice"
    rest = "columns that were not declared quasi-identifiers, and what texts say of people"
    return Criterion(
        "singling out", (*groups, f"{kept}; {small} categories below {FEW}"), (*_undeclared(groups), rest)
    )


def _linkability(tables: Sequence[TableRisk], joins: int) -> Criterion:
    return Criterion(
        "linkability",
        (
            f"{joins} joins between columns are kept: records of one person stay linked inside the deal",
            f"{_unique(tables)} columns could be joined with the original by equal values",
        ),
        ("other data that a recipient may hold", "frequencies and structure, which surrogates keep"),
    )


def _inference(tables: Sequence[TableRisk]) -> Criterion:
    groups = [
        f"{one.table}: {one.uniform} of {one.records} records stand in groups of two or more that say "
        "the same in a kept column"
        for one in tables
        if one.k
    ]
    rest = "inference from texts, from several columns together, and from outside knowledge"
    return Criterion("inference", tuple(groups), (*_undeclared(groups), rest))


def _unique(tables: Sequence[TableRisk]) -> int:
    return sum(column.once == column.filled > 0 for table in tables for column in table.columns)


def _undeclared(groups: Sequence[str]) -> tuple[str, ...]:
    return () if groups else (_UNDECLARED,)
