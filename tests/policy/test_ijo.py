"""IJO rules through the command line: each is refused by name, and lifted in the way it says."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shells import Shell, in_days
from teams import DEVELOPER, SALES, travel

from sampler.places import paths

LOAD = ("load", "acme-1s", "--into", "sqlite:///dev.db")


FORGED = (
    'INSERT INTO "authorization" (id, deal, rule, act, scope, state, expires_at) '
    "VALUES ('A1', 'acme', 'JUN-4', 'any', 'any', 'recorded', '2099-01-01')"
)


def edit(statement: str) -> None:
    """Change the registry behind sampler's back."""
    with closing(sqlite3.connect(Path(os.environ["SAMPLER_HOME"]) / "registry.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()


def test_ijo_1_a_country_that_is_not_allowed_is_refused(team: Shell) -> None:
    """An environment outside the list is refused; adding the country to the policy lifts that, on record."""
    declare = ("environment", "add", "swiss", "--kind", "test", "--country", "CH", "--purpose", "tests")
    assert "[IJO-1]" in team(*declare, code=5).err
    Path("sampler.toml").write_text('[policy]\ncountries = ["FR", "CH"]\n')
    assert "countries was changed" in team(*declare).err


def test_ijo_2_a_removable_medium_is_refused(team: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A USB key gets nothing, whoever asks; another place does."""
    Path("usb").mkdir()
    usb = Path("usb").resolve()
    real = paths.place_of

    def place_of(path: Path, *more: object) -> str:
        return "removable" if path.resolve().is_relative_to(usb) else real(path, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("sampler.custody.environments.place_of", place_of)
    refused = team("export", "acme-1s", "--into", "usb/out", code=5)
    assert "[IJO-2]" in refused.err
    team("export", "acme-1s", "--into", "out")


def test_ijo_3_without_a_grant_nothing_and_with_one_this_act_only(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sam may do nothing by default; a grant for load allows load, until its last day, and nothing else."""
    as_sam = ("--as", "sam@vendor.example")
    assert "[IJO-3]" in team(*as_sam, *LOAD, code=5).err
    team("grant", "give", SALES, "--deal", "acme", "--act", "load", "--until", in_days(5))
    team(*as_sam, *LOAD)
    assert "[IJO-3]" in team(*as_sam, "export", "acme-1s", "--into", "out", code=5).err
    travel(monkeypatch, days=6)
    assert "[IJO-3]" in team(*as_sam, "load", "acme-1s", "--into", "sqlite:///b.db", code=5).err


def test_ijo_3_the_officer_alone_gives_and_what_is_withdrawn_is_gone(team: Shell) -> None:
    """Sam can't give themselves a grant; one that is withdrawn ends at once."""
    give = ("grant", "give", SALES, "--deal", "acme", "--act", "load")
    assert "[USR-1]" in team("--as", SALES, *give, code=5).err
    team(*give)
    team("grant", "withdraw", SALES, "--deal", "acme")
    assert "[IJO-3]" in team("--as", SALES, *LOAD, code=5).err


def test_ijo_4_refusals_are_on_the_ledger_and_an_edited_row_is_found_at_once(team: Shell) -> None:
    """A refusal is an event; an edited row refuses every act with exit 6, until it is set back."""
    team("--as", SALES, *LOAD, code=5)
    events = [json.loads(line) for line in team("ledger", "export").out.splitlines()]
    assert (events[-1]["event"], events[-1]["actor"]) == ("refused", SALES)
    assert events[-1]["facts"] == {"act": "load", "rule": "IJO-3", "subject": "acme-1s"}
    edit("UPDATE sample SET audit = 'failed' WHERE id = 'acme-1s'")
    assert "[ledger]" in team(*LOAD, code=6).err
    edit("UPDATE sample SET audit = 'passed' WHERE id = 'acme-1s'")
    team(*LOAD)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sample SET kind = 'derived', audit = 'passed' WHERE id = 'acme-1'",
        "UPDATE deal SET due_on = '2099-01-01'",
        "UPDATE person SET role = 'officer' WHERE id = 'p2'",
        "UPDATE \"grant\" SET expires_on = '2099-01-01'",
        FORGED,
        "UPDATE environment SET country = 'DE'",
        "DELETE FROM deal_scope",
        "UPDATE detail SET value = 'x' WHERE subject = 'deal/acme' AND field = 'purpose'",
    ],
)
def test_an_edited_registry_allows_nothing(team: Shell, statement: str) -> None:
    """Whatever fact was edited behind the ledger's back: exit 6, and nothing is exported."""
    edit(statement)
    answer = team("export", "acme-1", "--into", "out", code=6)
    assert "[ledger]" in answer.err
    assert not Path("out").exists()


def test_an_edited_due_date_destroys_nothing(team: Shell) -> None:
    """The timer erases on the ledger's word only, not on a date that somebody wrote into the table."""
    edit("UPDATE deal SET due_on = '2020-01-01'")
    assert "[ledger]" in team("enforce", code=6).err
    edit(f"UPDATE deal SET due_on = '{in_days(60)}'")  # noqa: S608 - a date of ours
    team(*LOAD)


def test_dropped_guards_are_noticed(team: Shell) -> None:
    """Without the triggers that guard the ledger nothing goes on."""
    edit("DROP TRIGGER ledger_entry_no_update")
    assert "triggers that guard the ledger are gone" in team("ledger", "verify", code=6).err
    team(*LOAD, code=6)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DROP TRIGGER ledger_entry_no_update", "the triggers that guard the ledger"),
        (
            "CREATE TRIGGER extra AFTER INSERT ON copy BEGIN DELETE FROM copy WHERE id = new.id; END",
            "the triggers that guard the ledger",
        ),
        ("UPDATE sample SET audit = 'passed', kind = 'derived' WHERE id = 'acme-1'", "the table sample"),
    ],
)
def test_nothing_is_shown_or_done_on_an_edited_registry(team: Shell, statement: str, found: str) -> None:
    """Lists are checked as acts are, a trigger too many counts as one too few, and the doctor says it."""
    assert [line["state"] for line in doctor(team) if line["what"] == "ledger"] == ["ok"]
    edit(statement)
    for command in (("deal", "list"), ("deal", "show", "acme"), ("copy", "list"), LOAD):
        answer = team(*command, code=6)
        assert found in answer.err
        assert answer.out == ""
    assert not Path("dev.db").exists()
    (line,) = [line for line in doctor(team) if line["what"] == "ledger"]
    assert line["state"] == "fails"
    assert found in line["because"]


def doctor(shell: Shell) -> list[dict[str, str]]:
    """What the doctor says."""
    return [json.loads(line) for line in shell("doctor", "--json", code=None).out.splitlines()]


def test_ijo_5_a_late_notice_alarms_and_stops_the_closing(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 24 hours without a notice the alarm is exit 3; closing is refused until the provider was told."""
    team("incident", "open", "acme", "--kind", "confidentiality", "--nature", "laptop left on a train")
    team("incident", "list")
    travel(monkeypatch, hours=24.1)
    assert "I1" in team("incident", "list", code=3).err
    assert "[IJO-5]" in team("enforce", code=3).err
    assert "[IJO-5]" in team("incident", "close", "I1", code=5).err
    team("incident", "notify", "I1", "--how", "mail to dpo@acme.example")
    team("incident", "list")
    team("incident", "close", "I1")
    team("incident", "add", "I1", "--kind", "supplement", "--text", "the laptop was found")
    team("incident", "add", "I1", "--kind", "consequences", "--text", "none", code=4)
    assert "the laptop was found" in team("incident", "show", "I1", "--json").out
    assert "closed" in team("incident", "list").out
    team("ledger", "verify")


def test_ijo_6_the_provider_can_know_where_every_copy_is(team: Shell) -> None:
    """`where` names the copy that a load has just made and its environment; a developer may not ask."""
    team(*LOAD)
    answer = team("where", "acme", "--json")
    assert "dev.db" in answer.out
    assert "here" in answer.out
    assert "[USR-1]" in team("--as", DEVELOPER, "where", "acme", code=5).err


def test_ijo_7_a_disclosure_without_basis_scope_or_notice_is_refused(team: Shell) -> None:
    """Each of the three is asked for; with all three the disclosure is on record."""
    base = ("disclosure", "record", "acme", "--to", "CNIL", "--on", in_days(0))
    stated = {"--scope": "the list of copies", "--basis": "art. 58 GDPR", "--notice": "told"}
    for missing in stated:
        rest = [word for name, value in stated.items() if name != missing for word in (name, value)]
        assert "[IJO-7]" in team(*base, *rest, code=5).err
    team(*base, *(word for pair in stated.items() for word in pair))
    assert "CNIL" in team("disclosure", "list").out


def test_ijo_8_a_frozen_deal_allows_nothing_until_released(team: Shell) -> None:
    """A freeze stops use, closing and early destruction; its release lifts all."""
    team("hold", "place", "acme", "--reason", "art. 18 request")
    for command in (
        LOAD,
        ("deal", "close", "acme", "--outcome", "lost", "--yes"),
        ("destroy", "--deal", "acme", "--yes"),
        ("grant", "give", SALES, "--deal", "acme", "--act", "load"),
    ):
        assert "[IJO-8]" in team(*command, code=5).err
    team("hold", "release", "H1", "--reason", "withdrawn")
    team(*LOAD)


def test_ijo_8_destruction_when_due_ends_a_freeze_but_not_a_legal_hold(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On its day a frozen deal is destroyed; under a legal hold `enforce` leaves it and says so."""
    team("hold", "place", "acme", "--reason", "court order", "--kind", "legal")
    travel(monkeypatch, days=61)
    assert "acme: held" in team("enforce").out
    assert "[IJO-8]" in team("destroy", "--deal", "acme", "--yes", code=5).err
    team("hold", "place", "acme", "--reason", "art. 18 request")
    team("hold", "release", "H1", "--reason", "order lifted")
    team("access", "review", "--done")
    assert "acme" in team("enforce", code=None).out
    assert "destroyed" in team("deal", "list").out


def test_ijo_8_a_hold_keeps_every_copy(team: Shell) -> None:
    """A held copy is not deleted, nor said to be gone, nor is a new one made; the release lifts that."""
    team("hold", "place", "acme", "--reason", "court order", "--kind", "legal")
    Path("yes.eml").write_text("yes")
    for command in (
        ("copy", "end", "C1", "--yes"),
        ("copy", "attest", "C1", "--by", "x", "--method", "shredded"),
        ("copy", "return", "C1", "--by", "x", "--receipt", "r"),
        ("copy", "add", "acme-1s", "--place", "drawer"),
        ("deal", "restrict", "acme", "--to", "p1", "--evidence", "yes.eml"),
    ):
        assert "[IJO-8]" in team(*command, code=5).err
    team("copy", "check", "C1", code=None)
    team("hold", "release", "H1", "--reason", "order lifted")
    team("copy", "attest", "C1", "--by", "x", "--method", "shredded")


def test_ijo_9_no_grant_without_an_undertaking(team: Shell) -> None:
    """A newcomer without an undertaking gets no grant; with one they do."""
    team("custodian", "add", "Lou Quatre <lou@vendor.example>", "--role", "developer")
    give = ("grant", "give", "lou@vendor.example", "--deal", "acme", "--act", "load")
    assert "[IJO-9]" in team(*give, code=5).err
    team("custodian", "undertake", "lou@vendor.example", "--on", in_days(-1))
    team(*give)
