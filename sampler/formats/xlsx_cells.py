"""Excel cell values to text and back into their own type."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import TypeAlias

CellValue: TypeAlias = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

# Excel keeps 15 significant digits
_WHOLE_FLOATS = 1e15
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_MAX_DIGITS = 15
_BOOLEANS = {"true": True, "false": False}
_FIRST_DAY = dt.date(1900, 3, 1)


def text_of(value: CellValue | None) -> str | None:
    """A cell as text; calamine gives "" for an empty one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_FLOATS:
        return str(int(value))
    return _duration(value) if isinstance(value, dt.timedelta) else str(value)


def _duration(value: dt.timedelta) -> str:
    seconds, rest = divmod(abs(value), dt.timedelta(seconds=1))
    sign = "-" if value < dt.timedelta() else ""
    fraction = f".{rest.microseconds:06d}" if rest else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{fraction}"


def word_for(value: CellValue | None) -> str | None:
    """The contract's word for a cell's type, None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float | int):
        return "integer" if float(value).is_integer() and abs(value) < _WHOLE_FLOATS else "number"
    if isinstance(value, dt.datetime):
        return "datetime"
    return "date" if isinstance(value, dt.date) else "text"


def column_type(words: Iterable[str | None]) -> str:
    """One word for a column: that of all its filled cells if they agree."""
    found = {word for word in words if word is not None}
    if found == {"integer", "number"}:
        return "number"
    if found == {"date", "datetime"}:
        # a moment at midnight looks like a date
        return "datetime"
    return next(iter(found)) if len(found) == 1 else "text"


def retyped(old: CellValue | None, new: str | None) -> CellValue | None:
    """The new text in the type of the cell it replaces, or as text if it is no such value."""
    if new is None or isinstance(old, str) or old is None:
        return new
    if text_of(old) == new:
        return old
    if isinstance(old, bool):
        return _BOOLEANS.get(new, new)
    if isinstance(old, float | int):
        return _number(new)
    if isinstance(old, dt.date):
        return _date(new)
    return new


def _number(text: str) -> CellValue:
    digits = sum(character.isdigit() for character in text)
    if digits > _MAX_DIGITS or not _NUMBER.fullmatch(text):
        return text
    return float(text)


def _date(text: str) -> CellValue:
    for parse in (dt.date.fromisoformat, dt.datetime.fromisoformat):
        try:
            moment = parse(text)
        except ValueError:
            continue
        day = moment.date() if isinstance(moment, dt.datetime) else moment
        zoned = isinstance(moment, dt.datetime) and moment.tzinfo is not None
        # only what comes back as the same text is written as a date
        return moment if day >= _FIRST_DAY and not zoned and text_of(moment) == text else text
    return text
