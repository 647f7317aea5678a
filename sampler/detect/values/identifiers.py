"""Bare identifiers of letters and digits: accounts, VAT numbers, plates, national numbers with their key."""

import re
from collections.abc import Callable, Iterator

from sampler.detect.values import checks
from sampler.detect.values.abroad import KINDS_UK, KINDS_US
from sampler.detect.values.europe import KINDS_EU
from sampler.detect.values.france import KINDS_FR, PLATE
from sampler.detect.values.kind import Bare
from sampler.detect.values.pattern import SHAPED, STRONG, WEAK
from sampler.detect.values.plain import KINDS_PLAIN
from sampler.model.finding import Span

# Countries' IBAN lengths (SWIFT IBAN registry; widened from general knowledge).
_IBAN_LENGTHS = (
    "NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21"
    " BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24"
    " SK24 TN24"
    " VG24 PT25 IS26 TR26 FR27 GR27 IT27 MC27 MR27 SM27 CM27 AL28 AZ28 CY28 CI28 DO28 GT28 HU28 LB28 MA28"
    " PL28"
    " SN28 BJ28 BF28 ML28 MT31 BR29 PS29 QA29 UA29 JO30 KW30 MU30 MG27 DZ26"
)
_IBANS = {
    code[:2]: re.compile(
        rf"{code[:2]}(?:[ .\-]?[0-9]){{2}}(?:[ .\-]{{0,2}}[0-9A-Z]){{{int(code[2:]) - 4}}}(?![^\W_])",
        re.IGNORECASE,
    )
    for code in _IBAN_LENGTHS.split()
}
# A token of letters and digits, or one of letters with digits after a space: "FR76", "AB-123", "12345678Z".
_MIXED = re.compile(
    r"(?<![^\W_])(?=[A-Za-z]{1,6}[ .\-]?[0-9]|[0-9]{2,10}[ .\-]?[A-Za-z+]"
    r"|[0-9][A-HJ-NPR-Z][0-9A-Z]{2}|[0-9]{6}-[0-9]{3}[0-9A-Z](?!\w))",
)
_INNER = re.compile(r"[0-9A-Za-z][-/_.@]\Z")
_BARE_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool] | None, float], ...] = tuple(
    (kind.entity_type, re.compile(kind.shape + r"(?![^\W_]|-[^\W_])", re.VERBOSE), kind.check, SHAPED)
    for kind in (*KINDS_FR, *KINDS_UK, *KINDS_US, *KINDS_EU, *(kind for kind in KINDS_PLAIN if kind.capitals))
    if kind.bare is not Bare.NEVER
    and re.search("[A-Z]", kind.shape.replace("[ABab]", "").replace("[A-Z][ ]", ""))
)
_DASHED_PLATE = re.compile(PLATE.replace("[ \\-.]{0,3}", "[ ]?-[ ]?") + r"(?![^\W_]|-)")
_REFERENCE = re.compile(
    r"(?:r[ée]f(?:[ée]rence)?|article|mod[èe]le|sku|lot|produit|code|pi[èe]ce|commande|model|part"
    r"|item)\b[^\w\n]{0,4}(?:n°[ ]?)?\Z",
    re.IGNORECASE,
)
_MRZ = re.compile(r"(?<![A-Z0-9<])(?=[A-Z0-9]{0,40}<{2})[A-Z0-9<]{30,44}(?![A-Z0-9<])")
_GPS = re.compile(
    r"(?<![\w.,])(?P<lat>[+-]?[0-9]{1,2}[.][0-9]{3,15})°?[ ]?[NS]?[ ]?[,;/"
    r" ][ ]{0,2}(?P<lon>[+-]?[0-9]{1,3}[.][0-9]{3,15})°?"
    r"(?!\w|\.\w)(?:[ ]?[EWO](?!\w))?",
)
_DEGREES = re.compile(
    r"(?<!\w)[0-9]{1,2}[ ]?°[ ]?[0-9]{1,2}[ ]?['\u2032][ ]?(?:[0-9]{1,2}(?:[.,][0-9]{1,4})?[ ]?(?:\"|\u2033"
    r"|'')[ ]?)?[NS][ ,;/]{1,3}"
    r"[0-9]{1,3}[ ]?°[ ]?[0-9]{1,2}[ ]?['\u2032][ ]?(?:[0-9]{1,2}(?:[.,][0-9]{1,4})?[ ]?(?:\"|\u2033"
    r"|'')[ ]?)?[EWO](?!\w)",
)
_GEO_JSON = re.compile(
    r"(?i:lat(?:itude)?)[\"']?[ ]?[:=][ ]?[\"']?(?P<value>[+-]?[0-9]{1,2}\.[0-9]{3,15}[^0-9\n]{1,24}?[+-]?"
    r"[0-9]{1,3}\.[0-9]{3,15})",
)
_LONGEST_DEGREE = (90, 180)


def identifiers(text: str) -> Iterator[Span]:
    """Every bare identifier of letters and digits, and every pair of coordinates, in `text`."""
    for mixed in _MIXED.finditer(text):
        start = mixed.start()
        if not _INNER.search(text, max(0, start - 2), start):
            found = _mixed_at(text, start)
            if found is not None:
                yield found
    if "<<" in text:
        for match in _MRZ.finditer(text):
            yield Span(*match.span(), "ID", STRONG, "machine readable zone")
    yield from _coordinates(text)


def _mixed_at(text: str, start: int) -> Span | None:
    account = _IBANS.get(text[start : start + 2].upper())
    match = account.match(text, start) if account else None
    if match is not None and checks.is_iban(match[0]):
        return Span(start, match.end(), "IBAN_CODE", STRONG, "IBAN")
    for entity_type, shape, check, score in _BARE_KINDS:
        match = shape.match(text, start)
        if match is not None and (check is None or check(match[0])):
            return Span(start, match.end(), entity_type, score, entity_type.lower().replace("_", " "))
    plate = None if _REFERENCE.search(text, max(0, start - 16), start) else _DASHED_PLATE.match(text, start)
    return None if plate is None else Span(start, plate.end(), "FR_LICENSE_PLATE", WEAK, "plate")


def _coordinates(text: str) -> Iterator[Span]:
    for match in _GPS.finditer(text) if "." in text else ():
        far = (abs(float(match["lat"])), abs(float(match["lon"])))
        if (
            far[0] <= _LONGEST_DEGREE[0]
            and far[1] <= _LONGEST_DEGREE[1]
            and len(match["lat"].partition(".")[2]) > 3  # noqa: PLR2004 - four decimals are a house
        ):
            yield Span(*match.span(), "GPS_COORDINATES", SHAPED, "coordinates")
    if "°" in text:
        for match in _DEGREES.finditer(text):
            yield Span(*match.span(), "GPS_COORDINATES", SHAPED, "coordinates")
    if "lat" in text or "Lat" in text or "LAT" in text:
        for match in _GEO_JSON.finditer(text):
            yield Span(*match.span("value"), "GPS_COORDINATES", SHAPED, "coordinates")
