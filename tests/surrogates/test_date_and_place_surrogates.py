"""Dates keep their format, places their agreement."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.surrogates import Dictionary, Surrogates
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.lists import communes, postcodes
from sampler.surrogates.places import gazetteer, place_key, place_keys
from sampler.surrogates.prf import Prf

SURROGATES = Surrogates(b"d" * 32, Dictionary())


def one(kind: str, value: str) -> str:
    """The surrogate of one value."""
    (new,) = SURROGATES.apply(kind, [value])
    assert new is not None
    return new


@given(key=st.binary(min_size=32, max_size=32))
@settings(max_examples=50, deadline=None)
def test_the_shift_is_one_per_deal(key: bytes) -> None:
    """A deal's dates move by one number of days, between 30 and 400 either way."""
    assert 30 <= abs(Surrogates(key, Dictionary()).shift_days()) <= 400


@given(day=st.dates(date(1902, 1, 1), date(2066, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_formats_agree_on_the_shifted_day(day: date) -> None:
    """Every format of a date is shifted to the same day, in its format."""
    new = day + timedelta(days=SURROGATES.shift_days())
    for layout in (
        "%Y-%m-%d",
        "%d/%m/%Y",
        "%d-%m-%Y",
        "%d.%m.%Y",
        "%Y%m%d",
        "%Y-%m-%dT10:11:12Z",
        "%Y/%m/%d",
    ):
        assert one("DATE_TIME", day.strftime(layout)) == new.strftime(layout)
    if 1970 < day.year < 2060:
        assert one("BIRTH_DATE", day.strftime("%d/%m/%y")) == new.strftime("%d/%m/%y")


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("12 mars 1990", r"\d{1,2}(er)? [a-zéû]+ \d{4}"),
        ("1er avril 1990", r"\d{1,2}(er)? [a-zéû]+ \d{4}"),
        ("12 MARS 1990", r"\d{1,2}(er)? [A-ZÉÛ]+ \d{4}"),
        ("3/4/21", r"\d{1,2}/\d{1,2}/\d\d"),
        ("1990-03-12 10:11:12.123+02:00", r"\d{4}-\d\d-\d\d 10:11:12\.123\+02:00"),
        ("March 12, 1990", r"[A-Z][a-z]+ \d{1,2}, \d{4}"),
        ("12/31/1990", r"\d\d/\d\d/\d{4}"),
    ],
)
def test_written_dates_keep_their_format(value: str, pattern: str) -> None:
    """Month words, ordinals, times and zones are written as they were."""
    assert re.fullmatch(pattern, one("DATE_TIME", value))


@pytest.mark.parametrize("value", ["31/02/1990", "soon", "1990", "00/00/0000"])
def test_what_is_no_date_becomes_a_token(value: str) -> None:
    """Invalid dates are masked in their shape and counted."""
    surrogates = Surrogates(b"d" * 32, Dictionary())
    (new,) = surrogates.date_shift([value])
    assert len(str(new)) == len(value)
    assert surrogates.fallbacks == {"DATE_TIME": 1}
    assert new != value or not value.strip("0/")


@pytest.mark.parametrize("value", ["9999-12-31", "0001-01-01"])
def test_ends_of_the_calendar_stay_dates(value: str) -> None:
    """A date that would leave the calendar moves the other way."""
    assert date.fromisoformat(one("DATE_TIME", value)) != date.fromisoformat(value)


def test_places_are_deranged() -> None:
    """Listed postcodes and cities become other listed ones, no two the same."""
    codes = sorted(postcodes())
    mapped = SURROGATES.apply("POSTCODE", codes)
    assert sorted(map(str, mapped)) == codes
    assert all(new != old for new, old in zip(mapped, codes, strict=True))
    names = list(gazetteer().spelling.values())[::9]
    cities = {place_key(str(new)) for new in SURROGATES.apply("CITY", names)}
    assert len(cities) == len(names)


def test_city_and_postcode_agree() -> None:
    """The surrogate of a commune lies in the surrogate of its postcode, nearly always."""
    first = {}
    for commune in communes():
        first.setdefault(place_key(commune.name), commune)
    pairs = [(commune.name, commune.postcode) for commune in list(first.values())[::20]]
    real = {(place_key(commune.name), commune.postcode) for commune in communes()}
    agree = sum((place_key(one("CITY", n)), one("POSTCODE", p)) in real for n, p in pairs)
    assert agree / len(pairs) > 0.97


def test_address_parts_agree_with_their_columns() -> None:
    """House number, street, postcode and city change; street type, suffix and layout stay."""
    new = one("ADDRESS", "12 bis rue de la Paix, 23000 Guéret")
    assert re.fullmatch(r"[1-9]\d bis rue .+, \d{5} .+", new)
    assert new.endswith(f", {one('POSTCODE', '23000')} {one('CITY', 'Guéret')}")
    assert "Paix" not in new
    assert not new.startswith("12 ")


@given(
    names=st.lists(
        st.lists(
            st.sampled_from(
                ["st", "Ste", "St.", "le", "LA", "l'", "les", "-", "'", "\u0153", "\u00c9tang", " "]
            )
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_keys_of_many_places_are_those_of_each(names: list[list[str]]) -> None:
    """Saints side by side, articles alone and nothing at all, in one go or one by one."""
    texts = [sign.join(words) for words in names for sign in ("-", " ", "")]
    assert place_keys(texts) == [place_key(text) for text in texts]


def test_every_listed_postcode_goes_where_its_own_place_goes() -> None:
    """A class that is moved at once is moved as each of its postcodes."""
    bijections = Bijections(Prf(b"d" * 32))
    for code, (size, place) in list(gazetteer().postcode.items())[::50]:
        codes = gazetteer().classes[size]
        assert one("POSTCODE", code) == codes[bijections.derange(f"postcode{size}", place, len(codes))]
