"""Columns that judge each other, headers in any spelling, values of any kind, shapes without headers."""

import datetime as dt
import random
import time
from decimal import Decimal

import pytest

from sampler.detect import classify_columns
from sampler.detect.columns.headers import hint
from sampler.detect.draft import SURROGATES, operator_for
from sampler.detect.values.patterns import TYPES
from sampler.model.finding import Finding, State
from sampler.surrogates.entity_types import ENTITY_TYPES

ROWS = 60
GIVEN = ("Mathilde", "Jean", "Sophie", "Karim", "Lucie", "Thomas", "Fatoumata", "Hugo", "Antoine", "Inès")
SURNAMES = (
    "Dupont",
    "Garnier",
    "Benali",
    "Lemoine",
    "Renard",
    "Morel",
    "Perrin",
    "Diallo",
    "Vasseur",
    "Caron",
)


def _draw(seed: str) -> random.Random:
    return random.Random(seed)


def _digits(draw: random.Random, size: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(size))


def _made(kind: str) -> list[str | None]:
    draw = _draw(kind)
    make = {
        "given": lambda: draw.choice(GIVEN),
        "surname": lambda: draw.choice(SURNAMES).upper(),
        "plate": lambda: f"{draw.choice('ABCDEFGH')}Q-{_digits(draw, 3)}-{draw.choice('ABCDEFGH')}T",
        "ine": lambda: _digits(draw, 9) + draw.choice("ABC") + draw.choice("DEF"),
        "ssn": lambda: f"{draw.randint(100, 600)}-{draw.randint(10, 99)}-{draw.randint(1000, 9999)}",
        "cut phone": lambda: "6" + _digits(draw, 8),
        "token": lambda: "".join(draw.choice("abcDEF123xYz7Q") for _ in range(32)),
        "uuid": lambda: (
            f"{draw.getrandbits(32):08x}-{_digits(draw, 4)}-4a1b-8c2d-{draw.getrandbits(48):012x}"
        ),
        "version": lambda: f"{draw.randint(0, 9)}.{draw.randint(0, 20)}.{draw.randint(0, 9)}",
        "page": lambda: f"https://www.shop.example/p/{_digits(draw, 5)}",
        "file": lambda: f"rapport_{_digits(draw, 4)}.pdf",
        "product": lambda: (
            f"{draw.choice(('Chaise', 'Table', 'Lampe'))} {draw.choice(('bleue', 'ronde', 'noire'))}"
        ),
        "colour": lambda: draw.choice(("rouge", "bleu", "vert", "noir")),
        "order": lambda: f"CMD-{_digits(draw, 5)}",
        "job": lambda: draw.choice(("Comptable", "Ingénieur", "Technicien")),
        "class": lambda: draw.choice(("Achats", "Ventes", "Production")),
        "child": lambda: f"{draw.randint(10, 28)}/0{draw.randint(1, 9)}/{draw.randint(2010, 2018)}",
        "recent": lambda: f"2024-0{draw.randint(1, 9)}-1{_digits(draw, 1)}",
        "code": lambda: f"E{_digits(draw, 5)}",
    }[kind]
    return [make() for _ in range(ROWS)]


def _of(table: dict[str, list[str | None]], label: str) -> Finding:
    return next(finding for finding in classify_columns(table) if finding.column == label)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("CLI_TEL2", "PHONE_NUMBER"),
        ("usr_nom", "LAST_NAME"),
        ("prenmo", "FIRST_NAME"),
        ("telportable", "PHONE_NUMBER"),
        ("dt_naiss", "BIRTH_DATE"),
        ("emp_no", "ID"),
        ("n°adhérent", "ID"),
        ("client.nom", "LAST_NAME"),
        ("produit.nom", "clear:thing"),
        ("produits[].id", "clear:ref"),
        ("passeport", "FR_PASSPORT"),
        ("order_id", "clear:ref"),
        ("nationalité", "quasi:origin"),
        ("c12", None),
    ],
)
def test_headers_are_read_in_any_spelling(header: str, said: str | None) -> None:
    """Abbreviations, prefixes, camelCase, typos, glued words and JSON paths say what the plain word says."""
    assert hint(header) == said


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("plate", "FR_LICENSE_PLATE"),
        ("ine", "FR_INE"),
        ("ssn", "US_SSN"),
        ("cut phone", "PHONE_NUMBER"),
        ("token", "SECRET"),
    ],
)
def test_shapes_tell_what_no_header_says(kind: str, expected: str) -> None:
    """Identifiers without a key are known by a shape that nearly all values have."""
    finding = _of({"c1": _made(kind)}, "c1")
    assert (finding.state, finding.entity_type) == (State.PERSONAL, expected)


@pytest.mark.parametrize("kind", ["uuid", "version", "page", "file", "product", "colour", "class", "recent"])
def test_columns_of_things_are_clear_without_a_header(kind: str) -> None:
    """UUIDs, versions, web pages, files, products, colours, classes and recent dates are nobody's."""
    assert _of({"c1": _made(kind)}, "c1").state is State.CLEAR


def test_an_identifier_is_a_persons_beside_persons() -> None:
    """The same codes under "id" are an identifier beside names, unknown in a table of things."""
    codes = _made("code")
    beside = _of({"id": codes, "nom": _made("surname")}, "id")
    assert (beside.state, beside.entity_type) == (State.PERSONAL, "ID")
    assert _of({"id": codes, "couleur": _made("colour")}, "id").state is State.UNKNOWN
    assert _of({"order_id": _made("order"), "nom": _made("surname")}, "order_id").state is State.CLEAR


def test_logins_hold_the_name_of_their_row() -> None:
    """Small-letter tokens that hold the surname of their own row are logins, rare as the names may be."""
    signs = "bcdfghjk"
    names = [f"Zq{signs[place % 8]}{signs[place // 8]}rvannec" for place in range(ROWS)]
    logins: list[str | None] = [f"x{name[:6].lower()}" for name in names]
    finding = _of({"Nom": list(names), "c2": logins}, "c2")
    assert (finding.state, finding.entity_type) == (State.PERSONAL, "USERNAME")


def test_births_of_children_end_before_the_tables_own_time() -> None:
    """Dates spread over years that end well before the other dates, beside names, are births."""
    table = {"c1": _made("child"), "c2": _made("recent"), "c3": _made("surname")}
    assert _of(table, "c1").entity_type == "BIRTH_DATE"
    assert _of(table, "c2").state is State.CLEAR
    assert _of({"c1": _made("child"), "c2": _made("recent")}, "c1").state is State.CLEAR


def test_quasi_identifiers_are_marked() -> None:
    """Postcode, birth date, sex, job and small classes of persons are marked; orders and amounts are not."""
    table: dict[str, list[str | None]] = {
        "nom": _made("surname"),
        "sexe": ["M", "F"] * (ROWS // 2),
        "poste": _made("job"),
        "service": _made("class"),
        "cp": ["69003", "75011"] * (ROWS // 2),
        "ddn": _made("child"),
        "commande": _made("order"),
        "montant": ["12,50", "8,00"] * (ROWS // 2),
    }
    marked = {finding.column for finding in classify_columns(table) if finding.quasi}
    assert marked == {"sexe", "poste", "service", "cp", "ddn"}


def test_types_that_fit_as_well_are_shown() -> None:
    """Names that are towns too: the evidence names the other type."""
    finding = _of({"c1": ["Martin", "Laurent", "Vincent", "Lambert", "Aubin", "Denis"] * 3}, "c1")
    assert len(finding.evidence) > 1


def test_the_draft_knows_an_operator_for_every_type() -> None:
    """A type has a surrogate that recipes know, or its columns get a token: no draft is refused."""
    assert set(ENTITY_TYPES) >= SURROGATES
    for entity_type in TYPES:
        operator = operator_for(Finding("c", State.PERSONAL, entity_type, 1.0, ()))
        assert operator in {"token", "date_shift", f"surrogate {entity_type}"}
        assert operator == "token" or entity_type in ENTITY_TYPES


def test_values_of_any_kind_are_read() -> None:
    """None, numbers, bytes, dates and objects are cells; NaN is an empty one; no rows is a clear column."""
    moment = dt.datetime(1980, 1, 2, 3, 4, tzinfo=dt.UTC)
    values = [None, 1, 2.5, b"\xff", moment.date(), moment, Decimal("1.2"), True, float("nan"), object()]
    finding = classify_columns({"a": values})[0]
    assert (finding.rows, finding.filled) == (10, 8)
    assert classify_columns({"a": []})[0].state is State.CLEAR
    assert classify_columns({"n": [1.0, 2.0, 3.0] * 9})[0].evidence == ("whole numbers",)


def test_fifty_thousand_columns_and_one_huge_cell_are_judged_in_time() -> None:
    """Many columns take a fraction of a millisecond each, a megabyte in a cell under ten seconds."""
    start = time.process_time()
    assert len(classify_columns({f"nom_{place}": ["Dupont", "Morel"] for place in range(50_000)})) == 50_000
    assert time.process_time() - start < 60
    start = time.process_time()
    classify_columns({"nom": ["jean dupont " * 800_000, "Morel"]})
    assert time.process_time() - start < 60
