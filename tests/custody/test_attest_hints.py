"""The hint to attest can be pasted: it names who gives the word, and leaves the method to them."""

import io
import re
import shlex
from datetime import timedelta

import pytest
from shells import Shell

import sampler.cli.session as session_module
from sampler.cli.settings import system_clock

HINT = re.compile(r"hint: (sampler copy attest .*)")


class Terminal(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def hinted(text: str) -> tuple[str, ...]:
    """The command of the hint, as a shell reads it, without its first word."""
    found = HINT.search(text)
    assert found, text
    return tuple(shlex.split(found[1])[1:])


def test_a_late_task_is_for_its_holder_to_attest(ready: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The holder's name stands in the command; without a terminal nobody's method is made up (USR-6)."""
    ready("copy", "add", "acme-1s", "--place", "a safe", "--holder", "Dev Un <dev@vendor.example>")
    monkeypatch.setattr(session_module, "system_clock", lambda: system_clock() + timedelta(days=62))
    command = hinted(ready("task", "list", code=3).err)
    assert command == ("copy", "attest", "C2", "--by", "Dev Un <dev@vendor.example>")
    assert "[USR-6]" in ready(*command, code=5).err
    monkeypatch.setattr("sys.stdin", Terminal("shredded, and the bin emptied\n"))
    assert "C2: attested" in ready(*command).out


def test_what_could_not_be_destroyed_is_for_who_acts(ready: Shell) -> None:
    """After a destruction the one who carried it out gives the word."""
    ready("copy", "add", "acme-1s", "--place", "a safe")
    said = ready("destroy", "--deal", "acme", "--yes", code=7).err
    assert hinted(said) == ("copy", "attest", "C2", "--by", "Ana Roy <ana@vendor.example>")
