"""Tasks: what only a person can end, reminders of it, and the word that ends it."""

import email
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest
from shells import Shell, in_days

from sampler.documents.reminder import LONGEST_LINE, Reminder, calendar, mail

AWAY = ("copy", "add", "acme-1s", "--holder", "Dev Un <dev@vendor.example>", "--place")


def listed(shell: Shell, *more: str, code: int = 0) -> dict[str, dict[str, str]]:
    lines = shell("task", "list", *more, "--json", code=code).out.splitlines()
    return {row["copy"]: row for row in map(json.loads, lines)}


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let the clock of the next commands be ahead."""
    ahead = timedelta(days=days)
    monkeypatch.setattr("sampler.cli.session.system_clock", lambda: datetime.now(UTC) + ahead)


def test_what_only_a_person_can_end_is_a_task_until_they_say_so(ready: Shell) -> None:
    """Elsewhere, with a recipient, or left in place: a task each; what sampler deletes itself is none."""
    ready("export", "acme-1s", "--into", "out")
    ready(*AWAY, "laptop of Dev Un")
    ready(*AWAY, "printed list", "--protection", "locked-away")
    assert set(listed(ready)) == {"C3", "C4"}
    task = listed(ready, "--deal", "acme")["C3"]
    assert (task["due"], task["state"], task["because"]) == (in_days(60), "open", "lies on another machine")
    Path("out/clients.csv").write_text("changed")
    ready("copy", "end", "C2", "--yes", code=7)
    assert listed(ready)["C2"]["because"].endswith("left in place")
    ready("copy", "attest", "C3", "--by", "Dev Un", "--method", "deleted, bin emptied")
    assert set(listed(ready)) == {"C2", "C4"}
    ready("task", "list", "--deal", "nowhere", code=4)


def test_a_pack_that_left_by_mail_is_a_task_of_its_recipient(ready: Shell) -> None:
    """Until their statement is in; its day is the one in the pack's manifest."""
    to = ("--to", "lou@vendor.example", "--mail", "m.eml", "--passphrase-channel", "phone")
    ready("pack", "acme-1s", *to, "--output", "p.zip", "--passphrase-file", "pp.txt")
    (task,) = listed(ready).values()
    assert (task["kind"], task["holder"]) == ("held", "lou@vendor.example")


def test_a_late_task_is_an_alarm(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after: exit 3 in `task list` and in `enforce`, with the copy's id and the rule."""
    ready(*AWAY, "laptop of Dev Un")
    later(monkeypatch, 60)
    assert listed(ready)["C2"]["state"] == "open"
    later(monkeypatch, 61)
    assert listed(ready, code=3)["C2"]["state"] == "late"
    answer = ready("enforce", code=3)
    assert "copy C2 of acme, which a person has to end, was due on" in answer.err
    ready("copy", "attest", "C2", "--by", "Dev Un", "--method", "deleted")
    assert "C2" not in ready("enforce", code=None).err


def test_a_held_deal_alarms_nobody(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hold keeps data: what may not be ended is not late."""
    ready(*AWAY, "laptop of Dev Un")
    ready("hold", "place", "acme", "--kind", "legal", "--reason", "order 12")
    later(monkeypatch, 61)
    assert listed(ready)["C2"]["state"] == "held"


def test_a_reminder_is_two_files_on_record_and_nothing_sent(ready: Shell) -> None:
    """A calendar entry and a draft to one person, named by the user's folder; each one is on the ledger."""
    ready(*AWAY, "laptop of Dev Un")
    ready("task", "remind", "C2", "--into", "reminders", code=4)
    Path("reminders").mkdir()
    told = json.loads(ready("task", "remind", "C2", "--into", "reminders", "--json").out)
    assert told["to"] == "dev@vendor.example"
    assert sorted(path.name for path in Path("reminders").iterdir()) == [
        "reminder-C2-1.eml",
        "reminder-C2-1.ics",
    ]
    ready("task", "remind", "--deal", "acme", "--into", "reminders")
    assert Path("reminders/reminder-C2-2.ics").exists()
    assert listed(ready)["C2"]["reminded_at"]
    ready("ledger", "verify")
    ready("ledger", "export")
    events = [json.loads(line) for line in ready("ledger", "export").out.splitlines()]
    assert "task.remind" in json.dumps(events)
    Path("reminders/reminder-C2-3.eml").write_text("mine")
    ready("task", "remind", "C2", "--into", "reminders", code=2)
    assert not Path("reminders/reminder-C2-3.ics").exists()
    assert Path("reminders/reminder-C2-3.eml").read_text() == "mine"


def test_a_reminder_names_nobody_and_nothing_of_the_deal(ready: Shell) -> None:
    """One recipient, a neutral subject; deal, provider, place and sample are in neither file."""
    ready(*AWAY, "bureau de Camille Durand")
    ready("task", "remind", "C2", "--into", ".")
    for name in ("reminder-C2-1.eml", "reminder-C2-1.ics"):
        text = Path(name).read_bytes().decode().casefold()
        for word in ("acme", "durand", "camille", "lms trial", "un <"):
            assert word not in text, (name, word)
    message = email.message_from_bytes(Path("reminder-C2-1.eml").read_bytes(), policy=default)
    assert message["To"] == "dev@vendor.example"
    assert message["X-Unsent"] == "1"
    assert not message["Cc"]
    assert not message["Bcc"]
    body = message.get_content()
    assert "is to be destroyed by" in body
    assert "est à détruire" in body


def test_without_one_persons_address_there_is_no_mail(ready: Shell) -> None:
    """A list, a team or a name alone gets no draft; the calendar entry is written all the same."""
    for number, holder in enumerate(("Dev Un", "team@vendor.example", "a@x.example,b@x.example"), 2):
        ready("copy", "add", "acme-1s", "--holder", holder, "--place", "x")
        answer = ready("task", "remind", f"C{number}", "--into", ".")
        assert "no mail draft" in answer.err
        assert Path(f"reminder-C{number}-1.ics").exists()
        assert not Path(f"reminder-C{number}-1.eml").exists()


def test_a_copy_that_is_no_task_gets_no_reminder(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What sampler can delete, and what expires by itself, is nobody's to do."""
    ready("export", "acme-1s", "--into", "out")
    ready("task", "remind", "C2", "--into", ".", code=2)
    ready("task", "remind", "C9", "--into", ".", code=4)
    ready("task", "remind", "--into", ".", code=2)
    ready(*AWAY, "backup tape", "--expires-on", in_days(90))
    ready("task", "remind", "C3", "--into", ".", code=2)
    assert listed(ready)["C3"]["state"] == "waits"
    later(monkeypatch, 91)
    assert "C3" not in listed(ready, code=0)


def test_a_backup_keeps_the_certificate_interim_until_its_day(
    ready: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`expires-on` is a claim with a day: interim before it has passed, final after it."""
    ready(*AWAY, "nightly backup", "--expires-on", in_days(30))
    ready("copy", "add", "acme-1s", "--path", "clients.csv", "--expires-on", in_days(30), code=2)
    ready(*AWAY, "nightly backup", "--expires-on", "soon", code=2)
    ready("destroy", "--deal", "acme", "--yes", code=7)
    row = json.loads(ready("copy", "list", "--json").out.splitlines()[-1])
    assert (row["claim"], row["expires_on"]) == ("expires-on", in_days(30))
    later(monkeypatch, 31)
    ready("destroy", "--deal", "acme", "--yes")


def test_a_backup_that_is_deleted_early_is_attested(ready: Shell) -> None:
    """A person's word closes it before its day; the digest of their evidence is on the ledger."""
    ready(*AWAY, "nightly backup", "--expires-on", in_days(30))
    ready("destroy", "--deal", "acme", "--yes", code=7)
    Path("proof.txt").write_text("deleted on Monday")
    word = ("--by", "Ops", "--method", "backup set deleted")
    ready("copy", "attest", "C2", *word, "--evidence", "nothing.txt", code=4)
    ready("copy", "attest", "C2", *word, "--evidence", "proof.txt")
    digest = hashlib.sha256(b"deleted on Monday").hexdigest()
    assert digest in ready("ledger", "export").out
    ready("destroy", "--deal", "acme", "--yes")


def entry(**more: str) -> bytes:
    given = {"copy": "C4", "kind": "by-hand", "made_on": "2026-11-22", "due": "2027-01-31"}
    given["uid"] = "u@x"
    return calendar(Reminder(**{**given, "number": 1, **more}), datetime(2026, 11, 22, 3, tzinfo=UTC))  # type: ignore[arg-type]


def test_the_calendar_entry_is_what_rfc_5545_asks_for() -> None:
    """CRLF, lines of at most 75 octets folded between characters, escaped texts, each component closed."""
    data = entry()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines = data.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= LONGEST_LINE
    for line in lines:
        line.decode()  # no character is cut in two
    whole = data.replace(b"\r\n ", b"").decode().split("\r\n")
    fields = dict(line.partition(":")[::2] for line in reversed(whole))
    assert fields["DUE;VALUE=DATE"] == "20270131"
    assert fields["DTSTAMP"] == "20261122T030000Z"
    assert fields["UID"] == "u@x"
    opened = [line[6:] for line in whole if line.startswith("BEGIN:")]
    closed = [line[4:] for line in whole if line.startswith("END:")]
    assert sorted(opened) == sorted(closed)
    assert opened.count("VALARM") == 3
    for line in whole:
        if line.startswith(("SUMMARY", "DESCRIPTION")):
            assert not re.search(r"(?<!\\)[;,]", line.partition(":")[2])
    assert "\\n" in fields["DESCRIPTION"]


def test_a_reminder_goes_to_one_person_only() -> None:
    """Several addresses, a team's or none make no draft."""
    given = {"copy": "C4", "kind": "held", "made_on": "2026-11-22", "due": "2027-01-31", "uid": "u"}
    for to in ("team@x.example", "a@x.example,b@x.example", "x"):
        with pytest.raises(ValueError, match="one person"):
            Reminder(**given, number=1, to=to)  # type: ignore[arg-type]
    assert b"To: dev@x.example" in mail(Reminder(**given, number=1, to="dev@x.example"))  # type: ignore[arg-type]
