"""Copies that nobody registered are found, and nothing else is taken for one."""

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from hiding_places import CSV, PART, PLACES, ROWS, as_csv, people
from shells import Shell
from unrelated import NOTICE, write_unrelated

import sampler.destroy.hunt as hunting

INGEST = ("--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")


@pytest.fixture
def lent(founded: Shell) -> Shell:
    """A shell in which clients.csv was taken in and its clear file is gone; `spots` is an empty folder."""
    Path("clients.csv").write_text(CSV)
    founded("ingest", "clients.csv", *INGEST)
    founded("copy", "end", "C1", "--yes")
    Path("spots").mkdir()
    return founded


def hunted(shell: Shell, *more: str, code: int = 3) -> dict[str, object]:
    """What `hunt spots` answers."""
    answer: dict[str, object] = json.loads(
        shell("hunt", "spots", "--deal", "acme", "--json", *more, code=code).out
    )
    return answer


def sanitized(shell: Shell) -> None:
    """Make acme-1s, with all its columns replaced."""
    Path("acme.yaml").write_text(
        'version: 1\ntables:\n  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, '
        '"prenom": surrogate FIRST_NAME, "email": surrogate EMAIL_ADDRESS, "ville": surrogate CITY, '
        '"inscrit": redact}\n'
    )
    shell("sanitize", "acme-1", "--recipe", "acme.yaml")


def places(answer: dict[str, object]) -> set[str]:
    """The names of what was found."""
    return {Path(found["place"]).name for found in answer["found"]}  # type: ignore[attr-defined]


def test_a_copy_is_found_wherever_it_hides(lent: Shell) -> None:
    """Every kind of hiding place gives exactly one find, in its own folder."""
    for number, hide in enumerate(PLACES.values()):
        folder = Path("spots") / str(number)
        folder.mkdir()
        hide(folder)
    answer = hunted(lent)
    spots = Path("spots").resolve()
    found = [int(Path(f["place"]).relative_to(spots).parts[0]) for f in answer["found"]]  # type: ignore[attr-defined]
    assert [list(PLACES)[n] for n in range(len(PLACES)) if n not in found] == []
    assert sorted(found) == list(range(len(PLACES)))
    assert all(f["sample"] == "acme-1" for f in answer["found"])  # type: ignore[attr-defined]


def test_any_fifty_rows_are_found(lent: Shell) -> None:
    """At least 95 in 100 partial tables of fifty rows are found, wherever they are cut."""
    for number in range(100):
        begin = number * 250 // 100
        (Path("spots") / f"{number}.txt").write_text(as_csv(ROWS[begin : begin + 50], ",", header=()))
    assert len(places(hunted(lent))) >= 95


def test_unrelated_files_are_no_copies(founded: Shell) -> None:
    """Among 2,000 files of other people with the same names, dates and notices none is taken for a copy."""
    Path("clients.csv").write_text(CSV + NOTICE)
    founded("ingest", "clients.csv", *INGEST)
    founded("copy", "end", "C1", "--yes")
    write_unrelated(Path("spots"), 2000)
    answer = hunted(founded, code=0)
    assert answer["files"] == 2000
    assert not answer["found"]
    assert answer["doubtful"], "the notice alone is in many files: they are named, not registered"


def test_what_is_registered_is_no_find(lent: Shell) -> None:
    """The files of registered copies are known; another copy of the same file beside them is not."""
    sanitized(lent)
    lent("export", "acme-1s", "--into", "spots/out")
    lent("load", "acme-1s", "--into", "sqlite:///spots/dev.db")
    assert not hunted(lent, code=0)["found"]
    shutil.copy("spots/out/clients.csv", "spots/out/again.csv")
    answer = hunted(lent)
    assert places(answer) == {"again.csv"}
    assert answer["found"][0]["sample"] == "acme-1s"  # type: ignore[index]


def test_a_second_hunt_finds_the_same_copy(lent: Shell) -> None:
    """What was found before keeps its id, and the ledger agrees with the tables."""
    PLACES["part of a table"](Path("spots"))
    first, second = hunted(lent), hunted(lent)
    assert first["found"][0]["new"]  # type: ignore[index]
    assert not second["found"][0]["new"]  # type: ignore[index]
    assert first["found"][0]["copy"] == second["found"][0]["copy"] == "C2"  # type: ignore[index]
    lent("ledger", "verify")


def test_the_ledger_holds_counts_and_neither_paths_nor_values(lent: Shell) -> None:
    """A hunt is an event with counts; where it looked and what it met stand elsewhere or nowhere."""
    PLACES["a note"](Path("spots"))
    lent("hunt", "spots", "--deal", "acme", code=3)
    line = next(line for line in lent("ledger", "export").out.splitlines() if '"hunt"' in line)
    assert json.loads(line)["facts"] == {
        "deal": "acme",
        "roots": 1,
        "files": 1,
        "bytes": Path("spots/monday.md").stat().st_size,
        "found": 1,
        "doubtful": 0,
        "skipped": 0,
    }
    assert "spots" not in line
    said = "".join(lent.said)
    assert not [cell for row in PART for cell in row[3:4] if cell in said]


def test_the_vault_holds_no_value_in_the_fingerprints(lent: Shell) -> None:
    """Fingerprints are keyed and encrypted: no file of the home shows a word of the sample."""
    everything = b"".join(
        path.read_bytes() for path in (lent.folder.parent / "home").rglob("*") if path.is_file()
    )
    assert not [row[3] for row in ROWS if row[3].encode() in everything]


def test_found_copies_are_destroyed_when_confirmed(lent: Shell) -> None:
    """What holds nothing else is deleted; a repository and a note with other lines wait for a person."""
    for name in ("renamed", "part of a table", "loose git objects", "UTF-16"):
        folder = Path("spots") / name.replace(" ", "-")
        folder.mkdir()
        PLACES[name](folder)
    mixed = Path("spots/diary.txt")
    mixed.write_text("a line of my own\n" * 20 + as_csv(PART))
    answer = hunted(lent, "--destroy", "--yes", code=7)
    claims = {Path(f["place"]).name: f["claim"] for f in answer["found"]}  # type: ignore[attr-defined]
    assert claims == {
        "holiday.bin": "verified-absent",
        "part.csv": "verified-absent",
        "from-excel.txt": "verified-absent",
        ".git": "not-verified",
        "diary.txt": "not-verified",
    }
    assert mixed.exists()
    assert not list(Path("spots").rglob("holiday.bin"))


def test_a_copy_of_a_loaded_database_is_deleted_as_a_whole(lent: Shell) -> None:
    """Its marker says that a load made all of it; with one table more it waits for a person."""
    sanitized(lent)
    lent("load", "acme-1s", "--into", "sqlite:///dev.db")
    for name in ("twin.db", "worked-on.db"):
        shutil.copy("dev.db", Path("spots") / name)
    with closing(sqlite3.connect("spots/worked-on.db")) as connection:
        connection.execute("CREATE TABLE mine (id)")
    answer = hunted(lent, "--destroy", "--yes", code=7)
    claims = {Path(f["place"]).name: f["claim"] for f in answer["found"]}  # type: ignore[attr-defined]
    assert claims == {"twin.db": "verified-absent", "worked-on.db": "not-verified"}
    assert not Path("spots/twin.db").exists()
    assert Path("dev.db").exists()


def test_a_hold_leaves_every_find_and_names_them(lent: Shell) -> None:
    """Under a legal hold nothing is deleted; the refusal names all finds, and a hint can be pasted."""
    for name in ("a.csv", "b.csv"):
        (Path("spots") / name).write_text(CSV)
    said = lent("hunt", "spots", "--deal", "acme", code=3)
    assert "sampler hunt spots --deal acme --destroy" in said.err
    lent("hold", "place", "acme", "--reason", "court order", "--kind", "legal")
    refused = lent("hunt", "spots", "--deal", "acme", "--destroy", "--yes", code=5).err
    assert "not destroyed: C2, C3" in refused
    assert sorted(path.name for path in Path("spots").iterdir()) == ["a.csv", "b.csv"]


def test_without_a_confirmation_nothing_is_destroyed(lent: Shell) -> None:
    """Nothing is deleted because nobody could be asked, but what was found is on record."""
    PLACES["renamed"](Path("spots"))
    lent("hunt", "spots", "--deal", "acme", "--destroy", code=2)
    assert Path("spots/holiday.bin").exists()
    assert "C2" in lent("copy", "list", "--open").out


def test_an_empty_selection_never_means_everything(lent: Shell) -> None:
    """Without a path or configured roots there is nothing to hunt in."""
    lent("hunt", "--deal", "acme", code=2)
    lent("hunt", "nowhere", "--deal", "acme", code=4)


def certificate(shell: Shell, number: int = 1) -> dict[str, object]:
    """A certificate of the deal."""
    path = shell.folder.parent / "home" / "documents" / f"certificate-acme-K{number}.json"
    found: dict[str, object] = json.loads(path.read_bytes())
    return found


def test_destroy_hunts_first(lent: Shell) -> None:
    """A stray copy below the roots ends with the rest; the certificate says where and when was hunted."""
    PLACES["renamed"](Path("spots"))
    lent("destroy", "--deal", "acme", "--hunt", "spots", "--yes")
    document = certificate(lent)
    assert document["kind"] == "final"
    assert not Path("spots/holiday.bin").exists()
    assert str(Path("spots").absolute()) in str(document["hunted"])
    assert "1 copies found" in str(document["hunted"])
    assert {line["kind"] for line in document["copies"]} == {"vault", "source", "found"}  # type: ignore[attr-defined]
    lent("hunt", "spots", "--deal", "acme", code=2)
    lent("ledger", "verify")


def test_what_is_found_and_not_destroyed_keeps_the_certificate_interim(lent: Shell) -> None:
    """A copy in a mailbox waits for a person; their word ends it, and the certificate is issued anew."""
    PLACES["an mbox"](Path("spots"))
    Path("sampler.toml").write_text('hunt_roots = ["spots"]\n')
    lent("destroy", "--deal", "acme", "--yes", code=7)
    assert certificate(lent)["kind"] == "interim"
    assert Path("spots/Inbox").exists()
    lent("copy", "attest", "C2", "--by", "Ana", "--method", "message deleted, mailbox compacted")
    lent("destroy", "--deal", "acme", "--yes")
    assert certificate(lent, 2)["kind"] == "final"


def test_a_timer_hunts_in_the_configured_roots(lent: Shell) -> None:
    """`enforce` hunts before it destroys what is due."""
    PLACES["renamed"](Path("spots"))
    Path("sampler.toml").write_text('hunt_roots = ["spots", "gone"]\n')
    lent("deal", "close", "acme", "--outcome", "lost", "--yes", code=None)
    lent("enforce")
    assert not Path("spots/holiday.bin").exists()
    document = certificate(lent)
    assert "1 not looked into" in str(document["hunted"])
    assert "files that the hunt could not look into" in {gap["what"] for gap in document["not_verified"]}  # type: ignore[attr-defined]


def test_a_crash_during_the_hunt_leaves_the_destruction_to_be_done(
    lent: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hunt comes before anything is destroyed: when it fails nothing has begun; again does all."""
    PLACES["renamed"](Path("spots"))
    with monkeypatch.context() as patch:
        patch.setattr(hunting, "put_on_record", lambda *_: (_ for _ in ()).throw(OSError(5, "x")))
        lent("destroy", "--deal", "acme", "--hunt", "spots", "--yes", code=4)
    lent("ledger", "verify")
    assert "C2" not in lent("copy", "list").out
    lent("destroy", "--deal", "acme", "--hunt", "spots", "--yes")
    assert certificate(lent)["kind"] == "final"


def test_a_sample_from_before_fingerprints_is_said(lent: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without fingerprints whole files are still found, and the hunt and the certificate say what is not."""
    monkeypatch.setattr(hunting, "ROLE", "none")
    monkeypatch.setattr("sampler.custody.fingerprints.ROLE", "none")
    PLACES["renamed"](Path("spots"))
    PLACES["UTF-16"](Path("spots"))
    assert "acme-1 has no fingerprints" in lent("hunt", "spots", "--deal", "acme", code=3).err
    lent("destroy", "--deal", "acme", "--hunt", "spots", "--yes")
    assert "stray rows of acme-1" in {gap["what"] for gap in certificate(lent)["not_verified"]}  # type: ignore[attr-defined]


def test_what_cannot_be_looked_into_is_named(lent: Shell) -> None:
    """Encrypted, damaged, bomb-like and unknown archives are listed, and the hunt goes on."""
    spots = Path("spots")
    PLACES["one file of a zip"](spots)
    sound = (spots / "mine.zip").read_bytes()
    (spots / "cut.zip").write_bytes(sound[: len(sound) // 2])
    marked = bytearray(sound)
    for at in range(len(marked) - 4):
        if marked[at : at + 4] == b"PK\x01\x02":
            marked[at + 8] |= 1
    (spots / "sealed.zip").write_bytes(marked)
    (spots / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(50))
    with zipfile.ZipFile(spots / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(40 << 20))
    (spots / "link").symlink_to("mine.zip")
    os.mkfifo(spots / "pipe")
    answer = hunted(lent)
    said = {Path(s["place"]).name: s["why"] for s in answer["not_looked_into"]}  # type: ignore[attr-defined]
    assert said == {
        "cut.zip": "damaged",
        "sealed.zip": "encrypted",
        "x.7z": "an archive of a kind that is not read",
        "bomb.zip": "too big inside",
    }
    assert places(answer) == {"mine.zip"}


def test_a_repository_cannot_run_anything(lent: Shell) -> None:
    """Hooks and settings of a hunted repository are not obeyed."""
    folder = Path("spots/repo")
    folder.mkdir()
    PLACES["loose git objects"](folder)
    trap = Path("trap.sh").absolute()
    trap.write_text("#!/bin/sh\ntouch " + str(Path("sprung").absolute()) + "\n")
    trap.chmod(0o755)
    with (folder / ".git/config").open("a") as config:
        config.write(f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n\tsshCommand = {trap}\n")
        config.write(f'[filter "x"]\n\tsmudge = {trap}\n[diff "x"]\n\ttextconv = {trap}\n')
    assert places(hunted(lent)) == {".git"}
    assert not Path("sprung").exists()


def test_without_git_a_repository_is_named_as_not_looked_into(
    lent: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be read is never passed over in silence."""
    Path("spots/repo").mkdir()
    PLACES["a git pack"](Path("spots/repo"))
    monkeypatch.setattr("sampler.places.git_objects.shutil.which", lambda _: None)
    answer = hunted(lent, code=0)
    assert "git is not there to read its objects" in {s["why"] for s in answer["not_looked_into"]}  # type: ignore[attr-defined]


def test_another_file_system_is_hunted_too(lent: Shell) -> None:
    """A mounted place below or beside the others is a root like any; a link to it is not followed."""
    other = Path("/dev/shm") / f"sampler-hunt-{os.getpid()}"  # noqa: S108 - another file system
    if not other.parent.is_dir() or other.parent.stat().st_dev == Path.cwd().stat().st_dev:
        other = lent.folder.parent / "other"
    other.mkdir()
    try:
        PLACES["renamed"](other)
        Path("spots/share").symlink_to(other)
        assert not hunted(lent, code=0)["found"]
        lent("hunt", str(other), "--deal", "acme", code=3)
    finally:
        shutil.rmtree(other)


def test_another_deals_people_are_not_this_deals(lent: Shell) -> None:
    """Fingerprints belong to one deal: another deal's rows, hunted for this one, are no find."""
    Path("spots/other.csv").write_text(as_csv(people(400, 99, "other.example")))
    assert not hunted(lent, code=0)["found"]


def test_the_home_itself_is_not_hunted(lent: Shell) -> None:
    """What the home keeps is known: a root above it does not make it a find."""
    home = lent.folder.parent / "home"
    with closing(sqlite3.connect(home / "registry.sqlite3")) as connection:
        connection.execute("SELECT 1")
    answer = json.loads(lent("hunt", str(lent.folder.parent), "--deal", "acme", "--json").out)
    assert not [s for s in answer["not_looked_into"] if s["place"].startswith(str(home))]
