"""Columns of one row that must agree: what is written in one depends on what stands in the others.

Places are worked out row by row. A company's numbers, and its name and domain, agree by what the deal's
dictionary knows, as do a person's NIR and birth date: those columns keep one surrogate per value everywhere.
"""

from collections.abc import Sequence
from typing import Protocol

PLACES = frozenset({"POSTCODE", "CITY", "FR_INSEE", "ADDRESS"})
COMPANY = frozenset({"ORGANIZATION", "FR_SIREN", "FR_SIRET", "FR_VAT", "EMAIL_ADDRESS", "URL"})
IDENTITY = frozenset({"FR_NIR", "BIRTH_DATE", "GENDER"})
HOUSEHOLD = frozenset({"LAST_NAME", "PERSON", "ADDRESS", "POSTCODE", "CITY"})
SHORT_NAMES = frozenset({"PERSON", "FIRST_NAME", "LAST_NAME"})
GROUPS = {
    "person": SHORT_NAMES,
    "place": PLACES,
    "company": COMPANY,
    "identity": IDENTITY,
    "household": HOUSEHOLD,
}

# what the row decides: the entity type, and the types it reads beside itself, in this order
READS = {"CITY": ("POSTCODE",), "FR_INSEE": ("CITY", "POSTCODE"), "PERSON": ("FIRST_NAME", "LAST_NAME")}
ROW_KINDS = frozenset({"place", "household", "person"})

Values = Sequence[str | None]


class RowsOfPlaces(Protocol):
    """Cities and codes by what stands beside them."""

    def city(self, text: str, postcode: str | None) -> str:
        """The city of a row whose postcode was `postcode`."""

    def insee_of(self, text: str, city: str | None, postcode: str | None) -> str | None:
        """The INSEE code of what `city` and `postcode` became."""


class RowsOfPeople(Protocol):
    """Initials and shortened names by whose they are."""

    def short_of(self, text: str, first: str, last: str) -> str | None:
        """What became of `text`, a short form of the name of the row's person; None when it is not one."""


class Mapping(Protocol):
    """The deal's surrogates."""

    @property
    def places(self) -> RowsOfPlaces:
        """Places by row."""

    @property
    def people(self) -> RowsOfPeople:
        """Short names by row."""

    def apply(self, entity_type: str, values: Values) -> list[str | None]:
        """Surrogates by value."""


def agreed(
    entity_type: str, values: Values, roles: Sequence[str], beside: Sequence[Values], surrogates: Mapping
) -> list[str | None]:
    """Surrogates of `values` that agree with the cells `beside` them; without such cells, those by value."""
    others = dict(zip(roles, beside, strict=True))
    blank: Values = [None] * len(values)
    if entity_type == "PERSON":
        names = (others.get(name, blank) for name in READS["PERSON"])
        return _short_names(values, *names, surrogates=surrogates)
    postcodes, cities = others.get("POSTCODE", blank), others.get("CITY", blank)
    written: list[str | None] = []
    for value, postcode, city in zip(values, postcodes, cities, strict=True):
        core = (value or "").strip()
        if not core or value is None:
            written.append(value)
            continue
        if entity_type == "CITY":
            new: str | None = surrogates.places.city(core, postcode)
        else:
            new = surrogates.places.insee_of(core, city, postcode)
        start = value.find(core)
        if new is None:
            written += surrogates.apply(entity_type, [value])
        else:
            written.append(value[:start] + new + value[start + len(core) :])
    return written


def _short_names(values: Values, firsts: Values, lasts: Values, *, surrogates: Mapping) -> list[str | None]:
    """Initials and shortened names of the row's person; any other name by itself."""
    written = surrogates.apply("PERSON", values)
    for place, (value, first, last) in enumerate(zip(values, firsts, lasts, strict=True)):
        new = surrogates.people.short_of(value, first or "", last or "") if value else None
        if new and value and new.casefold() != value.casefold():
            written[place] = new
    return written
