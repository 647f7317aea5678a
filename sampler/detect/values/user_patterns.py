"""Patterns that a user writes, matched by RE2: it never backtracks, so no text can make one hang."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from sampler.detect.folding import folded
from sampler.detect.values.pattern import SHAPED
from sampler.errors import UsageError
from sampler.model.finding import Span

_TYPE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_NAME = re.compile(r"[\w .\-]{1,40}")
_LOOK_BACK = 60
_MOST_SIGNS = 500
_MOST_MEMORY = 8 << 20


@dataclass(frozen=True, slots=True)
class UserPattern:
    """A pattern of one's own; without `words` every match counts, else one of them must stand before it."""

    name: str
    entity_type: str
    words: tuple[str, ...]
    compiled: Any

    def find(self, text: str) -> Iterator[Span]:
        """Yield the hits in `text`; the group `value` is what counts where there is one."""
        group = self.compiled.groupindex.get("value", 0)  # RE2 wants the number
        small = folded(text) if self.words else ""
        for match in self.compiled.finditer(text):
            start, end = match.span(group)
            if start < end and (not self.words or self._announced(small, match.start())):
                yield Span(start, end, self.entity_type, SHAPED, self.name)

    def _announced(self, small: str, start: int) -> bool:
        before = small[max(0, start - _LOOK_BACK) : start]
        return any(word in before for word in self.words)


def user_pattern(name: str, entity_type: str, expression: str, words: Collection[str] = ()) -> UserPattern:
    """Make a pattern to give to `find_spans`; matches are of `entity_type` ("CONTRACT_NUMBER").

    With `words`, one of them must stand in the 60 signs before a match. Look-around and back references
    are refused: they are what makes other engines hang.

    Raises:
        UsageError: RE2 can't read the expression, it matches nothing at all, or the name or type is off.
    """
    if not _NAME.fullmatch(name):
        raise UsageError("a pattern needs a name of at most 40 letters, digits, spaces, dots and dashes")
    if not _TYPE.fullmatch(entity_type):
        raise UsageError(f"the type of pattern {name} is off", "types look like CONTRACT_NUMBER")
    try:
        compiled = re2.compile(expression, options=_options()) if len(expression) <= _MOST_SIGNS else None
    except re2.error:
        compiled = None
    if compiled is None:
        raise UsageError(
            f"pattern {name} is no expression that RE2 can read",
            f"no look-around, no back references, at most {_MOST_SIGNS} signs",
        )
    if compiled.fullmatch(""):
        raise UsageError(f"pattern {name} matches nothing at all", "let it match at least one sign")
    return UserPattern(name, entity_type, tuple(folded(word) for word in words), compiled)


def _options() -> Any:  # noqa: ANN401 - RE2 ships no type information
    """What is the same for every pattern; RE2 must not write what it could not read on stderr."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    return options
