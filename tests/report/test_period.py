"""The destruction report for a period, and as a workbook: the right deals, exceptions first, real days."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from papers_of import busy
from shells import Shell, in_days

from sampler.report.period import Period


def deals(shell: Shell, *options: str) -> list[str]:
    """The deals of a report."""
    return [
        deal["id"] for deal in json.loads(shell("report", "destruction", *options, "--json").out)["deals"]
    ]


def test_a_period_holds_the_deals_whose_data_was_here_in_it(ready: Shell) -> None:
    """A deal counts from its opening to its destruction, both days included."""
    busy(ready)
    assert deals(ready) == ["acme", "globex"]
    assert deals(ready, "--from", in_days(0), "--to", in_days(0)) == ["acme", "globex"]
    assert deals(ready, "--to", in_days(-1), "--from", in_days(-9)) == []
    for copy in ("C4", "C5"):
        ready("copy", "attest", copy, "--by", "Luc Martin", "--method", "shredded")
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    ready("destroy", "--deal", "acme", "--yes")
    assert deals(ready, "--from", in_days(1), "--to", in_days(2)) == ["globex"]
    assert deals(ready, "--from", in_days(0)) == ["acme", "globex"]
    assert deals(ready, "--deal", "acme", "--from", in_days(1), "--to", in_days(2)) == ["acme"]


def test_only_what_was_done_in_the_period_is_told(ready: Shell) -> None:
    """Acts of other days are left out; copies are shown as they are now."""
    answer = json.loads(
        ready("report", "destruction", "--from", in_days(-9), "--to", in_days(0), "--json").out
    )
    assert answer["period_from"] == in_days(-9)
    assert answer["deals"][0]["actions"]
    later = ("--deal", "acme", "--from", in_days(1), "--to", in_days(2), "--json")
    (deal,) = json.loads(ready("report", "destruction", *later).out)["deals"]
    assert deal["actions"] == []
    assert deal["copies"]


@pytest.mark.parametrize("wrong", [("--from", "yesterday"), ("--from", "2027-02-01", "--to", "2027-01-01")])
def test_a_wrong_period_is_usage(ready: Shell, wrong: tuple[str, ...]) -> None:
    """A date that is none, or an end before its beginning, is refused."""
    ready("report", "destruction", *wrong, code=2)


def test_a_period_includes_both_ends() -> None:
    """Open ends hold everything."""
    within = Period("2027-01-01", "2027-01-31")
    assert [within.holds(day) for day in ("2026-12-31", "2027-01-01", "2027-01-31", "2027-02-01")] == [
        *(False, True, True, False)
    ]
    assert Period().holds("2027-01-01")


def test_the_workbook_has_exceptions_first_and_real_days(ready: Shell) -> None:
    """The first sheet is what went wrong; dates are dates, counts are numbers, and nothing is a formula."""
    busy(ready)
    ready("copy", "add", "acme-1s", "--place", "=1+1", "--holder", "=cmd|x <luc@vendor.example>")
    ready("report", "destruction", "--format", "xlsx", "--lang", "fr", "--output", "r.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(Path("r.xlsx").read_bytes()))
    assert book.sheetnames == ["Exceptions", "Copies"]
    assert "Incident acme I1 intégrité, ouvert" in [row[0].value for row in book["Exceptions"].rows]
    headers, first, *_ = book["Copies"].iter_rows(values_only=True)
    row = dict(zip(headers, first, strict=True))
    assert row["Affaire"] == "acme"
    due = row["Destruction due"]
    assert isinstance(due, datetime)
    assert due.date() == date.fromisoformat(in_days(60))
    assert row["Jours de retard"] == 0
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds


def test_the_csv_of_a_register_has_its_tables_one_after_the_other(ready: Shell) -> None:
    """A title, headers, rows, an empty line; nothing in it acts as a formula."""
    busy(ready)
    ready("report", "rights", "--format", "csv", "--output", "r.csv")
    lines = list(csv.reader(io.StringIO(Path("r.csv").read_text(encoding="utf-8"))))
    assert lines[0] == ["Custodians"]
    assert lines[1][0] == "Person"
    assert ["Grants"] in lines
    assert [] in lines
