"""Copies that are not where they were when their deal ends, or that come back afterwards."""

import json
import shutil
from pathlib import Path

from shells import Shell


def test_a_copy_that_comes_back_after_the_certificate_is_named(ready: Shell) -> None:
    """A closed copy that stands again makes `copy check` exit 3, is open again, and its hint ends it."""
    ready("export", "acme-1s", "--into", "out")
    shutil.copytree("out", "kept")
    ready("destroy", "--deal", "acme", "--yes")
    assert "looked for again: 2" in ready("copy", "check", "--deal", "acme").err
    shutil.copytree("kept", "out")
    answer = ready("copy", "check", "--deal", "acme", code=3)
    assert "there again: C2" in answer.err
    assert "sampler copy end C2 --yes" in answer.err
    assert "C2" in ready("copy", "list", "--open").out
    ready("copy", "end", "C2", "--yes")
    assert not Path("out").exists()
    ready("copy", "check", "--deal", "acme")
    ready("ledger", "verify")


def test_something_else_at_the_place_of_a_closed_copy_is_not_the_copy(ready: Shell) -> None:
    """A place may be used again: other bytes there, or another registered copy, are no return."""
    ready("export", "acme-1s", "--into", "out")
    ready("copy", "end", "C2", "--yes")
    ready("export", "acme-1s", "--into", "out")
    ready("copy", "check", "--deal", "acme")
    ready("copy", "end", "C3", "--yes")
    Path("out").mkdir()
    Path("out/clients.csv").write_text("another file")
    ready("copy", "check", "--deal", "acme")
    assert "absent" in ready("copy", "check", "C2").out


def test_the_plan_says_what_is_not_at_its_place(ready: Shell) -> None:
    """While a hunt can still know it, the plan names a copy that was moved and says how to find it."""
    ready("export", "acme-1s", "--into", "out")
    shutil.move("out", "elsewhere")
    dry = ready("destroy", "--deal", "acme", "--dry-run").err
    assert "not at its place: C2" in dry
    assert "sampler hunt PATH --deal acme" in dry
    told = json.loads(ready("destroy", "--deal", "acme", "--dry-run", "--json").out)
    assert told["not_at_their_place"] == ["C2"]
    ends = ready("destroy", "--deal", "acme", "--yes", code=7).err
    hints = [ends.index(f"hint: sampler copy {act} C2") for act in ("check", "move", "attest")]
    assert hints == sorted(hints)


def test_a_placeholder_is_nobodys_word(ready: Shell) -> None:
    """The hint to attest can't be pasted as it is: WHO and HOW are refused, and the copy stays open."""
    ready("export", "acme-1s", "--into", "out")
    ready("copy", "attest", "C2", "--by", "WHO", "--method", "shredded", code=2)
    ready("copy", "attest", "C2", "--by", "Dev Un <dev@vendor.example>", "--method", "HOW", code=2)
    assert "C2" in ready("copy", "list", "--open").out
