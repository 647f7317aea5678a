"""All patterns in one place, and the search that runs those a text can match at all."""

import re

from sampler.detect.addresses import ADDRESSES
from sampler.detect.dates import BIRTHS
from sampler.detect.identifiers import IDENTIFIERS
from sampler.detect.pattern import Pattern
from sampler.model.finding import Span

PATTERNS: tuple[Pattern, ...] = (*IDENTIFIERS, *BIRTHS, *ADDRESSES)
_ANY_DIGIT = re.compile("[0-9]")


def search(text: str) -> list[Span]:
    """Every hit of every pattern in `text` (a shadow's text); hits may overlap."""
    signs = {"": True, "0": _ANY_DIGIT.search(text) is not None}
    found: list[Span] = []
    for pattern in PATTERNS:
        needed = pattern.needs
        if needed not in signs:
            signs[needed] = needed in text
        if signs[needed]:
            found.extend(pattern.find(text))
    return found
