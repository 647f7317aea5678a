"""Texts as tokens for the tagger: words and the separators between them, each with the features it has alone.

A feature is the number of a row in the tagger's table. Words are folded first, so that accents never count;
names have no row of their own, only the words of `vocabulary` do: a name is known by its lists, its shape
and its ends, not by heart.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from zlib import crc32

from sampler.detect.people.lexicon import UNLISTED, Evidence, evidence
from sampler.surrogates.folding import fold

TOKEN = re.compile(r"[^\W_]+|[\W_]+")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_LONGEST = 6
HASHED = 4096
SHORT_HASHED = 1024
_SHAPES, _LENGTHS, _LEVELS = 12, 7, 6
_LENGTH_STEPS = (2, 3, 4, 5, 8, 12)

# Blocks of the table, one after the other; the words of the vocabulary follow them.
_SHAPE = 0
_GIVEN = _SHAPE + _SHAPES * _LENGTHS
_SURNAME = _GIVEN + _SHAPES * _LEVELS
_FRENCH = _SURNAME + _SHAPES * _LEVELS
_ENGLISH = _FRENCH + _SHAPES * _LEVELS
_JOINT = _ENGLISH + _SHAPES * _LEVELS
_TOWN = _JOINT + _LEVELS**3
MODES = _TOWN + 2
_MODES = 6
_PREFIX = MODES + _MODES
_SUFFIX = _PREFIX + HASHED
_LONG_SUFFIX = _SUFFIX + HASHED
_ENDING = _LONG_SUFFIX + HASHED
_START = _ENDING + SHORT_HASHED
SEPARATORS = _START + SHORT_HASHED
UNKNOWN = SEPARATORS + SHORT_HASHED
WORDS = UNKNOWN + 1
WIDTH = 12
"""How many features a token has; shorter lists are filled up with row -1."""

LOWER, TITLE, UPPER, CAMEL, INITIAL, LETTER, DIGITS, MIXED, MIXED_UPPER, OTHER = range(1, 11)


def separator(text: str) -> str:
    """What a separator says: its signs without spaces, a line break as one sign, and not too long."""
    signs = _LINES.sub("\n", text)
    return _SPACE.sub("", signs)[:_LONGEST]


def shape_of(word: str) -> int:
    """One of a dozen shapes of a word."""
    if word.isdigit():
        return DIGITS
    if not word.isalpha():
        return MIXED_UPPER if word.isupper() else MIXED
    if len(word) == 1:
        return INITIAL if word.isupper() else LETTER
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER
    return TITLE if word[0].isupper() and word[1:].islower() else CAMEL


def key_of(word: str) -> str:
    """The spelling under which a word is in the vocabulary: folded, digits by their number."""
    return f"#{min(len(word), 20)}" if word.isdigit() else fold(word)


def features(token: str, vocabulary: Mapping[str, int], *, blind: bool = False) -> list[int]:
    """Rows of a token; `blind` (in training) hides what the lists say of it, as of a name nobody listed."""
    if not (token[0].isalnum() or token[0].isalpha()):
        return [SEPARATORS + crc32(separator(token).encode("utf-8", "replace")) % SHORT_HASHED]
    key, shape = key_of(token), shape_of(token)
    length = bisect_right(_LENGTH_STEPS, len(token))
    said = evidence(key) if shape not in (DIGITS, MIXED, MIXED_UPPER) else UNLISTED
    if blind:
        said = Evidence(0, 0, min(said.french, 1), min(said.english, 1), town=False)
    common = max(said.french, said.english)
    code = key.encode("utf-8", "replace")
    return [
        _SHAPE + shape * _LENGTHS + length,
        _GIVEN + shape * _LEVELS + said.given,
        _SURNAME + shape * _LEVELS + said.surname,
        _FRENCH + shape * _LEVELS + said.french,
        _ENGLISH + shape * _LEVELS + said.english,
        _JOINT + (said.given * _LEVELS + said.surname) * _LEVELS + common,
        _TOWN + said.town,
        _PREFIX + crc32(code[:3]) % HASHED,
        _SUFFIX + crc32(code[-3:]) % HASHED,
        _LONG_SUFFIX + crc32(code[-4:]) % HASHED,
        _ENDING + crc32(code[-2:]) % SHORT_HASHED,
        UNKNOWN if blind else vocabulary.get(key, UNKNOWN),
    ]


def mode_of(shapes: list[int]) -> int:
    """How a line is written: in small letters, as usual, in capitals, every word with a capital."""
    lower = sum(shape == LOWER for shape in shapes)
    title = sum(shape == TITLE for shape in shapes)
    upper = sum(shape == UPPER for shape in shapes)
    if lower + title + upper == 0:
        return 0
    if upper and not lower:
        return 1 if not title else 2
    if not title and not upper:
        return 3
    return 4 if title + upper > lower else 5
