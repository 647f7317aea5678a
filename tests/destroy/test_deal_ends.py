"""How a deal ends: its outcome, the provider's choice, an extension, grace, clocks and zones."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days
from small_chain import take_in

MAIL = "From: DPO <{by}>\nDate: Mon, 05 Jan 2026 09:00:00 +0100\nSubject: {subject}\n\nWe agree.\n"
TERMS = ("--provider", "B", "--contact", "dpo@b.example", "--purpose", "trial", "--trial-ends")


def clock(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the commands that follow see this time."""
    patch.setattr("sampler.cli.session.system_clock", lambda: moment)


def later(patch: pytest.MonkeyPatch, days: float) -> None:
    """Let the commands that follow see a clock so many days later."""
    clock(patch, datetime.now(UTC) + timedelta(days=days))


def certificate(shell: Shell) -> dict[str, object]:
    """The last certificate of acme."""
    found: dict[str, object] = json.loads(shell("report", "certificate", "--deal", "acme", "--json").out)
    return found


def authorized(shell: Shell, until: str, rule: str = "EDU-6", by: str = "dpo@acme.example") -> str:
    """Record the provider's mail for a rule, as the authorization whose id is given."""
    Path("yes.eml").write_text(MAIL.format(by=by, subject=f"{rule} {until}"))
    answer = ("--rule", rule, "--evidence", "yes.eml", "--by", by, "--until", until, "--json")
    return str(json.loads(shell("authorization", "record", "acme", *answer).out)["id"])


def test_a_default_is_not_called_a_choice(founded: Shell) -> None:
    """Nothing chosen erases by default, and the certificate says that nobody chose."""
    founded("destroy", "--deal", "acme", "--yes")
    found = certificate(founded)
    assert (found["mode"], found["mode_by"], found["mode_at"]) == ("erase", "by default", "")
    founded("report", "certificate", "--deal", "acme", "--format", "html", "--output", "c.html")
    assert "by default, the provider chose nothing" in Path("c.html").read_text()


def test_a_choice_names_who_chose_and_who_recorded_it(founded: Shell) -> None:
    """The provider's choice stands on the certificate with both names, the moment, and its evidence kept."""
    Path("choice.eml").write_text(MAIL.format(by="dpo@acme.example", subject="erase"))
    by = ("--disposal", "erase", "--chosen-by", "Lea <lea@acme.example>", "--evidence", "choice.eml")
    founded("deal", "close", "acme", "--outcome", "lost", "--yes", *by)
    founded("destroy", "--deal", "acme", "--yes")
    found = certificate(founded)
    assert found["mode_by"] == "Lea <lea@acme.example>"
    assert "Ana Roy" in str(found["mode_recorded_by"])
    assert found["mode_at"]


def test_a_choice_can_be_made_when_the_deal_is_opened(founded: Shell) -> None:
    """The contact chooses; a contact of another house than named is refused and opens nothing."""
    founded("deal", "open", "beta", *TERMS, in_days(9), "--disposal", "anonymise-rest")
    no = ("--disposal", "anonymise-rest", "--chosen-by", "ana@vendor.example")
    assert "[JUN-3]" in founded("deal", "open", "gamma", *TERMS, in_days(9), *no, code=5).err
    founded("deal", "show", "gamma", code=4)
    founded("deal", "open", "gamma", *TERMS, in_days(9), "--disposal", "shred", code=2)


def test_closing_late_does_not_hide_the_lateness(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deal that is closed after its day keeps that day."""
    later(monkeypatch, 65)
    founded("deal", "close", "acme", "--outcome", "lost", "--yes")
    founded("destroy", "--deal", "acme", "--yes")
    assert certificate(founded)["days_late"] == 5


def test_a_won_deal_is_due_now_unless_it_was_handed_over(founded: Shell) -> None:
    """Without a hand-over destruction is due today; with one the deal keeps its day, and says to whom."""
    founded("deal", "open", "beta", *TERMS, in_days(60))
    won = json.loads(founded("deal", "close", "beta", "--outcome", "won", "--yes", "--json").out)
    assert won["due_on"] <= in_days(1)
    close = ("deal", "close", "acme", "--outcome", "won", "--yes")
    founded(*close, "--handover", "OPS-12", code=2)
    founded("deal", "close", "acme", "--outcome", "lost", "--handover", "x", "--handover-to", "y", code=2)
    founded(*close, "--handover", "OPS-12", "--handover-to", "Ops Un <ops@vendor.example>")
    assert in_days(60) in founded("deal", "show", "acme").out
    founded("destroy", "--deal", "acme", "--yes")
    assert certificate(founded)["handed_to"] == "Ops Un <ops@vendor.example>"


def test_a_won_deal_whose_data_went_back_keeps_its_day(founded: Shell) -> None:
    """A return on record counts as a hand-over does."""
    take_in(founded)
    founded("return", "acme", "--to", "dpo@acme.example", "--passphrase-file", "pp.txt")
    founded("deal", "close", "acme", "--outcome", "won", "--yes")
    assert "nothing is due" in founded("enforce").out


def test_only_the_providers_authorization_extends_a_trial(founded: Shell) -> None:
    """None, another rule's, a withdrawn one, or a later day than it allows: refused, with how to ask."""
    day = in_days(90)
    refused = founded("deal", "extend", "acme", "--until", day, "--authorization", "A1", code=5)
    assert "[EDU-6]" in refused.err
    assert "sampler authorization request acme --rule EDU-6 --act deal.extend" in refused.err
    other = authorized(founded, day, "JUN-4")
    founded("deal", "extend", "acme", "--until", day, "--authorization", other, code=5)
    good = authorized(founded, day)
    founded("deal", "extend", "acme", "--until", in_days(91), "--authorization", good, code=5)
    founded("deal", "extend", "acme", "--until", day, "--authorization", good)
    assert f"open until {day}" not in founded("deal", "show", "acme").out
    assert day in founded("deal", "show", "acme").out
    founded("deal", "extend", "acme", "--until", in_days(70), "--authorization", good, code=2)
    withdrawn = authorized(founded, in_days(120))
    founded("authorization", "withdraw", withdrawn)
    founded("deal", "extend", "acme", "--until", in_days(100), "--authorization", withdrawn, code=5)


def test_the_certificate_tells_each_extension(founded: Shell) -> None:
    """The day before, the day after and the authorization: who reads it sees that the end moved."""
    day = in_days(90)
    number = authorized(founded, day)
    founded("deal", "extend", "acme", "--until", day, "--authorization", number)
    founded("destroy", "--deal", "acme", "--yes")
    told = str(certificate(founded)["extended"])
    before = told.split()[1]
    assert (told, before < day) == (f"['from {before} to {day} by {number}']", True)
    assert date.fromisoformat(before)
    html = ("--format", "html", "--lang", "fr", "--output", "c.html")
    founded("report", "certificate", "--deal", "acme", *html)
    assert f"autorisation {number}" in Path("c.html").read_text()


def test_no_authorization_extends_over_the_longest_trial(founded: Shell) -> None:
    """The maximum counts from the first day of the deal, whatever the provider allows."""
    good = authorized(founded, in_days(300))
    answer = founded("deal", "extend", "acme", "--until", in_days(181), "--authorization", good, code=5)
    assert "[JUN-1]" in answer.err
    founded("deal", "extend", "acme", "--until", in_days(180), "--authorization", good)


def test_an_extension_lifts_nothing_else(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """An authorization to extend does not let anybody use data after the end."""
    take_in(founded)
    authorized(founded, in_days(90))
    later(monkeypatch, 61)
    assert "[EDU-6]" in founded("export", "acme-1s", "--into", "out", code=5).err


def test_the_request_for_an_extension_is_written_in_both_languages(founded: Shell) -> None:
    """What the provider is asked to sign names the rule, the act and the day."""
    asked = ("authorization", "request", "acme", "--rule", "EDU-6", "--until", in_days(90), "--lang")
    assert "a later end of the trial" in founded(*asked, "en").out
    assert "fin d.essai plus tardive".replace(".", chr(0x2019)) in founded(*asked, "fr").out
    founded("authorization", "request", "acme", "--rule", "EDU-6", "--act", "load", "--until", "x", code=2)


def test_a_clock_that_is_set_back_makes_nothing_undue(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the ledger has seen pass stays passed: no use, no extension of the past, and `enforce` says so."""
    take_in(founded)
    later(monkeypatch, 61)
    founded("custodian", "undertake", "p1", "--on", in_days(0))  # any event of that day
    later(monkeypatch, 0)
    listed = json.loads(founded("deal", "list", "--json").out)
    assert listed["due_on"] == in_days(60)
    assert "-1" in founded("deal", "list").out
    answer = founded("enforce", code=6)
    assert "nothing is due" not in answer.out
    assert "clock" in answer.err
    assert founded("export", "acme-1s", "--into", "out", code=None).code in (5, 6)
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("opened_in", "read_in", "utc", "due"),
    [
        ("Europe/Paris", "Pacific/Honolulu", "2027-01-30T23:30:00+00:00", True),  # 00:30 on the 31st in Paris
        ("Europe/Paris", "Pacific/Kiritimati", "2027-01-30T22:30:00+00:00", False),
        ("America/Los_Angeles", "Europe/Paris", "2027-01-31T07:59:00+00:00", False),
        ("America/Los_Angeles", "Europe/Paris", "2027-01-31T08:00:00+00:00", True),
    ],
)
def test_a_deals_day_is_one_of_its_own_zone(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, *, opened_in: str, read_in: str, utc: str, due: bool
) -> None:
    """A laptop that travels neither hastens nor delays the day of a deal; lateness is counted there too."""
    monkeypatch.setattr("sampler.cli.setup.system_clock", lambda: datetime(2027, 1, 2, tzinfo=UTC))
    monkeypatch.setenv("SAMPLER_ZONE", opened_in)
    clock(monkeypatch, datetime(2027, 1, 2, tzinfo=UTC))
    shell("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>")
    shell("deal", "open", "acme", *TERMS, "2027-01-31")
    monkeypatch.setenv("SAMPLER_ZONE", read_in)
    clock(monkeypatch, datetime.fromisoformat(utc))
    assert ("acme: destroyed" in shell("enforce").out) is due
    if due:
        assert certificate(shell)["days_late"] == 0


def test_an_ending_is_checked_before_it_is_confirmed(founded: Shell) -> None:
    """A taker-over without an address, and a period of grace that is past, stop before the question."""
    won = ("deal", "close", "acme", "--outcome", "won", "--handover", "OPS-12", "--handover-to")
    founded(*won, "garbage", "--yes", code=2)
    founded(*won, "ops@vendor.example", "--yes", code=2)
    past = ("deal", "close", "acme", "--outcome", "lost", "--grace-until", "2020-01-01")
    assert "[EDU-10]" in founded(*past, code=5).err


def test_an_extension_beyond_the_authorized_day_names_that_day(founded: Shell) -> None:
    """The refusal says until when the authorization goes, and its hint can be pasted."""
    number = authorized(founded, in_days(90))
    told = founded("deal", "extend", "acme", "--until", in_days(95), "--authorization", number, code=5).err
    assert f"authorization {number} allows an end until {in_days(90)}" in told
    hint = ("deal", "extend", "acme", "--until", in_days(90), "--authorization", number)
    assert f"sampler {' '.join(hint)}" in told
    founded(*hint)


def test_a_refusal_under_a_hold_names_the_hold(founded: Shell) -> None:
    """The hint to release it has its id and the option that it needs."""
    founded("hold", "place", "acme", "--kind", "legal", "--reason", "order")
    told = founded("destroy", "--deal", "acme", "--yes", code=5).err
    assert 'sampler hold release H1 --reason "…"' in told


def test_how_data_ends_can_be_chosen_after_closing(ready: Shell) -> None:
    """Until the destruction begins: a rest only by the provider's word, erasing by anybody who ends deals."""
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    keep = ("deal", "dispose", "acme", "--disposal", "anonymise-rest")
    refused = ready(*keep, "--chosen-by", "boss@vendor.example", code=5)
    assert "how the data of acme ends may not be chosen so" in refused.err
    assert "[JUN-3]" in refused.err
    Path("word.eml").write_text("keep the coarse counts")
    ready(*keep, "--chosen-by", "dpo@acme.example", "--evidence", "word.eml")
    assert "anonymise-rest, chosen by dpo@acme.example" in ready("deal", "show", "acme").out
    said = json.loads(ready("deal", "dispose", "acme", "--disposal", "erase", "--json").out)
    assert (said["disposal"], said["before"]) == ("erase", "anonymise-rest")
    ready("deal", "dispose", "acme", code=2)
    ready("deal", "dispose", "acme", "--disposal", "shred", code=2)
    ready("hold", "place", "acme", "--reason", "art. 18 request")
    assert "[IJO-8]" in ready("deal", "dispose", "acme", "--disposal", "erase", code=5).err
    ready("hold", "release", "H1", "--reason", "withdrawn")
    ready("destroy", "--deal", "acme", "--yes")
    late = ready("deal", "dispose", "acme", "--disposal", "erase", code=2)
    assert "has begun: how its data ends can't be changed any more" in late.err
    ready("ledger", "verify")
