"""Folding: the one spelling under which two tokens count as the same."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_APOSTROPHES = "\u2018\u2019\u02bc\u02b9\u0060\u00b4\u2032\uff07"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = {
    "\u0153": "oe",
    "\u0152": "oe",
    "\u00e6": "ae",
    "\u00c6": "ae",
    "\u00f8": "o",
    "\u00d8": "o",
    "\u0142": "l",
    "\u0141": "l",
    "\u0111": "d",
    "\u0110": "d",
    "\u00f0": "d",
    "\u00d0": "d",
    "\u00fe": "th",
    "\u00de": "th",
    "\u0131": "i",
}
_SIGNS = (
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_INVISIBLE, "") | _LETTERS
)
_UNIFIED = str.maketrans(_SIGNS)
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Fold `text`: no accents, no case, one kind of apostrophe, hyphen and space (œ -> oe, ß -> ss).

    Spaces at the ends go and runs of spaces become one, so that a padded cell equals its bare value.
    """
    if text.isascii() and text.isalpha():
        return text.lower()
    return _fold(text)


@lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    plain = text.translate(_UNIFIED).casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        # what was taken apart may be a capital that had no small letter of its kind
        plain = "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
        plain = plain.translate(_UNIFIED)
    return _SPACES.sub(" ", plain).strip()


def fold_all(texts: Sequence[str]) -> list[str]:
    """`fold` of texts without control signs, in one go: ten times sooner for thousands of them."""
    plain = _unified("\0".join(texts)).casefold()
    parts = unicodedata.normalize("NFKD", plain)
    for sign in filter(unicodedata.combining, set(parts)):
        parts = parts.replace(sign, "")
    return [" ".join(text.split()) for text in _unified(parts.casefold()).split("\0")] if texts else []


def _unified(text: str) -> str:
    """As `_UNIFIED`, which looks up every sign of a long text, where there are but few of its signs."""
    for sign in _SIGNS.keys() & set(text):
        text = text.replace(sign, _SIGNS[sign])
    return text
