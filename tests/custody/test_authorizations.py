"""The provider's word: asked for in both languages, signed, checked by their key, kept; and broken glass."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shells import Shell, in_days, needed

LIFT = ("--rule", "EDU-4", "--act", "load", "--scope", "staging", "--until", in_days(9))


def request(shell: Shell, *more: str) -> str:
    """The text to send, as a file to sign."""
    text = shell("authorization", "request", "acme", *LIFT, *more).out
    Path("answer.txt").write_text(text)
    return text


def ssh_key(name: str = "dpo") -> str:
    """Make an SSH key; give its fingerprint."""
    make = [needed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", name]
    subprocess.run(make, check=True)
    shown = subprocess.run(["ssh-keygen", "-lf", f"{name}.pub"], check=True, capture_output=True, text=True)
    return shown.stdout.split()[1]


def ssh_sign(name: str = "dpo") -> None:
    """Sign the answer as a provider would."""
    Path("answer.txt.sig").unlink(missing_ok=True)
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-f", name, "-n", "sampler", "answer.txt"]
    subprocess.run(sign, check=True, capture_output=True)


RECORD = ("authorization", "record", "acme", "--evidence", "answer.txt", "--signature", "answer.txt.sig")
BY = ("--by", "DPO <dpo@acme.example>")


@pytest.mark.parametrize(("lang", "words"), [("en", "We ask you"), ("fr", "Nous vous demandons")])
def test_the_request_says_what_is_asked_and_what_to_sign(founded: Shell, lang: str, words: str) -> None:
    """In either language: deal, rule, act, scope, end, who asks, and one block to sign."""
    text = request(founded, "--lang", lang)
    assert words in text
    for word in ("ACME SAS", "LMS trial", "EDU-4", "staging", "ana@vendor.example", f"until: {in_days(9)}"):
        assert word in text
    assert text.count("--- sampler-authorization-v1 ---") == 1


def test_an_ssh_signed_answer_is_checked_by_the_registered_key(founded: Shell) -> None:
    """What the signed text says is what is recorded; the evidence lies in the vault, with its digest."""
    fingerprint = ssh_key()
    founded("authorization", "key", "acme", "--key", "dpo.pub", "--confirmed", fingerprint)
    request(founded)
    ssh_sign()
    shown = json.loads(founded(*RECORD, *BY, "--json").out)
    assert (shown["rule"], shown["act"], shown["scope"]) == ("EDU-4", "load", "staging")
    assert (shown["proof"], shown["expires_at"][:10]) == ("ssh-signature", in_days(9))
    home = Path(os.environ["SAMPLER_HOME"])
    assert not any(b"ACME SAS" in path.read_bytes() for path in (home / "vault").iterdir())
    founded("ledger", "verify")


def test_another_key_a_changed_text_or_no_key_is_refused(founded: Shell) -> None:
    """Who is not registered signs nothing, and no word of the text can be changed afterwards."""
    right = ssh_key()
    ssh_key("other")
    request(founded)
    ssh_sign()
    founded(*RECORD, *BY, code=4)
    founded("authorization", "key", "acme", "--key", "other.pub", "--confirmed", right, code=2)
    founded("authorization", "key", "acme", "--key", "dpo.pub", "--confirmed", right)
    signed = Path("answer.txt").read_text()
    Path("answer.txt").write_text(signed.replace("act: load", "act: any"))
    founded(*RECORD, *BY, code=6)
    Path("answer.txt").write_text(signed)
    ssh_sign("other")
    founded(*RECORD, *BY, code=6)
    assert founded("authorization", "list", "--json").out == ""


def test_a_text_for_another_home_or_with_two_blocks_authorizes_nothing(founded: Shell) -> None:
    """A provider's word for somebody else, or one that says two things, is not taken."""
    founded("authorization", "key", "acme", "--key", "dpo.pub", "--confirmed", ssh_key())
    text = request(founded)
    block = text[text.index("--- sampler-authorization-v1") :]
    home = next(line for line in block.splitlines() if line.startswith("home: "))
    for changed in (text.replace(home, "home: " + "0" * 32), text + block, "no block"):
        Path("answer.txt").write_text(changed)
        ssh_sign()
        founded(*RECORD, *BY, code=4)


@pytest.mark.parametrize(
    "make",
    [
        ("genpkey", "-algorithm", "ed25519"),
        ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    ],
    ids=lambda make: make[2],
)
def test_an_openssl_signature_is_checked_too(founded: Shell, make: tuple[str, ...]) -> None:
    """Ed25519, RSA and ECDSA keys in PEM, signed by openssl as it is."""
    openssl = needed("openssl")
    subprocess.run([openssl, *make, "-out", "k.pem"], check=True, capture_output=True)
    subprocess.run([openssl, "pkey", "-in", "k.pem", "-pubout", "-out", "k.pub"], check=True)
    der = subprocess.run(
        [openssl, "pkey", "-in", "k.pem", "-pubout", "-outform", "DER"], check=True, capture_output=True
    )
    digest = subprocess.run(
        [openssl, "dgst", "-sha256", "-binary"], input=der.stdout, check=True, capture_output=True
    )
    shown = subprocess.run([openssl, "base64"], input=digest.stdout, check=True, capture_output=True)
    fingerprint = "SHA256:" + shown.stdout.decode().strip().rstrip("=")
    founded("authorization", "key", "acme", "--key", "k.pub", "--confirmed", fingerprint)
    request(founded)
    sign = ["pkeyutl", "-sign", "-inkey", "k.pem", "-rawin", "-in", "answer.txt", "-out", "answer.txt.sig"]
    if "RSA" in make or "EC" in make:
        sign = ["dgst", "-sha256", "-sign", "k.pem", "-out", "answer.txt.sig", "answer.txt"]
    subprocess.run([openssl, *sign], check=True, capture_output=True)
    assert json.loads(founded(*RECORD, *BY, "--json").out)["proof"] == "openssl-signature"
    Path("answer.txt").write_text(Path("answer.txt").read_text() + "more\n")
    founded(*RECORD, *BY, code=6)


def test_broken_glass_is_short_loud_and_needs_a_reason(founded: Shell) -> None:
    """A reason, a ticket, at most 24 hours; the report and the terminal say it."""
    glass = ("authorization", "break-glass", "acme", "--rule", "JUN-4")
    founded(*glass, "--reason", " ", "--ticket", "T-1", code=2)
    founded(*glass, "--reason", "outage", "--ticket", "T-1", "--hours", "25", code=2)
    assert "BREAK-GLASS" in founded(*glass, "--reason", "outage", "--ticket", "T-1", "--hours", "2").out
    assert "BREAK-GLASS acme A1" in founded("report", "destruction").err
    page = founded("report", "destruction", "--format", "html", "--lang", "fr").out
    assert "BRIS DE GLACE" in page
    for form in (("--format", "csv"), ("--format", "html"), ("--json",)):
        told = founded("report", "destruction", *form)
        assert "outage, T-1" in told.out
    assert "BREAK-GLASS acme A1 JUN-4 any any (" in founded("where", "acme").err
    assert "BREAK-GLASS acme A1" in founded("where").err
    founded("authorization", "withdraw", "A1")
    founded("authorization", "withdraw", "A1", code=4)


def test_broken_glass_is_not_renewed(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one for the same deal and rule waits for a day after the first one's end, withdrawn or not."""
    glass = ("authorization", "break-glass", "acme", "--reason", "outage", "--ticket", "T-1", "--hours", "2")
    founded(*glass, "--rule", "JUN-4")
    founded("authorization", "withdraw", "A1")
    assert "not again before" in founded(*glass, "--rule", "JUN-4", "--act", "load", code=2).err
    founded(*glass, "--rule", "EDU-4")
    ahead = timedelta(hours=25)
    monkeypatch.setattr("sampler.cli.session.system_clock", lambda: datetime.now(UTC) + ahead)
    founded(*glass, "--rule", "JUN-4")
    assert "not again before" in founded(*glass, "--rule", "EDU-4", code=2).err


def test_no_rule_but_the_providers_can_be_lifted(founded: Shell) -> None:
    """EDU-5, IUN-4, IJO-1 or EDU-10 can't be asked for; EDU-6 for an extension only, and never broken."""
    broken = ("authorization", "break-glass", "acme", "--rule", "EDU-6", "--reason", "r", "--ticket", "t")
    founded(*broken, "--act", "deal.extend", code=2)
    asked = ("authorization", "request", "acme", "--until", in_days(3), "--rule")
    founded(*asked, "EDU-6", "--act", "load", code=2)
    for rule in ("EDU-5", "IUN-4", "IJO-1", "EDU-10"):
        founded("authorization", "request", "acme", "--rule", rule, "--until", in_days(3), code=2)
