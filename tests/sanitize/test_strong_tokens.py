"""The audit's own patterns: one original, many spellings, and no token where there is none."""

import pytest

from sampler.sanitize.strong_tokens import Token, candidates, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Écrire à Zoe.Tardieu@Exemple.FR.", Token("e-mail", "zoe.tardieu@exemple.fr")),
        ("tel:06.39.98.00.01", Token("phone", "639980001")),
        ("+33 (0)6 39 98 00 01", Token("phone", "639980001")),
        ("0033639980001", Token("phone", "639980001")),
        ("call (212) 555-0147 now", Token("phone", "125550147")),
        ("07700 900123", Token("phone", "700900123")),
        ("FR14 2004 1010 0505 0001 3M02 606 merci", Token("iban", "FR1420041010050500013M02606")),
        ("2 69 05 49 588 157 80", Token("number", "269054958815780")),
        ("SIREN : 732 829 320", Token("number", "732829320")),
        ("siret 73282932000074", Token("number", "73282932000074")),
        ("4000 0012 3456 7899", Token("number", "4000001234567899")),
        ("12 bis, rue de la Paix - 75002 Paris", Token("address", "12 bis rue de la paix 75002")),
        ("12 BIS RUE DE LA PAIX, 75002", Token("address", "12 bis rue de la paix 75002")),
        ("mdp : Zq7!abc9", Token("secret", "Zq7!abc9")),
        ("mot de passe est Tr0ub4dor", Token("secret", "Tr0ub4dor")),
    ],
)
def test_a_strong_identifier_is_found_in_its_normal_form(text: str, expected: Token) -> None:
    """Each spelling gives the one token under which originals are compared."""
    assert expected in set(tokens(text))


@pytest.mark.parametrize(
    "text",
    [
        "03/05/2024 12:30",
        "2024-05-03 12:30:00",
        "prix 12,50 et 1 234 567",
        "mot de passe : oublié",
        "numéro 123456789",
        "FR14 2004 1010 0505 0001 3M02 607",
        "000 000 000",
        "une rue, 12 avenues",
    ],
)
def test_prose_dates_and_plain_numbers_are_no_tokens(text: str) -> None:
    """What only looks like an identifier is not gathered: it would block honest samples."""
    assert set(tokens(text)) == set()


def test_candidates_are_wider_than_tokens() -> None:
    """A plain number or word of the output is looked up even where it would not be gathered."""
    found = set(candidates("ref 732829320 et Zq7!abc9."))
    assert {Token("number", "732829320"), Token("phone", "732829320"), Token("secret", "Zq7!abc9")} <= found


def test_a_token_on_the_seam_of_a_long_text_is_found() -> None:
    """A text of any length is read in overlapping windows."""
    for shift in range(0, 60, 7):
        text = "x " * 49_985 + "y" * shift + " zoe.tardieu@exemple.fr " + "x " * 10
        assert Token("e-mail", "zoe.tardieu@exemple.fr") in set(tokens(text))
