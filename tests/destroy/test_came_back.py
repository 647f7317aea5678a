"""What stands at the places of a destroyed deal's copies: the timer tells a copy from another file."""

import json
import shutil
from pathlib import Path
from typing import Any

from shells import Shell, in_days
from test_enforcement_runs import as_json, home, left_behind, log, mail_in

from sampler.custody.standing import ABSENT, OTHER, UNSEEN, standing_again
from sampler.places.paths import host


def destroyed(shell: Shell) -> None:
    """An exported copy C2, put aside as `kept`, and its deal destroyed."""
    shell("export", "acme-1s", "--into", "out")
    shutil.copytree("out", "kept")
    shell("destroy", "--deal", "acme", "--yes")


def test_a_copy_that_comes_back_makes_the_timer_say_no(ready: Shell) -> None:
    """Exit 3 in every run, one line, the log and a draft for the manager, until the copy is ended."""
    destroyed(ready)
    assert ready("enforce").out == "nothing is due\n"
    shutil.copytree("kept", "out")
    answer = ready("enforce", code=3)
    assert answer.out == "acme: open again, certificate acme-K1; C2 the copy stands there again\n"
    assert "hint: sampler destroy --deal acme" in answer.err
    assert (log(ready)[-1]["state"], log(ready)[-1]["missing"]) == ("open again", ["C2"])
    drafts = list((home(ready) / "outbox").glob("acme-acme-K1-again-*.eml"))
    assert len(drafts) == 1
    body = mail_in(drafts[0]).get_content()
    assert "C2: the copy stands there again" in body
    assert "C2 : la copie s\N{RIGHT SINGLE QUOTATION MARK}y trouve de nouveau" in body.replace("\xa0", " ")
    assert "C2" in ready("copy", "list", "--open").out
    before = left_behind(ready)
    assert ready("enforce", code=3).out == answer.out
    assert left_behind(ready) == before
    ready("destroy", "--deal", "acme", "--yes")
    assert not Path("out").exists()
    assert ready("enforce").out == "nothing is due\n"
    ready("ledger", "verify")


def test_another_file_at_the_place_is_said_to_be_another(ready: Shell) -> None:
    """Of a deal destroyed before it is a remark: no draft, no event, exit 0."""
    destroyed(ready)
    Path("out").mkdir()
    Path("out/clients.csv").write_text("another file")
    before = left_behind(ready)
    answer = ready("enforce")
    assert answer.out == (
        "acme: destroyed before, certificate acme-K1; C2 something else stands at its place\n"
    )
    assert left_behind(ready) == before
    assert as_json(ready, code=0)["acme"]["missing"] == [
        {"what": "C2", "because": "something else stands at its place"}
    ]


def test_before_a_certificate_another_file_keeps_it_interim(ready: Shell) -> None:
    """An edited copy is no other file: only a person can tell, so the certificate says what stands there."""
    ready("export", "acme-1s", "--into", "out")
    ready("copy", "end", "C2", "--yes")
    Path("out").mkdir()
    Path("out/clients.csv").write_text("edited or new")
    ready("destroy", "--deal", "acme", "--yes", code=7)
    said = json.loads((home(ready) / "documents" / "certificate-acme-K1.json").read_text())
    notes = {line["id"]: line["note"] for line in said["copies"]}
    assert notes["C2"] == "something else stands at its place"


def test_the_registered_copy_of_another_deal_is_no_return(ready: Shell) -> None:
    """A folder used again for another deal's data neither opens the copy again nor keeps a deal interim."""
    ready("export", "acme-1s", "--into", "out")
    ready("copy", "end", "C2", "--yes")
    terms = ("--provider", "BETA SA", "--contact", "dpo@beta.example", "--purpose", "trial")
    ready("deal", "open", "beta", *terms, "--trial-ends", in_days(60))
    Path("out").mkdir()
    Path("out/list.csv").write_text("id;nom\n1;Durant\n")
    ready("ingest", "out", "--deal", "beta", "--channel", "sftp", "--from", "dpo@beta.example")
    ready("destroy", "--deal", "acme", "--yes")
    assert ready("enforce").out == "nothing is due\n"


def test_an_empty_place_costs_one_look_at_the_disk(tmp_path: Path) -> None:
    """No question goes to the registry: 10,000 ended copies are 10,000 looks at the file system."""
    row = {"id": "C1", "kind": "by-hand", "deal": "acme", "evidence": ""}
    said = {"host": host(), "location": str(tmp_path / "list.csv")}
    nobody: Any = None
    assert standing_again(nobody, row, said) == ABSENT
    assert standing_again(nobody, row, {**said, "host": "another machine"}) == UNSEEN
    assert standing_again(nobody, {**row, "kind": "database"}, said) == ABSENT
    (tmp_path / "list.csv-wal").write_text("rows that SQLite left")
    assert standing_again(nobody, {**row, "kind": "database"}, said) == OTHER
