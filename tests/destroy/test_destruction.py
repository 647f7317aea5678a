"""Destruction claims what it checked, and nothing else."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days, needed
from small_chain import spread_copies, take_in

import sampler.cli.session as session_module
import sampler.destroy.execute as execution
from sampler.cli.settings import system_clock
from sampler.errors import SamplerError

PLACES = {"C1": "delivery", "C2": "out", "C3": "p.zip", "C4": "pp.txt", "C5": "opened", "C6": "dev.db"}


def certificate(shell: Shell, number: int = 1) -> dict[str, object]:
    home = shell.folder.parent / "home"
    data: dict[str, object] = json.loads(
        (home / "documents" / f"certificate-acme-K{number}.json").read_bytes()
    )
    return data


def claims(document: dict[str, object]) -> dict[str, str]:
    return {line["id"]: line["claim"] for line in document["copies"]}  # type: ignore[attr-defined]


def test_everything_on_this_machine_ends_in_a_final_certificate(founded: Shell) -> None:
    """All six kinds of copy are deleted and looked for, keys are destroyed, the certificate is final."""
    spread_copies(founded)
    founded("destroy", "--deal", "acme", "--yes")
    document = certificate(founded)
    assert document["kind"] == "final"
    assert claims(document) == {
        "vault/acme-1": "key-destroyed",
        "vault/acme-1s": "key-destroyed",
        **dict.fromkeys(PLACES, "verified-absent"),
    }
    assert not any(Path(place).exists() for place in PLACES.values())
    assert document["keystore"] == "weak"
    founded("ledger", "verify", "--anchor", str(document["anchor"]))


def test_yesterdays_home_opens_nothing_today(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the home from before, with today's key store, reads no sample and signs nothing."""
    take_in(founded)
    home = founded.folder.parent / "home"
    shutil.copytree(home, founded.folder.parent / "yesterday")
    wrapped = {path.name: path.read_bytes() for path in (home / "keys").iterdir()}
    founded("destroy", "--deal", "acme", "--yes")
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert not [name for name, data in wrapped.items() if data in everything]
    monkeypatch.setenv("SAMPLER_HOME", str(founded.folder.parent / "yesterday"))
    for command in (("export", "acme-1s", "--into", "out"), ("sanitize", "acme-1", "--recipe", "acme.yaml")):
        assert founded(*command, code=None).code == 4
    assert not Path("out").exists()


@pytest.mark.parametrize("copy", sorted(PLACES))
def test_what_is_restored_before_the_check_is_not_called_absent(
    founded: Shell, monkeypatch: pytest.MonkeyPatch, copy: str
) -> None:
    """A copy put back behind the tool's back, after its deletion, makes the certificate interim."""
    spread_copies(founded)
    place = Path(PLACES[copy])
    aside = founded.folder.parent / "aside"
    (shutil.copytree if place.is_dir() else shutil.copy)(place, aside)
    original = execution._destroy_keys

    def restoring(*arguments: object) -> None:
        original(*arguments)  # type: ignore[arg-type]
        (shutil.copytree if aside.is_dir() else shutil.copy)(aside, place)

    monkeypatch.setattr(execution, "_destroy_keys", restoring)
    founded("destroy", "--deal", "acme", "--yes", code=7)
    document = certificate(founded)
    assert document["kind"] == "interim"
    assert claims(document)[copy] == "not-verified"


def test_an_object_restored_in_the_vault_stops_the_certificate(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No certificate is written while an object or its key is there again."""
    take_in(founded)
    vault = founded.folder.parent / "home" / "vault"
    name = next(vault.iterdir())
    data = name.read_bytes()
    original = execution._certify

    def restoring(*arguments: object) -> object:
        name.write_bytes(data)
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(execution, "_certify", restoring)
    founded("destroy", "--deal", "acme", "--yes", code=7)
    assert "not-verified" in claims(certificate(founded)).values()


def test_a_changed_copy_is_left_and_named(founded: Shell) -> None:
    """A file that is not what was registered may be somebody's work: it stays, the end is interim."""
    spread_copies(founded)
    Path("p.zip").write_bytes(b"something else")
    Path("out/mine.txt").write_text("my notes")
    answer = founded("destroy", "--deal", "acme", "--yes", code=7)
    assert "C2" in answer.err
    assert "C3" in answer.err
    assert Path("p.zip").exists()
    assert [path.name for path in Path("out").iterdir()] == ["mine.txt"]
    assert claims(certificate(founded))["C3"] == "not-verified"


def test_a_copy_that_went_away_needs_somebodys_word(founded: Shell) -> None:
    """A pack that was moved is not called destroyed until a person attests; then the certificate is final."""
    spread_copies(founded)
    Path("p.zip").rename("sent.zip")
    founded("destroy", "--deal", "acme", "--yes", code=7)
    assert certificate(founded)["kind"] == "interim"
    founded("copy", "attest", "C3", "--by", "Dev Un <dev@vendor.example>", "--method", "deleted, bin emptied")
    founded("destroy", "--deal", "acme", "--yes")
    assert certificate(founded, 2)["kind"] == "final"
    assert claims(certificate(founded, 2))["C3"] == "attested"
    founded("destroy", "--deal", "acme", "--yes", code=2)


def test_a_database_with_other_tables_keeps_them(founded: Shell) -> None:
    """Only our tables are dropped from a database in which a developer has made others."""
    spread_copies(founded)
    with closing(sqlite3.connect("dev.db")) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    founded("destroy", "--deal", "acme", "--yes")
    assert claims(certificate(founded))["C6"] == "verified-absent"
    with closing(sqlite3.connect("dev.db")) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["mine"]


def test_a_dry_run_touches_nothing(founded: Shell) -> None:
    """The plan is a value; not executing it changes nothing."""
    spread_copies(founded)
    before = founded("ledger", "verify", "--json").out
    founded("destroy", "--deal", "acme", "--dry-run")
    assert founded("ledger", "verify", "--json").out == before
    assert all(Path(place).exists() for place in PLACES.values())


def test_without_a_terminal_destruction_needs_yes(founded: Shell) -> None:
    """Nothing is destroyed because nobody could be asked."""
    take_in(founded)
    founded("destroy", "--deal", "acme", code=2)
    assert Path("delivery").exists()


def test_from_the_beginning_every_read_is_refused(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """From `destroy.begin` on the gate refuses, even if the rest has not happened yet."""
    take_in(founded)

    def failing(*_: object) -> None:
        raise SamplerError("stop here")

    with monkeypatch.context() as patch:
        patch.setattr(execution, "_destroy_keys", failing)
        founded("destroy", "--deal", "acme", "--yes", code=1)
    answer = founded("export", "acme-1s", "--into", "out", code=None)
    assert answer.code == 5
    assert "finished" in answer.err
    assert certificate(founded)["kind"] == "final"


def test_another_deals_data_survives(founded: Shell) -> None:
    """Rotation rewraps what belongs to others; it still opens."""
    take_in(founded)
    terms = ("--provider", "B", "--contact", "b@b.example", "--purpose", "trial", "--trial-ends", in_days(10))
    founded("deal", "open", "other", *terms)
    shutil.copytree("delivery", "delivery2")
    founded("ingest", "delivery2", "--deal", "other", "--channel", "sftp", "--from", "b@b.example")
    founded("destroy", "--deal", "acme", "--yes")
    Path("other.yaml").write_text(Path("acme.yaml").read_text())
    founded("sanitize", "other-1", "--recipe", "other.yaml")
    founded("export", "other-1s", "--into", "out")
    assert Path("out/clients.csv").read_text().count("\n") == 21


def test_the_certificates_signature_is_checked_by_ssh_keygen(founded: Shell) -> None:
    """Anyone checks it without sampler; a changed byte is refused."""
    keygen = needed("ssh-keygen")
    take_in(founded)
    founded("destroy", "--deal", "acme", "--yes")
    documents = founded.folder.parent / "home" / "documents"
    data = (documents / "certificate-acme-K1.json").read_bytes()
    command = [
        keygen,
        "-Y",
        "verify",
        "-f",
        str(documents / "allowed_signers"),
        "-I",
        "sampler",
        "-n",
        "sampler",
    ]
    command += ["-s", str(documents / "certificate-acme-K1.json.sig")]
    assert subprocess.run(command, input=data, capture_output=True, check=False).returncode == 0
    changed = data.replace(b"final", b"finaI")
    assert subprocess.run(command, input=changed, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("format_", ["html", "pdf", "csv", "json"])
def test_every_view_of_every_document_renders(founded: Shell, lang: str, format_: str) -> None:
    """Receipt, certificate and report come in every format and both languages."""
    take_in(founded)
    founded("destroy", "--deal", "acme", "--yes")
    for what in (("certificate", "--deal", "acme"), ("destruction", "--deal", "acme"), ("receipt", "acme-1")):
        target = f"{what[0]}.{format_}"
        founded("report", *what, "--format", format_, "--lang", lang, "--output", target)
        assert Path(target).stat().st_size > 100
        founded("report", *what)


def test_a_delivery_taken_in_twice_ends_once(founded: Shell) -> None:
    """Two samples from one folder: what sampler deleted with the first copy is not called missing."""
    take_in(founded)
    founded("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("destroy", "--deal", "acme", "--yes")
    assert claims(certificate(founded))["C2"] == "verified-absent"


def test_a_persons_word_does_not_beat_what_can_be_seen(founded: Shell) -> None:
    """Attested as deleted while it still stands there: the copy is not verified, the certificate interim."""
    spread_copies(founded)
    Path("p.zip").write_bytes(b"changed")
    founded("destroy", "--deal", "acme", "--yes", code=7)
    founded("copy", "attest", "C3", "--by", "Dev Un <dev@vendor.example>", "--method", "deleted")
    founded("destroy", "--deal", "acme", "--yes", code=7)
    assert claims(certificate(founded, 2))["C3"] == "not-verified"
    Path("p.zip").unlink()
    founded("copy", "attest", "C3", "--by", "Dev Un <dev@vendor.example>", "--method", "deleted")
    founded("destroy", "--deal", "acme", "--yes")
    assert certificate(founded, 3)["kind"] == "final"


def test_the_report_says_when_keys_ended_not_when_it_was_drawn(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report of tomorrow names today as the end of the keys."""
    take_in(founded)
    founded("destroy", "--deal", "acme", "--yes")
    destroyed_at = certificate(founded)["destroyed_at"]
    monkeypatch.setattr(session_module, "system_clock", lambda: system_clock() + timedelta(days=1))
    report = json.loads(founded("report", "destruction", "--deal", "acme", "--format", "json").out)
    ended = {copy["id"]: copy["ended_at"] for copy in report["deals"][0]["copies"]}
    assert ended["vault/acme-1"] == destroyed_at
    assert report["generated_at"] != destroyed_at


@pytest.mark.parametrize("emptied", [True, False])
def test_without_its_registry_a_home_is_not_called_fine(founded: Shell, *, emptied: bool) -> None:
    """A registry that is gone or empty is an integrity error, for the timer too."""
    take_in(founded)
    registry = founded.folder.parent / "home" / "registry.sqlite3"
    for path in registry.parent.glob("registry.sqlite3*"):
        path.unlink()
    if emptied:
        registry.touch()
    for command in (("enforce",), ("deal", "list"), ("copy", "list"), ("ledger", "verify")):
        assert founded(*command, code=None).code == 6
