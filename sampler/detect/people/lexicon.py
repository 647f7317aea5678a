"""What the open lists say of one folded token: how many bear it as a name, how common it is as a word."""

import gzip
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

import pyarrow.compute as pc

from sampler.surrogates.lists import commune_names, given_names, surname_columns, surnames

_GIVEN_STEPS = (1, 100, 1_000, 10_000, 100_000)
_SURNAME_STEPS = (1, 20, 100, 1_000, 10_000)
_WORD_STEPS = (1, 4, 6, 8, 10)
LEVELS = 6
_SHORT = 3


class Evidence(NamedTuple):
    """Levels from 0 (not listed) to 5 (among the most frequent)."""

    given: int
    surname: int
    french: int
    english: int
    town: bool


UNLISTED = Evidence(0, 0, 0, 0, town=False)


@cache
def words() -> Mapping[str, tuple[int, int]]:
    """Frequency steps of folded words in French and English (`scripts/reduce_words.py` packs them)."""
    packed = resources.files("sampler.detect").joinpath("data", "words.csv.gz").read_bytes()
    table: dict[str, tuple[int, int]] = {}
    for line in gzip.decompress(packed).decode("ascii").splitlines()[2:]:
        word, french, english = line.split(",")
        table[word] = int(french), int(english)
    return MappingProxyType(table)


@cache
def _surname_parts() -> Mapping[str, int]:
    """Counts of the words of surnames such as "le goff", which no text writes as one token."""
    parts: dict[str, int] = {}
    names, counts = surname_columns()
    several = pc.match_substring_regex(names, "[ '-]")
    for name, count in zip(
        names.filter(several).to_pylist(), counts.filter(several).to_pylist(), strict=True
    ):
        for part in name.replace("-", " ").replace("'", " ").split():
            if len(part) > _SHORT:
                parts[part] = parts.get(part, 0) + count
    return MappingProxyType(parts)


@cache
def _towns() -> frozenset[str]:
    return frozenset(name for name in commune_names() if name.isalpha())


@lru_cache(maxsize=65536)
def evidence(token: str) -> Evidence:
    """Weigh a folded token by the lists."""
    entry = given_names().get(token)
    surname = max(surnames().get(token, 0), _surname_parts().get(token, 0))
    french, english = words().get(token, (0, 0))
    return Evidence(
        bisect_right(_GIVEN_STEPS, entry.count if entry else 0),
        bisect_right(_SURNAME_STEPS, surname),
        bisect_right(_WORD_STEPS, french),
        bisect_right(_WORD_STEPS, english),
        town=token in _towns(),
    )
