"""Tables written inside a text: headings say what cells are."""

from sampler.detect import find_spans
from sampler.detect.values.tables_within import NOBODY, tabled


def _cells(text: str) -> list[tuple[str, str]]:
    return [(span.entity_type, text[span.start : span.end]) for span in tabled(text)]


def test_rows_are_judged_by_their_heading() -> None:
    """Any word under "nom" is a name, any under "ville" is nobody, with quotes or not."""
    text = 'nom;prenom;login;ville\nLundi;"Rose";olive7;Florence\nWord;Page;x12;Paris'
    people = [cell for kind, cell in _cells(text) if kind == "PERSON"]
    assert people == ["Lundi", "Rose", "Word", "Page"]
    assert [cell for kind, cell in _cells(text) if kind == "USERNAME"] == ["olive7", "x12"]
    assert [cell for kind, cell in _cells(text) if kind == NOBODY] == ["Florence", "Paris"]


def test_tabs_part_cells_in_the_text_as_given() -> None:
    """Detectors see tabs as spaces; the cells are cut before that."""
    text = "login\tip\tdate\nlucas\t198.51.100.7\t2024-01-02"
    spans = find_spans([text])[0]
    assert ("USERNAME", "lucas") in [(span.entity_type, text[span.start : span.end]) for span in spans]


def test_inserted_rows_and_html_tables_have_headings_too() -> None:
    """The columns of an INSERT and the <th> of a table say what the values are."""
    sql = "INSERT INTO t (id, nom, mot_de_passe) VALUES (1, 'Lundi', 'Ete2024!'), (2, 'O''Hara', NULL);"
    assert _cells(sql) == [
        (NOBODY, "1"),
        ("PERSON", "Lundi"),
        ("SECRET", "Ete2024!"),
        (NOBODY, "2"),
        ("PERSON", "O''Hara"),
    ]
    html = "<table><tr><th>Nom</th><th>Ville</th></tr><tr><td>Lundi</td><td>Mai</td></tr></table>"
    assert _cells(html) == [("PERSON", "Lundi"), (NOBODY, "Mai")]


def test_sentences_are_no_table() -> None:
    """Commas in prose make no heading, and a list of values has none."""
    assert _cells("Bonjour, merci\nVoici le nom, le prix\nrouge, vert") == []
    assert _cells("12;34;56\n78;90;12") == []
    assert _cells("<p>les balises <th> et <td></p>") == []
