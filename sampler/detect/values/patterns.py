"""All patterns in one place, and the search that runs those a text can match at all."""

import re
from collections.abc import Iterator

from sampler.detect.folding import folded
from sampler.detect.values.addresses import addresses
from sampler.detect.values.dates import births
from sampler.detect.values.identifiers import identifiers
from sampler.detect.values.labelled import KINDS, labelled
from sampler.detect.values.network import network
from sampler.detect.values.numbers import numbers
from sampler.detect.values.secrets import secrets
from sampler.model.finding import Span

_ANY_DIGIT = re.compile("[0-9]")
_WORD = re.compile(r"[a-z]+")
_HUMP = re.compile(r"[a-z](?=[A-Z][a-z])")
# Types that the patterns find beside `KINDS`, with what they are.
_OTHERS = {
    "SECRET": "password, key, token, private key",
    "EMAIL_ADDRESS": 'e-mail address, also written apart ("jean (at) acme point fr")',
    "URL": "web address that names an account, a person or a token",
    "IP_ADDRESS": "IPv4 or IPv6 address",
    "MAC_ADDRESS": "hardware address",
    "USERNAME": "login, account name, handle",
    "GPS_COORDINATES": "latitude and longitude",
    "BIRTH_DATE": "date of birth, in digits or words",
    "ADDRESS": "postal address",
    "POSTCODE": "postcode",
    "CITY": "town",
}
TYPES: dict[str, str] = {**{kind.entity_type: kind.about for kind in KINDS}, **_OTHERS}


def search(text: str) -> list[Span]:
    """Every hit of every pattern in `text` (a shadow's text); hits may overlap."""
    small = folded(text)
    words = set(_WORD.findall(small))
    if _HUMP.search(text):
        # "numSiret": the letter before the hump gives way, so that "siret" stands apart at its place.
        small = folded(_HUMP.sub("_", text))
        words.update(_WORD.findall(small))
    found = [*secrets(text, words), *network(text, words), *addresses(text, words)]
    found.extend(births(text, small, words))
    if _ANY_DIGIT.search(text) is None:
        return found
    announced = labelled(text, small, words)
    bare = [*identifiers(text), *numbers(text, small)]
    found.extend(announced)
    found.extend(_unannounced(bare, announced))
    return found


def _unannounced(bare: list[Span], announced: list[Span]) -> Iterator[Span]:
    """Bare hits, but for those inside what a word announces, or that begin with it and are no surer."""
    for span in bare:
        over = [other for other in announced if other.start < span.end and span.start < other.end]
        if not any(_settled(other, span) for other in over):
            yield span


def _settled(announced: Span, span: Span) -> bool:
    longer = span.end - span.start > announced.end - announced.start
    return not (longer and span.score >= announced.score)
