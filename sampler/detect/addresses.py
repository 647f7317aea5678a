"""Patterns for postal addresses, French and English, in capitals or not, with or without postcode."""

import re

from sampler.detect.pattern import EDGE, SHAPED, WEAK, Pattern

# Words that name a street even without a house number.
_SURE_TYPES = (
    r"rue|avenue|av\.?|ave\.?|boulevard|boul\.?|bd\.?|bld\.?|bvd\.?|all[ée]es?|all\.|impasse|imp\."
    r"|chemin|faubourg|fbg\.?"
    r"|quai|square|lotissement|lot\.|ruelle|venelle|esplanade|rond[- ]point|lieu[- ]dit|lieudit|hameau"
    r"|r[ée]sidence|r[ée]s\."
)
_OTHER_TYPES = (
    r"r\.|route|rte\.?|place|pl\.?|placette|cours|sq\.?|passage|pass\.|villa|cit[ée]|res\.?|lot\.?"
    r"|ham\.?|ld\.?|fg\.?"
    r"|rpt\.?|esp\.?|sentier|sente|traverse|mont[ée]e|c[ôo]te|mail|parvis|promenade|prom\.?|porte|voie"
    r"|zone|z\.?[aic]\.?"
    r"|zac|za|zi|domaine|dom\.?|carrefour|car\.?|clos|cour|galerie|parc|rocade|chem?\.?|imp\.?|all\.?"
    r"|vc|terrasses?"
)
_PART = r"(?:de|du|des|d|la|le|les|l|aux?|en|sur|sous|saint|sainte|st|ste)"
_JOIN = r"[ \-']{1,2}"
_CAP = r"(?:[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-Þ]\w*)"
_MONTH = r"(?i:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)"
_NOT_NAME = (
    r"(?!(?i:et|à|a|est|pour|dans|avec|qui|que|ou|où|mais|puis|depuis|je|il|elle|nous|vous|on|ne|se|ce"
    r"|au|merci|tel|tél"
    r"|code|chez|car|par|mail|email|cedex)\b)"
)
_WORD = rf"{_NOT_NAME}(?:[^\W\d_]{{1,3}}\.(?=[ ])|[^\W_]\w*)"
_DATE_NAME = rf"(?:[0-9]{{1,2}}(?:er)?[ ]{_MONTH}(?:[ ](?:19|18)[0-9]{{2}})?)"
# "de la Paix", "Victor Hugo", "du 8 mai 1945", "des frères Lumière": one or two free words, then capitals.
_NAME = (
    rf"(?:(?:{_JOIN}(?i:{_PART}))*{_JOIN}(?:{_DATE_NAME}|{_WORD}(?:{_JOIN}{_WORD})?)"
    rf"(?:(?:{_JOIN}(?i:{_PART}))*{_JOIN}(?:{_DATE_NAME}|{_CAP}))*)"
)
_SURE_NAME = (
    rf"(?:(?:{_JOIN}(?i:{_PART}))*{_JOIN}(?:{_DATE_NAME}"
    rf"|{_CAP})(?:(?:{_JOIN}(?i:{_PART}))*{_JOIN}(?:{_DATE_NAME}|{_CAP}))*)"
)
_NUMBER = (
    r"(?:(?i:n[°ºo]\.?[ ]?)?[0-9]{1,4}(?:[ ]?(?i:bis|ter|quater|[a-d](?!\w)))?(?:[ ]?[-/][ ]?[0-9]{1,4})?)"
)
_CITY = (
    rf"(?:(?i:{_PART})[ '])*[^\W\d_][\w'-]+(?:[ ](?:(?i:{_PART})[ '])*{_CAP})*(?:[ ](?i:cedex)"
    rf"(?:[ ][0-9]{{1,2}})?)?"
)
_EXTRA = (
    r"(?:[ ,;\-]{1,3}(?i:b[âa]t(?:iment)?\.?|app(?:artemen)?t?\.?|[ée]tage|esc(?:alier)?\.?|porte|bp|cs"
    r"|hall)[ ]?\w{1,6})"
)
_POST = rf"(?:[\s,;\-(]{{1,4}}(?:F-?)?[0-9]{{5}}(?![0-9])(?:[ ,\-]{{1,3}}{_CITY})?)"
_UK_POST = r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?[ ][0-9][A-Z]{2})"
_EN_TYPES = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Close|Court|Ct\.?|Way|Place|Pl\.?"
    r"|Square|Sq\.?"
    r"|Terrace|Boulevard|Blvd\.?|Crescent|Gardens|Grove|Hill|Row|Mews|Park|Highway|Hwy\.?|Parkway"
    r"|Pkwy\.?|Circle|Walk)"
)
_EN_TAIL = (
    rf"(?:,?[ ](?:(?:Apt|Suite|Flat"
    rf"|Unit)\.?[ ]?\w{{1,5}}))?(?:,?[ ][A-Z][\w'-]+(?:[ ][A-Z][\w'-]+){{0,2}}){{0,2}}"
    rf"(?:,?[ ](?:{_UK_POST}|(?:[A-Z]{{2}}[ ])?[0-9]{{5}}(?:-[0-9]{{4}})?))"
)

ADDRESSES = (
    Pattern(
        "french address",
        "ADDRESS",
        re.compile(
            rf"{EDGE}{_NUMBER},?[ ]{{1,2}}(?i:{_SURE_TYPES}"
            rf"|{_OTHER_TYPES})(?=[ '-]){_NAME}{_EXTRA}*{_POST}?"
        ),
        SHAPED,
        needs="0",
    ),
    # "12 rue victor hugo 75002 paris": the postcode tells where a street in small letters ends.
    Pattern(
        "french address to postcode",
        "ADDRESS",
        re.compile(
            rf"{EDGE}(?:{_NUMBER},?[ ]{{1,2}})?(?i:{_SURE_TYPES})(?=[ '-])"
            rf"(?:[ \-'.,]{{1,2}}[^\s,;0-9]{{1,30}}){{1,7}}{_EXTRA}*{_POST}"
        ),
        SHAPED,
        needs="0",
    ),
    Pattern("street", "ADDRESS", re.compile(rf"{EDGE}(?i:{_SURE_TYPES})(?=[ '-]){_SURE_NAME}{_POST}?"), WEAK),
    Pattern(
        "post box",
        "ADDRESS",
        re.compile(rf"{EDGE}(?i:bp|cs|tsa)[ ]?[0-9]{{1,6}}{_POST}"),
        SHAPED,
        needs="0",
    ),
    Pattern(
        "english address",
        "ADDRESS",
        re.compile(
            rf"{EDGE}(?:(?i:flat|apt\.?"
            rf"|unit)[ ]\w{{1,4}},?[ ])?[0-9]{{1,5}}[A-Za-z]?,?[ ](?:[A-Z][\w'.-]*[ ]){{1,4}}(?i:"
            rf"{_EN_TYPES})(?!\w)"
            rf"(?:{_EN_TAIL})?"
        ),
        SHAPED,
        needs="0",
    ),
    Pattern("english postcode", "POSTCODE", re.compile(rf"{EDGE}{_UK_POST}(?!\w)"), WEAK, needs="0"),
)
_WHOLE = re.compile(
    rf"(?:{_NUMBER},?[ ]{{1,2}})?(?i:{_SURE_TYPES}|{_OTHER_TYPES})(?=[ '.-]).{{2,120}}"
    rf"|(?i:bp|cs|tsa)[ ]?[0-9]{{1,6}}\b.{{0,80}}"
    rf"|[0-9]{{1,5}}[A-Za-z]?,?[ ](?:[^\s,]+[ ]){{1,4}}(?i:{_EN_TYPES})(?!\w).{{0,80}}"
    rf"|.{{3,80}}[ ,\n](?:F-?)?[0-9]{{5}}[ ,]{{1,3}}{_CITY}",
    re.DOTALL,
)


def is_address(value: str) -> bool:
    """A postal address as a whole value: number or street word first, or postcode and city last."""
    return len(value) <= 200 and _WHOLE.fullmatch(value.strip()) is not None  # noqa: PLR2004 - longer is a text
