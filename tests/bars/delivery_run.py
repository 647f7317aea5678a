"""An invented delivery taken through the whole chain in this process, from init to export."""

import contextlib
import importlib.util
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import pytest
from witness import Folder, Spot, folded

from sampler.cli.main import run

_SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make_fixtures.py"


def make_fixtures() -> ModuleType:
    """The generator, loaded by its path."""
    if "make_fixtures" not in sys.modules:
        spec = importlib.util.spec_from_file_location("make_fixtures", _SCRIPT)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["make_fixtures"] = module
        spec.loader.exec_module(module)
    return sys.modules["make_fixtures"]


def command(*words: str, code: int = 0) -> str:
    """Run a command; its exit code must be `code`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        got = run(words)
    assert got == code, f"{words[0]}: exit {got}: {err.getvalue()[-2000:]}"
    return out.getvalue() + err.getvalue()


@contextlib.contextmanager
def home(folder: Path) -> Iterator[None]:
    """A home with an open deal `acme`, and `folder` as the current one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SAMPLER_HOME", str(folder / "home"))
        patch.setenv("SAMPLER_KEYSTORE", str(folder / "keys"))
        ends = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
        command("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>")
        terms = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "LMS trial")
        command("deal", "open", "acme", *terms, "--trial-ends", ends)
        yield


class Mention(Protocol):
    """What the generator knows of one piece of personal data."""

    person: int
    file: str
    table: str
    row: int
    column: str
    kind: str
    start: int
    text: str
    form: str


@dataclass
class Case:
    """One delivery before and after, with everything that is known of it."""

    truth: Any
    before: Folder
    after: Folder
    said: str

    def pairs(self, mention: Mention) -> list[tuple[str, str]]:
        """The cells of a mention, as they came and as they were written."""
        spot: Spot = (mention.file, mention.table, mention.row, mention.column)
        if spot not in self.before.cells:
            return []
        both = zip(self.before.cells[spot], self.after.cells[spot], strict=True)
        end = mention.start + len(mention.text)
        return [(old, new or "") for old, new in both if old and old[mention.start : end] == mention.text]

    @cached_property
    def in_cells(self) -> list[Mention]:
        """The mentions that stand in cells."""
        return [mention for mention in self.truth.mentions if mention.row >= 0]

    @cached_property
    def text_columns(self) -> set[tuple[str, str, str]]:
        """The columns of free text."""
        return {(c.file, c.table, c.name) for c in self.truth.columns if c.kind == "TEXT"}

    def is_text(self, mention: Mention) -> bool:
        """Does the mention stand in a free text?"""
        return (mention.file, mention.table, mention.column) in self.text_columns

    @cached_property
    def names(self) -> dict[int, tuple[str, str]]:
        """The first and last name each person has now, folded, as their own name columns say."""
        found: dict[int, tuple[str, str]] = {}
        for kind, place in (("FIRST_NAME", 0), ("LAST_NAME", 1)):
            for mention in self.in_cells:
                if mention.kind == kind:
                    for _, new in self.pairs(mention):
                        names = found.get(mention.person, ("", ""))
                        found[mention.person] = (
                            (names[0] or folded(new), names[1])
                            if place == 0
                            else (names[0], names[1] or folded(new))
                        )
        return found


def delivered(folder: Path, style: str, seed: int, people: int) -> Case:
    """Make a delivery, take it through the chain with the draft recipe as it is, and export it."""
    truth = make_fixtures().build(folder / "in", seed=seed, style=style, people=people)
    with home(folder):
        command("ingest", "in", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
        command("detect", "acme-1", "--recipe", "acme.yaml")
        said = command("sanitize", "acme-1", "--recipe", "acme.yaml")
        command("export", "acme-1s", "--into", "out")
    return Case(truth, Folder(folder / "in"), Folder(folder / "out"), said)
