"""Accounts as columns are the mapping that they were made of."""

from sampler.engine import frames
from sampler.surrogates import Dictionary
from sampler.surrogates.account_names import AccountNames, used

OWNED = {
    "mdupont": ("marie", "dupont"),
    "pler": ("paul", "leroux"),
    "marie": ("marie", "marie"),
    "é@x.fr": ("", "é"),
}


def test_columns_are_the_mapping() -> None:
    """Length, order, look-up, equality and what another process is sent are those of the mapping."""
    columns = AccountNames.of(OWNED)
    assert columns == OWNED
    assert (len(columns), list(columns), list(columns.items())) == (4, list(OWNED), list(OWNED.items()))
    assert (columns.get("pler"), columns.get("nobody")) == (("paul", "leroux"), None)
    assert "mdupont" in columns
    assert "nobody" not in columns
    assert AccountNames.of(columns) is columns
    assert frames.loaded(frames.dumped(columns)) == columns
    assert columns != AccountNames.of({**OWNED, "pler": ("marie", "leroux")})
    assert AccountNames.of(dict(reversed(OWNED.items()))) == columns
    assert AccountNames.of({}) == {}


def test_names_that_nobody_has_are_left_out() -> None:
    """Places are told anew among the names that are used."""
    columns = AccountNames.of(OWNED)
    names, places = used(columns.names, columns.surname[[1, 3, 1]])
    assert [names[place] for place in places.tolist()] == ["leroux", "é", "leroux"]
    assert sorted(names) == ["leroux", "é"]


def test_a_dictionary_keeps_its_accounts() -> None:
    """Accounts are added to those that are there, and written and read as they are."""
    dictionary = Dictionary().with_accounts(OWNED).with_accounts({"pler": ("x", "y"), "new": ("a", "b")})
    assert dictionary.accounts == {**OWNED, "new": ("a", "b")}
    assert Dictionary.from_json(dictionary.to_json()) == dictionary
    assert Dictionary().merged(dictionary).accounts == dictionary.accounts
    assert Dictionary.from_json(Dictionary().to_json()) == Dictionary()
