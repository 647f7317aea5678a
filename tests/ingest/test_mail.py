"""E-mails as deliveries: who got them is judged (EDU-3), their parts are taken in."""

import io
import json
import os
from email.message import EmailMessage
from pathlib import Path

import pytest
import pyzipper
from address_table import GROUPS, MALFORMED, PERSONS, SEVERAL
from mails import CSV, forwarded, message
from shells import Answer, Shell

from sampler.ingest.mail import read_mail, secured

MAIL = ("ingest", "m.eml", "--deal", "acme", "--channel", "encrypted-mail")


def took(shell: Shell, mail: EmailMessage, code: int = 0, *more: str) -> Answer:
    Path("m.eml").write_bytes(mail.as_bytes())
    return shell(*MAIL, *more, code=code)


def test_a_mail_to_one_person_is_a_delivery_with_its_sender(founded: Shell) -> None:
    """Its attachments are the files, its From is the provenance, and neither is in the ledger."""
    answer = took(founded, message())
    assert "acme-1: 1 file taken in" in answer.out
    home = Path(os.environ["SAMPLER_HOME"])
    receipt = json.loads((home / "documents" / "receipt-acme-1.json").read_bytes())
    assert receipt["sent_by"] == "zoe.planted@acme.example"
    ledger = b"".join(path.read_bytes() for path in home.glob("registry.sqlite3*"))
    assert b"encrypted-mail" in ledger
    exported = founded("ledger", "export").out
    assert "zoe.planted" not in exported
    assert "ingest" in exported


@pytest.mark.parametrize(
    ("to", "headers"),
    [
        ("ana@vendor.example, dev@vendor.example", {}),
        ("ana@vendor.example", {"Cc": "dev@vendor.example"}),
        ("ana@vendor.example", {"Bcc": "dev@vendor.example"}),
        ("ana@vendor.example", {"Resent_To": "dev@vendor.example"}),
        ("ana@vendor.example", {"List_Id": "<x.vendor.example>"}),
        ("ana@vendor.example", {"List_Unsubscribe": "<mailto:u@vendor.example>"}),
        ("ana@vendor.example", {"X_BeenThere": "x@vendor.example"}),
        ("ana@vendor.example", {"Precedence": "bulk"}),
        ("ana@vendor.example", {"Precedence": "List"}),
        ("ana@vendor.example", {"Sender": "dev-bounces@vendor.example"}),
        ("ana@vendor.example", {"Delivered_To": "list@vendor.example"}),
        ("ana@vendor.example", {"X_Original_To": "all@vendor.example"}),
        ("ana@vendor.example", {"Envelope_To": "dev@vendor.example"}),
        ("ana@vendor.example", {"Reply_To": "trial@googlegroups.com"}),
        ("Team: ana@vendor.example;", {}),
        ("Team: ana@vendor.example, dev@vendor.example;", {}),
        ("undisclosed-recipients:;", {}),
        ("", {"Subject": "nobody named"}),
        ("equipe@vendor.example", {}),
        ("ana+all@vendor.example", {}),
        ("dev@googlegroups.com", {}),
    ],
)
def test_a_group_mailing_is_refused_with_a_text_to_send_back(
    founded: Shell, to: str, headers: dict[str, str]
) -> None:
    """EDU-3: lists, several recipients, groups and hidden ones; nothing of it is kept."""
    mail = message(to, **headers)
    mail["X-Note"] = "kept"
    answer = took(founded, mail, 5)
    assert "[EDU-3]" in answer.err
    text = Path(os.environ["SAMPLER_HOME"]) / "documents" / "notice-acme-EDU-3.txt"
    assert "envoi groupé" in text.read_text(encoding="utf-8")
    assert "group mailing" in text.read_text(encoding="utf-8")
    assert str(text) in answer.err
    assert founded("copy", "list", "--json").out == ""


def test_the_refusal_is_lifted_by_a_mail_to_one_person(founded: Shell) -> None:
    """EDU-3: the same data, sent again to one person, is taken in."""
    took(founded, message("all@vendor.example"), 5)
    took(founded, message())


def test_an_odd_mail_is_taken_with_a_warning(founded: Shell) -> None:
    """Addressed to nobody here, or from another domain than the provider's: said; neither: not said."""
    fine = message("ana+presales@vendor.example", Delivered_To="ana@vendor.example")
    assert "addressed to nobody" not in took(founded, fine).err
    assert "contact's domain" not in took(founded, fine).err
    assert "addressed to nobody" in took(founded, message("zed@vendor.example")).err
    strange = message()
    strange.replace_header("From", "zoe@other.example")
    assert "contact's domain" in took(founded, strange).err


def test_no_address_of_the_table_passes_wrongly(tmp_path: Path) -> None:
    """EDU-3: every pattern that is not one plain person makes the message a mailing, or unreadable."""
    path = tmp_path / "m.eml"
    wrong = []
    for address in (*GROUPS, *SEVERAL, *MALFORMED):
        clean = address.replace("\r", "").replace("\n", ",").replace("\x00", "")
        head = f"From: zoe@acme.example\nDate: Mon, 16 Nov 2026 10:00:00 +0100\nTo: {clean}\n\nx\n"
        path.write_bytes(head.encode())
        if read_mail(path).mailing == "direct" and address not in MAY_STAND_IN_A_HEADER:
            wrong.append(address)
    assert not wrong
    for address in PERSONS:
        path.write_text(f"From: zoe@acme.example\nDate: x\nTo: Ana Roy <{address}>\n\nx\n")
        assert read_mail(path).mailing == "direct", address


# in a header these are one person's address with a name, brackets, a comment or spaces around it
MAY_STAND_IN_A_HEADER = frozenset(
    {
        *(
            " dev@vendor.example",
            "dev@vendor.example ",
            "Dev Un <dev@vendor.example>",
            "<dev@vendor.example>",
        ),
        *('"dev"@vendor.example', "dev(comment)@vendor.example", "dev@(comment)vendor.example"),
        "dev\x00@vendor.example",
    }
)


def test_a_forwarded_group_mailing_is_still_one(founded: Shell) -> None:
    """EDU-3: what is inside is judged too, and its parts belong to the delivery."""
    assert "[EDU-3]" in took(founded, forwarded(message("all@vendor.example")), 5).err
    assert "acme-1: 1 file taken in" in took(founded, forwarded(message())).out


def test_parts_of_every_level_are_the_delivery(tmp_path: Path) -> None:
    """Attachments of the message and of those inside it; the covering text is not a file."""
    outer = forwarded(message())
    outer.add_attachment(b"PK", maintype="application", subtype="octet-stream", filename="../../x/y.bin")
    (tmp_path / "m.eml").write_bytes(outer.as_bytes())
    parts = read_mail(tmp_path / "m.eml").parts
    assert [(part.name, part.data) for part in parts] == [("y.bin", b"PK"), ("clients.csv", CSV)]


HOPS = [
    ("from a by b with ESMTPS id 1; Mon", True),
    ("from a by b with ESMTPSA id 1; Mon", True),
    ("from a by b with UTF8SMTPS id 1; Mon", True),
    ("from a by b (version=TLS1_3 cipher=TLS_AES_256) with SMTP; Mon", True),
    ("from a by b (using TLSv1.2 with cipher X) with ESMTP; Mon", True),
    ("from a by b with HTTPS; Mon", True),
    ("from a by b with ESMTP id 1; Mon", False),
    ("from a by b with SMTP id 1; Mon", False),
    ("from a by b with ESMTPA id 1; Mon", False),
    ("from a by b; Mon", False),
]


@pytest.mark.parametrize(("hop", "safe"), HOPS)
def test_a_hop_tells_whether_it_had_tls(hop: str, safe: bool) -> None:  # noqa: FBT001 - a column
    """RFC 3848: the protocol word with an S, or a cipher that is named."""
    assert secured(hop) is safe


def test_hops_without_tls_stand_on_the_receipt(founded: Shell) -> None:
    """A hop in the clear is a weakness of the way the delivery came."""
    mail = message(Received="from a by b with ESMTP id 1; Mon, 16 Nov 2026 10:00:00 +0100")
    answer = took(founded, mail)
    assert "1 of 1 hop between mail servers had no TLS" in answer.err
    home = Path(os.environ["SAMPLER_HOME"])
    receipt = json.loads((home / "documents" / "receipt-acme-1.json").read_bytes())
    assert "carried between mail servers without TLS" in receipt["weaknesses"]


def test_a_large_sample_in_the_clear_is_refused_or_noted_as_a_breach(
    founded: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EDU-2: above the configured size; --note-breach takes it, on record, with a text to send back."""
    Path("sampler.toml").write_text("[policy]\nlarge_sample_bytes = 10\n")
    answer = took(founded, message(), 5)
    assert "[EDU-2]" in answer.err
    assert "--note-breach" in answer.err
    taken = took(founded, message(), 0, "--note-breach")
    assert "breach of EDU-2" in taken.err
    assert '"breach_noted":true' in founded("ledger", "export").out.replace(" ", "")
    Path("sampler.toml").unlink()
    took(founded, message())
    monkeypatch.undo()


@pytest.mark.parametrize(
    "channel", ["public-link", "http", "ftp", "public-bucket", "mailing-list", "pigeon", ""]
)
def test_a_public_channel_is_refused_with_a_text_to_send_back(founded: Shell, channel: str) -> None:
    """EDU-1: a channel on no list is public; a private one lifts it."""
    Path("clients.csv").write_bytes(CSV)
    came = ("ingest", "clients.csv", "--deal", "acme", "--from", "dpo@acme.example", "--channel")
    answer = founded(*came, channel, code=5)
    text = Path(os.environ["SAMPLER_HOME"]) / "documents" / "notice-acme-EDU-1.txt"
    assert "[EDU-1]" in answer.err
    assert "open to the public" in text.read_text(encoding="utf-8")
    founded(*came, "sftp")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("m.msg", b"\xd0\xcf\x11\xe0", "save the message as .eml"),
        ("m.eml", b"no message at all", "not an e-mail"),
        ("m.eml", b"From: a@b.example\nTo: ana@vendor.example\n\n", "neither attachments nor text"),
    ],
)
def test_what_is_no_message_is_said(founded: Shell, name: str, data: bytes, said: str) -> None:
    """Exit 4, with what to do."""
    Path(name).write_bytes(data)
    answer = founded("ingest", name, "--deal", "acme", "--channel", "encrypted-mail", code=4)
    assert said in answer.err


def test_an_encrypted_archive_in_a_mail_is_opened_like_any_delivery(founded: Shell) -> None:
    """Its files are the delivery, its passphrase is asked for, and large ones may travel so (EDU-2)."""
    held = io.BytesIO()
    with pyzipper.AESZipFile(held, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"Bri-4711-colle")
        archive.writestr("inner.csv", CSV)
    mail = forwarded(message())
    mail.add_attachment(held.getvalue(), maintype="application", subtype="zip", filename="d.zip")
    Path("sampler.toml").write_text("[policy]\nlarge_sample_bytes = 10\n")
    Path("pass").write_text("Bri-4711-colle\n")
    sealed = EmailMessage()
    sealed["From"], sealed["To"], sealed["Date"] = "z@acme.example", "ana@vendor.example", "x"
    sealed.set_content("The passphrase comes by phone.")
    sealed.add_attachment(held.getvalue(), maintype="application", subtype="zip", filename="d.zip")
    took(founded, sealed, 4)
    assert "acme-1: 1 file taken in" in took(founded, sealed, 0, "--password-file", "pass").out
    assert (
        "[EDU-2]" in took(founded, mail, 5, "--password-file", "pass").err
    )  # one part of it is in the clear
    Path("sampler.toml").unlink()
    assert "acme-2: 2 files taken in" in took(founded, mail, 0, "--password-file", "pass").out
