"""E-mail addresses: whether one names exactly one person, a group, several, or is not an address at all.

A pack goes to a plain address (a subset of RFC 5321): no quotes, comments, tags or routes, since each of
them lets one address stand for another, or for several.
"""

import re
from collections.abc import Iterable

PERSON, GROUP, SEVERAL, MALFORMED = "person", "group", "several", "malformed"

LOCAL = re.compile(r"[a-z0-9]+(?:[._'-][a-z0-9]+)*", re.ASCII)
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
    if any(word in GROUP_WORDS for word in re.split(r"[^a-z]+", local)):
        return True
    if any(domain == host or domain.endswith(f".{host}") for host in LIST_HOSTS):
        return True
    return any(label in LIST_LABELS for label in domain.split(".")[:-1])


def one_person(addresses: Iterable[str]) -> bool:
    """Say whether a message's recipients are exactly one person."""
    found = {address.strip().casefold() for address in addresses}
    return len(found) == 1 and kind_of(found.pop()) == PERSON
