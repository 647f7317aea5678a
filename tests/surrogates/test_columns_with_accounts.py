"""Columns under a deal that knows whose accounts are whose: the same bytes as value by value."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.surrogates import Dictionary, Surrogates
from sampler.surrogates.columns import letters

KEY = bytes(range(32))
PEOPLE = [
    ("Marie", "Dupont"),
    ("Marc", "Dupont"),
    ("Anne-Lise", "Le Goff"),
    ("Paul", "Leroux"),
    ("Alban", "Martin"),
    ("Martin", "Alban"),
    ("Zoé", "Maitre"),
]
ACCOUNTS = {
    "mdupont": ("marc", "dupont"),
    "mdupont2": ("marie", "dupont"),
    "p.ler": ("paul", "leroux"),
    "al": ("anne-lise", "le goff"),
    "martina": ("alban", "martin"),
    "mdupont@acme.fr": ("marie", "dupont"),
    "alban.martin": ("martin", "alban"),
}
DEAL = Dictionary.learn(
    [first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE[2:]
).with_accounts(ACCOUNTS)
BUMPED = DEAL.with_bumps(
    {
        ("EMAIL_ADDRESS", "mdupont7@acme.fr"): 2,
        ("EMAIL_ADDRESS", "mdupont@gmail.com"): 1,
        ("USERNAME", "mdupont9"): 3,
        ("USERNAME", "p.ler"): 1,
    }
)
_WORDS = st.sampled_from(
    [
        "mdupont",
        "marie",
        "marc",
        "dupont",
        "p",
        "ler",
        "al",
        "le",
        "goff",
        "legoff",
        "martina",
        "zgrbl",
        "é",
        "",
    ]
)
_SIGNS = st.sampled_from(["", ".", "_", "-", "+", "..", " ", "@", "'", "\u2019", "\u00ad"])
_ENDS = st.sampled_from(["", "2", "7", "9", "007", "12345678901234567890", "+tag", " ", "."])
_BOXES = st.one_of(
    st.tuples(_WORDS, _SIGNS, _WORDS, _ENDS).map("".join),
    st.tuples(st.sampled_from(sorted(ACCOUNTS)), _ENDS).map("".join),
    st.text("mdupontalerc.-_+019éÉ ", max_size=12),
    st.text(max_size=8),
)
_HOSTS = st.sampled_from(
    ["@acme.fr", "@gmail.com", "@x.example", "@sub.acme.co.uk", "@", "@@acme.fr", "", "@é.fr"]
)
_SPELT: tuple[Callable[[str], str], ...] = (str, str, str, str.upper, str.title, lambda text: f" {text} ")
_MADE = {
    "EMAIL_ADDRESS": st.tuples(_BOXES, _HOSTS, st.sampled_from(_SPELT)).map(
        lambda made: made[2](made[0] + made[1])
    ),
    "USERNAME": st.tuples(_BOXES, st.sampled_from(_SPELT)).map(lambda made: made[1](made[0])),
}
# enough that the column is not mapped one by one
_FILLER = [f"somebody{n}@acme.fr" for n in range(30)]


def test_digits_behind_somebodys_account_make_it_another_one() -> None:
    """A column maps "mdupont7", nobody's account, as it stands alone: not as the account "mdupont"."""
    emails = [f"mdupont{n}@gmail.com" for n in range(40)]
    for kind, values in (("EMAIL_ADDRESS", emails), ("USERNAME", [box.partition("@")[0] for box in emails])):
        column, _ = Surrogates(KEY, DEAL).column(kind, pa.array(values))
        assert column.to_pylist() == Surrogates(KEY, DEAL).apply(kind, values)


@pytest.mark.parametrize("dictionary", [DEAL, BUMPED], ids=["deal", "moved"])
@pytest.mark.parametrize("kind", _MADE)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_accounts_in_a_column_are_those_one_by_one(
    kind: str, dictionary: Dictionary, data: st.DataObject
) -> None:
    """Hostile accounts map to the same bytes in a column and alone, with owners known and values moved."""
    values = data.draw(st.lists(_MADE[kind].filter(bool), min_size=20, max_size=60, unique=True))
    values = list(dict.fromkeys([*values, *_FILLER]))
    column, _ = Surrogates(KEY, dictionary).column(kind, pa.array(values))
    alone = Surrogates(KEY, dictionary)
    assert dict(zip(values, column.to_pylist(), strict=True)) == {
        value: alone.apply(kind, [value])[0] for value in values
    }


def test_accounts_that_meet_in_a_table_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all keys have one number, words, hosts and accounts are still found by all of their letters."""

    def alike(keys: np.ndarray) -> np.ndarray:
        return np.zeros(keys.shape[1], dtype=np.uint64)

    monkeypatch.setattr(letters, "mixed", alike)
    texts = [*ACCOUNTS, *(f"{account}7" for account in ACCOUNTS), *(f"other{n}" for n in range(24))]
    for entity_type in ("USERNAME", "EMAIL_ADDRESS"):
        values = [text if entity_type == "USERNAME" or "@" in text else f"{text}@acme.fr" for text in texts]
        values += [f"{word}.dupont{word}@{word}.fr" for word in ("marie", "marc", "paul", "zgrbl")]
        written, _ = Surrogates(KEY, DEAL).column(entity_type, pa.array(values))
        assert written.to_pylist() == Surrogates(KEY, DEAL).apply(entity_type, values)
