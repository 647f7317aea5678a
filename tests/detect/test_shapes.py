"""Shapes: what a person may see of a value."""

from hypothesis import given
from hypothesis import strategies as st

from sampler.detect.shapes import LONGEST, frequent_shapes, shape_of


def test_a_shape_shows_case_digits_and_signs_only() -> None:
    """Letters of any alphabet and digits are masked, separating signs stay."""
    assert shape_of("Zoé-Anne O'Neil, 75011") == "Aaa-Aaaa A'Aaaa, 99999"
    assert shape_of("ЖОРЖ ⑦½²") == "AAAA 999"
    assert shape_of("x\u200bé\u202e") == "a?a?"


@given(st.text())
def test_no_letter_or_digit_of_a_value_is_in_its_shape(value: str) -> None:
    """Whatever the value, its shape holds `A`, `a`, `9` and signs."""
    shape = shape_of(value)
    assert len(shape) <= LONGEST + 1
    assert {sign for sign in shape if sign.isalnum()} <= {"A", "a", "9"}


def test_the_most_frequent_shapes_come_first_and_empty_cells_have_none() -> None:
    """Shapes that differ only in length count as one."""
    values = ["06 11", "Marie", "Zoé", "07 22 33", None, "", "  ", "Al", "x@y"]
    assert frequent_shapes(values) == ("Aaaaa", "99 99", "99 99 99")
    assert frequent_shapes([None, ""]) == ()
