"""Persons in texts: whoever is named is found in any case and shape, and what is no person stays."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from sampler.detect import find_spans
from sampler.detect.people.persons import PeopleFinder
from sampler.detect.people.tagger import people_tagger

ROOT = Path(__file__).resolve().parent.parent.parent


def _found(text: str, entity_type: str = "PERSON") -> list[str]:
    spans = find_spans([text])[0]
    return [text[span.start : span.end] for span in spans if span.entity_type == entity_type]


NAMED = [
    ("merci julie, tu peux prévenir karim ?", ["julie", "karim"]),
    ("RDV BENHADDOU 14h, dossier complet", ["BENHADDOU"]),
    ("Patiente : LE GOFF Maëlle, née le 3 mai 1980", ["LE GOFF Maëlle"]),
    ("Signé : J. Dupont, pour accord", ["J. Dupont"]),
    ("vu avec Mme N'Diaye et le Dr d'Almeida", ["N'Diaye", "d'Almeida"]),
    ("Bien cordialement,\nOluwaseun Adeyemi\nResponsable commercial", ["Oluwaseun Adeyemi"]),
    ("cc Thibault", ["Thibault"]),
    ("Hi Siobhan, can you call Mr Krishnamurthy back?", ["Siobhan", "Krishnamurthy"]),
    ("ask tomasz or beth about the printer", ["tomasz", "beth"]),
    ('{"author": {"name": "Zanele Khumalo"}, "status": "open"}', ["Zanele Khumalo"]),
    ("Cc: Remy, Katarzyna; Olivier, Jean-Luc", ["Remy, Katarzyna", "Olivier, Jean-Luc"]),
]


@pytest.mark.parametrize(("text", "names"), NAMED)
def test_persons_are_found_whole(text: str, names: list[str]) -> None:
    """A first name alone, capitals, particles, initials, foreign names, structures: each name is one span."""
    assert _found(text) == names


NOBODY = [
    "Appelé le client ce matin, ne répond pas. PIN à changer, bénéficie d'une RQTH.",
    "Called twice about the invoice, PIN reset, delivery due Monday.",
    "SELECT nom, prenom FROM clients WHERE statut = 'actif' ORDER BY nom ASC LIMIT 10;",
    '<commande ref="A1"><produit>classeur</produit><statut>payé</statut></commande>',
    "def total_price(self, amount: int) -> int:\n    return self.rate * amount",
    "2024-05-02 08:14:33 INFO [main] server started on port 8080 in 4312 ms",
    "Mathématiques : 14, Histoire-Géographie : 12. Bon trimestre, ensemble satisfaisant.",
    "Mark the box and press Enter. Comes in white, rose and olive.",
    "La séance est levée à 18 h. Prochaine réunion en mai, salle bleue.",
    "session=842ab97f-c0ae-ed1e-5163-195b4b6cfec2 commit eb52e78d45f1 version v7.19",
]


@pytest.mark.parametrize("text", NOBODY)
def test_structure_and_ordinary_words_are_nobody(text: str) -> None:
    """Keys, keywords, tags, subjects, months, colours and digests are neither persons nor logins."""
    assert [*_found(text), *_found(text, "USERNAME")] == []


def test_logins_are_found_in_logs_and_chats() -> None:
    """The account of a log line and of a pseudonym is a login, its level and module are not."""
    text = "08:15:02 WARN auth - failed login for user rmartin42 from 198.51.100.7"
    assert _found(text, "USERNAME") == ["rmartin42"]


def test_a_name_seen_once_is_seen_everywhere() -> None:
    """A name that a title gives away is also found where nothing does, in small letters and capitals."""
    text = (
        "Mme Zzorgane a appelé. " + "Le dossier est complet. " * 400 + "zzorgane rappellera, ZZORGANE aussi."
    )
    assert [name.casefold() for name in _found(text)] == ["zzorgane"] * 3


def test_invisible_signs_inside_a_name_do_not_hide_it() -> None:
    """Zero-width, right-to-left and decomposed signs: the span covers the name as it stands there."""
    name = "E\u0301lo\u200bdie Mar\u202etin"
    assert _found(f"Contact : {name}, à rappeler") == [name]


def test_equal_texts_cost_once_and_order_does_not_matter() -> None:
    """What stands beside a text in a batch never changes its spans."""
    texts = [text for text, _ in NAMED] + NOBODY
    alone = [find_spans([text])[0] for text in texts]
    assert find_spans(texts) == alone
    assert find_spans(texts[::-1])[::-1] == alone


@pytest.mark.parametrize(
    "text",
    [
        "Mme Élodie Martin a appelé Karim au 06 39 98 00 01. " * 2000,
        "nom;prenom;ville\n" * 6_000,
        "insert into t (nom) values " + "('Dupont')," * 9_000,
        "<tr><th" * 15_000,
        "a;" * 50_000,
        "j.d." * 12_000,
        "Ju\u200blie \u202e" * 12_000,
        "\ud800Jean " * 12_000,
    ],
    ids=["mentions", "headings", "rows", "tags", "cells", "initials", "invisible", "surrogates"],
)
def test_time_grows_with_the_text(text: str) -> None:
    """A tenth of a megabyte of anything takes seconds at most, on a busy machine too."""
    find_spans(["Jean"])
    start = time.process_time()
    find_spans([text])
    assert time.process_time() - start < 5


def test_unknown_words_are_forgotten_before_they_fill_memory() -> None:
    """The tagger keeps the vectors of so many tokens and then begins anew, with the same answers."""
    tagger = people_tagger()
    before = _found("Contact : Mathilde Garnier")
    for part in range(6):
        find_spans([" ".join(f"q{part}x{number}" for number in range(12_000))])
    assert tagger._count <= 75_000
    assert _found("Contact : Mathilde Garnier") == before


def test_the_tagger_is_what_its_script_makes() -> None:
    """The shipped file was made from the frames, lists, features and settings of this tree."""
    script = ROOT / "scripts" / "train_people.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vu avec Richard Compte : accord pour la prolongation.", "Richard Compte"),
        ("Appel de Fatima Papa, rappeler dans la journée.", "Fatima Papa"),
        ("Relancer Madame MAY avant la fin du trimestre.", "MAY"),
        ("Relancer Madame Vie avant la fin du trimestre.", "Vie"),
        ("Bonjour Richard. Compte rendu joint, en vie.", "Richard"),
    ],
)
def test_own_names_that_are_words_are_names_beside_others(text: str, name: str) -> None:
    """A word that the sample's name columns hold is a name behind a title or another of their names."""
    finder = PeopleFinder({"Richard", "Compte", "Fatima", "Papa", "May", "Vie"})
    ((spans,),) = finder.find([[text]])
    assert [text[span.start : span.end] for span in spans if span.entity_type == "PERSON"] == [name]


OWN = {
    "Richard",
    "Marie",
    "Ben",
    "May",
    "Poire",
    "Bras",
    "Sa",
    "Bonjour",
    "Price-Day",
    "Maitre",
    "De la",
    "Le du",
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le client POIRE Richard conteste la facture.", ["POIRE Richard"]),
        ("Le client LE BRAS Marie conteste la facture.", ["LE BRAS Marie"]),
        ("Le client DE SA Richard conteste la facture.", ["DE SA Richard"]),
        ("Vu avec Richard Bonjour : accord.", ["Richard Bonjour"]),
        ("Appel de Marie Price-Day, rappeler.", ["Marie Price-Day"]),
        ("M. May a rappelé ce matin.", ["M. May"]),
        ("Mme Le Maitre a rappelé ce matin.", ["Le Maitre"]),
        ("Mme De la a rappelé ce matin.", ["De la"]),
        ("Relancer Monsieur DE LA avant la fin du trimestre.", ["DE LA"]),
        ("Vu avec Marie Le du : accord.", ["Marie Le du"]),
        ("Vu avec Ben De la", ["Ben De la"]),
        ("Demande de Marie de Sa transmise.", ["Marie de Sa"]),
        ("Mme de Sa a rappelé, M. de Sa aussi.", ["Sa", "Sa"]),
        ("Marie et Sa mère, puis Richard.", ["Marie", "Richard"]),
        ("Cordialement, M. Le du", ["Le du"]),
        ("Bonjour Richard, le client de la société May.", ["Richard"]),
        ("Madame la directrice et monsieur le maitre de la classe.", []),
    ],
)
def test_own_names_that_are_words_or_particles(text: str, names: list[str]) -> None:
    """A surname that is a word, in capitals before a first name, or nothing but particles, is found."""
    finder = PeopleFinder(OWN)
    ((spans,),) = finder.find([[text]])
    assert [text[span.start : span.end] for span in spans if span.entity_type == "PERSON"] == names
