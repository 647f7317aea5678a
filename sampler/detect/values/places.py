"""Towns in texts: a postcode with its town."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from sampler.detect.words import MONTHS, PARTICLES, STOP, TECHNICAL, word_set
from sampler.model.finding import Span
from sampler.surrogates.folding import fold, fold_all
from sampler.surrogates.lists import communes, postcodes

_POSTCODE_TOWN = re.compile(
    r"(?<![\w.,/\-])(?:F-?)?(?P<post>[0-9]{5})(?![0-9])[ ,\-]{1,3}"
    r"(?P<town>[^\W\d_][\w'\-]*(?:[ ](?!(?i:et|à|a|est|pour|dans|avec|qui|tel"
    r"|merci)\b)[^\W\d_][\w'\-]*){0,5})",
)
_POSTCODE_WORD = re.compile(
    r"(?<!\w)(?i:cp|code[ ]postal|zip(?:[ ]code)?|postcode)[ :.=]{1,4}(?P<post>[0-9]{5})(?![0-9])",
)
_TOWN_POSTCODE = re.compile(
    r"(?<![\w'\-])(?P<town>[A-ZÀ-Þ][\w'\-]*(?:[ ][^\W\d_][\w'\-]*){0,4})[ ]?\((?:F-)?(?P<post>[0-9]{5})\)",
)
# A number after one of these is a thing's, whatever word follows: "Ref 33000 Bordeaux rouge".
_THING_BEFORE = re.compile(
    r"(?:[#@/_=°º]|(?<!\w)(?:r[ée]f(?:[ée]rences?)?|commandes?|cde|articles?|art|num[ée]ro|num|no"
    r"|nr|order|item"
    r"|sku|ticket|dossier|lot|devis|facture|invoice|produit|product|colis|mod[èe]le|model"
    r"|code(?:[ ]article)?"
    r"|id|hp|hc|dosage|index|version|job|pid|port|bon|ligne|line|case|avis|part|quantit[ée]|qt[ée])\b)"
    r"[ .:\-]{0,3}\Z",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"(?i:st|ste|saint|sainte)-[A-ZÀ-Þ]|[A-ZÀ-Þ]\w+-(?i:l[eèé]s?|la|sur|en|sous|du|de|d|l|aux?)[-'][A-ZÀ-Þ]"
)
_ALONE = re.compile(r"[ ,]{0,2}(?:\n|\Z|(?i:cedex|france)\b)")
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


_SAINTS = {"st": "saint", "ste": "sainte"}
# The list of communes leaves these out, for their postcodes are many.
_DIVIDED = {"paris": "75", "lyon": "69", "marseille": "13"}


@cache
def _plain_names() -> dict[str, frozenset[str]]:
    """The first two figures of the postcodes of each commune; those of a city abroad are anything."""
    found: dict[str, set[str]] = {}
    listed = communes()
    for commune, name in zip(listed, fold_all([commune.name for commune in listed]), strict=True):
        found.setdefault(_unhyphened(name), set()).update((commune.postcode[:2], commune.code[:2]))
    for city in _CITIES:
        found.setdefault(city, set())
    for city, department in _DIVIDED.items():
        found[city] = {department}
    return {name: frozenset(departments) for name, departments in found.items()}


def _plain(name: str) -> str:
    """One spelling of a commune: no hyphens, "saint" in full."""
    return _unhyphened(fold(name))


def _unhyphened(folded: str) -> str:
    words = folded.replace("-", " ").replace("'", " ").split()
    return " ".join([_SAINTS.get(word, word) for word in words])


def is_commune(name: str, post: str = "") -> bool:
    """Is this the name of a French commune, in any spelling, with or without "cedex" and arrondissement?

    With a postcode it must be one of that département; a city abroad may have any.
    """
    plain = re.sub(r"\s+(?:cedex.*|[0-9]{1,2}(?:e|er|eme)?(?: arrondissement)?)$", "", _plain(name))
    # The list leaves out some articles ("Mans").
    bare = re.sub(r"^(?:les?|la|l) ", "", plain)
    held = [_plain_names().get(spelling) for spelling in (plain, f"le {plain}", bare)]
    return any(
        departments is not None and (not post or not departments or post[:2] in departments)
        for departments in held
    )


def towns(text: str) -> list[Span]:
    """Postcodes in `text`, with the town after them or before them."""
    spans = [
        Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode word")
        for match in _POSTCODE_WORD.finditer(text)
    ]
    for match, end in postcode_towns(text):
        spans.append(Span(match.start("post"), match.end("post"), "POSTCODE", 0.8, "postcode and town"))
        spans.append(Span(match.start("town"), end, "CITY", 0.8, "postcode and town"))
    for match in _TOWN_POSTCODE.finditer(text):
        start = town_start(text, *match.span("town"), match["post"])
        if start is not None:
            spans.append(Span(start, match.end("town"), "CITY", 0.8, "town and postcode"))
            spans.append(Span(*match.span("post"), "POSTCODE", 0.8, "town and postcode"))
    return spans


def postcode_towns(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each postcode that a town follows, with the end of the town."""
    for match in _POSTCODE_TOWN.finditer(text):
        end = _town_after(text, match)
        if end is not None:
            yield match, end


def is_big_city(name: str) -> bool:
    """Is this a large city, at home or abroad?"""
    return _plain(name) in _CITIES


def is_town_word(name: str) -> bool:
    """May this follow a postcode of four digits: no month, no unit, no word of grammar or machines?"""
    return fold(name.split(" ", 1)[0]) not in _UNITS | MONTHS | STOP | TECHNICAL


def _town_after(text: str, match: re.Match[str]) -> int | None:
    """The end of the town after a postcode: a commune of its département, or a line of its own says it."""
    post, start, end = match["post"], *match.span("town")
    if _THING_BEFORE.search(text, max(0, match.start() - 24), match.start()):
        return None
    found = listed_end(text, start, end, post)
    if found is not None:
        return found
    first = start + len(text[start:end].split(" ", 1)[0])
    # Villages are in no list: "06160 Juan-les-Pins" reads like a town, "97410 Grand Bois" has its own line.
    if _POST.fullmatch(post) and _COMPOUND.match(text, start, first):
        return first
    alone = text.startswith("\n", match.start() - 1) and _ALONE.match(text, end) is not None
    named = text[start].isupper() and _is_name(text[start:end].split())
    return end if alone and named and post in postcodes() else None


def _is_name(words: Sequence[str]) -> bool:
    return all(
        word in PARTICLES or (word[0].isupper() and fold(word) not in STOP - PARTICLES) for word in words
    )


def town_start(text: str, start: int, end: int, post: str) -> int | None:
    """Where the commune that ends at `end` begins: the longest name of the département of `post`."""
    for cut in (start, *(start + place.end() for place in re.finditer(" ", text[start:end]))):
        if text[cut].isupper() and is_commune(text[cut:end], post):
            return cut
    return None


def listed_end(text: str, start: int, end: int, post: str) -> int | None:
    """Where the town that begins at `start` ends: the longest commune of the département."""
    ends = [start + place.start() for place in re.finditer(" ", text[start:end])]
    if fold(text[start : ends[0] if ends else end]) in _UNITS | _NO_FIRST:
        return None
    return next((stop for stop in (end, *reversed(ends)) if is_commune(text[start:stop], post)), None)


def town_end(text: str, start: int, end: int, post: str) -> int | None:
    """Where the town after a street ends: the longest listed commune, else one capitalised word."""
    found = listed_end(text, start, end, "")
    if found is not None:
        return found
    first = start + len(text[start:end].split(" ", 1)[0])
    if _POST.fullmatch(post) and text[start].isupper():
        return None if fold(text[start:first]) in STOP | TECHNICAL | _UNITS else first
    return None
