"""Twenty tables about the same people: one person keeps one surrogate everywhere, and nothing breaks."""

import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "scripts" / "bench"
sys.path.insert(0, str(BENCH))

import relational  # noqa: E402 - a script, found by its path
from relations import forms  # noqa: E402
from relations.checks import Results, expected  # noqa: E402
from relations.people import people  # noqa: E402
from relations.tables import Cell, sheets  # noqa: E402

PEOPLE = 250
LEAST = 0.995


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return relational.run(tmp_path_factory.mktemp("relations"), PEOPLE, workers=1)


def test_one_person_has_one_surrogate(results: Results) -> None:
    """Columns, accounts, initials, titled names and texts name the surrogate of the person's own columns."""
    assert results.asked.total() > 10 * PEOPLE
    wanted = {"first", "last", "text", "account flast", "email f.last", "initials", "name LAST F."}
    assert wanted <= set(results.asked)
    assert results.agreement >= LEAST, results.told(3)


def test_nothing_survives_or_breaks(results: Results) -> None:
    """No strong original is left, keys still join, unique columns are unique and every key is right."""
    assert (results.survivors, results.broken, results.lost) == (0, 0, 0)
    assert results.references > 10 * PEOPLE
    assert results.valid == results.checked > PEOPLE
    assert results.passed, results.told(3)
    assert results.same["asked"] == results.same["changed"]


def test_the_sample_is_the_same_for_a_seed() -> None:
    """A seed gives one sample of twenty tables; another gives another."""
    first, again, other = people(30), people(30), people(30, seed=2)
    assert first == again != other
    made = list(sheets(first))
    assert len(made) == len({sheet.file for sheet in made}) == 20
    assert [sheet.rows for sheet in made] == [sheet.rows for sheet in sheets(again)]


def test_the_witness_tells_another_name() -> None:
    """A cell that holds somebody else's surrogate does not agree."""
    person = people(1)[0]
    cell = Cell(forms.name("F. Last", person.first, person.last, person.sex), "name", "F. Last", 0)
    assert expected(cell, person, "Marie", "Lemoine", {}) == "M. Lemoine"
    assert expected(cell, person, "Anne-Lise", "Le Goff", {}) == "A.-L. Le Goff"
