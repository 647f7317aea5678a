"""A stopped run's finished files and parts are used by the next one, under the same inputs and no others."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from shells import Shell

from sampler.cli.session import working
from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.engine.parts import PartWork
from sampler.errors import UnreadableError
from sampler.formats import csv_parts
from sampler.sanitize import apart, step, writing
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.plan import Plan
from sampler.sanitize.resuming import inputs, unfinished
from sampler.sanitize.resuming.runs import Run
from sampler.sanitize.resuming.shelf import NOTE, OBJECT
from sampler.vault.store import Vault

ROWS = 4_000
PART, LEAST = 1 << 14, 1 << 15
RECIPE = """\
version: 1
tables:
  "*":
    id: token
    nom: surrogate LAST_NAME
    email: surrogate EMAIL_ADDRESS
    tel: surrogate PHONE_NUMBER
"""
OTHER = RECIPE.replace("surrogate LAST_NAME", "redact")
SAMPLE = ("sanitize", "acme-1", "--recipe", "recipe.yaml")
# the real command, with small parts; it waits once the first parts of a file are on record
SLOW = f"""\
import sys, time
from sampler.formats import csv_parts
csv_parts.PART_BYTES = {PART}
from sampler.sanitize.resuming import unfinished
unfinished.LEAST = {LEAST}
kept = unfinished.Unfinished._keep_run
def keep(*given):
    kept(*given)
    time.sleep(60)
unfinished.Unfinished._keep_run = keep
from sampler.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts in this process too."""
    monkeypatch.setattr(csv_parts, "PART_BYTES", PART)
    monkeypatch.setattr(inputs, "PART_BYTES", PART)
    monkeypatch.setattr(unfinished, "LEAST", LEAST)


@pytest.fixture
def received(founded: Shell) -> Shell:
    """The sample acme-1: one file of parts, and a bigger one."""
    Path("in").mkdir()
    for name, rows in (("a.csv", ROWS // 2), ("b.csv", ROWS)):
        with Path("in", name).open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["id", "nom", "email", "tel"])
            for number in range(rows):
                nom, phone = f"Nom{'abcdefghij'[number % 10]}", f"+33 6 1234 {number % 1000:04d}"
                writer.writerow([number, nom, f"n{number}@acme.fr", phone])
    Path("recipe.yaml").write_text(RECIPE)
    founded("ingest", "in", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    return founded


def on_record(shell: Shell, role: str = OBJECT) -> set[str]:
    """The unfinished objects that the registry knows; read apart, while a command may write."""
    aside = shell.folder.parent / "aside"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    for path in (shell.folder.parent / "home").glob("registry.sqlite3*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, aside)
    connection = sqlite3.connect(aside / "registry.sqlite3")
    try:
        found = connection.execute("SELECT id FROM object WHERE state = 'kept' AND role = ?", (role,))
        return {str(row[0]) for row in found}
    finally:
        connection.close()


def in_vault(shell: Shell) -> set[str]:
    """The names of what the vault holds."""
    return {path.name for path in (shell.folder.parent / "home" / "vault").iterdir()}


def written(shell: Shell) -> dict[str, bytes]:
    """The bytes of the sanitized files, exported."""
    shutil.rmtree("out", ignore_errors=True)
    shell("export", "acme-1s", "--into", "out")
    return {path.name: path.read_bytes() for path in Path("out").iterdir()}


def unbroken(shell: Shell) -> dict[str, bytes]:
    """What a run that nobody stops makes, under the same key; the home is as before."""
    home = shell.folder.parent / "home"
    saved = home.with_name("saved")
    shutil.copytree(home, saved)
    shell(*SAMPLE)
    made = written(shell)
    shutil.rmtree(home)
    shutil.rmtree("out")
    saved.rename(home)
    return made


def stop(shell: Shell, how: signal.Signals) -> tuple[int, bytes]:
    """Start the real command with two workers, and stop it when two runs are on record."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, *SAMPLE],
        env={**os.environ, "SAMPLER_WORKERS": "2"},
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=_told_of_ctrl_c,  # noqa: PLW1509 - it sets a signal, and takes no lock
    )
    until = time.monotonic() + 90
    while not on_record(shell) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.1)
    workers = psutil.Process(process.pid).children()
    assert len(workers) > 1
    os.killpg(process.pid, how) if how == signal.SIGINT else process.kill()
    _, said = process.communicate(timeout=30)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive
    return process.returncode, said


def _told_of_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def interrupted(received: Shell, small: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """As after Ctrl-C: the first file is finished, and some parts of the second are on record."""
    del small
    keep = unfinished.Unfinished._keep_run

    def stopped(self: unfinished.Unfinished, file_id: str, run: Run) -> None:
        keep(self, file_id, run)
        if len(self._done) == 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(unfinished.Unfinished, "_keep_run", stopped)
        said = received(*SAMPLE, code=130)
    assert re.search(
        r"error: stopped; 1 of 2 files are kept for the next run, and 0\.\d MiB of another", said.err
    )
    return received


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.usefixtures("small")
def test_the_next_run_goes_on(received: Shell, monkeypatch: pytest.MonkeyPatch, how: signal.Signals) -> None:
    """After Ctrl-C or kill -9 of the real command: nothing is compiled again, the bytes are the same."""
    expected = unbroken(received)
    code, said = stop(received, how)
    if how == signal.SIGINT:
        assert code == 130
        assert b"error: stopped; 0 of 2 files are kept for the next run, and " in said, said
    after = received("enforce").err
    assert ("; what was finished is kept for the next run" in after) == (how == signal.SIGKILL)
    assert len(on_record(received)) == len(on_record(received, NOTE)) == 2
    received("ledger", "verify")
    asked = counted(monkeypatch)
    monkeypatch.setattr(step, "compile_recipe", None)
    received(*SAMPLE)
    assert 0 < len(asked) < sum(-(-Path("in", name).stat().st_size // PART) for name in ("a.csv", "b.csv"))
    assert written(received) == expected
    assert not on_record(received) | on_record(received, NOTE)
    received("ledger", "verify")


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the parts that are transformed from here on."""
    asked: list[int] = []
    work = PartWork.__call__

    def noted(self: PartWork[Any], function: Callable[..., Any], data: bytes) -> Any:  # noqa: ANN401 - as it is
        asked.append(len(data))
        return work(self, function, data)

    monkeypatch.setattr(PartWork, "__call__", noted)
    return asked


def test_a_finished_file_is_not_written_again(interrupted: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its object becomes that of the sample; what the finished part told of its values counts again."""
    kept = on_record(interrupted)
    told: list[int] = []
    moved = apart.Apart.moved

    def noted(self: apart.Apart, *given: Any) -> Any:  # noqa: ANN401 - as it is
        told.extend(len(one) for one in self._found.values())
        return moved(self, *given)

    monkeypatch.setattr(apart.Apart, "moved", noted)
    assert "1 of 2 files finished by the run that was stopped" in interrupted(*SAMPLE).err
    assert told == [ROWS]
    with working() as session:
        outputs = {row["object"] for row in session.registry.find("file", sample="acme-1s")}
        (frozen,) = session.registry.find("object", deal="acme", role="delivered", state="kept")
        known = Delivered.from_bytes(_bytes(session, frozen["id"]))
    assert len(kept & outputs) == 1
    # the stopped run had compiled the recipe, and told the phones apart
    assert (len(known.of("EMAIL_ADDRESS")), len(known.of("PHONE_NUMBER"))) == (ROWS, 1000)
    made = written(interrupted)
    emails = [row["email"] for row in csv.DictReader(made["b.csv"].decode().splitlines())]
    assert len(emails) == len(set(emails)) == ROWS


def test_another_recipe_uses_nothing_of_it(interrupted: Shell) -> None:
    """What was kept is thrown away, and said."""
    kept = on_record(interrupted)
    Path("recipe.yaml").write_text(OTHER)
    said = interrupted(*SAMPLE)
    assert "what a stopped run kept is not used: the recipe," in said.err
    assert not kept & in_vault(interrupted)
    assert not on_record(interrupted) | on_record(interrupted, NOTE)
    assert b"Nom" not in b"".join(written(interrupted).values())


def test_a_damaged_part_is_not_used(interrupted: Shell) -> None:
    """A byte that changed is noticed before anything is written from it."""
    for name in on_record(interrupted):
        path = interrupted.folder.parent / "home" / "vault" / name
        stored = bytearray(path.read_bytes())
        stored[100] ^= 1
        path.write_bytes(stored)
    said = interrupted(*SAMPLE)
    assert "what a stopped run kept is not used: " in said.err
    assert len(written(interrupted)) == 2


def test_what_is_written_again_is_kept_anew(
    received: Shell, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two values had become one, what was written first is gone, and the next run counts it."""
    del small
    tried: list[int] = []
    add = unfinished.Unfinished.add

    def moved(self: apart.Apart, plan: Plan, separator: object) -> Plan:
        del self, separator
        return replace(plan, warnings=("moved",))

    def stopped(self: unfinished.Unfinished, *given: Any) -> None:  # noqa: ANN401 - as it is
        add(self, *given)
        tried.append(self.tried)
        if self.tried:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(apart.Apart, "moved", moved)
        patch.setattr(unfinished.Unfinished, "add", stopped)
        said = received(*SAMPLE, code=130)
    assert tried == [0, 0, 1]
    assert "stopped; 1 of 2 files are kept" in said.err
    assert in_vault(received) >= on_record(received)
    said = received(*SAMPLE)
    assert "warning: moved" in said.err
    with working() as session:
        kept = {row["id"] for row in session.registry.find("object", state="kept")}
    assert in_vault(received) <= kept


def test_it_ends_with_its_deal(interrupted: Shell) -> None:
    """Objects and keys of a stopped run do not survive the destruction of their deal."""
    kept = on_record(interrupted) | on_record(interrupted, NOTE)
    assert len(kept) >= 6
    interrupted("destroy", "--deal", "acme", "--yes")
    home = interrupted.folder.parent / "home"
    assert not kept & {path.name.removesuffix(".key") for path in home.rglob("*")}
    assert not on_record(interrupted)
    interrupted("ledger", "verify")


def test_it_ends_when_its_deal_is_due(interrupted: Shell) -> None:
    """What a timer destroys and certifies are all objects, those of the stopped run too."""
    kept = on_record(interrupted) | on_record(interrupted, NOTE)
    interrupted("deal", "close", "acme", "--outcome", "lost", "--yes")
    (row,) = json.loads(f"[{interrupted('where', '--json').out.splitlines()[0]}]")
    assert (row["id"], row["state"]) == ("vault/acme-1", "open")
    interrupted("enforce", "--json")
    home = interrupted.folder.parent / "home"
    assert not kept & {path.name.removesuffix(".key") for path in home.rglob("*")}
    (path,) = (home / "documents").glob("certificate-*.json")
    certificate = json.loads(path.read_bytes())
    assert kept < set(certificate["keys"]["retired"])
    claims = {line["id"]: line["claim"] for line in certificate["copies"]}
    assert claims["vault/acme-1"] == "key-destroyed"


def test_what_is_of_the_sample_is_not_kept_apart(received: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C just when the sanitized sample has come on record: its files stay its own."""
    erase = Vault.erase

    def stopped(self: Vault, names: Iterable[str]) -> None:
        erase(self, names)
        if on_record(received, "output"):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "erase", stopped)
        received(*SAMPLE, code=130)
    assert not on_record(received) | on_record(received, NOTE)
    assert len(on_record(received, "output")) == 2
    assert len(written(received)) == 2


def test_an_unreadable_file_leaves_nothing(interrupted: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that the next run would meet again keeps nothing back."""

    def failing(*_: object, **__: object) -> None:
        raise UnreadableError("a row can't be read")

    monkeypatch.setattr(writing, "sanitize_file", failing)
    interrupted(*SAMPLE, code=4)
    assert not on_record(interrupted) | on_record(interrupted, NOTE)


def test_what_is_on_record_is_private_and_only_of_the_output(interrupted: Shell) -> None:
    """Files are their owner's alone and encrypted; what they hold are rows as they are exported."""
    home = interrupted.folder.parent / "home"
    for name in on_record(interrupted) | on_record(interrupted, NOTE):
        assert not (home / "vault" / name).stat().st_mode & 0o077
        assert b"acme" not in (home / "vault" / name).read_bytes()
    pieces = [data for data in _opened(on_record(interrupted)) if not data.startswith(b"{")]
    assert pieces
    assert not any(b"acme.fr" in data or b"Noma" in data for data in pieces)
    interrupted(*SAMPLE)
    exported = b"".join(written(interrupted).values())
    assert all(data[:1000] in exported for data in pieces)


def _opened(names: set[str]) -> list[bytes]:
    with working() as session:
        return [_bytes(session, name) for name in sorted(names)]


def _bytes(session: Session, name: str) -> bytes:
    with session.vault.open(ask(session, "sanitize", "acme-1", objects=[name]), name) as stream:
        return stream.read()
