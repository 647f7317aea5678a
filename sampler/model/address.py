"""E-mail addresses: whether one names exactly one person, a group, several, or is not an address at all.

A pack goes to a plain address (a subset of RFC 5321): no quotes, comments or routes, since each of them lets
one address stand for another, or for several. A plus tag is one person's, unless it names a list.
"""

import re
from collections.abc import Iterable

PERSON, GROUP, SEVERAL, MALFORMED = "person", "group", "several", "malformed"

_WORDS = r"[a-z0-9]+(?:[._'-][a-z0-9]+)*"
LOCAL = re.compile(rf"{_WORDS}(?:\+{_WORDS})?", re.ASCII)
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", re.ASCII)
LONGEST_LOCAL, LONGEST = 64, 254
SEPARATORS = re.compile(r"[,;]")
TAG = re.compile(r"[+=%!]")  # a tag may lead to a list, and the others are routes

GROUP_WORDS = frozenset(
    (
        *(
            "all",
            "everyone",
            "everybody",
            "everywhere",
            "team",
            "teams",
            "equipe",
            "equipes",
            "tous",
            "toutes",
        ),
        *(
            "staff",
            "list",
            "lists",
            "liste",
            "listes",
            "group",
            "groups",
            "groupe",
            "groupes",
            "grp",
            "users",
        ),
        *("utilisateurs", "members", "membres", "subscribers", "abonnes", "announce", "announcements"),
        *("annonces", "newsletter", "newsletters", "mailing", "mailinglist", "diffusion", "distribution"),
        *("collaborateurs", "personnel", "employees", "salaries", "crew", "squad", "department", "dept"),
        *("departement", "developers", "developpeurs", "devs", "devel", "testers", "managers", "bounce"),
        *("bounces", "request", "subscribe", "unsubscribe", "noreply", "donotreply", "daemon", "community"),
        *(
            "company",
            "office",
            "service",
            "services",
            "broadcast",
            "undisclosed",
            "mailbox",
            "shared",
            "alle",
        ),
        *("gruppe", "gruppen", "verteiler", "mitarbeiter", "interessenten", "interessierte", "kunden"),
        *("kollegen", "commerciaux", "commerciales", "vendeurs", "clients", "collegues", "partenaires"),
        *("toutlemonde", "owner", "owners", "gruppo", "grupo", "equipo", "squadra", "tutti", "todos"),
        *("colleagues", "partners", "customers", "prospects", "stagiaires", "formateurs", "etudiants"),
    )
)
ROLES = frozenset(  # RFC 2142 and the usual shared mailboxes, whole local parts only
    (
        *("info", "infos", "contact", "contacts", "support", "sales", "hello", "bonjour", "admin", "root"),
        *("administrator", "administrateur", "hr", "rh", "jobs", "recrutement", "help", "helpdesk", "it"),
        *(
            "postmaster",
            "webmaster",
            "hostmaster",
            "abuse",
            "security",
            "noc",
            "marketing",
            "press",
            "presse",
        ),
        *("billing", "accounting", "compta", "comptabilite", "commercial", "ventes", "direction", "accueil"),
        *("secretariat", "mail", "web", "www", "ftp", "news", "usenet", "uucp", "dsi", "ops", "devops", "qa"),
        *("no-reply", "do-not-reply", "mailer-daemon", "feedback", "enquiries", "inbox", "reception"),
    )
)
LIST_HOSTS = frozenset(
    (
        *("googlegroups.com", "groups.io", "yahoogroups.com", "freelists.org", "framalistes.org"),
        *("simplelists.com", "gaggle.email", "onmicrosoft.com", "groups.outlook.com", "listserv.net"),
    )
)
LIST_LABELS = frozenset(
    (
        *(
            "lists",
            "list",
            "listes",
            "liste",
            "listserv",
            "listserver",
            "mailman",
            "sympa",
            "groups",
            "group",
        ),
        *("groupes", "majordomo", "ml", "mailinglist", "mailinglists", "newsletter", "discussions"),
    )
)
DEPARTMENTS = ("dev", "project", "projet", "projekt", "product", "produit", "data", "web", "lms", "presales")
TEAMS = ("team", "teams", "equipe", "group", "groupe", "gruppe", "list", "liste", "staff", "users", "all")
LIST_SUFFIX = re.compile(r"[._-](l|ml|owner|admin|join|leave|confirm)$")


def kind_of(address: str) -> str:
    """Judge one address: `person`, `group`, `several` or `malformed`."""
    text = address.strip().casefold() if address.isascii() else address
    if address.count("@") > 1 or (SEPARATORS.search(text) and "@" in text) or text.endswith(":;"):
        return SEVERAL
    local, at, domain = text.partition("@")
    if not at or address != address.strip():
        return MALFORMED
    if text.isascii() and _is_group(TAG.split(local)[0], domain):
        return GROUP
    if any(_is_group(part, domain) for part in TAG.split(local)[1:]) and text.isascii():
        return GROUP
    return PERSON if _plain(text, local, domain) else MALFORMED


def _plain(text: str, local: str, domain: str) -> bool:
    *labels, top = domain.split(".")
    return (
        len(text) <= LONGEST
        and len(local) <= LONGEST_LOCAL
        and LOCAL.fullmatch(local) is not None
        and bool(labels)
        and all(LABEL.fullmatch(label) for label in labels)
        and TOP.fullmatch(top) is not None
    )


def _is_group(local: str, domain: str) -> bool:
    if local in ROLES or LIST_SUFFIX.search(local):
        return True
    if any(word in GROUP_WORDS or _is_compound(word) for word in re.split(r"[^a-z]+", local)):
        return True
    if any(domain == host or domain.endswith(f".{host}") for host in LIST_HOSTS):
        return True
    return any(label in LIST_LABELS for label in domain.split(".")[:-1])


def _is_compound(word: str) -> bool:
    """Say whether a word is a team's, written together: `salesteam`, `teamsales`; not `steam` or `teamer`."""
    others = {*ROLES, *GROUP_WORDS, *DEPARTMENTS}
    return any(
        (word.startswith(team) and word.removeprefix(team) in others)
        or (word.endswith(team) and word.removesuffix(team) in others)
        for team in TEAMS
    )


def is_list(address: str) -> bool:
    """Say whether an address is a mailing list's rather than a person's or a shared mailbox's."""
    local = address.strip().casefold().partition("@")[0]
    return kind_of(address) == GROUP and local not in ROLES


def untagged(address: str) -> str:
    """An address without its plus tag: both reach the same person."""
    local, at, domain = address.partition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def one_person(addresses: Iterable[str]) -> bool:
    """Say whether a message's recipients are exactly one person."""
    found = {address.strip().casefold() for address in addresses}
    return len(found) == 1 and kind_of(found.pop()) == PERSON
