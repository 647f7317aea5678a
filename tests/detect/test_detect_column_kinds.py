"""Columns by what their values prove, and by words of headers that must not prove too much."""

import random

import pytest
from stdnum import luhn
from stdnum.gb import nhs

from sampler.detect import classify_columns

DRAW = random.Random(11)
NAMES_AND_WORDS = ["Will", "Grace", "Rose", "Mark", "Faith", "Hank"] * 7


def digits(count: int) -> str:
    return "".join(DRAW.choice("0123456789") for _ in range(count))


def dates(first: int, last: int, shape: str = "{d:02}/{m:02}/{y}") -> list[str]:
    return [
        shape.format(d=DRAW.randint(1, 28), m=DRAW.randint(1, 12), y=DRAW.randint(first, last))
        for _ in range(40)
    ]


BARCODES = [f"32535{digits(8)}" for _ in range(40)]
MOMENTS = [str(1_700_000_000_000 + 86_400_123 * place) for place in range(40)]
RPPS = [(body := f"10{digits(8)}") + luhn.calc_check_digit(body) for _ in range(40)]
TAX = [f"{base}{base % 511:03}" for base in (int(f"1{digits(9)}") for _ in range(40))]
NHS = [number for _ in range(600) if nhs.is_valid(number := f"9{digits(9)}")]
OLD = dates(1945, 2005)
HANDLES = [f"@lea{place}" for place in range(20, 50)]
UK = [f"LS{place} {place % 9}BB" for place in range(1, 20)]
AGENTS = [f"Mozilla/5.0 (X11; Linux x86_64; rv:{place}.0)" for place in range(20)]

CASES: list[tuple[str, list[str], tuple[str, str | None]]] = [
    ("c1", TAX, ("personal", "FR_TAX_ID")),
    ("c1", RPPS, ("personal", "FR_RPPS")),
    ("c1", NHS, ("personal", "UK_NHS")),
    ("code_barre", BARCODES, ("clear", None)),
    ("timestamp_ms", MOMENTS, ("clear", None)),
    ("date", OLD, ("personal", "BIRTH_DATE")),
    ("jour", OLD, ("personal", "BIRTH_DATE")),
    ("date_n", OLD, ("personal", "BIRTH_DATE")),
    ("date", dates(2022, 2024), ("clear", None)),
    ("date_embauche", OLD, ("clear", None)),
    ("c1", dates(1945, 2005, "{y}{m:02}{d:02}"), ("personal", "BIRTH_DATE")),
    ("c1", [f"né le {value}" for value in OLD], ("personal", "BIRTH_DATE")),
    ("c1", NAMES_AND_WORDS, ("unknown", None)),
    ("c1", UK, ("personal", "POSTCODE")),
    ("nom", UK, ("personal", "POSTCODE")),
    ("c1", ["69000 LYON", "35000 RENNES", "29000 QUIMPER"], ("personal", "POSTCODE")),
    ("c1", ["LYON (69)", "RENNES (35)", "QUIMPER (29)"], ("personal", "CITY")),
    ("c1", [f"tel:06399800{place}" for place in range(10, 30)], ("personal", "PHONE_NUMBER")),
    ("c1", HANDLES, ("personal", "USERNAME")),
    ("twitter", HANDLES, ("personal", "USERNAME")),
    ("user_agent", AGENTS, ("clear", None)),
    ("nom_animal", ["Rex", "Félix", "Nala"] * 9, ("clear", None)),
    ("uuid", [f"0b1c{place:04}-1111-4222-8333-444455556666" for place in range(20)], ("clear", None)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1][0][:3]}-{case[2][1]}")
def test_values_say_more_than_vague_headers(case: tuple[str, list[str], tuple[str, str | None]]) -> None:
    """Keys and shapes of births, towns and handles decide, and numbers of things are no persons' numbers."""
    header, values, expected = case
    (found,) = classify_columns({header: values})
    assert (found.state.value, found.entity_type) == expected, found.evidence


@pytest.mark.parametrize("header", ["latitude", "salaire", "handicap", "religion"])
def test_what_singles_out_with_others_is_marked(header: str) -> None:
    """Places, incomes, health and faith are kept and marked, even as yes and no."""
    values = [f"47.{digits(4)}" for _ in range(20)] if header == "latitude" else ["oui", "non"] * 10
    assert classify_columns({header: values})[0].quasi


def test_two_names_with_a_sign_between_are_no_password() -> None:
    """A separator makes an odd sign, but listed names on both sides of it tell."""
    values = [
        f"{one};{other}" for one in ("Durand", "Petit", "Moreau") for other in ("Garnier", "Caron", "Perrin")
    ]
    assert classify_columns({"c1": values})[0].entity_type != "SECRET"


@pytest.mark.parametrize("header", ["nom", "nom_complet", "surname"])
@pytest.mark.parametrize("sign", [", ", "; ", ","])
def test_a_surname_column_of_whole_names_is_of_persons(header: str, sign: str) -> None:
    """A surname, however rare, with a listed first name behind; a few such cells are not enough."""
    surnames = ("PELLUCHON", "Zborovski", "LE GOFF", "O'Neil", "Martin", "THOMAS", "Robert", "Quatrevaux")
    given = ("Corentin", "Jean-Pierre", "Marie", "Vincent", "Julie", "Anne", "Laurent", "Michel")
    whole = [last + sign + first for last, first in zip(surnames, given, strict=True)]
    assert classify_columns({header: whole})[0].entity_type == "PERSON"
    assert classify_columns({"nom": [*surnames, *whole[:2]]})[0].entity_type == "LAST_NAME"
