"""Labels, references and the draft: what may be shown, what belongs together, what a person edits."""

from dataclasses import dataclass

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.detect import (
    Digests,
    TableFindings,
    classify_columns,
    column_labels,
    draft_recipe,
    file_label,
    is_unedited,
    references,
    table_label,
    text_findings,
    with_references,
)
from sampler.model.finding import Finding, State


@dataclass(frozen=True)
class Sheet:
    """A table as labels need it."""

    name: str
    id: str = "t2"


VOCABULARY = [
    "Client",
    "Prix",
    "Ville",
    "Commentaire",
    "Total TTC",
    "Date de naissance",
    "Nom",
    "prenom",
    "id_client",
    "Montant 2024",
    "Adresse 2",
    "Note finale",
    "Quantité commandée",
    "N° sécu",
    "first_name",
    "createdAt",
    "Lieu de stage",
    "Mél",
    "Responsable commercial",
    "date_commande",
    "Civilité",
]
TELLING = [
    "Jean Dupont",
    "marie@acme.example",
    "06 39 98 00 01",
    "123456",
    "Mathilde",
    "note_mathilde",
    "DUPONT",
    "12 rue Victor Hugo",
    "03/05/1985",
    "1 85 05 78 006 084 91",
    "Mme Garnier",
    "",
]


def test_header_vocabulary_is_shown() -> None:
    """Ordinary words of headers are never hidden."""
    assert column_labels(VOCABULARY) == tuple(VOCABULARY)


def test_headers_that_may_be_values_are_numbered() -> None:
    """A header that a detector hits, or an empty one, becomes "c<n>" by its place."""
    assert column_labels(TELLING) == tuple(f"c{place}" for place in range(1, len(TELLING) + 1))


def test_labels_are_unique() -> None:
    """Repeated headers are numbered, and none can pass for another column's number."""
    assert column_labels(["Nom", "Nom", "c1", "Prix\n"]) == ("c1", "c2", "c3", "Prix")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("clients_2024.csv", True),
        ("export 2024-01-15.xlsx", True),
        ("export_20240115_103000.csv", True),
        ("commandes.parquet", True),
        ("notes.txt", True),
        ("dupont_marie_notes.txt", False),
        ("MarieDupont.csv", False),
        ("mathilde.csv", False),
        ("acme-0639980001.csv", False),
        ("marie@acme.example.json", False),
        ("a\nb.csv", False),
    ],
)
def test_file_names_with_persons_are_numbered(name: str, shown: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """A file name in which a detector hits a part becomes "f<n>"; dates are fine."""
    assert file_label(name, 3) == (name if shown else "f3")


def test_table_labels_join_file_and_sheet() -> None:
    """One unnamed table is its file; sheets and JSON keys follow the file, telling ones by number."""
    assert table_label("a.csv", Sheet(""), 1) == "a.csv"
    assert table_label("a.xlsx", Sheet("Clients"), 2) == "a.xlsx/Clients"
    assert table_label("a.json", Sheet("customers[]"), 1) == "a.json/customers[]"
    assert table_label("a.xlsx", Sheet("Marie Dupont"), 2) == "a.xlsx/t2"


def test_references_are_contained_in_a_unique_column() -> None:
    """Every value of the child stands in the parent, which has none twice; text is compared exactly."""
    columns = {
        ("clients.csv", "id"): Digests(["C-1", "C-2", "C-3", "C-4"]),
        ("orders.csv", "client_id"): Digests(["C-1", "C-1 ", "C-3", "", None]),
        ("orders.csv", "other"): Digests(["C-1.0"]),
        ("orders.csv", "qty"): Digests(["1", "2"]),
        ("stock.csv", "id"): Digests(["1", "2", "3"]),
    }
    assert references(columns) == ((("orders.csv", "client_id"), ("clients.csv", "id")),)


def test_a_child_column_becomes_a_key_like_its_parent() -> None:
    """A column that refers to another is a key and personal: joins survive or both change."""
    tables = [TableFindings("o.csv", (Finding("client", State.CLEAR, None, 0.8, ("whole numbers",)),), 3)]
    (table,) = with_references(tables, [(("o.csv", "client"), ("c.csv", "id"))])
    assert (table.findings[0].state, table.findings[0].entity_type, table.findings[0].key) == (
        State.PERSONAL,
        "ID",
        True,
    )
    assert table.findings[0].evidence[-1] == "contained in c.csv"


def _draft() -> str:
    table = {
        "Nom": ["Dupont", "Garnier", "Zqplant"],
        'odd "\\ \u00e9\U0001f600\n#: [x]': ["zqplant a", "zqplant b", "zqplant b"],
        "ddn": ["03/05/1985", "04/05/1986", "04/05/1987"],
        "Prix": ["1,5", "2,5", "3,5"],
        "id": ["1", "2", "3"],
        "Commentaire": ["vu zqplant hier", "RAS", "rien à dire"],
    }
    return draft_recipe(
        "acme-1",
        [TableFindings('cli"ents.csv', tuple(classify_columns(table)), 3), text_findings("n.txt", 9)],
    )


def test_the_draft_answers_every_column() -> None:
    """Personal columns get their operator, unknown ones are redacted, clear ones kept."""
    tables = yaml.safe_load(_draft())["tables"]
    assert tables['cli"ents.csv'] == {
        "Nom": "surrogate LAST_NAME",
        'odd "\\ \u00e9\U0001f600\n#: [x]': "redact",
        "ddn": "date_shift",
        "Prix": "keep",
        "id": "token",
        "Commentaire": "text",
    }
    assert tables["n.txt"] == {"c1": "text"}


def test_the_draft_holds_no_value() -> None:
    """Comments are one line of fixed words and counts: no planted value stands in the draft."""
    draft = _draft()
    assert "zqplant" not in draft.lower()
    assert "Dupont" not in draft
    assert "# clear: decimal numbers" in draft


def test_an_edited_draft_is_known() -> None:
    """The first line tells whether a person changed anything."""
    draft = _draft()
    assert is_unedited(draft)
    assert not is_unedited(draft.replace("keep", "redact"))
    assert not is_unedited("version: 1\n")
    assert not is_unedited("")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=4, unique=True))
def test_any_label_survives_the_yaml(labels: list[str]) -> None:
    """Whatever signs a label is made of, the draft gives it back as it was."""
    usable = [label for label in labels if label.isprintable() or label.isascii()]
    findings = tuple(Finding(label, State.UNKNOWN, None, 0.0, ("no evidence",)) for label in usable)
    draft = draft_recipe("acme-1", [TableFindings("t", findings, 0)])
    assert list(yaml.safe_load(draft)["tables"]["t"]) == usable


def test_findings_as_json_hold_no_floats() -> None:
    """The JSON form is canonical: confidence in percent."""
    (table,) = [TableFindings("t", tuple(classify_columns({"Nom": ["Dupont", "Garnier"]})), 2)]
    column = table.to_json()["columns"][0]
    assert column["type"] == "LAST_NAME"
    assert isinstance(column["confidence"], int)
