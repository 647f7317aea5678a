"""Does a word look like a login made of names: "mdupont", "dupontm", "marie.dupont", "jdupont3"?"""

import re

from sampler.detect.people.lexicon import words
from sampler.detect.people.names import name_counts
from sampler.surrogates.folding import fold

_LOGIN = re.compile(
    r"([a-z]+)[._-]([a-z]+)(?:[._-]?[0-9a-z]{1,4})?|([a-z]{4,})[._-]?[0-9]{0,4}",
    re.IGNORECASE,
)
_SURNAME = 20


def is_login(value: str) -> bool:
    """Parts that are listed names: two with a sign between them, or a surname with an initial."""
    match = _LOGIN.fullmatch(value)
    if match is None:
        return False
    if match[1]:
        return max(max(name_counts(fold(part))) for part in (match[1], match[2])) >= _SURNAME
    whole = fold(match[3])
    if any(words().get(whole, (0, 0))):
        return False  # "final" is a word, whatever its letters hide
    surname = max(name_counts(whole[1:])[1], name_counts(whole[:-1])[1])
    return surname >= _SURNAME and max(name_counts(whole)) < _SURNAME
