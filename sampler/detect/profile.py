"""Counts over the distinct values of one column: checks they pass, lists that hold them, shapes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from stdnum import ean

from sampler.detect import checks, dates
from sampler.detect.addresses import is_address
from sampler.detect.names import name_counts
from sampler.detect.places import is_commune
from sampler.detect.shadow import shadow_of
from sampler.detect.words import LEGAL_FORMS, ORDINARY, PARTICLES, STOP, word_set
from sampler.surrogates.folding import fold

MOST_DISTINCT = 5000
_INTEGER = re.compile(r"[+-]?[0-9]+(?:[.,]0+)?")
_DECIMAL = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:[ .,'][0-9]{3})+|[0-9]+)?(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?"
    r"[ ]?(?:€|\$|£|%|eur|usd)?",
    re.IGNORECASE,
)
_SPECIAL = re.compile(r"[0-9@$]|://|www\.")
_WORDS = re.compile(r"[^\W\d_]+")
_TOKENS = re.compile(r"[\s,]+")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_/.#:][A-Za-z0-9]+)*")
_LOGIN = re.compile(r"([a-z]+)[._-]([a-z]+)[0-9]{0,4}|([a-z]{4,})[0-9]{0,4}", re.IGNORECASE)
_NESTED = re.compile(r"\s*(?:[\[{].*[\]}]|[aOs]:[0-9]+:.*|<\w.*>)\s*", re.DOTALL)
_BOOLEAN = word_set("0 1 oui non yes no true false vrai faux o n y t f x on off")
_CIVILITIES = word_set(
    "m mr mme mlle mrs ms miss dr pr monsieur madame mademoiselle docteur mx me maitre sir"
)
_GENDERS = word_set(
    "m f h w homme femme male female masculin feminin man woman garcon fille autre other nb x 1 2"
)
_FEW, _LISTED_GIVEN, _LISTED_SURNAME, _LOGIN_SURNAME = 3, 100, 10, 20
_LONG_WORDS, _LONG_TEXT, _MOST_CATEGORIES = 5, 60, 60


@dataclass(slots=True)
class Profile:
    """What was counted: `passed` and `seen` count distinct values of `sample`; `hint` is the header's."""

    rows: int
    filled: int
    distinct: int
    sample: list[str]
    hint: str | None = None
    language: str | None = None
    passed: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

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
    return made


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
    if not 1 <= len(tokens) <= 3 or any(token in STOP for token in tokens):  # noqa: PLR2004 - three first names
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


def _is_login(value: str) -> bool:
    """See "marie.dupont", "mdupont", "dupontm": parts that are listed names."""
    match = _LOGIN.fullmatch(value)
    if match is None:
        return False
    if match[1]:
        counts = [max(name_counts(fold(part))) for part in (match[1], match[2])]
        return max(counts) >= _LOGIN_SURNAME and min(len(match[1]), len(match[2])) >= 1
    whole = fold(match[3])
    surname = max(name_counts(whole[1:])[1], name_counts(whole[:-1])[1])
    return surname >= _LOGIN_SURNAME and max(name_counts(whole)) < _LOGIN_SURNAME


def _is_organization(value: str) -> bool:
    tokens = _name_tokens(value)
    return len(tokens) > 1 and any(token in LEGAL_FORMS for token in tokens)


def _is_decimal(value: str) -> bool:
    return any(sign.isdigit() for sign in value) and _DECIMAL.fullmatch(value) is not None


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
    "old date": lambda value: dates.is_date(value) and (dates.year_of(value) or 9999) <= 2007,  # noqa: PLR2004 - adults of today
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
    "login": _is_login,
    "organization": _is_organization,
    "postcode": checks.is_postcode,
    "post shape": lambda value: 3 <= len(value) <= 10 and _digits(value) >= 2,  # noqa: PLR2004 - postcodes anywhere
    "civility": lambda value: fold(value).strip(". ") in _CIVILITIES,
    "gender": lambda value: fold(value) in _GENDERS,
    "barcode": lambda value: len(value) in (8, 13) and value.isdigit() and bool(ean.is_valid(value)),
}
