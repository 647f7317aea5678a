"""Towns and postcodes that a key or a heading announces: JSON, XML, "Ville : Rennes", "CP : 35000".

A town alone is nobody's; beside a postcode or a street of the same record it is a part of an address.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from sampler.detect.values.places import is_commune
from sampler.detect.values.street_words import EIRCODE, STATES, UK_POST
from sampler.detect.words import STOP, word_set
from sampler.model.finding import Span
from sampler.surrogates.folding import fold

_LEAD = r"(?:(?<![^\W_])|(?<=[a-z])(?=[A-Z]))"
_POST_KEY = (
    rf"{_LEAD}(?i:cp|c\.p\.|code[ _\-]?postal|postal[ _\-]?code|post[ _\-]?code|zip(?:[ _\-]?code)?"
    rf"|plz|npa|eircode)"
)
_CITY_KEY = rf"{_LEAD}(?i:ville|commune|localit[ée]|city|town|locality|municipality)"
_STATE_KEY = rf"{_LEAD}(?i:state|province|state[ _\-]?code|region)"
_STREET_KEY = (
    rf"{_LEAD}(?i:(?:street|rue|voie|adresse|address|addr|adr)(?:[ _\-]?(?:line|ligne|complete"
    rf"|postale|address))?"
    r"[ _\-]?[1-3]?|(?:line|ligne)[ _\-]?[1-3])"
)
# JSON: "key": "value"; XML: <key>value<; settings: key=value; headings: "Key : value".
_LINK = (
    r"(?:(?P<quote>[\"'])[ ]?:[ ]?(?P<open>[\"']?)|(?P<tag>)(?:[ ][^<>\n]{0,60})?>[ \n]{0,3}"
    r"|(?P<sign>)[ ]{0,3}[:=][ ]{0,3}(?P<mark>[\"']?))"
)
_POST_VALUE = (
    rf"(?P<value>(?:F-|B-|CH-|L-)?[0-9]{{5}}(?:-[0-9]{{4}})?|[0-9]{{2}}[ ][0-9]{{3}}|[0-9]{{4}}"
    rf"|{UK_POST}|{EIRCODE}"
    r"|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9])(?![\w])"
)
_POST = re.compile(_POST_KEY + _LINK + _POST_VALUE)
_CITY = re.compile(_CITY_KEY + _LINK + r"(?P<value>[^\W\d_][^\"<>\n\t;,:=|{}\[\]()/]{0,60})")
_STATE = re.compile(rf"{_STATE_KEY}{_LINK}(?P<value>{STATES})(?=[\"'<\n,; ]|\Z)")
_STREET = re.compile(
    _STREET_KEY
    + r"(?:\"[ ]?:[ ]?\"(?P<json>[^\"\n]{5,120})\"|(?:[ ][^<>\n]{0,60})?>(?P<xml>[^<>\n]{5,120})<)"
)
_STOP_AT = re.compile(r"[ ]{2}|[ ][-/][ ]|[ ](?=[\w.]{1,16}[ ]?:)|'(?!\w)|\.[ ]")
_NEAR = 260
WORDS = word_set(
    "cp c code postal postcode post zip zipcode plz npa eircode ville commune localite city town locality"
    " municipality street rue voie adresse address addr adr line ligne",
)
_NO_PLACE = re.compile(r"@|://|\.[a-z]{2,4}\b|[0-9]\.[0-9]|:[0-9]")
_MOST_WORDS = 5
_SCORE = 0.85


def place_keys(text: str, words: Collection[str], known: Sequence[Span]) -> Iterator[Span]:
    """Postcodes, towns, states and streets after their key; `words` are the folded words of `text`.

    `known` are addresses that were found otherwise: a town beside one counts too.
    """
    if WORDS.isdisjoint(words):
        return
    posts = [match.span("value") for match in _POST.finditer(text)]
    streets = [span for match in _STREET.finditer(text) if (span := _street(text, match)) is not None]
    for start, end in posts:
        yield Span(start, end, "POSTCODE", _SCORE, "place key")
    for start, end in streets:
        yield Span(start, end, "ADDRESS", _SCORE, "place key")
    near = sorted([*posts, *streets, *((span.start, span.end) for span in known)])
    if not near:
        return
    for match in _beside(near, _CITY, text):
        start = match.start("value")
        end = _town(text, start, match.end("value"), whole=match["sign"] is None)
        if end > start:
            yield Span(start, end, "CITY", _SCORE, "place key")
    for match in _beside(near, _STATE, text):
        yield Span(*match.span("value"), "ADDRESS", _SCORE, "place key")


def _beside(near: list[tuple[int, int]], shape: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Hits that stand near a postcode or a street; both are sorted by place."""
    at = 0
    for match in shape.finditer(text):
        while at < len(near) and near[at][1] + _NEAR < match.start():
            at += 1
        if at < len(near) and near[at][0] - _NEAR < match.end():
            yield match


def _street(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A street: letters, a number and a space, or words with a comma; no e-mail, web or network address."""
    start, end = match.span("json" if match["json"] is not None else "xml")
    value = text[start:end]
    told = " " in value and any(sign.isdigit() for sign in value) and any(sign.isalpha() for sign in value)
    return (start, end) if told and not _NO_PLACE.search(value) else None


def _town(text: str, start: int, end: int, *, whole: bool) -> int:
    """Where the town ends: all of a quoted or tagged value, else a commune or the words with capitals."""
    if not whole:
        stop = _STOP_AT.search(text, start, end)
        end = stop.start() if stop else end
    end = start + len(text[start:end].rstrip(" .'"))
    words = text[start:end].split(" ")
    if whole or is_commune(text[start:end]):
        return end if len(words) <= _MOST_WORDS + 1 else start
    kept = 0
    for word in words[:_MOST_WORDS]:
        if not word[:1].isupper() or fold(word) in STOP - {"la", "le", "les", "l", "the"}:
            break
        kept += 1
    return start + len(" ".join(words[:kept]))
