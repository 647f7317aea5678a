"""What a recipe says once read: compact and verbose forms, and its digest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.sanitize.operators import ENTITY_TYPES, OPERATORS
from sampler.sanitize.recipe import Rule, read_recipe, recipe_digest

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
    extra = ", digits: 2" if declared.needs_parameters else ""
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
