"""What the timer does: destroys what is due, says what is overdue, copes without the key store."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days
from small_chain import spread_copies, take_in

import sampler.cli.session as session_module
from sampler.cli.settings import system_clock


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setattr(session_module, "system_clock", lambda: system_clock() + timedelta(days=days))


def test_nothing_is_due_before_its_day(founded: Shell) -> None:
    """A deal whose trial runs is left alone."""
    take_in(founded)
    assert "nothing is due" in founded("enforce").out
    assert Path("delivery").exists()


def test_what_is_due_is_destroyed_and_stays_so(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its day a deal is destroyed and certified; again is nothing."""
    spread_copies(founded)
    later(monkeypatch, 60)
    assert "destroyed" in founded("enforce").out
    assert "nothing is due" in founded("enforce").out
    assert not Path("dev.db").exists()


def test_an_open_copy_past_its_day_is_overdue(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be verified keeps the answer at no, by name, until somebody attests."""
    spread_copies(founded)
    Path("p.zip").unlink()
    later(monkeypatch, 63)
    answer = founded("enforce", code=3)
    assert "acme by 3 days" in answer.err
    founded("copy", "attest", "C3", "--by", "D <d@v.example>", "--method", "deleted")
    founded("enforce")


def test_uses_are_refused_past_the_end(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the day after, nothing can be read any more, whether or not the timer ran."""
    take_in(founded)
    later(monkeypatch, 61)
    answer = founded("export", "acme-1s", "--into", "out", code=5)
    assert "EDU-6" in answer.err


def test_lost_makes_it_due_now(founded: Shell) -> None:
    """`deal close --outcome lost` needs no other date."""
    take_in(founded)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    founded("enforce")
    assert "destroyed" in founded("deal", "show", "acme").out


def test_an_extension_needs_evidence_and_moves_the_end(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the provider's word, kept encrypted, gives more time."""
    take_in(founded)
    founded("deal", "close", "acme", "--outcome", "extended", code=2)
    Path("letter.eml").write_text("From: dpo@acme.example\nDate: Mon, 05 Jan 2026 09:00:00 +0100\n\nyes\n")
    moved = ("--trial-ends", in_days(90), "--evidence", "letter.eml")
    founded("deal", "close", "acme", "--outcome", "extended", *moved)
    later(monkeypatch, 70)
    founded("enforce")
    founded("export", "acme-1s", "--into", "out")


def test_without_the_key_store_data_goes_and_the_certificate_waits(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`erased, not certified`, exit 7; the next unlocked command writes the certificate."""
    Path("phrase.txt").write_text("a passphrase for the key store\n")
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "phrase.txt")
    shell("init", "--keystore-passphrase-file", "phrase.txt", "--me", "Ana Roy <ana@v.example>")
    terms = ("--provider", "A", "--contact", "a@a.example", "--purpose", "trial", "--trial-ends", in_days(10))
    shell("deal", "open", "acme", *terms)
    spread_copies(shell)
    monkeypatch.delenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE")
    later(monkeypatch, 10)
    answer = shell("enforce", code=7)
    assert "erased, not certified" in answer.err
    home = shell.folder.parent / "home"
    assert [path.name for path in (home / "keys").iterdir()] == ["signing.key"]
    assert not list((home / "vault").iterdir())
    assert not Path("delivery").exists()
    assert not Path("dev.db").exists()
    assert not list((home / "documents").glob("certificate-*"))
    shell("enforce", code=7)
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "phrase.txt")
    done = shell("enforce")
    assert "acme had been erased without the key store: finished; certificate acme-K1 is final" in done.err
    copies = [json.loads(line) for line in shell("copy", "list", "--json").out.splitlines()]
    files = {row["evidence"] for row in copies if row["kind"] != "schema"}
    assert files == {"deleted by sampler without the key store; looked for"}
    shell("ledger", "verify")


def test_a_wrong_key_store_passphrase_is_one_line(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 4, and nothing happens."""
    Path("phrase.txt").write_text("a passphrase for the key store\n")
    shell("init", "--keystore-passphrase-file", "phrase.txt", "--me", "Ana Roy <ana@v.example>")
    Path("wrong.txt").write_text("another passphrase\n")
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "wrong.txt")
    terms = ("--provider", "A", "--contact", "a@a.example", "--purpose", "trial", "--trial-ends", in_days(10))
    answer = shell("deal", "open", "acme", *terms, code=4)
    assert "passphrase does not open the key store" in answer.err


def test_no_key_store_chosen_and_none_usable(shell: Shell) -> None:
    """Without a keyring, a flag or a terminal, `init` says which choices there are and leaves nothing."""
    answer = shell("init", code=4)
    assert "--keystore-passphrase-file" in answer.err
    assert "--accept-weak-keystore" in answer.err
    assert not (shell.folder.parent / "home").exists()


def test_a_key_store_that_is_not_there(founded: Shell) -> None:
    """What needs no key still works, the timer erases, and the certificate waits for the key store."""
    take_in(founded)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    keys = founded.folder.parent / "keys"
    keys.rename(keys.with_name("elsewhere"))
    founded("deal", "list")
    founded("ledger", "verify")
    assert "key store of this home is not here" in founded("export", "acme-1s", "--into", "out", code=4).err
    founded("enforce", code=7)
    assert not list((founded.folder.parent / "home" / "vault").iterdir())
    keys.with_name("elsewhere").rename(keys)
    assert "is final" in founded("enforce").err


def test_a_failed_audit_stays_failed(founded: Shell) -> None:
    """The same recipe again changes nothing, and does not turn a no into a yes."""
    Path("d").mkdir()
    Path("d/clients.csv").write_text("nom\nDurant\nLefort\nMartin\n")
    Path("r.yaml").write_text("version: 1\ntables:\n  clients.csv: {nom: keep}\n")
    founded("ingest", "d", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    for _ in range(2):
        founded("sanitize", "acme-1", "--recipe", "r.yaml", code=3)


def test_an_empty_anchor_is_no_anchor(founded: Shell) -> None:
    """An unset variable in a script must not look like a check."""
    founded("ledger", "verify", "--anchor", "", code=2)
