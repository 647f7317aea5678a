"""What a header says: its words, folded and split, matched against French and English vocabulary."""

import re
from functools import cache, lru_cache

from sampler.detect.columns.header_words import PHRASES, WHOLE_ONLY
from sampler.detect.people.lexicon import words
from sampler.detect.values.labelled import KINDS
from sampler.detect.words import word_set
from sampler.surrogates.folding import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_SPLIT = re.compile(r"[^a-z]+")
_GLUE = re.compile(r"[^a-z0-9]+")
_PATH = re.compile(r"(?<=[\w\]*])\.(?=\w)")

_TYPE_OF: dict[str, str] = {
    phrase: entity_type for entity_type, phrases in PHRASES.items() for phrase in phrases.split("|") if phrase
}
for _kind in reversed(KINDS):
    _TYPE_OF.update(dict.fromkeys(filter(None, _kind.headers.split("|")), _kind.entity_type))
_GLUED: dict[str, str] = {phrase.replace(" ", ""): entity_type for phrase, entity_type in _TYPE_OF.items()}
_LONGEST = max(phrase.count(" ") + 1 for phrase in _TYPE_OF)
_VOCABULARY = frozenset(word for phrase in _TYPE_OF for word in phrase.split())
# Under a key of these, "nom" and "id" are a thing's ("produit.nom").
_THINGS = word_set(
    "produit produits product products article articles item items cours course courses module modules"
    " formation categorie category"
    " categories projet project groupe group fichier file commande order orders facture invoice ligne lignes"
    " line lines ville pays"
    " country role roles tag tags service event table column brand marque plan offre matiere subject device"
    " app campaign",
)
_OF_THINGS = {
    "LAST_NAME": "clear:thing",
    "PERSON": "clear:thing",
    "TITLE": "clear:thing",
    "neutral:id": "clear:ref",
    "ID": "clear:ref",
}
_SHORTEST_TYPO, _SHORTEST_PART = 5, 3


def words_of(header: str) -> tuple[str, ...]:
    """Folded words of a header: camelCase, underscores, digits and signs split them ("prenomClient2")."""
    spaced = _CAMEL.sub(" ", header.replace("°", " ").replace("º", " ").strip()[:200])
    return tuple(word for word in _SPLIT.split(fold(spaced)) if word)


@lru_cache(maxsize=4096)
def hint(header: str) -> str | None:
    """The entity type a header speaks of, "text", "neutral:id", a "clear:..." or "quasi:..." word, or None.

    Of a JSON path the last key speaks, and the whole path only if that key says nothing; under the key of
    a thing a name or number is the thing's.
    """
    keys = _PATH.split(header)
    said = (_hint(keys[-1]) if len(keys) > 1 else None) or _hint(header)
    if len(keys) > 1 and said in _OF_THINGS and not _THINGS.isdisjoint(words_of(keys[-2])[-1:]):
        return _OF_THINGS[said]
    return said


def _hint(header: str) -> str | None:
    glued = _GLUE.sub("", fold(header[:200])).strip("0123456789")
    if glued in _GLUED:
        return _GLUED[glued]
    words = words_of(header)
    said = _said(words)
    if said is None or (len(words) > 1 and " ".join(words) not in _TYPE_OF):
        corrected = tuple(part for word in words for part in _known(word))
        said = _said(corrected) if corrected != words else said
    return said


def _said(words: tuple[str, ...]) -> str | None:
    whole = " ".join(words)
    if whole in _TYPE_OF:
        return _TYPE_OF[whole]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        # Of phrases of one length the first one speaks: French puts the noun there.
        for start in range(len(words) - length + 1):
            phrase = " ".join(words[start : start + length])
            if phrase in _TYPE_OF and not (length == 1 and phrase in WHOLE_ONLY):
                return _TYPE_OF[phrase]
    return next((_TYPE_OF[word] for word in (words[-1:] + words[:1]) if word in _TYPE_OF), None)


@lru_cache(maxsize=4096)
def _known(word: str) -> tuple[str, ...]:
    """The word, or the vocabulary it is a typo of ("prenmo") or glued from ("telportable")."""
    if word in _VOCABULARY or len(word) < _SHORTEST_TYPO:
        return (word,)
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        if word[:cut] in _VOCABULARY and word[cut:] in _VOCABULARY:
            return word[:cut], word[cut:]
    if word.endswith("s") and word[:-1] in _VOCABULARY:
        return (word[:-1],)
    if any(words().get(word, (0, 0))):
        return (word,)
    near = {typo for typo in _shorter(word) if typo in _typos()}
    return (_typos()[min(near)],) if near else (word,)


def _shorter(word: str) -> set[str]:
    """The word, and what it is without one of its letters: two words that share one are a typo apart."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


@cache
def _typos() -> dict[str, str]:
    made: dict[str, str] = {}
    for word in sorted(_VOCABULARY):
        if len(word) >= _SHORTEST_TYPO:
            for typo in _shorter(word):
                made.setdefault(typo, word)
    return made


def is_vocabulary(word: str) -> bool:
    """Is the folded word part of the header vocabulary?"""
    return word in _VOCABULARY
