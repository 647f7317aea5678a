"""The views of reports: flat rows, formats, and nothing heavy before it is needed."""

import csv
import io
import json
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime

import pytest

from sampler.documents.flat import inert, write_csv
from sampler.documents.letters import visible
from sampler.errors import UsageError
from sampler.model.canonical import canonical_json
from sampler.model.report import CertificateRef, DestructionReport, ReportCopy, ReportDeal
from sampler.report.views import as_rows, render

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)
FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "   @x"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', "=1;=2", "＝1", "＋1", "－1", "＠x"),  # noqa: RUF001 - full-width forms act too
)


def make(holder: str = "Luc Martin", note: str = "") -> DestructionReport:
    """Two deals: one with a copy out, one with nothing left."""
    copy = ReportCopy(
        "C-1",
        "acme-1s",
        "pack",
        "local-disk",
        "dev-luc",
        "/srv/1",
        holder,
        "2026-11-03T09:00:00Z",
        "open",
        note=note,
    )
    ref = CertificateRef("CERT-globex-1", "final", "2027-01-10T00:10:00Z")
    about = (
        "ACME SAS",
        "dpo@acme.example",
        "LMS trial",
        "",
        "",
        "lost",
        "closed",
        "2027-01-31",
        "2027-01-31",
    )
    deals = (
        ReportDeal("acme", *about, "", 3, (), (copy,), (), ()),
        ReportDeal("globex", *about, "2027-01-10T00:00:00Z", 0, (), (), (), (ref,)),
    )
    return DestructionReport("2027-02-03T12:00:00Z", deals, "12:ab", "sampler 0.1.0")


def test_rows_have_one_line_per_copy_and_lose_no_deal() -> None:
    """Each row is as wide as the headers; a deal without copies keeps a row with its certificate."""
    headers, rows = as_rows(make())
    assert [len(row) for row in rows] == [len(headers)] * 2
    first, second = (dict(zip(headers, row, strict=True)) for row in rows)
    assert first["Holder"] == "Luc Martin"
    assert first["How it ended"] == "Open"
    assert first["Days late"] == "3"
    assert second["Deal"] == "globex"
    assert second["Certificate"] == "CERT-globex-1 final"


def test_headers_follow_the_language() -> None:
    """French headers for a French table."""
    assert as_rows(make(), "fr")[0][:2] == ("Affaire", "Fournisseur des données")


def test_rows_hold_no_control_character() -> None:
    """A terminal that prints a row obeys no escape sequence of a holder's name."""
    _, rows = as_rows(make(holder="Luc\x1b[2J\u202e"))
    assert visible("Luc\x1b[2J\u202e") in rows[0]
    assert not any(unicodedata.category(char) == "Cc" for cell in rows[0] for char in cell)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_acts_as_a_formula(formula: str) -> None:
    """A cell that a spreadsheet would run begins with an apostrophe, with and without the other defences."""
    assert inert(formula) == f"'{formula}"
    for lang, mark in (("en", ","), ("fr", ";")):
        table = write_csv(("h",), [(formula,)], lang).decode("utf-8-sig")
        cells = list(csv.reader(io.StringIO(table, newline=""), delimiter=mark))
        assert cells == [["h"], [f"'{formula}"]]
        whole = render(make(holder=formula, note=formula), "csv", lang, AT).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(whole, newline=""), delimiter=mark):
            assert not any(cell.lstrip()[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"} for cell in row)  # noqa: RUF001 - as above


def test_csv_opens_in_the_spreadsheet_of_each_country() -> None:
    """French tables have a BOM and semicolons, English ones have neither."""
    french, english = render(make(), "csv", "fr", AT), render(make(), "csv", "en", AT)
    assert french.startswith(b"\xef\xbb\xbfAffaire;")
    assert english.startswith(b"Deal,Provider,")
    assert "données".encode() in french


def test_json_is_what_is_signed() -> None:
    """The JSON view is the canonical form, in any language."""
    assert render(make(), "json", "fr", AT) == canonical_json(make().to_json())
    assert json.loads(render(make(), "json", "en", AT))["exceptions"][0]["kind"] == "overdue"


def test_every_format_in_both_languages() -> None:
    """A report can be taken away in each format; equal arguments give equal bytes."""
    starts = {"html": b"<!DOCTYPE html>", "pdf": b"%PDF-", "json": b"{"}
    for name, start in starts.items():
        for lang in ("fr", "en"):
            made = render(make(), name, lang, AT)
            assert made.lstrip().startswith(start)
            assert render(make(), name, lang, AT) == made


@pytest.mark.parametrize(("format_", "lang"), [("docx", "en"), ("html", "de"), ("csv", "de"), ("pdf", "EN")])
def test_unknown_formats_and_languages_are_usage_errors(format_: str, lang: str) -> None:
    """What can't be made is refused with the choices."""
    with pytest.raises(UsageError):
        render(make(), format_, lang, AT)


def test_importing_the_views_loads_nothing_heavy() -> None:
    """Typst, Jinja and Babel are loaded by the rendering that needs them, not by the command line."""
    code = (
        "import sys, sampler.report.views; "
        "sys.exit(', '.join({'typst', 'jinja2', 'babel'} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
