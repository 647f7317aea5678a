"""The shape of a value: what a person may see of it."""

import re
from collections import Counter
from collections.abc import Iterable

SHOWN = 3
LONGEST = 32
_OPEN_SIGNS = frozenset(" .,;:/-_@+()'#&*")


def shape_of(value: str) -> str:
    """Letters become `A` or `a`, digits `9`, signs that separate stay, any other becomes `?`.

    A long value is cut: the rest of its shape says nothing that helps to decide.
    """
    drawn = "".join(map(_drawn, value[:LONGEST]))
    return drawn if len(value) <= LONGEST else f"{drawn}…"


def frequent_shapes(values: Iterable[str | None]) -> tuple[str, ...]:
    """The most frequent shapes of the filled values, runs of letters counted alike, at most three."""
    shapes: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for value, times in Counter(value for value in values if value and value.strip()).items():
        shape = shape_of(value)
        kind = re.sub(r"(.)\1+", r"\1", shape)
        shapes.setdefault(kind, shape)
        seen[kind] += times
    return tuple(shapes[kind] for kind, _ in seen.most_common(SHOWN))


def _drawn(sign: str) -> str:
    if sign.isalpha():
        return "A" if sign.isupper() else "a"
    if sign.isnumeric():
        return "9"
    return sign if sign in _OPEN_SIGNS else "?"
