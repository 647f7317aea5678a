"""How a person's name and mailbox are written, and what of them must be found again afterwards."""

import re
from typing import Protocol

from witness import folded

_WORD = re.compile(r"[^\W\d_]+")
FULL = ("full", "upper", "lower", "lastfirst")


class Person(Protocol):
    """What the generator knows of somebody, as far as the bars ask."""

    number: int
    first: str
    last: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    nir: str
    iban: str
    address: str


def squeezed(text: str) -> str:
    """Only the letters, as logins and mailboxes hold them."""
    return "".join(sign for sign in folded(text) if sign.isalnum())


def words(text: str) -> str:
    """Folded words with one blank between, and at both ends."""
    return f" {' '.join(_WORD.findall(folded(text)))} "


def written(form: str, first: str, last: str) -> str:
    """A name in one of the generator's forms, as `words` gives it."""
    return words(
        {
            "full": f"{first} {last}",
            "upper": f"{first} {last}",
            "lower": f"{first} {last}",
            "lastfirst": f"{last} {first}",
            "title": last,
            "last": last,
            "first": first,
            "initial": f"{first[:1]} {last}",
            "initials": f"{first[:1]} {last[:1]}",
        }[form]
    )


def mailbox_parts(original: str, person: Person) -> list[int]:
    """Which parts of the person's name the mailbox or login holds in full: 0 the first name, 1 the last."""
    local = squeezed(original.partition("@")[0])
    first, last = squeezed(person.first), squeezed(person.last)
    found = []
    if first in local and len(first) > 2:
        found.append(0)
        local = local.replace(first, "-", 1)
    if last in local and len(last) > 2:
        found.append(1)
    return found
