"""What is asked where somebody sits: what was not stated, and before what can't be undone."""

import io
import os
import subprocess
import sys

import pytest
from shells import Shell, in_days
from small_deliveries import CAME, CSV, taken_in, zipped


class Terminal(io.StringIO):
    """Somebody's typing."""

    def isatty(self) -> bool:
        return True


def types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(text))
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: input())


def test_a_deal_asks_for_what_the_law_wants_stated(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreement and the legal basis are asked for; Enter skips, and documents say `not stated`."""
    shell("init", "--accept-weak-keystore")
    opening = (
        "--provider",
        "A",
        "--contact",
        "c@a.example",
        "--purpose",
        "trial",
        "--trial-ends",
        in_days(9),
    )
    types(monkeypatch, "DPA-2026-7\n\n")
    answer = shell("deal", "open", "acme", *opening)
    assert "agreement" in answer.err
    assert "--legal-basis was not given" in answer.err
    assert "--agreement was not given" not in answer.err
    shown = shell("deal", "show", "acme").out
    assert "DPA-2026-7" in shown
    assert "not stated" in shown
    types(monkeypatch, "")
    shell("deal", "open", "beta", *opening, "--agreement", "x", "--legal-basis", "contract")


def test_the_clear_delivery_is_offered_for_deletion(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a yes it is gone and its copy closed; after a no it stays as a copy."""
    (founded.folder / "clients.csv").write_text(CSV)
    types(monkeypatch, "n\n")
    assert "sampler copy end C1" in founded("ingest", "clients.csv", *CAME).out
    assert (founded.folder / "clients.csv").exists()
    types(monkeypatch, "y\n")
    founded("ingest", "clients.csv", *CAME)
    assert not (founded.folder / "clients.csv").exists()
    assert "verified-absent" in founded("copy", "list").out


def test_a_passphrase_is_asked_for_when_it_is_needed(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """An encrypted archive asks, hidden; a wrong answer is exit 4, and the answer is never shown."""
    zipped(founded.folder / "delivery.zip", {"clients.csv": CSV.encode()})
    types(monkeypatch, "wrong-answer\n")
    assert "wrong-answer" not in founded("ingest", "delivery.zip", *CAME, code=4).err
    types(monkeypatch, "Bri-4711-colle\nn\n")
    founded("ingest", "delivery.zip", *CAME)


def test_what_cannot_be_undone_is_confirmed_by_its_name(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything but the name does nothing, and is exit 2."""
    taken_in(founded)
    for command, name in (
        (("copy", "end", "C1"), "C1"),
        (("deal", "close", "acme", "--outcome", "lost"), "acme"),
        (("destroy", "--deal", "acme"), "acme"),
    ):
        for typed in ("y\n", "\n", f"{name}x\n"):
            types(monkeypatch, typed)
            assert "nothing was done" in founded(*command, code=2).err
        types(monkeypatch, "")
        founded(*command, code=130)
        types(monkeypatch, f"{name}\n")
        founded(*command)


def test_a_deleted_source_that_changed_is_told(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--delete-source` that can't verify the deletion is exit 7, after the receipt was told."""
    (founded.folder / "clients.csv").write_text(CSV)
    monkeypatch.setattr("sampler.custody.endings.content_of", lambda _: {"": "other"})
    answer = founded("ingest", "clients.csv", *CAME, "--delete-source", code=7)
    assert "receipt for the provider" in answer.out
    assert (founded.folder / "clients.csv").exists()
    monkeypatch.undo()


@pytest.mark.usefixtures("founded")
@pytest.mark.parametrize(
    "arguments", [("--help",), ("ledger", "verify"), ("deal", "list"), ("deal", "list", "--json")]
)
def test_nobody_reads_the_pipe(arguments: tuple[str, ...]) -> None:
    """A closed pipe ends the command quietly, not as a bug."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "sampler", *arguments]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")
