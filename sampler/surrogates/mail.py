"""EMAIL_ADDRESS and USERNAME: read with the deal's names, so that a mailbox agrees with its person."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from string import digits

from sampler.surrogates.account_names import AccountNames
from sampler.surrogates.accounts import account_key, reading, rendered
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.case import like
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.domains import Domains
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import given_names, surnames
from sampler.surrogates.names import GIVEN, SURNAME, Names
from sampler.surrogates.persons import Persons
from sampler.surrogates.roles import classify
from sampler.surrogates.slots import Slots
from sampler.surrogates.vocabulary import PARTICLES

EMAIL, USERNAME = "EMAIL_ADDRESS", "USERNAME"
_ADDRESS = re.compile(r"([^\s<>,;:\"()\[\]@]+)@([^\s<>,;:\"()\[\]@]*[^\s<>,;:\"()\[\]@.])")
_RUN = re.compile(r"[0-9]+|[^\W0-9_]+")
_LETTER = re.compile(r"[^\W\d_]")
_TRUNCATED = 4
_SHORT = 2
_SQUEEZE = re.compile(r"[\s'-]+")


class Mail:
    """Maps mailboxes and user names piece by piece."""

    def __init__(
        self,
        *,
        slots: Slots,
        bijections: Bijections,
        names: Names,
        persons: Persons,
        domains: Domains,
        dictionary: Dictionary,
    ) -> None:
        self._slots = slots
        self._bijections = bijections
        self._names = names
        self._persons = persons
        self._domains = domains
        self._dictionary = dictionary
        self.accounts = AccountNames.of(dictionary.accounts)
        self._made: dict[tuple[str, str], str] = {}
        self._squeezed = {_SQUEEZE.sub("", name): name for name in sorted(dictionary.surnames, reverse=True)}
        self._sorted = sorted(self._squeezed)
        self._squeezed_given = {_SQUEEZE.sub("", name): name for name in sorted(dictionary.given)}
        # words that, with the one behind them, may be one surname ("le" of "le goff")
        self._openings = {name.partition(" ")[0] for name in dictionary.surnames if " " in name}

    def email(self, text: str) -> str | None:
        """Every address of the cell mapped, names beside it as persons; None when there is none."""
        if not _ADDRESS.search(text):
            return None
        written, end = [], 0
        for found in _ADDRESS.finditer(text):
            written += [self._beside(text[end : found.start()]), self._address(found)]
            end = found.end()
        return "".join(written) + self._beside(text[end:])

    def username(self, text: str) -> str:
        """A user name, read as the part of an address before the @."""
        bump = self._slots.bump(USERNAME, fold(text))
        return self.local(text) + (str(bump + 1) if bump else "")

    def local(self, text: str) -> str:
        """The part before the @: separators, case and places of digits stay."""
        return self._local(text, self.accounts.get(account_key(text)))

    def unowned(self, text: str) -> str:
        """As `local` for an account that nobody is known to have, read by its words alone."""
        if text.isascii() and text.isalpha() and text.islower() and (read := self._read_alone(text)):
            return read
        return self._local(text, None)

    def _local(self, text: str, owner: tuple[str, str] | None) -> str:
        runs = list(_RUN.finditer(text))
        words = [run for run in runs if run.group()[0] not in digits]
        written = [word.group() for word in words]
        new_words = (owner and self._owned(written, *owner)) or self._words(written)
        mapped = dict(zip((run.start() for run in words), new_words, strict=True))
        written, end = [], 0
        for run in runs:
            new = mapped.get(run.start()) or self._bijections.digits("mailbox", run.group())
            written += [text[end : run.start()], new]
            end = run.end()
        return "".join(written) + text[end:]

    def plain(self, word: str) -> tuple[str | None, str | None]:
        """Surrogates of a folded word as first name and as surname of a mailbox of two words.

        None where the deal has no such name, or where the other word would matter. A word that is both
        follows the one beside it, when that is only one of them.
        """
        if len(word) <= _SHORT or word in PARTICLES or word in self._openings:
            return None, None
        given, surname = word in self._dictionary.given, word in self._dictionary.surnames
        if surname and (self._squeezed[word] != word or (not given and word in self._squeezed_given)):
            return None, None
        return (
            self._squeezed_first(word) if given else None,
            self._squeezed_surname(word) if surname else None,
        )

    def _address(self, found: re.Match[str]) -> str:
        bump = self._slots.bump(EMAIL, found.group().casefold())
        host = _host_like(found[2], self._domains.domain(found[2]))
        owner = self.accounts.get(account_key(found.group())) or self.accounts.get(account_key(found[1]))
        return f"{self._local(found[1], owner)}{bump + 1 if bump else ''}@{host}"

    def _beside(self, text: str) -> str:
        """Text around addresses: a display name, "mailto:", or separators."""
        if not _LETTER.search(text) or text.strip().casefold() in {"mailto:", "<mailto:"}:
            return text
        core = text.strip(" \t<\"'")
        return text.replace(core, self._persons.full_name(core)) if core else text

    def _owned(self, words: list[str], first: str, last: str) -> list[str] | None:
        """The letter runs of an account whose owner is known."""
        read = reading([fold(word) for word in words], first, last)
        if read is None:
            return None
        new = self._persons.mapped_given(first), self._persons.mapped_surname(last)
        return [like(word, rendered(run, *new)) for word, run in zip(words, read, strict=True)]

    def _words(self, words: list[str]) -> list[str]:
        """Surrogates of the letter runs of one mailbox."""
        folded = [fold(word) for word in words]
        if len(folded) == 1 and (alone := self._read_alone(folded[0])):
            return [like(words[0], alone)]
        whole = self._whole(folded)
        if whole is not None:
            return [like(word, new) for word, new in zip(words, whole, strict=True)]
        long = [word for word in folded if len(word) > 1]
        read = [self._given_key(word) or self._surname_key(word) or word for word in long]
        roles = dict(zip(long, classify(read, self._dictionary), strict=True))
        surnames_only = [word for word in long if self._only_surname(word)]
        if len(surnames_only) == 1 and SURNAME not in roles.values():
            roles[surnames_only[0]] = SURNAME
        given = next((self._given_key(word) or word for word in long if roles[word] == GIVEN), "")
        first = given or next((word for word in folded if len(word) == 1), "")
        last = [word for word in long if roles[word] == SURNAME and word not in PARTICLES]
        names = (name for word in last if (name := self._surname_key(word, first)))
        surname = next(names, "".join(last[:1]))
        return [
            like(word, self._piece(token, roles.get(token), given, surname))
            for word, token in zip(words, folded, strict=True)
        ]

    def _read_alone(self, token: str) -> str | None:
        """The only word of a mailbox that is no name but made of names: no role has to be guessed for it."""
        named = token in self._dictionary.given or token in self._squeezed_given
        if named or self._is(token, SURNAME) or len(token) <= _SHORT or token in PARTICLES:
            return None
        return self._joined(token)

    def _only_surname(self, word: str) -> bool:
        """Whether a word is a surname as it stands, and a first name without its hyphen ("jeanpierre")."""
        return word in self._dictionary.surnames and word not in self._dictionary.given

    def _whole(self, folded: list[str]) -> list[str] | None:
        """The words as one surname of the deal in several pieces ("le", "goff"), alone in the mailbox."""
        joined = " ".join(folded)
        if len(folded) < 2 or joined not in self._dictionary.surnames:  # noqa: PLR2004 - one word is a piece
            return None
        return _SQUEEZE.split(self._persons.mapped_surname(joined))

    def _piece(self, token: str, role: str | None, given: str, surname: str) -> str:
        if len(token) == 1 or (len(token) == 2 and self._persons.given_of(token, surname)):  # noqa: PLR2004 - "jp"
            return self._initial(token, given, surname)
        if token in PARTICLES and surname and token != surname and role != GIVEN:
            return token
        if self._is(token, role):
            return self._named(token, role, given)
        read = self._joined(token)
        if read is not None:
            return read
        if self._listed(token, role):
            return self._names.given(token) if role == GIVEN else self._names.surname(token)
        return self._names.letters(token) if token.isascii() and token.isalpha() else self._names.word(token)

    def _is(self, token: str, role: str | None) -> bool:
        if role == GIVEN:
            return token in self._squeezed_given
        return token in self._dictionary.surnames or token in self._squeezed

    def _named(self, token: str, role: str | None, given: str) -> str:
        if role == GIVEN:
            return self._squeezed_first(self._given_key(token))
        return self._squeezed_surname(self._surname_key(token, given))

    def _listed(self, token: str, role: str | None) -> bool:
        if len(token) < 3:  # noqa: PLR2004 - two letters are initials more often than names
            return False
        return token in (given_names() if role == GIVEN else surnames())

    def _initial(self, letter: str, given: str, surname: str) -> str:
        """A letter (two of a compound) of the first name beside a surname, or of a surname after one."""
        if surname and (person := self._persons.given_of(letter, surname)):
            return self._initials(letter, person)
        if not surname and given and (name := self._persons.surname_of(given, letter)):
            return self._squeezed_surname(name)[0]
        return (
            self._names.letters(letter) if letter.isascii() and letter.isalpha() else self._names.word(letter)
        )

    def _joined(self, token: str) -> str | None:
        """`token` read as "mdupont", "jpdupont", "dupontm", "mariedupont" or "duponm"."""
        readers = (self._initial_first, self._initial_last, self._two_names, self._cut_surname)
        return next((read for reader in readers if (read := reader(token)) is not None), None)

    def _initial_first(self, token: str) -> str | None:
        for width in (1, 2):
            initials, name = token[:width], self._surname_key(token[width:], token[:1])
            if name:
                person = self._persons.given_of(initials, name)
                if person or width == 1:
                    return self._initials(initials, person) + self._squeezed_surname(name)
        return None

    def _initial_last(self, token: str) -> str | None:
        name = self._surname_key(token[:-1], token[-1])
        if not name:
            return None
        return self._squeezed_surname(name) + self._initials(
            token[-1], self._persons.given_of(token[-1], name)
        )

    def _two_names(self, token: str) -> str | None:
        """The names of a person of the deal, else the first ones that fit."""
        fitting = list(self._parted(token))
        if not fitting:
            return None
        known = (one for one in fitting if self._dictionary.has(*one[:2]))
        given, surname, turned = next(known, fitting[0])
        first, last = self._squeezed_first(given), self._squeezed_surname(surname)
        return last + first if turned else first + last

    def _parted(self, token: str) -> Iterator[tuple[str, str, bool]]:
        """Every first name and surname that `token` joins, and whether the surname stands first."""
        for cut in range(2, len(token) - 1):
            head, tail = token[:cut], token[cut:]
            if (given := self._given_key(head)) and (name := self._surname_key(tail, given)):
                yield given, name, False
            if (given := self._given_key(tail)) and (name := self._surname_key(head, given)):
                yield given, name, True

    def _cut_surname(self, token: str) -> str | None:
        """A surname cut short and an initial, before or after; only when one surname begins so."""
        for stem, initial, first in ((token[1:], token[0], True), (token[:-1], token[-1], False)):
            name = self._beginning(stem)
            if name:
                cut = self._squeezed_surname(name)[: len(stem)]
                letter = self._initials(initial, self._persons.given_of(initial, name))
                return letter + cut if first else cut + letter
        return None

    def _beginning(self, stem: str) -> str | None:
        if len(stem) < _TRUNCATED:
            return None
        place = bisect_left(self._sorted, stem)
        fitting = [name for name in self._sorted[place : place + 2] if name.startswith(stem)]
        return self._squeezed[fitting[0]] if len(fitting) == 1 else None

    def _given_key(self, token: str) -> str:
        """The first name of the deal that `token` writes, without hyphens or with; "" for none."""
        return token if token in self._dictionary.given else self._squeezed_given.get(token, "")

    def _surname_key(self, token: str, given: str = "") -> str:
        """The surname of the deal that `token` writes, without spaces or with; "" for none.

        "leroux" may be Leroux or Le Roux: the one whose first name is `given`, or has this initial.
        """
        apart = self._squeezed.get(token, "")
        if token not in self._dictionary.surnames:
            return apart
        if apart == token or not given or self._fits(given, token):
            return token
        return apart if self._fits(given, apart) else token

    def _fits(self, given: str, surname: str) -> bool:
        """Whether a first name, or an initial, is that of the only person with it and this surname."""
        person = self._persons.given_of(given[:1], surname)
        return person is not None and (len(given) == 1 or person == given)

    def _squeezed_first(self, name: str) -> str:
        return self._made_of(name, GIVEN)

    def _squeezed_surname(self, name: str) -> str:
        return self._made_of(name, SURNAME)

    def _made_of(self, name: str, kind: str) -> str:
        """What a name of the deal becomes, without separators; remembered: many mailboxes have it."""
        new = self._made.get((kind, name))
        if new is None:
            persons = self._persons
            mapped = persons.mapped_given(name) if kind == GIVEN else persons.mapped_surname(name)
            new = self._made[kind, name] = _SQUEEZE.sub("", mapped)
        return new

    def _initials(self, initials: str, person: str | None) -> str:
        if person is None:
            return self._names.letters(initials)
        mapped = [piece[0] for piece in _SQUEEZE.split(self._persons.mapped_given(person)) if piece]
        return "".join(mapped[: len(initials)])


def _host_like(original: str, host: str) -> str:
    """The lower-case `host` in the letter case of `original`: UPPER, Each-Word.Capital, First, or lower."""
    if original == original.lower():  # without letters too
        return host
    if original.isupper():
        return host.upper()
    if original == original.title():
        return host.title()
    return host.capitalize() if original[:1].isupper() else host
