"""Towns in texts: a postcode with its town."""

import re
from functools import cache

from sampler.detect.words import PARTICLES, STOP, TECHNICAL, word_set
from sampler.model.finding import Span
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import commune_names

_POSTCODE_TOWN = re.compile(
    r"(?<![\w.,/\-])(?:F-?)?(?P<post>[0-9]{5})(?![0-9])[ ,\-]{1,3}"
    r"(?P<town>[^\W\d_][\w'\-]*(?:[ ](?!(?i:et|à|a|est|pour|dans|avec|qui|tel"
    r"|merci)\b)[^\W\d_][\w'\-]*){0,5})",
)
_POSTCODE_WORD = re.compile(
    r"(?<!\w)(?i:cp|code[ ]postal|zip(?:[ ]code)?|postcode)[ :.=]{1,4}(?P<post>[0-9]{5})(?![0-9])",
)
_POST = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")  # also those of a company or a post box
_UNITS = word_set(
    "euro euros eur km kg m m2 cm ans jours heures clients pieces points lignes unites exemplaires",
)
_NO_FIRST = STOP - PARTICLES


# Cities of several postcodes, which the reduced list leaves out, and large ones of other countries.
_BIG = (
    "paris|lyon|marseille|bruxelles|brussels|anvers|gand|liege|charleroi|namur|mons|geneve|lausanne|"
    "zurich|berne|bale|luxembourg|monaco|london|londres|manchester|birmingham|leeds|glasgow|edinburgh|"
    "liverpool|bristol|sheffield|cardiff|belfast|newcastle|nottingham|leicester|coventry|bradford|"
    "southampton|portsmouth|oxford|cambridge|brighton|plymouth|reading|derby|york|norwich|exeter|bath|"
    "hull|swansea|aberdeen|dundee|sunderland|wolverhampton|stoke on trent|milton keynes|luton|bolton|"
    "preston|blackpool|ipswich|dublin|cork|galway|limerick|new york|los angeles|chicago|houston|"
    "phoenix|philadelphia|san antonio|san diego|dallas|austin|jacksonville|fort worth|columbus|"
    "charlotte|san francisco|indianapolis|seattle|denver|washington|boston|nashville|detroit|portland|"
    "las vegas|memphis|louisville|baltimore|milwaukee|albuquerque|tucson|fresno|sacramento|kansas city|"
    "atlanta|omaha|miami|oakland|minneapolis|tulsa|cleveland|tampa|orlando|pittsburgh|cincinnati|"
    "st louis|saint louis|salt lake city|richmond|buffalo|springfield|berlin|hamburg|munchen|munich|"
    "koln|cologne|frankfurt|stuttgart|dusseldorf|leipzig|dortmund|essen|bremen|dresden|hannover|madrid|"
    "barcelona|barcelone|valencia|sevilla|seville|zaragoza|malaga|bilbao|lisbonne|lisbon|lisboa|porto|"
    "roma|rome|milano|milan|napoli|naples|torino|turin|palermo|genova|bologna|firenze|florence|venezia|"
    "venise|amsterdam|rotterdam|utrecht|den haag|vienna|wien|vienne|varsovie|warsaw|warszawa|krakow|"
    "cracovie|prague|praha|budapest|stockholm|copenhague|copenhagen|oslo|helsinki|athenes|athens|"
    "bucarest|sofia|zagreb|montreal|quebec|toronto|ottawa|vancouver|casablanca|rabat|marrakech|tanger|"
    "alger|oran|constantine|tunis|sfax|dakar|abidjan|bamako|douala|yaounde|kinshasa|libreville|"
    "antananarivo|beyrouth|istanbul|sydney|melbourne|tokyo|noumea|papeete|fort de france|"
    "pointe a pitre|cayenne|saint denis|mamoudzou"
)
_CITIES = frozenset(_BIG.split("|"))


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(_plain(name) for name in commune_names()) | _CITIES


def _plain(name: str) -> str:
    """One spelling of a commune: no hyphens, "saint" in full."""
    words = [
        {"st": "saint", "ste": "sainte"}.get(word, word) for word in re.split(r"[\s'\-]+", fold(name)) if word
    ]
    return " ".join(words)


def is_commune(name: str) -> bool:
    """Is this the name of a French commune, in any spelling, with or without "cedex" and arrondissement?"""
    plain = re.sub(r"\s+(?:cedex.*|[0-9]{1,2}(?:e|er|eme)?(?: arrondissement)?)$", "", _plain(name))
    # The list leaves out some articles ("Mans").
    bare = re.sub(r"^(?:les?|la|l) ", "", plain)
    return plain in _plain_names() or f"le {plain}" in _plain_names() or bare in _plain_names()


def towns(text: str) -> list[Span]:
    """Postcodes in `text`, with the town after them."""
    spans = [
        Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode word")
        for match in _POSTCODE_WORD.finditer(text)
    ]
    for match in _POSTCODE_TOWN.finditer(text):
        end = town_end(text, match.start("town"), match.end("town"), match["post"])
        if end is not None:
            spans.append(Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode and town"))
            spans.append(Span(match.start("town"), end, "CITY", 0.8, "postcode and town"))
    return spans


def town_end(text: str, start: int, end: int, post: str) -> int | None:
    """Where the town ends: the longest listed commune, else one capitalised word after a real postcode."""
    ends = [start + place.start() for place in re.finditer(" ", text[start:end])]
    first = ends[0] if ends else end
    if fold(text[start:first]) in _UNITS | _NO_FIRST:
        return None
    for stop in (end, *reversed(ends)):
        if is_commune(text[start:stop]):
            return stop
    if _POST.fullmatch(post) and text[start].isupper() and fold(text[start:first]) not in STOP | TECHNICAL:
        return first
    return None
