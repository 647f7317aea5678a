"""To whom a pack goes: one person (EDU-3), by mail only when small (EDU-2), where it was lent (EDU-4)."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from address_table import GROUPS, MALFORMED, SEVERAL
from shells import Shell

PACK = ("pack", "acme-1s", "--output", "p.zip", "--to")


def test_no_address_that_is_not_one_person_gets_a_pack(ready: Shell) -> None:
    """EDU-3: lists and several people are refused by policy, what is no address as usage."""
    refused = [ready(*PACK, address, code=None) for address in (*GROUPS[::3], *SEVERAL)]
    assert {answer.code for answer in refused} == {5}
    assert all("[EDU-3]" in answer.err for answer in refused)
    assert {ready(*PACK, address, code=None).code for address in MALFORMED if "\0" not in address} == {2}
    assert not Path("p.zip").exists()
    assert "[EDU-3]" in ready("recipient", "add", "team@vendor.example", code=5).err
    ready(*PACK, "dev@vendor.example")


def test_a_mail_draft_has_one_recipient_and_the_passphrase_goes_another_way(ready: Shell) -> None:
    """EDU-2, EDU-3: the draft names one address and nothing of the deal; the other channel is on record."""
    assert "another way" in ready(*PACK, "dev@vendor.example", "--mail", "p.eml", code=2).err
    by_mail = ("--mail", "p.eml", "--passphrase-channel", "mail")
    assert "another channel than the mail" in ready(*PACK, "dev@vendor.example", *by_mail, code=2).err
    answer = ready(*PACK, "dev@vendor.example", *by_mail[:2], "--passphrase-channel", "phone", "--json")
    packed = json.loads(answer.out)
    mail = message_from_bytes(Path("p.eml").read_bytes(), policy=policy.default)
    assert [str(mail[name]) for name in ("To", "From", "X-Unsent")] == [
        "dev@vendor.example",
        "ana@vendor.example",
        "1",
    ]
    assert not {"Cc", "Bcc"} & set(mail.keys())
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == Path("p.zip").read_bytes()
    text = Path("p.eml").read_text()
    assert not [word for word in ("acme", "ACME", packed["passphrase"]) if word in text]
    copies = {
        row["kind"]: row
        for row in map(json.loads, ready("copy", "list", "--open", "--json").out.splitlines())
    }
    assert set(copies) == {"pack", "draft", "held"}
    assert copies["held"]["channel"] == "phone"
    assert copies["held"]["holder"] == "dev@vendor.example"


def test_a_large_sample_does_not_go_by_mail(ready: Shell) -> None:
    """EDU-2: above the configured size it goes by a secured transfer, as a pack without a mail."""
    Path("sampler.toml").write_text("[policy]\nlarge_sample_bytes = 10\n")
    mail = ("--mail", "p.eml", "--passphrase-channel", "phone")
    assert "[EDU-2]" in ready(*PACK, "dev@vendor.example", *mail, code=5).err
    assert not Path("p.eml").exists()
    ready(*PACK, "dev@vendor.example")


def test_a_mailed_pack_keeps_the_certificate_interim(ready: Shell) -> None:
    """EDU-6: what has left for the recipient is open until their statement is in, or somebody attests."""
    ready(*PACK, "dev@vendor.example", "--mail", "p.eml", "--passphrase-channel", "phone")
    ready("destroy", "--deal", "acme", "--yes", code=7)
    ready("copy", "attest", "C4", "--by", "Dev Un", "--method", "deleted, bin emptied")
    assert "is final" in ready("destroy", "--deal", "acme", "--yes").out


def test_a_pack_is_made_and_opened_where_the_sample_was_lent_for(ready: Shell) -> None:
    """EDU-4: an undeclared or other environment is refused; one that the deal names is allowed."""
    ready("environment", "add", "box", "--country", "FR", "--project", "lms")
    assert "[EDU-4]" in ready(*PACK, "dev@vendor.example", "--environment", "box", code=5).err
    ready(*PACK, "dev@vendor.example", "--passphrase-file", "pp")
    opening = ("open", "p.zip", "--passphrase-file", "pp", "--into")
    answer = ready(*opening, "o", "--environment", "box", code=5)
    assert "the pack is for the environment here [EDU-4]" in answer.err
    assert not Path("o").exists()
    ready(*opening, "o")


@pytest.mark.parametrize("country", ["US", "GB", "CH"])
def test_an_environment_outside_the_allowed_countries_is_refused(ready: Shell, country: str) -> None:
    """IJO-1: the configured list lifts it."""
    add = ("environment", "add", "far", "--country", country)
    assert "[IJO-1]" in ready(*add, code=5).err
    Path("sampler.toml").write_text(f'[policy]\ncountries = ["FR", "{country}"]\n')
    ready(*add)
