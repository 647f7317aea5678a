"""Postal addresses in French, English and other languages: the street first, then what belongs to it."""

import re
from collections.abc import Collection, Iterator

from sampler.detect.values import street_words as street
from sampler.detect.values.address_walk import walked
from sampler.detect.values.pattern import EDGE, SHAPED, WEAK
from sampler.detect.values.place_keys import place_keys
from sampler.detect.values.places import (
    is_big_city,
    is_town_word,
    listed_end,
    postcode_towns,
    town_end,
    town_start,
)
from sampler.model.finding import Span

_SEP = r"(?:[ ]{0,2}[,;/|\-][ ]{0,2}(?:\n[ ]{0,8}|\\n)?|[ ]{0,2}(?:\n|\\n)[ ]{0,8}|[ ]{1,2}|[ ]?\()"
_EXTRA = (
    r"(?i:(?:b[âa]t(?:iment)?|app(?:artemen|ar)?t?|apt|[ée]tage|[ée]t(?=\.|[ ]?[0-9])|esc(?:alier)?"
    r"|porte|pte|hall|entr[ée]e"
    r"|tour|cage|lot|bo[iî]te"
    r"|bte|villa|pavillon|chambre|studio|immeuble|imm|r[ée]s(?:idence)?|bp|b\.p|cs|tsa|lieu[- ]dit|lieudit"
    r"|ld|hameau|lotissement|hlm|z\.?[ai]\.?(?:[ ]?c\.?)?|zac|zone(?:[ ](?:artisanale|industrielle"
    r"|d'activit[ée]s?))?|parc"
    r"(?:[ ]d'activit[ée]s?)?|quartier|domaine|ferme|copro(?:pri[ée]t[ée])?|cit[ée]|ch[âa]teau"
    r"|moulin|mas|le[ ]clos"
    r"|c/o|chez)\.?[ ]?(?:n[°º][ ]?)?)"
)
_EXTRA_NAME = (
    r"(?:[0-9]{1,5}[A-Za-z]?|[A-Z][0-9]{0,3}(?!\w)|(?:(?i:les?|la|l'|du|des|de"
    r"|d')[ ]?){0,2}[A-ZÀ-Þ][\w'\-]*(?:[ \-](?:(?i:les?|la|du|des|de|et"
    r"|aux?)[ ]){0,2}(?i:[ld]')?[A-ZÀ-Þ][\w'\-]*){0,3})"
)
_COMPLEMENT = re.compile(
    rf"{_SEP}(?:{_EXTRA}{_EXTRA_NAME}|[0-9]{{1,2}}(?i:er|[èe]me|e)[ ](?i:[ée]tage)(?:[ ](?i:gauche|droite"
    rf"|face))?)(?!\w)",
)
_PLACE = re.compile(
    r"[ ]?(?:,|\n|,\n)[ ]?(?:(?:Les?|La)[ ]|L')?[A-ZÀ-Þ][\w'\-]+(?:[ ](?:de[ ]|du[ ]|des[ ]"
    r"|la[ ])?[A-ZÀ-Þ][\w'\-]*)"
    r"{0,3}(?:[ ][0-9]{1,3})?(?=[ ]?[,\n][ \n]?(?:F-)?[0-9]{5}(?![0-9]))",
)
_POST = re.compile(
    r"(?:[ ,]{1,2}(?:[àÀ]|a(?=[ ]?\()))?[\s,;/|\-(]{1,4}(?:\\n)?(?:F-?)?(?P<post>[0-9]{5}"
    r"|[0-9]{2}[ ][0-9]{3})(?![0-9])"
)
_TOWN = re.compile(
    r"(?:(?:\)[ ]?)?[ ,\-]{0,3}(?<![0-9]))(?P<town>[^\W\d_][\w'\-]*(?:[ ][^\W\d_][\w'\-]*){0,5})"
)
_TOWN_BEFORE = re.compile(
    r"(?<![\w'\-])(?P<town>[A-ZÀ-Þ][\w'\-]*(?:[ ][^\W\d_][\w'\-]*){0,4})[ ]?\("
    r"(?P<post>[0-9]{5})\)[ ]?[,:\-]?\s{1,3}\Z"
)
# "Le Bourg, 19140 Uzerche": a hamlet is all the street there is; not "Jean Le Goff, 19140 Uzerche".
_HAMLET = re.compile(
    r"(?:\A|[,:(\n][ ]?|(?<!\w)[a-zà-ÿ]{1,12}[ ])(?P<place>(?:[0-9]{1,4}(?:[ ]bis|[ ]ter)?,?[ ])?"
    r"(?:(?:(?i:les?|la)[ ](?!(?i:poste|redoute|mairie|pr[ée]fecture|banque|soci[ée]t[ée])\b)"
    r"|(?i:l)')(?=[A-ZÀ-Þ])[A-ZÀ-Þ]|(?:le|au)[ ](?=bourg|village|hameau"
    r"|moulin|ch[âa]teau|clos|mas|port))[\w'\-]*(?:[ ](?:(?:de|du|des|la|le|les"
    r"|aux?)[ ]){0,2}(?:[ld]')?[A-ZÀ-Þ][\w'\-]*){0,4})"
    r"[ ]?(?:,|\n|-|,\n)[ ]?\Z"
)
_OUTWARD = re.compile(
    r"(?<![\w.,])[0-9]{1,4}[A-Z]?[ ][A-Z][\w'\-]+(?:[ ][A-Z][\w'\-]+){0,2}[ ]?,[ ]"
    r"(?P<town>[A-Z][a-z]+(?:[ ][A-Z][a-z]+){0,2}),?[ ]"
    r"[A-Z]{1,2}[0-9]{1,2}[A-Z]?(?!\w)",
)
_CEDEX = re.compile(
    r"[ ,]{1,2}(?:(?i:cedex)(?:[ ][0-9]{1,2})?|[0-9]{1,2}(?i:er|e|[èe]me)?(?![\w/:]|[.,][0-9]))",
)
_COUNTRY = re.compile(
    rf"{_SEP}(?i:france|belgique|suisse|luxembourg|united kingdom|royaume-uni|england|scotland|wales|uk|usa"
    rf"|u\.s\.a\.|united states)(?!\w)\)?",
)
_BEFORE = re.compile(
    rf"(?<![^\W_])(?:{_EXTRA}{_EXTRA_NAME}|[0-9]{{1,2}}(?i:er|[èe]me|e)[ ](?i:[ée]tage)(?:[ ](?i:gauche"
    rf"|droite|face))?|(?i:rdc)){_SEP}\Z",
)
_EN_BEFORE = re.compile(
    r"(?<![\w/])(?:(?i:the)[ ])?(?:[A-Za-z][\w'\-]*[ ]){0,3}?(?i:rectory|house|cottage|lodge|barn|farm|manor"
    r"|mill|hall|villa|grange|vicarage|annexe|building"
    rf"|mansions?|apartments?){_SEP}\Z",
)
_LIVING = re.compile(
    r"(?:habit|demeur|domicil|adress|resid|livr|chez|loge|log[ée]|r[ée]side|sise?\b|situ[ée]e?|appartement"
    r"|envoy|exp[ée]di|d[ée]m[ée]nag|siège|voisin)[^\n]{0,40}\Z",
    re.IGNORECASE,
)
_CITY_ONLY = re.compile(
    rf"[ ]?,[ ]?(?:(?i:{street.PART})[ '])*[A-ZÀ-Þ][\w'\-]+(?:[ \-][A-ZÀ-Þ][\w'\-]+){{0,3}}",
)
_EN_TAIL = re.compile(
    rf"(?:{_SEP}(?i:apt|apartment|suite|ste|flat|unit|floor|fl|room|rm|#)\.?[ ]?[\w-]{{1,5}})?"
    rf"(?:{_SEP}[A-Z][\w'.\-]+(?:[ ][A-Z][\w'.\-]+){{0,2}}){{0,3}}"
    rf"{_SEP}(?:{street.UK_POST}|(?:(?:{street.STATES})\.?,?[ ]{{1,2}})?[0-9]{{5}}(?:-[0-9]{{4}})?)(?!\w)",
)
_EN_UNIT = re.compile(rf"{_SEP}(?i:apt|apartment|suite|ste|flat|unit|#)\.?[ ]?[\w-]{{1,5}}(?!\w)")
_EN_SMALL_TAIL = re.compile(
    rf"(?:{_SEP}[a-z][\w'.\-]+(?:[ ][a-z][\w'.\-]+)?){{0,3}}{_SEP}(?i:{street.UK_POST})(?!\w)",
)
_UK = re.compile(rf"{EDGE}(?:{street.UK_POST}|{street.EIRCODE})(?!\w)")
_US_TOWN = re.compile(
    rf"{EDGE}[A-Z][\w'.\-]+(?:[ ][A-Z][\w'.\-]+){{0,2}},?[ ](?:{street.STATES})[ ]{{1,2}}[0-9]{{5}}"
    rf"(?:-[0-9]{{4}})?(?!\w)",
)
# A number after one of these is no house's: "cvv 418", "page 2", "art. 12".
_NO_HOUSE = re.compile(
    r"(?<!\w)(?:cvv2?|cvc|cryptogramme|pages?|p|art|articles?|chap(?:itre)?|alin[ée]a|version|exp"
    r"|x)[ .:]{1,3}\Z",
    re.IGNORECASE,
)
_MOST_PARTS = 6


def addresses(text: str, words: Collection[str]) -> Iterator[Span]:
    """Every postal address in `text`; `words` are its folded words, which tell whether to look at all."""
    found = [*_streets(text, words), *_before_postcodes(text)]
    yield from found
    yield from place_keys(text, words, found)


def _streets(text: str, words: Collection[str]) -> Iterator[Span]:
    if not street.FRENCH_WORDS.isdisjoint(words):
        yield from _french(text)
    if not street.BOX_WORDS.isdisjoint(words):
        for match in street.BOX.finditer(text):
            tail = _EN_TAIL.match(text, match.end())
            end = max(_tail(text, match.end()), tail.end() if tail else 0)
            if end > match.end() or "o" in match[0].lower():
                yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "post box")
        for match in street.RURAL.finditer(text):
            tail = _EN_TAIL.match(text, match.end())
            end = tail.end() if tail else match.end()
            yield Span(match.start(), end, "ADDRESS", SHAPED, "rural route")
    if not street.ENGLISH_WORDS.isdisjoint(words):
        yield from _english(text)
    if not street.OTHER_WORDS.isdisjoint(words) or any(part in text for part in street.GERMAN_SIGNS):
        for match in street.ELSEWHERE.finditer(text):
            yield Span(match.start(), _tail(text, match.end()), "ADDRESS", SHAPED, "address elsewhere")


def _before_postcodes(text: str) -> Iterator[Span]:
    """Addresses that a postcode ends, without a street word, and bare postcodes."""
    for start, end in _placed(text):
        yield Span(start, end, "ADDRESS", SHAPED, "place before postcode")
    for match in _OUTWARD.finditer(text):
        if is_big_city(match["town"]):
            yield Span(*match.span(), "ADDRESS", SHAPED, "english address")
    for match in _US_TOWN.finditer(text):
        yield Span(*match.span(), "ADDRESS", SHAPED, "american town")
    for match in _UK.finditer(text):
        yield Span(*match.span(), "POSTCODE", WEAK, "english postcode")
        start = walked(text, match.start())
        if start < match.start():
            yield Span(start, match.end(), "ADDRESS", SHAPED, "address before postcode")


def _placed(text: str) -> Iterator[tuple[int, int]]:
    """Postcodes with a town before which no street stands, but a hamlet, a farm, a block of flats."""
    for match, end in postcode_towns(text):
        start = _head(text, match.start())
        offset = max(0, start - 60)
        hamlet = _HAMLET.search(text[offset:start])
        start = offset + hamlet.start("place") if hamlet else start
        if start < match.start():
            more = _CEDEX.match(text, end)
            yield start, more.end() if more else end


def _french(text: str) -> Iterator[Span]:
    for match in street.NUMBERED.finditer(text):
        end = _tail(text, match.end())
        if _NO_HOUSE.search(text, max(0, match.start() - 16), match.start()):
            continue
        yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "french address")
    # "12 rue victor hugo 75002 paris": the postcode tells where a street in small letters ends.
    for match in street.TO_POSTCODE.finditer(text):
        yield Span(match.start(), _tail(text, match.end()), "ADDRESS", SHAPED, "french address to postcode")
    for match in street.NUMBER_LAST.finditer(text):
        town = street.FOUR_DIGITS.match(text, match.end())
        if town or _LIVING.search(text, max(0, match.start() - 60), match.start()):
            end = town.end() if town else match.end()
            yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "number last")
    for match in street.NAMED.finditer(text):
        end = _tail(text, match.end())
        # A street alone is anybody's: a postcode, a complement or a word of living there makes it an address.
        if end > match.end() or _LIVING.search(text, max(0, match.start() - 60), match.start()):
            yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "street")


def _english(text: str) -> Iterator[Span]:
    for match in street.ENGLISH.finditer(text):
        tail = _EN_TAIL.match(text, match.end())
        unit = tail or _EN_UNIT.match(text, match.end())
        end = unit.end() if unit else match.end()
        country = _COUNTRY.match(text, end) if tail else None
        yield Span(
            _english_head(text, match.start()),
            country.end() if country else end,
            "ADDRESS",
            SHAPED,
            "english address",
        )
    for match in street.ENGLISH_SMALL.finditer(text):
        tail = _EN_SMALL_TAIL.match(text, match.end()) or _EN_TAIL.match(text, match.end())
        end = tail.end() if tail else match.end()
        yield Span(_english_head(text, match.start()), end, "ADDRESS", SHAPED, "english address")


def _english_head(text: str, start: int) -> int:
    before = _EN_BEFORE.search(text, max(0, start - 50), start)
    return before.start() if before else start


def _tail(text: str, end: int) -> int:
    """Where the address of the street before `end` ends: complements, postcode, town, country."""
    for _ in range(_MOST_PARTS):
        part = _COMPLEMENT.match(text, end)
        if part is None:
            break
        end = part.end()
    place = _PLACE.match(text, end)
    end = place.end() if place else end
    post = _POST.match(text, end)
    if post is None:
        abroad = street.FOUR_DIGITS.match(text, end)
        if abroad and abroad["cut"] and is_town_word(abroad["town"]):
            return abroad.end()
        city = _CITY_ONLY.match(text, end)
        start = end + len(city[0]) - len(city[0].lstrip(" ,")) if city else end
        return (town_end(text, start, city.end(), "") if city else None) or end
    town = _TOWN.match(text, post.end())
    end = post.end()
    if town is not None:
        ends = town_end if text[post.end()] != ")" else listed_end
        end = ends(text, town.start("town"), town.end("town"), post["post"].replace(" ", "")) or end
    for tail in (_CEDEX, _COUNTRY):
        more = tail.match(text, end)
        end = more.end() if more and town else end
    return end


def _head(text: str, start: int) -> int:
    """Where the address begins: "Appt 12, Bât. B, Résidence Les Lilas," may stand before the street."""
    for _ in range(_MOST_PARTS):
        before = _BEFORE.search(text, max(0, start - 60), start)
        if before is None:
            break
        start = before.start()
    town = _TOWN_BEFORE.search(text, max(0, start - 70), start)
    first = town_start(text, *town.span("town"), town["post"]) if town else None
    return start if first is None else first


def is_address(value: str) -> bool:
    """A postal address as a whole value: number or street word first, or postcode and city last."""
    return len(value) <= 200 and street.WHOLE.fullmatch(value.strip()) is not None  # noqa: PLR2004 - longer is a text
