"""Identifiers: announced by a word in any shape, bare by their key, and look-alikes that are nobody's."""

import socket
import time

import pytest

from sampler.detect import classify_columns, find_spans
from sampler.detect.values import patterns

# "|" marks where the value begins and ends, "⏎" a line end; after ">" stands its type.
ANNOUNCED = """
N° de sécurité sociale : |1.85.05.78.006.084.91| > FR_NIR
nir |2 92 03 2b 123 456 12| > FR_NIR
|1 85 05 78 006 084 91| (numéro de sécu) > FR_NIR
numSiret=|80295478500028| > FR_SIRET
SIRET⏎|802 954 785 00028| > FR_SIRET
SIRET:|80295478500028| > FR_SIRET
SIRET |732 829 32O OOO74| > FR_SIRET
RCS Paris |802 954 785| > FR_SIREN
n° TVA : |fr40303265045| > FR_VAT
IBAN: |FR76-3000-6000-0112-3456-7890-189| > IBAN_CODE
RIB : |30006 00001 12345678901 89| > FR_RIB
CB n° |4970 1012 3456 7893| exp 12/26 > CREDIT_CARD
RPPS : |10921400759| > FR_RPPS
FINESS |750712184| > FR_FINESS
ADELI |751234567| > FR_ADELI
passeport français no. |12ab34567| > FR_PASSPORT
|12AB34567| (passeport) > FR_PASSPORT
Carte nationale d'identité n° |8806 9231 0285| > FR_CNI
CNIe |D2H6862M2| > FR_CNI
permis de conduire n° |880469100012| > FR_DRIVING_LICENCE
n° fiscal : |30 23 217 600 053| > FR_TAX_ID
Identifiant national étudiant : |996495549EA| > FR_INE
INE |1234567890a| > FR_INE
N° NUMEN : |14R1712545DLV| > FR_NUMEN
titre de séjour n° |9912345678| > FR_FOREIGNER_NUMBER
plaque |ab 123 cd| > FR_LICENSE_PLATE
véhicule immatriculé |1234 AB 75| > FR_LICENSE_PLATE
Matricule |A-00458| > ID
n° étudiant |21804567| > ID
NI number: |AB123456C| > UK_NINO
NHS no |943 476 5919| > UK_NHS
sort code |20-00-00 55779911| > UK_BANK_ACCOUNT
SSN: |123456789| > US_SSN
Medicare |1EG4-TE5-MK73| > US_MBI
Steuer-ID |65929970489| > DE_TAX_ID
codice fiscale |RSSMRA85T10A562S| > IT_FISCAL_CODE
PESEL |44051401359| > PL_PESEL
hetu |131052-308T| > FI_PERSONAL_IDENTITY_CODE
tél : |06 12 34 56 78 poste 12| > PHONE_NUMBER
Call |(212) 555-0123| > PHONE_NUMBER
|+49 (0)30 901820| > PHONE_NUMBER
|jean (point) dupont (arobase) acme (point) fr| > EMAIL_ADDRESS
|"jean dupont"@acme.example| > EMAIL_ADDRESS
mot de passe : |azerty123!| > SECRET
postgres://admin:|s3cr3t|@db > SECRET
api_key = "|a1b2c3d4e5f6a7b8|" > SECRET
user=|jdupont| > USERNAME
/home/|jdupont|/x > USERNAME
né en |mars 85| > BIRTH_DATE
née le |premier avril mille neuf cent quatre-vingt-dix| > BIRTH_DATE
DOB: |03/12/1985| > BIRTH_DATE
|Appt 41⏎246 imp. bélier, appt 4⏎02220 Jouaignes| > ADDRESS
|12 bis, av. du Gal Leclerc, Bât B, 75012 PARIS CEDEX 12| > ADDRESS
|12 rue victor hugo 75002 paris| > ADDRESS
|Flat 3, 12 High St, Leeds LS1 4AB| > ADDRESS
|1600 Pennsylvania Ave NW, Washington, DC 20500| > ADDRESS
|Hauptstraße 12, 10115 Berlin| > ADDRESS
|48.85661, 2.35222| > GPS_COORDINATES
"""
CASES = ANNOUNCED.strip().splitlines()
BARE = """
1 85 05 78 006 084 91 > FR_NIR
73282932000074 > FR_SIRET
35600000000048 > FR_SIRET
732 829 320 > FR_SIREN
FR76 3000 6000 0112 3456 7890 189 > IBAN_CODE
4970 1012 3456 7893 > CREDIT_CARD
3023217600053 > FR_TAX_ID
FR40303265045 > FR_VAT
X1234567L > ES_NIE
12345678Z > ES_NIF
44051401359 > PL_PESEL
811228-9874 > SE_PERSONNUMMER
"""
NOBODY = """
Commande n° 732829320 expédiée
EAN 3017620422003
ISBN-10 0-306-40615-2
UUID 550e8400-e29b-41d4-a716-446655440000
version 2.10.4.1
v3.12.1 build 20240115
timestamp 1718000000000
commit 9fceb02d0ae598e95dc970b74767f19372d61af8
total 1 250 000,00 €
3 000 000 000 octets
tracking 1Z999AA10123456784
job 4444444444444444
loi du 6 janvier 1978
35 ans
127.0.0.1
std::vector<int>
https://docs.example/3/library/re.html
@Override public void run()
le mot de passe est obligatoire
mot de passe oublié
12 cours de français
la rue est fermée
utilisateur final
réf. AB-123-CD
"""


@pytest.mark.parametrize("case", CASES)
def test_a_word_announces_a_value_in_any_shape(case: str) -> None:
    """Glued, spaced, in small letters, on the next line, misread: the value is found whole, with its type."""
    marked, _, entity_type = case.rpartition(" > ")
    before, value, after = marked.replace("⏎", "\n").split("|")
    text = before + value + after
    spans = find_spans([text], "fr")[0]
    assert (value, entity_type) in [(text[span.start : span.end], span.entity_type) for span in spans]


@pytest.mark.parametrize("case", BARE.strip().splitlines())
def test_a_right_key_needs_no_word(case: str) -> None:
    """A number whose key is right is found bare, in a sentence or alone."""
    value, _, entity_type = case.partition(" > ")
    for text in (value, f"Voir {value} au dossier."):
        spans = find_spans([text], "fr")[0]
        assert [(text[span.start : span.end], span.entity_type) for span in spans] == [(value, entity_type)]


@pytest.mark.parametrize("text", NOBODY.strip().splitlines())
def test_numbers_of_things_are_nobodys(text: str) -> None:
    """Orders, barcodes, versions, moments, prices and the like are left alone, whatever their digits."""
    assert patterns.search(text) == []


def test_a_wrong_key_needs_a_word() -> None:
    """A run of digits whose key is wrong is nothing by itself, and masked where a word says what it is."""
    assert patterns.search("732829321") == []
    assert [span.entity_type for span in patterns.search("SIREN 732829321")] == ["FR_SIREN"]


SEEDS = [
    *("1", "1 ", "12 34 56 78 ", "0", "-", "@", "a.", "a@", "a@a.", "+3", "(", "(0", "rue ", "12 rue "),
    *("rue de la ", "nir ", "nir 1 ", "tel 06 ", "ne ", "né le 1 ", "mdp: ", "password is ", ":", "ab:", "."),
    *("1.1.", "http://a/", "www.a", "FR76 ", "AB12 ", "A1", "A ", '"', "<", "\n", "1/1/19", "48°51'", "1a"),
    *("lat: 1.123 ", "a at b ", "user a ", "12 The The The St ", "BP 12 ", "Bat A, ", "eyJabcdefgh.", "$2a$"),
    *("aAa", "siret OOOOOOO ", "/home/", "a wrote ", "-----BEGIN PRIVATE KEY-----", "(nir) ", "1-", "é"),
]


@pytest.mark.parametrize("seed", SEEDS)
def test_patterns_take_linear_time(seed: str) -> None:
    """100 kB made of what a pattern begins with take less than five seconds: nothing backtracks."""
    text = seed * (100_000 // len(seed))
    start = time.process_time()
    patterns.search(text)
    assert time.process_time() - start < 5


def test_detection_opens_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts and columns are judged with networking refused."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    assert find_spans(["Mme Dupont, +33 6 39 98 00 01, marie@acme.example"], "fr")[0]
    assert classify_columns({"tel": ["+33 6 39 98 00 01"] * 3, "site": ["www.acme.example"] * 3})


def test_invisible_signs_do_not_hide_a_number() -> None:
    """Right-to-left marks and zero-width signs inside an e-mail address or a number change nothing."""
    for value in (
        "ma\u200brie\u202e@acme.exa\u2060mple",
        "06\u200f 39\u200b98 00\ufeff 01",
        "8029\u200b5478500028",
    ):
        text = f"SIRET, mail, tel : {value} ok"
        assert value in [text[span.start : span.end] for span in find_spans([text], "fr")[0]]
