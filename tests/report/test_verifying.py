"""`certificate verify` and `receipt verify`: yes, no and changed, here, elsewhere and without a home."""

import json
import re
import shutil
from pathlib import Path

import pytest
from shells import Shell

from sampler.model.canonical import canonical_json
from sampler.vault import sshsig

SEED = bytes(range(32))


@pytest.fixture
def papers(ready: Shell, tmp_path: Path) -> Path:
    """The signed receipt and certificate of a destroyed deal, outside the home."""
    ready("deal", "close", "acme", "--outcome", "lost", "--yes")
    ready("destroy", "--deal", "acme", "--yes")
    folder = tmp_path / "papers"
    shutil.copytree(tmp_path / "home" / "documents", folder)
    return folder


def last(folder: Path) -> str:
    """The last certificate's path."""
    return str(max(folder.glob("certificate-*.json")))


def test_our_own_papers_verify_against_the_ledger(ready: Shell, papers: Path) -> None:
    """Signature, key and anchor are checked; the answer says so and the exit code is 0."""
    said = ready("certificate", "verify", last(papers)).out
    assert "this home's key" in said
    assert "stands in this home's ledger" in said
    assert "it is final" in said
    found = json.loads(ready("receipt", "verify", str(papers / "receipt-acme-1.json"), "--json").out)
    assert found["in_ledger"] is True


def test_a_changed_paper_is_integrity(ready: Shell, papers: Path) -> None:
    """One byte changed in the document or another signature is exit 6; a missing signature exit 4."""
    path = Path(last(papers))
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"lost"', b'"loss"'))
    ready("certificate", "verify", str(path), code=6)
    path.write_bytes(good)
    signature = path.with_name(f"{path.name}.sig")
    shutil.copy(papers / "receipt-acme-1.json.sig", signature)
    ready("certificate", "verify", str(path), code=6)
    signature.unlink()
    assert "lie together" in ready("certificate", "verify", str(path), code=4).err


def test_a_receipt_is_no_certificate(ready: Shell, papers: Path) -> None:
    """A well signed document of another kind is not taken for it."""
    ready("certificate", "verify", str(papers / "receipt-acme-1.json"), code=4)


def test_a_key_that_nobody_confirmed_is_a_no(
    ready: Shell, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a home the named fingerprint decides: none or another one is exit 3, the right one exit 0."""
    signer = json.loads(Path(last(papers)).read_text())["signer"]
    monkeypatch.setenv("SAMPLER_HOME", str(papers / "nowhere"))
    assert signer in ready("certificate", "verify", last(papers), code=3).err
    other = sshsig.fingerprint(bytes(32))
    ready("certificate", "verify", last(papers), "--signer", other, code=3)
    said = ready("certificate", "verify", last(papers), "--signer", signer).out
    assert "another home's ledger" in said


def forged(papers: Path, **changes: object) -> str:
    """A certificate with other words, signed by the home's own key, as a thief of the key would make it."""
    from sampler.cli.session import looking  # noqa: PLC0415 - only this test forges

    document = {**json.loads(Path(last(papers)).read_text()), **changes}
    with looking() as session:
        data, signature = session.sign_document(document)
    assert data == canonical_json(document)
    path = papers / "forged.json"
    path.write_bytes(data)
    path.with_name("forged.json.sig").write_text(signature)
    return str(path)


def test_what_the_home_did_not_record_is_a_no(ready: Shell, papers: Path) -> None:
    """Well signed words with an anchor of another ledger, or unlike those recorded, are exit 3."""
    assert ready("certificate", "verify", forged(papers, outcome="won"), code=3).err
    wrong = forged(papers, anchor="2:" + "ab" * 32)
    assert re.search("anchor|rewritten", ready("certificate", "verify", wrong, code=3).err)
    late = forged(papers, anchor="99999:" + "ab" * 32)
    assert "cut" in ready("certificate", "verify", late, code=3).err


def test_a_document_that_names_another_key_is_integrity(ready: Shell, papers: Path) -> None:
    """Who signs by a key of their own but writes ours into the document is found out."""
    data = Path(last(papers)).read_bytes()
    path = papers / "other.json"
    path.write_bytes(data)
    path.with_name("other.json.sig").write_text(sshsig.sign(SEED, data))
    ready("certificate", "verify", str(path), code=6)
