"""Names in texts without a model: the sample's own names, civilities and the open lists, in any case."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sampler.detect.words import FUNCTIONS, ORDINARY, PARTICLES, STOP, TITLES
from sampler.model.finding import Span
from sampler.surrogates.folding import fold
from sampler.surrogates.lists import given_names, surnames

_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_ELISION = re.compile(r"(?:[dljnmtsc]|qu)'", re.IGNORECASE)
_GAP = re.compile(r"(?:[ ]{1,2}|[ ]?-[ ]?|\.[ ]?|_)")
_COMMA = re.compile(r",[ ]?")
_TITLE = re.compile(rf"(?<!\w)(?:(?i:{TITLES})\b\.?|M\.|MM\.|m\.(?=[ ]?[^\W\d_]{{2}}))(?:[ ]|(?=[A-ZÀ-Þ]))")
# Persons who bear a first name that counts with a capital, in small letters, beside another name; a
# surname that counts beside a first name, and by itself with a capital.
_COMMON_GIVEN, _SURE_GIVEN, _RARE_GIVEN = 3000, 15000, 100
_COMMON_SURNAME, _SURE_SURNAME = 40, 500
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with what the lists say of it."""

    start: int
    end: int
    folded: str
    capital: bool
    known: bool
    given: int
    surname: int

    @property
    def plain(self) -> bool:
        """A function word or an ordinary one: no name by itself."""
        return self.folded in STOP or self.folded in ORDINARY

    @property
    def listed(self) -> bool:
        """On a list of names often enough to count, and not a function word."""
        return self.folded not in STOP and (self.given >= _RARE_GIVEN or self.surname >= _COMMON_SURNAME)


@lru_cache(maxsize=65536)
def name_counts(folded: str) -> tuple[int, int]:
    """How many persons bear the folded token as first name and as surname; compounds count by parts."""
    entry = given_names().get(folded)
    given, surname = entry.count if entry else 0, surnames().get(folded, 0)
    if "-" in folded and not (given or surname):
        parts = [name_counts(part) for part in folded.split("-") if part]
        return min((part[0] for part in parts), default=0), min((part[1] for part in parts), default=0)
    return given, surname


class NameFinder:
    """Looks for names word by word; `known` are folded tokens of the sample's own name columns."""

    def __init__(self, known: Collection[str] = ()) -> None:
        self._known = frozenset(token for name in known for token in _tokens(name))

    def find(self, text: str) -> list[Span]:
        """Persons in `text` (a shadow's text)."""
        words = self._words(text)
        spans = [_titled(match.end(), words, text) for match in _TITLE.finditer(text)]
        position = 0
        while position < len(words):
            last = _name_at(words, position, text)
            if last is None:
                position += 1
                continue
            first = _leftmost(words, position, text)
            score = 0.9 if any(word.known for word in words[first : last + 1]) else 0.7
            spans.append(Span(words[first].start, words[last].end, "PERSON", score, "names"))
            position = last + 1
        return [span for span in spans if span is not None]

    def _words(self, text: str) -> list[Word]:
        letters = sum(1 for sign in text[:2000] if sign.islower())
        all_capitals = letters == 0
        words: list[Word] = []
        for match in _WORD.finditer(text):
            start, end = match.span()
            elision = _ELISION.match(text, start, end)
            # "d'Anna" is an elision and a name, "M'Bappé" and "D'Hondt" are names.
            if elision and (text[start].islower() or name_counts(fold(text[start:end])) == (0, 0)):
                start = elision.end()
            folded = fold(text[start:end])
            given, surname = name_counts(folded)
            capital = text[start].isupper() and not all_capitals
            words.append(Word(start, end, folded, capital, self._is_known(folded), given, surname))
        return words

    def _is_known(self, folded: str) -> bool:
        if not self._known:
            return False
        if folded in self._known:
            return True
        if "-" in folded or "'" in folded:
            return any(len(part) > 1 and part in self._known for part in re.split("['-]", folded))
        # A login in a remark: an initial before a known name ("mdupont").
        return len(folded) > 5 and folded[1:] in self._known and folded not in ORDINARY  # noqa: PLR2004 - initial + 5


def _tokens(name: str) -> list[str]:
    whole = fold(name)
    tokens = [whole, *re.split(r"[\s'\-]+", whole)]
    return [token for token in tokens if len(token) > 1 and token not in STOP and token not in PARTICLES]


def _titled(position: int, words: list[Word], text: str) -> Span | None:
    """The name after a civility: capitalised words, or listed ones in small letters."""
    first = next((index for index, word in enumerate(words) if word.end > position), None)
    if first is None or words[first].start > position + 1:
        return None
    last: int | None = None
    index = first
    while (
        index < len(words)
        and index - first < _MOST_WORDS
        and (index == first or _touch(words, index - 1, text))
    ):
        word = words[index]
        if word.folded in PARTICLES and index + 1 < len(words):
            index += 1
            continue
        nameable = word.capital or word.known or (word.listed and (index == first or not word.plain))
        initial = word.capital and len(word.folded) == 1
        if (not nameable or word.folded in FUNCTIONS or word.folded in STOP) and not initial:
            break
        last, index = index, index + 1
    return None if last is None else Span(words[first].start, words[last].end, "PERSON", 0.85, "civility")


def _touch(words: list[Word], index: int, text: str) -> bool:
    """Do words `index` and the next stand side by side, as the parts of one name do?"""
    return (
        index + 1 < len(words) and _GAP.fullmatch(text, words[index].end, words[index + 1].start) is not None
    )


def _name_at(words: list[Word], index: int, text: str) -> int | None:
    """Where the name that begins at `index` ends, or None when none begins there."""
    word = words[index]
    following = words[index + 1] if _touch(words, index, text) else None
    if _reversed(words, index, text):
        return index + 1
    if not (_alone(word) or (following and _pair(word, following)) or _initialled(words, index, text)):
        return None
    last = index
    while last - index < _MOST_WORDS and _touch(words, last, text):
        reach = last + 1
        while reach < len(words) - 1 and words[reach].folded in PARTICLES and _touch(words, reach, text):
            reach += 1
        if not _continues(words[last], words[reach], sure=reach == index + 1):
            break
        last = reach
    return last


def _reversed(words: list[Word], index: int, text: str) -> bool:
    """See "DUPONT, Marie": a surname, a comma, a first name."""
    if index + 1 >= len(words) or not _COMMA.fullmatch(text, words[index].end, words[index + 1].start):
        return False
    first, second = words[index], words[index + 1]
    surname = first.known or (first.surname >= _COMMON_SURNAME and first.surname > first.given)
    return first.capital and second.capital and surname and not first.plain and second.given >= _COMMON_GIVEN


def _alone(word: Word) -> bool:
    if word.folded in STOP or word.folded in PARTICLES:
        return False
    if word.known:
        return word.capital or word.folded not in ORDINARY
    if word.folded in ORDINARY:
        return False
    if word.capital and word.surname >= _SURE_SURNAME:
        return True
    return word.given >= (_COMMON_GIVEN if word.capital else _SURE_GIVEN)


def _pair(first: Word, second: Word) -> bool:
    """A first name and a surname side by side, either way round, also in small letters."""
    if first.folded in STOP or second.folded in STOP:
        return False
    both_ordinary = first.folded in ORDINARY and second.folded in ORDINARY
    if first.capital and second.capital:
        return (
            max(first.given, second.given) >= _RARE_GIVEN
            and (first.listed or second.listed)
            and not both_ordinary
        )
    if first.plain or second.plain:
        return first.known and second.known
    ordered = first.given >= _COMMON_GIVEN and second.surname >= _COMMON_SURNAME
    return ordered or (first.surname >= _COMMON_SURNAME and second.given >= _COMMON_GIVEN)


def _initialled(words: list[Word], index: int, text: str) -> bool:
    """See "J. Dupont": an initial before a listed or known surname."""
    word = words[index]
    if len(word.folded) != 1 or not word.capital or not _touch(words, index, text):
        return False
    following = words[index + 1]
    dotted = text[word.end : word.end + 1] == "."
    return dotted and following.capital and (following.surname >= _COMMON_SURNAME or following.known)


def _continues(before: Word, word: Word, *, sure: bool) -> bool:
    """Does `word` go on with the name that `before` belongs to?"""
    if word.folded in STOP or word.folded in PARTICLES:
        return False
    if word.known:
        return word.capital or word.folded not in ORDINARY or before.known or before.given >= _RARE_GIVEN
    if word.capital:
        # Right after a first name any capitalised word is its surname, listed or not.
        return word.listed or (sure and before.given >= _RARE_GIVEN and len(word.folded) > 1)
    return sure and word.surname >= _COMMON_SURNAME and not word.plain and before.given >= _RARE_GIVEN


def _is_initial(word: Word) -> bool:
    """One letter, but not the "M." of a civility."""
    return len(word.folded) == 1 and word.folded != "m"


def _leftmost(words: list[Word], index: int, text: str) -> int:
    """Take in what stands before a found name: a particle, an initial, a listed capitalised word."""
    while index > 0 and _touch(words, index - 1, text):
        before = words[index - 1]
        particle = before.folded in PARTICLES and before.capital
        named = before.capital and not before.plain and (before.known or before.listed or _is_initial(before))
        if not (particle or named):
            break
        index -= 1
    return index
