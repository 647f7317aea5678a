"""A full disk: every command says so, leaves nothing half-written, and works once there is space."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from shells import Shell, in_days, lacking, needed
from small_deliveries import CAME, RECIPE

MIB = 1 << 20
ROWS = "".join(f"{n};Vorzal{n};Camille;c.vorzal{n}@acme.example\n" for n in range(3_000))
DELIVERY = f"id;nom;prenom;email\n{ROWS}"
TERMS = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "trial")
COMMANDS = {
    "deal": ("deal", "open", "beta", *TERMS, "--trial-ends", in_days(9)),
    "ingest": ("ingest", "clients.csv", *CAME),
    "sanitize": ("sanitize", "acme-1", "--recipe", "acme.yaml"),
    "export": ("export", "acme-1s", "--into", "out"),
    "pack": (
        *("pack", "acme-1s", "--to", "dev@vendor.example"),
        *("--output", "p.zip", "--passphrase-file", "pp.txt"),
    ),
    "open": ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt"),
    "load": ("load", "acme-1s", "--into", "sqlite:///dev.db"),
}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MiB in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    command = [needed("mount"), "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        lacking("a small file system can't be mounted here")
    try:
        yield place
    finally:
        os.chdir(tmp_path)
        subprocess.run([needed("umount"), "-l", str(place)], check=True)


@pytest.fixture
def cramped(shell: Shell, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose home, key store and working folder lie on the small disk."""
    work = small_disk / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("SAMPLER_HOME", str(small_disk / "home"))
    monkeypatch.setenv("SAMPLER_KEYSTORE", str(small_disk / "keys"))
    (work / "clients.csv").write_text(DELIVERY)
    (work / "acme.yaml").write_text(RECIPE)
    shell.folder = work
    shell("init", "--accept-weak-keystore")
    shell("deal", "open", "acme", *TERMS, "--trial-ends", in_days(60))
    return shell


def fill(disk: Path, leave: int) -> Path:
    """Fill the disk but for some bytes; deleting the file that this gives frees it."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(free - leave, 4096))
    return ballast


def half_written(shell: Shell) -> list[str]:
    """Files that no row explains."""
    home = Path(os.environ["SAMPLER_HOME"])
    with closing(sqlite3.connect(home / "registry.sqlite3")) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM object WHERE state = 'kept'")}
        copies = {row[0] for row in connection.execute("SELECT value FROM detail WHERE field = 'location'")}
    kept.add("signing")
    left = [path.name for path in (home / "vault").iterdir() if path.name not in kept]
    left += [path.name for path in (home / "keys").iterdir() if path.stem not in kept]
    left += [path.name for path in (home / "documents").glob(".*")]
    left += [path.name for path in (home / "journal").iterdir()]
    mine = {"clients.csv", "acme.yaml"} | {Path(place).name for place in copies}
    left += [p.name for p in shell.folder.iterdir() if p.name not in mine and "how-to" not in p.name]
    return left


@pytest.mark.parametrize("leave", [0, 20_000, 90_000])
def test_a_disk_that_fills_up_in_the_middle(
    cramped: Shell, small_disk: Path, monkeypatch: pytest.MonkeyPatch, leave: int
) -> None:
    """Without the check ahead, the disk fills at some byte: exit 4 or done, and nothing in between."""
    for module in (
        "ingest.step",
        "sanitize.step",
        "pack.step",
        "pack.unpack",
        "load.export",
        "load.database",
    ):
        monkeypatch.setattr(f"sampler.{module}.need_space", lambda *_: None)
    failed = 0
    for name, command in COMMANDS.items():
        ballast = fill(small_disk, leave)
        answer = cramped(*command, code=None)
        assert answer.code in (0, 4), (name, answer.err)
        ballast.unlink()
        if answer.code:
            failed += 1
            assert "[no-space]" in answer.err, (name, answer.err)
            assert half_written(cramped) == [], (name, answer.err)
            cramped(*command)
        assert half_written(cramped) == [], name
        cramped("ledger", "verify")
    assert failed >= (2 if leave else len(COMMANDS))
    cramped("destroy", "--deal", "acme", "--yes")


def test_space_is_looked_at_before_the_work(cramped: Shell, small_disk: Path) -> None:
    """A disk with little space left refuses long work at once, with what is needed and what is free."""
    for name, command in COMMANDS.items():
        if name == "deal":
            continue
        ballast = fill(small_disk, 10 * MIB)
        answer = cramped(*command, code=4)
        ballast.unlink()
        assert "MiB are needed" in answer.err
        assert half_written(cramped) == [], name
        if name == "ingest":  # from here on the disk is too small for the margin
            subprocess.run([needed("mount"), "-o", "remount,size=64m", str(small_disk)], check=True)
        cramped(*command)
