"""FIRST_NAME, LAST_NAME and PERSON: written names in, names written the same way out."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import groupby, pairwise

from sampler.surrogates.accounts import reading, spread
from sampler.surrogates.case import like
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold
from sampler.surrogates.names import GIVEN, SURNAME, Names
from sampler.surrogates.roles import classify, surname_first
from sampler.surrogates.slots import Slots
from sampler.surrogates.vocabulary import CIVILITIES, PARTICLES, PERSON_LINKS

_PIECES = re.compile(r"[\s\-\u2010-\u2014'\u2019.,]+")
_CELL = re.compile(r"[\s,;/&()\"]+")
_BETWEEN = re.compile(r"\s*[/;&]+\s*")
_NOT_WORD = re.compile(r"[^\w]+")
_LETTER = re.compile(r"[^\W\d_]")
_ABBREVIATIONS = frozenset({"m", "mm", "mr", "mrs", "ms", "mme", "mmes", "mlle", "mlles"})
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SHORT = 2
_APOSTROPHES = frozenset("'\u2019")
_RUN = re.compile(r"[^\W\d_]+")


def normal_name(text: str) -> str:
    """A written name folded, its separators one space each."""
    return _NOT_WORD.sub(" ", fold(text)).strip() or text


class Persons:
    """Maps written names piece by piece, so that every table, mailbox and text agrees on a person."""

    def __init__(self, slots: Slots, names: Names, dictionary: Dictionary) -> None:
        self._slots = slots
        self._names = names
        self._dictionary = dictionary
        # words that are titles, and surnames of the deal; nobody is called "Mme"
        self._titles = (CIVILITIES - _ABBREVIATIONS) & dictionary.surnames

    def first_name(self, text: str, surname: str = "") -> str:
        """Surrogate of a first name as written; "J." beside the folded `surname` follows the person."""
        if not surname and fold(text) not in self._dictionary.given:
            words = text.split()
            if len(words) > 1 and fold(words[0]).rstrip(".") in CIVILITIES:
                return words[0] + text[len(words[0]) :].replace(words[1], self.first_name(words[1]), 1)
        person = self._person(text, surname)
        if person is not None:
            return _initials_like(text, self.mapped_given(person))
        return _each_piece(text, self._given_piece)

    def last_name(self, text: str) -> str:
        """Surrogate of a surname as written: particles stay, unless the name has nothing else."""
        if text.isalpha() and fold(text) not in PARTICLES:
            return self._surname_piece(text)
        pieces = [fold(piece) for piece in _PIECES.split(text) if piece]
        only_particles = all(piece in PARTICLES for piece in pieces)
        last = len(pieces) - 1
        place = -1

        def mapped(piece: str) -> str:
            nonlocal place
            place += 1
            if fold(piece) in PARTICLES and not (only_particles and place == last):
                return piece
            if len(piece) == 1 and len(pieces) > 1 and text[text.find(piece) + 1 :][:1] in _APOSTROPHES:
                return piece
            return self._surname_piece(piece)

        return _each_piece(text, mapped)

    def plain_words(self, kind: str, texts: Sequence[str]) -> list[str | None]:
        """`first_name` or `last_name` of texts that are one word of plain letters; None for the others."""
        mapped = self._names.given if kind == GIVEN else self._names.surname
        written: list[str | None] = []
        for text in texts:
            folded = text.lower()
            if not (text.isascii() and text.isalpha()) or folded.startswith("mc") or folded in PARTICLES:
                written.append(None)
                continue
            new = mapped(folded)
            written.append(like(text, new) if new != folded else None)
        return written

    def full_name(self, text: str) -> str:
        """Surrogate of a cell that holds a whole name, in any order, with or without civility.

        Names with a sign between ("A B / C D") are mapped each by itself; "B; A" is one, as "B, A" is.
        """
        if _BETWEEN.search(text) and not surname_first(text, self._dictionary):
            names = _BETWEEN.split(text)
            gaps = [*_BETWEEN.findall(text), ""]
            mapped = (self.full_name(name) if name.strip() else name for name in names)
            return "".join(name + gap for name, gap in zip(mapped, gaps, strict=True))
        parts = _CELL.split(text)
        gaps = [*_CELL.findall(text), ""]
        kept = self._kept(parts)
        places = [place for place, part in enumerate(parts) if part and place not in kept]
        roles = self._roles(parts, gaps, places, titled=bool(kept))
        surname = " ".join(fold(parts[p]) for p, r in zip(places, roles, strict=True) if r == SURNAME)
        # a surname that is nothing but particles ("de Saint") can't keep them all
        bare = all(word in PARTICLES for word in surname.split())
        named = [p for p, r in zip(places, roles, strict=True) if r == SURNAME][-1:] if bare else []
        for place, role in zip(places, roles, strict=True):
            parts[place] = self._named(parts[place], role, surname, alone=place in named)
        return "".join(part + gap for part, gap in zip(parts, gaps, strict=True))

    def unique_full_name(self, text: str) -> str:
        """As `full_name`; where a unique column needed it, an invented name is added."""
        name = normal_name(text)
        bump = self._slots.bump("PERSON", name)
        written = self.full_name(text)
        if not bump:
            return written
        return f"{written} {like(text.rsplit(maxsplit=1)[-1], self._names.invented('more', f'{name}{bump}'))}"

    def short_of(self, text: str, first: str, last: str) -> str | None:
        """Surrogate of initials or a shortened name ("J.D.", "JDU", "J. Dupont") of the person called so.

        None where the letters are not parts of that name. No letters stay as they are: those of a surrogate
        with the same initials are others.
        """
        given, surname = fold(first), fold(last)
        groups = _grouped([match.group() for match in _RUN.finditer(text)])
        runs = ["".join(map(fold, group)) for group in groups]
        read = reading(runs, given, surname) if given and surname else None
        if not read:
            return None
        names = self.mapped_given(given), self.mapped_surname(surname)
        pieces = [spread(len(group), units, *names) for group, units in zip(groups, read, strict=True)]
        if not all(pieces):
            return None
        new = iter([piece for group in pieces for piece in group])
        written = _RUN.sub(lambda match: like(match.group(), next(new)), text)
        if written.casefold() != text.casefold() or not fold(text).isascii():
            return written
        return _RUN.sub(lambda match: like(match.group(), self._names.letters(fold(match.group()))), text)

    def mapped_given(self, folded: str) -> str:
        """Folded first name -> folded surrogate, piece by piece."""
        return _each_piece(folded, self._names.given)

    def mapped_surname(self, folded: str) -> str:
        """Folded surname -> folded surrogate, particles kept."""
        return self.last_name(folded)

    def plain(self, word: str) -> tuple[str | None, str | None]:
        """Surrogates of `word` as first name and as surname in a name of two words.

        None where the deal has no such name, or where the other word would matter. A word that is both
        follows the one beside it, when that is only one of them.
        """
        folded = fold(word)
        bare = folded.rstrip(".")
        if bare in CIVILITIES or folded in PARTICLES or bare in _GENERATIONS or len(bare) <= _SHORT:
            return None, None
        if all(len(piece) <= 1 for piece in _PIECES.split(folded)):
            return None, None
        given, surname = folded in self._dictionary.given, folded in self._dictionary.surnames
        # capitals tell a surname: a word in capitals that is both is for the scalar rules
        if given and surname and word.isupper():
            return None, None
        first = _each_piece(word, self._given_piece) if given else None
        return first, self.last_name(word) if surname else None

    def given_of(self, initial: str, surname: str) -> str | None:
        """The first name of the only person with this initial and folded surname."""
        people = self._dictionary.people
        found = people.get((initial, surname)) or people.get((initial[:1], surname))
        if found and len(initial) > 1 and "".join(piece[:1] for piece in _PIECES.split(found)) != initial:
            return None
        return found

    def surname_of(self, given: str, initial: str) -> str | None:
        """The surname of the only person with this folded first name and surname initial."""
        return self._surname_of.get((given, initial))

    @cached_property
    def _surname_of(self) -> dict[tuple[str, str], str]:
        return _surname_initials(self._dictionary)

    def _kept(self, parts: list[str]) -> set[int]:
        """Places of civilities and link words ("née") that do not name anybody."""
        filled = [place for place, part in enumerate(parts) if part]
        kept = {p for p in filled if fold(parts[p]).rstrip(".") in CIVILITIES and len(filled) > 1}
        # "Marie M." keeps no civility: one letter is a civility only in front
        kept = {p for p in kept if p == filled[0] or len(parts[p].rstrip(".")) > 1}
        kept -= {p for p in kept if self._is_surname(parts, filled, kept, p)}
        kept |= {p for p in filled[1:-1] if fold(parts[p]) in PERSON_LINKS}
        kept |= {p for p in filled[-1:] if fold(parts[p]).rstrip(".") in _GENERATIONS}
        return kept if len(kept) < len(filled) else set()

    def _is_surname(self, parts: list[str], filled: list[int], titles: set[int], place: int) -> bool:
        """Whether a word that may be a title is somebody's surname here; the deal's own names say so.

        "Le Maitre" is, where the deal has it, and "Maitre" beside nothing but first names: "Maitre Dupont"
        has another surname.
        """
        words = {p: fold(parts[p]) for p in filled}
        pairs = ((words[one], words[other]) for one, other in pairwise(filled) if place in {one, other})
        if any(" ".join(pair) in self._dictionary.surnames for pair in pairs):
            return True
        others = (words[p] for p in filled if p not in titles)
        return words[place] in self._titles and all(map(self._is_given, others))

    def _is_given(self, word: str) -> bool:
        letters = [piece for piece in _PIECES.split(word) if piece]
        return word in self._dictionary.given or all(len(piece) == 1 for piece in letters)

    def _roles(self, parts: list[str], gaps: list[str], places: list[int], *, titled: bool) -> list[str]:
        if titled and " ".join(fold(parts[place]) for place in places) in self._dictionary.surnames:
            return [SURNAME] * len(places)  # "M. Nicolas" is called so by his surname
        commas = [place for place in places if "," in gaps[place] or ";" in gaps[place]]
        if len(commas) == 1 and 0 < places.index(commas[0]) + 1 < len(places):
            cut = places.index(commas[0]) + 1
            return [SURNAME] * cut + [GIVEN] * (len(places) - cut)
        return classify([parts[place] for place in places], self._dictionary)

    def _named(self, part: str, role: str, surname: str, *, alone: bool) -> str:
        if role == GIVEN:
            return self.first_name(part, surname)
        if fold(part) in PARTICLES and not alone:
            return part
        return self.last_name(part)

    def _person(self, text: str, surname: str) -> str | None:
        """The first name behind the initials `text`, when the dictionary knows one person only."""
        pieces = [fold(piece) for piece in _PIECES.split(text) if piece]
        if not surname or not pieces or any(len(piece) > 1 for piece in pieces):
            return None
        letters = "".join(pieces)
        candidates = [surname, *surname.split()]
        return next((found for name in candidates if (found := self.given_of(letters, name))), None)

    def _given_piece(self, piece: str) -> str:
        return like(piece, self._names.given(fold(piece)))

    def _surname_piece(self, piece: str) -> str:
        folded = fold(piece)
        mapped = self._names.surname(folded)
        if (
            folded.startswith("mc")
            and mapped.startswith("mc")
            and piece[2:3].isupper()
            and not piece.isupper()
        ):
            return piece[:2] + like(piece[2:], mapped[2:])
        return like(piece, mapped)


def _grouped(runs: Sequence[str]) -> list[list[str]]:
    """Neighbours together: single letters ("J.-P."), and words ("de La Tour")."""
    return [list(group) for _, group in groupby(runs, key=lambda run: len(run) == 1)]


def _each_piece(text: str, mapped: Callable[[str], str]) -> str:
    """`text` with each piece mapped and every separator kept; a piece without letter stays."""
    if text.isalpha():
        return mapped(text)
    pieces = _PIECES.split(text)
    gaps = [*_PIECES.findall(text), ""]
    return "".join(
        (mapped(piece) if _LETTER.search(piece) else piece) + gap
        for piece, gap in zip(pieces, gaps, strict=True)
    )


def _initials_like(text: str, mapped: str) -> str:
    """The initials of the folded name `mapped`, written as the initials `text`."""
    initials = [piece[:1] for piece in _PIECES.split(mapped) if piece]
    place = -1

    def next_initial(piece: str) -> str:
        nonlocal place
        place += 1
        return like(piece, initials[min(place, len(initials) - 1)])

    return _each_piece(text, next_initial)


def _surname_initials(dictionary: Dictionary) -> dict[tuple[str, str], str]:
    """(first name, surname initial) -> surname, where only one person fits."""
    found: dict[tuple[str, str], set[str]] = {}
    for (_, surname), given in dictionary.people.items():
        found.setdefault((given, surname[:1]), set()).add(surname)
    return {key: next(iter(names)) for key, names in found.items() if len(names) == 1}
