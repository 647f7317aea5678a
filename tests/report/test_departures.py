"""What departs from the ordinary course, and in whose report it is told."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from papers_of import busy
from shells import Shell


@pytest.fixture
def late(ready: Shell) -> Shell:
    """A home whose other deal has an incident that its provider was not told of in time."""
    busy(ready)
    known = (datetime.now(UTC) - timedelta(days=5)).isoformat(timespec="seconds")
    ready("incident", "open", "globex", "--kind", "integrity", "--nature", "x", "--known-at", known)
    return ready


def test_a_late_duty_is_told_in_the_report_of_its_deal_only(late: Shell) -> None:
    """A deal's report may go to its provider: it names no other deal, in any format."""
    everything = json.loads(late("report", "destruction", "--format", "json").out)
    told = [one["deal"] for one in everything["exceptions"] if one["kind"] == "alarm"]
    assert told == ["globex"]
    for format_ in ("json", "csv", "html"):
        assert "globex" not in late("report", "destruction", "--deal", "acme", "--format", format_).out
    own = late("report", "destruction", "--deal", "globex", "--format", "json").out
    assert '"kind":"alarm"' in own


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_incident_file_says_dates_and_categories_in_words(late: Shell, lang: str) -> None:
    """No machine's date stands on top, and no name of an entity type among the categories."""
    late("incident", "open", "acme", "--kind", "integrity", "--nature", "a disk failed again")
    page = late("report", "incident", "I2", "--format", "html", "--lang", lang).out
    assert "banner warn" in page
    assert "+00:00" not in page
    assert "EMAIL_ADDRESS" not in late("report", "incident", "I3", "--format", "html", "--lang", lang).out
