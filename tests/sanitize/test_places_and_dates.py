"""Coordinates, areas, and dates per person: how far they move, what stays, and what is not read."""

from datetime import date
from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.sanitize.operators.dating import days_for, moved_date
from sampler.sanitize.operators.generalise import generalise
from sampler.sanitize.operators.table import OPERATORS, Context
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

SURROGATES = Surrogates(bytes(32), Dictionary())
OTHER = Surrogates(b"o" * 32, Dictionary())


def _jitter(values: list[str], other: list[str | None] | None, **params: object) -> list[str | None]:
    beside = () if other is None else (other,)
    return OPERATORS["jitter"].apply(values, Context(SURROGATES, params=params, beside=beside))


@given(st.floats(-80, 80), st.floats(-179, 179), st.integers(1, 50))
def test_coordinates_move_within_the_distance_and_together(
    latitude: float, longitude: float, km: int
) -> None:
    """At most km away, at least a tenth of it, with the decimals they had."""
    lat, lon = f"{latitude:.5f}", f"{longitude:.5f}"
    (new_lat,) = _jitter([lat], [lon], km=km, longitude="lon")
    (new_lon,) = _jitter([lon], [lat], km=km, latitude="lat")
    assert new_lat != lat
    assert len((new_lat or "").partition(".")[2]) == 5
    north = (float(new_lat or 0) - float(lat)) * 111.32
    turn = (float(new_lon or 0) - float(lon) + 180) % 360 - 180
    east = turn * 111.32 * cos(radians(float(lat)))
    assert 0.09 * km < hypot(north, east) < 1.01 * km


def test_a_pair_in_one_cell_moves_as_two_columns_do() -> None:
    """The form of a place does not change where it goes."""
    (pair,) = _jitter(["48.85341, 2.34880"], None, km=5)
    (lat,) = _jitter(["48.85341"], ["2.34880"], km=5, longitude="x")
    (lon,) = _jitter(["2.34880"], ["48.85341"], km=5, latitude="x")
    assert pair == f"{lat}, {lon}"


def test_what_is_no_place_is_masked_and_counted() -> None:
    """A coordinate without its other half, off the Earth, or no number is not kept."""
    context = Context(SURROGATES, params={"km": 5, "longitude": "x"}, beside=(["2.3", None, "2.3", "2.3"],))
    written = OPERATORS["jitter"].apply(["91.5", "48.8", "Lyon", ""], context)
    assert written == ["**.*", "**.*", "****", ""]
    assert context.outside == {"jitter": 3}


@pytest.mark.parametrize(
    ("code", "department", "region"),
    [
        ("75011", "75", "11"),
        ("1000", "01", "84"),
        ("20090", "2A", "94"),
        ("20200", "2B", "94"),
        ("2A004", "2A", "94"),
        ("97410", "974", "04"),
        ("98800", "988", "988"),
        ("69 003", "69", "84"),
        ("SW1A 2AA", None, None),
        ("99999", None, None),
    ],
)
def test_postcodes_become_their_area(code: str, department: str | None, region: str | None) -> None:
    """Corsica and overseas as they are numbered; what is no French postcode becomes null."""
    assert generalise([code], area="department") == [department]
    assert generalise([code], area="region") == [region]


def test_intervals_between_the_dates_of_one_person_stay() -> None:
    """Each person moves by days of their own, whatever the spelling; two persons do not share theirs."""
    dates: list[str | None] = ["2024-01-10", "15/03/2024", "2024-01-10", "2024-01-10"]
    persons: list[str | None] = ["C1", " c1", "C2", None]
    context = Context(SURROGATES, params={"per": "client"}, beside=(persons,))
    first, second, other, nobody = OPERATORS["date_shift"].apply(dates, context)
    day = date.fromisoformat(first or "")
    assert second == (day + (date(2024, 3, 15) - date(2024, 1, 10))).strftime("%d/%m/%Y")
    assert other != first
    assert nobody == SURROGATES.date_shift(["2024-01-10"])[0]


@given(st.text(max_size=5), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_weekdays_stay_on_demand(person: str, day: date) -> None:
    """By whole weeks and at least one: a Monday stays a Monday, and no date stays where it was."""
    for surrogates in (SURROGATES, OTHER):
        days = days_for(person, surrogates, whole_weeks=True)
        new = moved_date(day.isoformat(), days, None)
        assert new is not None
        moved = date.fromisoformat(new)
        assert moved.weekday() == day.weekday()
        assert 28 <= abs((moved - day).days) <= 406


def test_a_declared_order_of_day_and_month_is_followed_and_demanded() -> None:
    """05/06 is read as declared; a date that can't be so is outside its format: masked and counted."""
    assert moved_date("05/06/2024", 30, "month") == "06/05/2024"
    assert moved_date("05/06/2024", 30, "day") == "05/07/2024"
    context = Context(SURROGATES, params={"first": "month"})
    assert OPERATORS["date_shift"].apply(["25/06/2024", None], context) == ["**/**/****", None]
    assert context.outside == {"date_shift": 1}
