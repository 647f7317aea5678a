"""The manager's view from the registry: late and due deals, holders of ours, nobody of the provider's."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from papers_of import PLANTED, busy
from shells import Shell

import sampler.cli.session as session_module
from sampler.cli.settings import system_clock


def test_it_shows_what_is_out_and_names_nobody_of_the_providers(ready: Shell) -> None:
    """Copies out stand with our custodians; a contact or holder on the provider's side is not named."""
    busy(ready)
    answer = json.loads(ready("report", "portfolio", "--json").out)
    first, second = answer["trials"]
    assert [trial["id"] for trial in (first, second)] == ["globex", "acme"]
    held = {copy["custodian"] for copy in second["copies"] if copy["state"] == "open"}
    assert held == {"Ana Roy", "Luc Martin", ""}
    ready("report", "portfolio", "--html", "trials.html", "--lang", "fr")
    page = Path("trials.html").read_text(encoding="utf-8")
    for text in (PLANTED, "acme.example", "globex.example", "her desk"):
        assert text not in page
        assert text not in json.dumps(answer, ensure_ascii=False)
    assert "Luc Martin" in page
    assert "globex" in ready("report", "portfolio").out


def test_what_changes_within_a_week_is_told(ready: Shell) -> None:
    """A deal that ends in five days is due this week, one in sixty is not; today's openings are past."""
    busy(ready)
    changes = json.loads(ready("report", "portfolio", "--json").out)["changes"]
    assert ("due", "globex") in {(change["kind"], change["deal"]) for change in changes}
    assert ("due", "acme") not in {(change["kind"], change["deal"]) for change in changes}
    assert {change["deal"] for change in changes if change["kind"] == "opened"} == {"acme", "globex"}


def test_a_destroyed_deal_keeps_its_place_with_its_certificate(ready: Shell) -> None:
    """After destruction nothing is out and the certificate is named."""
    ready("export", "acme-1s", "--into", "out")
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    ready("destroy", "--deal", "acme", "--yes")
    (trial,) = json.loads(ready("report", "portfolio", "--json").out)["trials"]
    assert trial["destroyed_on"]
    assert [copy["state"] for copy in trial["copies"] if copy["state"] == "open"] == []
    assert trial["certificates"][0]["id"] == "acme-K1"


def test_a_copy_that_outlives_the_destruction_is_late(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `enforce` calls overdue is late on the page as well, to the same day, with its copy named."""
    ready("copy", "add", "acme-1s", "--place", "safe", "--holder", "Luc Martin <luc@vendor.example>")
    monkeypatch.setattr(session_module, "system_clock", lambda: system_clock() + timedelta(days=63))
    assert "acme by 3 days" in ready("enforce", code=3).err
    answer = json.loads(ready("report", "portfolio", "--json").out)
    (trial,) = answer["trials"]
    assert trial["destroyed_on"]
    assert trial["days_left"] == -3
    (copy,) = [one["id"] for one in trial["copies"] if one["state"] == "open"]
    assert ("copy-late", copy) in {(change["kind"], change["subject"]) for change in answer["changes"]}
    assert "overdue" in ready("report", "portfolio").out


def test_the_terminal_names_a_hold(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A late deal under a legal hold is shown as held, and so is a frozen one."""
    ready("hold", "place", "acme", "--reason", "request")
    assert "frozen, running" in ready("report", "portfolio").out
    ready("hold", "place", "acme", "--reason", "court order", "--kind", "legal")
    monkeypatch.setattr(session_module, "system_clock", lambda: system_clock() + timedelta(days=63))
    assert "legal hold, overdue" in ready("report", "portfolio").out
