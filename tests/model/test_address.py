"""Which address names exactly one person."""

import pytest
from address_table import GROUPS, MALFORMED, PERSONS, SEVERAL

from sampler.model.address import kind_of, one_person


@pytest.mark.parametrize("address", PERSONS)
def test_a_persons_address_passes(address: str) -> None:
    """Plain addresses of people, whatever their case, and names that only look like a list's."""
    assert kind_of(address) == "person"
    assert one_person([address, address.upper()])


@pytest.mark.parametrize("address", GROUPS)
def test_a_group_is_known(address: str) -> None:
    """EDU-3: lists by name, suffix, role or host, and tags that lead to one."""
    assert kind_of(address) == "group"
    assert not one_person([address])


@pytest.mark.parametrize("address", SEVERAL)
def test_several_are_known(address: str) -> None:
    """EDU-3: separators, group syntax and routes."""
    assert kind_of(address) == "several"


@pytest.mark.parametrize("address", MALFORMED)
def test_what_is_no_plain_address_does_not_pass(address: str) -> None:
    """Quotes, comments, tags, routes and letters that look alike are not repaired."""
    assert kind_of(address) == "malformed"


def test_the_table_is_long_enough() -> None:
    """At least sixty patterns that may not pass."""
    assert len(GROUPS + SEVERAL + MALFORMED) >= 60


def test_two_people_are_not_one() -> None:
    """A second recipient makes it a mailing."""
    assert not one_person(["dev@vendor.example", "ana@vendor.example"])
    assert not one_person([])
