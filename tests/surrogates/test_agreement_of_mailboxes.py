"""Mailboxes, logins and titled names agree with the person they belong to."""

import pytest

from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.folding import fold

PEOPLE = [
    ("Jean-Marc", "Dupont"),
    ("Anne-Lise", "Le Roux"),
    ("Paul", "Leroux"),
    ("André", "Nicolas"),
    ("Nicolas", "Petit"),
]
DICTIONARY = Dictionary.learn([first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE)
DEAL = Surrogates(b"k" * 32, DICTIONARY)


def one(entity_type: str, value: str) -> str:
    return DEAL.apply(entity_type, [value])[0] or ""


def letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalpha())


@pytest.mark.parametrize(("first", "last"), PEOPLE)
def test_a_squeezed_compound_name_follows_its_person(first: str, last: str) -> None:
    """`jeanmarc.dupont` and `jdupont` hold the surrogates of Jean-Marc and Dupont."""
    given, surname = letters(one("FIRST_NAME", first)), letters(one("LAST_NAME", last))
    assert one("USERNAME", f"{letters(first)}.{letters(last)}") == f"{given}.{surname}"
    assert one("USERNAME", f"{letters(first)[0]}{letters(last)}") == f"{given[0]}{surname}"


def test_a_name_alone_after_a_civility_is_a_surname() -> None:
    """A surname: "M. Nicolas" becomes what the surname becomes, though it is a first name too."""
    assert one("PERSON", "M. Nicolas") == f"M. {one('LAST_NAME', 'Nicolas')}"


def test_names_between_signs_are_read_apart() -> None:
    """Two persons: "ANDRÉ NICOLAS / JEAN-MARC DUPONT" are two persons, each with their own surrogate."""
    both = one("PERSON", "ANDRÉ NICOLAS / JEAN-MARC DUPONT")
    assert both == f"{one('PERSON', 'ANDRÉ NICOLAS')} / {one('PERSON', 'JEAN-MARC DUPONT')}"


@pytest.mark.parametrize("written", [str.upper, str.lower, str.title])
def test_a_domain_keeps_its_letter_case(written: type) -> None:
    """An address in capitals, small letters or title case is written so on both sides of the @."""
    address = str(written("paul.leroux@acme-formation.example"))
    assert one("EMAIL_ADDRESS", address) == str(written(one("EMAIL_ADDRESS", address)))
