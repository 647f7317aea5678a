"""What a draft proposes beside its rules can be followed: columns that agree, references between tables."""

import csv
from pathlib import Path

import pytest
import yaml
from shells import Shell
from stdnum import luhn

from sampler.detect.agreements import agreements
from sampler.detect.draft import draft_recipe
from sampler.detect.findings import TableFindings, with_references
from sampler.model.finding import Finding, State
from sampler.sanitize.operators.agreeing import GROUPS
from sampler.surrogates.lists import communes

COUNT = 60
CITIES = [one for one in communes() if len(one.postcode) == 5][:: len(communes()) // COUNT][:COUNT]

SURNAMES = ("Dupont", "Garnier", "Lemoine", "Martin")


def nir(number: int, *, female: bool) -> str:
    """A NIR with its control number; its department and commune are nobody's."""
    body = (
        f"{1 + female}{60 + number % 30:02d}{1 + number % 12:02d}99{100 + number % 800:03d}{number % 999:03d}"
    )
    return f"{body}{97 - int(body) % 97:02d}"


def tables() -> dict[str, list[list[str]]]:
    """Clients with their place and identity, and their orders."""
    clients = [["id", "nom", "adresse", "code_postal", "ville", "nir", "date_naissance", "sexe"]]
    orders = [["numero", "client_id", "montant"]]
    for number, commune in enumerate(CITIES):
        female = number % 3 == 0
        born = f"{1 + number % 28:02d}/{1 + number % 12:02d}/{1960 + number % 30}"
        place = [f"{number + 1} rue de la Gare", commune.postcode, commune.name]
        person = [nir(number, female=female), born, "F" if female else "M"]
        clients.append([f"CL-{1000 + number}", SURNAMES[number % 4], *place, *person])
        orders += [[f"BC-{5000 + 2 * number + n}", f"CL-{1000 + number}", f"{number},5{n}"] for n in (0, 1)]
    return {"clients.csv": clients, "commandes.csv": orders}


def test_a_draft_is_followed_as_it_is(founded: Shell) -> None:
    """Agreeing columns and references are proposed with their evidence; check and sanitize take them."""
    Path("in").mkdir()
    for name, rows in tables().items():
        with Path("in", name).open("w", newline="") as out:
            csv.writer(out, delimiter=";").writerows(rows)
    founded("ingest", "in", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("detect", "acme-1", "--recipe", "r.yaml")
    text = Path("r.yaml").read_text()
    draft = yaml.safe_load(text)
    assert draft["references"] == {"commandes.csv.client_id": "clients.csv.id"}
    assert draft["agree"] == {
        "clients.csv": [["code_postal", "ville", "adresse"], ["nir", "date_naissance", "sexe"]]
    }
    assert f"# all {COUNT} values stand there, among {COUNT} of which none repeats" in text
    assert f"# {COUNT} of {COUNT} rows have a city of their postcode" in text
    assert (
        f"# {COUNT} of {COUNT} rows have the month of birth of their NIR, {COUNT} of {COUNT} its sex" in text
    )
    said = founded("recipe", "check", "r.yaml", "--sample", "acme-1")
    assert "problem" not in said.out + said.err
    said = founded("sanitize", "acme-1", "--recipe", "r.yaml")
    assert "leak audit passed" in said.out


def companies() -> list[list[str]]:
    """Companies whose numbers and site are their own, with a code of their commune."""
    rows = [["Raison sociale", "SIREN", "SIRET", "Site", "insee"]]
    for number, commune in enumerate(CITIES):
        siren = luhn_numbered(f"{41200000 + 37 * number}")
        name = f"{chr(65 + number % 26)}or{chr(97 + number // 26)}nal Formation"
        site = f"https://www.{name.lower().replace(' ', '-')}.fr"
        rows.append([name, siren, luhn_numbered(f"{siren}0001"), site, commune.code])
    return rows


def luhn_numbered(body: str) -> str:
    """A number with its control digit."""
    return body + luhn.calc_check_digit(body)


def test_no_row_of_a_drafted_table_of_companies_names_one(founded: Shell) -> None:
    """Names, numbers, sites and codes of communes are all replaced by the draft as it is."""
    rows = companies()
    with Path("in.csv").open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    founded("ingest", "in.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("detect", "acme-1", "--recipe", "r.yaml")
    draft = yaml.safe_load(Path("r.yaml").read_text())
    ((table, rules),) = draft["tables"].items()
    types = ("ORGANIZATION", "FR_SIREN", "FR_SIRET", "URL", "FR_INSEE")
    assert rules == {label: f"surrogate {name}" for label, name in zip(rows[0], types, strict=True)}
    assert draft["agree"] == {table: [rows[0][:4]]}
    said = founded("sanitize", "acme-1", "--recipe", "r.yaml")
    assert f"{COUNT} rows, {5 * COUNT} values replaced" in said.out + said.err


def found(column: str, entity_type: str | None, distinct: int = 9) -> Finding:
    state = State.PERSONAL if entity_type else State.CLEAR
    return Finding(column, state, entity_type, 0.9, ("header word",), distinct=distinct)


PLACED = ("cp_facture", "ville_facture", "cp_livraison", "ville_livraison")
TYPES = ("POSTCODE", "CITY", "POSTCODE", "CITY")


def placed(*cells: list[str | None]) -> tuple[tuple[str, ...], ...]:
    """The groups of two addresses in one table."""
    findings = [found(name, entity_type) for name, entity_type in zip(PLACED, TYPES, strict=True)]
    groups = agreements(findings, dict(zip(PLACED, cells, strict=True)))
    return tuple(tuple(name for name, _ in group.columns) for group in groups)


def test_two_addresses_of_a_table_are_told_by_their_headers() -> None:
    """Each postcode agrees with its own city, if rows show it; what no list has says nothing against it."""
    codes, names = [one.postcode for one in CITIES], [one.name for one in CITIES]
    assert placed(codes, names, codes, names) == (PLACED[:2], PLACED[2:])
    assert placed(codes, names, codes, names[1:] + names[:1]) == (PLACED[:2],)
    assert placed(["10115"] * 3, ["Berlin"] * 3, [None, "x"], ["y", None]) == (PLACED[:2], PLACED[2:])


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        (["05/04/1971", "1972-05-06"], ["nir", "ne"]),
        (["4/4/71", "6/5/72"], ["nir", "ne"]),
        (["05/04/1980", "1981-05-06"], []),
        (["x", None], []),
    ],
)
def test_a_nir_agrees_with_a_birth_date_that_rows_show(births: list[str | None], expected: list[str]) -> None:
    """A date of another month is not its birth date; without a row that shows it nothing is proposed."""
    findings = [found("nir", "FR_NIR"), found("ne", "BIRTH_DATE"), found("sexe", "GENDER")]
    cells = {"nir": ["1 71 04 99 100 001 00", "272052B10000200"], "ne": births, "sexe": ["Mme", "M."]}
    groups = agreements(findings, cells)
    assert [name for group in groups for name, _ in group.columns] == expected


def test_types_are_those_that_the_recipe_lets_agree() -> None:
    """The draft knows groups by types of its own; each must be one of the recipe language's."""
    for kind, types in (
        ("place", ["POSTCODE", "CITY"]),
        ("identity", ["FR_NIR", "BIRTH_DATE", "GENDER"]),
        ("company", ["ORGANIZATION", "FR_SIREN", "FR_SIRET", "FR_VAT", "EMAIL_ADDRESS", "URL"]),
    ):
        assert set(types) <= GROUPS[kind]


def drafted(*made: TableFindings, pairs: list[tuple[tuple[str, str], tuple[str, str]]]) -> dict[str, str]:
    """The references of a draft."""
    return dict(yaml.safe_load(draft_recipe("acme-1", with_references(made, pairs))).get("references", {}))


def test_a_reference_names_the_likeliest_parent_and_never_runs_in_a_circle() -> None:
    """The table that the header names comes first; equal keys refer one way; other rules refer nowhere."""
    clients = TableFindings("clients.csv", (found("id", "ID", 5), found("mail", "EMAIL_ADDRESS", 5)), 5)
    others = TableFindings("autres.csv", (found("id", "ID", 5),), 5)
    orders = TableFindings("orders.csv", (found("client_id", "ID", 4), found("ville", "CITY", 4)), 9)
    ids = [("clients.csv", "id"), ("autres.csv", "id")]
    pairs = [(("orders.csv", "client_id"), one) for one in ids] + [(ids[0], ids[1]), (ids[1], ids[0])]
    assert drafted(clients, others, orders, pairs=pairs) == {
        "clients.csv.id": "autres.csv.id",
        "orders.csv.client_id": "clients.csv.id",
    }
    assert not drafted(clients, orders, pairs=[(("orders.csv", "ville"), ("clients.csv", "mail"))])


def test_a_label_that_reads_two_ways_is_not_proposed() -> None:
    """TABLE.COLUMN must name one column, and a table with `*` in its name would be a pattern."""
    one = TableFindings("a", (found("b.c", "ID"),), 3)
    other = TableFindings("a.b", (found("c", "ID"), found("d", "ID")), 3)
    assert not drafted(one, other, pairs=[(("a", "b.c"), ("a.b", "d"))])
    assert drafted(other, pairs=[(("a.b", "c"), ("a.b", "d"))]) == {"a.b.c": "a.b.d"}
    groups = agreements([found("cp", "POSTCODE"), found("ville", "CITY")], {"cp": [], "ville": []})
    findings = (found("cp", "POSTCODE"), found("ville", "CITY"))
    for label, expected in (("t", {"t": [["cp", "ville"]]}), ("t*", None)):
        draft = draft_recipe("acme-1", [TableFindings(label, findings, 3, agreements=groups)])
        assert yaml.safe_load(draft).get("agree") == expected
