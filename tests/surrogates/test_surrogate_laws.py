"""Laws that hold for every entity type."""

import pickle
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.errors import IntegrityError
from sampler.surrogates import Dictionary, Surrogates, fold, normalise
from sampler.surrogates.entity_types import ENTITY_TYPES
from sampler.surrogates.lists import pools_digest

SAMPLES = {  # the first of each is of its type
    "PERSON": ["Marie DUPONT", "Dupont, Marie", "M. Le Goff", "Mme Zoé Xylandre", "J.-P. Martin", "王伟"],
    "FIRST_NAME": ["Marie", "JEAN-PIERRE", "Zorblatine", "J.", "Anne Sophie"],
    "LAST_NAME": ["Dupont", "LE GOFF", "O'Brien", "McDonald", "Dupont-Durand", "Zgrbl", "Le", "d'Artagnan"],
    "EMAIL_ADDRESS": [
        "marie.dupont@gmail.com",
        "mdupont@acme.fr",
        "Marie Dupont <m.dupont@x.fr>",
        "a@@b",
        "x",
    ],
    "USERNAME": ["mdupont", "marie_d42", "admin"],
    "PHONE_NUMBER": [
        "06 12 34 56 78",
        "+44 7911 123456",
        "+1 212 555 1234",
        "+49 30 123456",
        "0639980001",
        "36",
    ],
    "FR_NIR": ["1 85 05 78 006 084 91", "2850520006084", "123"],
    "FR_SIREN": ["552 008 443", "123456789"],
    "FR_SIRET": ["55200844300012", "552 008 443 00013"],
    "FR_VAT": ["FR40303265045", "DE123456789"],
    "IBAN_CODE": [
        "FR7630006000011234567890189",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "FR00",
    ],
    "FR_RIB": ["30006 00001 12345678901 89"],
    "CREDIT_CARD": ["4111 1111 1111 1111", "378282246310005", "4000001234567899"],
    "ADDRESS": ["12 bis rue de la Paix, 75002 Paris", "10 Downing Street, London", "1 place Foch"],
    "POSTCODE": ["23000", "75011", "SW1A 2AA", "1000"],
    "CITY": ["Paris", "Guéret", "Springfield", "PARIS CEDEX 08"],
    "FR_INSEE": ["23096", "2A004", "99999"],
    "DATE_TIME": ["2024-03-12 10:30:00", "12/03/2024", "hier"],
    "BIRTH_DATE": ["12/03/1990", "1990-03-12", "12 mars 1990", "31/02/1990"],
    "IP_ADDRESS": ["192.168.1.1", "fe80::1", "203.0.113.7", "999.1.1.1"],
    "MAC_ADDRESS": ["00:1B:44:11:3A:B7", "001b.4411.3ab7"],
    "URL": ["https://www.acme.fr/marie?id=4", "ftp://x", "not a url"],
    "ORGANIZATION": ["ACME SAS", "SAS", "Plomberie Dupont & Fils"],
    "SECRET": ["sk_live_abc123"],
    "ID": ["CLI-00123", "1042", "Jean-42", "550e8400-e29b-41d4-a716-446655440000", "A1", "é"],
    "COUNTRY": ["France", "Royaume-Uni"],
    "GENDER": ["femme", "homme"],
    "TITLE": ["Madame", "Docteur"],
}
KEY, OTHER = b"k" * 32, b"o" * 32
PEOPLE = [("Marie", "Dupont"), ("Jean-Pierre", "Le Goff"), ("Zorblatine", "Zgrbl")]
DICTIONARY = Dictionary.learn([first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE)
SURROGATES = Surrogates(KEY, DICTIONARY)
CASES = [(kind, value) for kind, values in SAMPLES.items() for value in values]


def one(kind: str, value: str, surrogates: Surrogates = SURROGATES) -> str:
    """The surrogate of one value."""
    (new,) = surrogates.apply(kind, [value])
    assert new is not None
    return new


def test_the_list_of_types_is_what_is_mapped() -> None:
    """Every type of the closed list has laws to keep here, and the engine maps these and no other."""
    assert set(SAMPLES) == set(ENTITY_TYPES)
    assert SURROGATES._mappers.keys() | SURROGATES._lanes.keys() == set(ENTITY_TYPES)
    assert len(set(ENTITY_TYPES)) == len(ENTITY_TYPES)


@pytest.mark.parametrize("kind", ENTITY_TYPES)
def test_a_value_of_its_type_has_a_surrogate_of_its_type(kind: str) -> None:
    """What is of its type is no fallback; its surrogate is of the type too, and can be mapped again."""
    surrogates = Surrogates(KEY, DICTIONARY)
    first = one(kind, SAMPLES[kind][0], surrogates)
    assert one(kind, first, surrogates)
    assert not surrogates.fallbacks


@pytest.mark.parametrize(("kind", "value"), CASES)
def test_a_surrogate_is_deterministic_and_differs(kind: str, value: str) -> None:
    """The same key and value give the same surrogate, which is not the value after normalisation."""
    new = one(kind, value)
    assert new == one(kind, value, Surrogates(KEY, DICTIONARY))
    assert normalise(kind, new) != normalise(kind, value)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_another_key_gives_other_surrogates(kind: str) -> None:
    """Two deals share no mapping of a column."""
    assert SURROGATES.apply(kind, SAMPLES[kind]) != Surrogates(OTHER, DICTIONARY).apply(kind, SAMPLES[kind])


@pytest.mark.parametrize("kind", ENTITY_TYPES)
def test_empty_cells_stay(kind: str) -> None:
    """None, the empty string and white space are no values; outer spaces stay around a value."""
    assert SURROGATES.apply(kind, [None, "", "  "]) == [None, "", "  "]
    assert one(kind, "  AB12 ").startswith("  ")
    assert one(kind, "  AB12 ").endswith(" ")


@pytest.mark.parametrize("kind", ENTITY_TYPES)
@given(value=st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_a_type_or_passes_through(kind: str, value: str) -> None:
    """Whatever stands in a cell is masked, unless it has no letter and no digit but 0."""
    new = one(kind, value) if value else value
    if any(sign in string.ascii_letters + "123456789" for sign in value):
        assert new != value


@pytest.mark.parametrize("kind", ENTITY_TYPES)
@given(value=st.text(alphabet="0123456789 +-.@/:,aAéFR", max_size=24))
@settings(max_examples=60, deadline=None)
def test_near_misses_are_masked(kind: str, value: str) -> None:
    """Values that look almost like their type are masked too."""
    new = one(kind, value) if value else value
    if any(sign in "123456789aAFR" for sign in value):
        assert new != value


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "PHONE_NUMBER",
            ["0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "+33612345678"],
        ),
        ("PHONE_NUMBER", ["0612345678", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "0033612345678"]),
        ("EMAIL_ADDRESS", ["Marie.Dupont@Gmail.com", "marie.dupont@gmail.com", "MARIE.DUPONT@GMAIL.COM"]),
        ("LAST_NAME", ["Lefèvre", "LEFEVRE", "lefevre", " Lefèvre "]),
        ("CITY", ["Guéret", "GUERET", "gueret"]),
        ("CITY", ["Saint-Étienne", "ST ETIENNE", "St-Etienne"]),
        ("FR_NIR", ["1 85 05 78 006 084 91", "185057800608491", "1850578006084"]),
        ("IBAN_CODE", ["FR7630006000011234567890189", "fr76 3000 6000 0112 3456 7890 189"]),
        ("BIRTH_DATE", ["12/03/1990", "1990-03-12", "12 mars 1990", "12.3.1990", "19900312"]),
        ("IP_ADDRESS", ["fe80::1", "FE80:0::0001"]),
    ],
)
def test_equal_values_have_equal_surrogates(kind: str, values: list[str]) -> None:
    """Two spellings of one value become two spellings of one surrogate."""
    assert len({normalise(kind, value) for value in values}) == 1
    assert len({fold(normalise(kind, one(kind, value))) for value in values}) == 1


def test_fallbacks_are_counted() -> None:
    """A value that is not of its type is masked as a token and counted once."""
    surrogates = Surrogates(KEY, Dictionary())
    surrogates.apply("FR_SIREN", ["552008443", "nonsense", "nonsense"])
    assert surrogates.fallbacks == {"FR_SIREN": 1}


def test_other_lists_are_refused() -> None:
    """A dictionary made with other name lists would remap people: it is refused."""
    with pytest.raises(IntegrityError):
        Surrogates(KEY, Dictionary(pools="sha256:other"))


def test_dictionary_round_trip() -> None:
    """A dictionary survives JSON, and a merge never changes what it has."""
    frozen = DICTIONARY.with_bumps({("FR_SIREN", "552008443"): 3})
    assert Dictionary.from_json(frozen.to_json()) == frozen
    later = Dictionary(given={"marie": "M", "luc": "M"}, people={("m", "dupont"): "marc"})
    merged = frozen.merged(later)
    assert merged.given["marie"] == "F"
    assert merged.given["luc"] == "M"
    assert merged.people["m", "dupont"] == "marie"
    assert merged.pools == pools_digest()


def test_damaged_dictionary_is_refused() -> None:
    """Damaged JSON says so without showing what it holds."""
    with pytest.raises(IntegrityError, match="damaged"):
        Dictionary.from_json('{"given": 1}')


@pytest.mark.parametrize(("kind", "value"), [(k, v) for k, v in CASES if v.isascii()])
def test_surrogates_fit_windows_files(kind: str, value: str) -> None:
    """Surrogates of plain values can be written in Windows-1252."""
    assert one(kind, value).encode("cp1252")


def test_surrogates_travel_to_worker_processes() -> None:
    """A pickled copy maps as the original does."""
    copy = pickle.loads(pickle.dumps(Surrogates(KEY, DICTIONARY)))  # noqa: S301 - our own bytes
    assert copy.apply("PERSON", ["Marie Dupont"]) == SURROGATES.apply("PERSON", ["Marie Dupont"])
