"""Towns in texts: a postcode with its town, and what the model took for a place."""

import re
from functools import cache

from sampler.detect.names import name_counts
from sampler.detect.words import LEGAL_FORMS, ORDINARY, STOP, TECHNICAL, TITLES, word_set
from sampler.model.finding import Span
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import commune_names, postcodes

_POSTCODE_TOWN = re.compile(
    r"(?<![\w.,])(?:F-?)?(?P<post>[0-9]{5})(?![0-9])[ ,\-]{1,3}"
    r"(?P<town>[^\W\d_][\w'\-]*(?:[ ](?!(?i:et|à|a|est|pour|dans|avec|qui|tel"
    r"|merci)\b)[^\W\d_][\w'\-]*){0,5})"
)
_POSTCODE_WORD = re.compile(
    r"(?<!\w)(?i:cp|code[ ]postal|zip(?:[ ]code)?|postcode)[ :.=]{1,4}(?P<post>[0-9]{5})(?![0-9])"
)
_TITLE = re.compile(rf"(?:(?i:{TITLES})\b|M\b|MM\b)\.?[ ]*")
_FRENCH_ENDING = re.compile(r"[^\W\d_]{4,}(?:ement|ation|ition|ction|ssion|ité|és?|ées?)")
_SENTENCE_START = re.compile(r"(?:\A|[.!?\n\-:][ ]?)\Z")
_AT = re.compile(r"(?<!\w)à[ ]\Z")
_WORD = re.compile(r"[^\W\d_]+")
_UNITS = word_set(
    "euro euros eur km kg m m2 cm ans jours heures clients pieces points lignes unites exemplaires"
)
_NO_TOWNS = ORDINARY - {"paris"}
_LIKELY_GIVEN, _LIKELY_SURNAME = 1000, 100


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(_plain(name) for name in commune_names())


def _plain(name: str) -> str:
    """One spelling of a commune: no hyphens, "saint" in full."""
    words = [
        {"st": "saint", "ste": "sainte"}.get(word, word) for word in re.split(r"[\s'\-]+", fold(name)) if word
    ]
    return " ".join(words)


def is_commune(name: str) -> bool:
    """Is this the name of a French commune, in any spelling, with or without "cedex" and arrondissement?"""
    plain = re.sub(r"\s+(?:cedex.*|[0-9]{1,2}(?:e|er|eme)?(?: arrondissement)?)$", "", _plain(name))
    return plain in _plain_names() or f"le {plain}" in _plain_names()


def towns(text: str) -> list[Span]:
    """Postcodes in `text`, with the town after them."""
    spans = [
        Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode word")
        for match in _POSTCODE_WORD.finditer(text)
    ]
    for match in _POSTCODE_TOWN.finditer(text):
        end = _town_end(text, match.start("town"), match.end("town"), match["post"])
        if end is not None:
            spans.append(Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode and town"))
            spans.append(Span(match.start("town"), end, "CITY", 0.8, "postcode and town"))
    return spans


def _town_end(text: str, start: int, end: int, post: str) -> int | None:
    """Where the town ends: the longest listed commune, else one capitalised word after a real postcode."""
    ends = [start + place.start() for place in re.finditer(" ", text[start:end])]
    for stop in (end, *reversed(ends)):
        if is_commune(text[start:stop]):
            return stop
    first = ends[0] if ends else end
    if post in postcodes() and text[start].isupper() and fold(text[start:first]) not in _UNITS | STOP:
        return first
    return None


def refine_place(span: Span, text: str) -> Span | None:
    """Judge what the model says: places that are names of persons, names that are ordinary words."""
    if span.recognizer != "model":
        return span
    judged = _without_technical_ends(span, text)
    return None if judged is None or _opens_a_sentence(judged, text) else _refined(judged, text)


def _refined(span: Span, text: str) -> Span | None:
    words = [fold(word) for word in _WORD.findall(text, span.start, span.end)]
    if all(word in STOP for word in words):
        return None
    commune = is_commune(text[span.start : span.end])
    if span.entity_type == "PERSON":
        if commune and _AT.search(text, 0, span.start):
            return _as(span, "CITY")
        nameable = any(word not in ORDINARY and word not in STOP for word in words)
        return _without_title(span, text) if nameable else None
    if not commune and _like_person(words):
        return _as(span, "PERSON")
    nowhere = span.entity_type == "CITY" and (not commune or all(word in _NO_TOWNS for word in words))
    return None if nowhere else span


def _without_technical_ends(span: Span, text: str) -> Span | None:
    """The span without words of logs, and pieces of time stamps, at its ends."""
    found = list(_WORD.finditer(text, span.start, span.end))
    solid = [match for match in found if not _technical(match, text)]
    if len(solid) == len(found):
        return span
    if not solid:
        return None
    start = span.start if found[0] is solid[0] else solid[0].start()
    end = span.end if found[-1] is solid[-1] else solid[-1].end()
    return Span(start, end, span.entity_type, span.score, span.recognizer)


def _technical(match: re.Match[str], text: str) -> bool:
    beside = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return fold(match.group()) in TECHNICAL or any(sign.isdigit() for sign in beside)


def _opens_a_sentence(span: Span, text: str) -> bool:
    """See "Remboursement promis" or "Recommandé par": a word whose capital begins the sentence."""
    word = text[span.start : span.end]
    return (
        _FRENCH_ENDING.fullmatch(word) is not None
        and name_counts(fold(word)) == (0, 0)
        and _SENTENCE_START.search(text, max(0, span.start - 3), span.start) is not None
    )


def _as(span: Span, entity_type: str) -> Span:
    return Span(span.start, span.end, entity_type, span.score, span.recognizer)


def _without_title(span: Span, text: str) -> Span:
    """The civility is no part of the name."""
    title = _TITLE.match(text, span.start, span.end)
    start = title.end() if title and title.end() < span.end else span.start
    return Span(start, span.end, span.entity_type, span.score, span.recognizer)


def _like_person(words: list[str]) -> bool:
    if any(word in LEGAL_FORMS for word in words):
        return False
    counts = [name_counts(word) for word in words if word not in STOP and word not in ORDINARY]
    return any(given >= _LIKELY_GIVEN or surname >= _LIKELY_SURNAME for given, surname in counts)
