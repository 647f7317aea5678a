"""The compliance pack: a provider follows its page with ssh-keygen and sha256sum and finds tampering."""

import html
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from papers_of import busy
from shells import Shell, needed

from sampler.registry.ledger import body_digest

MAIL = """From: DPO <dpo@acme.example>
To: ana@vendor.example
Date: Mon, 02 Nov 2026 10:00:00 +0000
Message-ID: <1@acme.example>
Subject: the trial

yes, you may
"""


@pytest.fixture
def pack(ready: Shell) -> Path:
    """The unzipped pack of a destroyed deal, in a home with another provider's deal."""
    busy(ready)
    (ready.folder / "mail.eml").write_text(MAIL)
    wanted = ("--rule", "EDU-4", "--act", "load", "--scope", "any", "--until", "2099-01-31")
    given = ("--by", "DPO <dpo@acme.example>", "--evidence", "mail.eml")
    ready("authorization", "record", "acme", *wanted, *given)
    ready("report", "compliance", "--deal", "acme", "--output", "before.zip")
    for copy in ("C4", "C5"):
        ready("copy", "attest", copy, "--by", "Luc Martin", "--method", "shredded")
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    ready("destroy", "--deal", "acme", "--yes")
    answer = ready("report", "compliance", "--deal", "acme", "--output", "acme.zip", "--lang", "fr")
    assert "how-to-verify.html" in answer.out
    with zipfile.ZipFile("acme.zip") as container:
        container.extractall("pack")
    return ready.folder / "pack"


def commands(pack: Path) -> list[str]:
    """What the page tells its reader to type."""
    page = (pack / "how-to-verify.html").read_text(encoding="utf-8")
    return [
        html.unescape(found) for found in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)
    ]


def follow(pack: Path) -> str:
    """Type them all in bash, as a reader would, and give what is printed."""
    said = ""
    for command in commands(pack):
        done = subprocess.run(
            [needed("bash"), "-c", command], cwd=pack, capture_output=True, text=True, check=False
        )
        said += done.stdout + done.stderr
    return said


def wrong(said: str) -> bool:
    """Whether the page's reader was given a reason to ask."""
    return bool(re.search(r"BAD|FAILED|Could not verify|WARNING", said))


def test_the_page_verifies_the_pack(pack: Path) -> None:
    """Every command runs, nothing is wrong, the fingerprint and the head are those on the documents."""
    needed("ssh-keygen")
    assert len(commands(pack)) == 6
    said = follow(pack)
    assert not wrong(said), said
    head = json.loads((pack / "ledger/head.json").read_text())["anchor"]
    receipt = json.loads((pack / "receipts/receipt-acme-1.json").read_text())
    assert f"head {head}" in said
    assert receipt["signer"] in said
    assert said.count('Good "sampler" signature') == 4  # the list of files, receipt, certificate, head
    assert f"event {receipt['anchor'].partition(':')[0]}: OK" in said


def test_the_pack_holds_the_documents(pack: Path) -> None:
    """Receipt, certificate, record, rights, exposure, incident: each as a view and as its data."""
    names = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    for name in ("receipts/receipt-acme-1", "certificates/certificate-acme-K1"):
        assert {f"{name}.json", f"{name}.json.sig", f"{name}.pdf"} <= names
    for name in ("record-of-processing", "grants-and-authorizations", "exposure", "incident-I1"):
        assert {f"registers/{name}.json", f"registers/{name}.pdf"} <= names
    with zipfile.ZipFile(pack.parent / "before.zip") as container:
        assert b"yes, you may" in container.read("authorizations/A1.evidence")


def test_nothing_of_another_provider_is_in_it(pack: Path) -> None:
    """No file of the pack names the other deal or its provider; its events are hashes only."""
    for path in pack.rglob("*"):
        if path.is_file():
            assert b"globex" not in path.read_bytes().lower(), path.name
    events = {int(path.stem) for path in (pack / "ledger/events").iterdir()}
    lines = (pack / "ledger/chain.txt").read_text().splitlines()
    assert events < {int(line.split()[0]) for line in lines}


def test_each_event_of_the_deal_is_proved_by_the_chain(pack: Path) -> None:
    """An event's salted digest is the one in the chain, and its body can be read."""
    lines = [line.split() for line in (pack / "ledger/chain.txt").read_text().splitlines()]
    chain = {int(seq): body for seq, _, body, _ in lines}
    words = set()
    for path in (pack / "ledger/events").iterdir():
        data = path.read_bytes()
        assert body_digest(data[:16], data[16:]).hex() == chain[int(path.stem)]
        words.add(json.loads(data[16:])["event"])
    assert {"deal.open", "ingest", "destroy.done", "certificate", "report.compliance"} <= words


def test_a_changed_file_is_found(pack: Path, tmp_path: Path) -> None:
    """One changed byte in any kind of file makes the page print a reason to ask."""
    for name in (
        *("certificates/certificate-acme-K1.json", "receipts/receipt-acme-1.json", "ledger/head.json"),
        *("ledger/chain.txt", "ledger/events/3.event", "registers/exposure.json", "SHA256SUMS"),
    ):
        other = shutil.copytree(pack, tmp_path / name.replace("/", "-"))
        data = bytearray((other / name).read_bytes())
        place = len(data) // 2
        data[place] = ord("0") if data[place] != ord("0") else ord("1")
        (other / name).write_bytes(bytes(data))
        assert wrong(follow(other)), name


def test_a_ledger_written_anew_is_found_without_the_list(pack: Path) -> None:
    """Whoever rewrites an event, its hash and the sums still breaks the chain or loses the anchor."""
    lines = (pack / "ledger/chain.txt").read_text().splitlines()
    seq, before, body, own = lines[2].split()
    lines[2] = " ".join((seq, before, body[::-1], own))
    (pack / "ledger/chain.txt").write_text("\n".join(lines) + "\n")
    said = follow(pack)
    assert "BAD event 3: wrong hash" in said
    del lines[2]
    (pack / "ledger/chain.txt").write_text("\n".join(lines) + "\n")
    said = follow(pack)
    assert "BAD event 4: not linked to the one before" in said
    assert "BAD event 3: missing" in said


def test_a_file_that_was_added_is_found(pack: Path) -> None:
    """A document that nobody signed for does not pass among those that were."""
    (pack / "registers/rights of another.pdf").write_bytes(b"%PDF-1.7 forged")
    said = follow(pack)
    assert "BAD registers/rights of another.pdf: not in the list" in said
