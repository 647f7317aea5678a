"""What a recipe says once read: compact and verbose forms, and its digest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.errors import RecipeError
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.recipes.recipe import Rule, read_recipe, recipe_digest
from sampler.sanitize.recipes.rules import Condition
from sampler.surrogates.entity_types import ENTITY_TYPES

GOOD = """\
# sampler draft sha256:00
version: 1
sample: acme-1
tables:
  "clients.csv":
    "Nom": surrogate LAST_NAME        # personal: header
    "id_client": token
    Commentaire: text
    'code_x': redact
    "no": null
    "naissance": {operator: date_shift}
    "tel":
      operator: mask
      keep_last: 4
      reason: support needs the last digits
    "cp": {operator: generalise, digits: 2, type: POSTCODE}
  "vieux.csv": drop
"""


def test_compact_and_verbose_rules_are_read() -> None:
    """Both forms of a rule give the same noun; `null` is an operator, not a missing value."""
    recipe = read_recipe(GOOD.encode(), "acme.yaml")
    rules = recipe.tables["clients.csv"]
    assert (recipe.sample, recipe.default, recipe.dropped) == ("acme-1", None, frozenset({"vieux.csv"}))
    assert rules["Nom"] == Rule("surrogate", "LAST_NAME")
    assert rules["no"] == Rule("null")
    assert rules["naissance"] == Rule("date_shift")
    assert rules["tel"] == Rule("mask", None, {"keep_last": 4}, "support needs the last digits")
    assert rules["cp"] == Rule("generalise", "POSTCODE", {"digits": 2})


def test_words_that_old_yaml_would_turn_stay_words() -> None:
    """NO, on, 12:30:00, 1_000 and dates are the strings that were written, as labels too."""
    labels = ["NO", "on", "12:30:00", "1_000", "2024-01-01", "null", "1.5", "0x1F", "007", "=", "<<"]
    text = "version: 1\ntables:\n  t.csv:\n" + "".join(f"    {label}: keep\n" for label in labels)
    assert list(read_recipe(text.encode(), "r").tables["t.csv"]) == labels


def test_the_digest_ignores_form_and_sees_content() -> None:
    """Comments, order and quoting do not change the digest; another rule does."""
    one = "version: 1\ntables: {a: {x: keep, y: 'surrogate  PERSON'}}\n"
    two = "# c\ntables:\n  'a':\n    y: {type: PERSON, operator: surrogate}\n    x: {operator: keep}\n"
    two += "version: 1\n"
    other = one.replace("keep", "drop")
    digests = [recipe_digest(read_recipe(text.encode(), "r")) for text in (one, two, other)]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_byte_order_mark_and_crlf_are_fine() -> None:
    """A recipe saved by a Windows editor reads the same."""
    crlf = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert recipe_digest(read_recipe(crlf, "r")) == recipe_digest(read_recipe(GOOD.encode(), "r"))


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_can_be_written(operator: str) -> None:
    """The language is generated from the registry: each operator has a compact or verbose form."""
    declared = OPERATORS[operator]
    extra = declared.needs_parameters.removeprefix(operator)
    text = f"version: 1\ntables: {{t: {{c: {{operator: {operator}, type: PERSON{extra}}}}}}}\n"
    assert read_recipe(text.encode(), "r").tables["t"]["c"].operator == operator


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), st.sampled_from(ENTITY_TYPES)
    )
)
def test_any_label_survives_quoting(columns: dict[str, str]) -> None:
    """A label written in double quotes is read back exactly."""
    rows = [
        f'    "{label.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}": surrogate {kind}\n'
        for label, kind in columns.items()
        if len(label) < 300
    ]
    text = "version: 1\ntables:\n  t.csv:\n" + "".join(rows) if rows else "version: 1\ntables: {t.csv: {}}\n"
    rules = read_recipe(text.encode(), "r").tables["t.csv"]
    assert {label: rule.entity_type for label, rule in rules.items()} == {
        label: kind for label, kind in columns.items() if len(label) < 300
    }


def test_the_manual_s_recipe_reads() -> None:
    """The example in docs/recipes.md is one that sampler understands."""
    page = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
    recipe = read_recipe(page.split("```yaml\n")[1].split("```")[0].encode(), "recipes.md")
    assert recipe.tables["clients.csv"]["email"].cases[0].when is not None
    assert recipe.findings["EMAIL_ADDRESS"].entity_type == "EMAIL_ADDRESS"
    assert recipe.dropped == frozenset({"archive/*"})


@pytest.mark.parametrize(
    ("rule", "line", "said"),
    [
        ("[]", 3, "a rule is `operator [TYPE]`, a mapping with operator, or a list of rules"),
        ("[redact, keep]", 3, "no rule after this one can be reached"),
        ("[{operator: keep, when: {column: a, equals: Durand}}]", 3, "the last rule of a list"),
        ("{operator: keep, when: {column: a, equals: Durand}}", 3, "a rule with `when` stands in a list"),
        ("[{operator: keep, when: {column: a}}, redact]", 3, "exactly one of equals, in, is_null or not"),
        ("[{operator: keep, when: {column: a, equals: Durand, in: [b]}}, redact]", 3, "exactly one of"),
        ("[{operator: keep, when: {column: a, in: Durand}}, redact]", 3, "must be a list"),
        (
            "[{operator: keep, when: {column: a, like: Durand}}, redact]",
            3,
            "unknown key; known: column equals in",
        ),
        ("[{operator: keep, when: Durand}, redact]", 3, "not allowed here"),
        (
            "[{operator: keep, when: {not: {not: {column: a, is_null: 3}}}}, redact]",
            3,
            "must be true or false",
        ),
        ("{operator: noise, percent: 60}", 3, "must be at most 50"),
        (
            "{operator: noise, percent: 5, order: keep, keep_total: true}",
            3,
            "takes one of per, order or keep_total",
        ),
        ("{operator: bucket, bounds: [3, 1]}", 3, "needs bounds that rise"),
        ("{operator: bucket, width: 3, bounds: [1]}", 3, "needs exactly one of width or bounds"),
        ("{operator: jitter, km: 5, latitude: a, longitude: b}", 3, "takes one of latitude or longitude"),
        ("{operator: generalise, area: Durand}", 3, "must be 'department' or 'region'"),
        ("noise", 3, "noise needs a parameter, as in {operator: noise, percent: 10}"),
    ],
)
def test_wrong_rules_are_refused_in_fixed_words(rule: str, line: int, said: str) -> None:
    """With file, line and path, and without what was written."""
    with pytest.raises(RecipeError) as refused:
        read_recipe(f"version: 1\ntables:\n  t.csv: {{c: {rule}}}\n".encode(), "r.yaml")
    assert refused.value.message.startswith(f"r.yaml:{line}: tables.t.csv.c")
    assert said in refused.value.message
    assert "Durand" not in f"{refused.value.message}{refused.value.hints}"


def test_conditions_are_read_in_all_their_forms() -> None:
    """Numbers and truth values are compared as a cell writes them; two `not` cancel."""
    whens = {
        "{column: a, equals: 7}": Condition("a", "in", ("7",)),
        "{column: a, in: [true, x]}": Condition("a", "in", ("true", "x")),
        "{column: a, is_null: false}": Condition("a", "is_null", (), wanted=False),
        "{not: {column: a, equals: x}}": Condition("a", "in", ("x",), wanted=False),
        "{not: {not: {column: a, equals: x}}}": Condition("a", "in", ("x",)),
    }
    for text, expected in whens.items():
        recipe = f"version: 1\ntables: {{t: {{c: [{{operator: mask, when: {text}}}, redact]}}}}\n"
        assert read_recipe(recipe.encode(), "r").tables["t"]["c"].cases[0].when == expected
