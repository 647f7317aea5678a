"""Free text: find the personal spans of many texts at once and replace each as its column would be."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from sampler.detect.spans import disjoint
from sampler.detect.text import find_spans, redact_spans
from sampler.model.finding import Span
from sampler.sanitize.learning.known_values import KnownValues
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.entity_types import DATES, ENTITY_TYPES
from sampler.surrogates.folding import fold

_TOKENS = frozenset({"SECRET", "ID"})
_CIVILITY = re.compile(
    r"(?<![^\W_])(?:mme|mlle|mr|m|monsieur|madame|mademoiselle|dr|docteur|me|ma[iî]tre|mrs|ms|miss)"
    r"\b\.? ?(?:(?:de|du|des|la|le|les) |d['\u2019])*\Z",
    re.IGNORECASE,
)
_BEFORE = 24
_LOGIN = re.compile(r"[a-z]{5,}")


class Scrubber:
    """Replaces spans in the texts of one column; `counts` tells how many of each type, in distinct texts."""

    def __init__(
        self, surrogates: Surrogates, language: str, known: Collection[str], keys: KnownValues
    ) -> None:
        self._surrogates = surrogates
        self._language = language
        self._known = known
        self._keys = keys
        self.counts: Counter[str] = Counter()

    def __call__(self, values: Sequence[str | None]) -> list[str | None]:
        """Scrub each text; null and empty stay."""
        texts = [value for value in values if value]
        found = dict(zip(texts, find_spans(texts, self._language, self._known), strict=True))
        return [value and self._scrubbed(value, found[value]) for value in values]

    def _scrubbed(self, text: str, spans: list[Span]) -> str:
        keys = self._keys.find(text, self._known)
        every = disjoint([*spans, *keys], text) if keys else spans
        return redact_spans(text, every, lambda span, piece: self._replace(span, piece, text))

    def _replace(self, span: Span, piece: str, text: str) -> str:
        self.counts[span.entity_type] += 1
        if span.entity_type == "PERSON":
            return self._person(span, piece, text)
        if span.entity_type in DATES:
            new = self._surrogates.date_shift([piece])
        elif span.entity_type in _TOKENS or span.entity_type not in ENTITY_TYPES:
            new = self._surrogates.token([piece])
        else:
            new = self._surrogates.apply(span.entity_type, [piece])
        return new[0] or ""

    def _person(self, span: Span, piece: str, text: str) -> str:
        """A name; alone after a civility ("Mme de Luca") it is a surname, and "mdupont" is a login."""
        if _LOGIN.fullmatch(piece) and piece not in self._known and piece[1:] in self._known:
            return self._surrogates.apply("USERNAME", [piece])[0] or ""
        if piece not in self._known and self._keys.is_login(piece):
            return self._surrogates.apply("USERNAME", [piece])[0] or ""
        civility = _CIVILITY.search(text, max(0, span.start - _BEFORE), span.start)
        if civility and fold(piece) in self._known:
            titled = self._surrogates.apply("PERSON", ["M. " + piece])[0] or ""
            return titled.removeprefix("M. ")
        return self._surrogates.apply("PERSON", [piece])[0] or ""
