"""Phrases of fixed words and ids: in French nothing English is left of them, in English they read well."""

import re

import pytest

from sampler.documents.catalogue import translator
from sampler.documents.phrases import hunts, phrase

FRENCH = {
    "declared: shredded by hand": "déclaré\xa0: shredded by hand",
    "declared: returned to the provider: R-12": "déclaré rendu au fournisseur\xa0: R-12",
    "declared: stated by the recipient, signature checked": (
        "déclaré\xa0: déclaré par le destinataire, signature vérifiée"
    ),
    "the policy's default of max_trial_days": "la valeur par défaut de max_trial_days dans la politique",
    "it was loosened from 90 to 365": "elle a été assouplie de 90 à 365",
    "365 (default 90)": "365 (par défaut 90)",
    "the lifting of EDU-4": "la levée de EDU-4",
    "break-glass A3, without the provider": "bris de glace A3, sans le fournisseur",
    "incident I1: the provider of acme was to be told by 2027-01-31T14:05:00+00:00": (
        "incident I1\xa0: le fournisseur de acme devait être prévenu au plus tard le"
        " 31 janvier 2027 à 14:05 UTC"
    ),
    "request RQ1 (deletion of acme) was due on 2027-01-31": (
        "demande RQ1 (suppression, acme) due le 31 janvier 2027"
    ),
    "copy C4 of acme, which a person has to end, was due on 2027-01-31": (
        "copie C4 de acme, qu\N{RIGHT SINGLE QUOTATION MARK}une personne doit détruire,"
        " due le 31 janvier 2027"
    ),
    "the review of accesses was due on 2027-01-31": "la revue des accès était due le 31 janvier 2027",
    "integrity open": "intégrité, ouvert",
    "stray rows of acme-1, acme-2": "lignes errantes de acme-1, acme-2",
    "keys destroyed and searched for": "clés détruites et recherchées",
}


@pytest.mark.parametrize("text", FRENCH)
def test_a_phrase_is_said_in_french(text: str) -> None:
    """What a person wrote stays as it is; the words around it are French."""
    assert phrase(text, "evidence", translator("fr")) == FRENCH[text]


def test_other_texts_stay_as_they_are() -> None:
    """A note that is no phrase of ours is not touched, in either language."""
    for lang in ("fr", "en"):
        for text in ("", "medium not plugged in", "declare: x", "it was loosened"):
            assert phrase(text, "evidence", translator(lang)) == text


def test_every_hunt_is_told() -> None:
    """Two searches in one line are both said, with their places, moments and counts."""
    counts = "1200 files, 2 copies found, 0 in doubt, 1 not looked into"
    one = f"below /srv/a; b, /home at 2027-01-31T14:05:00+00:00: {counts}"
    french = hunts(f"{one}; {one}", translator("fr"))
    assert french.count("sous /srv/a; b, /home, le 31 janvier 2027 à 14:05 UTC") == 2
    assert "fichiers lus 1\u202f200, copies trouvées 2" in french
    assert not re.search(r"\b(below|files|found|doubt|looked)\b", french)
    assert hunts("3 roots by hand", translator("fr")) == "3 roots by hand"


def test_broken_glass_is_told_in_words() -> None:
    """The rule stays, the act, its scope and its end are said in the reader's language."""
    said = phrase("EDU-4 any any (2026-09-20T13:04:54+00:00): outage, T-1", "evidence", translator("fr"))
    assert said.startswith("EDU-4 levée pour tout acte, sans limite de lieu ni de personne, jusqu")
    assert "20 septembre 2026" in said
    assert said.endswith("outage, T-1")
