"""The installation against the policy (USR-8): what fails, what could not be checked, and what mends it."""

import json
import os
from pathlib import Path

import pytest
from shells import Shell

from sampler.places import installation
from sampler.places.installation import disk_encrypted, swap

ROOT = "27 1 254:0 / / rw - ext4 /dev/vda rw\n30 27 253:0 / /data rw - ext4 /dev/mapper/c rw\n"


def looked(shell: Shell) -> dict[str, dict[str, str]]:
    lines = shell("doctor", "--json", code=None).out.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def test_a_weak_key_store_and_loose_permissions_fail(ready: Shell) -> None:
    """IUN-3: each line names its rule and state; exit 3 says that something fails, with what mends it."""
    answer = ready("doctor", code=3)
    assert "key store: sampler init with a keyring or a passphrase [IUN-3]" in answer.err
    assert looked(ready)["permissions of the home"]["state"] == "ok"
    (Path(os.environ["SAMPLER_HOME"]) / "documents").chmod(0o755)
    found = looked(ready)["permissions of the home"]
    assert (found["state"], found["rule"]) == ("fails", "IUN-3")


def test_a_home_in_a_bad_place_fails(ready: Shell) -> None:
    """EDU-5: a home that was moved into a synchronised folder is told."""
    (Path(os.environ["SAMPLER_HOME"]).parent / ".stfolder").mkdir()
    assert looked(ready)["place of the home"]["state"] == "fails"


def test_what_is_good_says_ok(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """When every look is good, exit 0; when one can't tell, it says so and does not pass as ok."""
    for name in ("disk_encrypted", "swap", "clock_in_step", "timer_installed"):
        monkeypatch.setattr(installation, name, lambda *_: (True, "seen"))
    monkeypatch.setattr("sampler.custody.doctor._keystore", lambda _: (True, "the OS keyring"))
    ready("doctor", code=0)
    monkeypatch.setattr(installation, "swap", lambda: (None, "not here"))
    assert looked(ready)["swap"]["state"] == "could not check"
    ready("doctor", code=0)
    monkeypatch.setattr(installation, "swap", lambda: (False, "in the clear"))
    ready("doctor", code=3)


def block(sys: Path, name: str, uuid: str = "", slave: str = "") -> None:
    folder = sys / "class" / "block" / name
    (folder / "dm").mkdir(parents=True)
    (folder / "dm" / "uuid").write_text(uuid)
    if slave:
        (folder / "slaves" / slave).mkdir(parents=True)


def test_an_encrypted_disk_is_seen_under_volumes(tmp_path: Path) -> None:
    """IJO-2: dm-crypt counts wherever it is in the chain; a plain disk fails; no disk in sight is unknown."""
    block(tmp_path, "vda")
    block(tmp_path, "dm-1", "CRYPT-LUKS2-x")
    block(tmp_path, "c", "LVM-x", slave="dm-1")
    assert disk_encrypted(Path("/data/x"), tmp_path, ROOT)[0] is True
    assert disk_encrypted(Path("/x"), tmp_path, ROOT)[0] is False
    assert disk_encrypted(Path("/x"), tmp_path / "no", ROOT)[0] is None


@pytest.mark.parametrize(
    ("areas", "good"),
    [("", True), ("/dev/zram0 partition 1 0 -2\n", True), ("/dev/vdb partition 1 0 -2\n", False)],
)
def test_swap_in_the_clear_fails(tmp_path: Path, areas: str, good: bool) -> None:  # noqa: FBT001 - a column
    """IJO-2: memory that is written to an open disk is a copy."""
    (tmp_path / "swaps").write_text(f"Filename Type Size Used Priority\n{areas}")
    assert swap(tmp_path, tmp_path)[0] is good
    assert swap(tmp_path / "no", tmp_path)[0] is None
