"""Columns -> findings: rules over headers and counts, first one that fits, masking when in doubt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sampler.detect import patterns
from sampler.detect.checks import STRONG_CHECKS
from sampler.detect.headers import hint as header_hint
from sampler.detect.profile import Profile, profile
from sampler.model.finding import Finding, State

_MOST, _HALF, _SOME, _TRACE = 0.8, 0.5, 0.3, 0.02
_SURE_TYPES = {"LAST_NAME", "FIRST_NAME"}
_NAME_TYPES = {"LAST_NAME", "FIRST_NAME", "PERSON"}
_CHECK_NAMES = {entity_type: name for entity_type, name, _ in STRONG_CHECKS}
# What a header of this type needs from its values: any of these properties, for half of them.
_NEEDS: dict[str, tuple[str, ...]] = {
    "EMAIL_ADDRESS": ("at sign",),
    "PHONE_NUMBER": ("six digits",),
    "POSTCODE": ("post shape",),
    "CITY": ("lettered",),
    "ADDRESS": ("lettered",),
    "BIRTH_DATE": ("date", "compact date", "year"),
    "FR_NIR": ("six digits",),
    "FR_SIREN": ("six digits",),
    "FR_SIRET": ("six digits",),
    "FR_VAT": ("six digits",),
    "IBAN_CODE": ("six digits",),
    "FR_RIB": ("six digits",),
    "CREDIT_CARD": ("four digits",),
    "IP_ADDRESS": ("four digits",),
    "MAC_ADDRESS": ("lettered",),
    "URL": ("lettered",),
    "USERNAME": ("lettered",),
    "ORGANIZATION": ("lettered",),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a column."""

    state: State
    entity_type: str | None
    confidence: float
    evidence: tuple[str, ...]
    text: bool = False


Rule = Callable[[Profile], Judgement | None]


def classify_columns(table: Mapping[str, Sequence[str | None]], language: str | None = None) -> list[Finding]:
    """Judge every column of `table` (label -> cells) from its header and its distinct values.

    `language` decides words that mean different things ("note" is a mark in French, a remark in English).
    Evidence is fixed words and counts, never a value. References between tables are found by
    `keys.references`.
    """
    return [_classify(label, cells, language) for label, cells in table.items()]


def _classify(label: str, cells: Sequence[str | None], language: str | None) -> Finding:
    counted = profile(cells, header_hint(label), language)
    judged = next(found for rule in _RULES if (found := rule(counted)) is not None)
    key = counted.unique and _id_like(counted, judged)
    if key and judged.state is not State.PERSONAL:
        # Clear or unknown, but the rows are told apart by it: joins may depend on it.
        judged = Judgement(State.PERSONAL, "ID", 0.7, ("unique",))
    elif key:
        judged = Judgement(
            judged.state, judged.entity_type, judged.confidence, (*judged.evidence, "unique"), judged.text
        )
    return Finding(
        label, judged.state, judged.entity_type, judged.confidence, judged.evidence,
        key, judged.text, counted.distinct, counted.filled, counted.rows,
    )  # fmt: skip


def _id_like(counted: Profile, judged: Judgement) -> bool:
    if judged.text or counted.hint in ("clear:measure", "clear:date"):
        return False
    if judged.state is State.PERSONAL:
        return judged.entity_type in (
            "ID",
            "USERNAME",
            "EMAIL_ADDRESS",
            "FR_NIR",
            "FR_SIREN",
            "FR_SIRET",
            "FR_VAT",
        )
    if judged.state is State.UNKNOWN:
        return counted.share("two words") < 0.1  # noqa: PLR2004 - single words that tell the rows apart
    dated = counted.share("date") >= _HALF
    whole = counted.share("integer") == 1.0
    return whole or (counted.share("code") >= _MOST and counted.share("decimal") < _HALF and not dated)


def _personal(entity_type: str | None, confidence: float, *evidence: str) -> Judgement:
    return Judgement(State.PERSONAL, entity_type, confidence, evidence)


def _clear(confidence: float, *evidence: str, entity_type: str | None = None) -> Judgement:
    return Judgement(State.CLEAR, entity_type, confidence, evidence)


def _of(counted: Profile, name: str, words: str) -> str:
    """A count as evidence: "98 % of 214 distinct are dates"."""
    return f"{int(100 * counted.share(name))} % of {len(counted.sample)} distinct {words}"


def _empty(counted: Profile) -> Judgement | None:
    return None if counted.filled else _clear(1.0, "empty")


def _proved(counted: Profile) -> Judgement | None:
    """A check with a key or an unmistakable shape decides, whatever the header says."""
    if not counted.passed or counted.share("barcode") >= _MOST:
        return None
    best = max(counted.passed, key=lambda entity_type: counted.passed[entity_type])
    share = counted.share(best)
    needed = _SOME if counted.hint == best else _MOST
    if best == "FR_SIREN" and counted.hint == "clear:measure":
        return None
    if share < needed:
        return None
    evidence = _of(counted, best, f"pass the {_CHECK_NAMES[best]} check")
    words = ("header word", evidence) if counted.hint == best else (evidence,)
    return _personal(best, min(1.0, 0.5 + share / 2), *words)


def _texts(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Free text: sentences, nested data, or cells of several words with identifiers inside."""
    if counted.hint == "text" and counted.language == "fr" and counted.share("decimal") >= _MOST:
        return None  # "note" is a mark
    if counted.share("nested") >= _SOME:
        return Judgement(State.PERSONAL, None, 0.9, (_of(counted, "nested", "hold nested data"),), text=True)
    named = counted.share("full name") >= _HALF or counted.share("address") >= _HALF
    if named and counted.hint != "text":
        return None
    words = counted.share("two words")
    if (
        counted.hint == "text"
        and words >= _TRACE
        and counted.share("date") < _HALF
        and counted.share("decimal") < _HALF
    ):
        return Judgement(State.PERSONAL, None, 0.95, ("header word", "free text"), text=True)
    long = counted.share("long")
    typed = counted.hint in _NEEDS or counted.hint in _NAME_TYPES
    if long >= (_HALF if typed else 0.1) and not (
        counted.few and counted.hint is not None and counted.hint.startswith("clear:")
    ):
        evidence = _of(counted, "long", "are sentences or long texts")
        return Judgement(State.PERSONAL, None, 0.8, (evidence,), text=True)
    identifiers = sum(counted.passed.values()) / len(counted.sample)
    if words >= 0.1 and _TRACE <= identifiers < _MOST and not typed:  # noqa: PLR2004 - a tenth has several words
        return Judgement(State.PERSONAL, None, 0.7, ("identifiers among texts",), text=True)
    return None


def _closed_sets(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Civilities, genders, countries, booleans: closed sets that say little of a person by themselves."""
    if counted.hint == "TITLE" and counted.share("civility") >= _MOST:
        return _clear(0.9, "header word", "closed set of civilities", entity_type="TITLE")
    if (
        counted.share("civility") == 1.0
        and counted.share("digitless") == 1.0
        and counted.hint not in _NAME_TYPES
    ):
        if counted.hint == "GENDER":
            return _clear(0.9, "header word", "closed set of genders", entity_type="GENDER")
        if counted.distinct > 1 or counted.few:
            return _clear(0.8, "closed set of civilities", entity_type="TITLE")
    if counted.hint == "GENDER" and counted.share("gender") >= _MOST:
        return _clear(0.9, "header word", "closed set of genders", entity_type="GENDER")
    if counted.share("boolean") == 1.0 and counted.distinct <= 2 and counted.hint not in ("ID", "SECRET"):  # noqa: PLR2004 - two sides
        return _clear(0.95, "boolean")
    if counted.hint == "COUNTRY" and counted.distinct <= 250 and counted.share("digitless") >= _MOST:  # noqa: PLR2004 - countries of the world
        return _clear(0.8, "header word", "names or codes of countries", entity_type="COUNTRY")
    return None


def _headed(counted: Profile) -> Judgement | None:
    """The header names a type and the values can be of it."""
    if (
        counted.hint is None
        or counted.hint == "text"
        or counted.hint.startswith("clear:")
        or counted.hint in ("GENDER", "TITLE", "COUNTRY")
    ):
        return None
    if counted.hint in _NAME_TYPES:
        return _headed_name(counted)
    if counted.hint == "ID":
        return _headed_id(counted)
    if counted.hint == "SECRET":
        plain = counted.share("date") >= _HALF or counted.share("boolean") == 1.0
        return None if plain else _personal("SECRET", 0.85, "header word")
    needs = _NEEDS[counted.hint]
    share = max(counted.share(need) for need in needs)
    if share < _SOME or (counted.hint == "BIRTH_DATE" and share < _HALF):
        return None
    return _personal(
        counted.hint,
        0.5 + share / 2 - 0.05,
        "header word",
        _of(counted, max(needs, key=counted.share), "have its shape"),
    )


def _headed_name(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    if counted.share("organization") >= _SOME:
        return _personal(
            "ORGANIZATION", 0.8, "header word", _of(counted, "organization", "hold a legal form")
        )
    if counted.share("digitless") < _HALF:
        return None
    listed = _of(counted, "any name", "are in the lists of names")
    full, given, surname = (counted.share(name) for name in ("full name", "given name", "surname"))
    if counted.hint in _SURE_TYPES:
        if full >= _HALF and full > max(given, surname):
            return _personal("PERSON", 0.9, "header word", _of(counted, "full name", "are full names"))
        return _personal(counted.hint, 0.8 + 0.2 * counted.share("any name"), "header word", listed)
    if max(full, given, surname) < _SOME:
        # "contact", "name": anything may stand there; rare names must not be taken for a category.
        return (
            None
            if counted.few and counted.share("any name") < _SOME
            else _personal("PERSON", 0.5, "header word", listed)
        )
    if full >= max(given, surname) / 2:
        return _personal("PERSON", 0.9, "header word", _of(counted, "full name", "are full names"))
    entity_type = "FIRST_NAME" if given > surname else "LAST_NAME"
    return _personal(entity_type, 0.85, "header word", listed)


def _headed_id(counted: Profile) -> Judgement | None:
    if counted.share("date") >= _HALF or counted.share("two words") >= _HALF:
        return None
    if counted.share("full name") >= _HALF or counted.share("given name") >= _HALF:
        return None
    if counted.share("login") >= _HALF and counted.share("integer") < _TRACE:
        return _personal("USERNAME", 0.8, "header word", _of(counted, "login", "have the shape of a login"))
    fractions = counted.share("decimal") - counted.share("integer")
    return None if fractions > _TRACE else _personal("ID", 0.85, "header word")


def _named(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Names, towns, addresses and logins that only the lists know: no word in the header."""
    against = counted.hint is not None and counted.hint.startswith("clear:")
    bar = 0.9 if against else _HALF
    if counted.share("full name") >= bar and counted.share("organization") < _HALF:
        return _personal("PERSON", 0.9, _of(counted, "full name", "are full names"))
    if counted.share("address") >= bar:
        return _personal("ADDRESS", 0.85, _of(counted, "address", "have the shape of an address"))
    if counted.share("organization") >= (_MOST if against else _SOME):
        return _personal("ORGANIZATION", 0.7, _of(counted, "organization", "hold a legal form"))
    if against and counted.few:
        return None
    given, surname, commune = (counted.share(name) for name in ("given name", "surname", "commune"))
    best = max(given, surname, commune)
    if best >= max(bar, 0.6) and counted.share("digitless") >= _MOST:
        enough = {"given name": 2, "surname": 4, "commune": 3}
        name = (
            "given name"
            if given >= max(surname, commune) - 0.1
            else ("commune" if commune >= surname else "surname")
        )
        if counted.count(name) >= enough[name]:
            entity_type = {"given name": "FIRST_NAME", "surname": "LAST_NAME", "commune": "CITY"}[name]
            words = {"given name": "in the list of first names", "surname": "in the list of surnames"}
            return _personal(
                entity_type, 0.5 + best / 2 - 0.1, _of(counted, name, f"are {words.get(name, 'communes')}")
            )
    if counted.share("login") >= 0.6 and counted.count("login") > 2:  # noqa: PLR2004 - two look-alikes prove nothing
        return _personal("USERNAME", 0.75, _of(counted, "login", "have the shape of a login"))
    return None


def _places_and_births(counted: Profile) -> Judgement | None:
    """Postcodes and dates of birth that no header word tells."""
    if counted.share("postcode") >= 0.95 and counted.count("leading zero") and counted.hint is None:  # noqa: PLR2004 - nearly all
        return _personal("POSTCODE", 0.75, _of(counted, "postcode", "have the shape of a postcode"))
    old = counted.share("old date")
    if old >= _MOST and counted.count("old date") > 2:  # noqa: PLR2004 - two dates prove nothing
        return _personal("BIRTH_DATE", 0.7, _of(counted, "old date", "are dates of long ago"))
    return None


def _numbers(counted: Profile) -> Judgement | None:  # noqa: PLR0911 - a list of cases, each with its answer
    """Barcodes, dates and numbers are clear; long runs of digits and codes with leading zeros are not."""
    if counted.share("barcode") >= _MOST:
        return _clear(0.85, _of(counted, "barcode", "are barcodes"))
    if counted.share("date") >= 0.98:  # noqa: PLR2004 - nearly all
        return _clear(0.9, _of(counted, "date", "are dates"))
    dated = counted.hint in ("clear:date", "BIRTH_DATE") and counted.share("compact date") >= _MOST
    if dated:
        return _clear(0.8, "header word", _of(counted, "compact date", "are dates"))
    if counted.share("decimal") < 0.98:  # noqa: PLR2004 - nearly all
        return None
    doubtful = counted.share("long integer") >= _TRACE or counted.share("leading zero") >= _TRACE
    if counted.share("integer") == 1.0:
        if doubtful and counted.hint != "clear:measure":
            return None
        return _clear(0.85, "whole numbers")
    return None if doubtful and counted.hint is None else _clear(0.9, "decimal numbers")


def _categories(counted: Profile) -> Judgement | None:
    """A small set of short values, none of which a detector takes for personal."""
    classed = counted.hint in ("clear:class", "clear:measure", "clear:date") and counted.distinct <= 60  # noqa: PLR2004 - short lists
    if not counted.few and not classed:
        return None
    if counted.hint is None and (counted.filled < 8 * counted.distinct or counted.share("surname") >= _SOME):
        return None  # rare names repeat too: without a header word, a category shows by many repeats
    if counted.count("full name") or (counted.count("given name") and counted.hint is None):
        return None
    if max((len(value) for value in counted.sample), default=0) > 60:  # noqa: PLR2004 - a label, not a sentence
        return None
    if any(hit.score > 0.5 for value in counted.sample for hit in patterns.search(value)):  # noqa: PLR2004 - more than weak
        return None
    words = ("header word",) if classed else ()
    return _clear(0.8, *words, f"{counted.distinct} distinct values in {counted.filled} cells")


def _things(counted: Profile) -> Judgement | None:
    """Names of products and the like: several words may hold a person's name, so they are read as text."""
    if counted.hint == "clear:thing" and counted.share("two words") >= 0.1:  # noqa: PLR2004 - a tenth has several words
        return Judgement(State.PERSONAL, None, 0.5, ("header word", "labels of several words"), text=True)
    return None


def _mixed(counted: Profile) -> Judgement | None:
    """Some values prove a type, others don't: the type with most evidence, since the rest hides as well."""
    if not counted.passed or counted.share("barcode") >= _MOST:
        return None
    best = max(counted.passed, key=lambda entity_type: counted.passed[entity_type])
    weak = best in ("FR_SIREN", "CREDIT_CARD", "FR_NIR", "PHONE_NUMBER") and counted.share("decimal") >= _HALF
    if counted.share(best) < (_HALF if weak else _TRACE):
        return None
    return _personal(best, 0.5, _of(counted, best, f"pass the {_CHECK_NAMES[best]} check"), "mixed values")


def _unknown(_: Profile) -> Judgement | None:
    return Judgement(State.UNKNOWN, None, 0.0, ("no evidence",))


# In this order; the first rule that answers decides.
_RULES: tuple[Rule, ...] = (
    _empty,
    _closed_sets,
    _proved,
    _texts,
    _headed,
    _named,
    _places_and_births,
    _mixed,
    _numbers,
    _categories,
    _things,
    _unknown,
)
