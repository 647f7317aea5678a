"""Invented people, places and companies; each name belongs to one of the two sets by a hash of it."""

import csv
import gzip
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[3]
LISTS = ROOT / "sampler" / "surrogates" / "data"
SETS = ("tuning", "reporting")
_PARTICLES = (
    "El",
    "Ait",
    "Ben",
    "Da",
    "Dos",
    "Le",
    "Mac",
    "St.",
    "Van",
    "De",
    "de",
    "du",
    "des",
    "van",
    "La",
    "der",
)
_FROM_LISTS = 0.6  # of the names; the rest is written by hand, with accents and rare spellings
_RARE = 0.08  # of the surnames stand in no list
_SHORTEST = 3


def set_of(name: str) -> str:
    """The set a name belongs to; spelling in capitals or without accents does not change it."""
    return SETS[hashlib.sha256(plain(name).encode()).digest()[0] & 1]


def plain(name: str) -> str:
    """Without case, accents and signs between words."""
    spread = unicodedata.normalize(
        "NFKD", name.replace("ł", "l").replace("\u0131", "i").replace("ø", "o").casefold()
    )
    return " ".join(
        re.sub(r"[^a-zß]+", " ", "".join(c for c in spread if not unicodedata.combining(c))).split()
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A person who does not exist."""

    given: str
    surname: str
    female: bool
    mailhost: str

    @property
    def slug(self) -> tuple[str, str]:
        """First name and surname as they stand in an e-mail address."""
        return plain(self.given).replace(" ", "-"), plain(self.surname).replace(" ", "")


def _rows(name: str) -> Iterator[list[str]]:
    with gzip.open(LISTS / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        rows = csv.reader(lines)
        next(rows)
        yield from rows


@cache
def _weighted(name: str, gender: str, which: str) -> tuple[list[str], list[int]]:
    """Names of an open list with running sums of the square root of their counts: rare ones come up too."""
    found = [
        (row[0], int(int(row[-1]) ** 0.5))
        for row in _rows(name)
        if (not gender or row[1] in (gender, f"{gender}F"))
        and len(row[0]) >= _SHORTEST
        and set_of(row[0]) == which
    ]
    return [row[0] for row in found], list(accumulate(row[1] for row in found))


@cache
def listed(name: str, which: str) -> tuple[tuple[str, ...], ...]:
    """Rows of a list of places that belong to the set."""
    return tuple(tuple(row) for row in _rows(name) if set_of(row[0]) == which)


@cache
def by_hand(sort: str, which: str) -> tuple[str, ...]:
    """Names of one sort in names.txt that belong to the set."""
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    words = next(line.partition(": ")[2] for line in lines if line.startswith(f"{sort}: ")).split(" ")
    names, held = [], ""
    for word in words:
        held = f"{held} {word}".strip()
        if word not in _PARTICLES:
            names.append(held)
            held = ""
    return tuple(name for name in names if set_of(name) == which)


def titled(name: str) -> str:
    """A folded name of a list as people write it."""
    return re.sub(r"(?<![^\W\d_])[^\W\d_]", lambda sign: sign[0].upper(), name)


def person(draw: Random, language: str, which: str, mailhosts: Sequence[str]) -> Person:
    """Draw a person; one in eight has a name from the other language."""
    country = language if draw.random() > 1 / 8 else ("en" if language == "fr" else "fr")
    female = draw.random() < 1 / 2
    gender = "F" if female else "M"
    if country == "fr" and draw.random() < _FROM_LISTS:
        given = titled(_pick(draw, _weighted("given", gender, which)))
    else:
        given = draw.choice(by_hand(f"{country}.{gender}", which))
    if draw.random() < _RARE:
        surname = draw.choice(by_hand(f"{country}.rare", which))
    elif draw.random() < _FROM_LISTS:
        surname = titled(_pick(draw, _weighted("surnames", "", which)))
    else:
        surname = draw.choice(by_hand(f"{country}.S", which))
    return Person(given, surname, female, draw.choice(mailhosts))


def _pick(draw: Random, weighted: tuple[list[str], list[int]]) -> str:
    names, sums = weighted
    return draw.choices(names, cum_weights=sums)[0]


_FORMS: dict[str, Callable[[Person], str]] = {
    "first": lambda one: one.given,
    "last": lambda one: one.surname,
    "LAST": lambda one: one.surname.upper(),
    "fl": lambda one: f"{one.given} {one.surname}",
    "fL": lambda one: f"{one.given} {one.surname.upper()}",
    "lf": lambda one: f"{one.surname} {one.given}",
    "Lf": lambda one: f"{one.surname.upper()} {one.given}",
    "LF": lambda one: f"{one.surname} {one.given}".upper(),
    "l,f": lambda one: f"{one.surname}, {one.given}",
    "il": lambda one: f"{one.given[0]}. {one.surname}",
    "i-l": lambda one: f"{one.given[0]}.-{one.given.partition('-')[2][:1]}. {one.surname}",
    "low": lambda one: f"{one.given} {one.surname}".lower(),
    "UP": lambda one: f"{one.given} {one.surname}".upper(),
}
_ANY = (("fl", "fL", "Lf", "il", "lf"), (60, 20, 10, 5, 5))


def written(one: Person, form: str, draw: Random) -> str:
    """A person's name in one of its written forms; any of the usual ones where none is named."""
    form = form or draw.choices(*_ANY)[0]
    if form == "il" and "-" in one.given and draw.random() < 1 / 2:
        form = "i-l"
    return _FORMS[form](one)


def mail(one: Person, draw: Random) -> str:
    """An e-mail address made from the person's name."""
    first, last = one.slug
    local = draw.choice(
        (
            f"{first}.{last}",
            f"{first}.{last}",
            f"{first[0]}.{last}",
            f"{first[0]}{last}",
            f"{last}.{first}",
            f"{first}_{last}",
            f"{first}{draw.randint(1, 99)}",
            f"{first}.{last}+{draw.choice(('news', 'test', 'promo', 'pro'))}",
            f"{last}{first[0]}{draw.randint(60, 99)}",
        )
    )
    return f"{local}@{one.mailhost}"


def username(one: Person, draw: Random) -> str:
    """A login made from the person's name, or a nickname."""
    first, last = one.slug
    first = first.replace("-", "")
    return draw.choice(
        (
            f"{first[0]}{last}",
            f"{first}.{last}",
            f"{first[:3]}{last[:4]}{draw.randint(1, 9)}",
            f"{last[:6]}{first[0]}",
            f"{first}{draw.randint(10, 99)}",
            f"{last}_{draw.randint(100, 999)}",
            f"{first[0]}{last[:7]}-ext",
        )
    )
