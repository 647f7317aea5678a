"""Free text: what must be found, in any case and shape, without a network and without a crash."""

import itertools
import random
import re
import socket
import subprocess
import sys
import time

import pytest

import sampler.detect
from sampler.detect import find_spans, guess_language, recognizers, redact_spans, surrogate_operator
from sampler.errors import MissingExtraError, UsageError
from sampler.model.finding import Span

# Invented sentences. [..] marks a strong identifier, {..} a name.
FRENCH = """
Contacter Mme {Dupont} au [06 39 98 00 01] avant vendredi.
M. {Le Goff} a rappelé, son adresse est [yann.legoff@acme.example].
{Mathilde Garnier} souhaite être livrée au [12 bis rue de la Paix, 75002 Paris].
bonjour, {jean dupont} a changé de numéro : [0639980002]
IBAN du client : [FR76 3000 6000 0112 3456 7890 189], à vérifier.
MME {MARTIN SOPHIE} A APPELE CE MATIN POUR SA COMMANDE
{DUPONT Marie} n'a pas payé, relance prévue.
Le NIR [1 85 05 78 006 084 91] figure sur le bulletin de {Paul Renard-Morel}.
Joindre {Abdelkader Benali} sur le [+33 6 39 98 00 03] ou le [0033 6 39 98 00 04].
Tél. [06.39.98.00.05], fax [01-99-00-12-34], port. [(+33) 6 39 98 00 06].
Mail perso : [anaïs.lefèvre+test@exemple.example] (préférer le soir).
Le colis de {Nguyen Thi Mai} est parti du [3 place du Marché 69003 Lyon].
j'ai vu {mathilde garnier} et {paul renard} hier au salon
mot de passe provisoire : [Tr0ub4dor!] à changer
mdp: [azerty2024] pour le compte de {Lucie}
Né le [12/03/1985] à Brest, {Karim Haddad} a demandé une copie.
{Éloïse} née le [1er mai 1990], voir avec sa mère.
Carte [4970 1012 3456 7890] refusée deux fois pour {Hugo Marchand}.
SIRET [732 829 320 00074], gérante {Fatoumata Diallo}.
Connexion depuis [192.0.2.44] par {Thomas Lemoine} à 10:42.
Le docteur {Weber} confirme le rendez-vous de {Chloé Perrin}.
Appeler le [06 39 980 007] (demander {Sébastien}).
habite [12 rue victor hugo 75002 paris] depuis 2019
{Jean-Pierre} et {Marie-Claude Besson} partagent le compte.
Transférer à {Camille DURAND} ([camille.durand@acme.example]) svp
{M'Bappé Koné} attend toujours sa facture.
Adresse : [45 AVENUE DU GENERAL DE GAULLE 69003 LYON]
Virement reçu de {Vasseur} sur [FR7630006000011234567890189] le 3.
rappeler mme {besson} au [+33 (0)6 39 98 00 08]
Son collègue {Grégoire} dit que {Inès Caron} est absente.
La livraison de {O'Brien Kate} est bloquée en douane.
Login : [mdupont], à réinitialiser avant lundi.
Voir [https://acme.example/u/marie.dupont] pour le dossier.
{Monique Dubois} (conjoint : {Gérard Dubois}) demande un duplicata.
TVA [FR40303265045] au nom de {Antoine Lambert}.
SMS envoyé au [06/39/98/00/09] puis au [06-39-98-00-10].
{THOMAS LEMOINE} DEMANDE UN REMBOURSEMENT SUR [FR76 3000 6000 0112 3456 7890 189]
le client {garnier} est passé, il rappellera demain
Son numéro : [06 39 98 00 11].
Avocat : Maître {Delphine Roussel}, cabinet au [8 quai des Brumes, 44000 Nantes].
"""
ENGLISH = """
Please call {Mary Johnson} on [07700 900123] tomorrow.
{John Smith} asked for a refund, his e-mail is [john.smith@acme.example].
Mrs. {Patterson} moved to [221B Baker Street, London NW1 6XE].
Her password is [hunter2] and she never changed it.
Born on [March 12, 1985], {Emily Clarke} wants her records.
Reach {Ahmed Khan} at [+44 20 7946 0123] or [(212) 555-0123].
{ROBERT MILLER} CALLED TWICE ABOUT THE INVOICE
The card [4111 1111 1111 1111] belongs to {Susan Wright}.
{David} from accounts will confirm.
Ship it to {Jennifer Lopez-Grant}, [1600 Elm Street, Springfield, IL 62704].
SSN [078-05-1120] was left in the note by {Kevin Brown}.
dr {wilson} saw the patient at noon
The IBAN [GB82 WEST 1234 5698 7654 32] is {Oliver Stone}'s.
api_key=[sk_live_abcdefghijklmnop] leaked from [198.51.100.7].
I met {Charlotte Evans} and {George} in the office.
"""
KNOWN = ["Dupont", "Garnier", "MATHILDE", "Paul", "renard", "Besson", "le goff", "Wilson"]


def _marked(line: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The sentence without marks, and where the marked parts stand: ("[" or "{", start, end)."""
    parts: list[tuple[str, int, int]] = []
    plain = ""
    for mark, inner, rest in re.findall(r"(?:([\[{])([^\]}]*)[\]}])|([^\[{]+)", line):
        if mark:
            parts.append((mark, len(plain), len(plain) + len(inner)))
        plain += inner or rest
    return plain, parts


def _missed(corpus: str, language: str) -> tuple[list[str], list[str], int]:
    lines = [_marked(line) for line in corpus.strip().splitlines()]
    found = find_spans([plain for plain, _ in lines], language, KNOWN)
    strong: list[str] = []
    names: list[str] = []
    total = 0
    for (plain, parts), spans in zip(lines, found, strict=True):
        covered = {place for span in spans for place in range(span.start, span.end)}
        for mark, start, end in parts:
            total += mark == "{"
            solid = {place for place in range(start, end) if plain[place].isalnum()}
            if not solid <= covered:
                (strong if mark == "[" else names).append(plain[start:end])
    return strong, names, total


@pytest.mark.parametrize(("corpus", "language"), [(FRENCH, "fr"), (ENGLISH, "en")])
def test_strong_identifiers_and_names_are_found(corpus: str, language: str) -> None:
    """Every strong identifier is covered whole, and at least 95 % of the names."""
    strong, names, total = _missed(corpus, language)
    assert strong == []
    assert len(names) <= total * 0.05, names


def test_ordinary_sentences_stay_whole() -> None:
    """A sentence about nobody is hardly touched: detection that hides everything is of no use."""
    texts = [
        "La commande est partie hier, livraison prévue lundi.",
        "Merci de rappeler le service après 14 h 30.",
        "Produit conforme, aucune remarque.",
        "le client est content du produit et du prix",
        "Réunion reportée au 12/05/2024 à 10:30, salle bleue.",
        "Le montant de 1 250,00 € sera remboursé en 3 fois.",
    ]
    assert [[span.entity_type for span in spans] for spans in find_spans(texts, "fr")] == [[]] * len(texts)


PHONES = [
    "06 39 98 00 01",
    "0639980001",
    "06.39.98.00.01",
    "06-39-98-00-01",
    "06/39/98/00/01",
    "+33 6 39 98 00 01",
    "+33639980001",
    "+33 (0)6 39 98 00 01",
    "0033 6 39 98 00 01",
    "0033639980001",
    "(+33) 6 39 98 00 01",
    "06 399 800 01",
    "+33.6.39.98.00.01",
    "06\xa039\xa098\xa000\xa001",
    "06\u202f39\u202f98\u202f00\u202f01",
    "06\u201139\u201198\u201100\u201101",
]


@pytest.mark.parametrize("phone", PHONES)
def test_every_phone_shape_is_one_span(phone: str) -> None:
    """A French phone number is one PHONE_NUMBER, whatever its prefix, separators, spaces and dashes."""
    text = f"Rappeler au {phone}, merci"
    spans = [span for span in find_spans([text], "fr")[0] if span.entity_type == "PHONE_NUMBER"]
    assert [text[span.start : span.end] for span in spans] == [phone]


def test_the_most_specific_type_wins_and_spans_are_disjoint() -> None:
    """An IBAN is no phone, an e-mail is no web address; spans are sorted and never overlap."""
    numbers = "FR76 3000 6000 0112 3456 7890 189 1 85 05 78 006 084 91"
    text = f"marie@www.acme.example {numbers} 12 rue Jean Jaurès 75011 Paris"
    spans = find_spans([text], "fr")[0]
    assert [span.entity_type for span in spans] == ["EMAIL_ADDRESS", "IBAN_CODE", "FR_NIR", "ADDRESS"]
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))


def test_decomposed_accents_and_invisible_signs_keep_offsets_exact() -> None:
    """Spans are in code points of the text given, with decomposed accents and zero-width signs."""
    phone = "06\u200b39\u200b98\u200b00\u200b01"
    text = f"Mme E\u0301loi\u0308se Pe\u0301rin\u200b, {phone} et ma\u00adrie@acme.example !"
    spans = {span.entity_type: text[span.start : span.end] for span in find_spans([text], "fr")[0]}
    assert spans["PHONE_NUMBER"] == "06\u200b39\u200b98\u200b00\u200b01"
    assert spans["EMAIL_ADDRESS"] == "ma\u00adrie@acme.example"
    assert "E\u0301loi\u0308se Pe\u0301rin" in spans["PERSON"]


def test_odd_texts_do_not_crash() -> None:
    """Empty cells, lone surrogates, control signs and marks alone give a result for every text."""
    texts = [
        "",
        " ",
        "\x00",
        "\ud800 Jean \udfff 0639980001",
        "\u0301\u0301",
        "\u200b",
        "a" * 9000,
        "😀 Mathilde Garnier 😀",
    ]
    found = find_spans(texts, "fr")
    assert len(found) == len(texts)
    assert "PHONE_NUMBER" in {span.entity_type for span in found[3]}
    assert [texts[7][span.start : span.end] for span in found[7]] == ["Mathilde Garnier"]


def test_a_cell_of_a_megabyte_is_read_to_its_end() -> None:
    """A very long cell is searched whole, and what stands at its end has the right place."""
    text = "Le dossier est complet. " * 1500 + "x" * 900_000 + " marie.dupont@acme.example"
    start = time.monotonic()
    spans = find_spans([text], "fr")[0]
    assert text[spans[-1].start : spans[-1].end] == "marie.dupont@acme.example"
    assert time.monotonic() - start < 60


def test_equal_texts_get_equal_spans_in_the_order_given() -> None:
    """Distinct texts are analysed once; each text gets its own list."""
    texts = ["Voir Mathilde Garnier", "RAS", "Voir Mathilde Garnier"]
    found = find_spans(texts, "fr")
    assert found[0] == found[2]
    assert found[0] is not found[2]
    assert found[1] == []


def test_known_names_are_found_in_any_case_and_without_accents() -> None:
    """A name of the sample's own columns is found in small letters, capitals, and in a login."""
    text = "zzorgue a appele, ZZORGUE aussi, azzorgue est son login"
    spans = find_spans([text], "fr", ["Zzorgué"])[0]
    assert [text[span.start : span.end] for span in spans] == ["zzorgue", "ZZORGUE", "azzorgue"]


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is searched with no socket opened: no model, no suffix list is fetched."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = find_spans(["Écrire à marie@acme.example, www.acme.example/u/marie"], "fr")
    assert len(found[0]) == 2


def test_import_loads_no_text_engine() -> None:
    """`import sampler.detect` loads no Presidio, no spaCy and no list: most commands never read text."""
    code = (
        "import sys, sampler.detect; print([m for m in sys.modules if m.startswith(('presidio', 'spacy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_presidio_is_refused_and_texts_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts need no extra; what plugs into Presidio is refused with the command that helps."""
    monkeypatch.delitem(sys.modules, "sampler.detect.analyzer", raising=False)
    monkeypatch.setattr("sampler.detect.analyzer", None, raising=False)
    monkeypatch.setitem(sys.modules, "sampler.detect.analyzer", None)
    monkeypatch.delattr("sampler.detect.analyzer", raising=False)
    assert len(find_spans(["Merci Mathilde Garnier"], "fr")[0]) == 1
    for refused in (surrogate_operator, lambda: recognizers("fr")):
        with pytest.raises(MissingExtraError) as answer:
            refused()
        assert answer.value.hints == ("pip install 'presales-sampler[detect]'",)


def test_our_recognizers_serve_an_engine_of_ones_own() -> None:
    """A Presidio recognizer of ours gives the spans and types of `find_spans`, those asked for only."""
    text = "Merci Mathilde Garnier, marie@acme.example"
    recognizer = recognizers("fr")[0]
    results = recognizer.analyze(text, ["PERSON", "EMAIL_ADDRESS"], None)
    assert {(result.entity_type, text[result.start : result.end]) for result in results} == {
        ("PERSON", "Mathilde Garnier"),
        ("EMAIL_ADDRESS", "marie@acme.example"),
    }
    assert [result.entity_type for result in recognizer.analyze(text, ["PERSON"], None)] == ["PERSON"]


def test_an_unknown_language_is_refused() -> None:
    """Only French and English are read; another language is a usage error, not silence."""
    with pytest.raises(UsageError):
        find_spans(["Hallo"], "de")


def test_language_is_guessed_by_function_words() -> None:
    """French and English texts are told apart; with nothing to go by, French."""
    assert guess_language(["le client a appelé pour sa commande"]) == "fr"
    assert guess_language(["the customer called about his order"]) == "en"
    assert guess_language(["", "123"]) == "fr"


def test_replacement_is_exact_on_neighbours() -> None:
    """Each disjoint span is replaced by its own answer, neighbours of one type too, the rest stays."""
    generator = random.Random(5)
    for _ in range(200):
        cuts = sorted(generator.sample(range(30), 8))
        text = "".join(generator.choice("ab é\n😀") for _ in range(30))
        spans = [Span(a, b, "PERSON", 0.5, "t") for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        expected, last = "", 0
        for span in spans:
            expected += text[last : span.start] + f"<{span.start}:{text[span.start : span.end]}>"
            last = span.end
        expected += text[last:]
        assert redact_spans(text, spans, lambda span, piece: f"<{span.start}:{piece}>") == expected


def test_the_operator_serves_an_engine_of_ones_own() -> None:
    """The class is a Presidio operator called `surrogate` that asks its parameter `replace`."""
    operator = surrogate_operator()()
    params = {"replace": lambda entity_type, text: f"{entity_type}:{len(text)}", "entity_type": "PERSON"}
    operator.validate(params)
    assert operator.operator_name() == "surrogate"
    assert operator.operate("Marie", params) == "PERSON:5"
    with pytest.raises(TypeError):
        operator.validate({})


def test_everything_that_is_offered_can_be_had() -> None:
    """Each name of `sampler.detect` loads when it is asked for; others are refused."""
    assert all(callable(getattr(sampler.detect, name)) for name in sampler.detect.__all__)
    assert not hasattr(sampler.detect, "no_such_name")
