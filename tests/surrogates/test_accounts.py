"""Accounts and short names whose owner a row tells: each part follows the person, whole or cut."""

import pytest

from sampler.surrogates.accounts import reading
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.folding import fold

PEOPLE = [("Marie", "Dupont"), ("Marc", "Dupont"), ("Jean-Pierre", "De La Tour"), ("Chloé", "Le Maitre")]
OWNED = {
    "mdupont": ("marie", "dupont"),
    "mdupont2": ("marc", "dupont"),
    "mar.dup": ("marc", "dupont"),
    "dupontm@acme.fr": ("marie", "dupont"),
    "jpdelatour": ("jean-pierre", "de la tour"),
}
NAMES = Dictionary.learn([first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE)
DEAL = Surrogates(bytes(range(32)), NAMES.with_accounts(OWNED))


def one(entity_type: str, value: str) -> str:
    return DEAL.apply(entity_type, [value])[0] or ""


def letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalpha())


def test_two_people_of_one_initial_keep_theirs() -> None:
    """`mdupont` is Marie's and `mdupont2` is Marc's: each begins as its owner's surrogate does."""
    surname = letters(one("LAST_NAME", "Dupont"))
    for account, first in (("mdupont", "Marie"), ("mdupont2", "Marc"), ("MDupont2", "Marc")):
        assert letters(one("USERNAME", account)) == letters(one("FIRST_NAME", first))[0] + surname


def test_a_cut_account_is_cut_at_the_same_places() -> None:
    """`mar.dup` becomes three letters of each of Marc Dupont's surrogates."""
    first, last = letters(one("FIRST_NAME", "Marc")), letters(one("LAST_NAME", "Dupont"))
    assert one("USERNAME", "mar.dup") == f"{first[:3]}.{last[:3]}"
    assert one("USERNAME", "@mar.dup") == f"@{first[:3]}.{last[:3]}"


def test_a_whole_address_tells_where_the_mailbox_does_not() -> None:
    """`dupontm` at one company is Marie's; elsewhere nobody knows whose it is."""
    here = one("EMAIL_ADDRESS", "dupontm@acme.fr").partition("@")[0]
    assert here == letters(one("LAST_NAME", "Dupont")) + letters(one("FIRST_NAME", "Marie"))[0]


def test_columns_and_single_values_agree() -> None:
    """A column of accounts gets the bytes that each gets alone, owned or not."""
    import pyarrow as pa  # noqa: PLC0415 - only here

    for kind, tail in (("USERNAME", ""), ("EMAIL_ADDRESS", "@acme.fr")):
        values = [
            f"{name}{tail}" for name in ("mdupont", "mdupont2", "mar.dup", "dupontm", "marie.dupont", "zgrbl")
        ]
        values += [f"x{n}.dupont{tail}" for n in range(30)]
        written, _ = Surrogates(bytes(range(32)), NAMES.with_accounts(OWNED)).column(kind, pa.array(values))
        assert written.to_pylist() == [one(kind, value) for value in values]


@pytest.mark.parametrize(
    ("short", "made"),
    [("J.-P. De La Tour", "{F[0]}.-{F[1]}. {L}"), ("JPDLT", None), ("M.D.", None), ("JP", "{F[0]}{F[1]}")],
)
def test_short_names_follow_the_person_of_the_row(short: str, made: str | None) -> None:
    """Initials and shortened names take the letters of the row's surrogate; others are not the person's."""
    new = DEAL.people.short_of(short, "Jean-Pierre", "De La Tour")
    if short == "M.D.":
        assert new is None
        return
    initials = "".join(piece[0].upper() for piece in one("FIRST_NAME", "Jean-Pierre").split("-"))
    surname = one("LAST_NAME", "De La Tour")
    heads = "".join(piece[0].upper() for piece in surname.split())
    wanted = f"{initials}{heads}" if made is None else made.format(F=initials, L=surname)
    assert new == wanted


def test_a_title_that_is_part_of_a_surname_is_a_name() -> None:
    """Le Maitre is a surname of the deal, so "Maitre" is no title."""
    whole = one("PERSON", "Chloé LE MAITRE")
    assert whole == f"{one('FIRST_NAME', 'Chloé')} {one('LAST_NAME', 'LE MAITRE')}"


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("MAITRE Amine", "{L} {F}"),
        ("Maître, Amine", "{l}, {F}"),
        ("Amine Maitre", "{F} {l}"),
        ("M. Amine MAITRE", "M. {F} {L}"),
        ("Mme MAITRE", "Mme {L}"),
        ("Maitre Dupont", "Maitre {d}"),
        ("Maître Amine Dupont", "Maître {F} {d}"),
    ],
)
def test_a_title_that_is_a_surname_of_the_deal_is_one(written: str, made: str) -> None:
    """Where a name column has the surname Maitre, it is a title only beside another surname."""
    names = Dictionary.learn(
        ["Amine", "Paul"], ["Maitre", "Dupont"], [("Amine", "Maitre"), ("Paul", "Dupont")]
    )
    deal = Surrogates(bytes(range(32)), names)
    (first,) = deal.apply("FIRST_NAME", ["Amine"])
    last, other = deal.apply("LAST_NAME", ["Maitre", "Dupont"])
    assert last != "Maitre"
    wanted = made.format(F=first, l=last, L=str(last).upper(), d=other)
    assert deal.apply("PERSON", [written]) == [wanted]


def test_a_civility_in_a_name_column_is_no_surname() -> None:
    """A surname column that says "Madame Dupont" does not make Madame a name."""
    deal = Surrogates(bytes(range(32)), Dictionary.learn(["Marie"], ["Madame Dupont", "Mme"], []))
    assert str(deal.apply("PERSON", ["Madame Marie"])[0]).startswith("Madame ")
    assert str(deal.apply("PERSON", ["Mme Marie"])[0]).startswith("Mme ")


def test_all_initials_tell_a_compound_name() -> None:
    """Initials "J.-P." are Jean-Pierre's beside a Jules of the same surname, and "J." are Jules's."""
    pairs = [("Jean-Pierre", "Martin"), ("Jules", "Martin")]
    deal = Surrogates(bytes(range(32)), Dictionary.learn([a for a, _ in pairs], ["Martin"], pairs))
    both, first = (deal.apply("FIRST_NAME", [name])[0] or "" for name in ("Jean-Pierre", "Jules"))
    surname = deal.apply("LAST_NAME", ["Martin"])[0]
    heads = [piece[0] for piece in both.split("-")]
    assert deal.apply("PERSON", ["J.-P. Martin", "J. Martin"]) == [
        f"{heads[0]}.-{heads[1]}. {surname}",
        f"{first[0]}. {surname}",
    ]


def test_a_reading_uses_no_part_twice() -> None:
    """Letters that are not parts of both names are not explained."""
    assert reading(["dup", "dupont"], "marie", "dupont") is None
    assert reading(["xdupont"], "marie", "dupont") is None
    assert reading(["marie", "d"], "marie", "dupont") is not None
