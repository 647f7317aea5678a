"""How people type things: phones in eight shapes, names in any case, e-mails with blanks, sentences."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fixture_people import Draw
from fixture_texts import sentences
from fixture_truth import Cell, Mark, Person

_FIELD = re.compile(r"\{(o\.)?(\w+)\}")
PHONE_SHAPES: tuple[Callable[[str], str], ...] = (
    lambda n: _pairs("0" + n, " "),
    lambda n: "0" + n,
    lambda n: _pairs("0" + n, "."),
    lambda n: _pairs("0" + n, "-"),
    lambda n: f"+33 {n[0]} {_pairs(n[1:], ' ')}",
    lambda n: "+33" + n,
    lambda n: f"0033 {n[0]} {_pairs(n[1:], ' ')}",
    lambda n: f"+33 (0){n[0]} {_pairs(n[1:], ' ')}",
)


def _pairs(number: str, between: str) -> str:
    return between.join(number[i : i + 2] for i in range(0, len(number), 2))


def phone(draw: Draw, canonical: str) -> str:
    """A phone number in one of the eight shapes."""
    return draw.pick(PHONE_SHAPES)(canonical.removeprefix("+33"))


def any_case(draw: Draw, name: str) -> str:
    """DUPONT, Dupont or dupont; capitals lose their accents half of the time, lower case sometimes."""
    case = draw.below(100)
    if case < 55:  # noqa: PLR2004 - per cent
        return _bare(name.upper()) if draw.chance(50) else name.upper()
    if case < 90:  # noqa: PLR2004 - per cent
        return name
    return _bare(name.lower()) if draw.chance(30) else name.lower()


def _bare(name: str) -> str:
    return name.translate(str.maketrans("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜàâäçéèêëîïôöùûü", "AAACEEEEIIOOUUUaaaceeeeiioouuu"))


def odd_email(draw: Draw, email: str) -> tuple[str, str]:
    """An e-mail address as typed, without and with the blanks around it."""
    shape = draw.below(40)
    local, _, host = email.partition("@")
    typed = {
        0: email.upper(),
        1: email.title(),
        2: f"{local.title()}@{host}",
        3: f"{local}@{host.capitalize()}",
    }
    text = typed.get(shape, email)
    blanks = {4: f" {text}", 5: f"{text} ", 6: f" {text}  "}
    return text, blanks.get(shape, text)


def spaced_nir(draw: Draw, nir: str) -> str:
    """A social security number, grouped as on the card half of the time."""
    groups = (nir[0], nir[1:3], nir[3:5], nir[5:7], nir[7:10], nir[10:13], nir[13:])
    return " ".join(groups) if draw.chance(50) else nir


def spaced_iban(draw: Draw, iban: str) -> str:
    """An IBAN, in groups of four half of the time."""
    return " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if draw.chance(50) else iban


def marked(person: Person, kind: str, text: str, cell: str | None = None) -> Cell:
    """A cell that holds one piece of personal data, perhaps with something around it."""
    whole = text if cell is None else cell
    return Cell(whole, (Mark(person.number, kind, whole.index(text), text),) if text else ())


def named(person: Person, text: str, form: str) -> Cell:
    """A cell that holds somebody's name in the given form."""
    return Cell(text, (Mark(person.number, "PERSON", 0, text, form),))


def civility(person: Person) -> str:
    """Mme or M."""
    return "Mme" if person.gender == "F" else "M."


def money(draw: Draw, low: int, high: int) -> Decimal:
    """An amount with cents."""
    return Decimal(draw.between(low * 100, high * 100)) / 100


def french(amount: Decimal) -> str:
    """An amount as a French spreadsheet writes it."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Piece:
    """A field of a sentence once filled in: only `text` is personal, not what stands before it."""

    before: str
    text: str
    kind: str = ""
    form: str = ""


def _names(person: Person) -> dict[str, Piece]:
    first, last, title = person.first, person.last, civility(person) + " "
    return {
        "full": Piece("", f"{first} {last}", "PERSON", "full"),
        "mmefull": Piece(title, f"{first} {last}", "PERSON", "full"),
        "lastfirst": Piece("", f"{last.upper()} {first}", "PERSON", "lastfirst"),
        "caps": Piece("", f"{first} {last}".upper(), "PERSON", "upper"),
        "mmecaps": Piece(title.upper(), last.upper(), "PERSON", "title"),
        "mme": Piece(title, last, "PERSON", "title"),
        "lower": Piece("", f"{first} {last}".lower(), "PERSON", "lower"),
        "last": Piece("", last, "PERSON", "last"),
        "first": Piece("", first, "PERSON", "first"),
        "initial": Piece("", f"{first[0]}. {last}", "PERSON", "initial"),
        "initials": Piece("", f"{first[0]}.{last[0].upper()}.", "PERSON", "initials"),
    }


def _facts(draw: Draw, person: Person) -> dict[str, Piece]:
    woman = person.gender == "F"
    return {
        "phone": Piece("", phone(draw, person.phones[0]), "PHONE_NUMBER"),
        "phone2": Piece("", phone(draw, person.phones[1]), "PHONE_NUMBER"),
        "email": Piece("", odd_email(draw, draw.pick(person.emails))[0], "EMAIL_ADDRESS"),
        "addr": Piece("", f"{person.address}, {person.postcode} {person.city}", "ADDRESS"),
        "city": Piece("", person.city, "CITY"),
        "login": Piece("", person.logins[0], "USERNAME"),
        "nir": Piece("", spaced_nir(draw, person.nir), "FR_NIR"),
        "iban": Piece("", spaced_iban(draw, person.iban), "IBAN_CODE"),
        "birth": Piece("", f"{person.birth:%d/%m/%Y}", "BIRTH_DATE"),
        "id": Piece("", person.customer_id, "ID"),
        "e": Piece("e" if woman else "", ""),
        "il": Piece("elle" if woman else "il", ""),
        "Il": Piece("Elle" if woman else "Il", ""),
    }


def filled(template: str, look_up: Callable[[str | None, str], tuple[Person, Piece]]) -> Cell:
    """Fill a template in and mark what it tells about whom."""
    out, done = "", 0
    marks: list[Mark] = []
    for match in _FIELD.finditer(template):
        person, piece = look_up(match[1], match[2])
        out += template[done : match.start()] + piece.before
        if piece.kind:
            marks.append(Mark(person.number, piece.kind, len(out), piece.text, piece.form))
        out, done = out + piece.text, match.end()
    return Cell(out + template[done:], tuple(marks))


def sentence(draw: Draw, template: str, own: Person, other: Person) -> Cell:
    """A sentence about a customer, and perhaps another one."""
    about = {None: (own, _names(own) | _facts(draw, own)), "o.": (other, _names(other) | _facts(draw, other))}
    return filled(template, lambda whose, field: (about[whose][0], about[whose][1][field]))


class Notes:
    """Writes comment cells; each template gets its turn before one comes twice."""

    def __init__(self, draw: Draw, personal: str, clear: str, people: Sequence[Person]) -> None:
        self._draw, self._people = draw, people
        self._personal, self._clear = sentences(personal), sentences(clear)
        self._waiting: list[str] = []

    def personal(self, own: Person) -> Cell:
        """A sentence about a customer, and often about another one."""
        if not self._waiting:
            self._waiting = self._draw.shuffled(self._personal)
        other = self._people[(own.number + self._draw.between(1, 40)) % len(self._people)]
        return sentence(self._draw, self._waiting.pop(), own, other)

    def cell(self, own: Person) -> Cell:
        """What a comment column holds: often nothing, sometimes two sentences on two lines."""
        kind = self._draw.below(20)
        if kind < 4:  # noqa: PLR2004 - a fifth is empty
            return Cell("")
        if kind < 7:  # noqa: PLR2004 - three in twenty say nothing about anybody
            return Cell(self._draw.pick(self._clear))
        if kind < 17:  # noqa: PLR2004 - half hold one sentence
            return self.personal(own)
        return joined(self._draw.pick(["\n", " ", " - "]), self.personal(own), self.personal(own))


def joined(between: str, one: Cell, two: Cell) -> Cell:
    """Two texts in one cell."""
    start = len(str(one.value)) + len(between)
    moved = tuple(Mark(m.person, m.kind, start + m.start, m.text, m.form) for m in two.marks)
    return Cell(f"{one.value}{between}{two.value}", one.marks + moved)
