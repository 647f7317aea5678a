"""Removing a rule is seen: the audit finds what the rule hid, or does not claim the column."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from delivery_run import command, home, make_fixtures
from witness import delimited

KEPT_STRONG = ("EMAIL_ADDRESS", "PHONE_NUMBER", "FR_NIR", "IBAN_CODE", "FR_SIRET", "text")
KEPT_WEAK = ("LAST_NAME", "CITY")


def drafted(text: str) -> Iterator[tuple[int, str, str]]:
    """Lines of the draft that hold a rule: number, label, operator with its type."""
    for number, line in enumerate(text.splitlines()):
        found = re.match(r'    ("(?:[^"\\]|\\.)*"): (\w+(?: [A-Z_]+)?) +#', line)
        if found:
            yield number, json.loads(found[1]), found[2]


@contextmanager
def drafted_delivery(folder: Path) -> Iterator[Path]:
    """A small delivery with its draft recipe, in a home that stays open."""
    make_fixtures().build(folder / "in", seed=11, style="A", people=14)
    with home(folder):
        command("ingest", "in", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
        command("detect", "acme-1", "--recipe", "acme.yaml")
        draft = folder / "acme.yaml"
        # a changed rule would be refused for what the draft says of columns that agree or refer to others
        rules = re.split(r"(?m)^(?:agree|references):", draft.read_text("utf-8"))[0]
        draft.write_text(rules, encoding="utf-8")
        yield folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One delivery for the module."""
    with drafted_delivery(tmp_path_factory.mktemp("small")) as folder:
        yield folder


def replaced(folder: Path, kind: str, by: str = "keep") -> Path:
    """The draft with the first rule of `kind` replaced."""
    text = (folder / "acme.yaml").read_text("utf-8")
    lines = text.splitlines(keepends=True)
    number, _, operator = next(r for r in drafted(text) if r[2].split()[-1] == kind)
    lines[number] = lines[number].replace(f": {operator} ", f": {by} ", 1)
    path = folder / f"without_{kind}.yaml"
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KEPT_STRONG)
def test_without_a_strong_rule_the_audit_finds_survivors(small: Path, kind: str) -> None:
    """With a rule for a strong kind, or for texts, replaced by `keep`, sanitize exits 3 and names rows."""
    said = command("sanitize", "acme-1", "--recipe", str(replaced(small, kind)), code=3)
    assert "surviv" in said


@pytest.mark.timeout(240)
def test_disabling_any_one_rule_makes_the_audit_fail(small: Path) -> None:
    """Each rule of the draft that is no `keep`, replaced by a bare `keep` in its turn: exit 3, every time."""
    text = (small / "acme.yaml").read_text("utf-8")
    lines = text.splitlines(keepends=True)
    rules = [rule for rule in drafted(text) if rule[2] != "keep"]
    assert len(rules) > 30
    path = small / "one_less.yaml"
    for number, _, operator in rules:
        changed = lines[number].replace(f": {operator} ", ": keep ", 1)
        assert changed != lines[number]
        path.write_text("".join([*lines[:number], changed, *lines[number + 1 :]]), encoding="utf-8")
        command("sanitize", "acme-1", "--recipe", str(path), code=3)


@pytest.mark.parametrize("kind", KEPT_WEAK)
def test_a_kept_weak_column_is_not_claimed(tmp_path: Path, kind: str) -> None:
    """A bare `keep` fails; with a reason the column is copied, and the audit says that it was kept.

    In a home of its own: a recipe that failed before is refused with other words.
    """
    with drafted_delivery(tmp_path) as small:
        kept_and_said(small, kind)


def kept_and_said(small: Path, kind: str) -> None:
    """Sanitize with the bare `keep`, then with a reason."""
    said = command("sanitize", "acme-1", "--recipe", str(replaced(small, kind)), code=3)
    assert "kept without a reason" in said
    recipe = replaced(small, kind, '{operator: keep, reason: "wanted"}')
    said = command("sanitize", "acme-1", "--recipe", str(recipe), code=0)
    label = next(r[1] for r in drafted((small / "acme.yaml").read_text("utf-8")) if r[2].split()[-1] == kind)
    header = delimited(small / "in" / "clients_crm.csv")[0]
    number = [title.strip() for title in header].index(label.strip()) + 1
    line = next(line for line in said.splitlines() if "columns the recipe keeps as they are" in line)
    assert f" c{number} " in line.partition("f2/t1")[2].partition(";")[0]


def test_a_recipe_that_leaves_a_table_out_is_refused(small: Path) -> None:
    """A recipe without one of the tables is an error, not a silent copy or loss."""
    text = (small / "acme.yaml").read_text("utf-8")
    blocks = re.split(r'(?m)^(?=  ")', text)
    assert len(blocks) > 5
    path = small / "short.yaml"
    path.write_text(
        "".join(block for block in blocks if not block.startswith('  "commandes')), encoding="utf-8"
    )
    said = command("sanitize", "acme-1", "--recipe", str(path), code=2)
    assert "no rule covers the tables" in said
