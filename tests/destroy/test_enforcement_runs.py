"""Runs of `enforce`: again, at once, after days off, against copies that can't be reached; what it leaves."""

import email
import email.policy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from database_servers import cluster
from shells import Shell, in_days, lacking, needed
from small_chain import spread_copies, take_in
from test_enforcement import later

from sampler.registry import home as home_module

TERMS = ("--provider", "BETA SA", "--contact", "dpo@beta.example", "--purpose", "trial")
DEV = "Dev Un <dev@vendor.example>"


def home(shell: Shell) -> Path:
    return shell.folder.parent / "home"


def log(shell: Shell) -> list[dict[str, object]]:
    return [json.loads(line) for line in (home(shell) / "enforce.log").read_text().splitlines()]


def as_json(shell: Shell, code: int) -> dict[str, dict[str, object]]:
    """The lines of a run by deal."""
    lines = shell("enforce", "--json", code=code).out.splitlines()
    return {line["deal"]: line for line in map(json.loads, lines)}


def left_behind(shell: Shell) -> dict[str, bytes]:
    """Everything of the home that a run without news must not change."""
    kept = ("documents", "outbox", "journal", "vault", "keys")
    files = [path for name in kept for path in (home(shell) / name).rglob("*") if path.is_file()]
    return {"ledger": shell("ledger", "export").out.encode(), **{str(p): p.read_bytes() for p in files}}


def second_deal(shell: Shell, days: int = 60) -> None:
    """A deal beta with a sample and the copy of its delivery."""
    shell("deal", "open", "beta", *TERMS, "--trial-ends", in_days(days))
    Path("beta.csv").write_text("id;nom\n1;Durant\n2;Lefort\n")
    shell("ingest", "beta.csv", "--deal", "beta", "--channel", "sftp", "--from", "dpo@beta.example")


def test_a_second_run_changes_nothing(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an open copy left: no event, no certificate, no draft is added by looking again in vain."""
    spread_copies(founded)
    Path("p.zip").unlink()
    later(monkeypatch, 63)
    first = founded("enforce", code=3)
    assert first.out == (
        "acme: interim, certificate acme-K1, 3 days late; "
        "C3 was not at its place and was not deleted by sampler\n"
    )
    before = left_behind(founded)
    second = founded("enforce", code=3)
    assert second.out == first.out
    assert left_behind(founded) == before


def test_news_are_certified(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that is back is deleted, a person's word is taken up; then the certificate is final."""
    spread_copies(founded)
    Path("p.zip").rename("away.zip")
    shutil.move("opened", "elsewhere")
    later(monkeypatch, 60)
    founded("enforce", code=7)
    Path("away.zip").rename("p.zip")
    answer = founded("enforce", code=7)
    assert not Path("p.zip").exists()
    assert "certificate acme-K2; C5 was not at its place" in answer.out
    founded("copy", "attest", "C5", "--by", DEV, "--method", "deleted")
    assert founded("enforce").out == "acme: destroyed, certificate acme-K3\n"
    assert founded("enforce").out == "nothing is due\n"


def test_one_deal_that_fails_stops_no_other(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault object that can't be unlinked is that deal's state; once it can, the deal is finished."""
    take_in(founded)
    objects = sorted((home(founded) / "vault").iterdir())
    second_deal(founded)
    objects[0].rename(founded.folder / "put aside")
    objects[0].mkdir()
    (objects[0] / "x").touch()
    later(monkeypatch, 60)
    lines = as_json(founded, code=7)
    assert (lines["acme"]["state"], lines["acme"]["error"]) == ("failed", "unreadable")
    assert lines["beta"]["state"] == "destroyed"
    later(monkeypatch, 61)
    assert "overdue: acme by 1 day" in founded("enforce", code=3).err
    shutil.rmtree(objects[0])
    answer = founded("enforce")
    assert "acme: destroyed, certificate acme-K1, 1 day late" in answer.out
    assert "failed" in {row["state"] for row in log(founded)}
    founded("ledger", "verify")


def test_the_log_has_a_line_for_each_deal_and_run(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time, deal, state, certificate, days late, what is missing; ids and fixed words only, mode 0600."""
    founded("enforce")
    spread_copies(founded)
    Path("p.zip").unlink()
    later(monkeypatch, 61)
    founded("enforce", code=3)
    rows = log(founded)
    assert [row["state"] for row in rows] == ["nothing due", "interim"]
    assert all(row.pop("at") for row in rows)
    assert rows[1] == {
        "deal": "acme",
        "state": "interim",
        "certificate": "acme-K1",
        "days_late": 1,
        "missing": ["C3"],
    }
    path = home(founded) / "enforce.log"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("x" * (1 << 20))
    founded("enforce", code=3)
    assert path.with_name("enforce.log.1").stat().st_size == 1 << 20
    assert len(log(founded)) == 1


def mail_in(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), EmailMessage, policy=email.policy.default)


def test_what_is_overdue_is_written_to_be_sent(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """One draft for the provider and each manager, reminders for each holder; one recipient each."""
    take_in(founded)
    founded("custodian", "add", "Max Deux <max@vendor.example>", "--role", "manager")
    founded("copy", "add", "acme-1s", "--place", "laptop", "--holder", DEV)
    later(monkeypatch, 62)
    answer = founded("enforce", code=3)
    folder = home(founded) / "outbox"
    assert sorted(path.name for path in folder.iterdir()) == [
        ".written",
        "acme-acme-K1-manager-p2.eml",
        "acme-acme-K1-provider.eml",
        "reminder-C2-1.eml",
        "reminder-C2-1.ics",
    ]
    drafts = sorted(folder.glob("*.eml"))
    assert all(f"to send, after a look at it: {path}" in answer.err for path in folder.glob("[ar]*"))
    mails = [mail_in(path) for path in drafts]
    assert [mail["To"] for mail in mails] == ["max@vendor.example", "dpo@acme.example", "dev@vendor.example"]
    assert all(mail["X-Unsent"] == "1" and not mail["Cc"] for mail in mails)
    for mail in mails[:2]:
        body = mail.get_body()
        assert body is not None
        assert "was due to be destroyed on" in body.get_content()
        assert "devaient être détruites le" in body.get_content()
    assert b"C2: lies on another machine" in drafts[0].read_bytes()
    attached = [part.get_filename() for part in mails[1].iter_attachments()]
    assert attached == ["certificate-acme-K1.json", "certificate-acme-K1.json.sig"]
    drafts[0].unlink()
    drafts[1].write_text("changed by a person")
    founded("enforce", code=3)
    assert not drafts[0].exists()
    assert drafts[1].read_text() == "changed by a person"
    later(monkeypatch, 70)
    founded("enforce", code=3)
    assert sorted(path.name for path in folder.glob("*.ics")) == ["reminder-C2-1.ics", "reminder-C2-2.ics"]


def test_the_drafts_go_where_they_are_wanted(founded: Shell) -> None:
    """--drafts names another folder; a final certificate is for the provider alone."""
    take_in(founded)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    founded("enforce", "--drafts", "mails")
    assert [path.name for path in sorted(Path("mails").glob("*.eml"))] == ["acme-acme-K1-provider.eml"]
    assert not (home(founded) / "outbox").exists()


def test_two_at_once_do_nothing_twice(founded: Shell) -> None:
    """The second waits for the first; together they make one certificate."""
    spread_copies(founded)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    command = [sys.executable, "-m", "sampler", "enforce"]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = sorted(run.communicate(timeout=120)[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert said == ["acme: destroyed, certificate acme-K1\n", "nothing is due\n"]
    assert "acme-K2" not in founded("ledger", "export").out


def test_the_second_says_so_when_the_first_takes_long(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 4 with what to do, and the log says that this run was stopped."""
    monkeypatch.setattr(home_module.Home.lock, "__defaults__", (0.2,))
    with home_module.Home.open(home(founded)).lock():
        answer = founded("enforce", code=4)
    assert "another command is using this home" in answer.err
    assert log(founded)[-1]["error"] == "locked"
    founded("enforce")


def test_days_off_are_caught_up(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that became due meanwhile is done at once; each deal says how late it was."""
    take_in(founded)
    second_deal(founded, days=20)
    later(monkeypatch, 63)
    lines = as_json(founded, code=0)
    assert {deal: line["days_late"] for deal, line in lines.items()} == {"acme": 3, "beta": 43}
    assert {line["state"] for line in lines.values()} == {"destroyed"}
    shown = json.loads((home(founded) / "documents" / "certificate-beta-K1.json").read_bytes())
    assert shown["days_late"] == 43


def test_a_clock_behind_the_ledger_stops_it(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due can't be known, and nothing could be recorded: exit 6, and the log says so."""
    take_in(founded)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    later(monkeypatch, -2)
    answer = founded("enforce", code=6)
    assert "behind the ledger's last event" in answer.err
    assert Path("delivery/clients.csv").exists()
    assert log(founded)[-1]["error"] == "integrity"
    later(monkeypatch, 0)
    assert "destroyed" in founded("enforce").out


def test_a_legal_hold_stops_it_in_sight(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deal is named with its hold and its days, exit 0, and nothing is touched before the release."""
    take_in(founded)
    founded("hold", "place", "acme", "--kind", "legal", "--reason", "court order")
    later(monkeypatch, 62)
    answer = founded("enforce")
    assert answer.out.startswith("acme: held, 2 days late; H1 legal hold since ")
    assert "warning: acme is due and was not touched" in answer.err
    assert "court order" not in answer.out + answer.err
    assert log(founded)[-1]["state"] == "held"
    assert not (home(founded) / "outbox").exists()
    assert Path("delivery/clients.csv").exists()
    page = json.loads(founded("report", "portfolio", "--json").out)
    assert [trial["held"] for trial in page["trials"]] == [True]
    founded("hold", "release", "H1", "--reason", "lifted")
    assert "acme: destroyed, certificate acme-K1, 2 days late" in founded("enforce").out


def test_a_frozen_deal_is_still_destroyed_when_due(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a legal hold keeps data past its end."""
    take_in(founded)
    founded("hold", "place", "acme", "--kind", "freeze", "--reason", "a request")
    later(monkeypatch, 60)
    assert "destroyed" in founded("enforce").out


def test_copies_of_who_has_left_are_to_be_taken_back(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before and after the end each is named with the day they left; the certificate says what is missing."""
    take_in(founded)
    founded("custodian", "add", DEV, "--role", "developer")
    founded("copy", "add", "acme-1s", "--place", "laptop of p2", "--holder", DEV)
    assert "who left" not in founded("enforce").err
    founded("custodian", "leave", "p2", "--yes")
    said = f"C2 of acme is still with p2, who left on {in_days(0)}: take it back"
    assert said in founded("enforce").err
    later(monkeypatch, 60)
    assert said in founded("enforce", code=7).err
    assert as_json(founded, code=7)["acme"]["take_back"] == [{"copy": "C2", "person": "p2"}]
    certificate = json.loads((home(founded) / "documents" / "certificate-acme-K1.json").read_bytes())
    (line,) = [copy for copy in certificate["copies"] if copy["id"] == "C2"]
    assert (line["claim"], line["holder"], line["note"]) == ("not-verified", DEV, "lies on another machine")
    founded("copy", "attest", "C2", "--by", "Ana Roy <ana@v.example>", "--method", "taken back")
    answer = founded("enforce")
    assert "who left" not in answer.err
    assert "certificate acme-K2" in answer.out


def refusals(shell: Shell) -> list[str]:
    """The events of refusals, asked for by who made the home."""
    exported = shell("--as", "p1", "ledger", "export").out.splitlines()
    return [line for line in exported if json.loads(line)["event"] == "refused"]


def test_a_timer_of_who_has_left_destroys_nothing(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a deal that is due nor a copy that is left of one; it is refused, on record, and said."""
    take_in(founded)
    second_deal(founded, days=20)
    Path("beta.csv").rename("away.csv")
    later(monkeypatch, 30)
    founded("enforce", code=3)
    founded("custodian", "add", DEV, "--role", "sales-engineer")
    founded("custodian", "leave", "p2", "--yes")
    Path("away.csv").rename("beta.csv")
    later(monkeypatch, 60)
    monkeypatch.setenv("SAMPLER_AS", "p2")
    lines = as_json(founded, code=3)
    assert {line["error"] for line in lines.values()} == {"refused"}
    assert Path("beta.csv").exists()
    assert Path("delivery/clients.csv").exists()
    first = refusals(founded)
    assert len(first) == 2
    as_json(founded, code=3)
    assert refusals(founded) == first  # once a day for each deal, however often the timer runs
    later(monkeypatch, 61)
    as_json(founded, code=3)
    assert len(refusals(founded)) == 4
    monkeypatch.delenv("SAMPLER_AS")
    assert {line["state"] for line in as_json(founded, code=0).values()} == {"destroyed"}


def test_an_interrupted_look_at_an_empty_place_claims_nothing(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was gone before sampler came was not deleted by sampler, whatever interrupted it there."""
    take_in(founded)
    shutil.move("delivery", "moved")
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    with monkeypatch.context() as patch:
        patch.setattr("sampler.custody.endings.record", stopped)
        founded("copy", "end", "C1", "--yes", code=130)
    assert "C1 was not at its place and was not deleted by sampler" in founded("enforce", code=7).out
    shutil.move("moved", "delivery")
    with monkeypatch.context() as patch:
        patch.setattr("sampler.custody.endings.record", stopped)
        founded("enforce", code=130)
    assert not Path("delivery").exists()
    assert "acme: destroyed" in founded("enforce").out
    copies = [json.loads(line) for line in founded("copy", "list", "--json").out.splitlines()]
    assert copies[0]["evidence"].startswith("its deletion was interrupted and finished")


def stopped(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_server_that_is_down_is_named_and_delays_no_other_deal(
    ready: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy stays open with its reason, a later run looks again in vain, and the next one ends it."""
    second_deal(ready)
    with cluster() as made:
        copy = json.loads(ready("load", "acme-1s", "--into", made.url, "--json").out)["copy"]
        later(monkeypatch, 60)
        made.stop()
        lines = as_json(ready, code=7)
        assert lines["acme"]["missing"] == [{"what": copy, "because": "its database server did not answer"}]
        assert lines["beta"]["state"] == "destroyed"
        before = left_behind(ready)
        assert as_json(ready, code=7)["acme"] == lines["acme"]
        assert left_behind(ready) == before
        made.start()
        assert "acme: destroyed, certificate acme-K2" in ready("enforce").out


@pytest.fixture
def medium(tmp_path: Path) -> Iterator[Path]:
    """A medium of its own, mounted."""
    point, behind = tmp_path / "medium", tmp_path / "behind"
    point.mkdir()
    behind.mkdir()
    if subprocess.run(
        [needed("mount"), "--bind", str(behind), str(point)], check=False, capture_output=True
    ).returncode:
        lacking("this machine mounts nothing")
    try:
        yield point
    finally:
        os.chdir(tmp_path)
        subprocess.run([needed("umount"), "-l", str(point)], check=False, capture_output=True)


def on_the_medium(shell: Shell, medium: Path) -> None:
    """A copy made by hand on the medium, and nothing else open."""
    take_in(shell)
    (medium / "list.csv").write_text("id;nom\n1;Vorzal\n")
    shell("copy", "add", "acme-1s", "--path", str(medium / "list.csv"))


def test_a_read_only_medium_is_named(founded: Shell, medium: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy stays, the certificate is interim and says why; once it can be written, the copy goes."""
    on_the_medium(founded, medium)
    later(monkeypatch, 60)
    subprocess.run([needed("mount"), "-o", "remount,bind,ro", str(medium)], check=True)
    answer = founded("enforce", code=7)
    assert "C2 its medium is read-only" in answer.out
    assert (medium / "list.csv").exists()
    subprocess.run([needed("mount"), "-o", "remount,bind,rw", str(medium)], check=True)
    assert "acme: destroyed, certificate acme-K2" in founded("enforce").out
    assert not (medium / "list.csv").exists()


def test_a_medium_that_is_not_mounted_is_named(
    founded: Shell, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty mount point is no destroyed copy; when the medium is back, the copy is found and goes."""
    on_the_medium(founded, medium)
    later(monkeypatch, 60)
    subprocess.run([needed("umount"), str(medium)], check=True)
    assert "C2 its medium is not mounted here" in founded("enforce", code=7).out
    assert "elsewhere" in founded("copy", "check", "C2", code=None).out
    behind = medium.with_name("behind")
    assert (behind / "list.csv").exists()
    subprocess.run([needed("mount"), "--bind", str(behind), str(medium)], check=True)
    assert "acme: destroyed" in founded("enforce").out
    assert not (behind / "list.csv").exists()


def test_a_place_that_cannot_be_looked_at_is_not_empty(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that leads in a circle, or a failing disk, says nothing about the copy behind it."""
    take_in(founded)
    Path("shelf").mkdir()
    Path("shelf/list.csv").write_text("id;nom\n1;Vorzal\n")
    founded("copy", "add", "acme-1s", "--path", "shelf/list.csv")
    Path("shelf").rename("moved")
    Path("shelf").symlink_to("shelf")
    later(monkeypatch, 60)
    assert "C2 could not be read or deleted" in founded("enforce", code=7).out


def sealed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home whose key store has a passphrase, with acme's copies; the passphrase is at hand."""
    Path("phrase.txt").write_text("a passphrase for the key store\n")
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "phrase.txt")
    shell("init", "--keystore-passphrase-file", "phrase.txt", "--me", "Ana Roy <ana@v.example>")
    terms = ("--provider", "A", "--contact", "a@a.example", "--purpose", "trial", "--trial-ends", in_days(10))
    shell("deal", "open", "acme", *terms)
    spread_copies(shell)


def test_locked_it_looks_again_and_certifies_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an interim certificate a locked run changes nothing, or erases what has come back and says so."""
    sealed(shell, monkeypatch)
    Path("p.zip").rename("away.zip")
    later(monkeypatch, 10)
    shell("enforce", code=7)
    monkeypatch.delenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE")
    before = left_behind(shell)
    assert "acme: interim, certificate acme-K1; C3 was not at its place" in shell("enforce", code=7).out
    assert left_behind(shell) == before
    Path("away.zip").rename("p.zip")
    assert "acme: erased, not certified, certificate acme-K1" in shell("enforce", code=7).out
    assert not Path("p.zip").exists()
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "phrase.txt")
    assert shell("enforce").out == "acme: destroyed, certificate acme-K2\n"


def test_locked_a_copy_that_was_gone_is_not_said_to_be_deleted(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the locked run removed itself is claimed by the certificate."""
    sealed(shell, monkeypatch)
    Path("dev.db").unlink()  # the last copy that the run comes to
    monkeypatch.delenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE")
    later(monkeypatch, 10)
    shell("enforce", code=7)
    monkeypatch.setenv("SAMPLER_KEYSTORE_PASSPHRASE_FILE", "phrase.txt")
    assert "C6 was not at its place and was not deleted by sampler" in shell("enforce", code=7).out
