"""Addresses of the network in texts: e-mail in odd forms too, web, IP, hardware, accounts and handles."""

import re
from collections.abc import Collection, Iterator

from sampler.detect.people.logins import is_login
from sampler.detect.values import checks
from sampler.detect.values.pattern import EDGE, SHAPED, STRONG, WEAK, Pattern, compiled
from sampler.detect.words import word_set
from sampler.model.finding import Span

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = rf"(?:{_LABEL}\.){{1,8}}[^\W\d_]{{2,24}}"
_LOCAL = r"[\w+%&!#$~-][\w.+%&'!#$~/=^{}|*?-]{0,63}"
_URL_END = r"[^\s<>\"«».,;:!?)\]}']"


def _is_ip6(value: str) -> bool:
    return checks.is_ip(value) and any(sign.isdigit() for sign in value)


EMAILS = (
    Pattern(
        "e-mail",
        "EMAIL_ADDRESS",
        # An elision stands before the address, not in it: "d'anna@...".
        compiled(
            rf"(?<![\w.+%&!#$~-])(?:(?:[dljnsctm]|qu)')?(?P<value>{_LOCAL}@{_DOMAIN})",
            ignore_case=True,
        ),
        STRONG,
        "@",
    ),
    Pattern(
        "e-mail quoted",
        "EMAIL_ADDRESS",
        compiled(rf"(?P<value>\"[^\"@\n]{{1,64}}\"@{_DOMAIN})", ignore_case=True),
        STRONG,
        '"@',
    ),
    Pattern(
        "e-mail at a number",
        "EMAIL_ADDRESS",
        compiled(rf"(?<![\w.+%&!#$~-]){_LOCAL}@\[?[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}\]?"),
        STRONG,
        "@",
    ),
    Pattern(
        "e-mail without domain",
        "EMAIL_ADDRESS",
        compiled(r"(?<![\w.+%-])[\w.+%-]{2,64}@[^\W\d_][\w-]{1,61}(?![\w.]*\()"),
        WEAK,
        "@",
    ),
)
_AT = (
    r"(?:[ ]@[ ]?|@[ ]|[ ]?[\[({<][ ]?(?:at|arobase|arobas|a|@|chez|aroba[sz]e?)[ ]?[\])}>][ ]?"
    r"|[ ](?:arobase|arobas|at)[ ]"
    r"|[ ]?-at-[ ]?|_at_)"
)
_DOT = r"(?:[ ]?[\[({<][ ]?(?:dot|point|\.)[ ]?[\])}>][ ]?|[ ](?:point|dot)[ ]|\.|[ ]\.[ ]|-dot-|_dot_)"
_DASH = r"(?:[ ](?:tiret|underscore|dash)[ ])"
EMAIL_APART = compiled(
    rf"(?<![\w.+%-])[\w+%-]{{1,40}}(?:(?:{_DOT}|{_DASH})[\w+%-]{{1,40}}){{0,4}}{_AT}"
    rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}(?:[^\W\d_]{{2,4}}|example|info|test|online|email"
    rf"|exemple)(?![\w@-])",
    ignore_case=True,
)
# Between two words "at" is English: it makes an address where the dot is said too, or the ending is known.
_BARE_AT = re.compile(r" at ", re.IGNORECASE)
_KNOWN_END = re.compile(
    r"(?:[ \[({<-](?:dot|point)[ \])}>-]|_dot_)"
    r"|\.(?:com|net|org|info|edu|gov|eu|fr|uk|us|de|es|it|be|ch|lu|ca|nl"
    r"|ie|io|co|pt|at|pl|se|dk|no|fi|example|test)\Z",
    re.IGNORECASE,
)
_APART_SIGNS = frozenset({"at", "arobase", "arobas", "chez"})
_HANDLE = compiled(r"(?<![\w.@/+-])@(?P<value>[^\W\d_][\w.\-]{1,30}\w)(?![\w(/@])")
_NO_HANDLES = word_set(
    "param return returns override throws see author deprecated since media import charset keyframes all"
    " here channel"
    " everyone todos tous property staticmethod classmethod dataclass pytest type component injectable input"
    " output"
    " test before after suppresswarnings autowired service entity table column id value example font-face"
    " include"
    " app click login_required cache wraps abstractmethod setter getter final nullable",
)
IPV4 = compiled(
    r"(?<![0-9.])(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]"
    r"|1?[0-9]?[0-9])){3}(?!\.?[0-9])(?![-.+~]?(?:alpha|beta|rc|dev|snapshot|preview|release|final|ubuntu"
    r"|deb|post|SNAPSHOT|RELEASE|FINAL)(?![a-z]))",
)
_VERSIONED = re.compile(
    r"(?:versions?|ver\.?|release|firmware|build|rev\.?|section|chapitre|article|paragraphe|alin[ée]a|patch"
    r"|upgrade"
    r"|mise à jour|maj|oid|[a-z]/|§|(?<![a-z])v)[ ]?(?:n°|no|num[ée]ro)?[ .:=_\-]{0,3}\Z",
    re.IGNORECASE,
)
_NOBODY = ("127.", "0.0.0.0", "255.")  # noqa: S104 - an address that names no one, nothing is bound
IPV6 = compiled(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4})?:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![\w:])")
MAC = compiled(
    r"(?<![\w:-])(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![\w:-])",
)
_URL = re.compile(rf"{EDGE}(?i:https?|s?ftp|file)://[^\s<>\"«»]*{_URL_END}")
_WEB = compiled(
    rf"(?<![\w@.-])(?:www\.{_DOMAIN}(?:[/?][^\s<>\"«»]*{_URL_END})?|{_DOMAIN}/[^\s<>\"«»]*{_URL_END})",
    ignore_case=True,
)
# A web address is somebody's where it names an account, a person, a token or an identifier.
_TELLING = re.compile(
    r"@|%40|/~\w|/(?:u|user|users|usr|profil|profile|profiles|people|person|member|members|membre|in|account"
    r"|compte|author"
    r"|auteur|client|clients|customer|customers|eleve|student|students|patient|patients|contact|contacts"
    r"|employee|cv|invite"
    r"|reset|share|dossier)s?/[^/?#\s]{2,}|[?&;](?:user|login|email|mail|name|nom|prenom|id|uid|token|key"
    r"|pass|password|pwd|sig"
    r"|session|sid|auth|code|secret|tel|phone|ref|client|account)\w*=|linkedin\.|facebook\.|instagram\."
    r"|twitter\.|x\.com/"
    r"|t\.me/|wa\.me/|github\.com/\w|gitlab\.com/\w|calendly\.|doctolib\."
    r"|(?-i:(?=[\w-]{0,40}[0-9])(?=[\w-]{0,40}[A-Z])(?=[\w-]{0,40}[a-z]))[\w-]{24,}(?=[/?#]|\Z)"
    r"|//[^/\s]*:[^/\s]*@|/[a-z]{2,}\.(?!html?|php|aspx?|pdf|js|css|png|jpe?g|xml|json|txt|md)[a-z]{2,}/?\Z",
    re.IGNORECASE,
)
_PATH_USER = re.compile(
    r"(?:/home/|/Users/|/export/home/|[A-Za-z]:\\{1,2}Users\\{1,2}|\\Documents and"
    r" Settings\\)(?P<value>[^\W_][\w.\-]{1,31})",
)
_NO_USERS = word_set(
    "user users root admin public default shared ubuntu app runner guest www-data postgres administrator all"
    " node git"
    " build ci jenkins vagrant ec2-user localhost null none inconnu unknown system anonymous test"
    " nobody",
)
_LOGIN_LEADS = word_set(
    "login logins identifiant identifiants user username utilisateur pseudo uid compte account handle"
    " nickname pour for"
    " userid usr logon samaccountname nick discord instagram insta snap snapchat twitter telegram skype"
    " tiktok",
)
_LOGIN = compiled(
    rf"{EDGE}(?:(?:[a-z]{{2,10}}[_.])?(?:logins?|logon|username|user[ _]name|nom[ ]d'utilisateur|pseudo|uid"
    rf"|samaccountname|nick(?:name)?"
    r"|handle|identifiants?(?:[ ]de[ ]connexion)?|usr)|compte[ ](?:ad|windows|skype|teams|ldap)|discord"
    r"|insta(?:gram)?|snap(?:chat)?"
    r"|skype|tiktok)"
    r"[\"']?(?:[ ]?[:=]{1,2}>?|[ ](?:c')?est"
    r"|[ ]is)[ ]*[\"'«`]?[ ]?@?(?P<value>[^\W_][\w.\-]{1,40}[\w@]?(?:@[\w.\-]+\w)?)(?![\w(])",
    ignore_case=True,
)
_USER = compiled(
    rf"{EDGE}(?:users?|login|pseudo|identifiant|username|user[ ]name|handle|utilisateur|compte|account"
    rf"|user_?id|session[ ]opened[ ]for[ ]user|password[ ]for(?:[ ]invalid[ ]user)?"
    r"|publickey[ ]for|connexion[ ]de|login[ ]by|logged[ ]in[ ]as|authentication[ ]failure[ ]for"
    r"|account[ ]locked[ ]for|insta(?:gram)?|snap(?:chat)?|discord|tiktok|twitter|telegram)"
    r"[\"']?(?P<says>[ ]?[:=]{1,2}|[ ])[ ]?[\"'`]?"
    r"(?P<value>(?!v[0-9])[^\W_][\w.\-]{2,40}(?<![.\-]))(?![\w(])",
    ignore_case=True,
)
_MARKED = re.compile(r"[0-9]|[a-z][._\-][a-z]", re.IGNORECASE)
_REGULAR = re.compile(r"[a-z][a-z.\-_0-9]*", re.IGNORECASE)

_SYSTEM = re.compile(r"(?i:for|logged in as|login by)[ ](?:user[ ]|invalid[ ]user[ ])?\Z")
_PLACES = re.compile(
    r" - [\w.\-]+ \[|[\"']:|^[ ]*User |par |posted by|écrit|wrote|a dit| said|message de|sujet de",
    re.MULTILINE,
)
# Web server logs, JSON, ssh configurations, forums: the account stands in a place of its own.
_PLACED = re.compile(
    r"(?:[0-9a-f] - (?P<log>[A-Za-z][\w.\-]{1,40})(?= \[[0-9])"
    r"|[\"'](?:user|utilisateur|account|compte|auteur|author|owner|actor"
    r"|by)[\"'][ ]?:[ ]?[\"'](?P<json>[a-z][a-z0-9._\-]{2,40})(?=[\"'])"
    r"|^[ ]{0,8}User[ ](?P<ssh>[a-z][\w.\-]{1,40})$"
    r"|(?i:post[ée] par|posted by|[ée]crit par|message de|envoy[ée] par|sujet de|signed off"
    r" by)[ ]:?[ ]?(?P<post>[a-z][\w.\-]{2,40})(?= (?:le|à|on|at|,|-|\|)|$)"
    r"|^>?[ ]?(?P<quote>[a-z0-9][\w.\-]{2,40})(?= (?:a écrit|a dit|wrote|said)[ ]?:?))",
    re.MULTILINE,
)


def network(text: str, words: Collection[str]) -> Iterator[Span]:
    """Every network address, account and handle in `text`; `words` are the folded words of the text."""
    if "@" in text:
        yield from _mail(text)
    if "@" in text or not _APART_SIGNS.isdisjoint(words):
        yield from _apart(text)
    if "." in text:
        yield from _ip4(text)
    if ":" in text:
        for match in IPV6.finditer(text):
            if _is_ip6(match[0]):
                yield Span(*match.span(), "IP_ADDRESS", STRONG, "IPv6")
    if text.count(":") > 4 or text.count("-") > 4 or text.count(".") > 1:  # noqa: PLR2004 - signs in a hardware address
        for match in MAC.finditer(text):
            yield Span(*match.span(), "MAC_ADDRESS", STRONG, "MAC")
    yield from _web(text)
    yield from _accounts(text, words)


def _apart(text: str) -> Iterator[Span]:
    """Addresses written apart; "Exception at com.acme.Batch.run" is none."""
    for match in EMAIL_APART.finditer(text):
        if _KNOWN_END.search(match[0]) or not _BARE_AT.search(match[0]):
            yield Span(*match.span(), "EMAIL_ADDRESS", SHAPED, "e-mail apart")


def _mail(text: str) -> Iterator[Span]:
    for pattern in EMAILS:
        if pattern.needs in text:
            yield from pattern.find(text)
    for match in _HANDLE.finditer(text):
        if match["value"].lower() not in _NO_HANDLES:
            yield Span(*match.span(), "USERNAME", WEAK, "handle")


def _ip4(text: str) -> Iterator[Span]:
    for match in IPV4.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if not match[0].startswith(_NOBODY) and not _VERSIONED.search(before):
            yield Span(*match.span(), "IP_ADDRESS", STRONG, "IPv4")


def _web(text: str) -> Iterator[Span]:
    if "://" in text:
        for match in _URL.finditer(text):
            if _TELLING.search(match[0], match[0].index("//") + 2):
                yield Span(*match.span(), "URL", STRONG, "url")
    if "www." in text or "/" in text:
        for match in _WEB.finditer(text):
            if _TELLING.search(match[0]):
                yield Span(*match.span(), "URL", SHAPED, "web address")


def names_someone(address: str) -> bool:
    """Does a web address name an account, a person or a token?"""
    return _TELLING.search(address) is not None


def _accounts(text: str, words: Collection[str]) -> Iterator[Span]:
    if "home/" in text or "Users" in text or "Settings\\" in text:
        for match in _PATH_USER.finditer(text):
            if match["value"].lower() not in _NO_USERS:
                yield Span(*match.span("value"), "USERNAME", SHAPED, "home folder")
    for match in _PLACED.finditer(text) if _PLACES.search(text) else ():
        group = str(match.lastgroup)
        if match[group].lower() not in _NO_USERS:
            yield Span(*match.span(group), "USERNAME", SHAPED, "account in its place")
    if _LOGIN_LEADS.isdisjoint(words):
        return
    yield from _logins(text)


def _logins(text: str) -> Iterator[Span]:
    """Accounts after a word for them; a word of every day after "user" is none."""
    for match in _LOGIN.finditer(text):
        value = match["value"]
        if value.lower() not in _NO_USERS and not value.isdigit():
            yield Span(*match.span("value"), "USERNAME", SHAPED, "login word")
    for match in _USER.finditer(text):
        value, says = match["value"], match["says"]
        marked = (
            _MARKED.search(value)
            or ("=" in says and _REGULAR.fullmatch(value))
            or (len(says) == 1 and _SYSTEM.search(text, match.start(), match.start("value")))
            or (value.islower() and is_login(value))
        )
        if marked and value.lower() not in _NO_USERS and not value[0].isdigit():
            yield Span(*match.span("value"), "USERNAME", SHAPED, "user word")
