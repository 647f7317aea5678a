"""Names agree in every place where a person is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.surrogates import Dictionary, Surrogates, fold
from sampler.surrogates.lists import (
    communes,
    given_names,
    name_shares,
    pools_digest,
    streets,
    surnames,
)
from sampler.surrogates.names import given_pools, surname_pools

PEOPLE = [("Marie", "Dupont"), ("Jean-Pierre", "Le Goff"), ("Zorblatine", "Zgrbl"), ("Paul", "Martin")]
DICTIONARY = Dictionary.learn([first for first, _ in PEOPLE], [last for _, last in PEOPLE], PEOPLE)
SURROGATES = Surrogates(b"n" * 32, DICTIONARY)


def one(kind: str, value: str) -> str:
    """The surrogate of one value."""
    (new,) = SURROGATES.apply(kind, [value])
    assert new is not None
    return new


def test_listed_names_never_merge() -> None:
    """A listed first name becomes a listed one of its gender, no two the same; surnames likewise."""
    names = [name for pool in given_pools().values() for name in pool][::7]
    mapped = [str(new) for new in SURROGATES.apply("FIRST_NAME", names)]
    assert len(set(mapped)) == len(names)
    assert all(given_names()[a].gender == given_names()[b].gender for a, b in zip(names, mapped, strict=True))
    last = [name for pool in surname_pools().values() for name in pool][::97]
    mapped = [str(new) for new in SURROGATES.apply("LAST_NAME", last)]
    assert len(set(mapped)) == len(last)
    assert all(new in surnames() and new != old for old, new in zip(last, mapped, strict=True))


def test_unlisted_surnames_do_not_collide() -> None:
    """100,000 unlisted surnames give as many invented ones, none of them listed."""
    mapped = SURROGATES.apply("LAST_NAME", [f"zx{number}q" for number in range(100_000)])
    assert len(set(mapped)) == len(mapped)
    assert not any(str(new) in surnames() for new in mapped[:1000])


@pytest.mark.parametrize(
    "cell",
    ["Marie DUPONT", "DUPONT Marie", "Dupont, Marie", "Mme Marie Dupont", "Marie Dupont", "marie dupont"],
)
def test_full_names_agree_with_the_name_columns(cell: str) -> None:
    """Any order of a full name gives the tokens that the name columns give; civility and case stay."""
    first, last = fold(one("FIRST_NAME", "Marie")), fold(one("LAST_NAME", "Dupont"))
    expected = fold(cell).replace("marie", "<f>").replace("dupont", last).replace("<f>", first)
    assert fold(one("PERSON", cell)) == expected


@pytest.mark.parametrize("cell", ["Pierre Durand", "DURAND Pierre", "Durand, Pierre", "M. Pierre Durand"])
def test_full_names_are_read_without_dictionary(cell: str) -> None:
    """Without the deal's names, capitals, commas, list counts and place decide."""
    first, last = fold(one("FIRST_NAME", "Pierre")), fold(one("LAST_NAME", "Durand"))
    expected = fold(cell).replace("pierre", "<f>").replace("durand", last).replace("<f>", first)
    assert fold(one("PERSON", cell)) == expected


@pytest.mark.parametrize(
    ("mailbox", "pattern"),
    [
        ("marie.dupont", "{f}.{l}"),
        ("dupont_marie", "{l}_{f}"),
        ("m.dupont", "{f[0]}.{l}"),
        ("mdupont", "{f[0]}{l}"),
        ("dupontm", "{l}{f[0]}"),
        ("mariedupont", "{f}{l}"),
        ("marie.d", "{f}.{l[0]}"),
        ("MDUPONT", "{F[0]}{L}"),
    ],
)
def test_mailboxes_agree_with_the_person(mailbox: str, pattern: str) -> None:
    """Mailboxes and user names are read with the deal's names."""
    first, last = one("FIRST_NAME", "marie"), one("LAST_NAME", "dupont")
    expected = pattern.format(f=first, l=last, F=first.upper(), L=last.upper())
    assert one("EMAIL_ADDRESS", f"{mailbox}@acme.fr").partition("@")[0] == expected
    assert one("USERNAME", mailbox) == expected


@pytest.mark.parametrize("mailbox", ["jplegoff", "jp.legoff", "jean-pierre.legoff", "jean-pierre.le-goff"])
def test_compound_names_agree_in_mailboxes(mailbox: str) -> None:
    """Compounds and particles are found in every way to write a mailbox."""
    first, last = one("FIRST_NAME", "jean-pierre"), one("LAST_NAME", "le goff")
    local = one("EMAIL_ADDRESS", f"{mailbox}@acme.fr").partition("@")[0]
    assert local.replace("-", "").endswith(last.replace(" ", ""))
    initials = "".join(piece[0] for piece in first.split("-"))
    assert local.startswith(first if "jean" in mailbox else initials)


def test_initials_follow_the_person() -> None:
    """Initials as in "J.-P. Le Goff" those of the surrogate of Jean-Pierre Le Goff."""
    first = one("FIRST_NAME", "Jean-Pierre")
    initials = "-".join(piece[0] + "." for piece in first.split("-"))
    assert one("PERSON", "J.-P. Le Goff") == f"{initials} {one('LAST_NAME', 'Le Goff')}"


@pytest.mark.parametrize(
    ("name", "start"),
    [("Le Goff", "Le "), ("O'Brien", "O'"), ("d'Artagnan", "d'"), ("McDonald", "Mc"), ("VAN DYCK", "VAN ")],
)
def test_particles_stay(name: str, start: str) -> None:
    """Particles say nothing about a person and keep the shape."""
    assert one("LAST_NAME", name).startswith(start)
    assert one("LAST_NAME", name) != name


@given(name=st.sampled_from(["dupont", "le goff", "o'brien", "zgrbl"]))
@settings(max_examples=8, deadline=None)
def test_case_follows_the_original(name: str) -> None:
    """UPPER, lower and Title give the same name in that case."""
    lower = one("LAST_NAME", name)
    assert lower == lower.lower()
    assert one("LAST_NAME", name.upper()) == lower.upper()
    assert one("LAST_NAME", name.title()) == lower.title()


def test_lists_are_complete() -> None:
    """The packed lists have what their sources have, and US names too."""
    assert given_names()["gregoire"].gender == "M"
    assert given_names()["marie"].gender == "F"
    assert given_names()["ashley"].count > 100
    assert surnames()["martin"] > 30_000
    assert "mcdonald" in surnames()
    assert len(communes()) > 34_000
    assert len(streets()) > 30_000
    assert name_shares("martin")[1] > name_shares("martin")[0]
    assert pools_digest().startswith("sha256:")


def test_fold_unifies_spellings() -> None:
    """Accents, case, ligatures, apostrophes, hyphens and spaces do not matter."""
    assert fold(" Cœur\u00a0d\u2019Été\u2011Straße ") == "coeur d'ete-strasse"
