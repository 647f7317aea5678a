"""Copies in developers' corners: pytest's cache, mail drafts, unfinished temporary files."""

import json
import secrets
from pathlib import Path

import pytest
from shells import Shell

from sampler.cli.session import working
from sampler.custody import endings

CACHE = Path(".pytest_cache/d")


def claim(shell: Shell, copy: str) -> str:
    rows = map(json.loads, shell("copy", "list", "--json").out.splitlines())
    return next(str(row["claim"]) for row in rows if row["id"] == copy)


def test_a_fixture_exported_into_pytests_cache_ends_with_the_deal(ready: Shell) -> None:
    """It is a registered copy like any other; the cache's other files stay."""
    CACHE.mkdir(parents=True)
    (CACHE / "lastfailed").write_text("{}")
    ready("export", "acme-1s", "--into", str(CACHE / "acme"))
    ready("load", "acme-1s", "--into", f"sqlite:///{CACHE}/acme.db")
    ready("destroy", "--deal", "acme", "--yes")
    assert [path.name for path in CACHE.iterdir()] == ["lastfailed"]
    assert {claim(ready, "C2"), claim(ready, "C3")} == {"verified-absent"}


def test_a_stray_fixture_in_pytests_cache_is_found_and_ended(founded: Shell) -> None:
    """A copied file is deleted with the deal; rows cached in another form are left for a person."""
    names = ("Durand", "Lefebvre", "Moreau", "Fournier", "Girard", "Bonnet", "Lambert", "Rousseau")
    rows = [
        {"id": str(n), "nom": names[n % 8], "email": f"c.{names[n % 8].lower()}{n}@acme.example"}
        for n in range(64)
    ]
    text = "id;nom;email\n" + "".join(f"{';'.join(row.values())}\n" for row in rows)
    Path("clients.csv").write_text(text)
    founded("ingest", "clients.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("copy", "end", "C1", "--yes")
    project = Path("project") / CACHE
    (project / "acme").mkdir(parents=True)
    (project / "acme" / "clients.csv").write_text(text)
    (Path("project") / ".pytest_cache" / "v" / "cache").mkdir(parents=True)
    (Path("project") / ".pytest_cache" / "v" / "cache" / "rows").write_text(json.dumps(rows))
    told = json.loads(founded("hunt", "project", "--deal", "acme", "--json", code=3).out)
    assert {Path(one["place"]).name for one in told["found"]} == {"clients.csv", "rows"}
    assert "C3" in founded("destroy", "--deal", "acme", "--yes", code=7).err
    assert not (project / "acme" / "clients.csv").exists()
    assert (Path("project") / ".pytest_cache" / "v" / "cache" / "rows").exists()


def test_a_mail_draft_ends_and_one_that_was_edited_is_left(ready: Shell) -> None:
    """A draft holds the pack: it is deleted if it is still what was written; an edited one is a person's."""
    mail = ("--mail", "a.eml", "--passphrase-channel", "phone", "--passphrase-file", "a.txt")
    ready("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "a.zip", *mail)
    rows = {r["kind"]: r for r in map(json.loads, ready("copy", "list", "--open", "--json").out.splitlines())}
    draft = rows["draft"]["id"]
    data = Path("a.eml").read_bytes()
    Path("a.eml").write_bytes(data + b"PS\n")
    assert "changed" in ready("copy", "end", draft, "--yes", code=7).err
    assert Path("a.eml").exists()
    Path("a.eml").write_bytes(data)
    ready("copy", "end", draft, "--yes")
    assert claim(ready, draft) == "verified-absent"
    assert not Path("a.eml").exists()


@pytest.mark.parametrize("kind", ["draft", "export", "database", "pack"])
def test_a_copy_restored_between_its_deletion_and_the_check_is_not_gone(
    ready: Shell, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Whatever its kind: it is looked for after it was deleted, and what stands there is not gone."""
    mail = ("--mail", "a.eml", "--passphrase-channel", "phone", "--passphrase-file", "a.txt")
    ready("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "a.zip", *mail)
    ready("export", "acme-1s", "--into", "out")
    ready("load", "acme-1s", "--into", "sqlite:///dev.db")
    rows = {r["kind"]: r for r in map(json.loads, ready("copy", "list", "--open", "--json").out.splitlines())}
    copy, place = rows[kind]["id"], Path(rows[kind]["location"])
    real = {name: getattr(endings, name) for name in ("_remove_known", "_remove_database")}

    def restoring(name: str) -> object:
        def removing(*given: object) -> str:
            evidence = str(real[name](*given))
            place.write_text("back again")
            return evidence

        return removing

    for name in real:
        monkeypatch.setattr(endings, name, restoring(name))
    assert "there again" in ready("copy", "end", copy, "--yes", code=7).err
    assert claim(ready, copy) == "not-verified"


def test_an_unfinished_temporary_file_is_gone_after_a_destruction(ready: Shell) -> None:
    """What an interrupted act left beside its target is on record in the journal, and removed first."""
    left = Path(f".sampler-{secrets.token_hex(6)}.part").absolute()
    left.mkdir()
    (left / "clients.csv").write_text("id;nom\n1;x\n")
    with working() as session:
        session.journal.begin("export", "acme-1s", temporary=str(left), final=str(Path("out").absolute()))
    assert "had been interrupted: undone" in ready("destroy", "--deal", "acme", "--yes").err
    assert not left.exists()
    assert not list(Path().glob(".sampler-*"))
