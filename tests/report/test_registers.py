"""Registers for officers: both roles of Art. 30, rights, accesses, exposure, incidents; in every format."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from papers_of import busy
from shells import Shell

from sampler.documents.catalogue import translator
from sampler.model.register import Form, Register, RegisterColumn, RegisterFact, RegisterPart
from sampler.report import exposure, incident_file, processing, rights
from sampler.report.views import render, tables_of

AT = datetime(2027, 2, 3, 12, 0, tzinfo=UTC)
NOUNS = ("processing", "rights", "access", "exposure --deal acme", "incident I1")


def document(shell: Shell, *words: str) -> dict[str, object]:
    """A register as JSON."""
    found: dict[str, object] = json.loads(shell("report", *words, "--json").out)
    return found


def part(found: dict[str, object], title: str) -> dict[str, list[list[str]]]:
    """One part of a register."""
    return next(one for one in found["parts"] if one["title"] == title)  # type: ignore[attr-defined,no-any-return]


def test_the_record_of_processing_has_both_roles(ready: Shell) -> None:
    """One part per provider's deal with the data found, and one for what is kept as controller."""
    busy(ready)
    found = document(ready, "processing")
    titles = [(one["title"], one["about"]) for one in found["parts"]]  # type: ignore[attr-defined]
    assert titles == [
        ("processor", "ACME SAS · acme"),
        ("processor", "Globex GmbH · globex"),
        ("controller", ""),
    ]
    facts = {fact["key"]: fact["value"] for fact in part(found, "processor")["facts"]}  # type: ignore[call-overload,index]
    assert facts["register.categories"] == "EMAIL_ADDRESS FIRST_NAME LAST_NAME"
    assert facts["register.countries"] == "here (FR)"
    assert facts["agreement"] == ""
    assert "is stated for: ACME SAS" in ready("report", "processing").err
    only = document(ready, "processing", "--deal", "globex")
    assert "acme" not in json.dumps(only)


def test_rights_show_who_gave_what_to_whom(ready: Shell) -> None:
    """Each grant has its person, act, giver and end; a withdrawn one stays, with its day."""
    busy(ready)
    ready("grant", "withdraw", "p2", "--deal", "acme")
    rows = part(document(ready, "rights", "--deal", "acme"), "grants")["rows"]
    (dev,) = [row for row in rows if row[1] == "Dev Un (p2)"]
    assert dev[3:5] == ["load", "Ana Roy (p1)"]
    assert dev[7]
    assert len(rows) == 9


def test_the_review_says_when_it_was_done_and_what_was_never_used(ready: Shell) -> None:
    """An access without use has an empty cell; a recorded review is listed."""
    busy(ready)
    ready("access", "review", "--done")
    found = document(ready, "access")
    used = {(row[0], row[2]): row[5] for row in part(found, "accesses")["rows"]}
    assert used["Dev Un (p2)", "load"] == ""
    assert used["Ana Roy (p1)", "load"]
    assert len(part(found, "reviews")["rows"]) >= 1


def test_exposure_tells_who_could_held_and_did(ready: Shell) -> None:
    """A person with a grant could, a holder held, and only who acted did."""
    busy(ready)
    found = document(ready, "exposure", "--deal", "acme")
    assert {row[0] for row in part(found, "could")["rows"]} == {"Ana Roy (p1)", "Dev Un (p2)"}
    assert {row[0] for row in part(found, "did")["rows"]} == {"Ana Roy (p1)"}
    held = {row[0]: row for row in part(found, "held")["rows"]}
    assert held["C1"][6], "the delivery's source was ended"
    assert held["C2"][6] == ""
    assert "Luc Martin" in held["C5"][3]


def test_the_incident_file_holds_the_clock_and_what_was_done(ready: Shell) -> None:
    """The facts of Art. 33(5), the entries in order, and the exposure of the deal."""
    busy(ready)
    ready("incident", "add", "I1", "--kind", "measures-taken", "--text", "restored from backup")
    found = document(ready, "incident", "I1")
    facts = {fact["key"]: fact["value"] for fact in part(found, "incident")["facts"]}  # type: ignore[call-overload,index]
    assert facts["register.nature"] == "a disk failed"
    assert facts["register.provider-due"] > facts["register.known"]
    assert part(found, "entries")["rows"][0][3] == "restored from backup"
    ready("report", "incident", "I9", code=4)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_register_in_every_format_and_language(ready: Shell, noun: str) -> None:
    """Each can be taken away as PDF, HTML, CSV, workbook and JSON, in French and English."""
    busy(ready)
    starts = {"pdf": b"%PDF-", "html": b"<!DOCTYPE html>", "xlsx": b"PK", "json": b"{"}
    for lang in ("fr", "en"):
        for format_, start in starts.items():
            name = f"r-{lang}.{format_}"
            ready("report", *noun.split(), "--format", format_, "--lang", lang, "--output", name)
            assert Path(name).read_bytes().startswith(start)
    french, english = (Path(f"r-{lang}.html").read_text(encoding="utf-8") for lang in ("fr", "en"))
    title = f"register.{noun.partition(' ')[0]}.title"
    assert translator("fr")(title).replace("'", "&#39;") in french
    assert translator("en")(title) in english


def test_every_key_of_a_register_is_in_the_catalogues() -> None:
    """Columns and facts are named in both languages: checked on the modules' own tables."""
    for module in (processing, rights, exposure, incident_file):
        for value in vars(module).values():
            for column in value if isinstance(value, tuple) else ():
                if isinstance(column, RegisterColumn):
                    assert translator("fr")(column.key)


def test_values_are_written_as_the_language_writes_them() -> None:
    """Days, moments, numbers and words follow the language, on the page and in tables."""
    columns = (
        RegisterColumn("register.until", 1, Form("day")),
        RegisterColumn("register.times", 1, Form("number")),
        RegisterColumn("kind", 1, Form("term", "kind")),
    )
    fact = RegisterFact("register.known", "2027-01-31T14:05:00Z", Form("moment"))
    rows = (("2027-01-31", "12345", "lent"), ("", "1", "derived"))
    parts = (RegisterPart("incident", "I1", (fact,), columns, rows),)
    register = Register("incident", "2027-02-03T12:00:00Z", "1:ab", "sampler", parts)
    page = render(register, "html", "fr", AT).decode()
    for words in ("31 janvier 2027", "31 janvier 2027 à 14:05 UTC", "12\u202f345", "confié"):
        assert words in page
    assert tables_of(register, "fr")[1][2][0] == ("31/01/2027", "12345", "confié")
    assert tables_of(register, "en")[1][2][0] == ("2027-01-31", "12345", "lent")
    assert tables_of(register, "fr")[0][2][0][1] == "31/01/2027 14:05 UTC"
    assert tables_of(register, "en")[0][2][0][1] == "2027-01-31 14:05 UTC"
    assert "31/01/2027;12345;confié" in render(register, "csv", "fr", AT).decode()
    book = openpyxl.load_workbook(io.BytesIO(render(register, "xlsx", "fr", AT)))
    cells = [cell.value for cell in book.worksheets[1][2]]
    assert isinstance(cells[0], datetime)
    assert cells[0].date() == date(2027, 1, 31)
    assert cells[1:] == [12345, "confié"]


def test_a_register_keeps_its_form() -> None:
    """It is read back as it was written; a ragged row, an unknown name or form can't be made."""
    parts = (RegisterPart("held", "acme", (), (RegisterColumn("copy"),), (("C1",),)),)
    register = Register("exposure", "2027-02-03T12:00:00Z", "1:ab", "sampler", parts)
    assert Register.from_json(register.to_json()) == register
    for wrong in (
        lambda: RegisterPart("held", "acme", (), (RegisterColumn("copy"),), (("C1", "x"),)),
        lambda: Register("other", "2027-02-03T12:00:00Z", "1:ab", "sampler", parts),
        lambda: Form("colour"),
    ):
        with pytest.raises(ValueError, match=r"regis|row"):
            wrong()


@pytest.mark.parametrize(
    "noun", [*NOUNS, "portfolio", "compliance --deal acme --output x.zip", "destruction"]
)
def test_who_may_not_report_gets_no_register(ready: Shell, noun: str) -> None:
    """Each register asks the gate first: a developer gets none, no file and no act on the ledger."""
    busy(ready)
    assert "[USR-1]" in ready("--as", "dev@vendor.example", "report", *noun.split(), code=5).err
    assert not Path("x.zip").exists()
    assert '"event":"report.compliance"' not in ready("ledger", "export").out
