"""Columns that must map alike: declared or found, checked when compiled, verified after."""

import pytest
from small_sample import sanitize

from sampler.errors import RecipeError
from sampler.sanitize.learning.joins import column_named
from sampler.sanitize.plan import ColumnPlan, Place

CLIENTS = b"ref;nom\nCLI-00123;Durand\nCLI-00456;Faure\nCLI-00789;Colin\n"
ORDERS = b"n;client\n1;CLI-00123\n2;CLI-00123\n3;CLI-00999\n"
RULES = "version: 1\ntables:\n  c.csv: {ref: %s, nom: surrogate LAST_NAME}\n  o.csv: {n: drop, client: %s}\n"
DECLARED = 'references:\n  "o.csv.client": "c.csv.ref"\n'
GROUP = 'consistency:\n  clients: ["c.csv.ref", "o.csv.client"]\n'


@pytest.mark.parametrize("more", [DECLARED, GROUP])
def test_a_declared_join_is_kept_and_verified(more: str) -> None:
    """Also where some children have no parent, which nothing in the data would show to be a join."""
    run = sanitize({"c.csv": CLIENTS, "o.csv": ORDERS}, RULES % ("token", "token") + more)
    assert len(run.plan.references) == 1
    assert run.audit().checked["references"] == 1
    clients, orders = ((run.outputs[name] or b"").decode().split() for name in ("f1", "f2"))
    refs = [line.partition(";")[0] for line in clients[1:]]
    assert orders[1] == orders[2] == refs[0]
    assert orders[3] not in refs


@pytest.mark.parametrize(
    ("rules", "more", "said"),
    [
        (
            ("token", "mask"),
            DECLARED,
            "rules differ: the column's own rule (line 4); the column's own rule (line 3)",
        ),
        (("token", "surrogate USERNAME"), GROUP, "their rules differ"),
        (("redact", "redact"), GROUP, "redact merges values"),
        (("token", "token"), DECLARED.replace("c.csv.ref", "c.csv.reff"), "no such TABLE.COLUMN"),
        (
            ("token", "[{operator: mask, when: {column: n, equals: 1}}, token]"),
            DECLARED,
            "other columns of its row",
        ),
    ],
)
def test_a_declared_join_that_can_not_hold_is_refused(rules: tuple[str, str], more: str, said: str) -> None:
    """With the lines of both rules, before anything is written."""
    with pytest.raises(RecipeError) as refused:
        sanitize({"c.csv": CLIENTS, "o.csv": ORDERS}, RULES % rules + more)
    assert said in refused.value.message
    assert refused.value.message.startswith("acme.yaml:6: ")


def test_keys_join_across_formats_and_forms() -> None:
    """A number is one number in CSV, in JSON Lines, and behind its prefix."""
    people = b'{"id": 123, "x": "a"}\n{"id": 456, "x": "b"}\n'
    rules = "version: 1\ntables:\n  c.csv: {ref: token, nom: drop}\n  'p.jsonl/[]': {id: token, x: keep}\n"
    run = sanitize({"c.csv": CLIENTS.replace(b"CLI-00", b""), "p.jsonl": people}, rules)
    refs = (run.outputs["f1"] or b"").decode().split()[1:]
    assert f'"id": {refs[0]}' in (run.outputs["f2"] or b"").decode()


def test_a_column_is_named_by_table_and_column_whatever_dots_they_have() -> None:
    """Two ways to read a name are refused, not guessed."""
    plan = (Place("f1", "t1", 0), ColumnPlan(0, "b.c", "", "text", "keep"))
    known = {("a.csv", "b.c"): plan, ("a", "csv.d"): plan, ("a.csv", "d"): plan}
    assert column_named("a.csv.b.c", known) == ("a.csv", "b.c")
    with pytest.raises(LookupError, match="two ways"):
        column_named("a.csv.d", known)
    with pytest.raises(LookupError, match="no such"):
        column_named("a.csv.e", known)


def test_a_domain_is_never_said_to_be_smaller_than_its_values() -> None:
    """Values of one digit and of two are more than two digits can write."""
    data = b"n;rang\n" + b"".join(b"%d;%d\n" % (n, n % 100) for n in range(200))
    run = sanitize({"t.csv": data}, "version: 1\ntables: {t.csv: {n: drop, rang: token}}\n")
    assert run.plan.warnings == ("t.csv.rang: 100 distinct values of few signs: a token hides little",)


def test_a_domain_too_small_to_hide_is_a_recorded_warning() -> None:
    """Labels and numbers, no value; the run goes on."""
    data = b"n;etage\n" + b"".join(b"%d;%d\n" % (n, n % 7) for n in range(40))
    run = sanitize({"t.csv": data}, "version: 1\ntables: {t.csv: {n: drop, etage: token}}\n")
    assert run.plan.warnings == (
        "t.csv.etage: 7 distinct values, and at most 9 of their shape: a token hides little",
    )
    assert run.outputs["f1"]


def test_frequencies_of_categories_stay() -> None:
    """A token is a bijection: as many rows for each category as before; duplicates stay."""
    kinds = ["standard"] * 20 + ["premium"] * 7 + [""] * 3 + ["Premium"] * 2
    data = "n;kind\n" + "\n".join(f"{n};{kind}" for n, kind in enumerate(kinds)) + "\n"
    run = sanitize({"t.csv": data.encode()}, "version: 1\ntables: {t.csv: {n: drop, kind: token}}\n")
    written = (run.outputs["f1"] or b"").decode().splitlines()[1:]
    assert sorted(map(written.count, set(written))) == [2, 3, 7, 20]


def test_a_domain_that_can_not_keep_a_unique_column_unique_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before anything is written: the audit would only find it afterwards."""
    monkeypatch.setattr("sampler.sanitize.operators.narrow.type_domain", lambda _: 2)
    with pytest.raises(RecipeError, match="3 distinct values for the 2 surrogates of LAST_NAME"):
        sanitize({"c.csv": CLIENTS}, "version: 1\ntables: {c.csv: {ref: drop, nom: surrogate LAST_NAME}}\n")


def test_a_join_in_the_data_that_the_rules_break_is_a_warning() -> None:
    """It may be chance, so it is said and not refused."""
    orders = ORDERS.replace(b"CLI-00999", b"CLI-00456") + b"4;CLI-00789\n"
    run = sanitize({"c.csv": CLIENTS, "o.csv": orders}, RULES % ("token", "surrogate USERNAME"))
    said = "o.csv.client refers to c.csv.ref, and their rules differ: they do not join any more"
    assert said in run.plan.warnings
    assert not run.plan.references
