"""Records: frozen dataclasses that are JSON objects and nothing else, checked when they are built."""

from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from types import GenericAlias
from typing import Any, Self, get_args, get_type_hints

from sampler.model.canonical import MAX_SAFE_INTEGER


@dataclass(frozen=True)
class Record:
    """A record holds strings, integers, booleans, records and tuples of these: what can be signed.

    Messages name the record and the field, never what stands in it.
    """

    def __post_init__(self) -> None:
        kinds = get_type_hints(type(self))
        for field in fields(self):
            if not _fits(getattr(self, field.name), kinds[field.name]):
                raise ValueError(f"{type(self).__name__}.{field.name} is not what a record holds")

    def to_json(self) -> dict[str, Any]:
        """The record as JSON values, all fields present."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read a record back.

        An unknown field is refused: a newer sampler wrote it, and a page that leaves out a reservation
        says more than its author did.
        """
        if not isinstance(value, dict):
            raise ValueError(f"{cls.__name__} is not a JSON object")  # noqa: TRY004 - one type to catch
        known = {field.name: field for field in fields(cls)}
        if set(value) - set(known):
            raise ValueError(f"{cls.__name__} has a field this version does not know")
        kinds = get_type_hints(cls)
        for name, field in known.items():
            if name not in value and field.default is MISSING:
                raise ValueError(f"{cls.__name__}.{name} is missing")
        return cls(**{name: _revive(inner, kinds[name]) for name, inner in value.items()})


def require(condition: object, message: str) -> None:
    """Raise ValueError(`message`) unless `condition` holds."""
    if not condition:
        raise ValueError(message)


def as_time(text: str, field: str) -> datetime:
    """Read an ISO 8601 time in UTC; anything else is a ValueError that names `field` only."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{field} is not an ISO time") from None
    if when.tzinfo is None or when.utcoffset() != UTC.utcoffset(None):
        raise ValueError(f"{field} is not in UTC")
    return when.astimezone(UTC)


def as_date(text: str, field: str) -> date:
    """Read an ISO 8601 calendar date; anything else is a ValueError that names `field` only."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{field} is not an ISO date") from None


def _fits(value: object, kind: object) -> bool:
    if isinstance(kind, GenericAlias):
        inner = get_args(kind)[0]
        return isinstance(value, tuple) and all(_fits(item, inner) for item in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_SAFE_INTEGER
    if kind is str:
        return isinstance(value, str) and _encodable(value)
    return isinstance(kind, type) and isinstance(value, kind)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: object) -> object:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value  # a StrEnum becomes its word


def _revive(value: object, kind: object) -> object:
    if isinstance(kind, GenericAlias) and isinstance(value, list | tuple):
        return tuple(_revive(item, get_args(kind)[0]) for item in value)
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_json(value)
    return value
