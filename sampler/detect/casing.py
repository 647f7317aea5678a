"""Words in capitals, rewritten for the model, which finds an eighth of the names in capitals.

The result has the same length, so offsets hold.
"""

import re

from sampler.detect.names import name_counts
from sampler.detect.words import STOP
from sampler.surrogates.folding import fold

_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_LIKELY = 40


def normal_case(text: str) -> str:
    """Write words in capitals with one capital, function words in small letters; short acronyms stay."""
    return _CAPITALS.sub(_recase, text)


def _recase(match: re.Match[str]) -> str:
    word = match[0]
    if not word.isupper():
        return word
    folded = fold(word)
    if folded in STOP:
        changed = word.lower()
    elif len(word) <= 3 and max(name_counts(folded)) < _LIKELY:  # noqa: PLR2004 - SNCF is a word, EDF is not
        return word
    else:
        changed = word.capitalize()
    return changed if len(changed) == len(word) else word
