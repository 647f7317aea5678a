"""Documents of a set: the templates of each style filled with invented people and their data."""

import re
from collections.abc import Iterator
from random import Random

from detect_bench import misses, places, values_en, values_fr
from detect_bench.cast import Person, mail, person, username, written
from detect_bench.grammar import expand, read_book
from detect_bench.marked import Document, Piece, joined
from detect_bench.noise import noisy

LANGUAGES = ("fr", "en")
SEEDS = {"tuning": "tuning-7f3a", "reporting": "reporting-c21e"}
_NUMBERED = re.compile(r"p\d")


class Cast:
    """The people, values and fillers of one document.

    `p1`, `p2`… are the same people all through it; other slots are drawn anew each time, except where a
    slot carries a name (`phone#home`).
    """

    def __init__(self, language: str, which: str, draw: Random) -> None:
        self._language, self._which, self._draw = language, which, draw
        self._people: dict[str, Person] = {}
        self._held: dict[str, Piece] = {}
        self._values = values_fr.VALUES if language == "fr" else values_en.VALUES
        self._fillers = misses.FRENCH if language == "fr" else misses.ENGLISH

    def label(self, slot: str) -> Piece:
        """A labelled value."""
        if "#" not in slot:
            return self._new(slot)
        if slot not in self._held:
            self._held[slot] = self._new(slot.partition("#")[0])
        return self._held[slot]

    def filler(self, name: str) -> str:
        """A value that is nobody's."""
        head, _, rest = name.partition(".")
        if _NUMBERED.fullmatch(head):
            return self._agreeing(self._person(head), rest)
        if head == "town":
            return misses.town(self._draw, self._which)[0]
        if head == "company":
            return places.company(self._draw, self._which, self._language)
        return self._fillers[name](self._draw)

    def _new(self, slot: str) -> Piece:
        head, _, form = slot.partition(".")
        if _NUMBERED.fullmatch(head):
            return self._of_person(self._person(head), form)
        if head == "addr":
            address = places.french_address if self._language == "fr" else places.english_address
            return Piece(address(self._draw, self._which, form), "address")
        kind, make = self._values[head]
        return Piece(make(self._draw), kind)

    def _person(self, name: str) -> Person:
        if name not in self._people:
            hosts = places.mailhosts(self._draw, self._which, self._language)
            self._people[name] = person(self._draw, self._language, self._which, hosts)
        return self._people[name]

    def _of_person(self, one: Person, form: str) -> Piece:
        if form == "mail":
            return Piece(mail(one, self._draw), "email")
        if form == "user":
            return Piece(username(one, self._draw), "username")
        return Piece(written(one, form, self._draw), "person")

    def _agreeing(self, one: Person, word: str) -> str:
        """A title or an ending that agrees with a person."""
        if word == "t":
            options = ("Mme", "Madame", "Mme") if one.female else ("M.", "Monsieur", "Mr")
            if self._language == "en":
                options = ("Ms", "Mrs", "Miss") if one.female else ("Mr", "Mr.", "Mr")
            return self._draw.choice(options)
        if word == "e":
            return "e" if one.female else ""
        if word == "he":
            pair = ("elle", "il") if self._language == "fr" else ("she", "he")
            return pair[0] if one.female else pair[1]
        raise ValueError(f"no such word: {word}")


def documents(language: str, which: str, per_style: int) -> Iterator[Document]:
    """That many documents of each style of one language, the same ones each time."""
    book = read_book(language, which)
    for style, templates in book.styles.items():
        for number in range(per_style):
            draw = Random(f"{SEEDS[which]}/{language}/{style}/{number}")  # noqa: S311 - repeatable, not secret
            cast = Cast(language, which, draw)
            pieces = list(expand(templates[number % len(templates)], book, cast, draw))
            yield joined(language, style, noisy(pieces, style, draw))
