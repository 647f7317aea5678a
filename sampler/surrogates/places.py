"""POSTCODE, CITY, ADDRESS: real communes, other ones; invented house numbers (the person is not there).

Postcodes are deranged among those with as many communes, and the communes follow their postcode, so that
the two columns of a row agree.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from sampler.surrogates.bijection import Bijections
from sampler.surrogates.case import like
from sampler.surrogates.domains import Domains
from sampler.surrogates.folding import fold, fold_all
from sampler.surrogates.lists import communes, streets
from sampler.surrogates.slots import Slots
from sampler.surrogates.tokens import Tokens
from sampler.surrogates.vocabulary import ENGLISH_STREET_TYPES, HOUSE_SUFFIXES, STREET_TYPES

POSTCODE, CITY, ADDRESS = "POSTCODE", "CITY", "ADDRESS"
_DIVIDED = " arrondissement"
_CEDEX = re.compile(
    r"\s+(?:cedex(?:\s+\d{1,2})?|\d{1,2}(?:er|e|eme|\u00e8me)?(?:\s+arr(?:\.|t|ondissement)?)?)\s*$",
    re.IGNORECASE,
)
_ARRONDISSEMENT = re.compile(r"\s+(\d{1,2})")
_POST_CITY = re.compile(
    r"(?<!\d)(?P<code>\d{5}|\d{2} \d{3})(?P<gap>[\s,]+)(?P<city>[^\d,;\n]{2,60}(?:cedex\s*\d*)?)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?P<number>\d{1,5})(?P<suffix>\s*[A-Za-z]{1,6}(?=[\s,]))?")
_WORD = re.compile(r"[^\W_]+")
_SIGNS = str.maketrans("-'.", "   ")
_SAINTS = {"st": "saint", "ste": "sainte"}
_ARTICLES = frozenset({"l", "le", "la", "les"})
_LEADING = tuple(f"{article} " for article in sorted(_ARTICLES))
# a type, then a name without the signs that end a line
_TYPED = re.compile(r" (?P<type>[^\W_]+)(?P<gap>(?![^\W_])\s*)(?P<core>[^\s,;](?:[^,;]*[^\s,;])?)\s*")
_LEAD = re.compile(r"(?:d[eu]s?|de la|de l'|d'|la|le|les|l')\s*", re.IGNORECASE)


class Gazetteer(NamedTuple):
    """Places by folded name and by postcode, in the classes in which they are deranged."""

    spelling: dict[str, str]
    city: dict[str, tuple[str, int]]
    members: dict[str, tuple[str, ...]]
    postcode: dict[str, tuple[int, int]]
    classes: dict[int, tuple[str, ...]]
    names: tuple[str, ...]


def city_key(text: str) -> str:
    """`place_key` of a city without "Cedex 08"; "Paris 11" and its like are arrondissements of the lists."""
    if not (suffix := _CEDEX.search(text)):
        return place_key(text)
    core = place_key(text[: suffix.start()])
    if number := _ARRONDISSEMENT.match(suffix[0]):
        ordinal = "1er" if int(number[1]) == 1 else f"{int(number[1])}e"
        if (whole := f"{core} {ordinal} arrondissement") in gazetteer().spelling:
            return whole
    return core


def place_key(text: str) -> str:
    """A city's folded name: hyphens, apostrophes and "St" do not matter, nor does an article in front."""
    words = [_SAINTS.get(word, word) for word in fold(text).translate(_SIGNS).split()]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _ARTICLES else words)


def place_keys(texts: Sequence[str]) -> list[str]:
    """`place_key` of texts without control signs, in one go."""
    spaced = "\0".join(fold_all(texts))
    for sign in "-'.":
        spaced = spaced.replace(sign, " ")
    # two spaces between words, so that what is replaced never reaches into the next one
    spaced = f" {spaced} ".replace(" ", "  ").replace("\0", " \0 ")
    for short, saint in _SAINTS.items():
        spaced = spaced.replace(f" {short} ", f" {saint} ")
    keys = [" ".join(key.split()) for key in spaced.split("\0")] if texts else []
    return [key.partition(" ")[2] if key.startswith(_LEADING) else key for key in keys]


@cache
def gazetteer() -> Gazetteer:
    """The communes, each name under the first postcode that has it."""
    spelling: dict[str, str] = {}
    members: defaultdict[str, list[str]] = defaultdict(list)
    listed = communes()
    for commune, key in zip(listed, place_keys([one.name for one in listed]), strict=True):
        keys = members[commune.postcode]
        if key not in spelling:
            spelling[key] = commune.name
            keys.append(key)
    sizes: defaultdict[int, list[str]] = defaultdict(list)
    for code, names in sorted(members.items()):
        sizes[len(names)].append(code)
    # a postcode alone in its size has nobody to change with: it joins the class of size -1
    lone = [size for size, codes in sizes.items() if len(codes) == 1]
    sizes[-1] = sorted(code for size in lone for code in sizes.pop(size))
    postcode = {code: (size, place) for size, codes in sizes.items() for place, code in enumerate(codes)}
    city = {name: (code, place) for code, names in members.items() for place, name in enumerate(names)}
    frozen = {code: tuple(names) for code, names in members.items()}
    classes = {size: tuple(codes) for size, codes in sizes.items()}
    return Gazetteer(spelling, city, frozen, postcode, classes, tuple(sorted(spelling)))


@cache
def _departments() -> tuple[str, ...]:
    """First two digits of the listed postcodes of departments of two digits."""
    return tuple(sorted({code[:2] for code in gazetteer().postcode if code[:2] <= "95"}))


def listed_postcode(text: str) -> str | None:
    """The listed postcode that `text` writes, with the zero that a spreadsheet ate; None for another."""
    code = text.replace(" ", "").zfill(5)
    return code if code in gazetteer().postcode else None


@cache
def street_names() -> tuple[str, ...]:
    """Street names without their type."""
    names = (name.partition(" ") for name in streets())
    return tuple(sorted({rest for kind, _, rest in names if fold(kind) in STREET_TYPES and len(rest) > 3}))  # noqa: PLR2004 - more than a number or letter


class Places:
    """Maps postcodes, cities and addresses."""

    def __init__(self, slots: Slots, bijections: Bijections, tokens: Tokens, domains: Domains) -> None:
        self._slots = slots
        self._bijections = bijections
        self._tokens = tokens
        self._domains = domains
        self._moved: dict[int, list[int]] = {}

    def postcode(self, text: str) -> str:
        """A listed postcode becomes another listed one; others keep their shape."""
        code = text.replace(" ", "")
        if len(code) == 4 and "0" + code in gazetteer().postcode:  # noqa: PLR2004 - a spreadsheet ate the 0
            return self.mapped_postcode("0" + code).lstrip("0")
        if code in gazetteer().postcode:
            new: str | None = self.mapped_postcode(code)
        else:
            new = self._unlisted(code)
        if new is None:
            return self._tokens.token(text, prefix=False)
        return new if code == text else f"{new[:2]} {new[2:]}"

    def listed_postcodes(self, texts: Sequence[str]) -> list[str | None]:
        """`postcode` of texts that are listed postcodes as they stand; None for the others."""
        known = gazetteer().postcode
        return [self.mapped_postcode(text) if text in known else None for text in texts]

    def mapped_postcode(self, code: str) -> str:
        """Image of a listed postcode."""
        size, place = gazetteer().postcode[code]
        codes = gazetteer().classes[size]
        moved = self._moved.get(size)
        if moved is None:
            # a whole class takes as long as a few of its postcodes one by one
            every = np.arange(len(codes), dtype=np.uint64)
            moved = self._bijections.derange_all(f"postcode{size}", every, len(codes)).tolist()
            self._moved[size] = moved
        return codes[moved[place]]

    def _unlisted(self, code: str) -> str | None:
        """An unlisted postcode of a listed department for another (as "75011" is one): none merge."""
        departments = _departments()
        if not re.fullmatch("[0-9]{5}", code) or code[:2] not in departments:
            return None
        place, size = departments.index(code[:2]) * 1000 + int(code[2:]), len(departments) * 1000
        while True:  # walks the cycle until it leaves the listed ones: a bijection of the others
            place = self._bijections.derange("unlisted", place, size)
            new = f"{departments[place // 1000]}{place % 1000:03d}"
            if new not in gazetteer().postcode:
                return new if new != code else None

    def city(self, text: str, new: Callable[[str], str] | None = None) -> str:
        """Another commune, the one that the surrogate of its postcode has; "Cedex 08" keeps its shape.

        `new` gives another name for a folded one, where the row says more.
        """
        suffix, key = _CEDEX.search(text), city_key(text)
        # an arrondissement is a commune of the lists, and its number the name's
        if suffix is None or key.endswith(_DIVIDED):
            return _cased(text, (new or self.mapped_city)(key))
        tail = re.sub(r"\d+", lambda run: self._bijections.digits("cedex", run.group()), suffix[0])
        return _cased(text[: suffix.start()], (new or self.mapped_city)(key)) + tail

    def address(self, text: str) -> str:
        """House number and street name changed, street type kept, postcode and city as in their columns."""
        found = None
        for found in _POST_CITY.finditer(text):  # noqa: B007 - the last one counts
            pass
        if found is None:
            return self._lines(text)
        city = found["city"].rstrip()
        after = text[found.start("city") + len(city) :]
        place = f"{self.postcode(found['code'])}{found['gap']}{self.city(city)}"
        return self._lines(text[: found.start()]) + place + self._lines(after)

    def behind_houses(self, texts: Sequence[str]) -> list[str]:
        """What `address` makes of the rests of addresses without postcode that begin with a house number.

        The rests hold no control signs.
        """
        read = [_TYPED.fullmatch(text) for text in texts]
        typed = [found if found and _is_street_type(found["type"]) else None for found in read]
        names = iter(self._streets([found["core"] for found in typed if found]))
        return [
            text[: found.start("core")] + next(names) + text[found.end("core") :]
            if found
            else self._lines(f"0{text}", housed=False)[1:]
            for text, found in zip(texts, typed, strict=True)
        ]

    def mapped_city(self, key: str) -> str:
        """The commune that a folded name becomes."""
        lists = gazetteer()
        if key not in lists.city:
            return lists.spelling[lists.names[self._slots.slot(CITY, key, len(lists.names))]]
        code, place = lists.city[key]
        size, _ = lists.postcode[code]
        if size > 0:
            return lists.spelling[lists.members[self.mapped_postcode(code)][place]]
        names = [name for other in lists.classes[size] for name in lists.members[other]]
        return lists.spelling[names[self._bijections.derange("city", names.index(key), len(names))]]

    def house_labels(self, texts: Sequence[str]) -> list[str]:
        """The streets of the house numbers of addresses without postcode, nor control signs."""
        return [self._street_of(whole) for whole in fold_all(texts)]

    def _street_of(self, whole: str) -> str:
        bump = self._slots.bump(ADDRESS, whole)
        return re.sub(r"^\W*\d+", "", whole) + (f"\0{bump}" if bump else "")

    def _lines(self, text: str, *, housed: bool = True) -> str:
        """Each line or comma part: a street where there is one, else its words mapped."""
        parts = re.split(r"([,;\n\r]+)", text)
        whole = fold(text) if housed else None
        return "".join(part if place % 2 else self._line(part, whole) for place, part in enumerate(parts))

    def _line(self, text: str, whole: str | None) -> str:
        number = _NUMBER.match(text)
        rest = text[number.end() :] if number else text
        if number and number["suffix"] and fold(number["suffix"]) not in HOUSE_SUFFIXES:
            rest = text[number.end("number") :]
        written = text[: len(text) - len(rest)]
        written = written if whole is None else self._house(written, whole)
        first = _WORD.search(rest)
        if first and fold(first.group()) in STREET_TYPES:
            return written + rest[: first.end()] + self._street(rest[first.end() :])
        return written + self._words(rest)

    def _street(self, text: str) -> str:
        """A listed street name for the one behind a street type."""
        core = text.strip()
        if not core:
            return text
        names, key = street_names(), fold(core)
        slot = self._slots.slot("street", key, len(names))
        new = names[slot] if fold(names[slot]) != key else names[(slot + 1) % len(names)]
        return text.replace(core, new.upper() if core.isupper() else new)

    def _streets(self, cores: Sequence[str]) -> list[str]:
        """What `_street` makes of texts without spaces at their ends, nor control signs."""
        names, keys = street_names(), fold_all(cores)
        slots = self._slots.slots("street", keys, len(names))
        drawn = fold_all([names[slot] for slot in slots])
        last = len(names) - 1
        moved = (
            slot if new != key else slot + 1 if slot < last else 0
            for slot, new, key in zip(slots, drawn, keys, strict=True)
        )
        chosen = (names[slot] for slot in moved)
        return [new.upper() if core.isupper() else new for new, core in zip(chosen, cores, strict=True)]

    def _words(self, text: str) -> str:
        """A line that is no French street: every word mapped, English street types kept."""

        def mapped(found: re.Match[str]) -> str:
            folded = fold(found.group())
            if folded in ENGLISH_STREET_TYPES:
                return found.group()
            if any(sign.isdigit() for sign in folded):
                return self._tokens.token(found.group(), prefix=False)
            return like(found.group(), self._domains.word(folded))

        return _WORD.sub(mapped, text)

    def _house(self, text: str, whole: str) -> str:
        """Another house number of the same width, different in each street."""
        street = self._street_of(whole)
        return re.sub(r"\d+", lambda run: self._bijections.digits("house", run.group(), street), text)


def _is_street_type(word: str) -> bool:
    folded = fold(word)
    return folded in STREET_TYPES and folded not in HOUSE_SUFFIXES


def _cased(original: str, name: str) -> str:
    """A commune's name in the case of the original, and without accents where capitals have none."""
    if original.isupper():
        return (fold(name) if original.isascii() else name).upper()
    return name.lower() if original.islower() else name
