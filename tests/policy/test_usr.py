"""USR rules through the command line: each is refused by name, and lifted in the way it says."""

import json
import re
import zipfile
from pathlib import Path

import pytest
from shells import Shell, in_days
from teams import DEVELOPER, travel

LOAD = ("load", "acme-1s", "--into", "sqlite:///dev.db")
PACK = ("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")


def test_usr_1_a_role_limits_acts_and_leaving_ends_them(team: Shell) -> None:
    """Dev's role does not include packing; once they have left they may do nothing, and copies are listed."""
    as_dev = ("--as", DEVELOPER)
    assert "[USR-1]" in team(*as_dev, *PACK, code=5).err
    team(*as_dev, *LOAD)
    left = json.loads(team("custodian", "leave", DEVELOPER, "--yes", "--json").out)
    assert len(left["grants"]) == 2
    assert left["copies"] == ["C2"]
    refused = team(*as_dev, "export", "acme-1s", "--into", "out", code=5)
    assert "has left [USR-1]" in refused.err
    back = ("--role", "developer", "--undertaken", in_days(0))
    new = json.loads(team("custodian", "add", "Dev Un <dev@vendor.example>", *back, "--json").out)["person"]
    team("grant", "give", new, "--deal", "acme", "--act", "export")
    team("--as", new, "export", "acme-1s", "--into", "out")


def test_usr_1_an_empty_name_is_nobody(team: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--as ""` is not the officer: a script whose variable is empty is told so."""
    assert "names nobody" in team("--as", "", "deal", "list", code=2).err
    monkeypatch.setenv("SAMPLER_AS", " ")
    assert "names nobody" in team("deal", "list", code=2).err


def test_usr_1_who_may_not_act_learns_no_place(team: Shell) -> None:
    """A refused destruction, dry or not, names no copy; a deal is shown by a role or a grant only."""
    for more in (("--yes",), ("--dry-run",)):
        answer = team("--as", DEVELOPER, "destroy", "--deal", "acme", *more, code=5)
        assert "[USR-1]" in answer.err
        assert "delivery" not in answer.err
    team("--as", DEVELOPER, "deal", "show", "acme")
    team("grant", "withdraw", DEVELOPER, "--deal", "acme")
    assert "[USR-1]" in team("--as", DEVELOPER, "deal", "show", "acme", code=5).err


def test_reasons_name_what_is_wrong(team: Shell) -> None:
    """A departed person, a remote host and an unknown kind are named as such; the request is French whole."""
    team("custodian", "leave", DEVELOPER, "--yes")
    give = ("grant", "give", DEVELOPER, "--deal", "acme", "--act", "load")
    assert "the person has left [IJO-9]" in team(*give, code=5).err
    add = ("environment", "add", "box", "--country", "FR")
    assert "it is on another machine" in team(*add, "--address", "203.0.113.5", code=5).err
    assert "any other kind" in team(*add, "--kind", "cloudy", code=5).err
    request = ("authorization", "request", "acme", "--rule", "JUN-4", "--until", in_days(5), "--lang")
    french = team(*request, "fr").out.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")
    assert "acte : tous ; portée : toutes." in french
    assert "act: any" in team(*request, "en").out


def test_usr_2_a_weak_passphrase_is_refused_and_a_strong_one_taken(shell: Shell) -> None:
    """A word with a year does not seal a key store, drawn words do; nothing is left of the refusal."""
    Path("weak.txt").write_text("Soleil2026!\n")
    refused = shell("init", "--keystore-passphrase-file", "weak.txt", code=5)
    assert "[USR-2]" in refused.err
    assert "Soleil" not in refused.err
    assert not (shell.folder.parent / "home" / "home.json").exists()
    Path("strong.txt").write_text("velvet.tumbling.oat.scarf.unwired.pebble\n")
    shell("init", "--keystore-passphrase-file", "strong.txt")


def test_usr_3_wrong_passphrases_slow_down_then_lock_on_record(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two mistakes are free; then each waits longer, the fourth locks here, and the officer lifts it."""
    Path("sampler.toml").write_text("[policy]\nwrong_tries = 4\n")
    team(*PACK)
    Path("wrong.txt").write_text("not the passphrase\n")
    wrong = ("open", "p.zip", "--into", "opened", "--passphrase-file", "wrong.txt")
    right = ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    for _ in range(3):
        team(*wrong, code=4)
    assert "[USR-3]" in team(*right, code=5).err
    travel(monkeypatch, seconds=5)
    team(*wrong, code=4)
    travel(monkeypatch, days=2)
    locked = team(*right, code=5)
    assert "locked after too many wrong passphrases [USR-3]" in locked.err
    (row,) = [json.loads(line) for line in team("access", "locks", "--json").out.splitlines()]
    assert (row["failures"], row["state"]) == ("4", "locked")
    assert "[USR-1]" in team("--as", DEVELOPER, "access", "unlock", row["id"], code=5).err
    team("access", "unlock", row["id"])
    team(*right)
    team("ledger", "verify")


def test_usr_3_the_key_store_slows_down_then_locks_and_the_ledger_learns_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong key store passphrases wait, then lock for an hour; the next unlocked command records them."""
    Path("right.txt").write_text("velvet.tumbling.oat.scarf.unwired.pebble\n")
    Path("wrong.txt").write_text("velvet\n")
    Path("sampler.toml").write_text("[policy]\nwrong_tries = 4\n")
    shell("init", "--keystore-passphrase-file", "right.txt")
    variable, add = "SAMPLER_KEYSTORE_PASSPHRASE_FILE", ("custodian", "add", "Lou <lou@v.example>")
    monkeypatch.setenv(variable, "wrong.txt")
    for number in range(4):
        travel(monkeypatch, minutes=number)
        shell(*add, "--role", "developer", code=4)
    monkeypatch.setenv(variable, "right.txt")
    travel(monkeypatch, minutes=30)
    assert "locked after too many wrong passphrases [USR-3]" in shell(*add, "--role", "developer", code=4).err
    assert "keystore" in shell("access", "locks").out
    travel(monkeypatch, minutes=64)
    assert "4 wrong passphrases were tried" in shell(*add, "--role", "developer").err
    events = [json.loads(line)["event"] for line in shell("ledger", "export").out.splitlines()]
    assert "passphrase.tried" in events
    (row,) = [json.loads(line) for line in shell("access", "locks", "--json").out.splitlines()]
    assert (row["id"], row["failures"]) == ("keystore", "4")


def test_usr_4_what_is_exchanged_is_encrypted_and_no_portable_device_gets_it(
    team: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack on a USB key is refused, encrypted as it is; elsewhere it is made, and opens to nobody."""
    monkeypatch.setattr("sampler.custody.environments.place_of", lambda *_: "removable")
    assert "[IJO-2]" in team(*PACK, code=5).err
    assert not Path("p.zip").exists()
    monkeypatch.setattr("sampler.custody.environments.place_of", lambda *_: "local")
    team(*PACK)
    with zipfile.ZipFile("p.zip") as sealed:
        assert all(entry.flag_bits & 1 for entry in sealed.infolist())


def test_usr_5_the_ledger_leaves_as_json_lines_and_syslog_without_names(team: Shell) -> None:
    """Every event is a line in both forms, without a name or address; a developer may not export."""
    team("--as", DEVELOPER, *PACK, code=5)
    lines = team("ledger", "export").out.splitlines()
    syslog = team("ledger", "export", "--format", "syslog").out.splitlines()
    assert len(lines) == len(syslog) == json.loads(lines[-1])["seq"]
    form = re.compile(
        r'<10[89]>1 \d{4}-\d\d-\d\dT\S+ \S+ sampler - [a-z.-]+ \[sampler@32473( [a-z]+="[^"]*")+\].*'
    )
    assert all(form.fullmatch(line) for line in syslog)
    assert sum(line.startswith("<108>") for line in syslog) == 1
    whole = "\n".join(lines + syslog)
    assert not re.search(r"@vendor|@acme|Ana Roy|ACME|Durant", whole)
    assert "[USR-1]" in team("--as", DEVELOPER, "ledger", "export", code=5).err
    team("ledger", "export", "--since", str(len(lines) + 1), "--output", "last.jsonl")
    assert len(Path("last.jsonl").read_text().splitlines()) == 1


def test_usr_6_a_disposal_without_a_method_is_refused(team: Shell) -> None:
    """An attestation says how a copy was destroyed, or is none."""
    attest = ("copy", "attest", "C1", "--by", "Ana Roy <ana@vendor.example>", "--method")
    assert "[USR-6]" in team(*attest, " ", code=5).err
    team(*attest, "shredded")


def test_usr_7_environments_are_an_inventory(team: Shell) -> None:
    """An environment that was never declared can't be used; declared, it is listed with its country."""
    load = (*LOAD, "--environment", "bench")
    assert "country is not declared [IJO-1]" in team(*load, code=5).err
    team("environment", "add", "bench", "--kind", "test", "--country", "FR", "--purpose", "tests")
    listed = team("environment", "list", "--json").out
    assert '"bench"' in listed
    assert '"FR"' in listed


def test_usr_9_is_declared_with_who_and_until_when(team: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Premises are declared by the officer until a day; after it the declaration shows as ended."""
    declare = ("declaration", "record", "--rule", "USR-9", "--text", "locked room", "--until")
    assert "[USR-1]" in team("--as", DEVELOPER, *declare, in_days(5), code=5).err
    team(*declare, in_days(-1), code=2)
    team(*declare, in_days(5))
    (row,) = [json.loads(line) for line in team("declaration", "list", "--json").out.splitlines()]
    assert (row["by"], row["state"], row["text"]) == ("p1", "declared", "locked room")
    travel(monkeypatch, days=6)
    assert json.loads(team("declaration", "list", "--json").out)["state"] == "ended"


def test_usr_8_the_doctor_says_what_fails_and_what_could_not_be_checked(team: Shell) -> None:
    """A clear key store fails the examination; nothing that could not be looked at passes for checked."""
    answer = team("doctor", "--json", code=None)
    assert answer.code == 3
    found = [json.loads(line) for line in answer.out.splitlines()]
    assert {"fails"} <= {row.get("state", row.get("result", "")) for row in found}
