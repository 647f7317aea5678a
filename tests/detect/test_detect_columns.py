"""Columns: which type, with which evidence, from headers, checks, lists and shapes."""

import random

import pytest
from stdnum import iban as stdnum_iban

from sampler.detect import classify_columns
from sampler.model.finding import Finding, State

GIVEN = [
    "Mathilde",
    "Jean",
    "Sophie",
    "Karim",
    "Lucie",
    "Thomas",
    "Fatoumata",
    "Hugo",
    "Chloé",
    "Antoine",
    "Inès",
    "Gérard",
    "Monique",
    "Éloïse",
    "Paul",
    "Anaïs",
]
SURNAMES = [
    "Dupont",
    "Garnier",
    "Benali",
    "Lemoine",
    "Renard",
    "Morel",
    "Perrin",
    "Diallo",
    "Lefèvre",
    "Vasseur",
    "Roussel",
    "Caron",
    "Weber",
    "Haddad",
    "Besson",
]
TOWNS = [
    "Paris",
    "Lyon",
    "Brest",
    "Nantes",
    "Saint-Étienne",
    "Bordeaux",
    "Marseille",
    "Aurillac",
    "Limoges",
    "Le",
    "Mans",
    "Guéret",
    "Gap",
]


def _one(header: str, values: list[str | None], language: str | None = None) -> Finding:
    return classify_columns({header: values}, language)[0]


def _made(kind: str, count: int = 60) -> list[str | None]:
    draw = random.Random(kind)
    digits = lambda size: "".join(draw.choice("0123456789") for _ in range(size))  # noqa: E731 - a local shorthand
    bban = [digits(23) for _ in range(count)]
    nirs = [
        f"{draw.choice('12')}{draw.randint(40, 99)}{draw.randint(1, 12):02d}75000{digits(3)}"
        for _ in range(count)
    ]
    made: dict[str, list[str]] = {
        "email": [f"{draw.choice(GIVEN)}.{digits(4)}@acme.example" for _ in range(count)],
        "phone": [f"06 39 98 {digits(2)} {digits(2)}" for _ in range(count)],
        "iban": ["FR" + stdnum_iban.calc_check_digits("FR00" + b) + b for b in bban],
        "nir": [nir + f"{97 - int(nir) % 97:02d}" for nir in nirs],
        "given": [draw.choice(GIVEN) for _ in range(count)],
        "surname": [draw.choice(SURNAMES).upper() for _ in range(count)],
        "full": [f"{draw.choice(GIVEN)} {draw.choice(SURNAMES)}" for _ in range(count)],
        "reversed": [f"{draw.choice(SURNAMES).upper()} {draw.choice(GIVEN)}" for _ in range(count)],
        "town": [draw.choice(TOWNS) for _ in range(count)],
        "address": [f"{draw.randint(1, 99)} bis, av. des Lilas n{digits(1)}" for _ in range(count)],
        "birth": [
            f"{draw.randint(10, 28)}/0{draw.randint(1, 9)}/{draw.randint(1940, 2001)}" for _ in range(count)
        ],
        "recent": [f"{draw.randint(2021, 2025)}-0{draw.randint(1, 9)}-1{digits(1)}" for _ in range(count)],
        "amount": [f"{draw.randint(1, 999)},{digits(2)}" for _ in range(count)],
        "quantity": [str(draw.randint(1, 12)) for _ in range(count)],
        "status": [draw.choice(["Actif", "Inactif", "En cours", "Payé"]) for _ in range(count)],
        "boolean": [draw.choice(["oui", "non"]) for _ in range(count)],
        "serial": [str(1000 + number) for number in range(count)],
        "code": [f"CL-{number:04d}" for number in range(count)],
        "ip": [f"192.0.2.{number}" for number in range(count)],
        "company": [f"{draw.choice(SURNAMES)} SARL" for _ in range(count)],
        "note": [f"Rappeler {draw.choice(GIVEN)} demain matin {digits(3)}" for _ in range(count)],
        "postcode": [f"0{draw.randint(1, 9)}{digits(3)}" for _ in range(count)],
        "civility": [draw.choice(["M.", "Mme"]) for _ in range(count)],
        "json": ['{"nom": "' + draw.choice(SURNAMES) + '"}' for _ in range(count)],
    }
    return list(made[kind])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("email", "EMAIL_ADDRESS"),
        ("phone", "PHONE_NUMBER"),
        ("iban", "IBAN_CODE"),
        ("nir", "FR_NIR"),
        ("given", "FIRST_NAME"),
        ("surname", "LAST_NAME"),
        ("full", "PERSON"),
        ("reversed", "PERSON"),
        ("town", "CITY"),
        ("address", "ADDRESS"),
        ("birth", "BIRTH_DATE"),
        ("ip", "IP_ADDRESS"),
        ("company", "ORGANIZATION"),
        ("postcode", "POSTCODE"),
    ],
)
def test_values_alone_tell_the_type(kind: str, expected: str) -> None:
    """A header that says nothing hides nothing: checks, lists and shapes find the type."""
    finding = _one("col_x", _made(kind))
    assert (finding.state, finding.entity_type) == (State.PERSONAL, expected)


@pytest.mark.parametrize(
    ("header", "kind", "expected"),
    [
        ("Nom", "surname", "LAST_NAME"),
        ("prenomClient", "given", "FIRST_NAME"),
        ("Mél", "email", "EMAIL_ADDRESS"),
        ("TÉL. PORTABLE", "phone", "PHONE_NUMBER"),
        ("CP", "postcode", "POSTCODE"),
        ("adr1", "address", "ADDRESS"),
        ("ddn", "birth", "BIRTH_DATE"),
        ("Date  de\u00a0naissance", "recent", "BIRTH_DATE"),
        ("n° sécu", "nir", "FR_NIR"),
        ("matricule", "code", "ID"),
        ("Login", "code", "USERNAME"),
        ("mot_de_passe", "code", "SECRET"),
        ("nom", "company", "ORGANIZATION"),
        ("Nom", "full", "PERSON"),
        ("Responsable", "full", "PERSON"),
    ],
)
def test_headers_and_values_agree_on_the_type(header: str, kind: str, expected: str) -> None:
    """French and English header words, folded and split, name the type; values may refine it."""
    finding = _one(header, _made(kind))
    assert (finding.state, finding.entity_type) == (State.PERSONAL, expected)
    assert finding.evidence


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Montant TTC", "amount"),
        ("x", "amount"),
        ("Quantité", "quantity"),
        ("Statut", "status"),
        ("x", "status"),
        ("x", "boolean"),
        ("date_commande", "recent"),
        ("x", "recent"),
        ("civilité", "civility"),
    ],
)
def test_what_is_clear_is_clear_with_evidence(header: str, kind: str) -> None:
    """Numbers, small categories, booleans and dates that are no dates of birth are kept, with the reason."""
    finding = _one(header, _made(kind))
    assert finding.state is State.CLEAR
    assert finding.evidence


def test_text_columns_are_marked_as_text() -> None:
    """Remarks, long values, nested data and texts with some identifiers are scanned cell by cell."""
    mixed = [*_made("note", 20), "Voir marie@acme.example svp"]
    for header, values in (
        ("commentaire", ["RAS", "Vu Mathilde", None]),
        ("x", _made("note")),
        ("x", _made("json")),
        ("x", mixed),
    ):
        finding = _one(header, values)
        assert (finding.state, finding.entity_type, finding.text) == (State.PERSONAL, None, True)


def test_a_mark_is_no_remark_in_french() -> None:
    """In French "note" heads marks: numbers under it stay numbers."""
    assert _one("note", ["12,5", "8", "14"], "fr").state is State.CLEAR


def test_a_key_is_a_persons_beside_persons() -> None:
    """Unique codes tell rows apart: unknown by themselves, an identifier where the rows are persons."""
    for header, kind in (("x", "serial"), ("x", "code"), ("id", "serial")):
        finding = _one(header, _made(kind))
        assert (finding.state, finding.key) == (State.UNKNOWN, True)
    beside = classify_columns({"id": _made("serial"), "nom": _made("surname")})[0]
    assert (beside.state, beside.entity_type, beside.key) == (State.PERSONAL, "ID", True)
    assert not _one("id", ["1", "1", "2"]).key
    assert not _one("x", ["7"]).key
    assert not _one("id", ["1", "2", None]).key


def test_an_empty_column_is_clear_and_nothing_known_is_unknown() -> None:
    """An empty column is clear as "empty"; a column without evidence is unknown, never clear."""
    assert _one("Nom", [None, "", " "]).evidence == ("empty",)
    draw = random.Random(1)
    odd = ["".join(draw.choice("bcdfghjklmnpqrstvwxz") for _ in range(4)) for _ in range(80)] * 2
    assert _one("code_x", odd).state is State.UNKNOWN
    assert classify_columns({}) == []
    assert _one("x", []).state is State.CLEAR


def test_a_name_in_a_category_is_not_clear() -> None:
    """Five sellers in a thousand rows are five persons, not a category."""
    finding = _one("vendeur", ["Jean Dupont", "Marie Morel", "Support"] * 100)
    assert finding.state is not State.CLEAR
    assert _one("x", ["Équipe A", "Équipe B", "Marie Morel"] * 100).state is not State.CLEAR


def test_evidence_never_holds_a_value() -> None:
    """Planted values stand in no evidence: only fixed words and counts do."""
    for kind in ("email", "phone", "given", "full", "note", "status", "company", "code"):
        values = [f"{value} zqplant" if kind in ("note", "full") else value for value in _made(kind)]
        finding = _one("col_x", values)
        words = " ".join(finding.evidence)
        assert "zqplant" not in words
        assert not any(value and value in words for value in values)


def test_odd_values_do_not_crash() -> None:
    """Megabytes, lone surrogates, control signs and marks are values like any other."""
    values = ["x" * 1_000_000, "\ud800", "\x00", "\u0301", "\u200b", "1" * 5000, "²", "١٢٣"]
    assert _one("Nom", values).distinct == len(values)
