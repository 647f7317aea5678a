"""Names agree in every place where a person is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.surrogates import Dictionary, Surrogates, fold
from sampler.surrogates.folding import fold_all
from sampler.surrogates.lists import communes, given_names, name_shares, pools_digest, streets, surnames
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


def test_texts_fold_together_as_one_by_one() -> None:
    """None, one or many."""
    texts = ["", "Rue  de l\u2019Église", "STRASSE", "\u0130zmir"]
    assert [fold_all(texts[:count]) for count in range(5)] == [
        [fold(text) for text in texts[:count]] for count in range(5)
    ]


@pytest.mark.parametrize(
    "text", ["\U0001d512", "\u2112", "\U0001d512\U0001d529\U0001d526\U0001d533\U0001d526\U0001d522\U0001d52f"]
)
def test_fold_reads_mathematical_letters(text: str) -> None:
    """Letters of mathematics, and of other compatibility forms, are the plain letters they look like."""
    plain = {"\U0001d512": "o", "\u2112": "l"}.get(text, "olivier")
    assert (fold(text), fold(fold(text)), fold_all([text])) == (plain, plain, [plain])
    assert fold(one("FIRST_NAME", text)) == fold(one("FIRST_NAME", plain))
    assert fold(one("LAST_NAME", text)) == fold(one("LAST_NAME", plain))


@pytest.mark.parametrize(
    "host", ["007", "0", "00", "007.com", "007.007", "1.2.3.4", "\u0660\u0660\u0667", "\U0001d7d8", "-7-"]
)
def test_a_host_of_digits_is_mapped(host: str) -> None:
    """A host of nothing but digits is a host: what comes out is reserved, and never the same one."""
    mail, link = one("EMAIL_ADDRESS", f"jean@{host}"), one("URL", f"http://{host}/x")
    assert mail.endswith(".example")
    assert mail.partition("@")[2] != host
    assert host not in link.split("/")


@given(host=st.text(alphabet="0123456789.-\u0660\U0001d7d8\U0001d512\u00e9a", min_size=1, max_size=12))
@settings(max_examples=200, deadline=None)
def test_no_host_ends_the_run(host: str) -> None:
    """Whatever stands behind the @ or the scheme, something else comes out."""
    for kind, text in (("EMAIL_ADDRESS", f"jean@{host}"), ("URL", f"http://{host}/")):
        assert one(kind, text) not in {"", text}


def test_the_last_letter_of_a_surname_is_mapped() -> None:
    """A piece of one letter stays before an apostrophe only: "Le Floc H" is the same in columns and texts."""
    surname = one("LAST_NAME", "Le Floc H")
    assert surname[-1] != "H"
    assert one("LAST_NAME", "N'Diaye").startswith("N'")
    assert one("PERSON", "LE FLOC H Marie") == f"{surname.upper()} {one('FIRST_NAME', 'Marie')}"


def test_initials_that_would_stay_become_other_letters() -> None:
    """No value stays as it is: three initials of a surrogate with the same ones become three others."""

    def same(kind: str, names: tuple[str, ...]) -> str:
        return next(name for name in names[100:] if one(kind, name)[0] == name[0] and one(kind, name) != name)

    first = same("FIRST_NAME", given_pools()["F2"])
    surname = same("LAST_NAME", surname_pools()["s0"])
    double = f"{surname}-{same('LAST_NAME', surname_pools()['s1'])}"
    short = "".join(piece[0] for piece in (first, *double.split("-"))).upper()
    new = SURROGATES.people.short_of(short, first, double)
    assert new is not None
    assert (len(new), new.isupper(), new != short) == (3, True, True)
    assert SURROGATES.people.short_of(".".join(short) + ".", first, double) != ".".join(short) + "."
