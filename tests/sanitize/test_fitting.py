"""New values fit where they are written: length, encoding, and numbers that sort as before."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_sample import sanitize

from sampler.sanitize.operators.fitting import encodable, fitted
from sampler.sanitize.operators.table import OPERATORS, Context
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

SURROGATES = Surrogates(bytes(32), Dictionary())


@given(
    st.lists(st.text(max_size=30), max_size=6),
    st.integers(1, 12),
    st.sampled_from(["max_bytes", "max_length"]),
)
def test_no_new_value_is_longer_than_its_rule_allows(new: list[str], limit: int, name: str) -> None:
    """In bytes of the encoding or in signs; null and empty stay."""
    values = [f"original {place}" for place in range(len(new))]
    context = Context(SURROGATES, params={name: limit})
    for one in fitted([*new, None, ""], [*values, None, ""], context):
        size = len((one or "").encode("utf-8", "surrogatepass")) if name == "max_bytes" else len(one or "")
        assert size <= limit


def test_cut_values_of_two_originals_stay_two() -> None:
    """A cut value ends in a mark from its original, and is counted; an address keeps its domain."""
    context = Context(SURROGATES, "text", "EMAIL_ADDRESS", {"max_length": 20})
    values = [f"person{n}@x.fr" for n in range(50)]
    new = fitted(["thesameverylongname@abc.example"] * 50, values, context)
    assert len(set(new)) == 50
    assert all(one and one.endswith("@abc.example") and len(one) <= 20 for one in new)
    assert context.outside == Counter(cut=50)


@given(st.text(max_size=20))
def test_every_sign_can_be_written_in_the_file_s_encoding(text: str) -> None:
    """Signs that Windows-1252 lacks become their closest ones, never "?" unless it stood there."""
    written = encodable(text, "cp1252")
    assert written.encode("cp1252") or not text or not written
    assert written.count("?") == text.count("?")


def test_closest_signs() -> None:
    """Letters lose their strokes and accents; what has no relative is an x."""
    assert encodable("Łódź œuvre é", "cp1252") == "Lódz œuvre é"
    assert encodable("Łódź", "ascii") == "Lodz"
    assert encodable("日", "cp1252") == "x"


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=10, unique=True))
def test_tokens_that_keep_their_order_keep_it(numbers: list[int]) -> None:
    """Strictly: none is equal to another, and none is what it was."""
    values: list[str | None] = [str(number) for number in sorted(numbers)]
    new = OPERATORS["token"].apply(values, Context(SURROGATES, params={"order": "keep"}))
    ordered = [int(one or 0) for one in new]
    assert ordered == sorted(set(ordered))
    assert not set(zip(values, new, strict=True)) & {(one, one) for one in values}


def test_ordered_tokens_keep_prefix_and_zeros_and_refuse_words() -> None:
    """What is no whole number is masked and counted."""
    context = Context(SURROGATES, params={"order": "keep"})
    number, word = OPERATORS["token"].apply(["CLI-0000012", "douze"], context)
    assert (number or "").startswith("CLI-")
    assert len(number or "") == len("CLI-0000012")
    assert word == "*****"
    assert context.outside == {"token": 1}


def test_a_cut_placeholder_tells_nothing_of_its_original() -> None:
    """`redact` has no mark: two values stay one."""
    context = Context(SURROGATES, params={"max_length": 4})
    new = fitted(OPERATORS["redact"].apply(["a", "b"], context), ["a", "b"], context)
    assert new == ["REDA", "REDA"]


@pytest.mark.parametrize(
    "cell", ["9" * 10**6, " " * 10**5 + "1" + " " * 10**5 + "2", "1-" * 10**5, "EUR" * 10**5]
)
@pytest.mark.parametrize(
    "name", ["noise", "round", "bucket", "jitter", "date_shift", "token", "generalise", "mask"]
)
def test_a_cell_of_a_million_signs_is_masked_and_takes_no_time(name: str, cell: str) -> None:
    """No pattern looks at it twice: it is outside every format."""
    params: dict[str, dict[str, object]] = {
        "noise": {"percent": 5},
        "round": {"to": 5},
        "bucket": {"width": 5},
        "jitter": {"km": 5},
        "date_shift": {"first": "day"},
        "token": {"order": "keep"},
        "generalise": {"area": "region"},
    }
    context = Context(SURROGATES, params=params.get(name, {}))
    (new,) = fitted(OPERATORS[name].apply([cell], context), [cell], context)
    assert new is None or not any(sign.isalnum() for sign in new)


def test_a_file_keeps_its_encoding_and_its_new_values_fit_it() -> None:
    """A Windows-1252 file is written as one, without a question mark that was not there."""
    names = ["Zoé", "Chloé", "Inès", "François", "Noël"]
    data = ("prenom;ville\n" + "".join(f"{name};Besançon\n" for name in names)).encode("cp1252")
    run = sanitize(
        {"t.csv": data},
        "version: 1\ntables: {t.csv: {prenom: surrogate FIRST_NAME, ville: surrogate CITY}}\n",
    )
    assert run.plan.files[0].tables[0].columns[0].encoding == "cp1252"
    written = (run.outputs["f1"] or b"").decode("cp1252")
    assert "?" not in written
    assert len(written.splitlines()) == len(names) + 1
