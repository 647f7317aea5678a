"""Copies that people make by hand, the report of where everything is (IJO-6), and checks of copies."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from shells import Shell

COLUMNS = {"medium", "environment", "country", "custodian", "protection", "checked_at"}


def rows(shell: Shell, *more: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in map(json.loads, shell("where", *more, "--json").out.splitlines())}


HTML = ("--format", "html", "--lang", "en", "--output", "c.html")


def test_where_answers_the_providers_question(ready: Shell) -> None:
    """IJO-6: every copy, the vault's too, with all that was promised; none of it empty."""
    ready("export", "acme-1s", "--into", "out")
    ready("load", "acme-1s", "--into", "sqlite:///dev.db")
    medium = ready("medium", "add", "--kind", "paper", "--protection", "locked-away", "--disposal", "shred")
    assert "M1" in medium.out
    by_hand = ("--place", "safe of room 12", "--holder", "dev@vendor.example", "--medium", "M1")
    ready("copy", "add", "acme-1s", *by_hand, "--protection", "locked-away")
    found = rows(ready, "acme")
    assert set(found) == {"vault/acme-1", "vault/acme-1s", "C1", "C2", "C3", "C4"}
    assert all(row[column] for row in found.values() for column in COLUMNS)
    assert found["C4"]["medium"] == "M1 (paper)"
    assert set(rows(ready, "acme-1s")) == set(found) - {"vault/acme-1", "C1"}
    assert rows(ready) == found
    ready("where", "beta", code=4)
    assert "safe of room 12" in ready("where").out


@pytest.mark.parametrize(("harm", "kind"), [("changed", "integrity"), ("gone", "confidentiality")])
def test_a_copy_that_is_changed_or_gone_drafts_an_incident(ready: Shell, harm: str, kind: str) -> None:
    """USR-7: `copy check` says so, exits 3, and a draft names the copy; an untouched one is fine."""
    ready("export", "acme-1s", "--into", "out")
    assert json.loads(ready("copy", "check", "C2", "--json").out)["found"] == "unchanged"
    if harm == "changed":
        Path("out/clients.csv").write_text("x")
    else:
        shutil.rmtree("out")
    answer = ready("copy", "check", "--json", code=3)
    told = json.loads(answer.out)
    assert (told["copy"], told["found"]) == ("C2", harm)
    shown = ready("incident", "show", told["incident"], "--json").out
    assert kind in shown
    assert "C2" in shown


def test_a_copy_made_by_hand_ends_by_hand_or_by_sampler(ready: Shell) -> None:
    """One that lies here is known by its bytes and deleted; one elsewhere stays open until attested."""
    ready("export", "acme-1s", "--into", "out")
    shutil.copytree("out", "again")
    ready("copy", "add", "acme-1s", "--path", "again", "--holder", "ana@vendor.example")
    ready("copy", "add", "acme-1s", "--place", "laptop of Dev Un", "--holder", "dev@vendor.example")
    ready("copy", "add", "acme-1s", "--place", "printed", "--holder", "dev@vendor.example")
    gone = ("copy", "attest")
    assert "destroy" not in ready(*gone, "C5", "--by", "Dev Un", "--method", "shredded").out
    assert "C4" in ready("destroy", "--deal", "acme", "--yes", code=7).err
    assert not Path("again").exists()
    assert "issues the certificate" in ready(*gone, "C4", "--by", "Dev Un", "--method", "deleted").out
    ready("destroy", "--deal", "acme", "--yes")


def test_an_attested_copy_keeps_its_holder(ready: Shell) -> None:
    """Holder, declarer and recorder stand apart on the certificate; an empty file is no evidence."""
    ready("medium", "add", "--kind", "paper", "--protection", "locked-away", "--disposal", "shred")
    place = ("--place", "safe of room 12", "--holder", "dev@vendor.example")
    ready("copy", "add", "acme-1s", *place, "--medium", "M1")
    ready("copy", "add", "acme-1s", "--place", "laptop")
    Path("proof.txt").write_bytes(b"")
    word = ("--by", "Ops <ops@vendor.example>", "--method", "shredded")
    ready("copy", "attest", "C2", *word, "--evidence", "proof.txt", code=2)
    Path("proof.txt").write_bytes(b"seen")
    ready("copy", "attest", "C2", *word, "--evidence", "proof.txt")
    ready("copy", "attest", "C3", *word)
    ready("destroy", "--deal", "acme", "--yes")
    said = json.loads(ready("report", "certificate", "--deal", "acme", "--json").out)
    lines = {one["id"]: one for one in said["copies"]}
    paper, laptop = lines["C2"], lines["C3"]
    assert (paper["holder"], paper["declared_by"]) == ("dev@vendor.example", "Ops <ops@vendor.example>")
    assert paper["recorded_by"] == said["carried_out_by"]
    assert paper["evidence_sha256"] == hashlib.sha256(b"seen").hexdigest()
    assert (laptop["holder"], laptop["evidence_sha256"]) == ("", "")
    assert (paper["medium"], laptop["medium"]) == ("paper", "not stated")
    ready("report", "certificate", "--deal", "acme", *HTML)
    page = Path("c.html").read_text()
    assert paper["evidence_sha256"] in page
    assert "declared by Ops" in page
    assert "medium not stated" in page


def test_a_copy_that_moves_is_one_copy(ready: Shell) -> None:
    """A move is recorded when the copy is there and no longer here; otherwise there are two."""
    ready("export", "acme-1s", "--into", "out")
    shutil.copytree("out", "moved")
    assert "makes two" in ready("copy", "move", "C2", "--path", "moved", code=3).err
    shutil.rmtree("out")
    ready("copy", "move", "C2", "--path", "moved")
    assert rows(ready)["C2"]["place"].endswith("moved")
    Path("other").mkdir()
    assert "is not copy C2" in ready("copy", "move", "C2", "--path", "other", code=3).err
    shutil.rmtree("moved")
    ready("copy", "move", "C2", "--place", "laptop of Dev Un", "--holder", "dev@vendor.example")
    assert rows(ready)["C2"]["custodian"] == "dev@vendor.example"
    ready("copy", "return", "C2", "--by", "dpo@acme.example", "--receipt", "their mail of today")
    assert rows(ready)["C2"]["state"] == "attested"
    ready("copy", "return", "C2", "--by", "dpo@acme.example", "--receipt", "again", code=2)


def test_a_copy_in_a_bad_place_is_on_record_with_the_rule_it_breaks(ready: Shell) -> None:
    """EDU-5: it exists, so it is registered; and it is said that it must come back."""
    Path("Dropbox").mkdir()
    Path("Dropbox/x.csv").write_text("id\n1\n")
    answer = ready("copy", "add", "acme-1s", "--path", "Dropbox/x.csv")
    assert "EDU-5 (synchronised)" in answer.err
    assert "C2" in rows(ready)


def test_a_target_outside_the_declared_address_is_refused(ready: Shell) -> None:
    """EDU-5: an environment is the folder or file that was declared, from wherever the command is run."""
    for name in ("envd", "other"):
        Path(name).mkdir()
    ready("environment", "remove", "here")
    ready("environment", "add", "here", "--country", "FR", "--address", "envd")
    load = ("load", "acme-1s", "--into")
    for bad in ("sqlite:///other/z.db", "sqlite:///z.db", "sqlite:///envd/../other/z.db"):
        answer = ready(*load, bad, code=5)
        assert "outside the environment's declared address [EDU-5]" in answer.err
    ready(*load, "sqlite:///envd/z.db")


def test_samplers_own_folders_are_no_copy(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home, the key store, what is in them and around them is not registered, written to, nor deleted."""
    home, keys = (Path(os.environ[name]) for name in ("SAMPLER_HOME", "SAMPLER_KEYSTORE"))
    Path("link").symlink_to(home)
    for own in (home, home / "registry.sqlite3", home.parent, keys, next(keys.iterdir()), Path("link")):
        answer = ready("copy", "add", "acme-1s", "--path", str(own), code=2)
        assert "own folders" in answer.err
    assert "own home" in ready("export", "acme-1s", "--into", str(home / "out"), code=2).err
    assert "own home" in ready("export", "acme-1s", "--into", "link/out", code=2).err
    ready("export", "acme-1s", "--into", "out")
    monkeypatch.setenv("SAMPLER_KEYSTORE", str(shutil.copytree(keys, Path("out") / "keys")))
    assert "own home or key store" in ready("copy", "end", "C2", "--yes", code=7).err
    assert Path("out/clients.csv").exists()


def test_an_unknown_environment_or_medium_is_not_taken(ready: Shell) -> None:
    """What is not declared can't hold a copy."""
    ready("copy", "add", "acme-1s", "--place", "x", "--environment", "nowhere", code=4)
    ready("copy", "add", "acme-1s", "--place", "x", "--medium", "M9", code=4)
    ready("copy", "add", "acme-9", "--place", "x", code=4)
    ready("copy", "add", "acme-1s", code=2)


def test_an_environment_that_others_reach_is_not_declared(ready: Shell) -> None:
    """EDU-5, USR-7: production, a remote host, a synchronised folder; a local folder is taken and listed."""
    Path("Dropbox").mkdir()
    bad = (
        ("--kind", "production"),
        ("--address", "203.0.113.5"),
        ("--address", str(Path("Dropbox").absolute())),
    )
    for more in bad:
        assert "[EDU-5]" in ready("environment", "add", "box", "--country", "FR", *more, code=5).err
    ready("environment", "add", "box", "--country", "FR", "--address", str(Path().absolute()))
    listed = [json.loads(line) for line in ready("environment", "list", "--json").out.splitlines()]
    assert [(row["id"], row["country"]) for row in listed] == [("box", "FR"), ("here", "FR")]
    ready("environment", "check", "box")
    ready("environment", "add", "box", "--country", "FR", code=2)
    ready("environment", "remove", "box")
    assert (
        "[IJO-1]" in ready("load", "acme-1s", "--into", "sqlite:///d.db", "--environment", "box", code=5).err
    )
