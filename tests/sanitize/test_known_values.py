"""Customer numbers and logins of key columns, found again in texts."""

import pytest

from sampler.errors import IntegrityError
from sampler.sanitize.audit.value_digests import ValueDigests
from sampler.sanitize.learning.known_values import KnownValues, packed

KNOWN = KnownValues(
    packed(ValueDigests(["105644", "CUST-003017", "A/2024/17", "42"]).values),
    packed(ValueDigests(["mdupont", "martin"]).values),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fiche 105644 : adresse", ["105644"]),
        ("GET /clients/CUST-003017 200 12ms", ["CUST-003017"]),
        ("dossier A/2024/17.", ["A/2024/17"]),
        ("login mdupont, puis mdupont@acme.example", ["mdupont"]),
        ("1056441 et x105644", []),
        ("42 lignes", []),
        ("voir martin", []),
        ("CUST-003018", []),
    ],
)
def test_values_of_keys_are_found_whole(text: str, found: list[str]) -> None:
    """A key of five signs or a login is found whole, outside mailboxes; names and words are not."""
    assert [text[span.start : span.end] for span in KNOWN.find(text)] == found


def test_digests_hold_no_value() -> None:
    """What the compiled recipe stores of keys does not contain them."""
    stored = packed(ValueDigests(["CUST-003017"]).values)
    assert "CUST" not in stored
    assert len(stored) == 12


def test_damaged_digests_are_refused() -> None:
    """A compiled recipe whose keys do not decode is damaged."""
    with pytest.raises(IntegrityError):
        KnownValues("!!", "")
