"""Tables that people take away: words and dates of their language, nothing twice."""

from datetime import UTC, datetime

from papers import NOON, certificate, deal, line, report, report_copy

from sampler.custody.ending_words import DELETED
from sampler.documents.catalogue import translator
from sampler.report.views import as_rows, render

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)


def test_a_french_table_has_no_english_words_in_it() -> None:
    """Kinds, media, claims, evidence, states and dates are said as the French documents say them, once."""
    paper = certificate(copies=(line(1, "verified-absent", evidence=DELETED, note=DELETED),))
    headers, (row,) = as_rows(paper, "fr")
    cells = dict(zip(headers, row, strict=True))
    words = translator("fr")
    assert cells[words("certificate")] == "CERT-acme-1 définitif"
    assert cells[words("kind")] == words.term("copy-kind", "export")
    assert cells[words("column.medium")] == "disque local"
    assert cells[words("end")] == words("claim-name.verified-absent")
    assert cells[words("column.evidence")] == words.term("evidence", DELETED) != DELETED
    assert cells[words("note")] == ""
    assert cells[words("checked")] == "03/02/2027 11:58 UTC"
    assert "2027-02-03 11:58 UTC" in as_rows(paper, "en")[1][0]
    english = (
        DELETED,
        "verified-absent",
        "local-disk",
        "2027-02-03",
        "2027-01-31",
        "closed",
        "pack;",
    )
    listed = report(deal(copies=(report_copy(1, "verified-absent", ended_at=NOON, note=DELETED),)))
    for document in (paper, listed):
        text = render(document, "csv", "fr", AT).decode()
        assert not [word for word in english if word in text]
    assert "31/01/2027" in render(listed, "csv", "fr", AT).decode()
    assert ",2027-01-31," in render(listed, "csv", "en", AT).decode()
