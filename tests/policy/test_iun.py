"""IUN rules through the command line: each is refused by name, and lifted in the way it says."""

import json
import os
from pathlib import Path

from shells import Shell
from teams import DEVELOPER, RECIPE
from test_edu import yes_mail

LOAD = ("load", "acme-1s", "--into", "sqlite:///dev.db")


def test_iun_1_only_named_custodians_work_on_a_restricted_deal(team: Shell) -> None:
    """When the provider names Ana only, Dev's grant is no help; naming Dev lifts that."""
    restrict = ("deal", "restrict", "acme", "--evidence", yes_mail())
    team(*restrict, "--to", "p1")
    refused = team("--as", DEVELOPER, *LOAD, code=5)
    assert "[IUN-1]" in refused.err
    team(*restrict, "--to", "p1", "--to", DEVELOPER)
    team("--as", DEVELOPER, *LOAD)


def test_iun_2_what_links_surrogates_to_people_lies_in_the_vault_only(team: Shell) -> None:
    """No file here and no file of the home holds an original in clear once the delivery is gone."""
    team("export", "acme-1s", "--into", "out")
    exported = Path("out/clients.csv").read_text()
    assert "Durant3" not in exported
    surrogate = exported.splitlines()[4].split(";")[1]
    Path("delivery/clients.csv").unlink()
    places = [Path(), Path(os.environ["SAMPLER_HOME"])]
    holders = {
        path.name
        for place in places
        for path in place.rglob("*")
        if path.is_file() and b"Durant3" in path.read_bytes()
    }
    assert holders == set()
    assert surrogate


def test_iun_3_samples_lie_encrypted_and_leave_encrypted(team: Shell) -> None:
    """No cell of the sample is readable in the home, nor in the pack that leaves."""
    team("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    team("export", "acme-1s", "--into", "out")
    cells = Path("out/clients.csv").read_bytes().splitlines()[1].split(b";")
    assert not any(cell in Path("p.zip").read_bytes() for cell in cells if len(cell) > 5)
    home = Path(os.environ["SAMPLER_HOME"])
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"alix3@acme.example" not in kept
    assert not any(cell in kept for cell in cells if len(cell) > 5)


def test_iun_4_a_failed_audit_blocks_sharing_until_a_recipe_passes(team: Shell) -> None:
    """A result that keeps e-mail addresses fails its audit and may not be loaded; a better recipe's may."""
    Path("bad.yaml").write_text(RECIPE.replace("surrogate EMAIL_ADDRESS", "keep"))
    team("sanitize", "acme-1", "--recipe", "bad.yaml", code=3)
    refused = team("load", "acme-1s2", "--into", "sqlite:///dev.db", code=5)
    assert "[IUN-4]" in refused.err
    Path("good.yaml").write_text(RECIPE.replace("surrogate EMAIL_ADDRESS", "redact"))
    team("sanitize", "acme-1", "--recipe", "good.yaml")
    rows = json.loads(team("deal", "show", "acme", "--json").out)["samples"]
    assert rows[-1]["audit"] == "passed"
    team("load", rows[-1]["id"], "--into", "sqlite:///dev.db")
