"""Counts over the distinct values of one column: checks they pass, lists that hold them, shapes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from stdnum import ean

from sampler.detect.columns import value_shapes
from sampler.detect.people.lexicon import evidence
from sampler.detect.people.logins import is_login
from sampler.detect.people.names import name_counts
from sampler.detect.shadow import shadow_of
from sampler.detect.values import checks, dates
from sampler.detect.values.addresses import is_address
from sampler.detect.values.labelled import KINDS, is_shaped
from sampler.detect.values.network import names_someone
from sampler.detect.values.places import is_commune
from sampler.detect.words import LEGAL_FORMS, ORDINARY, PARTICLES, STOP, word_set
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import postcodes

MOST_DISTINCT, _MOST_SHAPES = 2000, 300
_INTEGER = re.compile(r"[+-]?[0-9]+(?:[.,]0+)?")
_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:[ .,'][0-9]{3})+|[0-9]+)?(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?"
    r"[ ]?(?:€|\$|£|%|eur|usd)?",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[0-9@$]|://|www\.")
_WORDS = re.compile(r"[^\W\d_]+")
_TOKENS = re.compile(r"[\s,;/|&]+")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_/.#:][A-Za-z0-9]+)*")
_SMALL_TOKEN = re.compile(r"[a-z][a-z0-9._\-]{2,}")
_UUID = re.compile(r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE)
_VERSION = re.compile(
    r"v?[0-9]{1,4}(?:\.[0-9]{1,5}){2,3}(?:[.+\-]?[a-z0-9]{1,12})?|v[0-9]{1,3}(?:\.[0-9]{1,4})?",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"[0-9]{1,3}[ ]?(?:h|hr|hrs|min|mn|m|s|j|ms|d|jours?|days?|heures?|hours?|mois|months?|ans?"
    r"|years?)[ ]?(?:[0-9]{1,2}(?:[ ]?(?:min|mn|m|s))?)?",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"[\w()\- .]{1,80}\.(?:pdf|docx?|xlsx?|pptx?|csv|jpe?g|png|gif|svg|txt|zip|html?|xml|json|mp[34]|odt|ods"
    r"|log|py|js|sql|md)",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?[ ]?/[ ]?(?:5|10|20|40|50|100)")
_EPOCH = re.compile(r"1[0-9]{9}(?:\.[0-9]+|[0-9]{3})?")
_TIME = re.compile(r"[0-2]?[0-9][:hH][0-5][0-9](?::[0-5][0-9])?(?:[ ]?[ap]m)?", re.IGNORECASE)
_CUT_PHONE = re.compile(r"[67][0-9]{8}|33[1-79][0-9]{8}")
_TOKEN = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[\w+/=.\-]{16,512}")
_PASSWORD = re.compile(r"(?=.*[0-9!@#$%^&*?;:])(?=.*[a-z])(?=.*(?:[A-Z]|[!@#$%^&*?]))[^\s]{6,32}")
_SPECIAL_SHAPE = re.compile(
    r"@[\w-]+\.|://|^[A-Z][a-z]+[0-9]{0,2}$|^[A-Z]{1,4}[-_ ]?[0-9]+|^[0-9.,:/\-]+[A-Za-z]{0,2}$"
    r"|\.[a-z]{2,4}$"
)
_MIDNIGHT = re.compile(
    r"[ T]00:00(?::00(?:[.,]0+)?)?(?:Z|[ ]?\+00:?00)?\Z"
)  # what a date without a time is exported as
_HEX = re.compile(r"[0-9a-fA-F]{16,}")
_COUNTRIES = word_set(
    "france belgique suisse luxembourg allemagne espagne italie portugal maroc algerie tunisie senegal"
    " canada etats-unis usa"
    " royaume-uni uk pays-bas autriche pologne roumanie irlande danemark suede norvege finlande grece"
    " turquie chine japon inde"
    " bresil germany spain italy belgium switzerland netherlands austria poland ireland denmark sweden"
    " norway finland greece turkey"
    " china japan india brazil morocco algeria tunisia england scotland wales fr be ch de es it pt ma dz tn"
    " us gb nl lu at pl ro"
    " ie dk se no fi gr tr cn jp in br fra bel che deu esp ita gbr prt mexique mexico argentine monaco"
    " andorre cote-d'ivoire"
    " cameroun mali madagascar vietnam australie australia hongrie bulgarie croatie tchequie ukraine russie"
    " israel liban egypte",
)
_NESTED = re.compile(r"\s*(?:[\[{].*[\]}]|[aOs]:[0-9]+:.*|<\w.*>)\s*", re.DOTALL)
_BOOLEAN = word_set("0 1 oui non yes no true false vrai faux o n y t f x on off")
_CIVILITIES = word_set(
    "m mr mme mlle mrs ms miss dr pr monsieur madame mademoiselle docteur mx me maitre sir",
)
_GENDERS = word_set(
    "m f h w homme femme male female masculin feminin man woman garcon fille autre other nb x 1 2",
)
_FEW, _LISTED_GIVEN, _LISTED_SURNAME = 3, 100, 10
_LONG_WORDS, _LONG_TEXT, _MOST_CATEGORIES = 5, 60, 60


@dataclass(slots=True)
class Profile:
    """What was counted: `passed` and `seen` count distinct values of `sample`; `hint` is the header's.

    `shaped` counts the shapes of identifiers without a key; `running` says that the numbers just count the
    rows.
    """

    rows: int
    filled: int
    distinct: int
    sample: list[str]
    hint: str | None = None
    language: str | None = None
    passed: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    shaped: dict[str, int] = field(default_factory=dict)
    running: bool = False

    @property
    def unique(self) -> bool:
        """Two rows or more, all filled, all different."""
        return self.rows > 1 and self.filled == self.rows == self.distinct

    @property
    def few(self) -> bool:
        """A small set of values that repeat."""
        return self.distinct <= min(_MOST_CATEGORIES, self.filled // _FEW)

    def share(self, name: str) -> float:
        """Share of the sample that has the property or passes the check `name`."""
        return (self.seen.get(name, 0) or self.passed.get(name, 0)) / len(self.sample) if self.sample else 0.0

    def count(self, name: str) -> int:
        """How many distinct values have the property or pass the check."""
        return self.seen.get(name, 0) or self.passed.get(name, 0)


def profile(values: Sequence[str | None], hint: str | None = None, language: str | None = None) -> Profile:
    """Count over the distinct values (an even sample of at most 5,000)."""
    trimmed = [value.strip() if value else "" for value in values]
    distinct = dict.fromkeys(value for value in trimmed if value)
    step = -(-len(distinct) // MOST_DISTINCT) or 1
    sample = [shadow_of(value).text.strip() for value in list(distinct)[::step]]
    made = Profile(len(values), sum(1 for value in trimmed if value), len(distinct), sample, hint, language)
    made.passed = _strong(sample)
    for name, test in _PROPERTIES.items():
        made.seen[name] = sum(1 for value in sample if test(value))
    made.shaped = _shapes(sample)
    made.running = _is_running(trimmed)
    return made


_SHAPED_TYPES = (
    "FR_LICENSE_PLATE",
    "FR_INE",
    "UK_NINO",
    "FR_PASSPORT",
    "UK_VEHICLE_REGISTRATION",
    "US_MBI",
    "UK_DRIVING_LICENCE",
    "IT_FISCAL_CODE",
    "ES_NIF",
    "ES_NIE",
    "FI_PERSONAL_IDENTITY_CODE",
)
_SHAPED_KINDS = tuple(
    (name, kind) for name in _SHAPED_TYPES for kind in KINDS if kind.entity_type == name and kind.headers
)
_MIXED = re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9 .\-/]{7,20}")


def _shapes(sample: Sequence[str]) -> dict[str, int]:
    """How many values have the whole shape of an identifier of letters and digits; the first shape counts."""
    counts: dict[str, int] = {}
    for value in sample[:_MOST_SHAPES]:
        if _MIXED.fullmatch(value):
            name = next((name for name, kind in _SHAPED_KINDS if is_shaped(kind, value)), None)
            if name is not None:
                counts[name] = counts.get(name, 0) + 1
    # The first ones stand for all: an even sample was drawn already.
    whole = len(sample) / min(len(sample), _MOST_SHAPES) if sample else 1.0
    return {name: int(count * whole) for name, count in counts.items()}


def _is_running(values: Sequence[str]) -> bool:
    """Do the values count the rows from 0 or 1, one more in each?"""
    if len(values) < 2 or not all(  # noqa: PLR2004 - two rows at least
        value.isascii() and value.isdigit() and len(value) < 12  # noqa: PLR2004 - no long number
        for value in values
    ):
        return False
    first = int(values[0])
    return first <= 1 and all(int(value) == first + place for place, value in enumerate(values))


def _strong(sample: Iterable[str]) -> dict[str, int]:
    """How many values pass each check that proves its type; one value counts for its first type."""
    passed: dict[str, int] = {}
    for value in sample:
        if len(value) > 400 or not _SPECIAL.search(value):  # noqa: PLR2004 - no identifier is that long
            continue
        for entity_type, _, check in checks.STRONG_CHECKS:
            if check(value):
                passed[entity_type] = passed.get(entity_type, 0) + 1
                break
    return passed


def _name_tokens(value: str) -> list[str]:
    return [token for token in _TOKENS.split(fold(value).replace(".", " ").strip()) if token]


_INITIALLED = re.compile(r"[A-ZÀ-Þ]\.(?:[ -]?[A-ZÀ-Þ]\.)? ?([^\W\d_]{2,}(?:['\- ][^\W\d_]+)*)")


def _is_given(value: str) -> bool:
    tokens = _name_tokens(value)
    if not 1 <= len(tokens) <= 3 or any(token in STOP for token in tokens):  # noqa: PLR2004 - a double name, a particle
        return False
    return all(name_counts(token)[0] >= _LISTED_GIVEN and token not in ORDINARY for token in tokens)


def _is_surname(value: str) -> bool:
    folded = fold(value)
    tokens = [token for token in _name_tokens(value) if token not in PARTICLES]
    if not 1 <= len(tokens) <= 3 or any(token in STOP for token in tokens):  # noqa: PLR2004 - a double name, a particle
        return False
    if name_counts(folded.replace("-", " "))[1] >= _LISTED_SURNAME and folded not in ORDINARY:
        return True
    return all(name_counts(token)[1] >= _LISTED_SURNAME and token not in ORDINARY for token in tokens)


def _is_any_surname(value: str) -> bool:
    """As `_is_surname`, ordinary words and rare names included: for columns whose header speaks of names."""
    return any(name_counts(token)[1] or name_counts(token)[0] for token in _name_tokens(value))


def _is_full_name(value: str) -> bool:
    """Two to five words without digits, one a first name, another a surname (listed, or in capitals)."""
    initialled = _INITIALLED.fullmatch(value)
    if initialled is not None and name_counts(fold(initialled[1]))[1] >= _FEW:
        return True  # "J. Dupont"
    if len(value) > 80 or any(sign.isdigit() for sign in value):  # noqa: PLR2004 - no name is that long
        return False
    tokens = [token for token in _name_tokens(value) if token not in _CIVILITIES]
    solid = [token for token in tokens if token not in PARTICLES]
    if not 2 <= len(solid) <= 5 or any(token in STOP for token in solid):  # noqa: PLR2004 - as the docstring says
        return len(tokens) == 1 and len(_name_tokens(value)) == 2 and name_counts(tokens[0])[1] > 0  # noqa: PLR2004 - "Mme Dupont"
    if any(token in LEGAL_FORMS for token in solid) or all(token in ORDINARY for token in solid):
        return False
    given = [name_counts(token)[0] >= _LISTED_GIVEN for token in solid]
    other = [name_counts(token)[1] >= _FEW or len(token) == 1 for token in solid]
    return any(given[i] and any(other[j] for j in range(len(solid)) if j != i) for i in range(len(solid)))


def _is_token(value: str) -> bool:
    """Sixteen signs or more without a space, small letters, capitals and digits mixed at random."""
    return (
        _TOKEN.fullmatch(value) is not None
        and len(re.findall(r"[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])", value)) > 3  # noqa: PLR2004 - changes between kinds of sign
    )


def _is_password(value: str) -> bool:
    """Letters, digits and an odd sign together, without a space, and no address or date."""
    if _PASSWORD.fullmatch(value) is None or _SPECIAL_SHAPE.search(value):
        return False
    return not value_shapes.is_handle(value) and not value_shapes.are_joined_names(value)


def _is_common(value: str) -> bool:
    """Made of ordinary words, units and numbers; a name that is a word too counts as a word."""
    tokens = _WORDS.findall(fold(value))
    if not tokens or len(value) > 80:  # noqa: PLR2004 - a label is shorter
        return False
    known = 0
    for token in tokens:
        if len(token) <= 2 or token in STOP:  # noqa: PLR2004 - sizes and units
            known += 1
            continue
        weighed = evidence(token)
        common = max(weighed.french, weighed.english)
        known += common >= 2 and common >= weighed.given  # noqa: PLR2004 - a word one meets
    return known == len(tokens) or (len(tokens) > 2 and known >= len(tokens) - 1)  # noqa: PLR2004 - a brand among words


def _is_organization(value: str) -> bool:
    tokens = _name_tokens(value)
    return len(tokens) > 1 and any(token in LEGAL_FORMS for token in tokens)


def _is_decimal(value: str) -> bool:
    return (
        value[:1] not in "eE"
        and any(sign.isdigit() for sign in value)
        and _DECIMAL.fullmatch(value) is not None
    )


def _is_long(value: str) -> bool:
    return len(value.split()) >= _LONG_WORDS or (len(value) > _LONG_TEXT and " " in value)


def _is_code(value: str) -> bool:
    return any(sign.isdigit() for sign in value) and len(value) <= 64 and _CODE.fullmatch(value) is not None  # noqa: PLR2004 - a long code


def _digits(value: str) -> int:
    return sum(sign.isdigit() for sign in value)


# Properties of a value, by the name that rules and evidence use.
_PROPERTIES: dict[str, Callable[[str], bool]] = {
    "integer": lambda value: _INTEGER.fullmatch(value) is not None,
    "decimal": _is_decimal,
    "long integer": lambda value: len(value) >= 7 and value.isdigit(),  # noqa: PLR2004 - amounts are shorter
    "leading zero": lambda value: len(value) > 1 and value[0] == "0" and value.isdigit(),
    "boolean": lambda value: fold(value) in _BOOLEAN,
    "date": dates.is_date,
    "compact date": dates.is_compact_date,
    "old date": lambda value: dates.is_date(value) and (dates.year_of(value) or 9999) <= 2009,  # noqa: PLR2004 - of age in the near future
    "year": lambda value: len(value) == 4 and value[:2] in ("18", "19", "20") and value.isdigit(),  # noqa: PLR2004 - four digits
    "lettered": lambda value: _WORDS.search(value) is not None,
    "digitless": lambda value: _WORDS.search(value) is not None and not any(sign.isdigit() for sign in value),
    "two words": lambda value: len(value.split()) > 1,
    "long": _is_long,
    "nested": lambda value: len(value) > 2 and _NESTED.fullmatch(value) is not None,  # noqa: PLR2004 - not "{}"
    "code": _is_code,
    "six digits": lambda value: 6 <= _digits(value) <= 34,  # noqa: PLR2004 - the shortest and longest identifiers
    "four digits": lambda value: _digits(value) >= 4,  # noqa: PLR2004 - masked cards keep four
    "at sign": lambda value: "@" in value,
    "given name": _is_given,
    "surname": _is_surname,
    "any name": _is_any_surname,
    "full name": _is_full_name,
    "commune": is_commune,
    "address": is_address,
    "login": is_login,
    "organization": _is_organization,
    "postcode": checks.is_postcode,
    "commune code": lambda value: value_shapes.commune_of(value) is not None,
    "post shape": lambda value: 3 <= len(value) <= 10 and _digits(value) >= 2,  # noqa: PLR2004 - postcodes anywhere
    "civility": lambda value: fold(value).strip(". ") in _CIVILITIES,
    "gender": lambda value: fold(value) in _GENDERS,
    "common words": _is_common,
    "small token": lambda value: _SMALL_TOKEN.fullmatch(value) is not None,
    "country": lambda value: fold(value) in _COUNTRIES,
    "uuid": lambda value: _UUID.fullmatch(value) is not None and not value.isdigit(),
    "version": lambda value: _VERSION.fullmatch(value) is not None,
    "duration": lambda value: _DURATION.fullmatch(value) is not None,
    "file name": lambda value: _FILE.fullmatch(value) is not None,
    "fraction": lambda value: _FRACTION.fullmatch(value) is not None,
    "epoch": lambda value: _EPOCH.fullmatch(value) is not None,
    "time": lambda value: _TIME.fullmatch(value) is not None,
    "timed": lambda value: ":" in value and not _MIDNIGHT.search(value) and dates.is_date(value),
    "cut phone": lambda value: _CUT_PHONE.fullmatch(value) is not None,
    "token": _is_token,
    "password": _is_password,
    "hex": lambda value: _HEX.fullmatch(value) is not None,
    "handle": value_shapes.is_handle,
    "short letters": lambda value: max(map(len, _WORDS.findall(value)), default=_FEW) < _FEW,
    "postcode and town": lambda value: value_shapes.town_line(value) == "POSTCODE",
    "town and department": lambda value: value_shapes.town_line(value) == "CITY",
    "uk postcode": value_shapes.is_uk_postcode,
    "birth": value_shapes.is_birth,
    "old compact date": value_shapes.is_old_compact_date,
    "user agent": value_shapes.is_user_agent,
    "first name": value_shapes.is_first_name,
    "surname first": value_shapes.is_surname_first,
    "keyed NIR": lambda value: len(checks.bare(value)) == 15 and checks.is_nir(value),  # noqa: PLR2004 - with its key
    "telling url": lambda value: "." in value and checks.is_url(value) and names_someone(value),
    "site": value_shapes.is_site,
    "short number": lambda value: len(value) <= 8 and value[:1].isdigit(),  # noqa: PLR2004 - "12 bis"
    "real postcode": lambda value: value[:5] in postcodes() or value[-5:] in postcodes(),
    "barcode": lambda value: len(value) in (8, 13) and value.isdigit() and bool(ean.is_valid(value)),
}
