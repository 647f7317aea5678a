"""The manager's view from the registry: late and due deals, holders of ours, nobody of the provider's."""

import json
from pathlib import Path

from papers_of import PLANTED, busy
from shells import Shell


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
