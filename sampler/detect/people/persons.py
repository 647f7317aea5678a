"""Persons and logins in texts: the tagger's likelihoods become spans; a name seen once is seen everywhere."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from sampler.detect.people.frames import weigh
from sampler.detect.people.lexicon import evidence
from sampler.detect.people.tagger import CLASSES, Tagged, people_tagger
from sampler.detect.words import MONTHS, ORDINARY, PARTICLES, ROLES, STOP, TITLE_WORDS
from sampler.model.finding import Span
from sampler.surrogates.folding import fold

Marks = NDArray[np.bool_]

PERSON, LOGIN = CLASSES.index("person"), CLASSES.index("login")
_SEEN, _SURE, _AGAIN, _ACROSS, _BESIDE = 0.5, 0.8, 0.05, 0.5, 0.2
_LISTED_SEEN, _MUCH = 0.35, 2  # for a word that the lists know as a name
_ORDINARY, _FREQUENT = 3, 4
_GAP = re.compile(r"[ ]{1,2}|[ ]?-[ ]?|[ ]?'|_")
_DOT = re.compile(r"\.[ ]?-?")
_COMMA = re.compile(r",[ ]?")
_LOGIN_SIGNS = re.compile(r"[\w.\-]")
_MOST_SIGNS, _LONGEST_PARTICLES, _SHORTEST = 64, 14, 3
_MOST_PARTICLES, _FURTHEST = 4, 6
_NOBODY: frozenset[int] = frozenset()
_NO_NAMES: frozenset[tuple[str, ...]] = frozenset()
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|est|et|pour|avec|une?)\b|\bM(?:me|lle)\b")
# A capital here is not that of a sentence's or a line's first word; nor of a street, a colour, a company.
_INSIDE = re.compile(r"(?<!rue)(?<!de la)(?:[a-zà-ÿ,;(] |/ ?| - | & )$")
_NEVER = STOP | TITLE_WORDS | ROLES | {"ve", "ll", "re"}
_ALONE = 0.75  # one word on no list, with nobody beside it
_CERTAIN = 0.9  # "Monsieur Lundi"
# A digest, a UUID, a version: what looks opaque is no login.
_OPAQUE = re.compile(
    r"(?=[^0-9]*[0-9])[0-9a-f]{7,}(?:-[0-9a-f]{4,})*|v?[0-9]+(?:[.\-_][0-9]+)*|[0-9]+[a-z]{1,2}[0-9]*"
    r"|[0-9]+\.[0-9]+[.\-].*",
    re.IGNORECASE,
)


class PeopleFinder:
    """Finds persons and logins; `known` are names of the sample's own name columns, in any spelling."""

    def __init__(self, known: Collection[str] = ()) -> None:
        every, self._bare = _tokens(frozenset(known)) if known else (frozenset[str](), _NO_NAMES)
        self._known, self._words = every - STOP, every

    def find(self, documents: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        """Spans of each piece of each document, in order; those of one type don't overlap."""
        tagged = iter(people_tagger().tag([piece for pieces in documents for piece in pieces]))
        return [self._document(pieces, list(islice(tagged, len(pieces)))) for pieces in documents]

    def _document(self, pieces: Sequence[str], tagged: Sequence[Tagged]) -> list[list[Span]]:
        for each in zip(pieces, tagged, strict=True):
            weigh(*each)
        marks = [_marked(*each) for each in zip(pieces, tagged, strict=True)]
        each_piece = zip(pieces, tagged, marks, strict=True)
        named = bool(self._words or self._bare)
        own = [self._mark_known(*each) if named else _NOBODY for each in each_piece]
        _mark_again(tagged, marks)
        _mark_written_alike(pieces, tagged, marks)
        every = zip(pieces, tagged, marks, own, strict=True)
        return [[*_persons(*each), *_logins(*each[:2])] for each in every]

    def _mark_known(self, text: str, tagged: Tagged, marked: Marks) -> frozenset[int]:
        """Mark the sample's own names: with a capital, or when they are no ordinary words."""
        found: set[int] = set()
        for place, word in enumerate(tagged.words):
            # A login in a remark: an initial before a known name ("mdupont").
            login = len(word) > 5 and word[1:] in self._known and word not in ORDINARY  # noqa: PLR2004 - initial + 5
            if not login and word not in self._known:
                continue
            capital = text[tagged.starts[place]].isupper()
            if login or word not in ORDINARY or (capital and tagged.likelihood[place, PERSON] >= _AGAIN):
                marked[place] = True
                found.add(place)
        found |= self._beside_known(text, tagged, marked, found)
        return frozenset(found)

    def _beside_known(self, text: str, tagged: Tagged, marked: Marks, found: set[int]) -> set[int]:
        """Mark own names that are ordinary words too: behind a title or another own name ("Mme MAY").

        In capitals they are names in front of one too ("MAY Solenn").
        """
        people = found | set(np.flatnonzero(marked).tolist())
        more = set(self._only_particles(text, tagged, people)) if self._bare else set[int]()
        for place, word in enumerate(tagged.words):
            start, end = tagged.starts[place], tagged.ends[place]
            if place in found or word not in self._words or not text[start].isupper():
                continue
            high = end - start > 1 and text[start:end].isupper()
            if _behind(text, tagged, place, found) or (high and _in_front(text, tagged, place, found)):
                more.add(place)
        marked[list(more)] = True
        return more

    def _only_particles(self, text: str, tagged: Tagged, people: set[int]) -> Iterator[int]:
        """The words of own names that are nothing but particles ("De la") beside a title or another name."""
        for first, word in enumerate(tagged.words):
            if word not in PARTICLES or not text[tagged.starts[first]].isupper():
                continue
            behind = _behind(text, tagged, first, people)
            for end in range(min(first + _MOST_PARTICLES, len(tagged.words)), first + 1, -1):
                named = tuple(tagged.words[first:end]) in self._bare
                if named and (behind or _in_front(text, tagged, end - 1, people)):
                    yield from range(first, end)
                    break


@lru_cache(maxsize=4)  # a column's texts come in many batches with the same names
def _tokens(names: frozenset[str]) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """The words of names, and the names that are nothing but particles."""
    apart = {tuple(re.split(r"[^a-z0-9]+", fold(name))) for name in names}
    tokens = {token for name in apart for token in name}
    bare = (name for name in apart if 1 < len(name) <= _MOST_PARTICLES and PARTICLES.issuperset(name))
    return frozenset(token for token in tokens - PARTICLES if len(token) > 1), frozenset(bare)


def _behind(text: str, tagged: Tagged, place: int, people: Collection[int] = ()) -> bool:
    """Whether a word stands behind a title or an own name, right there or with particles between.

    "Rania de Sa" and "M. de Sa", but not "monsieur le maitre": behind a particle it has a capital.
    """
    for near in range(place - 1, max(-1, place - _FURTHEST), -1):
        word = tagged.words[near]
        if not word or (word in PARTICLES and near not in people):
            continue
        if near in people:
            return _joined(text, tagged, near, place)
        gap = text[tagged.ends[near] : tagged.starts[place]].removeprefix(".")
        between = fold(gap).replace("'", " ").split()
        told = not between or text[tagged.starts[place]].isupper()
        return word in TITLE_WORDS and told and "\n" not in gap and PARTICLES.issuperset(between)
    return False


def _in_front(text: str, tagged: Tagged, place: int, found: set[int]) -> bool:
    """Whether a word stands right in front of an own name."""
    near = (place + 1, place + 2) if not any(tagged.words[place + 1 : place + 2]) else (place + 1,)
    return any(behind in found and _joined(text, tagged, place, behind) for behind in near)


def _marked(text: str, tagged: Tagged) -> Marks:
    """Words that are rather names than not; right beside one, less is enough ("Arthur Day")."""
    chance = tagged.likelihood[:, PERSON]
    marked: Marks = chance >= _SEEN
    for place in np.flatnonzero((chance >= _LISTED_SEEN) & ~marked).tolist():
        marked[place] = _listed(tagged.words[place])
    if not marked.any():
        return marked
    sure = set(np.flatnonzero(marked).tolist())
    for place in np.flatnonzero((chance >= _BESIDE) & ~marked).tolist():
        beside = [near for near in (place - 1, place + 1) if near in sure]
        marked[place] = any(_goes_with(text, tagged, place, near) for near in beside)
    for place in np.flatnonzero(marked & (chance < _ALONE)).tolist():
        alone = marked[max(0, place - 2) : place + 3].sum() == 1
        marked[place] = not (alone and _strange(tagged.words[place]))
    return marked


def _listed(word: str) -> bool:
    said = evidence(word)
    return max(said.given, said.surname) >= _MUCH


def _goes_with(text: str, tagged: Tagged, place: int, name: int) -> bool:
    """May this doubtful word be part of the name beside it? Small letters don't go with capitals."""
    word, capital = tagged.words[place], text[tagged.starts[place]].isupper()
    if word in STOP or (not capital and (len(word) == 1 or word in MONTHS)):
        return False
    return capital or not text[tagged.starts[name]].isupper()


def _mark_again(tagged: Sequence[Tagged], marks: Sequence[Marks]) -> None:
    """Mark the words of sure names wherever else they stand in the document, but not ordinary words."""
    sure = {
        word
        for found in tagged
        for place in np.flatnonzero(found.likelihood[:, PERSON] >= _SURE)
        if _telling(word := found.words[place])
    }
    if not sure:
        return
    for found, marked in zip(tagged, marks, strict=True):
        for place in np.flatnonzero((found.likelihood[:, PERSON] >= _AGAIN) & ~marked):
            marked[place] = found.words[place] in sure


def _mark_written_alike(pieces: Sequence[str], tagged: Sequence[Tagged], marks: Sequence[Marks]) -> None:
    """A name that is a word too ("Rose", "PAQUET") is meant again where it is written alike."""
    sure = {
        text[found.starts[place] : found.ends[place]]
        for text, found in zip(pieces, tagged, strict=True)
        for place in np.flatnonzero(found.likelihood[:, PERSON] >= _CERTAIN).tolist()
        if _again(text, found, place)
    }
    if not sure:
        return
    for text, found, marked in zip(pieces, tagged, marks, strict=True):
        for place, start in enumerate(found.starts):
            if not marked[place] and text[start : found.ends[place]] in sure:
                marked[place] = bool(_INSIDE.search(text[max(0, start - 12) : start]))


def _again(text: str, found: Tagged, place: int) -> bool:
    word, capital = found.words[place], text[found.starts[place]].isupper()
    return capital and len(word) > _SHORTEST and word.isalpha() and word not in _NEVER and word not in MONTHS


def _persons(text: str, tagged: Tagged, marked: Marks, own: frozenset[int]) -> Iterator[Span]:
    places = [place for place in np.flatnonzero(marked).tolist() if tagged.words[place]]
    places = [place for place in places if not _dates(tagged, place)]
    first = 0
    while first < len(places):
        last = first
        while last + 1 < len(places) and _joined(text, tagged, places[last], places[last + 1]):
            last += 1
        span = _span(text, tagged, places[first], places[last], own)
        if span is not None:
            yield span
        first = last + 1


def _telling(word: str) -> bool:
    """A word that means this person wherever it stands: no initial, no common word."""
    if len(word) < _SHORTEST or not word.isalpha() or word in STOP:
        return False
    said = evidence(word)
    return max(said.french, said.english) < _ORDINARY or (said.given >= _FREQUENT and word not in ORDINARY)


def _dates(tagged: Tagged, place: int) -> bool:
    """A month or day beside a number is part of a date."""
    beside = (*tagged.words[max(0, place - 1) : place], *tagged.words[place + 1 : place + 2])
    return tagged.words[place] in MONTHS and any(word.isdigit() for word in beside)


def _joined(text: str, tagged: Tagged, left: int, right: int) -> bool:
    """Do two marked words belong to one name?"""
    start, end = tagged.ends[left], tagged.starts[right]
    if _GAP.fullmatch(text, start, end):
        return True
    if _DOT.fullmatch(text, start, end):
        return len(tagged.words[left]) < _SHORTEST  # an initial, "St."; a longer word ends its sentence
    if _COMMA.fullmatch(text, start, end):
        return right == left + 2 and bool(tagged.likelihood[left + 1, PERSON] >= _ACROSS)
    if end - start > _LONGEST_PARTICLES or "\n" in text[start:end]:
        return False
    # A particle between two parts belongs to the name, however the tagger sees it.
    between = fold(text[start:end]).replace("'", " ").split()
    return bool(between) and all(word in PARTICLES for word in between)


def _span(text: str, tagged: Tagged, first: int, last: int, own: frozenset[int]) -> Span | None:
    known = bool(own) and not own.isdisjoint(range(first, last + 1))
    first, last = _without_roles(text, tagged, first, last, own)
    words = [word for word in tagged.words[first : last + 1] if word]
    score = float(tagged.likelihood[first : last + 1, PERSON].max())
    nobody = all(word in _NEVER or (word in MONTHS and score < _CERTAIN) for word in words)
    if nobody and not _titled(text, tagged, first, last, own):
        return None
    end = tagged.ends[last]
    start = _with_particles(text, tagged, first, text[tagged.starts[first] : end], known=known)
    # The dot of a last initial ("Dupont J.") goes with it.
    if text[end : end + 1] == "." and end - tagged.starts[last] == 1 and text[end - 1].isupper():
        end += 1
    return Span(start, end, "PERSON", 0.9 if known else round(score, 3), "known names" if known else "tagger")


def _titled(text: str, tagged: Tagged, first: int, last: int, own: frozenset[int]) -> bool:
    """Whether an own name stands behind a title: "M. May", and "Mme Le Maitre", but not "Mme la Maire"."""
    if first < last and tagged.words[first] in TITLE_WORDS:
        return not own.isdisjoint(range(first + 1, last + 1))
    if not _behind(text, tagged, first):
        return False
    particle = tagged.words[first] in PARTICLES and text[tagged.starts[first]].isupper()
    return first in own or (particle and not own.isdisjoint(range(first, last + 1)))


def _strange(word: str) -> bool:
    said = evidence(word)
    return not (said.given or said.surname)


def _without_roles(text: str, tagged: Tagged, first: int, last: int, own: frozenset[int]) -> tuple[int, int]:
    """What someone is ("Cllr", "veuve") is not the name, nor is "M." before first name and surname."""
    words = tagged.words
    while first < last and first not in own and (words[first] in ROLES or not words[first]):
        first += 1
    while first < last and last not in own and (words[last] in ROLES or not words[last]):
        last -= 1
    if words[first] == "m" and text.startswith("M. ", tagged.starts[first]):
        rest = [place for place in range(first + 1, last + 1) if words[place]]
        named = [place for place in rest if len(words[place]) > 1 and words[place] not in PARTICLES]
        if rest and len(words[rest[0]]) > 1 and (len(named) > 1 or _FRENCH.search(text)):
            first = rest[0]
    return first, last


def _with_particles(text: str, tagged: Tagged, first: int, name: str, *, known: bool) -> int:
    """Where a name begins with the particles before it: "De La Tour", and "DE LA ROQUE Florence"."""
    while (
        first > 0
        and tagged.ends[first - 1] + 1 == tagged.starts[first]
        and tagged.words[first - 1] in PARTICLES
    ):
        particle = text[tagged.starts[first - 1] : tagged.ends[first - 1]]
        doubtful = not known and tagged.likelihood[first - 1, PERSON] < _AGAIN
        if doubtful or not (particle.istitle() or (particle.isupper() and not name.isupper())):
            break
        first -= 1
    return tagged.starts[first]


def _logins(text: str, tagged: Tagged) -> Iterator[Span]:
    reached = 0
    for place in np.flatnonzero(tagged.likelihood[:, LOGIN] >= _SEEN).tolist():
        start, end = tagged.starts[place], tagged.ends[place]
        if start < reached or not tagged.words[place]:
            continue
        while start > reached and end - start < _MOST_SIGNS and _LOGIN_SIGNS.match(text, start - 1):
            start -= 1
        while end < len(text) and end - start < _MOST_SIGNS and _LOGIN_SIGNS.match(text, end):
            end += 1
        while not text[end - 1].isalnum():
            end -= 1
        while not text[start].isalnum():
            start += 1
        reached = end
        if end - start >= _SHORTEST and not _OPAQUE.fullmatch(text, start, end):
            yield Span(start, end, "USERNAME", round(float(tagged.likelihood[place, LOGIN]), 3), "tagger")
