"""The message catalogues: complete, equal in shape, and free of words that must not be used."""

import ast
import re
from importlib import resources
from string import Formatter

import pytest
from babel.messages.catalog import Message

from sampler.custody import ending_words
from sampler.custody.declaring import MEDIA, PROTECTIONS
from sampler.destroy import certify
from sampler.documents.catalogue import LANGUAGES, read_catalogue, translator
from sampler.duties.incidents import ENTRIES
from sampler.errors import UsageError
from sampler.model.certificate import Claim
from sampler.model.manifest import RESTRICTIONS
from sampler.policy.acts import DATA_ACTS, ROLES
from sampler.report.destruction import SHOWN
from sampler.surrogates.entity_types import ENTITY_TYPES

FORBIDDEN = re.compile(
    r"securely wiped|irrecoverabl|irr[ée]cup[ée]rabl|anonymi[sz]|\bpurg"
    r"|effacement s[ée]curis[ée]|800-88 compliant",
    re.IGNORECASE,
)


def messages(lang: str) -> dict[str, Message]:
    """The catalogue by key, without its header."""
    found = {m.id if isinstance(m.id, str) else m.id[0]: m for m in read_catalogue(lang)}
    return {key: message for key, message in found.items() if key}


def sentences(message: Message) -> tuple[str, ...]:
    """All plural forms of a message."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def placeholders(message: Message) -> set[str]:
    """The names in braces, in any plural form."""
    return {
        name for text in sentences(message) for _, name, _, _ in Formatter().parse(text) if name is not None
    }


def test_both_languages_say_the_same_things() -> None:
    """The catalogues hold the same keys, plurals and placeholders, and nothing is empty or unsure."""
    english, french = messages("en"), messages("fr")
    assert list(english) == list(french)
    for key, message in english.items():
        other = french[key]
        assert placeholders(message) == placeholders(other), key
        assert message.pluralizable == other.pluralizable, key
        assert all(sentences(message)), key
        assert all(sentences(other)), key
        assert not message.fuzzy, key
        assert not other.fuzzy, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_catalogue_claims_too_much(lang: str) -> None:
    """No document says wiped, irrecoverable, anonymised or purged."""
    for key, message in messages(lang).items():
        for sentence in sentences(message):
            assert not FORBIDDEN.search(sentence), key


def test_french_spaces_do_not_break() -> None:
    """No line may begin with a French colon, semicolon or closing quotation mark."""
    for key, message in messages("fr").items():
        for sentence in sentences(message):
            assert not re.search(r" [:;!?»]|« ", sentence), key
            assert "'" not in sentence, key


@pytest.mark.parametrize("name", ["page", "portfolio"])
def test_the_templates_hold_no_words_of_their_own(name: str) -> None:
    """Everything a reader sees comes from a catalogue or a model, so both languages are whole."""
    page = resources.files("sampler.documents").joinpath("templates", f"{name}.html").read_text("utf-8")
    body = page[page.index("<body>") :]
    shown = re.sub(r"\{[{%].*?[}%]\}|<[^>]*>", " ", body)
    assert not re.findall(r"[^\W\d_]{2,}", shown)


def test_every_key_that_the_code_names_exists() -> None:
    """A layout asks for no key that the catalogues lack."""
    known = set(messages("en"))
    for file in resources.files("sampler.documents").iterdir():
        if not file.name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"words", "words.count"}:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    assert key.value in known, (file.name, key.value)


def test_dates_and_numbers_follow_the_language() -> None:
    """Dates are in words and numbers are grouped as each language does."""
    french, english = translator("fr"), translator("en")
    assert french.day("2027-01-31") == "31 janvier 2027"
    assert english.day("2027-01-31") == "31 January 2027"
    assert french.moment("2027-01-31T14:05:00Z") == "31 janvier 2027 à 14:05 UTC"
    assert french.number(1234567) == "1\u202f234\u202f567"
    assert english.number(1234567) == "1,234,567"
    assert french.size(48_211_004) == "48,2\u202fMo"
    assert english.size(512) == "512 bytes"
    assert english.size(0) == "0 bytes"
    assert french.count("copies", 0) == "0 copie"
    assert english.count("copies", 0) == "0 copies"
    assert english.size(2**53 - 1) == "9,007.2 TB"


def test_unknown_words_and_languages() -> None:
    """An unknown word of the registry is shown as it is; a missing key is a bug; no third language."""
    words = translator("fr")
    assert words.term("medium", "vault") == "coffre"
    assert (
        words.term("reason", "ragged row 1700")
        == "la ligne 1700 n\N{RIGHT SINGLE QUOTATION MARK}a pas le même nombre de cellules"
    )
    assert words.term("reason", "rows 1 and 2") == "rows 1 and 2"
    assert words.term("medium", "carrier pigeon") == "carrier pigeon"
    with pytest.raises(LookupError, match="no such"):
        words("no such key")
    with pytest.raises(UsageError):
        translator("de")


def test_braces_in_a_value_are_text() -> None:
    """A value is put in once and never read as a pattern."""
    assert "{why} {0.__class__}" in translator("en")("gap", what="{why} {0.__class__}", why="x")


def test_the_fixed_words_of_other_rooms_are_translated() -> None:
    """A French page has no English evidence, gap, restriction or act in it."""
    evidence = {v for name, v in vars(ending_words).items() if name.isupper() and isinstance(v, str)}
    groups = {
        "evidence": evidence - set(Claim),
        "gap-what": {what for what, _ in certify.GAPS},
        "gap-why": {why for _, why in certify.GAPS},
        "restriction": set(RESTRICTIONS),
        "act": {*SHOWN, "report.compliance"},
        "entity": set(ENTITY_TYPES),
        "role": set(ROLES),
        "grant-act": {*DATA_ACTS, "any"},
        "entry": {*ENTRIES, "notified-again"},
        "protection": set(PROTECTIONS),
        "medium": set(MEDIA),
    }
    french = set(messages("fr"))
    missing = {f"{group}.{word}" for group, words in groups.items() for word in words} - french
    assert not missing
