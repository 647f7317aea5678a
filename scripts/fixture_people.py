"""Invented people with valid-looking identifiers that nobody can have.

Phones stand in the blocks Arcep keeps for fiction, e-mail domains end in .example (RFC 2606), a NIR names
commune 991-999 (communes run 001-990), a SIREN begins with 0 and an IBAN names bank 99999: neither is issued.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from fixture_names import NAMES, Names
from fixture_truth import Company, Person, Style

Item = TypeVar("Item")
MOST_PEOPLE = 9_000  # the block of mobile numbers for fiction holds 10,000
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ł": "l", "ş": "s", "ø": "o", "ß": "ss"})
# Arcep's blocks for fiction, by the first two digits of the postcodes they would serve
_LANDLINES = {
    "019900": "75 77 78 91 92 93 94 95",
    "026191": "14 18 22 28 29 35 37 41 44 45 49 50 53 56 58 61 72 76",
}
_LANDLINES |= {"035301": "02 08 21 25 51 54 57 59 60 62 67 68 70 71 80 88 90"}
_LANDLINES |= {"046571": "01 04 05 06 07 11 13 20 26 30 34 38 42 43 48 63 66 69 73 74 83 84"}
_BLOCKS = {start: block for block, starts in _LANDLINES.items() for start in starts.split()}


class Draw:
    """A seeded source of choices that no version of Python changes: SHA-256 of the names and a counter."""

    def __init__(self, *names: object) -> None:
        self._seed = "/".join(map(str, names))
        self._count = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        self._count += 1
        digest = hashlib.sha256(f"{self._seed}/{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]

    def chance(self, percent: int) -> bool:
        """True in `percent` of 100 cases."""
        return self.below(100) < percent

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order (Fisher-Yates)."""
        out = list(items)
        for last in range(len(out) - 1, 0, -1):
            other = self.below(last + 1)
            out[last], out[other] = out[other], out[last]
        return out

    def digits(self, count: int) -> str:
        """A string of decimal digits."""
        return str(self.below(10**count)).zfill(count)

    def day(self, first: date, last: date) -> date:
        """A day between two days."""
        return first + timedelta(days=self.below((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in a delivery, and the companies they work for."""

    people: tuple[Person, ...]
    staff: tuple[Person, ...]
    companies: tuple[Company, ...]


def fold(text: str) -> str:
    """Lower case without accents, as logins and addresses are made."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in spread if not unicodedata.combining(c))


def letters(text: str) -> str:
    """Only the letters of the folded text."""
    return "".join(c for c in fold(text) if c.isascii() and c.isalpha())


def luhn_digit(number: str) -> str:
    """The digit that makes `number` pass Luhn's check."""
    total = 0
    for position, char in enumerate(reversed(number)):
        doubled = int(char) * (2 if position % 2 == 0 else 1)
        total += doubled - 9 * (doubled > 9)  # noqa: PLR2004 - Luhn: the digits of a two-digit product are added
    return str(-total % 10)


def nir(draw: Draw, gender: str, birth: date) -> str:
    """A social security number with its key, born in a commune that does not exist."""
    department = draw.pick(
        ["75", "69", "13", "59", "35", "44", "33", "31", "67", "06", "99", "2A", "2B", "29", "62"]
    )
    born = f"{'2' if gender == 'F' else '1'}{birth:%y%m}{department}"
    body = f"{born}{draw.between(991, 999)}{draw.between(1, 998):03}"
    key = 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97
    return f"{body}{key:02}"


def iban(draw: Draw) -> str:
    """A French IBAN at bank 99999 with its RIB key and its check digits."""
    branch, account = draw.digits(5), draw.digits(11)
    key = 97 - (89 * 99999 + 15 * int(branch) + 3 * int(account)) % 97
    bban = f"99999{branch}{account}{key:02}"
    return f"FR{98 - int(bban + '152700') % 97:02}{bban}"


def company(draw: Draw, name: str) -> Company:
    """A company with its SIREN, SIRET and VAT number."""
    stem = "0" + draw.digits(7)
    siren = stem + luhn_digit(stem)
    site = siren + f"{draw.between(1, 40):05}"[:4]
    vat = f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"
    words = "".join(c if c.isalnum() else "-" for c in fold(name))
    domain = "-".join(part for part in words.split("-") if part) + ".example"
    return Company(name, domain, siren, site + luhn_digit(site), vat)


def cast(style: Style, seed: int, count: int) -> Cast:
    """Invent `count` customers, eight members of staff and their companies."""
    if not 1 <= count <= MOST_PEOPLE:
        raise ValueError("people: from 1 to 9000")
    names = NAMES[style]
    draw = Draw("cast", style, seed)
    companies = tuple(company(draw, name) for name in names.companies)
    maker = _Maker(style, draw, names, companies)
    everybody = [maker.person(number) for number in range(count + 8)]
    return Cast(tuple(everybody[:count]), tuple(everybody[count:]), companies)


class _Maker:
    """Invents one person after the other, so that what must be unique is."""

    def __init__(self, style: Style, draw: Draw, names: Names, companies: Sequence[Company]) -> None:
        self._style, self._draw, self._names, self._companies = style, draw, names, companies
        self._taken: set[str] = set()
        self._lines = draw.between(0, 9_999)

    def person(self, number: int) -> Person:
        """The next person."""
        draw = self._draw
        first, last, gender = self._name()
        birth = draw.day(date(1948, 1, 1), date(2004, 12, 31))
        firm = draw.pick(self._companies)
        postcode, city = draw.pick(self._names.cities).split(" ", 1)
        house = f"{draw.between(1, 148)}{draw.pick(['', '', '', '', ' bis', ' ter'])}"
        return Person(
            number=number,
            first=first,
            last=last,
            gender=gender,
            emails=self._emails(first, last, firm, birth),
            logins=self._logins(first, last),
            phones=self._phones(number, postcode),
            nir=nir(draw, gender, birth),
            iban=iban(draw),
            address=f"{house} {draw.pick(self._names.streets)}",
            postcode=postcode,
            city=city,
            birth=birth,
            customer_id=self._customer_id(number),
            duplicate_id=self._customer_id(10_000 + number) if number % 17 == 5 else "",  # noqa: PLR2004 - some
            company=firm,
        )

    def _customer_id(self, number: int) -> str:
        spread = number * 37 + 1_204
        return str(100_000 + spread) if self._style is Style.A else f"CUST-{spread:06}"

    def _name(self) -> tuple[str, str, str]:
        """A pair of names nobody has yet; names early in the list are more common, as in life."""
        draw = self._draw
        for _ in range(500):
            gender = draw.pick("FM")
            first = draw.pick(self._names.first_f if gender == "F" else self._names.first_m)
            among = len(self._names.surnames)
            last = self._names.surnames[min(draw.below(among), draw.below(2 * among))]
            if f"name {fold(first)} {fold(last)}" not in self._taken:
                break
        self._taken.add(f"name {fold(first)} {fold(last)}")
        return first, last, gender

    def _unique(self, stem: str, tail: str = "") -> str:
        for number in range(1, MOST_PEOPLE):
            value = f"{stem}{number if number > 1 else ''}{tail}"
            if value not in self._taken:
                break
        self._taken.add(value)
        return value

    def _logins(self, first: str, last: str) -> tuple[str, ...]:
        one, two = letters(first), letters(last)
        return self._unique(one[0] + two), self._unique(f"{one}.{two}"), self._unique(two[:5] + one[0])

    def _emails(self, first: str, last: str, firm: Company, birth: date) -> tuple[str, ...]:
        """A work address and, for most, a private one; accents and plus tags stay rare."""
        draw = self._draw
        one, two = letters(first), letters(last)
        work = f"{one}.{two}" if draw.chance(70) else f"{one[0]}{two}"
        if draw.chance(2):
            work = f"{first}.{last}".casefold().replace(" ", "").replace("'", "")
        host = draw.pick(self._names.mail_hosts)
        home = draw.pick(
            [f"{one}.{two}", f"{two}.{one}", f"{one}{birth:%y}", f"{one}-{two}", f"{one[0]}.{two}{birth:%Y}"]
        )
        tag = draw.pick(["+formation", "+crm", "+news"]) if draw.chance(6) else ""
        pair = (self._unique(work, f"@{firm.domain}"), self._unique(home, f"{tag}@{host}"))
        return pair if draw.chance(60) else pair[::-1] if draw.chance(50) else pair[:1]

    def _phones(self, number: int, postcode: str) -> tuple[str, ...]:
        """A mobile and a landline; multiplying by a number prime to 10,000 never repeats."""
        line = (self._lines + number * 7_919) % 10_000
        block = _BLOCKS.get(postcode[:2], "053649")
        return f"+3363998{line:04}", f"+33{block[1:]}{(line * 3_407 + 11) % 10_000:04}"
