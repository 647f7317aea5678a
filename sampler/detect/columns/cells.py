"""Values of any kind as the text they would be written as."""

import math
from collections.abc import Sequence
from datetime import date, datetime


def as_texts(values: Sequence[object]) -> list[str | None]:
    """Each value as text; what holds nothing (None, NaN, NaT) is None."""
    return [value if isinstance(value, str) or value is None else _as_text(value) for value in values]


def _as_text(value: object) -> str | None:  # noqa: PLR0911 - each kind of value has its answer
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - a float counts whole numbers so far
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, datetime):
        return (
            value.isoformat(" ")
            if (value.hour, value.minute, value.second) != (0, 0, 0)
            else value.date().isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    written = str(value)
    return None if written in ("NaT", "<NA>", "nan") else written
