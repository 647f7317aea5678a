"""Incidents: two clocks, drafts in two languages filled from the registry, supplements."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days

from sampler.duties.incidents import moment_of
from sampler.errors import UsageError

RECIPE = 'version: 1\ntables:\n  "clients.csv": {"id": token, "nom": surrogate LAST_NAME}\n'


@pytest.fixture
def breached(founded: Shell) -> Shell:
    """A deal with a sanitized sample of ten people, and an incident known since three hours."""
    Path("d").mkdir()
    Path("d/clients.csv").write_text("id;nom\n" + "".join(f"{n + 1000};Durant{n}\n" for n in range(10)))
    Path("r.yaml").write_text(RECIPE)
    founded("ingest", "d", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    founded("sanitize", "acme-1", "--recipe", "r.yaml")
    known = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="seconds")
    opened = ("incident", "open", "acme", "--kind", "confidentiality", "--nature", "laptop left on a train")
    founded(*opened, "--known-at", known)
    return founded


def test_the_drafts_are_filled_from_the_registry_in_both_languages(breached: Shell) -> None:
    """Nature, data, people, samples, copies and measures stand in the notice and in the form's fields."""
    breached("incident", "add", "I1", "--kind", "measures-taken", "--text", "disk was encrypted")
    fields = json.loads(breached("incident", "show", "I1", "--json").out)["fields"]
    assert fields["nature"] == "confidentiality: laptop left on a train"
    assert fields["categories"].split(", ") == sorted(fields["categories"].split(", "))
    assert "LAST_NAME" in fields["categories"]
    assert fields["people"] == "at most 10, as far as was seen"
    assert "acme-1 (lent, present), acme-1s (derived, present)" in fields["samples"]
    assert "C1" in fields["copies"]
    assert "disk was encrypted" in fields["measures-taken"]
    assert fields["consequences"] == "not stated"
    letter = breached("incident", "show", "I1", "--lang", "fr").out
    assert "violation de données (RGPD, art. 33.2), incident I1" in letter
    assert "au plus 10" in letter
    form = breached("incident", "show", "I1", "--form", "--lang", "fr").out
    assert "Catégories de données" in form
    assert "Mesures prises" in form


def test_the_providers_clock_starts_with_the_notice(breached: Shell) -> None:
    """Ours ends 24 hours after it was known; theirs, for information, 72 hours after they were told."""
    (row,) = [json.loads(line) for line in breached("incident", "list", "--json").out.splitlines()]
    known, due = datetime.fromisoformat(row["known_at"]), datetime.fromisoformat(row["provider_due_at"])
    assert due - known == timedelta(hours=24)
    answer = json.loads(breached("incident", "notify", "I1", "--how", "mail", "--json").out)
    (row,) = [json.loads(line) for line in breached("incident", "list", "--json").out.splitlines()]
    told, until = (datetime.fromisoformat(at) for at in (row["notified_at"], answer["authority_due_at"]))
    assert until - told == timedelta(hours=72)


def test_what_is_learnt_after_the_notice_is_a_supplement(breached: Shell) -> None:
    """The first notice stays as it was; a second is an entry of its own."""
    breached("incident", "notify", "I1", "--how", "mail")
    breached("incident", "add", "I1", "--kind", "supplement", "--text", "the laptop was found")
    breached("incident", "notify", "I1", "--how", "second mail")
    fields = json.loads(breached("incident", "show", "I1", "--json").out)["fields"]
    assert "the laptop was found" in fields["supplement"]
    breached("incident", "close", "I1")
    breached("incident", "add", "I1", "--kind", "consequences", "--text", "x", code=4)
    breached("incident", "add", "I1", "--kind", "supplement", "--text", "known later")
    report = json.loads(breached("report", "destruction", "--deal", "acme", "--json").out)
    assert ("incident", "I1") in {(e["kind"], e["subject"]) for e in report["exceptions"]}
    breached("ledger", "verify")


def test_an_incident_is_not_known_in_the_future(founded: Shell) -> None:
    """A clock does not start ahead of time, nor at a moment that is none."""
    opened = ("incident", "open", "acme", "--kind", "integrity", "--nature", "n", "--known-at")
    founded(*opened, f"{in_days(1)}T00:00:00+00:00", code=2)
    founded(*opened, "yesterday", code=2)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-29T01:30+01:00", "2026-03-29T00:30:00+00:00"),  # an hour before clocks in Paris change
        ("2026-03-29T03:30+02:00", "2026-03-29T01:30:00+00:00"),
        ("2026-01-05T09:00", "2026-01-05T09:00:00+00:00"),
    ],
)
def test_moments_are_kept_in_utc(text: str, moment: str) -> None:
    """Elapsed hours are counted in UTC, so no change of clocks on walls moves a deadline."""
    assert moment_of(text) == moment


def test_nonsense_is_no_moment() -> None:
    """It is a usage error."""
    with pytest.raises(UsageError):
        moment_of("soon")
