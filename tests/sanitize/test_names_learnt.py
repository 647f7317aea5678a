"""What rows tell of people beyond the names themselves: whose account it is, and of which gender."""

from pathlib import Path

import pyarrow as pa
import pytest

from sampler.sanitize import sanitize_files
from sampler.sanitize.learning.accounts_read import Accounts
from sampler.sanitize.learning.genders_read import Genders
from sampler.sanitize.learning.names_read import NamesRead
from sampler.sanitize.learning.people import People
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.folding import fold

KEY = bytes(range(32))
RECIPE = b"""\
version: 1
tables:
  "p.csv":
    civ: keep
    prenom: surrogate FIRST_NAME
    nom: surrogate LAST_NAME
    login: surrogate USERNAME
    visa: surrogate PERSON
    note: text
agree:
  p.csv:
    - [visa, prenom, nom]
"""
ROWS = (
    ("Mme", "Marie", "Dupont", "mdupont", "M.D.", "Vu par mdupont ce matin."),
    ("M.", "Marc", "Dupont", "mdupont2", "M.D.", "Dossier repris par mdupont2."),
    ("M.", "Jean-Pierre", "de La Tour", "jpdela", "JPLT", "M. de La Tour a rappele."),
    ("Mme", "Zalomurena", "Le Goff", "zlg", "Z. Le Goff", "Mme LE GOFF attend."),
)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    folder = tmp_path_factory.mktemp("names")
    source = folder / "p.csv"
    lines = ["civ;prenom;nom;login;visa;note", *(";".join(row) for row in ROWS)]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sanitize_files([source], folder / "out", key=KEY, recipe=RECIPE, workers=1)
    written = Path(folder / "out" / "p.csv").read_text(encoding="utf-8")
    return [line.split(";") for line in written.splitlines()[1:]]


def _letters(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalpha())


def test_logins_of_two_people_of_one_initial(rows: list[list[str]]) -> None:
    """A login keeps its owner's initial and surname, in its column and in a text."""
    for row in rows[:2]:
        assert _letters(row[3]) == _letters(row[1])[0] + _letters(row[2])
        assert row[3] in row[5]


def test_initials_are_those_of_the_row(rows: list[list[str]]) -> None:
    """Initials beside the names are the surrogate's, in the shape they had; a short name too."""
    for row in rows[:2]:
        assert _letters(row[4]) == _letters(row[1])[0] + _letters(row[2])[0]
    assert rows[0][4][1::2] == ".."
    assert rows[3][4] == f"{rows[3][1][0]}. {rows[3][2]}"


def test_a_titled_surname_keeps_particles_and_case(rows: list[list[str]]) -> None:
    """The surrogates: "M. de La Tour" and "Mme LE GOFF" keep title, particle and case."""
    assert rows[2][5] == f"M. {rows[2][2]} a rappele."
    assert rows[3][5] == f"Mme {rows[3][2].upper()} attend."


def test_an_unlisted_first_name_takes_the_gender_of_its_civilities() -> None:
    """Nearly all civilities must agree; a listed name is left to the lists."""
    genders = Genders()
    names = ["Zalomurena", "Kivinlek", "Marie", "Mixo", "Mixo"]
    genders.add(names, ["Mme", "M.", "M.", "M", "F"], [1] * len(names))
    assert genders.learnt() == {"zalomurena": "F", "kivinlek": "M"}


def test_an_account_of_two_people_is_told_by_its_host_or_not_at_all() -> None:
    """One mailbox name at two hosts is two people's, and a login in two rows is nobody's."""
    accounts = Accounts()
    boxes = ["mdupont@a.fr", "mdupont@b.fr", "pmartin", "pmartin"]
    accounts.add(
        pa.array(boxes), pa.array(["Marie", "Marc", "Paul", "Pia"]), pa.array(["Dupont"] * 2 + ["Martin"] * 2)
    )
    learnt = accounts.learnt(Dictionary(), {})
    assert learnt == {"mdupont@a.fr": ("marie", "dupont"), "mdupont@b.fr": ("marc", "dupont")}


def test_accounts_are_read_whatever_signs_they_are_written_with() -> None:
    """Case, accents, handles and spaces make no other account; a shared mailbox is nobody's."""
    told = [
        ("@MDupont", "Marie", "Dupont"),
        (" mdupont ", "MARIE", "DUPONT"),
        ("\u00c9martin7@a.fr", "\u00c9lodie", "Martin"),
        ("JPL@a.fr", "Jean-Pierre", "L\u00e9ger"),
        ("contact@a.fr", "Marie", "Dupont"),
        ("contact@a.fr", "\u00c9lodie", "Martin"),
        ("xyz@a.fr", "Marie", "Dupont"),
    ]
    accounts = Accounts()
    accounts.add(*(pa.array(column) for column in zip(*told, strict=True)))
    assert accounts.learnt(Dictionary(), {}) == {
        "emartin7": ("elodie", "martin"),
        "jpl": ("jean-pierre", "leger"),
        "mdupont": ("marie", "dupont"),
    }


def test_two_columns_of_names_go_before_a_name_in_one_cell() -> None:
    """An account that two columns explain is not read from a whole name again; others are."""
    accounts = Accounts()
    accounts.add(pa.array(["mdupont"]), pa.array(["Marie"]), pa.array(["Dupont"]))
    accounts.add(pa.array(["MDupont", "pmartin"]), pa.array(["Marc Dupont", "Paul Martin"]))
    whole = {"Marc Dupont": ("Marc", "Dupont"), "Paul Martin": ("Paul", "Martin")}
    learnt = accounts.learnt(Dictionary(), whole)
    assert learnt == {"mdupont": ("marie", "dupont"), "pmartin": ("paul", "martin")}


def test_an_account_that_the_dictionary_reads_is_not_remembered() -> None:
    """Where one person only has the initial and the surname, the letters tell of her."""
    accounts = Accounts()
    accounts.add(pa.array(["mdupont", "pdupont"]), pa.array(["Marie", "Paul"]), pa.array(["Dupont"] * 2))
    dictionary = Dictionary.learn(["Marie"], ["Dupont"], [("Marie", "Dupont")])
    assert accounts.learnt(dictionary, {}) == {"pdupont": ("paul", "dupont")}


def test_people_are_alone_whatever_their_names_are_written_like() -> None:
    """Spellings of one name are one person; two first names of one initial are two, of other initials not."""
    people = People()
    people.add([("Jos\u00e9", "Durand"), ("JOSE", "DURAND"), ("Marie", "Petit"), ("Marc", "Petit")])
    people.add([("Jean", "Roux"), ("Jean-Marc", "Roux"), ("", "Roux"), ("Ana", " ")])
    by_letter, by_all = ({tuple(map(fold, pair)) for pair in pairs} for pairs in people.alone())
    assert by_letter == {("jose", "durand")}
    assert by_all == {("jean", "roux"), ("jean-marc", "roux")}


def test_more_accounts_than_are_kept_teach_nothing() -> None:
    """Beyond the limit none is learnt, whatever the order of rows."""
    accounts = Accounts()
    boxes = pa.array([f"mdupont{n}" for n in range(400_001)])
    accounts.add(boxes, pa.array(["Marie"] * 400_001), pa.array(["Dupont"] * 400_001))
    assert accounts.many
    assert accounts.learnt(Dictionary(), {}) == {}


def test_people_of_either_order_are_learnt() -> None:
    """Those whose two names are both first names and surnames, hyphens aside; nobody else."""
    known = NamesRead()
    pairs = [("Alexandre", "David"), ("David", "Alexandre"), ("Marie", "Dupont"), ("Georges", "Marie Rose")]
    pairs += [("Marie-Rose", "Georges")]
    known.people.add(pairs)
    for first, last in pairs:
        known.found["FIRST_NAME"].add(pa.array([first]))
        known.found["LAST_NAME"].add(pa.array([last]))
    folded = {(fold(first), fold(last)) for first, last in pairs}
    assert known.learnt(None).either == folded - {("marie", "dupont")}
