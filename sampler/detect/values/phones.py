"""Phone numbers in texts: French and English shapes, and international ones that a country can issue."""

import re
from functools import lru_cache

import phonenumbers

from sampler.detect.values import dates

_SEP = r"[ .\-/_]{0,3}"
_DIGIT_END = r"(?![0-9])"
_EXTENSION = r"(?:[ ,;(]{1,3}(?:x|ext\.?|extension|poste|p\.|int\.?)[ :]?[ ]?[0-9]{1,5}\)?)?"
# +33, the overseas departments and territories with prefixes of their own.
_PREFIX = r"(?:33|262|590|594|596|508|687|689|681|269)"
FRENCH = re.compile(
    rf"(?:\(?(?:\+[ ]?|00[ ]?){_PREFIX}\)?{_SEP}(?:\([ ]?0[ ]?\)|0(?=[ .\-]?[1-9]))?|\(0\)|\(?0)"
    rf"{_SEP}[1-9]\)?(?:{_SEP}[0-9]){{8}}{_DIGIT_END}(?:[ ]?/[ ]?[0-9]{{2}}(?![ .\-/]?[0-9])|{_EXTENSION})",
    re.IGNORECASE,
)
INTERNATIONAL = re.compile(
    rf"\(?(?:\+[ ]?|00[ ]?)[1-9](?:[ .\-/()]{{0,3}}[0-9]){{6,14}}{_DIGIT_END}{_EXTENSION}",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    rf"(?:\(?0[0-9]{{2}}\)?[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}|\(?0[0-9]{{3}}\)?[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}"
    rf"|\(?0[0-9]{{4}}\)?[ -]?[0-9]{{3}}[ -]?[0-9]{{3}}|\(?0[0-9]{{4}}\)?[ -]?[0-9]{{5,6}}"
    rf"|(?:\+?1[ .\-]?)?(?:\([2-9][0-9]{{2}}\)[ ]?|[2-9][0-9]{{2}}(?P<cut>[ .\-]))[0-9]{{3}}"
    rf"(?(cut)(?P=cut)|[ .\-])[0-9]{{4}}){_DIGIT_END}{_EXTENSION}",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?:{dates.NUMERIC})(?![0-9])")
_MONEY = re.compile(
    r"[ ]?(?:€|\$|£|eur\b|euros?\b|usd\b|%|kg\b|km\b|m²|ko\b|mo\b|octets\b|bytes\b)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[ .\-/()]+[0-9]+\Z")


def phone_at(text: str, start: int) -> tuple[int, str] | None:
    """Where the phone number that begins at `start` ends, with the name of its shape."""
    sign = text[start]
    if sign in "+(0":
        match = FRENCH.match(text, start)
        if match is not None and _good(text, match):
            return match.end(), "french phone"
        if sign in "+(" or text.startswith("00", start):
            match = INTERNATIONAL.match(text, start)
            end = _issued(match[0]) if match is not None else 0
            if end:
                return start + end, "international phone"
    match = ENGLISH.match(text, start)
    if match is not None and _good(text, match):
        return match.end(), "english phone"
    return None


def _good(text: str, match: re.Match[str]) -> bool:
    return _DATED.match(text, match.start()) is None and _MONEY.match(text, match.end()) is None


@lru_cache(maxsize=4096)
def _issued(value: str) -> int:
    """How much of an international number a country could have issued; groups at its end are given up."""
    while value:
        plain = re.sub(r"\([ ]?0[ ]?\)", "", value)
        plain = "+" + re.sub(r"[^0-9]", "", plain).removeprefix("" if "+" in value[:2] else "00")
        try:
            if phonenumbers.is_possible_number(phonenumbers.parse(plain, None)):
                return len(value)
        except phonenumbers.NumberParseException:
            return 0
        shorter = _TAIL.sub("", value)
        value = shorter if shorter != value else ""
    return 0
