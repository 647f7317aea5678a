"""Names that texts hide: ordinary words and nothing but particles, replaced, and read so by the audit."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from small_sample import Run, sanitize

from sampler.sanitize.audit.weak import _only_in_surnames

RECIPE = """\
version: 1
tables:
  p.csv:
    prenom: surrogate FIRST_NAME
    nom: surrogate LAST_NAME
    login: surrogate USERNAME
    note: text
"""
PEOPLE = (
    ("Luc", "Petit", "lpetit", "Vu avec Luc Petit : accord."),
    ("Anne", "Bon", "abon", "Le client BON Anne conteste la facture."),
    ("Marie", "Marché", "mmarche", "Appel de Marie Marché, rappeler."),
    ("Solenn", "May", "smay", "M. May a rappelé ce matin."),
    ("Pauline", "Le Bras", "plebras", "Le client LE BRAS Pauline conteste."),
    ("Hugo", "Rue", "hrue", "Relancer Monsieur RUE avant lundi."),
    ("Inès", "De la", "idela", "Mme De la a rappelé ce matin."),
    ("Patrick", "Le du", "pledu", "Vu avec Patrick Le du"),
    ("Ben", "Van Den", "bvanden", "Dossier de Ben VAN DEN transmis."),
    ("Luca", "de Luca", "ldeluca", "Mme de Luca a rappelé, M. de Luca attend."),
    ("Aline", "Mazan", "mazana", "Accès ouvert pour mazana sur le portail."),
    ("Odile", "Domergue", "domergues", "Accès ouvert pour domergues sur le portail."),
)


@dataclass(frozen=True)
class Row:
    """What was written of a person."""

    first: str
    last: str
    login: str
    note: str


def _body(rows: tuple[tuple[str, ...], ...]) -> bytes:
    return "".join(";".join(row) + "\n" for row in (("prenom", "nom", "login", "note"), *rows)).encode()


def _written(run: Run) -> list[Row]:
    lines = run.outputs["f1"].decode().splitlines()[1:]
    return [Row(*line.split(";")) for line in lines]


@pytest.fixture(scope="module")
def run() -> Run:
    return sanitize({"p.csv": _body(PEOPLE)}, RECIPE)


@pytest.mark.parametrize("place", range(10), ids=[f"{first} {last}" for first, last, *_ in PEOPLE[:10]])
def test_a_surname_in_a_text_is_that_of_its_column(run: Run, place: int) -> None:
    """A surname that is a word or made of particles is replaced in a text as it is in its column."""
    first, last, _, note = PEOPLE[place]
    row = _written(run)[place]
    for old, new in ((last, row.last), (last.upper(), row.last.upper()), (first, row.first)):
        note = note.replace(old, new)
    assert row.note == note
    assert row.last != last


@pytest.mark.parametrize("place", [10, 11])
def test_a_login_that_is_a_rare_name_is_found(run: Run, place: int) -> None:
    """A login in small letters that is on the list of surnames, and nobody's here, is a login in a text."""
    row = _written(run)[place]
    assert row.note == PEOPLE[place][3].replace(PEOPLE[place][2], row.login)


def test_the_audit_passes(run: Run) -> None:
    """Nothing of them is left."""
    result = run.audit()
    assert result.passed, [str(survivor) for survivor in result.survivors]


NAMED_SO = (
    ("Van", "Den", "vden", "Rien à dire de nouveau ici."),
    ("Naomie", "Van Den Berg", "nberg", "Le client VAN DEN BERG Naomie conteste."),
    ("Lucie", "Van Den Berg", "lberg", "Bonjour Mme Van Den Berg, merci."),
)


def test_particles_of_a_surname_are_not_another_person(sanitizer: Callable[..., Run]) -> None:
    """Somebody called Van Den does not survive in "Van Den Berg", whose surname was replaced."""
    run = sanitizer({"p.csv": _body(NAMED_SO)}, RECIPE)
    result = run.audit()
    assert result.passed, [str(survivor) for survivor in result.survivors]
    assert result.coincidences == 2


def test_a_name_of_particles_left_in_a_text_fails(sanitizer: Callable[..., Run]) -> None:
    """The text itself with that name fails, before a word that was there already or at its end."""
    run = sanitizer({"p.csv": _body(NAMED_SO)}, RECIPE)
    written = run.outputs["f1"].decode()
    left = written.replace("Rien à dire de nouveau ici.", "Vu avec Van Den ce jour.")
    assert run.audit(f1=left.encode()).counts["full name in a text"] == 1
    kept = RECIPE.replace("note: text", "note: {operator: keep, reason: test}")
    rows = (("Van", "Den", "vden", "Vu avec Van Den ce jour."), *NAMED_SO[1:])
    left_whole = sanitizer({"p.csv": _body(rows)}, kept).audit()
    assert left_whole.counts["full name in a text"] == 3


@pytest.mark.parametrize(
    ("old", "new", "only"),
    [
        ("Vu avec Van Den Berg.", "Vu avec Van Den Douchet.", True),
        ("Vu avec Van Den Berg.", "Vu avec Van Den Berg.", False),
        ("Vu avec Van Den.", "Vu avec Van Den.", False),
        ("Le dossier de la cliente", "Le dossier de la cliente", True),
        ("LE DOSSIER DE LA CLIENTE", "LE DOSSIER DE LA CLIENTE", False),
        ("Van Den Berg et Van Den", "Van Den Douchet et Van Den", False),
        ("rien", "rien", False),
    ],
)
def test_where_particles_are_no_name(old: str, new: str, *, only: bool) -> None:
    """Particles are no name before a new word, or in small letters; everywhere else they may be."""
    assert _only_in_surnames(old, new) is only


WHOLE = """\
version: 1
tables:
  p.csv: {personne: surrogate PERSON, login: surrogate USERNAME}
"""


def test_a_kept_particle_is_no_given_name(sanitizer: Callable[..., Run]) -> None:
    """A record is looked through for names, not for the particles that stay: "DE CLAY Romain"."""
    names = ("Anne", "Romain", "Hugo", "Marc", "Paul")
    words = ("CLAY", "BOIS", "PRE", "VAL", "MONT", "LYS", "PIN", "ROC", "GUE", "LAC")
    rows = [
        f"DE {word} {name};u{place}" for place, (word, name) in enumerate(zip(words, names * 2, strict=True))
    ]
    run = sanitizer({"p.csv": "\n".join(["personne;login", *rows, ""]).encode()}, WHOLE)
    assert run.audit().passed
    # the given name that another person's surname became, behind the particle that stays
    old = rows[0].partition(";")[0]
    written = run.outputs["f1"].decode().splitlines()
    given = old.split()[-1]
    swapped = [written[0], f"DE {given.upper()} Christophe;{written[1].partition(';')[2]}", *written[2:]]
    left = run.audit(f1="\n".join([*swapped, ""]).encode())
    assert "own name in its record" not in left.counts
