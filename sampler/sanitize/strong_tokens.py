"""Strong identifiers in any string, for the leak audit: own patterns, shared with no detector.

A token is (kind, normalised value): e-mail case-folded, numbers as digits, phones as their last nine
digits, addresses folded. Numbers whose only evidence is a Luhn sum (one in ten passes) count when they
are grouped the usual way or stand beside a word for them; dense columns of them are found by the audit.
"""

import re
from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from sampler.surrogates.folding import fold


class Token(NamedTuple):
    """A strong identifier as it is compared."""

    kind: str
    value: str


KINDS = frozenset({"e-mail", "iban", "nir", "number", "phone", "address", "secret"})
_SHORTEST_NUMBER = 9
_NIR = 15
_PHONE_DIGITS = 9
_SHORTEST_SECRET = 6
_CORSICA = {"2A": "19", "2B": "18"}
_LONGEST = 100_000
_OVERLAP = 300

_EMAIL = re.compile(r"[^\s@<>()\[\]{}\"',;:|=/\\]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,6}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?:[ .\-]?[A-Za-z0-9]){11,30}")
_NIR_SHAPE = re.compile(
    r"(?<![0-9A-Za-z])[12378][ .\-]?[0-9]{2}[ .\-]?[0-9]{2}[ .\-]?(?:[0-9]{2}|2[ABab])[ .\-]?[0-9]{3}[ .\-]?"
    r"[0-9]{3}[ .\-/]{0,3}[0-9]{2}(?![0-9A-Za-z])"
)
_GROUPED = re.compile(
    r"(?<![0-9.,])(?:[0-9]{3}[ .\-\u00a0\u202f][0-9]{3}[ .\-\u00a0\u202f][0-9]{3}"
    r"(?:[ .\-\u00a0\u202f][0-9]{5})?"
    r"|[0-9]{4}(?:[ \-\u00a0][0-9]{4}){3}|3[47][0-9]{2}[ \-][0-9]{6}[ \-][0-9]{5})(?![0-9.,])"
)
_NAMED = re.compile(
    r"(?i)\b(?:siren|siret|rcs|tva|vat|carte|card|visa|mastercard|cb)\b[^0-9\n]{0,24}(?:FR ?[0-9A-Z]{2} ?)?"
    r"([0-9](?:[ .\-\u00a0\u202f]?[0-9]){8,18})(?![0-9])"
)
_VAT = re.compile(r"(?<![A-Za-z0-9])FR ?[0-9A-HJ-NP-Z]{2} ?([0-9]{3} ?[0-9]{3} ?[0-9]{3})(?![A-Za-z0-9])")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z.+])(?:(?:\+|00)[ ]?[1-9](?:[ .\-/]?\(?0?\)?[ .\-/]?[0-9]){7,14}"
    r"|0[1-9](?P<s>[ .\-/\u00a0\u202f]?)[0-9]{2}(?:(?P=s)[0-9]{2}){3}"
    r"|0[0-9]{3,4}[ \-][0-9]{3}[ \-]?[0-9]{3,4}"
    r"|\(?[2-9][0-9]{2}\)?[ .\-][2-9][0-9]{2}[ .\-][0-9]{4})(?![0-9A-Za-z])"
)
_STREETS = (
    "rue|avenue|av|boulevard|bd|bld|place|pl|impasse|imp|chemin|che|allee|allees|route|rte|quai|cours|square|"
    "sentier|passage|ruelle|voie|residence|faubourg|fg|lotissement|lot|hameau|esplanade|promenade|montee|cite"
)
_ADDRESS = re.compile(
    rf"(?<![0-9a-z])([0-9]{{1,4}}) ?(bis|ter|quater|[a-d])?,? ({_STREETS})\.? ([^0-9\n]{{2,60}}?)"
    r"[ ,;\-]+([0-9]{5})(?![0-9])"
)
_POSTCODE = re.compile(r"[0-9]{5}")
_FOLDED_WORD = re.compile(r"[0-9a-z]+")
_SECRET = re.compile(
    r"(?i)\b(?:mots? de passe|mdp|password|passwd|passphrase|pwd|pass|secret|token|jeton|api[ _-]?key|"
    r"cl[eé] (?:api|secr[eè]te)|code pin|pin)\b\s{0,3}(?:est|is|:|=|:=|->)\s{0,3}"
    r"[\"'«]?\s?([^\s\"'»,;]{4,200})"
)
_SECRET_SHAPES = re.compile(
    r"(?<![A-Za-z0-9])(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|"
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|sk_(?:live|test)_[A-Za-z0-9]{16,}|"
    r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$argon2[a-z]{1,2}\$[^\s,;\"']{20,200})"
)
_WORD = re.compile(r"[^\s\"'«»,;()\[\]{}<>]{4,200}")
_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ .\-\u00a0\u202f]?[0-9]){8,21}(?![0-9A-Za-z])")
_NOT_DIGIT = re.compile(r"[^0-9]+")
_NOT_ALNUM = re.compile(r"[^0-9A-Z]+")


def tokens(text: str, kinds: Container[str] = KINDS) -> Iterator[Token]:
    """Yield the strong identifiers of `text` that are of `kinds`, repeats included."""
    for start in range(0, max(len(text), 1), _LONGEST):
        # neighbouring windows overlap, so that a token on a seam is whole in one of them
        window = text[max(start - _OVERLAP, 0) : start + _LONGEST]
        for kind, find in _FINDERS:
            if kind in kinds:
                yield from find(window)


def candidates(text: str, kinds: Container[str] = KINDS) -> Iterator[Token]:
    """Yield what in `text` could equal a gathered original: `tokens`, and any long number or word."""
    yield from tokens(text, kinds)
    if "number" in kinds or "phone" in kinds:
        for found in _RUN.finditer(text):
            yield from number_tokens(_digits(found.group()))
    if "secret" in kinds:
        for found in _WORD.finditer(text):
            yield Token("secret", found.group().rstrip(".!?:"))


def number_tokens(digits: str) -> Iterator[Token]:
    """Yield every kind of number that `digits` may be, by its length alone."""
    if _PHONE_DIGITS <= len(digits) <= _NIR:
        yield Token("phone", digits[-_PHONE_DIGITS:])
    yield Token("number", digits)


def normal_number(text: str) -> str | None:
    """Return the digits of a value made of digits and separators only, if there are enough."""
    digits = _digits(text)
    if len(digits) < _SHORTEST_NUMBER or any(sign.isalpha() for sign in text):
        return None
    return digits


def luhn(digits: str) -> bool:
    """Check a Luhn sum; a number of one repeated digit is nobody's."""
    if len(set(digits)) == 1:
        return False
    total = 0
    for place, sign in enumerate(reversed(digits)):
        number = int(sign) * (1 + place % 2)
        total += number - 9 * (number > 9)  # noqa: PLR2004 - Luhn adds the digits of a two-digit product
    return total % 10 == 0


def is_secret_like(word: str) -> bool:
    """Tell a secret from a word of prose: long enough, of two kinds of signs at least."""
    kinds = (
        any(sign.isdigit() for sign in word),
        any(sign.islower() for sign in word) and any(sign.isupper() for sign in word[1:]),
        any(not sign.isalnum() for sign in word),
    )
    return len(word) >= _SHORTEST_SECRET and any(kinds) and any(sign.isalnum() for sign in word)


def _digits(text: str) -> str:
    return _NOT_DIGIT.sub("", text)


def _emails(text: str) -> Iterator[Token]:
    if "@" not in text:
        return
    for found in _EMAIL.finditer(text):
        yield Token("e-mail", found.group().strip(".").casefold())


def _ibans(text: str) -> Iterator[Token]:
    for found in _IBAN.finditer(text):
        plain = _NOT_ALNUM.sub("", found.group().upper())
        # the pattern may have swallowed the words that follow: the key says where the number ends
        for length in range(len(plain), 14, -1):
            if _mod97(plain[:length]):
                yield Token("iban", plain[:length])
                break


def _mod97(plain: str) -> bool:
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _nirs(text: str) -> Iterator[Token]:
    for found in _NIR_SHAPE.finditer(text):
        plain = _NOT_ALNUM.sub("", found.group().upper())
        number = plain[:5] + _CORSICA.get(plain[5:7], plain[5:7]) + plain[7:-2]
        if len(plain) == _NIR and 97 - int(number) % 97 == int(plain[-2:]):
            yield Token("number" if plain.isdigit() else "nir", plain)


def _luhn_numbers(text: str) -> Iterator[Token]:
    for pattern, group in ((_GROUPED, 0), (_NAMED, 1), (_VAT, 1)):
        for found in pattern.finditer(text):
            digits = _digits(found.group(group))
            if luhn(digits):
                yield Token("number", digits)


def _phones(text: str) -> Iterator[Token]:
    for found in _PHONE.finditer(text):
        digits = _digits(found.group())
        if len(digits) >= _PHONE_DIGITS:
            yield Token("phone", digits[-_PHONE_DIGITS:])


def _addresses(text: str) -> Iterator[Token]:
    if not _POSTCODE.search(text):
        return
    for found in _ADDRESS.finditer(fold(text)):
        yield Token("address", " ".join(_FOLDED_WORD.findall(" ".join(filter(None, found.groups())))))


def _secrets(text: str) -> Iterator[Token]:
    for found in _SECRET.finditer(text):
        word = found.group(1).rstrip(".!?:)")
        if is_secret_like(word):
            yield Token("secret", word)
    for found in _SECRET_SHAPES.finditer(text):
        yield Token("secret", found.group())


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[Token]]], ...] = (
    ("e-mail", _emails),
    ("iban", _ibans),
    ("nir", _nirs),
    ("number", _nirs),
    ("number", _luhn_numbers),
    ("phone", _phones),
    ("address", _addresses),
    ("secret", _secrets),
)
