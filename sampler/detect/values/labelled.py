"""Values that a word beside them announces: "SIRET : 802 954 785 00028", "n° sécu 1 85 05…", "… (NIR)".

The words of a text are looked up in a table first; an expression runs only where one of them stands.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sampler.detect.folding import occurrences
from sampler.detect.values.abroad import KINDS_UK, KINDS_US
from sampler.detect.values.europe import KINDS_EU
from sampler.detect.values.france import KINDS_FR
from sampler.detect.values.kind import Kind
from sampler.detect.values.pattern import SHAPED, STRONG
from sampler.detect.values.plain import KINDS_PLAIN, TIGHT_TYPES
from sampler.model.finding import Span

KINDS: tuple[Kind, ...] = (*KINDS_FR, *KINDS_UK, *KINDS_US, *KINDS_EU, *KINDS_PLAIN)
_START = r"(?:(?<![^\W_])|(?<=[a-z])(?=[0-9]))"
_END = r"(?![^\W_])"
# What may stand between the words and the value: no digit, at most one line end, and that right away.
_WIDE = r"(?:[^0-9\n]{0,44}?|[^\w\n]{0,6}\n[^\w\n]{0,8}|[^0-9\n]{0,24}\n[ ]{0,4})"
_LINKS = (
    "n|no|num|numero|number|nr|id|ident|identifiant|code|est|is|was|du|de|des|d|la|le|l|client|cliente"
    "|etudiant"
    "|etudiante|eleve|agent|salarie|salariee|employe|patient|interne|personnel|dossier|s|member|card|ref|sur"
    "|student|staff|employee|customer|unique|carte|rh|paie|contrat|account|assure|badge|the|my|son|mon"
)
_TIGHT = (
    rf"(?:[^\w\n]{{0,4}}(?:{_LINKS})(?![a-z0-9])){{0,4}}(?:[^\w\n]{{0,5}}|_|[^\w\n]{{0,4}}\n[^\w\n]{{0,4}})"
)
_GAP = r"[^\w\n]{1,3}|_"
_OCR = str.maketrans({"o": "0", "i": "1", "l": "1"})
_OCR_RUN = re.compile(r"[0-9oil]+(?:[ .\-][0-9oil]+)*")
_LOOK_BACK = 48


@dataclass(frozen=True, slots=True)
class _Label:
    kind: Kind
    phrase: str


def _table() -> dict[str, tuple[_Label, ...]]:
    leads: dict[str, list[_Label]] = {}
    for kind in KINDS:
        for phrase in filter(None, kind.words.split("|")):
            leads.setdefault(phrase.partition(" ")[0], []).append(_Label(kind, phrase))
    return {
        lead: tuple(sorted(labels, key=lambda label: (-len(label.phrase), not label.kind.capitals)))
        for lead, labels in leads.items()
    }


_LEADS = _table()


def labelled(text: str, small: str, words: Collection[str]) -> list[Span]:
    """Values in `text` that a word announces; `small` is `folded(text)`, `words` are its words."""
    leads = _LEADS.keys() & words
    found: dict[tuple[int, int], Span] = {}
    for lead in leads:
        for place in occurrences(small, lead):
            for span in _announced(text, small, place, lead, words):
                held = found.get((span.start, span.end))
                if held is None or _sureness(held) < _sureness(span):
                    found[span.start, span.end] = span
    return _longest(found.values())


def _sureness(span: Span) -> tuple[float, bool]:
    return span.score, span.entity_type != "ID"


def _announced(text: str, small: str, place: int, lead: str, words: Collection[str]) -> Iterator[Span]:
    seen: set[str] = set()
    for label in _LEADS[lead]:
        kind = label.kind
        if kind.entity_type in seen:
            continue
        if kind.context is not None and kind.context.isdisjoint(words):
            continue
        stated = _phrase(label.phrase).match(small, place)
        if stated is None:
            continue
        span = _after(text, small, stated.end(), kind) or _before(text, small, place, kind)
        if span is not None:
            seen.add(kind.entity_type)
            yield span


def _after(text: str, small: str, place: int, kind: Kind) -> Span | None:
    match = _following(kind).match(small, place)
    if match is None:
        return _misread(small, place, kind)
    return _span(text, match.start("value"), match.end("value"), kind)


def _before(text: str, small: str, place: int, kind: Kind) -> Span | None:
    """See "12AB34567 (passeport)": the word follows in brackets, or after a comma or a dash."""
    start = max(0, place - _LOOK_BACK)
    if kind.entity_type in TIGHT_TYPES or "(" not in small[start:place]:
        return None
    match = _preceding(kind).search(small, start, place)
    return None if match is None else _span(text, match.start("value"), match.end("value"), kind)


def _span(text: str, start: int, end: int, kind: Kind) -> Span | None:
    if text[start - 1 : start] == "(" and text.count(")", start, end) > text.count("(", start, end):
        start -= 1
    value = text[start:end]
    if kind.capitals and not value.isupper():
        return None
    sure = kind.check is None or kind.check(value)
    return Span(start, end, kind.entity_type, STRONG if sure else SHAPED, kind.name)


def _misread(small: str, place: int, kind: Kind) -> Span | None:
    """Digits that a scanner read as letters, where the words say what they are: "SIRET 8O2 954 785 OOO28"."""
    if kind.check is None:
        return None
    window = small[place : place + 70]
    run = next((one for one in _OCR_RUN.finditer(window) if sum(sign.isdigit() for sign in one[0]) > 5), None)  # noqa: PLR2004 - most are digits
    if run is None or any(sign.isdigit() for sign in window[: run.start()]):
        return None
    corrected = run[0].translate(_OCR)
    match = _whole(kind).fullmatch(corrected)
    if match is None or not kind.check(corrected):
        return None
    return Span(place + run.start(), place + run.end(), kind.entity_type, SHAPED, kind.name)


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Of values that overlap the surest, then the longest one."""
    kept: list[Span] = []
    for span in sorted(
        spans,
        key=lambda span: (-span.score, span.entity_type == "ID", span.start - span.end),
    ):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept


@cache
def _phrase(phrase: str) -> re.Pattern[str]:
    first, *others = phrase.split()
    return re.compile(first + "".join(rf"(?:{_GAP}){word}" for word in others) + r"(?![a-z])")


@cache
def _following(kind: Kind) -> re.Pattern[str]:
    filler = _TIGHT if kind.entity_type in TIGHT_TYPES else _WIDE
    return re.compile(rf"{filler}{_START}(?P<value>{kind.shape}){_END}", re.VERBOSE | re.IGNORECASE)


@cache
def _preceding(kind: Kind) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![^\W_])(?P<value>{kind.shape}){_END}[ ,\-]{{0,3}}\([^()0-9\n]{{0,30}}\Z",
        re.VERBOSE | re.IGNORECASE,
    )


@cache
def _whole(kind: Kind) -> re.Pattern[str]:
    return re.compile(kind.shape, re.VERBOSE | re.IGNORECASE)


def is_shaped(kind: Kind, value: str) -> bool:
    """Has the whole value the shape of this kind?"""
    return _whole(kind).fullmatch(value) is not None
