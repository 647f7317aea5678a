"""JUN rules through the command line: each is refused by name, and lifted in the way it says."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from shells import Shell, in_days
from teams import DEVELOPER, RECIPE, SALES, TERMS, travel
from test_edu import authorize, yes_mail


def test_jun_1_a_trial_that_is_too_long_is_refused(team: Shell) -> None:
    """A trial beyond the maximum is refused; the officer's longer maximum lifts that, on every report."""
    refused = team("deal", "open", "long", *TERMS, "--trial-ends", in_days(200), code=5)
    assert "[JUN-1]" in refused.err
    Path("sampler.toml").write_text("[policy]\nmax_trial_days = 365\n")
    lifted = team("deal", "open", "long", *TERMS, "--trial-ends", in_days(200))
    assert "max_trial_days was changed" in lifted.err
    report = json.loads(team("report", "destruction", "--json").out)
    assert ("loosened", "max_trial_days") in {(e["kind"], e["subject"]) for e in report["exceptions"]}
    assert "Policy loosened max_trial_days 365 (default 180)" in team("report", "destruction").err
    team("ledger", "verify")


def test_jun_2_the_record_of_processing_says_what_for_whom_and_until_when(team: Shell) -> None:
    """Per provider: purpose, kinds of data, recipients, storage life; what was not stated says so."""
    (found, _) = json.loads(team("report", "processing", "--json").out)["parts"]
    facts = {fact["key"]: fact["value"] for fact in found["facts"]}
    assert facts["register.controller"] == "ACME SAS"
    assert facts["purpose"] == "LMS trial"
    assert facts["register.categories"].split() == ["EMAIL_ADDRESS", "FIRST_NAME", "LAST_NAME"]
    assert facts["due-on"]
    assert "No agreement or no legal basis" in team("report", "processing").err


COARSE = """version: 1
tables:
  clients.csv:
    {id: drop, nom: drop, email: drop, naissance: {operator: generalise, date: year}, formule: keep}
quasi_identifiers:
  clients.csv: [naissance, formule]
"""


def test_jun_3_a_rest_is_kept_only_as_the_provider_chose_and_without_identities(team: Shell) -> None:
    """Nobody else chooses it, a sample with surrogates is refused by column; a generalised one is kept."""
    rows = (f"{n};Durant{n};alix{n}@acme.example;{1990 + n % 3}-02-1{n % 9};or\n" for n in range(60))
    Path("more").mkdir()
    Path("more/clients.csv").write_text("id;nom;email;naissance;formule\n" + "".join(rows))
    Path("coarse.yaml").write_text(COARSE)
    team("ingest", "more", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    team("sanitize", "acme-2", "--recipe", "coarse.yaml")
    assert "has not chosen" in team("rest", "choose", "acme-2s", code=5).err
    chosen = ("deal", "close", "acme", "--outcome", "lost", "--yes", "--disposal", "anonymise-rest")
    assert "[JUN-3]" in team(*chosen, "--chosen-by", "boss@vendor.example", code=5).err
    team(*chosen)
    refused = team("destroy", "--deal", "acme", "--rest", "acme-1s", "--yes", code=5)
    assert "clients.csv id: token leaves pseudonyms or text" in refused.err
    assert "[JUN-3]" in refused.err
    team("destroy", "--deal", "acme", "--rest", "acme-2s", "--yes", code=None)  # C1 lies elsewhere
    certificate = json.loads(team("report", "certificate", "--deal", "acme", "--json").out)
    assert [line["sample"] for line in certificate["kept"]] == ["acme-2s"]
    assert (certificate["mode"], certificate["mode_by"]) == ("anonymise-rest", "dpo@acme.example")


def test_jun_4_raw_data_is_for_development_only_when_authorized(team: Shell) -> None:
    """The raw sample may not be exported; the provider can authorize it."""
    refused = team("export", "acme-1", "--into", "raw", code=5)
    assert "[JUN-4]" in refused.err
    authorize(team, "JUN-4", "--act", "export")
    team("export", "acme-1", "--into", "raw")
    assert "Durant3" in Path("raw/clients.csv").read_text()


def test_jun_5_a_column_without_a_rule_stops_the_recipe_and_dropping_it_lifts_that(team: Shell) -> None:
    """No column passes unasked: without a rule the recipe is refused, with `drop` the column is gone."""
    Path("less.yaml").write_text(RECIPE.replace('"prenom": surrogate FIRST_NAME,', ""))
    answer = team("sanitize", "acme-1", "--recipe", "less.yaml", code=2)
    assert "[recipe]" in answer.err
    Path("less.yaml").write_text(RECIPE.replace("surrogate FIRST_NAME", "drop"))
    team("sanitize", "acme-1", "--recipe", "less.yaml")
    team("export", "acme-1s2", "--into", "less")
    assert "prenom" not in Path("less/clients.csv").read_text()


def test_jun_6_an_authorization_without_evidence_is_none(team: Shell) -> None:
    """An empty file, nobody's name or a past end is refused; the provider's mail is kept with its digest."""
    Path("empty.eml").write_text("")
    lift = ("authorization", "record", "acme", "--rule", "JUN-4")
    for evidence, by, until in (
        ("empty.eml", "dpo@acme.example", in_days(5)),
        (yes_mail(), " ", in_days(5)),
        (yes_mail(), "dpo@acme.example", in_days(-1)),
    ):
        refused = team(*lift, "--evidence", evidence, "--by", by, "--until", until, code=5)
        assert "[JUN-6]" in refused.err
    team(*lift, "--evidence", yes_mail(), "--by", "dpo@acme.example", "--until", in_days(5))
    (row,) = [json.loads(line) for line in team("authorization", "list", "--json").out.splitlines()]
    assert (row["proof"], row["state"]) == ("kept-file", "recorded")


def test_jun_6_only_the_provider_authorizes(team: Shell) -> None:
    """A stranger's mail lifts nothing, nor does one that only names the contact; a colleague's there does."""
    lift = (
        "authorization",
        "record",
        "acme",
        "--rule",
        "JUN-4",
        "--until",
        in_days(5),
        "--evidence",
        "m.eml",
    )
    head = "Date: Mon, 05 Jan 2026 09:00:00 +0100\nSubject: yes\n\nWe agree.\n"
    stranger, contact = "random@gmail.example", "dpo@acme.example"
    for sender, by, code in (
        (stranger, stranger, 5),
        ("dpo@acme.example.evil.example", "dpo@acme.example.evil.example", 5),
        (f'"{contact}" <{stranger}>', contact, 2),
        (f"{contact}, {stranger}", contact, 2),
        ("Lea <lea@ACME.example>", "lea@acme.example", 0),
    ):
        Path("m.eml").write_text(f"From: {sender}\n{head}")
        team(*lift, "--evidence", "m.eml", "--by", by, code=code)


def test_jun_6_an_answer_counts_once(team: Shell) -> None:
    """The same file doesn't lift a rule again: not after it was withdrawn, not for another deal or act."""
    lift = ("authorization", "record", "acme", "--by", "dpo@acme.example", "--until", in_days(5))
    team(*lift, "--rule", "JUN-4", "--evidence", yes_mail())
    team("authorization", "withdraw", "A1")
    again = team(*lift, "--rule", "JUN-4", "--evidence", yes_mail(), code=5)
    assert "recorded before" in again.err
    assert "[JUN-6]" in again.err
    assert "[JUN-4]" in team("export", "acme-1", "--into", "raw", code=5).err


def test_jun_7_an_overdue_review_alarms_and_stops_new_grants(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the interval the review alarms with exit 3 and no grant is given, until it is done."""
    Path("sampler.toml").write_text("[policy]\nreview_days = 30\n")
    travel(monkeypatch, days=31)
    assert "review of accesses was due" in team("access", "review", code=3).err
    assert "[JUN-7]" in team("enforce", code=3).err
    refused = team("grant", "give", SALES, "--deal", "acme", "--act", "load", code=5)
    assert "[JUN-7]" in refused.err
    shown = team("access", "review", "--done", "--json").out
    lines = [json.loads(line) for line in shown.splitlines()]
    assert {line["person"] for line in lines} == {"p1", DEVELOPER}
    assert any(line["act"] == "sanitize" and line["last_used"] for line in lines)
    team("access", "review")
    team("grant", "give", SALES, "--deal", "acme", "--act", "load")


def test_jun_8_the_provider_gets_every_document_and_can_check_them(team: Shell) -> None:
    """Receipt, registers and ledger extract are in one zip whose sums fit, and the receipt verifies."""
    team("report", "compliance", "--deal", "acme", "--output", "acme.zip")
    with zipfile.ZipFile("acme.zip") as pack:
        sums = [line.split("  ") for line in pack.read("SHA256SUMS").decode().splitlines()]
        assert all(hashlib.sha256(pack.read(name)).hexdigest() == digest for digest, name in sums)
        assert {name for _, name in sums} == set(pack.namelist()) - {"SHA256SUMS", "SHA256SUMS.sig"}
        pack.extractall("pack")
    team("receipt", "verify", "pack/receipts/receipt-acme-1.json")
    changed = Path("pack/receipts/receipt-acme-1.json")
    changed.write_bytes(changed.read_bytes().replace(b"ACME", b"ACNE"))
    team("receipt", "verify", str(changed), code=6)


def test_jun_9_what_goes_back_is_the_same_files_and_an_export_in_open_formats(team: Shell) -> None:
    """The pack holds the lent bytes, a SQLite file and SQL that any database reads, and a signed record."""
    team("grant", "give", "p1", "--deal", "acme", "--act", "return", "--act", "open")
    made = ("--to", "dpo@acme.example", "--output", "r.zip", "--passphrase-file", "pp.txt")
    record = json.loads(Path(json.loads(team("return", "acme", *made, "--json").out)["record"]).read_bytes())
    team("open", "r.zip", "--into", "back", "--passphrase-file", "pp.txt")
    assert Path("back/files/acme-1/clients.csv").read_bytes() == Path("delivery/clients.csv").read_bytes()
    for file in record["files"]:
        assert hashlib.sha256(Path("back", file["path"]).read_bytes()).hexdigest() == file["sha256"]
    with closing(sqlite3.connect("back/database/acme.sqlite")) as database:
        expected = database.execute("SELECT id, nom, prenom, email FROM clients").fetchall()
    with closing(sqlite3.connect(":memory:")) as other:
        other.executescript(Path("back/database/acme.sql").read_text())
        assert [tuple(map(str, row)) for row in expected] == other.execute("SELECT * FROM clients").fetchall()
    assert len(expected) == 12
