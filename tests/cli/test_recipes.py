"""`recipe check`, `recipe explain` and the dry run: what they say, their exit codes, and never a value."""

import json

import pytest
from shells import Shell
from small_deliveries import NAMES, RECIPE, taken_in

from sampler.cli.session import looking
from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import manifest_of

FULL = """version: 1
tables:
  "clients.csv":
    "id": {operator: token, order: keep}
    "nom":
      - {operator: "null", when: {column: id, in: [3, 4]}}
      - surrogate LAST_NAME
columns:
  "*mail": surrogate EMAIL_ADDRESS
findings:
  FIRST_NAME: surrogate
"""


@pytest.fixture
def taken(founded: Shell) -> Shell:
    """A shell with the sample acme-1 and two recipes."""
    taken_in(founded)
    (founded.folder / "acme.yaml").write_text(RECIPE)
    (founded.folder / "full.yaml").write_text(FULL)
    return founded


def _no_value(text: str) -> bool:
    return not any(name in text for name in (*NAMES, "Camille", "acme.example"))


def test_a_recipe_without_fault_is_said_to_have_none(taken: Shell) -> None:
    """Exit 0, with a sample and without; what is merely weak is said and is no fault."""
    for recipe in ("acme.yaml", "full.yaml"):
        assert taken("recipe", "check", recipe).out == "nothing to remark\n"
        answer = taken("recipe", "check", recipe, "--sample", "acme-1", "--json")
        kinds = [remark["kind"] for remark in json.loads(answer.out)["remarks"]]
        assert kinds == ["weak"]


def test_everything_wrong_is_said_at_once_with_its_line(taken: Shell) -> None:
    """Exit 3: columns without a rule, tables and columns that are not there, rules that reach nothing."""
    recipe = RECIPE.replace('"nom"', '"nomm"') + '    "*phone": mask\n  "orders.csv": drop\n'
    (taken.folder / "bad.yaml").write_text(recipe)
    answer = taken("recipe", "check", "bad.yaml", "--sample", "acme-1", "--json", code=3)
    remarks = json.loads(answer.out)["remarks"]
    said = [f"{remark['kind']} {remark['message']}" for remark in remarks]
    assert any("bad.yaml:5: " in one and "no such column" in one for one in said)
    assert any("no rule covers the columns nom" in one for one in said)
    assert any("bad.yaml:9: " in one and "no such table" in one for one in said)
    assert "unreachable bad.yaml:8: tables.clients.csv.*phone: no column of the sample gets this rule" in said
    assert _no_value(answer.out + answer.err)


def test_a_keep_that_will_block_the_pack_is_said_before(taken: Shell) -> None:
    """Without a sample too: the type is in the rule."""
    kept = RECIPE.replace("surrogate EMAIL_ADDRESS", "{operator: keep, type: EMAIL_ADDRESS, reason: tests}")
    (taken.folder / "kept.yaml").write_text(kept)
    answer = taken("recipe", "check", "kept.yaml", code=3)
    assert answer.out.startswith("blocks: kept.yaml:7: ")


@pytest.mark.parametrize(
    ("kept", "found"),
    [("keep", True), ("keep FIRST_NAME", True), ('{operator: keep, reason: "agreed"}', False)],
)
def test_a_bare_keep_that_the_audit_will_not_let_through_is_said_before(
    taken: Shell, kept: str, *, found: bool
) -> None:
    """`check` judges a kept column as the audit does, in all forms of a rule; a reason answers it."""
    (taken.folder / "wk.yaml").write_text(RECIPE.replace("surrogate FIRST_NAME", kept))
    answer = taken("recipe", "check", "wk.yaml", "--sample", "acme-1", "--json", code=3 if found else 0)
    blocks = [one for one in json.loads(answer.out)["remarks"] if one["kind"] == "blocks"]
    said = "clients.csv.prenom: kept without a reason, and not judged clear: the column's own rule (line 6)"
    assert [one["message"] for one in blocks] == [said] * found
    assert taken("sanitize", "acme-1", "--recipe", "wk.yaml", code=3 if found else 0)


def test_a_recipe_that_leaves_no_file_is_refused(taken: Shell) -> None:
    """The dry run says `drop` and warns, `check` calls it a problem, and nothing is made."""
    (taken.folder / "none.yaml").write_text("version: 1\ndefault: drop\n")
    dry = taken("sanitize", "acme-1", "--recipe", "none.yaml", "--dry-run", "--json")
    columns = json.loads(dry.out)["columns"]
    assert {(one["operator"], one["privacy"]) for one in columns} == {("drop", "dropped")}
    assert "sanitize will refuse it" in taken("sanitize", "acme-1", "--recipe", "none.yaml", "--dry-run").err
    checked = taken("recipe", "check", "none.yaml", "--sample", "acme-1", code=3)
    assert checked.out.startswith("problem: the recipe drops every table")
    answer = taken("sanitize", "acme-1", "--recipe", "none.yaml", code=2)
    assert "no file would be left" in answer.err
    taken("export", "acme-1s", "--into", "out", code=4)


def test_explain_names_the_rule_the_line_and_the_privacy_of_each_column(taken: Shell) -> None:
    """By its own rule, a pattern, or what was found; conditions in words without what they compare with."""
    answer = taken("recipe", "explain", "full.yaml", "--sample", "acme-1", "--json")
    rows = {row["column"]: row for row in map(json.loads, answer.out.splitlines())}
    assert rows["id"]["rule"] == "token order: keep"
    assert rows["nom"]["why"] == "the column's own rule (line 5)"
    assert rows["nom"]["notes"] == ["where id is one of 2 values given: null"]
    assert rows["email"]["why"] == "a pattern, over tables (line 9)"
    assert rows["prenom"]["why"] == "the type that was found in it (line 11)"
    assert {row["privacy"] for row in rows.values()} == {"pseudonymous"}
    assert _no_value(answer.out)
    one = taken("recipe", "explain", "full.yaml", "--sample", "acme-1", "--column", "clients.csv.nom")
    assert "surrogate LAST_NAME" in one.out
    assert "prenom" not in one.out
    taken("recipe", "explain", "full.yaml", "--sample", "acme-1", "--column", "clients.csv.x", code=4)


def test_the_dry_run_shows_shapes_side_by_side_and_writes_nothing(taken: Shell) -> None:
    """Most frequent shape before and after, distinct values, nulls and cells that would not change."""
    answer = taken("sanitize", "acme-1", "--recipe", "full.yaml", "--dry-run", "--json")
    columns = {column["column"]: column for column in json.loads(answer.out)["columns"]}
    nom = columns["nom"]
    assert nom["before"]["null"] == 0
    assert nom["after"]["null"] == 2
    assert nom["before"]["distinct"] == len(NAMES)
    assert nom["unchanged"] == 0
    assert nom["before"]["shapes"][0]["shape"][:2] == "Aa"
    assert columns["id"]["before"]["shapes"] == [{"shape": "99", "cells": 20}, {"shape": "9", "cells": 10}]
    plain = taken("sanitize", "acme-1", "--recipe", "full.yaml", "--dry-run")
    assert "Aaaaaa" in plain.out
    assert _no_value(answer.out + answer.err + plain.out + plain.err)
    taken("export", "acme-1s", "--into", "out", code=4)


def test_a_recipe_that_does_not_read_is_a_usage_error(taken: Shell) -> None:
    """Exit 2 with file, line and path: nothing can be checked further."""
    (taken.folder / "broken.yaml").write_text(FULL.replace("in: [3, 4]", "equal: 3"))
    answer = taken("recipe", "check", "broken.yaml", code=2)
    assert "broken.yaml:6: tables.clients.csv.nom[1].when" in answer.err
    assert "did you mean equals?" in answer.err


def test_a_hint_names_the_sample_and_a_folder_is_no_recipe(taken: Shell) -> None:
    """The id is known when the recipe is read for a sample."""
    (taken.folder / "odd.yaml").write_text("version: 1\ntables: {clients.csv: {id: 3}}\n")
    answer = taken("sanitize", "acme-1", "--recipe", "odd.yaml", code=2)
    assert "sampler detect acme-1 --recipe NEW.yaml" in answer.err
    (taken.folder / "recipes").mkdir()
    assert "a folder was given" in taken("sanitize", "acme-1", "--recipe", "recipes", code=4).err


def test_the_manifest_records_privacy_and_warnings(taken: Shell) -> None:
    """What each rule gives is kept with the result, and so is what hides badly."""
    answer = taken("sanitize", "acme-1", "--recipe", "full.yaml")
    assert "warning: clients.csv.id: its order is kept" in answer.err
    with looking() as session:
        objects = objects_of(session, "acme-1s", "manifest")
        said = manifest_of(session, ask(session, "report", "acme-1s", objects=objects), "acme-1s")
    assert said["privacy"] == {"clients.csv": dict.fromkeys(("id", "nom", "prenom", "email"), "pseudonymous")}
    assert said["warnings"] == ["clients.csv.id: its order is kept, so a value can be guessed from its rank"]
