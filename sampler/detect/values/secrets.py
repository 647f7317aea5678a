"""Passwords, keys and tokens: by the word before them, or by a shape that only they have."""

import re
from collections.abc import Collection, Iterator

from sampler.detect.values.pattern import EDGE, SHAPED, STRONG, compiled
from sampler.detect.words import word_set
from sampler.model.finding import Span

_LEADS = word_set(
    "passe passes mdp password passwords passwd pwd pass passphrase secrete secret secrets apikey key keys"
    " cle cles"
    " wifi wpa token tokens jeton jetons bearer pin credentials credential authorization basic pw passcode"
    " code"
    " motdepasse psk otp digicode interphone",
)
_CUES = (
    r"m(?:ots?)?[ _]?(?:de[ _]?)?passes?|mdp|pass[ ]?words?|passwd|pwd|pw|pass(?:[ _]?phrases?|code)?"
    r"|phrase[ ]secr[èe]te|code[ ]secret"
    r"|(?:[a-z]{2,12}[_\-])?(?:api|access|auth|secret|private|encryption|signing|account)[ _\-]?keys?"
    r"|cl[ée]s?[ _\-]?(?:d')?(?:api|wifi|secr[èe]te|priv[ée]e|wpa|d'acc[èe]s)"
    r"|(?:[a-z]{2,12}[_\-])?secrets?|(?:(?:access|api|auth|refresh|session|csrf|bearer|github"
    r"|slack)[ _\-]?)?tokens?"
    r"|jetons?|(?:authorization[ ]?:[ ]?)?bearer|authorization[ ]?:[ ]?basic"
    r"|code[ ]de[ ](?:validation|v[ée]rification|connexion)|(?:verification|validation|security"
    r"|access)[ ]code|code[ ](?:pin|secret|confidentiel|wifi|d'acc[èe]s|acc[èe]s|de[ ]s[ée]curit[ée])"
    r"|pin(?:[ ]code)?|otp|psk"
    r"|client[ _\-]secret|credentials?"
)
_SAYS = (
    r"(?:[ ]?(?:du[ ](?:wifi|compte|site|portail)|c'est|[ée]tait[ ]|sera|wifi|web|admin|root|compte|client"
    r"|temporaire|provisoire|actuel|initial|par[ ]d[ée]faut|is|est|was"
    r"|[ée]tait|[:=→>]|->|=>|</?[a-z]{1,12}>))"
)
_TOLD = compiled(
    rf"{EDGE}(?:{_CUES}"
    rf"|passe)[\"']?(?P<says>{_SAYS}{{1,3}})[ ]*[\"'«“`]?[ ]?(?P<value>[^\s\"'»”`,;)<]{{3,}})",
    ignore_case=True,
)
_NEXT = compiled(
    rf"{EDGE}(?:{_CUES})[ ]+[\"'«“(`]?[ ]?(?P<value>(?=\S*(?:[0-9@$!%*#&_]"
    rf"|(?-i:[a-z][A-Z])))[^\s\"'»”`,;)]{{4,}})",
    ignore_case=True,
)
_RESET = compiled(
    rf"{EDGE}(?:{_CUES})[\"']?[ ](?:(?:a|est|was|has)[ ])?(?:(?:[ée]t[ée]|been)[ ])?"
    r"(?:r[ée]initialis[ée]e?|chang[ée]e?|modifi[ée]e?|remise?|reset|changed|set)"
    r"[ ](?:à|a|en|par|to)[ ]?[\"'«:]?[ ]?"
    r"(?P<value>(?![0-9]{1,2}[h:/])(?=\S*[^\W\d_])(?=\S*[0-9@$!%*#&_])[^\s\"'»,;)<]{5,})",
    ignore_case=True,
)
# Codes of doors: short, so only right after their words.
_DOOR = compiled(
    rf"{EDGE}(?:digicode|interphone|code[ ](?:du[ ]|de[ ]la[ ]|de[ ]l'|d')?"
    r"(?:portail|entr[ée]e|porte|portillon|immeuble"
    r"|alarme|parking|garage|coffre|digicode|interphone|bo[iî]te[ ][àa][ ]cl[ée]s?)"
    r"|(?:gate|door|entry|alarm|building|garage|lock[ -]?box|safe)[ ]code)"
    r"[ ]?(?:[:=]|est|is|c'est)?[ ]?(?P<value>(?=[A-Z0-9*#]{0,6}[0-9]{2})[0-9A-Z*#]{4,8})(?![\w.,/\-]?[0-9])",
    ignore_case=True,
)
_SESSION = compiled(
    r"(?:[a-z]{0,8}sess(?:ion)?(?:[_\-]?id)?|(?:connect\.)?sid|xsrf-token|csrftoken)[\"']?=[\"']?"
    r"(?P<value>[A-Za-z0-9%._\-+/]{8,512}={0,2})",
    ignore_case=True,
)
_SESSION_WORD = re.compile(r"(?:sess(?:ion)?(?:[_\-]?id)?|sid|xsrf-token|csrftoken)[\"']?=", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)  # a log's number, no key
_CHANGES = re.compile(r"[a-z](?=[A-Z0-9])|[0-9](?=[A-Za-z])|[A-Z](?=[0-9])")
_SHAPES = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?|(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_\w{20,}"
    r"|github_pat_\w{20,}"
    r"|[srp]k[-_](?:live|test|ant|proj)[-_][\w-]{10,}|sk-\w{20,}|whsec_\w{16,}|xox[abeprs]-[\w-]{10,}"
    r"|glpat-[\w-]{16,}|AIza[\w-]{30,}|ya29\.[\w-]{20,}|npm_\w{30,}|pypi-[\w-]{30,}|hf_\w{20,}"
    r"|SG\.[\w-]{16,}\.[\w-]{16,}"
    r"|dop_v1_\w{30,}|shpat_\w{20,}|EAACEdEose0cBA\w+)"
    r"|(?<!\w)\$(?:2[abxy]?|argon2\w*|[156y])\$[^\s\"']{16,}",
)
_SIGNS = word_set("eyJ AKIA ASIA gh k- k_ sec_ xox glpat AIza ya29 npm_ pypi- hf_ SG. dop_ shpat EAAC $")
_PEM = re.compile(r"-----BEGIN[ ][A-Z0-9 ]{0,30}PRIVATE[ ]KEY(?:[ ]BLOCK)?-----")
_PEM_END = re.compile(r"-----END[ ][A-Z0-9 ]{0,30}-----")
_PEM_BODY = re.compile(r"[\sA-Za-z0-9+/=:,\\\-]{0,20000}")
_IN_URL = re.compile(r"://(?P<user>[^\s:/@\"'<>]{1,64}):(?P<value>[^\s/@\"'<>]{1,128})@")
_NO_SECRETS = word_set(
    "oublie oubliee perdu perdue obligatoire requis requise required missing invalid incorrect expire"
    " expired expiree"
    " reset null none true false vide empty change changed modifie policy must should cannot the son votre"
    " your her"
    " his pour for and not pas bien mal valide invalide introuvable failed wrong refuse refused string str"
    " text"
    " temporaire provisoire optional hidden masque undefined",
)
_MASKED = re.compile(r"[*•x.#X\[\]<>{}$_-]+|\$\{.*|\{\{.*|<.*|%\w+%|\[.*")
_ODD = re.compile(r"[0-9@$!%*#&_+\-/=]|[a-z][A-Z]")


def secrets(text: str, words: Collection[str]) -> Iterator[Span]:
    """Every secret in `text`; `words` are the folded words of the text."""
    if not _LEADS.isdisjoint(words):
        yield from _told(text)
    if "=" in text and _SESSION_WORD.search(text):
        yield from _sessions(text)
    if any(sign in text for sign in _SIGNS):
        for match in _SHAPES.finditer(text):
            yield Span(*match.span(), "SECRET", STRONG, "token shape")
    if "-----BEGIN" in text:
        yield from _keys(text)
    if "://" in text:
        for match in _IN_URL.finditer(text):
            yield Span(*match.span("value"), "SECRET", STRONG, "secret in address")
            yield Span(*match.span("user"), "USERNAME", STRONG, "user in address")


def _sessions(text: str) -> Iterator[Span]:
    """Session cookies: letters and digits mixed more than a word with a year does."""
    for match in _SESSION.finditer(text):
        if len(_CHANGES.findall(match["value"])) > 1 and not _UUID.fullmatch(match["value"]):
            yield Span(*match.span("value"), "SECRET", SHAPED, "session")


def _told(text: str) -> Iterator[Span]:
    for pattern in (_RESET, _DOOR):
        for match in pattern.finditer(text):
            yield Span(*match.span("value"), "SECRET", SHAPED, "secret word")
    for match in _TOLD.finditer(text):
        value = match["value"].rstrip(".:")
        sure = any(sign in match["says"] for sign in ":=>→")
        if len(value) < 3 or value.lower() in _NO_SECRETS or _MASKED.fullmatch(value):  # noqa: PLR2004 - as the expression says
            continue
        if not sure and not _ODD.search(value):
            continue
        yield Span(match.start("value"), match.start("value") + len(value), "SECRET", STRONG, "secret word")
    for match in _NEXT.finditer(text):
        value = match["value"].rstrip(".:")
        if len(value) > 3 and not _MASKED.fullmatch(value) and value[0] not in "-:=>/":  # noqa: PLR2004 - as the expression says
            yield Span(
                match.start("value"),
                match.start("value") + len(value),
                "SECRET",
                SHAPED,
                "secret shape",
            )


def _keys(text: str) -> Iterator[Span]:
    """Private keys, to their last line; one that is cut off ends where its body does."""
    last = 0
    for match in _PEM.finditer(text):
        if match.start() < last:
            continue
        body = _PEM_BODY.match(text, match.end())
        closing = _PEM_END.search(text, match.end(), match.end() + 20_000)
        end = closing.end() if closing else (body.end() if body else match.end())
        last = end
        yield Span(match.start(), end, "SECRET", STRONG, "private key")
