"""The record of a return as a paper: verified like a receipt, read in two languages, opened as one's own."""

import json
from pathlib import Path

import pytest
from shells import Shell, in_days
from small_chain import take_in
from test_returning import CONFIRMED, given_back

from sampler.destroy import exporting, returning
from sampler.documents.catalogue import translator


def record(shell: Shell) -> Path:
    """Lend something, give it back, and name the signed record."""
    take_in(shell)
    Path("delivery/note.txt").write_text("a note\n")
    shell("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    given_back(shell)
    return shell.folder.parent / "home" / "documents" / "return-RT1.json"


def test_a_return_is_verified_like_a_receipt(founded: Shell) -> None:
    """As signed: yes; one byte changed: 6; signed again with another content, or another's key: no."""
    paper = record(founded)
    answer = founded("receipt", "verify", str(paper))
    assert "return RT1 is as it was signed, by this home's key" in answer.out
    assert "stands in this home's ledger" in answer.out
    said = json.loads(founded("receipt", "verify", str(paper), "--json").out)
    assert (said["id"], said["deal"], said["in_ledger"]) == ("RT1", "acme", True)
    founded("certificate", "verify", str(paper), code=4)
    changed = Path("return-RT1.json")
    changed.write_bytes(paper.read_bytes().replace(b'"rows":', b'"rows" :'))
    Path("return-RT1.json.sig").write_bytes(paper.with_suffix(".json.sig").read_bytes())
    founded("receipt", "verify", str(changed), code=6)


def test_another_return_of_the_same_key_is_not_the_one_on_record(founded: Shell) -> None:
    """The ledger knows the digest of what was handed out: a record that the key signs later is refused."""
    from sampler.cli.session import working  # noqa: PLC0415 - after the home is there

    paper = record(founded)
    said = json.loads(paper.read_bytes())
    with working() as session:
        session.write_signed("return-RT1", {**said, "recipient": "eve@acme.example"})
    answer = founded("receipt", "verify", str(paper), code=3)
    assert "RT1 is not the return that this home recorded" in answer.err


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_return_is_a_page_in_both_languages(founded: Shell, lang: str) -> None:
    """Every file, what is in no table and why, the recipient, the anchor; as HTML and as PDF."""
    paper = json.loads(record(founded).read_bytes())
    for form in ("html", "pdf", "csv", "xlsx"):
        out = f"return.{form}"
        founded("report", "return", "RT1", "--format", form, "--lang", lang, "--output", out)
    page = Path("return.html").read_text()
    assert translator(lang)("return.title") in page
    for file in paper["files"]:
        assert file["path"] in page
        assert file["sha256"] in page
    assert "dpo@acme.example" in page
    assert translator(lang).term("return-gap", exporting.TEXT) in page
    assert paper["anchor"] in page
    assert Path("return.pdf").read_bytes().startswith(b"%PDF-")
    assert Path("return.csv").read_text("utf-8-sig").count("\n") == 1 + len(paper["files"])
    founded("report", "return", "RT9", "--format", "html", code=4)


def test_each_gap_of_a_return_is_translated() -> None:
    """No English is left in a French record."""
    words = translator("fr")
    whys = (returning.SET_ASIDE, returning.TOO_LARGE, returning.TOO_WIDE, exporting.TEXT, exporting.UNREAD)
    for why in (*whys, "the SQLite file"):
        assert words.term("return-gap", why) != why


def test_who_opens_a_return_is_told_whose_data_it_is(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the provider's: their own data, and no day anywhere; at the vendor's: theirs until the deal ends."""
    record(founded)
    opening = ("open", "r.zip", "--into", "back", "--passphrase-file", "pp.txt")
    theirs = founded.folder.parent / "theirs"
    with monkeypatch.context() as patch:
        patch.setenv("SAMPLER_HOME", str(theirs / "home"))
        patch.setenv("SAMPLER_KEYSTORE", str(theirs / "keys"))
        founded("init", "--accept-weak-keystore", "--me", "DPO <dpo@acme.example>")
        answer = founded(*opening)
        assert "the provider's own data, given back; it has no end here" in answer.out
        shown = [founded("deal", "list").out, founded("deal", "show", "acme").out, answer.out]
        assert not any("9999" in text for text in shown)
        founded("report", "portfolio", "--html", "p.html")
        assert "9999" not in Path("p.html").read_text()
    founded(*opening[:3], "ours", *opening[4:])
    rows = [json.loads(line) for line in founded("copy", "list", "--open", "--json").out.splitlines()]
    ours = next(row for row in rows if row["kind"] == "opened")
    assert (ours["destroy_by"], ours["holder"]) == (in_days(60), "")
    said = json.loads(founded(*opening[:3], "again", *opening[4:], "--json").out)
    assert (said["given_back"], said["destroy_by"]) == (True, in_days(60))


def test_evidence_that_shows_nothing_is_refused(founded: Shell) -> None:
    """`--evidence ""`, as an unset variable gives it, or an empty file: exit 2, and nothing is confirmed."""
    record(founded)
    founded("return", "acme", *CONFIRMED, "--evidence", "", code=2)
    Path("empty.eml").touch()
    founded("return", "acme", *CONFIRMED, "--evidence", "empty.eml", code=2)
    founded("return", "acme", *CONFIRMED, "--evidence", "nowhere.eml", code=4)
    founded("return", "acme", *CONFIRMED)
