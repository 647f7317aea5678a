"""Spans that don't overlap: the most specific type wins, and nothing a detector saw is lost."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from sampler.detect.words import STOP
from sampler.model.finding import Span
from sampler.surrogates.folding import fold

# Most specific first; a type that is not listed is a national number, as specific as the French one.
_ORDER = tuple(
    """
    SECRET IBAN_CODE FR_RIB FR_NIR FR_VAT CREDIT_CARD FR_SIRET EMAIL_ADDRESS URL PHONE_NUMBER MAC_ADDRESS
    IP_ADDRESS FR_SIREN BIRTH_DATE ADDRESS USERNAME PERSON ID POSTCODE CITY ORGANIZATION
    """.split()  # noqa: SIM905 - an order reads better as one line
)
_RANK = {entity_type: rank for rank, entity_type in enumerate(_ORDER)}
_SOLID = re.compile(r"[^\W_]{2}")
# What is left of a number is a number only if it is long.
_SIX_DIGITS = re.compile(r"(?:[0-9][ .\-]{0,2}){6}")
_NUMBERS = frozenset({"CREDIT_CARD", "FR_SIRET", "FR_SIREN", "PHONE_NUMBER", "FR_NIR", "FR_RIB", "ID"})
_WHOLE = frozenset({"url", "key"})
_NAMED = frozenset({"PERSON", "ORGANIZATION", "CITY"})
_ONE_NAME = re.compile(r"[ \-.']{1,2}")


def disjoint(spans: Iterable[Span], text: str) -> list[Span]:
    """Settle overlaps in `text` and sort by place.

    A more specific span takes its place whole; what remains of a less specific one to its left and right
    stays a span of its own, since it was seen as personal. A longer address, web address or secret is not
    cut by a name or number inside it.
    """
    placed: list[Span] = []  # sorted by place, never overlapping
    for span in sorted(_joined_names(list(spans), text), key=_precedence):
        first = bisect_right(placed, span.start, key=_end)
        last = bisect_left(placed, span.end, key=_start)
        over = placed[first:last]
        placed[first:last] = sorted([*over, *_remainders(span, over, text)], key=_start)
    return placed


def _start(span: Span) -> int:
    return span.start


def _end(span: Span) -> int:
    return span.end


def _precedence(span: Span) -> tuple[int, float, int]:
    rank = _RANK.get(span.entity_type, _RANK["FR_NIR"])
    # A web address with a scheme is whole, even around an e-mail address or an account number.
    # A value of the sample's own keys or logins, found as it stands there, is surer than any shape.
    if span.recognizer in _WHOLE:
        rank = -1
    return rank, -(span.end - span.start), span.start


def _remainders(span: Span, placed: list[Span], text: str) -> list[Span]:
    pieces = [(span.start, span.end)]
    for other in placed:
        if other.end <= span.start or span.end <= other.start:
            continue
        cut: list[tuple[int, int]] = []
        for start, end in pieces:
            if other.end <= start or end <= other.start:
                cut.append((start, end))
            else:
                cut.extend(part for part in ((start, other.start), (other.end, end)) if part[0] < part[1])
        pieces = cut
    if pieces == [(span.start, span.end)]:
        return [span]
    trimmed = (_trimmed(start, end, text) for start, end in pieces)
    return [
        Span(start, end, span.entity_type, span.score, span.recognizer)
        for start, end in trimmed
        if start < end and _still(span.entity_type, text[start:end])
    ]


def _still(entity_type: str, rest: str) -> bool:
    """Is what remains of a span still something of its type?"""
    if entity_type in _NUMBERS:
        return _SIX_DIGITS.search(rest) is not None
    if entity_type in _NAMED and all(fold(word) in STOP for word in rest.split()):
        return False
    return _SOLID.search(rest) is not None


def _trimmed(start: int, end: int, text: str) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _joined_names(spans: list[Span], text: str) -> list[Span]:
    """Unite persons that overlap or touch ("Jean" + "Dupont"): one name is one person."""
    people = sorted(
        (span for span in spans if span.entity_type == "PERSON"), key=lambda span: (span.start, span.end)
    )
    others = [span for span in spans if span.entity_type != "PERSON"]
    united: list[Span] = []
    for span in people:
        last = united[-1] if united else None
        if last and (span.start <= last.end or _ONE_NAME.fullmatch(text, last.end, span.start)):
            end, score = max(last.end, span.end), max(last.score, span.score)
            united[-1] = Span(last.start, end, "PERSON", score, last.recognizer)
        else:
            united.append(span)
    return others + united
