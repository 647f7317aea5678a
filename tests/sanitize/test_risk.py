"""Risk: k of quasi-identifiers, uniqueness, small cells and the three criteria, checked by counting."""

import io
import random
from collections import Counter, defaultdict

import numpy as np
import pytest
from small_sample import KEY

from sampler.errors import RecipeError
from sampler.formats import open_document
from sampler.model.risk import CRITERIA, Risk
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.sanitize.risk import measuring
from sampler.sanitize.risk.measuring import Counted, WrittenFile, counts_of, measure, quasi_columns
from sampler.sanitize.sample import SourceFile

HEADER = ("cp", "annee", "sexe", "niveau", "ref")
KEPT = "{operator: keep, reason: a figure}"
RECIPE = f"""\
version: 1
quasi_identifiers:
  t.csv: [cp, annee, sexe]
tables:
  t.csv: {{cp: {KEPT}, annee: {KEPT}, sexe: {KEPT}, niveau: {KEPT}, ref: token}}
"""
Row = tuple[str, ...]


def _rows(count: int, seed: int = 3) -> list[Row]:
    draw = random.Random(seed)
    return [
        (
            f"{draw.choice((13, 31, 69, 75))}",
            str(1950 + draw.randrange(40)),
            draw.choice("FM"),
            draw.choice("ABC"),
            f"R{n:05d}",
        )
        for n in range(count)
    ]


def _measured(rows: list[Row], recipe: str = RECIPE, most: int = measuring.MOST_GROUPS) -> Risk:
    """The risk of a table that is written as it came: what is measured is the written bytes."""
    data = "\n".join(";".join(row) for row in (HEADER, *rows)).encode() + b"\n"
    plan, quasi = _planned(data, recipe)
    return measure(
        [WrittenFile(plan.file("f1"), open_document(io.BytesIO(data), "t.csv"))], plan, quasi, most=most
    )


def _planned(data: bytes, recipe: str) -> tuple[Plan, dict[str, tuple[str, ...]]]:
    source = SourceFile("f1", "t.csv", open_document(io.BytesIO(data), "t.csv"), "t.csv")
    read = read_recipe(recipe.encode(), "r.yaml")
    plan = compile_recipe(read, [source], key=KEY)
    return plan, quasi_columns(read, plan)


@pytest.mark.parametrize("most", [7, 50, measuring.MOST_GROUPS])
def test_k_is_that_of_counting_by_hand(most: int) -> None:
    """Groups, k, records alone and below five, and uniform groups are exact, in one part or in many."""
    rows = _rows(600)
    groups = Counter(row[:3] for row in rows)
    levels = defaultdict(set)
    for row in rows:
        levels[row[:3]].add(row[3])
    (table,) = _measured(rows, most=most).tables
    assert (table.records, table.groups, table.k) == (600, len(groups), min(groups.values()))
    assert table.alone == sum(size for size in groups.values() if size == 1)
    assert table.below_five == sum(size for size in groups.values() if size < 5)
    assert table.uniform == sum(size for key, size in groups.items() if size > 1 and len(levels[key]) == 1)


def test_columns_tell_distinct_values_and_small_cells() -> None:
    """A rare category and a value of one record are counted; a surrogate column is not."""
    rows = [("75", "1980", "F", "A", f"R{n}") for n in range(40)] + [("13", "1981", "F", "B", "R99")] * 3
    (table,) = _measured(rows).tables
    figures = {one.column: (one.distinct, one.once, one.small) for one in table.columns}
    assert figures == {"cp": (2, 0, 1), "annee": (2, 0, 1), "sexe": (1, 0, 0), "niveau": (2, 0, 1)}


def test_too_many_values_are_estimated_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory has a bound: a column of more values than fit is estimated, close to the truth."""
    monkeypatch.setattr(measuring, "MOST_VALUES", 2000)
    rows = [(f"{n:05d}", "1980", "F", "A", "R") for n in range(20_000)]
    (table,) = _measured(rows).tables
    column = next(one for one in table.columns if one.column == "cp")
    assert column.estimated
    assert abs(column.distinct - 20_000) < 2000
    assert abs(column.once - column.distinct) < 20


def test_without_declared_columns_k_is_not_claimed() -> None:
    """No quasi-identifiers: k is 0, and the criteria say that it was not measured."""
    risk = _measured(_rows(30), RECIPE.replace("quasi_identifiers:\n  t.csv: [cp, annee, sexe]\n", ""))
    assert risk.k == 0
    singling = next(one for one in risk.criteria if one.name == "singling out")
    assert any("declares no quasi_identifiers" in gap for gap in singling.not_measured)


def test_the_criteria_hold_figures_and_gaps_and_no_verdict() -> None:
    """All three criteria of WP216 are there, with what was not measured; the section is a record."""
    risk = _measured(_rows(100))
    assert tuple(one.name for one in risk.criteria) == CRITERIA
    assert all(one.measured and one.not_measured for one in risk.criteria)
    assert Risk.from_json(risk.to_json()) == risk
    assert "anonym" not in str(risk.to_json()).lower()


@pytest.mark.parametrize("declared", ["t.csv: [cp, nom]", "u.csv: [cp]", "t.csv: []"])
def test_an_unknown_quasi_identifier_is_refused(declared: str) -> None:
    """A typo in the declaration must not lower the figures silently."""
    recipe = RECIPE.replace("t.csv: [cp, annee, sexe]", declared)
    data = "\n".join(";".join(row) for row in (HEADER, *_rows(9))).encode() + b"\n"
    with pytest.raises(RecipeError):
        _planned(data, recipe)


def test_counts_in_parts_are_those_of_one_walk() -> None:
    """However few groups fit, every digest is counted once."""
    digests = np.random.default_rng(5).integers(0, 2**64 - 1, 3000, dtype=np.uint64)[
        np.random.default_rng(6).integers(0, 3000, 9000)
    ]
    whole = Counter(digests.tolist())
    parts = Counter[int]()
    for part in counts_of(lambda: iter(np.array_split(digests, 5)), 100):
        assert isinstance(part, Counted)
        assert len(part.digests) <= 100
        parts.update(dict(zip(part.digests.tolist(), part.counts.tolist(), strict=True)))
    assert parts == whole
