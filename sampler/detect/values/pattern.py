"""What a pattern is: a compiled expression, the type it finds and the check that confirms it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sampler.model.finding import Span

STRONG, SHAPED, WEAK = 0.95, 0.8, 0.5
EDGE = r"(?<![^\W_])"  # not after a letter or a digit
END = r"(?![^\W_])"  # not before one


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of one entity type.

    `needs` is a sign without which the expression can't match ("0" stands for any digit): most texts skip
    most patterns. A match that fails `check` counts `otherwise`; 0 means it is not a hit at all. The part
    that is personal is the group `value` where there is one.
    """

    name: str
    entity_type: str
    regex: re.Pattern[str]
    score: float
    needs: str = ""
    check: Callable[[str], bool] | None = None
    otherwise: float = 0.0

    def find(self, text: str) -> Iterator[Span]:
        """Yield the hits in `text`, left to right."""
        group = "value" if "value" in self.regex.groupindex else 0
        for match in self.regex.finditer(text):
            start, end = match.span(group)
            confirmed = self.check is None or self.check(text[start:end])
            score = self.score if confirmed else self.otherwise
            if score and start < end:
                yield Span(start, end, self.entity_type, score, self.name)


def compiled(expression: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """Compile a verbose expression (white space in it does not count)."""
    return re.compile(expression, re.VERBOSE | (re.IGNORECASE if ignore_case else 0))
