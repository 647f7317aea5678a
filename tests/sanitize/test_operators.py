"""The operators as pure functions: what they keep, and that nothing comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.sanitize.operators.generalise import generalise
from sampler.sanitize.operators.table import OPERATORS, Context
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

SURROGATES = Surrogates(bytes(32), Dictionary())


def _run(name: str, values: list[str | None], **context: object) -> list[str | None]:
    return OPERATORS[name].apply(values, Context(SURROGATES, **context))  # type: ignore[arg-type]


@given(st.lists(st.none() | st.text(max_size=20)))
@pytest.mark.parametrize("name", ["redact", "mask", "null", "token", "date_shift", "keep"])
def test_null_and_empty_stay_and_the_length_too(name: str, values: list[str | None]) -> None:
    """An operator gives one value for each; null stays null and no value comes from nothing."""
    result = _run(name, values)
    assert len(result) == len(values)
    for before, after in zip(values, result, strict=True):
        assert before or not after


@given(st.text(min_size=1, max_size=30), st.integers(0, 4))
def test_mask_and_redact_always_change(value: str, keep: int) -> None:
    """Neither mask nor redact gives a value back, whatever it is made of."""
    assert _run("mask", [value], params={"keep_last": keep}) != [value]
    assert _run("redact", [value]) != [value]
    assert _run("redact", ["REDACTED-PERSON"], entity_type="PERSON") != ["REDACTED-PERSON"]


@pytest.mark.parametrize("kind", ["integer", "number", "date", "datetime", "boolean", "binary"])
def test_redact_is_typed(kind: str) -> None:
    """A placeholder text would break a typed column: it becomes null."""
    assert _run("redact", ["1", None], column_type=kind) == [None, None]


@pytest.mark.parametrize(
    ("value", "how", "expected"),
    [
        ("75011", {"digits": 2}, "75000"),
        ("SW1A 2AA", {"digits": 2}, "SW00 000"),
        ("37", {"step": 10}, "30"),
        ("-3", {"step": 10}, "-10"),
        ("1 234,9", {"step": 100}, "1200"),
        ("abc", {"step": 10}, None),
        ("NaN", {"step": 10}, None),
        ("2024-05-17", {"date": "month"}, "2024-05-01"),
        ("2024-05-17", {"date": "year"}, "2024-01-01"),
        ("2024-05-17T11:32:07", {"date": "month"}, "2024-05-01T00:00:00"),
        ("17/05/2024", {"date": "month"}, "01/05/2024"),
        ("05/17/2024", {"date": "month"}, "05/01/2024"),
        ("17.05.24", {"date": "year"}, "01.01.24"),
        ("20240517", {"date": "month"}, "20240501"),
        ("mai", {"date": "year"}, None),
    ],
)
def test_generalise(value: str, how: dict[str, str | int], expected: str | None) -> None:
    """A coarser value of the same shape, or null when it can't be read."""
    assert generalise([value, None, ""], **how) == [expected, None, ""]  # type: ignore[arg-type]


def test_mask_shows_only_the_end() -> None:
    """The last letters and digits stay, separators too; short values are starred whole."""
    assert _run("mask", ["06 11 22 33 44", "ab1"], params={"keep_last": 4}) == ["** ** ** 33 44", "***"]
