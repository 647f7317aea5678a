"""Texts with labelled names for the tagger, made from the frames in `scripts/people/` with seeded randomness.

No text of anybody: the frames are written by hand, the names are drawn from the open lists, from invented
material in `scripts/people/names.txt`, or coined from syllables.
"""

import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import people_records  # noqa: E402 - the checkout comes before an installed copy

from sampler.detect.people.lexicon import words  # noqa: E402 - the checkout comes before an installed copy
from sampler.surrogates.lists import communes, given_names, streets, surnames  # noqa: E402 - as above

PERSON, LOGIN, ORGANISATION, PLACE, IGNORED, BLIND = 1, 2, 3, 4, -1, 9
_SLOT = re.compile(r"\{([A-Z1-5])\}|\\(.)|([(|)])")
_COMMON = 6
RECORDS = 0.17
_PARTICLES = (
    "d'*",
    "de *",
    "du *",
    "de La *",
    "de la *",
    "Le *",
    "La *",
    "O'*",
    "Mc*",
    "Mac*",
    "Fa'*",
    "M'*",
    "N'*",
    "D'*",
    "De *",
    "Di *",
    "Da *",
    "El *",
    "Ben *",
    "van *",
    "van der *",
    "von *",
    "St *",
    "Saint-*",
    "El-*",
    "De*",
    "Al-*",
    "Abd-*",
)


@dataclass(slots=True)
class Text:
    """A text under construction: pieces of characters, each with its label."""

    pieces: list[tuple[str, int, bool]] = field(default_factory=list)

    def add(self, text: str, label: int = 0, *, blind: bool = False) -> None:
        """Append a piece; `blind` pieces are treated as names that no list holds."""
        if text:
            self.pieces.append((text, label, blind))


def sections(name: str) -> dict[str, list[str]]:
    """Frames by style, from one file."""
    found: dict[str, list[str]] = {}
    style = ""
    for line in (HERE / "people" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") and not style:
            continue
        if re.fullmatch(r"\[[a-z]+\]", line):
            style = line[1:-1]
            found[style] = []
        elif line.strip():
            found[style].append(line)
    return found


def words_of(name: str) -> dict[str, list[str]]:
    """Words by kind, "_" for a space inside."""
    found = people_records.material(name)
    return {kind: [word.replace("_", " ") for word in every] for kind, every in found.items()}


class Weighted:
    """Draws by a power of the counts."""

    def __init__(self, counts: dict[str, int], power: float) -> None:
        self._names = list(counts)
        self._sums = list(accumulate(count**power for count in counts.values()))

    def draw(self, dice: random.Random) -> str:
        """One of them."""
        return dice.choices(self._names, cum_weights=self._sums)[0]


def titled(name: str) -> str:
    """Capitals where a name has them."""
    return re.sub(r"(?:^|(?<=[ '\-]))[^\W\d_]", lambda match: match[0].upper(), name)


class Maker:
    """Makes texts; one seed, the same texts."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable texts
        self._names, self._others = words_of("names.txt"), words_of("others.txt")
        given = {name: entry.count for name, entry in given_names().items() if len(name) > 1}
        family = dict(surnames())
        self._given = [Weighted(given, power) for power in (0.6, 0.15)]
        self._family = [Weighted(family, power) for power in (0.55, 0.1)]
        self._lexicon = {
            "fr": Weighted({w: 10 ** (f // 2) for w, (f, _) in words().items() if f and len(w) > 1}, 0.65),
            "en": Weighted({w: 10 ** (e // 2) for w, (_, e) in words().items() if e and len(w) > 1}, 0.65),
        }
        common = [w for w, (f, e) in words().items() if max(f, e) >= _COMMON]
        self._doubtful = [w for w in common if surnames().get(w, 0) > 30 and len(w) > 2]
        self._wordy = [w for w in common if w in given and given[w] > 2000 and max(words()[w]) > _COMMON]
        plain_lines = (HERE / "people" / "plain.txt").read_text(encoding="utf-8").splitlines()[1:]
        self._plain = plain_lines
        self._syllables = sorted({w[i : i + 3] for w in list(family)[::7] for i in range(0, len(w) - 2, 3)})
        self._syllables = [part for part in self._syllables if part.isalpha()]
        self.remarks = {
            name: [
                frame
                for group in ("notes", "ticket", "chat", "school")
                for frame in frames[group]
                if "\\n" not in frame
            ]
            for name, frames in (
                ("fr", sections("fr.txt") | {"school": sections("fr.txt")["ecole"]}),
                ("en", sections("en.txt")),
            )
        }
        self._towns = [re.sub(r" \d+er? Arrondissement$", "", commune.name) for commune in communes()]
        self._streets = list(streets())

    # -- names

    def given(self) -> tuple[str, bool]:
        """A first name, and whether the lists shall be silent about it."""
        dice = self.dice
        kind = dice.random()
        if kind < 0.50:
            name = titled(self._given[0].draw(dice))
        elif kind < 0.55:
            return titled(dice.choice(self._wordy)), False
        elif kind < 0.7:
            name = titled(self._given[1].draw(dice))
        elif kind < 0.88:
            name = dice.choice(self._names["given"])
            if dice.random() < 0.04:
                name = dice.choice(("De", "La", "Ja", "Mc", "Ma")) + name
        elif kind < 0.96:
            joint = dice.choice("--- ")
            name = titled(self._given[0].draw(dice)) + joint + titled(self._given[0].draw(dice))
        else:
            return self.coined(), True
        return name, dice.random() < 0.2

    def surname(self) -> tuple[str, bool]:
        """A surname, as `given`."""
        dice = self.dice
        kind = dice.random()
        if kind < 0.45:
            name = titled(self._family[0].draw(dice))
        elif kind < 0.65:
            name = titled(self._family[1].draw(dice))
        elif kind < 0.8:
            name = dice.choice(self._names["surnames"])
        elif kind < 0.86:
            name = titled(dice.choice(self._doubtful))
        elif kind < 0.90:
            word = titled(
                dice.choice((self._family[0].draw(dice), dice.choice(self._doubtful), self.coined()))
            )
            name = dice.choice(_PARTICLES).replace("*", word)
        elif kind < 0.94:
            joint = dice.choice("--- ")
            name = titled(self._family[0].draw(dice)) + joint + titled(self._family[0].draw(dice))
        else:
            return self.coined(), True
        return name, dice.random() < 0.25

    def coined(self) -> str:
        """A word that looks like a name, on no list."""
        parts = self.dice.choices(self._syllables, k=self.dice.choice((2, 2, 3)))
        return titled("".join(parts)[: self.dice.randint(4, 9)])

    def person(self, text: Text, kind: str) -> None:
        """Append a name: P full, V first, L after a title, Q any, I initials."""
        dice = self.dice
        given, blind_given = self.given()
        family, blind_family = self.surname()
        upper = family.upper() if len(family.upper()) == len(family) else family
        if kind in "12":  # where the frame is strong, ordinary words are names too
            pool = self._doubtful if kind == "1" else self._wordy
            word = titled(dice.choice(pool)) if dice.random() < 0.5 else (family if kind == "1" else given)
            text.add(
                word.upper() if dice.random() < 0.15 and len(word.upper()) == len(word) else word, PERSON
            )
            return
        if kind == "Q":
            kind = dice.choice("PPPVVLT")
        if kind == "T":
            text.add(dice.choice(self._others["titles"]) + " ")
            kind = "L"
        if kind == "Z":
            comma = [(", ", PERSON, False)]
            text.pieces += [(family, PERSON, blind_family), *comma, (given, PERSON, blind_given)]
            return
        if kind == "V":
            text.add(given, PERSON, blind=blind_given)
            return
        if kind == "I":
            text.add(given[0] + dice.choice(("", ".", ".", "")) + family[0] + dice.choice((".", "")), PERSON)
            return
        if kind == "L":
            if dice.random() < 0.25:
                kind = "P"
            else:
                text.add(upper if dice.random() < 0.3 else family, PERSON, blind=blind_family)
                return
        self._full(text, (given, blind_given), (family, blind_family), upper)

    def _full(self, text: Text, given: tuple[str, bool], family: tuple[str, bool], upper: str) -> None:
        dice = self.dice
        way = dice.choices(range(11), weights=(44, 14, 11, 7, 7, 3, 3, 3, 7, 3, 3))[0]
        first = (given[0], PERSON, given[1])
        initial = (given[0][0] + ".", PERSON, False)
        last = (family[0], PERSON, family[1])
        capitals = (upper, PERSON, family[1])
        gap = (" ", PERSON, False)
        other, blind = self.given()
        pieces = {
            0: [first, gap, last],
            1: [first, gap, capitals],
            2: [capitals, gap, first],
            3: [last, gap, first],
            4: [initial, gap if dice.random() < 0.8 else ("", PERSON, False), last],
            5: [initial, gap, capitals],
            6: [last, gap, initial if dice.random() < 0.5 else (given[0][0], PERSON, False)],
            7: [first, gap, (other, PERSON, blind), gap, last],
            8: [capitals if dice.random() < 0.2 else last, (", ", PERSON, False), first],
            9: [first, gap, (other[0] + ".", PERSON, False), gap, last],
            10: [first],
        }[way]
        text.pieces += [piece for piece in pieces if piece[0]]

    def login(self) -> str:
        """A login or a pseudonym."""
        dice = self.dice
        given, family = (
            re.sub(r"[^a-z]", "", plain(name[0]).lower()) or "a" for name in (self.given(), self.surname())
        )
        word = self._lexicon[dice.choice(("fr", "en"))].draw(dice)
        number = str(dice.randint(0, 9999))[: dice.randint(0, 4)]
        return dice.choice(
            (
                given[0] + family,
                given[0] + family,
                given[0] + family + number[:2],
                f"{given}.{family}",
                f"{given}_{family}",
                given + number,
                given + family[0],
                f"{given[0]}.{family}",
                family + given[0],
                f"{given}{number}",
                f"{word}{number or 7}",
                f"{word}_{given}",
                f"{family}-{given[0]}",
                f"x{word}x",
                given[:3] + family[:3] + number[:2],
                f"{word}{dice.choice(('man', 'girl', 'fan', 'master'))}",
                f"{dice.choice('aeux')}{dice.randint(1000, 99999)}",
            )
        )

    # -- the rest

    def fill(self, text: Text, slot: str, language: str) -> None:
        """Append what a slot stands for."""
        if slot in "PVLQIZ12":
            self.person(text, slot)
        elif slot in "345":
            self._eponym(text, slot)
        elif slot == "J":
            text.add(self._jargon(language), blind=self.dice.random() < 0.3)
        elif slot == "O":
            self.organisation(text)
        elif slot == "F":
            self._remark(text, language)
        else:
            words = {"U": self.login, "C": self._place, "S": self._street, "X": self._product}
            labels = {"U": LOGIN, "C": PLACE, "S": PLACE, "X": ORGANISATION, "E": IGNORED, "T": IGNORED}
            made = words[slot]() if slot in words else self._nobody(slot, language)
            text.add(made, labels.get(slot, 0))

    def _nobody(self, slot: str, language: str) -> str:
        dice = self.dice
        if slot in "WK":
            word = self._lexicon[language].draw(dice)
            if slot == "K" and dice.random() < 0.4:
                word = people_records.bank(dice, "K")
            return titled(word) if slot == "W" and dice.random() < 0.3 else word
        if slot in "GHAB":
            return self._technical(slot)
        return dice.choice(self._others["titles"]) if slot == "Y" else self._number(slot)

    def _eponym(self, text: Text, slot: str) -> None:
        """A name that a thing bears: 3 surname, 4 first name, 5 both."""
        parts = ([self.given()] if slot != "3" else []) + ([self.surname()] if slot != "4" else [])
        for place, (name, blind) in enumerate(parts):
            text.add(" " if place else "")
            text.add(name, ORGANISATION, blind=blind)

    def _jargon(self, language: str) -> str:
        """A word that looks like no word of the lists and is no name: derived, abbreviated, a brand, code."""
        dice = self.dice
        way = dice.random()
        word = self._lexicon[language].draw(dice)
        if way < 0.35:
            made = word
            if dice.random() < 0.6:
                made = re.sub(r"[aeiouy]+$", "", made) + dice.choice(self._others[f"suffixes_{language}"])
            if made == word or dice.random() < 0.3:
                made = dice.choice(self._others["prefixes"]) + made
            return titled(made) if dice.random() < 0.35 else made
        if way < 0.6:
            if dice.random() < 0.5:
                return people_records.acronym(dice)
            return "".join(dice.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=dice.choice((2, 3, 3, 4, 4, 5))))
        if way < 0.75:
            return dice.choice(self._others["software"])
        if way < 0.85:
            return self.coined() + dice.choice(self._others["brand_ends"])
        other = self._lexicon["en"].draw(dice)
        return dice.choice(
            (f"{word}_{other}", f"{other}{titled(word)}", f"{other}_t", f"--{other}", f"-{word[0].upper()}",
             f"{other}.h", f"@{other}", f"@{other}.{word}", f"{word[:3]}_{other}",
             f"{titled(other)}{titled(word)}",
             f"{other[:5]}", f"{word.upper()}_{other.upper()}", f"{other}()", f"${word}", f"{word}.{other}()")
        )  # fmt: skip

    def _place(self) -> str:
        pool = self._others["places"] if self.dice.random() < 0.35 else self._towns
        return self.dice.choice(pool)

    def record(self, text: Text) -> None:
        """A record or a small table."""
        people_records.record(self, text, self.dice.choice(("fr", "en")))

    def plain(self, text: Text) -> None:
        """Some lines that name nobody."""
        text.add("\n".join(self.dice.choices(self._plain, k=self.dice.randint(1, 4))))

    def word(self) -> str:
        """A common word of either language."""
        return self._lexicon[self.dice.choice(("fr", "en"))].draw(self.dice)

    def _technical(self, slot: str) -> str:
        if slot == "G":
            return people_records.opaque(self.dice)
        if slot == "H":
            return people_records.machine(self)
        return people_records.acronym(self.dice) if slot == "A" else people_records.bank(self.dice, "B")

    def _remark(self, text: Text, language: str) -> None:
        frames = self.remarks[language]
        if self.dice.random() < 0.7:
            self.frame(text, self.dice.choice(frames), language)
        else:
            self.soup(text, language)

    def organisation(self, text: Text) -> None:
        """A company, with a form, after a trade, or by its name alone."""
        dice = self.dice
        kind = dice.random()
        if kind < 0.4:
            text.add(dice.choice(self._others["orgs"]), ORGANISATION)
            return
        family, blind = (self.coined(), True) if kind < 0.6 else self.surname()
        if dice.random() < 0.5:
            text.add(f"{family} {dice.choice(self._others['forms'])}", ORGANISATION, blind=blind)
        elif dice.random() < 0.7:
            text.add(f"{dice.choice(self._others['before'])} {family}", ORGANISATION, blind=blind)
        else:
            text.add(
                f"{family} {dice.choice(('&', 'et'))} "
                + dice.choice(("Fils", "Associés", "Cie", "Sons", "Co")),
                ORGANISATION,
            )

    def _street(self) -> str:
        dice = self.dice
        number = f"{dice.randint(1, 250)}{dice.choice(('', '', '', ' bis', ','))} "
        if dice.random() < 0.6:
            return number + dice.choice(self._streets)
        full, family = self.given()[0] + " " + self.surname()[0], self.surname()[0]
        name = dice.choice((full, family, dice.choice(self._others["places"])))
        kind = dice.choice(("rue", "avenue", "boulevard", "place", "allée", "impasse"))
        road = dice.choice(self._others["roads"])
        return number + dice.choice((f"{kind} {name}", f"{name} {road}"))

    def _product(self) -> str:
        dice = self.dice
        if dice.random() < 0.6:
            return dice.choice(self._others["products"])
        word = dice.choice((self.coined(), titled(self._lexicon[dice.choice(("fr", "en"))].draw(dice))))
        return word + dice.choice(
            ("", "", " Pro", " Plus", "Tech", "Soft", " X2", "Box", "Net", " 500", "CRM")
        )

    def _number(self, slot: str) -> str:
        dice = self.dice
        day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1950, 2026)
        hour, letter = day % 24, chr(64 + day)
        if slot == "D":
            names = self._others["months"]
            return dice.choice(
                (
                    f"{day:02}/{month:02}/{year}",
                    f"{year}-{month:02}-{day:02}",
                    f"{day} {dice.choice(names)} {year}",
                    f"{day}/{month:02}",
                    f"{day} {dice.choice(names)}",
                    dice.choice(("lundi", "mardi", "vendredi", "Monday", "Friday")),
                )
            )
        if slot == "R":
            reference = f"{letter}{dice.randint(1000, 999999)}"
            invoice = f"FA-{year}-{dice.randint(1, 9999):04}"
            number = str(dice.randint(10000, 99999999))
            return dice.choice((reference, invoice, number, f"{letter}{chr(64 + month)}-{day:03}"))
        if slot == "T":
            start = dice.choice(("06 ", "01 ", "+33 6 ", "020 7"))
            return start + " ".join(f"{dice.randint(0, 99):02}" for _ in range(4))
        if slot == "E":
            local, host = self.login(), self.coined().lower()
            return f"{local}@{host}.{dice.choice(('fr', 'com', 'example', 'org'))}"
        amounts = (f"{day},{month:02} €", f"{day} {year % 1000:03} euros", f"£{day}.{month:02}", f"${year}")
        hours = (f"{hour:02}:{month * 4:02}", f"{hour}h{month * 4:02}", f"{hour}h", f"{month}pm")
        if slot in "MH":
            return dice.choice(amounts if slot == "M" else hours)
        return str(dice.randint(0, 10 ** dice.randint(1, 5)))

    def frame(self, text: Text, frame: str, language: str) -> None:
        """Append a frame: choices made, slots filled."""
        self._branch(text, _SLOT.split(frame), 0, language, silent=False)

    def _branch(self, text: Text, parts: list[str], place: int, language: str, *, silent: bool) -> int:
        """Write parts from `place` to the end of the group; give the place after it."""
        while place < len(parts):
            if place % 4 == 0:
                if not silent:
                    text.add(parts[place])
                place += 1
                continue
            slot, escaped, sign = parts[place : place + 3]
            place += 3
            if slot and not silent:
                self.fill(text, slot, language)
            elif escaped and not silent:
                text.add({"n": "\n", "t": "\t"}.get(escaped, escaped))
            elif sign == "(":
                place = self._choice(text, parts, place, language, silent=silent)
            elif sign:
                return place if sign == ")" else -place
        return place

    def _choice(self, text: Text, parts: list[str], place: int, language: str, *, silent: bool) -> int:
        ways = _ways(parts, place)
        taken = self.dice.randrange(ways)
        for way in range(ways):
            place = abs(self._branch(text, parts, place, language, silent=silent or way != taken))
        return place

    def soup(self, text: Text, language: str) -> None:
        """Ordinary words in a row, with capitals here and there, and a name now and then."""
        dice = self.dice
        for place in range(dice.randint(3, 14)):
            if dice.random() < 0.08:
                self.person(text, dice.choice("PPVVL"))
            elif dice.random() < 0.08:
                self.fill(text, dice.choice("XOCNDRAAGBSJJJJJJJJ"), language)
            else:
                word = self._lexicon[language].draw(dice)
                word = (
                    word.upper()
                    if dice.random() < 0.04
                    else titled(word)
                    if not place or dice.random() < 0.12
                    else word
                )
                text.add(word)
            text.add(
                dice.choices(
                    (" ", ", ", ". ", " - ", " : ", "; ", " («", "'"), weights=(80, 8, 6, 2, 2, 1, 1, 1)
                )[0]
            )


def _ways(parts: list[str], place: int) -> int:
    depth, ways = 0, 1
    while place < len(parts):
        sign = parts[place + 2] if place % 4 else None
        if sign == "(":
            depth += 1
        elif sign == ")":
            if not depth:
                return ways
            depth -= 1
        elif sign == "|" and not depth:
            ways += 1
        place += 3 if place % 4 else 1
    return ways


def plain(text: str) -> str:
    """Without accents, sign by sign."""
    return "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)


def _same_length(text: str, change: str) -> str:
    signs = (sign.upper() if change == "upper" else sign.lower() for sign in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(signs, text, strict=True))


def documents(seed: int, count: int) -> Iterator[list[tuple[str, int, bool]]]:
    """Yield texts as pieces (characters, label, blind)."""
    maker = Maker(seed)
    dice = maker.dice
    styles = {"fr": sections("fr.txt"), "en": sections("en.txt"), "data": sections("data.txt")}
    for _ in range(count):
        if dice.random() < RECORDS:
            text = Text()
            maker.record(text)
            yield noisy(text.pieces, dice, data=True)
            continue
        source = dice.choices(("fr", "en", "data"), weights=(50, 35, 15))[0]
        language = source if source != "data" else dice.choice(("fr", "en"))
        frames = dice.choice(list(styles[source].values()))
        every = [frame for group in styles[source].values() for frame in group]
        text = Text()
        for place in range(dice.choice((1, 1, 1, 2, 3, 4, 6))):
            if place:
                text.add(
                    "\n"
                    if source == "data" or dice.random() < 0.55
                    else dice.choice((" ", ". ", " ", "\n\n", " - "))
                )
            if dice.random() < 0.05:
                maker.plain(text)
            elif source != "data" and dice.random() < 0.2:
                maker.soup(text, language)
            else:
                maker.frame(text, dice.choice(frames if dice.random() < 0.75 else every), language)
        yield noisy(text.pieces, dice, data=source == "data")


def noisy(
    pieces: list[tuple[str, int, bool]], dice: random.Random, *, data: bool
) -> list[tuple[str, int, bool]]:
    """Case noise: all in small letters, all in capitals, names alone in small letters or in capitals."""
    kind = dice.random()
    if data:
        kind = 0.9 if kind > 0.12 else kind * 2.3
    if kind < 0.17:
        return [(_same_length(text, "lower"), label, blind) for text, label, blind in pieces]
    if kind < 0.25:
        return [(_same_length(text, "upper"), label, blind) for text, label, blind in pieces]
    if kind < 0.30:
        return [
            (_same_length(text, "lower") if label == PERSON else text, label, blind)
            for text, label, blind in pieces
        ]
    if kind < 0.33:
        return [
            (_same_length(text, "upper") if label == PERSON else text, label, blind)
            for text, label, blind in pieces
        ]
    return pieces
