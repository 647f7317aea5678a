"""Paris, Lyon and Marseille: a whole city with one code, and arrondissements with codes and postcodes."""

import pytest

from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.lists import communes
from sampler.surrogates.places import city_key, gazetteer, place_key
from sampler.surrogates.rows_of_places import by_code, by_postcode

SURROGATES = Surrogates(bytes(range(32)), Dictionary())
ROWS = (
    ("75001", "Paris", "75056"),
    ("75011", "PARIS 11", "75111"),
    ("75011", "Paris 11e Arrondissement", "75111"),
    ("75008", "Paris cedex 08", "75108"),
    ("69003", "Lyon", "69123"),
    ("69003", "Lyon 3e", "69383"),
    ("13008", "Marseille", "13055"),
    ("13016", "Marseille 16e arr.", "13216"),
)


@pytest.mark.parametrize(("postcode", "city", "code"), ROWS)
def test_postcode_city_and_code_become_one_commune(postcode: str, city: str, code: str) -> None:
    rows = SURROGATES.places
    new_city, new_code = rows.city(city, postcode), rows.insee_of(code, city, postcode)
    new_postcode = SURROGATES.apply("POSTCODE", [postcode])[0] or ""
    names = {place_key(one.name) for one in by_postcode()[new_postcode]}
    assert city_key(new_city) in names
    assert new_code is not None
    assert by_code()[new_code] in by_postcode()[new_postcode]
    assert new_postcode != postcode
    assert city_key(new_city) != city_key(city)
    assert new_code != code


def test_every_code_becomes_another_one_and_no_two_the_same() -> None:
    """Also with whole cities beside their arrondissements."""
    codes = [commune.code for commune in communes()]
    assert {"75056", "75101", "75120", "69123", "69389", "13055", "13216"} <= set(codes)
    new = [SURROGATES.places.insee(code) for code in codes]
    assert None not in new
    assert len(set(new)) == len(set(codes))
    assert not [code for code, other in zip(codes, new, strict=True) if code == other]


def test_every_arrondissement_has_its_postcode() -> None:
    for first, last in (("75001", "75020"), ("69001", "69009"), ("13001", "13016")):
        assert all(str(code).zfill(5) in gazetteer().postcode for code in range(int(first), int(last) + 1))
