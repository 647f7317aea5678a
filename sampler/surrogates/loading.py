"""Lists read ahead of the first value that needs them."""

from collections.abc import Collection

from sampler.surrogates.lists import surnames
from sampler.surrogates.names import given_pools, surname_pools
from sampler.surrogates.places import ADDRESS, CITY, POSTCODE, gazetteer, street_names
from sampler.surrogates.rows_of_places import INSEE

_OF_PEOPLE = frozenset({"PERSON", "FIRST_NAME", "LAST_NAME", "EMAIL_ADDRESS", "USERNAME"})
_OF_PLACES = frozenset({ADDRESS, CITY, POSTCODE, INSEE})


def load_lists(entity_types: Collection[str]) -> None:
    """Read what values of these types are looked up in; values of other types need no list."""
    if not _OF_PEOPLE.isdisjoint(entity_types):
        for read in (surnames, given_pools, surname_pools):
            read()
    if not _OF_PLACES.isdisjoint(entity_types):
        gazetteer()
    if ADDRESS in entity_types:
        street_names()
