"""EDU rules through the command line: each is refused by name, and lifted in the way it says."""

from pathlib import Path

import pytest
from shells import Shell, in_days
from teams import DEVELOPER, INGEST, TERMS, travel

MAIL = """From: DPO <dpo@acme.example>
To: {to}
Subject: sample
Date: Mon, 05 Jan 2026 09:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/csv; name=clients.csv
Content-Disposition: attachment; filename=clients.csv

id;nom
1;Durant
--b--
"""


def another_sample(name: str = "again") -> str:
    """A second delivery, in a folder."""
    Path(name).mkdir()
    Path(name, "clients.csv").write_text("id;nom\n1;Durant\n2;Martin\n")
    return name


def yes_mail(name: str = "yes.eml") -> str:
    """The provider's answer as a mail."""
    Path(name).write_text(
        "From: DPO <dpo@acme.example>\nDate: Mon, 05 Jan 2026 09:00:00 +0100\nSubject: yes\n\nWe agree.\n"
    )
    return name


def authorize(shell: Shell, rule: str, *scope: str) -> None:
    """Record the provider's mail for a rule."""
    answer = ("--evidence", yes_mail(), "--by", "dpo@acme.example", "--until", in_days(10))
    shell("authorization", "record", "acme", "--rule", rule, *answer, *scope)


def test_edu_1_a_public_channel_is_refused_and_a_private_one_taken(team: Shell) -> None:
    """The same delivery by a public link is refused, by sftp it is taken."""
    folder, came = another_sample(), ("--from", "dpo@acme.example", "--deal", "acme")
    refused = team("ingest", folder, *came, "--channel", "public-link", code=5)
    assert "[EDU-1]" in refused.err
    team("ingest", folder, *came, "--channel", "sftp")


def test_edu_2_a_large_clear_sample_is_refused_or_taken_as_a_breach(team: Shell) -> None:
    """Above the organisation's size a clear sample is refused, unless taken as the provider's breach."""
    Path("sampler.toml").write_text("[policy]\nlarge_sample_bytes = 10\n")
    folder = another_sample()
    refused = team("ingest", folder, *INGEST, code=5)
    assert "[EDU-2]" in refused.err
    team("ingest", folder, *INGEST, "--note-breach")


def test_edu_3_a_group_mailing_is_refused_and_one_person_taken(team: Shell) -> None:
    """The same mail to a list is refused, to one person it is taken; a pack for a list is refused too."""
    Path("mail.eml").write_text(MAIL.format(to="team@vendor.example, all@vendor.example"))
    came = ("--deal", "acme", "--channel", "encrypted-mail", "--from", "dpo@acme.example")
    refused = team("ingest", "mail.eml", *came, code=5)
    assert "[EDU-3]" in refused.err
    Path("mail.eml").write_text(MAIL.format(to="Ana Roy <ana@vendor.example>"))
    team("ingest", "mail.eml", *came)


def test_edu_4_another_environment_needs_the_providers_authorization(team: Shell) -> None:
    """A sample for staging may not be loaded here until the provider authorizes it; not one act more."""
    team("environment", "add", "staging", "--kind", "test", "--country", "FR", "--purpose", "tests")
    ends = ("--trial-ends", in_days(20), "--environment", "staging")
    team("deal", "open", "beta", *TERMS, *ends)
    team("grant", "give", "p1", "--deal", "beta", "--act", "ingest", "--act", "sanitize", "--act", "load")
    team("grant", "give", "p1", "--deal", "beta", "--act", "export")
    came = ("--deal", "beta", "--channel", "sftp", "--from", "dpo@acme.example")
    team("ingest", "delivery", *came)
    team("sanitize", "beta-1", "--recipe", "acme.yaml")
    refused = team("load", "beta-1s", "--into", "sqlite:///beta.db", code=5)
    assert "[EDU-4]" in refused.err
    assert "authorization" in refused.err
    answer = ("--evidence", yes_mail(), "--by", "dpo@acme.example", "--until", in_days(10))
    team("authorization", "record", "beta", "--rule", "EDU-4", *answer, "--act", "load", "--scope", "here")
    lifted = team("load", "beta-1s", "--into", "sqlite:///beta.db")
    assert "EDU-4 is lifted by authorization A1" in lifted.err
    assert "[EDU-4]" in team("export", "beta-1s", "--into", "out", code=5).err


def test_edu_5_a_published_place_is_refused_and_a_local_one_taken(team: Shell) -> None:
    """A synchronised folder gets nothing, whatever the link to it is called; a local one does."""
    Path("Dropbox").mkdir()
    Path("innocent").symlink_to("Dropbox")
    refused = team("load", "acme-1s", "--into", "sqlite:///innocent/dev.db", code=5)
    assert "[EDU-5]" in refused.err
    team("load", "acme-1s", "--into", "sqlite:///dev.db")


def test_edu_6_after_the_end_nothing_begins_until_an_extension(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day after its end a deal's sample may not be loaded; the provider's extension lifts that."""
    travel(monkeypatch, days=61)
    refused = team("load", "acme-1s", "--into", "sqlite:///dev.db", code=5)
    assert "[EDU-6]" in refused.err
    extended = ("--trial-ends", in_days(80), "--evidence", yes_mail())
    team("deal", "close", "acme", "--outcome", "extended", *extended)
    team("load", "acme-1s", "--into", "sqlite:///dev.db")


def test_edu_7_an_undertaking_that_ran_out_stops_work_on_sanitized_data_too(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dev's undertaking ends: the sanitized sample is closed to them until they renew it."""
    team("custodian", "undertake", DEVELOPER, "--on", in_days(-30), "--until", in_days(1))
    travel(monkeypatch, days=2)
    refused = team("--as", DEVELOPER, "load", "acme-1s", "--into", "sqlite:///dev.db", code=5)
    assert "[EDU-7]" in refused.err
    team("custodian", "undertake", DEVELOPER, "--on", in_days(2), "--until", in_days(90))
    team("--as", DEVELOPER, "load", "acme-1s", "--into", "sqlite:///dev.db")


def test_edu_8_a_won_deal_is_the_customers_unless_authorized(team: Shell) -> None:
    """After the deal is won pre-sales stops, unless the provider authorizes the use."""
    team("deal", "close", "acme", "--outcome", "won", "--yes")
    refused = team("load", "acme-1s", "--into", "sqlite:///dev.db", code=5)
    assert "[EDU-8]" in refused.err
    authorize(team, "EDU-8", "--act", "load")
    team("load", "acme-1s", "--into", "sqlite:///dev.db")


def test_edu_9_the_data_goes_back_to_the_providers_people_only(team: Shell) -> None:
    """A return to anybody else is refused; to the contact it is made, and the provider's word ends it."""
    team("grant", "give", "p1", "--deal", "acme", "--act", "return")
    refused = team("return", "acme", "--to", "dev@vendor.example", "--output", "r.zip", code=5)
    assert "[EDU-9]" in refused.err
    assert not Path("r.zip").exists()
    team("return", "acme", "--to", "dpo@acme.example", "--output", "r.zip", "--passphrase-file", "pp.txt")
    team("return", "acme", "--confirmed-by", "dev@vendor.example", code=2)
    team("return", "acme", "--confirmed-by", "dpo@acme.example")


def test_edu_10_in_the_period_of_grace_only_the_provider_is_served(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too long a period is refused; in an agreed one everybody else's use is; after it comes destruction."""
    lost = ("deal", "close", "acme", "--outcome", "lost", "--yes", "--grace-until")
    assert "[EDU-10]" in team(*lost, in_days(91), code=5).err
    team(*lost, in_days(20))
    assert "[EDU-10]" in team("load", "acme-1s", "--into", "sqlite:///dev.db", code=5).err
    pack = ("pack", "acme-1s", "--passphrase-file", "pp.txt", "--output")
    assert "[EDU-10]" in team(*pack, "dev.zip", "--to", "dev@vendor.example", code=5).err
    team(*pack, "theirs.zip", "--to", "lea@acme.example")
    travel(monkeypatch, days=20)
    assert "nothing is due" in team("enforce").out
    travel(monkeypatch, days=21)
    assert "acme: destroyed" in team("enforce").out
