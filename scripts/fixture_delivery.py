"""What both styles share: the delivery while it is made, who is in it twice, log lines and hidden notes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from fixture_people import Cast, Draw
from fixture_texts import LOG_EVENTS, sentences
from fixture_truth import Cell, Collected, Mention, Person, Place
from fixture_writing import Piece, filled, named, sentence


@dataclass(slots=True)
class Delivery:
    """The files of a delivery, what they say, and the references between them."""

    files: dict[str, bytes] = field(default_factory=dict)
    collected: Collected = field(default_factory=Collected)
    joins: list[tuple[Place, Place]] = field(default_factory=list)
    unreadable: tuple[str, ...] = ()

    def elsewhere(self, file: str, where: str, person: Person) -> str:
        """The full name of somebody who stands in a file outside its tables."""
        name = f"{person.first} {person.last}"
        self.collected.mentions.append(Mention(person.number, file, where, -1, "", "PERSON", 0, name, "full"))
        return name


def ip_address(draw: Draw) -> str:
    """An address of a documentation block (RFC 5737), or a private one."""
    return draw.pick(["192.0.2.", "198.51.100.", "203.0.113.", "10.20.4."]) + str(draw.between(2, 253))


def with_duplicates(draw: Draw, people: Sequence[Person]) -> list[tuple[Person, str]]:
    """The rows of a customer table: everybody once, some twice under another id."""
    twice = [(person, person.duplicate_id) for person in people if person.duplicate_id]
    return draw.shuffled([*((person, person.customer_id) for person in people), *twice])


def customer_ids(people: Sequence[Person]) -> list[tuple[Person, str]]:
    """Every id under which a customer may be referred to."""
    return [
        (person, number)
        for person in people
        for number in (person.customer_id, person.duplicate_id)
        if number
    ]


def staff_notes(draw: Draw, cast: Cast, texts: str) -> list[tuple[Cell, ...]]:
    """The rows of the hidden sheet: a date, who wrote, and what about whom."""
    rows: list[tuple[Cell, ...]] = []
    for template in draw.shuffled(sentences(texts) * 2):
        author = draw.pick(cast.staff)
        text = sentence(draw, template, draw.pick(cast.people), draw.pick(cast.people))
        day = draw.day(date(2025, 1, 6), date(2025, 6, 30))
        name = f"{author.first[0]}. {author.last}"
        rows.append((Cell(day), named(author, name, "initial"), text))
    return rows


def log_line(draw: Draw, stamp: str, person: Person) -> Cell:
    """One event of the application; some concern nobody."""
    pieces = {
        "login": Piece("", person.logins[0], "USERNAME"),
        "ip": Piece("", ip_address(draw), "IP_ADDRESS"),
        "email": Piece("", person.emails[0], "EMAIL_ADDRESS"),
        "name": Piece("", f"{person.first} {person.last}", "PERSON", "full"),
        "secret": Piece("", f"{draw.below(2**64):016x}{draw.below(2**64):016x}", "SECRET"),
        "id": Piece("", person.customer_id, "ID"),
        "phone": Piece("", person.phones[0], "PHONE_NUMBER"),
    }
    return filled(stamp + draw.pick(sentences(LOG_EVENTS)), lambda _, field: (person, pieces[field]))
