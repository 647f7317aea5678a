"""Which rule answers a column: precedence, patterns, findings, ties, and what is said of mistakes."""

import pytest
from small_sample import KEY, sources_of

from sampler.errors import RecipeError
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.plan import ColumnPlan, Plan
from sampler.sanitize.recipes.coverage import lay
from sampler.sanitize.recipes.recipe import read_recipe, recipe_digest

TABLE = b"code;work_email;home_email;statut\nA12;a@x.fr;b@y.fr;ok\nA13;c@x.fr;;ko\n"


def _compiled(recipe: str, **files: bytes) -> Plan:
    originals = {f"{name}.csv": data for name, data in (files or {"t": TABLE}).items()}
    return compile_recipe(
        read_recipe(f"version: 1\n{recipe}".encode(), "r.yaml"), sources_of(originals), key=KEY
    )


def _columns(plan: Plan) -> dict[str, ColumnPlan]:
    return {column.label: column for column in plan.files[0].tables[0].columns}


def _operators(plan: Plan) -> dict[str, str]:
    return {label: column.operator for label, column in _columns(plan).items()}


def test_the_more_specific_rule_wins() -> None:
    """Exact beats a pattern of the table, then a name anywhere, a pattern anywhere, and the default."""
    recipe = """\
default: "redact"
tables:
  t.csv:
    code: token
    "*_email": mask
    "statut*": "null"
columns:
  code: drop
  work_email: drop
  "home*": drop
  statut: drop
"""
    assert _operators(_compiled(recipe)) == {
        "code": "token",
        "work_email": "mask",
        "home_email": "mask",
        "statut": "null",
    }
    without = "default: drop\ncolumns: {code: token, '*': mask}\n"
    assert _operators(_compiled(without))["code"] == "token"
    assert _operators(_compiled(without))["statut"] == "mask"


def test_a_pattern_over_tables_and_nested_keys() -> None:
    """`*` is any run of signs in any case, dots too; a table may be named by a pattern."""
    users = b'{"users": [{"home": {"Phone": "0611223344"}, "n": 1}]}'
    recipe = 'tables: {"*.JSON/*": {"*.phone": mask, n: keep}}\n'
    document = {"x.json": users}
    plan = compile_recipe(read_recipe(f"version: 1\n{recipe}".encode(), "r"), sources_of(document), key=KEY)
    found = [column.operator for table in plan.files[0].tables for column in table.columns]
    assert sorted(found) == ["keep", "mask"]


def test_rules_that_are_as_specific_are_refused_with_both_lines() -> None:
    """Two patterns with other rules for one column can't both hold; equal rules may."""
    recipe = 'tables:\n  t.csv:\n    "*_email": mask\n    "work*": token\n    "[": keep\n'
    with pytest.raises(RecipeError, match=r"lines 4 and 5 answer t\.csv\.work_email differently") as refused:
        _compiled(recipe.replace('    "[": keep\n', "    code: token\n    statut: keep\n"))
    assert refused.value.hints
    same = 'default: drop\ntables: {t.csv: {"*_email": mask, "work*": mask}}\n'
    assert _operators(_compiled(same))["work_email"] == "mask"


def test_a_rule_by_finding_answers_what_nothing_else_does() -> None:
    """By the type that is found first, then by state; `surrogate` takes the type it answers."""
    rows = "".join(f"zoe.tardieu{n}@exemple.fr;x{n};{n * 7 % 5}\n" for n in range(40))
    recipe = "findings: {EMAIL_ADDRESS: surrogate, personal: redact, clear: keep, unknown: 'null'}\n"
    columns = _columns(_compiled(recipe, t=b"courriel;montant;quantite\n" + rows.encode()))
    assert (columns["courriel"].operator, columns["courriel"].entity_type) == ("surrogate", "EMAIL_ADDRESS")
    assert "the type that was found in it (line 2)" in columns["courriel"].origin
    assert columns["quantite"].operator in {"keep", "null"}


def test_the_origin_says_which_line_gave_the_rule() -> None:
    """What `explain` shows is recorded when the recipe is compiled."""
    plan = _compiled('tables:\n  t.csv:\n    code: token\n    "*_email": mask\ncolumns:\n  "st*": keep\n')
    origins = {label: column.origin for label, column in _columns(plan).items()}
    assert origins["code"] == "the column's own rule (line 4)"
    assert origins["home_email"] == "a pattern in its table (line 5)"
    assert origins["statut"] == "a pattern, over tables (line 7)"


def test_every_problem_is_collected() -> None:
    """`recipe check` is told all that is wrong at once, each with its line."""
    recipe = """\
version: 1
tables:
  t.csv:
    kode: token
    code: {operator: date_shift, per: clyent}
    work_email:
      - {operator: keep, when: {column: statuts, equals: ok}}
      - redact
  u.csv: drop
"""
    laid = lay(read_recipe(recipe.encode(), "r.yaml"), sources_of({"t.csv": TABLE}))
    said = sorted(problem.message for problem in laid.problems)
    assert [message.partition(" ")[0] for message in said] == [
        "r.yaml:3:",
        "r.yaml:4:",
        "r.yaml:5:",
        "r.yaml:7:",
        "r.yaml:9:",
    ]
    assert "no rule covers the columns home_email, statut" in said[0]


def test_a_dropped_table_named_by_a_pattern_and_ruled_by_another_is_refused() -> None:
    """Whether a table is left out is never a matter of order."""
    with pytest.raises(RecipeError, match=r"lines 3 and 4 answer t\.csv differently"):
        _compiled('tables:\n  "t*": drop\n  "*.csv": {"*": redact}\n')
    assert _compiled('tables: {"t*": drop, t.csv: {"*": redact}}\n').files[0].tables[0].dropped is False


def test_repeated_headers_are_told_by_their_numbers() -> None:
    """Two columns of one name are c1 and c3: a rule by the name matches neither and says so."""
    twice = b"nom;x;nom\nDurand;1;Faure\n"
    with pytest.raises(RecipeError, match="the table has no such column"):
        _compiled("tables: {t.csv: {nom: redact, x: keep}}\n", t=twice)
    plan = _compiled("tables: {t.csv: {c1: redact, x: keep, c3: drop}}\n", t=twice)
    assert _operators(plan) == {"c1": "redact", "x": "keep", "c3": "drop"}


@pytest.mark.parametrize(
    "more", ["columns: {a: keep}", "findings: {PERSON: surrogate}", "agree: {t: [[a, b]]}"]
)
def test_each_new_part_counts_in_the_digest(more: str) -> None:
    """A recipe that says more is another recipe; one that says nothing of it keeps its digest."""
    bare = b"version: 1\ntables: {t: {a: keep}}\n"
    assert recipe_digest(read_recipe(bare, "r")) != recipe_digest(read_recipe(bare + more.encode(), "r"))
    empty = bare + more.partition(":")[0].encode() + b": {}\n"
    assert recipe_digest(read_recipe(bare, "r")) == recipe_digest(read_recipe(empty, "r"))
