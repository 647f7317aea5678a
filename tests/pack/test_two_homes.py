"""The recipient's side: it pins the sender's key and signs what it states."""

import json
import shutil
from pathlib import Path

import pytest
from shells import Shell
from two_homes import Homes

from sampler.custody.session import Session
from sampler.custody.statements import import_statement
from sampler.destroy import execute as execution
from sampler.destroy.plan import Plan

OPEN = ("open", "p.zip", "--passphrase-file", "pp", "--into")


@pytest.fixture
def homes(ready: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Homes:
    return Homes(ready, monkeypatch, tmp_path)


def held(homes: Homes) -> dict[str, str]:
    rows = [json.loads(line) for line in homes.sender("where", "acme", "--json").out.splitlines()]
    return next((row for row in rows if row["kind"] == "held"), {})


def test_a_pack_comes_and_goes_with_signed_statements(homes: Homes) -> None:
    """Opened: open with the recipient; destroyed: attested; only then the sender's certificate is final."""
    homes.send()
    key = homes.found()
    homes.recipient(*OPEN, "o")
    opened = str(homes.statement("opened"))
    assert "signer unverified" in homes.sender("copy", "attest", "--statement", opened, code=3).err
    assert held(homes) == {}
    homes.sender("hold", "place", "acme", "--reason", "art. 18 request")  # where data is may still be learnt
    homes.sender("copy", "attest", "--statement", opened, "--signer", key)
    homes.sender("hold", "release", "H1", "--reason", "withdrawn")
    assert held(homes)["environment"] == "the recipient's own"
    assert (held(homes)["state"], held(homes)["country"], held(homes)["custodian"]) == (
        "open",
        "FR",
        "dev@vendor.example",
    )
    homes.sender("destroy", "--deal", "acme", "--yes", code=7)
    homes.recipient("destroy", "--deal", "acme", "--yes")
    homes.sender("copy", "attest", "--statement", str(homes.statement("destroyed")))
    assert held(homes)["state"] == "attested"
    assert "is final" in homes.sender("destroy", "--deal", "acme", "--yes").out
    homes.sender("ledger", "verify")


def test_the_senders_key_is_pinned(homes: Homes) -> None:
    """Without a fingerprint the signer is unverified; the right one confirms it, another refuses."""
    homes.send()
    homes.found()
    signer = json.loads(homes.recipient(*OPEN, "a", "--json").out)
    assert (signer["trust"], signer["verified"]) == ("unverified", False)
    assert json.loads(homes.recipient(*OPEN, "b", "--json").out)["trust"] == "first-use"
    homes.recipient(*OPEN, "c", "--sender-key", "SHA256:" + "A" * 43, code=6)
    told = json.loads(homes.recipient(*OPEN, "d", "--sender-key", signer["signer"], "--json").out)
    assert told["verified"] is True
    assert json.loads(homes.recipient(*OPEN, "e", "--json").out)["trust"] == "confirmed"


def test_a_changed_or_foreign_statement_is_refused(homes: Homes) -> None:
    """One byte, another key, another sender's pack, a statement twice: none closes a copy."""
    homes.send()
    key = homes.found()
    homes.recipient(*OPEN, "o")
    homes.recipient("copy", "end", "C1", "--yes")
    homes.recipient("copy", "end", "C2", "--yes")
    path = homes.statement("destroyed")
    take = ("copy", "attest", "--statement")
    changed = path.with_name("changed.json")
    changed.write_bytes(path.read_bytes().replace(b'"opened"', b'"export"'))
    changed.with_name("changed.json.sig").write_bytes(path.with_name(f"{path.name}.sig").read_bytes())
    homes.sender(*take, str(changed), "--signer", key, code=6)
    homes.sender(*take, str(path), "--signer", "SHA256:" + "A" * 43, code=6)
    homes.recipient(*take, str(path), "--signer", key, code=4)  # their own pack of nobody
    homes.sender("recipient", "add", "dev@vendor.example", "--signer", key)
    homes.sender(*take, str(path))
    assert "imported before" in homes.sender(*take, str(path), code=2).err
    assert held(homes)["state"] == "attested"


def test_a_statement_of_destruction_needs_every_copy_gone(homes: Homes) -> None:
    """The recipient's home does not state that a pack is destroyed while one of its copies is open."""
    homes.send()
    homes.found()
    homes.recipient(*OPEN, "o")
    homes.recipient("copy", "end", "C1", "--yes")
    assert not list((homes.root / "their-home" / "documents").glob("*destroyed*"))
    homes.recipient("copy", "end", "C2", "--yes")
    homes.statement("destroyed")


def test_a_pack_that_is_opened_again_is_open_again(homes: Homes) -> None:
    """The last thing stated counts: what was destroyed and opened once more is open."""
    homes.send()
    key = homes.found()
    take = ("copy", "attest", "--signer", key, "--statement")
    homes.recipient(*OPEN, "o")
    homes.recipient("copy", "end", "C1", "--yes")
    homes.recipient("copy", "move", "C2", "--place", "a drawer", "--holder", "dev@vendor.example", code=3)
    (homes.root / "theirs" / "p.zip").rename(homes.root / "theirs" / "kept.zip")
    homes.recipient("copy", "attest", "C2", "--by", "Dev Un", "--method", "said to be deleted")
    homes.sender(*take, str(homes.statement("destroyed")))
    assert held(homes)["state"] == "attested"
    homes.recipient("open", "kept.zip", "--passphrase-file", "pp", "--into", "again")
    homes.sender(*take, str(homes.statement("opened")))
    assert held(homes)["state"] == "open"
    homes.recipient("destroy", "--deal", "acme", "--yes")
    homes.sender(*take, str(homes.statement("destroyed")))
    assert held(homes)["state"] == "attested"


def test_a_held_copy_restored_before_the_check_is_not_called_gone(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recipient unpacks a kept pack while we destroy: their newer word stands, and we say interim."""
    homes.send()
    key = homes.found()
    shutil.copy(homes.root / "theirs" / "p.zip", homes.root / "theirs" / "kept.zip")
    homes.recipient(*OPEN, "o")
    homes.recipient("copy", "end", "C1", "--yes")
    homes.recipient("copy", "end", "C2", "--yes")
    homes.sender("copy", "attest", "--signer", key, "--statement", str(homes.statement("destroyed")))
    assert held(homes)["state"] == "attested"
    homes.recipient("open", "kept.zip", "--passphrase-file", "pp", "--into", "again")
    copy = held(homes)["id"]
    original = execution._destroy_keys

    def restoring(session: Session, plan: Plan) -> None:
        original(session, plan)
        import_statement(session, homes.statement("opened"), key)

    monkeypatch.setattr(execution, "_destroy_keys", restoring)
    homes.sender("destroy", "--deal", "acme", "--yes", code=7)
    (path,) = (homes.root / "home" / "documents").glob("certificate-acme-K1.json")
    certificate = json.loads(path.read_bytes())
    claims = {line["id"]: line["claim"] for line in certificate["copies"]}
    assert (certificate["kind"], claims[copy]) == ("interim", "not-verified")
