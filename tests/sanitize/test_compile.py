"""Compiling: default deny, rules without a column, names that are values, uniqueness, and the stored plan."""

import io
from collections.abc import Callable

import pytest
from small_sample import KEY, RECIPE, Run, sources_of

from sampler.errors import IntegrityError, RecipeError
from sampler.formats import open_document
from sampler.sanitize.compile import compile_recipe
from sampler.sanitize.plan import Plan
from sampler.sanitize.recipes.recipe import read_recipe


def _compiled(originals: dict[str, bytes], recipe: str, sample: str = "acme-1") -> Plan:
    return compile_recipe(
        read_recipe(recipe.encode(), "acme.yaml"), sources_of(originals), key=KEY, sample_name=sample
    )


@pytest.mark.parametrize(
    ("written", "instead", "said", "hint"),
    [
        ("    Nom: surrogate LAST_NAME\n", "", "no rule covers the columns Nom", 'add `"Nom": redact`'),
        (
            '  "notes.txt":\n    c1: text\n',
            "",
            "no rule covers the tables notes.txt",
            'add `"notes.txt": redact`',
        ),
        ("    Nom: surr", "    Nomm: surr", "no such column", "did you mean Nom?"),
        ('"notes.txt"', '"note.txt"', "no such table", "did you mean notes.txt?"),
        ("sample: acme-1", "sample: other-2", "another sample", ""),
    ],
)
def test_default_deny(originals: dict[str, bytes], written: str, instead: str, said: str, hint: str) -> None:
    """What no rule covers, and a rule that covers nothing, stop the run with the label and a way out."""
    with pytest.raises(RecipeError, match=said) as refused:
        _compiled(originals, RECIPE.replace(written, instead))
    assert refused.value.message.startswith("acme.yaml:")
    assert any(found.startswith(hint) for found in (*refused.value.hints, ""))


@pytest.mark.parametrize(
    ("default", "operator", "dropped"), [("redact", "redact", False), ("drop", "drop", True)]
)
def test_a_default_answers_the_rest(
    originals: dict[str, bytes], default: str, operator: str, *, dropped: bool
) -> None:
    """With a default, columns and tables without a rule get it."""
    recipe = f"version: 1\ndefault: {default}\ntables: {{clients.csv: {{Montant: keep}}}}\n"
    plan = _compiled(originals, recipe)
    clients = plan.file("f1").tables[0]
    assert {column.operator for column in clients.columns if column.label != "Montant"} == {operator}
    assert not clients.dropped
    assert plan.file("f3").dropped is dropped


def test_the_plan_survives_storing(clean: Run) -> None:
    """A stored plan reads back equal, and a damaged one is refused without its text."""
    stored = clean.plan.to_json()
    assert Plan.from_json(stored) == clean.plan
    for damaged in (stored[:-1], "[]", "{}", stored.replace('"operator"', '"operateur"'), "7"):
        with pytest.raises(IntegrityError):
            Plan.from_json(damaged)


def test_the_same_input_gives_the_same_plan_and_bytes(
    originals: dict[str, bytes], clean: Run, sanitizer: Callable[..., Run]
) -> None:
    """Nothing is drawn: a second run is equal to the first."""
    again = sanitizer(originals)
    assert again.plan == clean.plan
    assert {again.outputs[name] == clean.outputs[name] for name in ("f1", "f3")} == {True}


def test_an_earlier_dictionary_is_never_remapped(originals: dict[str, bytes], clean: Run) -> None:
    """A later delivery adds to the deal's dictionary; what was frozen stays."""
    more = {"f.csv": b"Prenom;Nom\nSolene;Tardieu\nMarie;Durand\n"}
    recipe = "version: 1\ntables: {f.csv: {Prenom: surrogate FIRST_NAME, Nom: surrogate LAST_NAME}}\n"
    plan = compile_recipe(
        read_recipe(recipe.encode(), "r"), sources_of(more), key=KEY, earlier=clean.plan.dictionary
    )
    assert plan.dictionary.given.items() >= clean.plan.dictionary.given.items()
    assert plan.dictionary.people.items() >= clean.plan.dictionary.people.items()
    assert "solene" in plan.dictionary.given
    assert originals


def test_names_of_files_sheets_and_columns_that_are_values_are_not_written(
    sanitizer: Callable[..., Run],
) -> None:
    """A header that a detector hits becomes `c<n>` in the copy; others stay."""
    body = "ref;zoe.tardieu@exemple.fr\n1;a\n2;b\n"
    run = sanitizer({"t.csv": body.encode()}, "version: 1\ntables: {t.csv: {ref: token, c2: redact}}\n")
    written = open_document(io.BytesIO(run.outputs["f1"] or b""), "t.csv")
    assert written.tables[0].columns == ("ref", "c2")
    assert run.audit().passed


def test_unique_columns_stay_unique_in_a_crowded_space(sanitizer: Callable[..., Run]) -> None:
    """Two thousand distinct phone numbers get two thousand surrogates, and none of the originals."""
    numbers = [f"06 39 98 {n // 100:02d} {n % 100:02d}" for n in range(0, 10000, 5)]
    body = "\n".join(["tel;n", *(f"{number};x" for number in numbers)]) + "\n"
    run = sanitizer(
        {"t.csv": body.encode()}, "version: 1\ntables: {t.csv: {tel: surrogate PHONE_NUMBER, n: keep}}\n"
    )
    result = run.audit()
    assert run.plan.file("f1").tables[0].columns[0].unique
    assert result.passed
    assert result.coincidences == 0
