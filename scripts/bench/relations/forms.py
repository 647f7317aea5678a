"""How a name is written: forms that hold for surrogates as they do for originals.

That is the witness: nothing of the product's own reading is used.
"""

import re
import unicodedata

_PARTS = re.compile(r"[\s\-'.]+")


def folded(text: str) -> str:
    """No case, no accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def squeezed(text: str) -> str:
    """Letters only, as mailboxes hold them."""
    return "".join(sign for sign in folded(text) if sign.isalpha())


def initials(name: str, sign: str = "") -> str:
    """Letters "J.-P." of Jean-Pierre with a sign, "JP" without."""
    parts = [part[:1].upper() for part in _PARTS.split(name) if part]
    return "-".join(f"{part}{sign}" for part in parts) if sign else "".join(parts)


def plain(text: str) -> str:
    """Without accents, case kept."""
    return "".join(s for s in unicodedata.normalize("NFKD", text) if not unicodedata.combining(s))


def account(form: str, first: str, last: str) -> str:
    """A mailbox or login without its number."""
    f, s = squeezed(first), squeezed(last)
    return {
        "first.last": f"{f}.{s}",
        "first_last": f"{f}_{s}",
        "first-last": f"{f}-{s}",
        "firstlast": f"{f}{s}",
        "last.first": f"{s}.{f}",
        "f.last": f"{f[0]}.{s}",
        "flast": f"{f[0]}{s}",
        "lastf": f"{s}{f[0]}",
        "last": s,
        "f.cut": f"{f[0]}.{s[:3]}",
        "flast8": f"{f[0]}{s}"[:8],
        "first.l": f"{f}.{s[0]}",
    }[form]


NAMES = ("full", "upper", "lower", "bare", "LAST First", "Last, First", "last first", "titled", "long title")


def name(form: str, first: str, last: str, sex: str) -> str:
    """A name in a cell or in a text."""
    short, long = ("Mme", "Madame") if sex == "F" else ("M.", "Monsieur")
    return {
        "full": f"{first} {last}",
        "upper": plain(f"{first} {last}").upper(),
        "lower": f"{first} {last}".lower(),
        "bare": plain(f"{first} {last}"),
        "LAST First": f"{last.upper()} {first}",
        "Last, First": f"{last}, {first}",
        "last first": plain(f"{last} {first}").lower(),
        "titled": f"{short} {first} {last.upper()}",
        "long title": f"{long} {first} {last}",
        "title last": f"{short} {last}",
        "long last": f"{long} {last.upper()}",
        "F. Last": f"{initials(first, '.')} {last}",
        "LAST F.": f"{last.upper()} {initials(first, '.')}",
    }[form]
