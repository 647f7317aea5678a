"""Postal addresses in French, English and other languages: the street first, then what belongs to it."""

import re
from collections.abc import Collection, Iterator

from sampler.detect import street_words as street
from sampler.detect.pattern import EDGE, SHAPED, WEAK
from sampler.detect.places import town_end
from sampler.model.finding import Span

_SEP = r"(?:[ ]{0,2}[,;/|\-][ ]{0,2}(?:\n[ ]{0,8}|\\n)?|[ ]{0,2}(?:\n|\\n)[ ]{0,8}|[ ]{1,2}|[ ]?\()"
_EXTRA = (
    r"(?i:(?:b[âa]t(?:iment)?|app(?:artemen|ar)?t?|apt|[ée]tage|[ée]t|esc(?:alier)?|porte|pte|hall|entr[ée]e"
    r"|tour|cage|lot|bo[iî]te"
    r"|bte|villa|pavillon|chambre|studio|immeuble|imm|r[ée]s(?:idence)?|bp|b\.p|cs|tsa|lieu[- ]dit|lieudit"
    r"|ld|hameau|lotissement"
    r"|c/o|chez)\.?[ ]?(?:n[°º][ ]?)?)"
)
_EXTRA_NAME = (
    r"(?:[0-9]{1,5}[A-Za-z]?|[A-Z][0-9]{0,3}(?!\w)|(?:(?i:les?|la|l'|du|des|de"
    r"|d')[ ]?){0,2}[A-ZÀ-Þ][\w'\-]*(?:[ \-](?:(?i:les?|la|du|des|de|d'|et)[ ])?[A-ZÀ-Þ][\w'\-]*){0,3})"
)
_COMPLEMENT = re.compile(
    rf"{_SEP}(?:{_EXTRA}{_EXTRA_NAME}|[0-9]{{1,2}}(?i:er|[èe]me|e)[ ](?i:[ée]tage)(?:[ ](?i:gauche|droite"
    rf"|face))?)(?!\w)",
)
_POST = re.compile(r"[\s,;/|\-(]{1,4}(?:\\n)?(?:F-?)?(?P<post>[0-9]{5}|[0-9]{2}[ ][0-9]{3})(?![0-9])")
_TOWN = re.compile(r"(?:[ ,\-]{1,3})(?P<town>[^\W\d_][\w'\-]*(?:[ ][^\W\d_][\w'\-]*){0,5})")
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
    r"(?<!\w)(?:(?i:the)[ ])?(?:[A-Za-z][\w'\-]*[ ]){0,3}?(?i:rectory|house|cottage|lodge|barn|farm|manor"
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
_UK = re.compile(rf"{EDGE}{street.UK_POST}(?!\w)")
_MOST_PARTS = 6


def addresses(text: str, words: Collection[str]) -> Iterator[Span]:
    """Every postal address in `text`; `words` are its folded words, which tell whether to look at all."""
    if not street.FRENCH_WORDS.isdisjoint(words):
        yield from _french(text)
    if not street.BOX_WORDS.isdisjoint(words):
        for match in street.BOX.finditer(text):
            tail = _EN_TAIL.match(text, match.end())
            end = max(_tail(text, match.end()), tail.end() if tail else 0)
            if end > match.end() or "o" in match[0].lower():
                yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "post box")
    if not street.ENGLISH_WORDS.isdisjoint(words):
        yield from _english(text)
    if not street.OTHER_WORDS.isdisjoint(words) or any(part in text for part in street.GERMAN_SIGNS):
        for match in street.ELSEWHERE.finditer(text):
            yield Span(match.start(), _tail(text, match.end()), "ADDRESS", SHAPED, "address elsewhere")
    for match in _UK.finditer(text):
        yield Span(*match.span(), "POSTCODE", WEAK, "english postcode")


def _french(text: str) -> Iterator[Span]:
    last = 0
    for match in street.NUMBERED.finditer(text):
        end = _tail(text, match.end())
        last = max(last, end)
        yield Span(_head(text, match.start()), end, "ADDRESS", SHAPED, "french address")
    # "12 rue victor hugo 75002 paris": the postcode tells where a street in small letters ends.
    for match in street.TO_POSTCODE.finditer(text):
        yield Span(match.start(), _tail(text, match.end()), "ADDRESS", SHAPED, "french address to postcode")
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
    post = _POST.match(text, end)
    if post is None:
        city = _CITY_ONLY.match(text, end)
        start = end + len(city[0]) - len(city[0].lstrip(" ,")) if city else end
        return (town_end(text, start, city.end(), "") if city else None) or end
    town = _TOWN.match(text, post.end())
    end = post.end()
    if town is not None:
        end = town_end(text, town.start("town"), town.end("town"), post["post"].replace(" ", "")) or end
    for tail in (_CEDEX, _COUNTRY):
        more = tail.match(text, end)
        end = more.end() if more and town else end
    return end


def _head(text: str, start: int) -> int:
    """Where the address begins: "Appt 12, Bât. B, Résidence Les Lilas," may stand before the street."""
    for _ in range(_MOST_PARTS):
        before = _BEFORE.search(text, max(0, start - 60), start)
        if before is None:
            return start
        start = before.start()
    return start


def is_address(value: str) -> bool:
    """A postal address as a whole value: number or street word first, or postcode and city last."""
    return len(value) <= 200 and street.WHOLE.fullmatch(value.strip()) is not None  # noqa: PLR2004 - longer is a text
