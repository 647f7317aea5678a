"""Ctrl-C while workers sanitize: nothing half-written stays, no process either, and a second run works."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from shells import Shell

ROWS = 12_000
RECIPE = """\
version: 1
tables:
  "*":
    id: token
    nom: surrogate LAST_NAME
    email: surrogate EMAIL_ADDRESS
    note: text
"""
INTERRUPTED = 130


def received(shell: Shell) -> None:
    """The sample acme-1 of some thousand people with a note each, and a recipe."""
    with Path("people.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["id", "nom", "email", "note"])
        for number in range(ROWS):
            name = f"Nom{'abcdefghij'[number % 10]}"
            rows.writerow([number, name, f"n{number}@acme.fr", f"Vu le dossier {number} de {name}."])
    Path("recipe.yaml").write_text(RECIPE)
    shell("ingest", "people.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")


def started() -> subprocess.Popen[bytes]:
    """`sampler sanitize` in a process group of its own, as a terminal starts it, with two workers."""
    command = [sys.executable, "-m", "sampler", "sanitize", "acme-1", "--recipe", "recipe.yaml"]
    environment = {**os.environ, "SAMPLER_WORKERS": "2"}
    return subprocess.Popen(
        command,
        env=environment,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_told_of_ctrl_c,  # noqa: PLW1509 - it sets a signal, and takes no lock
    )


def _told_of_ctrl_c() -> None:
    """A suite that was started in the background hands down that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def objects(folder: Path) -> set[str]:
    """The names of what the vault holds, unfinished things too."""
    return {path.name for path in (folder.parent / "home" / "vault").rglob("*") if path.is_file()}


def workers_at(process: subprocess.Popen[bytes], reached: Callable[[], bool]) -> list[psutil.Process]:
    """The two workers, when a moment is reached."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        workers = psutil.Process(process.pid).children()
        if len(workers) > 1 and reached():
            return workers
        time.sleep(0.005)
    raise AssertionError("the moment did not come")


@pytest.mark.parametrize("moment", ["starting", "writing"])
def test_stopped_and_run_again(founded: Shell, moment: str) -> None:
    received(founded)
    before = objects(founded.folder)
    process = started()
    workers = workers_at(process, lambda: moment == "starting" or objects(founded.folder) != before)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == INTERRUPTED, said
    assert b"error: stopped; nothing half-written was kept" in said
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive
    founded("ledger", "verify")
    assert objects(founded.folder) == before
    founded("sanitize", "acme-1", "--recipe", "recipe.yaml")
    founded("export", "acme-1s", "--into", "out")
    with Path("out/people.csv").open(newline="") as made:
        written = list(csv.DictReader(made))
    assert len(written) == len({row["email"] for row in written}) == ROWS
