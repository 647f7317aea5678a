"""The audit's own patterns: one original, many spellings, and no token where there is none."""

import numpy as np
import pytest

from sampler.sanitize.audit.output_bytes import Digester, block
from sampler.sanitize.audit.strong_tokens import KINDS, tokens

DIGESTER = Digester()
Found = set[tuple[str, int]]


def gathered(text: str) -> Found:
    """What is taken from an original: kinds and digests."""
    found = tokens(block(text.encode()), DIGESTER, gathering=True)
    return {(KINDS[kind], digest) for kind, digest in zip(found.kinds, found.digests.tolist(), strict=True)}


def searched(text: str, *, sure: bool = False) -> Found:
    """What is looked up in an output."""
    found = tokens(block(text.encode()), DIGESTER)
    found = found.at(found.sure) if sure else found
    return {(KINDS[kind], digest) for kind, digest in zip(found.kinds, found.digests.tolist(), strict=True)}


@pytest.mark.parametrize(
    ("text", "kind", "other"),
    [
        ("Écrire à Zoe.Tardieu@Exemple.FR.", "e-mail", "zoe.tardieu@exemple.fr"),
        ("<mailto:zoe.tardieu@exemple.fr>", "e-mail", "zoe.tardieu@exemple.fr"),
        ("tel:06.39.98.00.01", "phone", "0639980001"),
        ("+33 (0)6 39 98 00 01", "phone", "0639980001"),
        ("0033639980001", "phone", "06/39/98/00/01"),
        ("+33639980001", "phone", "06-39-98-00-01"),
        ("call (212) 555-0147 now", "phone", "+1 212 555 0147"),
        ("07700 900123", "phone", "+44 7700 900123"),
        ("FR14 2004 1010 0505 0001 3M02 606 merci", "iban", "FR1420041010050500013M02606"),
        ("2 69 05 49 588 157 80", "number", "269054958815780"),
        ("1 84 05 2A 588 157 11", "number", "184052a58815711"),
        ("SIREN : 732 829 320", "number", "SIREN 732829320"),
        ("TVA FR 44 732 829 320", "number", "732 829 320"),
        ("siret 73282932000074", "number", "732 829 320 00074"),
        ("4000 0012 3456 7899", "number", "carte 4000001234567899"),
        ("12 bis, rue de la Paix - 75002 Paris", "address", "12 BIS RUE DE LA PAIX, 75002"),
        ("3 allée Hélène, 75002 Paris", "address", "3 ALLEE HELENE 75002"),
    ],
)
def test_an_identifier_is_the_same_token_in_every_spelling(text: str, kind: str, other: str) -> None:
    """Two spellings of one identifier share a token, which is sure in the output."""
    assert kind in {found for found, _ in gathered(text) & gathered(other)}
    assert kind in {found for found, _ in gathered(text) & searched(other, sure=True)}


@pytest.mark.parametrize(
    ("text", "word"), [("mdp : Zq7!abc9", "Zq7!abc9."), ("mot de passe est Tr0ub4dor", "Tr0ub4dor")]
)
def test_a_secret_is_found_as_a_bare_word(text: str, word: str) -> None:
    """A secret is gathered behind a word for it, and found wherever it stands."""
    assert {kind for kind, _ in gathered(text) & searched(f"voir {word}")} == {"secret"}


@pytest.mark.parametrize(
    "text",
    [
        "03/05/2024 12:30",
        "2024-05-03 12:30:00",
        "05-10-2024 10:30",
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
    assert gathered(text) == set()


def test_a_part_of_a_phone_is_no_phone() -> None:
    """Two numbers of one exchange share no token: the first groups alone are nobody's."""
    assert not gathered("+33 6 39 98 12 34") & gathered("+33 6 39 98 12 77")


def test_a_bare_number_is_looked_up_but_not_sure() -> None:
    """A plain number of the output is looked up even where it would not be gathered, and counts less."""
    siren = gathered("SIREN 732829320")
    assert siren & searched("ref 732829320")
    assert not siren & searched("ref 732829320", sure=True)
    assert gathered("269054958815780") & searched("x 269054958815780 y", sure=True)


def test_tokens_know_their_places() -> None:
    """A token's place is where it stands in the block, so that its cell can be named."""
    text = b"a\nbc zoe@exemple.fr\nd"
    found = tokens(block(text), DIGESTER, gathering=True)
    assert np.asarray(found.places).tolist() == [1 + text.index(b"zoe")]
