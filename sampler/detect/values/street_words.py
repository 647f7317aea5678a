"""What streets are called and how they are written, as expressions for `addresses`."""

import re

from sampler.detect.values.pattern import EDGE
from sampler.detect.words import word_set

# Words that name a street even without a house number.
_SURE_TYPES = (
    r"rue|avenue|av\.?|ave\.?|boulevard|boul\.?|bd\.?|bld\.?|blvd\.?|bvd\.?|all[ée]es?|all\.|impasse|imp\."
    r"|chemin|chem\.?"
    r"|che\.|ch\.|faubourg|fbg\.?|quai|square|lotissement|lot\.|ruelle|venelle|esplanade|rond[- ]point"
    r"|lieu[- ]dit|lieudit"
    r"|hameau|r[ée]sidence|r[ée]s\.|rte\.?|r\."
)
# Words of other things too: they need a house number, and a capital or a postcode after them.
_OTHER_TYPES = (
    r"route|place|pl\.?|placette|cours|crs\.?|sq\.?|passage|pass\.?|psg\.?|villa|cit[ée]|res\.?|lot\.?"
    r"|ham\.?|ld\.?|fg\.?|r"
    r"|rpt\.?|esp\.?|sentier|sente|traverse|trav\.?|mont[ée]e|c[ôo]te|mail|parvis|promenade|prom\.?|porte"
    r"|voie|zone|z\.?[aic]\.?"
    r"|zac|za|zi|domaine|dom\.?|carrefour|car\.?|clos|cour|galerie|parc|rocade|imp\.?|all\.?|vc|terrasses?"
    r"|rampe|levee|digue"
    r"|chauss[ée]e|cor(?:niche)?|drève|ravine|le clos|port"
)
PART = r"(?:de|du|des|d|la|le|les|l|aux?|en|sur|sous|saint|sainte|st|ste)"
_JOIN = r"[ \-']{1,2}"
_CAP = r"(?:[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-Þ]\w*)"
_MONTH = r"(?i:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre)"
_NOT_NAME = (
    r"(?!(?i:et|à|a|est|pour|dans|avec|qui|que|ou|où|mais|puis|depuis|je|il|elle|nous|vous|on|ne|se|ce|au"
    r"|merci|tel|tél|t[ée]l[ée]phone"
    r"|code|chez|car|par|mail|email|cedex|svp|demain|hier|bonjour|b[âa]t|apt|appt|bp)\b)"
)
_WORD = rf"{_NOT_NAME}(?:[^\W\d_]{{1,3}}\.(?=[ ])|[^\W\d_]\w*)"
_FIRST = rf"(?:{_WORD}|[0-9]{{1,4}}(?=[^\W\d_]|[ ][A-ZÀ-Þ])\w*)"
_DATE_NAME = rf"(?:[0-9]{{1,2}}(?:er)?[ ]{_MONTH}(?:[ ](?:19|18)[0-9]{{2}})?)"
_MORE = rf"(?:(?:{_JOIN}(?i:{PART})){{0,3}}{_JOIN}(?:{_DATE_NAME}|{_NOT_NAME}{_CAP})){{0,5}}"
# "de la Paix", "Victor Hugo", "du 8 mai 1945", "des frères Lumière": one or two free words, then capitals.
_NAME = rf"(?:(?:{_JOIN}(?i:{PART})){{0,3}}{_JOIN}(?:{_DATE_NAME}|{_FIRST}(?:{_JOIN}{_WORD})?){_MORE})"
_SURE_NAME = (
    rf"(?:(?:{_JOIN}(?i:{PART})){{0,3}}{_JOIN}(?:{_DATE_NAME}|{_NOT_NAME}{_CAP}"
    rf"|[a-zà-ÿ]{{3,12}}[ ]{_NOT_NAME}{_CAP}){_MORE})"
)
_NUMBER = (
    r"(?:(?i:n[°ºo]\.?[ ]?)?[0-9]{1,5}(?:[ ]?(?i:bis|ter|quater|[a-f](?!\w)))?(?:[ ]?(?:[-/&]|et"
    r"|à)[ ]?[0-9]{1,4}"
    r"(?:[ ]?(?i:bis|ter)(?!\w))?)?)"
)
_POST = r"(?:[\s,;/|\-(]{1,4}(?:F-?)?[0-9]{5}(?![0-9]))"
# "3 Grand'Rue", "12 Grande Rue", "5 Basse Rue": the street is called after its type alone.
_GREAT = r"(?i:(?:grande?|haute|basse|petite|vieille)[ '-]?(?:rue|place)(?!\w))"
NUMBERED = re.compile(
    rf"{EDGE}(?<![0-9][.,]){_NUMBER}(?:,[ ]?|[ ]{{1,2}}|,?\n)(?:{_GREAT}(?:{_SURE_NAME})?"
    rf"|(?i:{_SURE_TYPES})(?:(?=[ '-])"
    rf"|(?<=\.)){_NAME}"
    rf"|(?i:{_OTHER_TYPES})(?=[ '-])(?!(?i:carrefour[ ](?:market|city|express|contact))){_SURE_NAME})",
)
# Belgium and Switzerland write the number last: "Rue Haute 45 bte 3, 1000 Bruxelles".
NUMBER_LAST = re.compile(
    rf"{EDGE}(?:(?i:{_SURE_TYPES}|chauss[ée]e|route|place|cours|clos|dr[èe]ve|passage|mont[ée]e|sentier)"
    rf"(?=[ '-]){_SURE_NAME}|{_GREAT}|[A-ZÀ-Þ][\w'-]{{2,20}}(?i:straat|laan|plein|weg|steenweg|lei|dreef))"
    r",?[ ](?i:n[°º][ ]?)?[0-9]{1,4}[ ]?[a-zA-Z]?(?!\w)(?:[ ,/]{1,2}(?i:bte|bo[iî]te|bus"
    r"|b)[ ]?\w{1,4}(?!\w))?",
)
FOUR_DIGITS = re.compile(
    r"(?:[ ]{0,2}(?P<cut>[,\n-])[ ]{0,4}|[ ]{1,2})(?:(?:CH|B|L)-)?[1-9][0-9]{3}[ ]"
    r"(?P<town>[A-ZÀ-Þ][\w'-]+(?:[ -][A-ZÀ-Þ][\w'-]+){0,2})",
)
TO_POSTCODE = re.compile(
    rf"{EDGE}(?:{_NUMBER},?[ ]{{1,2}}(?i:{_SURE_TYPES}|{_OTHER_TYPES})|(?i:{_SURE_TYPES}))(?=[ '-])"
    rf"(?:[ \-'.,]{{1,2}}(?!(?i:n[ée]e?|[àa]|et|est|tel|t[ée]l|qui|pour|avec|dans|client"
    rf"|chez)[ :])[^\s,;:()0-9]{{1,30}})"
    rf"{{1,7}}?(?={_POST})",
)
NAMED = re.compile(rf"{EDGE}(?i:{_SURE_TYPES})(?:(?=[ '-])){_SURE_NAME}")
BOX = re.compile(
    rf"{EDGE}(?i:bp|b\.p\.|cs|tsa|po[ ]box|p\.o\.[ ]box"
    rf"|bo[iî]te[ ]postale)[ ]?(?:n[°º][ ]?)?[0-9]{{2,6}}(?![\w/])",
)
RURAL = re.compile(
    rf"{EDGE}(?:RR|R\.R\.|HC|(?i:rural route"
    rf"|star route))[ ]#?[0-9]{{1,3}},?[ ](?i:box)[ ][0-9]{{1,5}}(?!\w)"
)
BOX_WORDS = frozenset({"bp", "cs", "tsa", "box", "postale", "b"})
FRENCH_WORDS = word_set(
    "rue avenue av ave boulevard boul bd bld blvd bvd allee allees all impasse imp chemin chem che ch"
    " faubourg fbg quai square"
    " lotissement lot ruelle venelle esplanade rond lieu lieudit hameau residence res rte r route place pl"
    " placette cours crs sq"
    " passage pass psg villa cite ham ld fg rpt esp sentier sente traverse trav montee cote mail parvis"
    " promenade prom porte"
    " voie zone za zi zac z domaine dom carrefour car clos cour galerie parc rocade vc terrasse terrasses"
    " rampe levee digue"
    " chaussee corniche port ravine grandrue grandplace dreve straat",
)
UK_POST = r"(?:(?:[A-Z]{1,2}[0-9][0-9A-Z]?|GIR)[ ][0-9][ABD-HJLNP-UW-Z]{2})"
EIRCODE = r"(?:(?:[AC-FHKNPRTV-Y][0-9]{2}|D6W)[ ](?=[A-Z]{0,3}[0-9])(?=[0-9]{0,3}[A-Z])[0-9AC-FHKNPRTV-Y]{4})"
STATES = (
    "A[LKZR]|C[AOT]|DE|DC|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    "|V[TA]|W[AVIY]|PR"
)
_EN_TYPES = (
    r"(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Close|Court|Ct\.?|Way|Place|Pl\.?"
    r"|Square|Sq\.?|Terrace"
    r"|Boulevard|Blvd\.?|Crescent|Cres\.?|Gardens|Gdns|Grove|Hill|Row|Mews|Park|Highway|Hwy\.?|Parkway"
    r"|Pkwy\.?|Circle|Cir\.?|Walk"
    r"|Trail|Trl\.?|Loop|Broadway|Green|Rise|View|Wharf|Quay|Parade|Plaza|Alley|Pike|Route|Turnpike|Heights"
    r"|Ridge)"
)
_EN_SMALL_TYPES = (
    r"(?:street|road|avenue|lane|drive|crescent|boulevard|terrace|st|rd|ave|ln|dr|blvd|close"
    r"|gardens|grove|mews|square)"
)
_UNIT = r"(?:(?i:flat|apt\.?|apartment|unit|suite|room)[ ]\w{1,5}(?:/\w{1,3})?(?:,[ ]?|[ ]|\n))?"
ENGLISH = re.compile(
    rf"{EDGE}{_UNIT}[0-9]{{1,5}}[A-Za-z]?(?:[-/][0-9]{{1,4}})?,?[ ](?:[NSEW]\.?[ ]|[NS]\.?[EW]\.?[ ])?"
    rf"(?:(?:[A-Z][\w'.\-]*|[0-9]{{1,3}}(?:st|nd|rd|th)|of|the)[ ]){{1,4}}(?i:{_EN_TYPES})(?!\w"
    rf"|'\w)(?:[ ][NSEW]{{1,2}}(?!\w))?",
)
ENGLISH_SMALL = re.compile(
    rf"{EDGE}{_UNIT}[0-9]{{1,5}}[a-z]?,?[ ](?:[a-z][\w'\-]{{1,20}}[ ]){{1,3}}?{_EN_SMALL_TYPES}(?!\w|'\w)",
)
ENGLISH_WORDS = word_set(
    "street st road rd avenue ave lane ln drive dr close court ct way place pl square sq terrace boulevard"
    " blvd crescent cres"
    " gardens gdns grove hill row mews park highway hwy parkway pkwy circle cir walk trail trl loop broadway"
    " green rise view wharf"
    " quay parade plaza alley pike route turnpike heights ridge",
)
GERMAN_SIGNS = ("straße", "strasse", "str.", "weg ", "platz ", "allee ", "gasse ")
OTHER_WORDS = word_set("via viale piazza corso calle plaza avenida avda paseo rua praca travessa carrer")
ELSEWHERE = re.compile(
    rf"{EDGE}(?:[A-ZÄÖÜ][\wäöüß\-]{{2,24}}[ \-]?(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm"
    rf"|ufer)[ ][0-9]{{1,4}}[ ]?[a-z]?(?!\w)"
    r"|(?:Via|Viale|Piazza|Corso|Calle|Plaza|Avenida|Avda\.|Paseo|Rua|Praça|Travessa|Carrer|C/)[ ](?:(?:de"
    r"|del|della|dei|degli|la|las|los|da|do"
    r"|dos|das|di)[ ]){0,2}[A-ZÀ-Þ][\w'.]+(?:[ ](?:(?:de|del|della|la|da|do|di|e"
    r"|y)[ ])?[A-ZÀ-Þ][\w'.]+){0,3},?[ ](?:n[.°º]?[ ]?)?[0-9]{1,4}(?!\w))",
)
_CITY = (
    rf"(?:(?i:{PART})[ '])*[^\W\d_][\w'-]+(?:[ ](?:(?i:{PART})[ '])*{_CAP}){{0,5}}(?:[ ](?i:cedex)(?:[ ]"
    rf"[0-9]{{1,2}})?)?"
)
WHOLE = re.compile(
    rf"(?:{_NUMBER},?[ ]{{1,2}})?(?i:{_SURE_TYPES})(?=[ '.-]).{{2,120}}"
    rf"|{_NUMBER},?[ ]{{1,2}}(?i:{_OTHER_TYPES})(?=[ '.-]).{{2,120}}"
    rf"|(?i:bp|cs|tsa|po[ ]box)[ ]?[0-9]{{1,6}}\b.{{0,80}}"
    rf"|(?:(?i:flat|apt\.?|unit"
    rf"|suite)[ ]\w{{1,5}},?[ ])?[0-9]{{1,5}}[A-Za-z]?,?[ ](?:[^\s,]+[ ]){{1,4}}(?i:{_EN_TYPES})"
    rf"(?!\w).{{0,80}}"
    rf"|(?i:b[âa]t(?:iment)?|app(?:artemen)?t?|apt|r[ée]s(?:idence)?|immeuble|esc(?:alier)?"
    rf"|lieu[- ]dit|chez"
    rf"|c/o)\.?[ ].{{1,80}}"
    rf"|.{{3,80}}[ ,\n](?:F-?)?[0-9]{{5}}[ ,]{{1,3}}{_CITY}",
    re.DOTALL,
)
