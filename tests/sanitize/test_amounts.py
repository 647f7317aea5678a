"""Numbers with noise, rounding and buckets: written as they were, never the same, totals and order kept."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.sanitize.operators.amounts import mapped, noisy, ordered, read_amount, write_amount
from sampler.sanitize.operators.table import OPERATORS, Context
from sampler.sanitize.operators.totals import keep_total
from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates

SURROGATES = Surrogates(bytes(32), Dictionary())
AMOUNTS = st.builds(
    lambda sign, whole, frac: f"{sign}{whole}{frac}",
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 10**9).map(str),
    st.sampled_from(["", ",5", ".25", ".000", ",129"]),
)


def _run(name: str, values: list[str | None], **params: object) -> tuple[list[str | None], Counter[str]]:
    context = Context(SURROGATES, params=params)
    return OPERATORS[name].apply(values, context), context.outside


def _value(text: str | None) -> Fraction:
    amount = read_amount((text or "").strip())
    assert amount is not None
    return Fraction(amount.units, 10**amount.decimals)


@pytest.mark.parametrize(
    ("text", "value", "hundred"),
    [
        ("1 234,50", Fraction("1234.5"), "100,00"),
        ("1\u202f234\u202f567", Fraction(1234567), "100"),
        ("1,234,567.89", Fraction("1234567.89"), "100.00"),
        ("1.234", Fraction("1.234"), "100.000"),
        ("-12 €", Fraction(-12), "100 €"),
        ("EUR 0012.5", Fraction("12.5"), "EUR 0100.0"),
        ("00042", Fraction(42), "00100"),
        ("0", Fraction(0), "100"),
    ],
)
def test_numbers_are_read_and_written_in_their_own_form(text: str, value: Fraction, hundred: str) -> None:
    """Groups, decimals, signs, units and leading zeros stay what they were."""
    amount = read_amount(text)
    assert amount is not None
    assert Fraction(amount.units, 10**amount.decimals) == value
    assert write_amount(amount, amount.units) == text
    assert write_amount(amount, 100 * 10**amount.decimals) == hundred


@pytest.mark.parametrize(
    "text", ["n/a", "12 rue des Lilas", "1-2", "1,2,3", "12 34", "", "Paul 12", "9" * 99]
)
def test_what_is_no_number_is_no_number(text: str) -> None:
    """Words beside digits would be copied, so they are not read: the cell is masked and counted instead."""
    assert read_amount(text) is None
    if text:
        written, outside = _run("noise", [text, None, ""], percent=10)
        assert written[0] != text
        assert not any(sign.isalnum() for sign in written[0] or "")
        assert written[1:] == [None, ""]
        assert outside == {"noise": 1}


@given(AMOUNTS, st.integers(1, 50))
def test_noise_moves_every_amount_and_not_too_far(text: str, percent: int) -> None:
    """By at most the percentage, or one last decimal where that is less; sign, form and zero stay."""
    (new,), _ = _run("noise", [text], percent=percent)
    old, moved = _value(text), _value(new)
    if old == 0:
        assert new == text
        return
    amount = read_amount(text)
    assert amount is not None
    unit = Fraction(1, 10**amount.decimals)
    assert moved != old
    assert (moved > 0) == (old > 0)
    assert abs(moved - old) <= max(abs(old) * percent / 100 + unit / 2, unit)


@given(st.lists(AMOUNTS, min_size=2, max_size=8), st.integers(1, 50))
def test_an_order_that_is_kept_is_kept(texts: list[str], percent: int) -> None:
    """A larger amount never becomes a smaller one, and none moves further than the percentage."""
    amounts = [amount for amount in map(read_amount, texts) if amount]
    scale = 10**3
    pairs = [
        (
            Fraction(a.units * scale, 10**a.decimals),
            ordered(a._replace(units=a.units * 10 ** (6 - a.decimals), decimals=6), percent, SURROGATES),
        )
        for a in amounts
    ]
    for (old, new), (other, newer) in zip(sorted(pairs), sorted(pairs)[1:], strict=False):
        assert new <= newer or old == other
    for old, new in pairs:
        assert abs(Fraction(new, 10**3) - old) <= abs(old) * percent / 100 + 1


@given(st.lists(AMOUNTS, min_size=1, max_size=40))
def test_a_total_that_is_kept_is_kept_to_the_last_decimal(texts: list[str]) -> None:
    """Whatever values repeat: the units missing after the common factor go to a few of them."""
    counts = Counter(texts)
    found, rest = keep_total(lambda: [counts], lambda one: noisy(one, 10, SURROGATES), SURROGATES)
    new, _ = _run("noise", list(texts), percent=10, keep_total=True, **found)
    assert rest == 0
    assert sum(map(_value, new)) == sum(map(_value, texts))


def test_a_kept_total_does_not_depend_on_the_pieces_it_was_read_in() -> None:
    """One reading of everything and many of a few rows find the same."""
    texts = [f"{n * 7919 % 10007},{n % 100:02d}" for n in range(9000)]
    whole = keep_total(lambda: [Counter(texts)], lambda one: noisy(one, 10, SURROGATES), SURROGATES)
    pieces = [Counter(texts[at : at + 97]) for at in range(0, len(texts), 97)]
    split = keep_total(lambda: pieces, lambda one: noisy(one, 10, SURROGATES), SURROGATES)
    assert whole == split
    assert whole[1] == 0


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("1 234,50", 100, "1 200,00"),
        ("-55", 10, "-60"),
        ("0,49", 1, "0,00"),
        ("1499.99 EUR", 1000, "1000.00 EUR"),
    ],
)
def test_rounding_keeps_the_form(text: str, to: int, expected: str) -> None:
    """To the nearest multiple, halves away from zero."""
    assert _run("round", [text], to=to)[0] == [expected]


def test_buckets_are_ranges_in_text_and_lower_ends_in_numbers() -> None:
    """Lower end in, upper end out; a typed column can only hold the lower end."""
    values: list[str | None] = ["0", "99,99", "100", "-1", "5000", "?", None]
    assert _run("bucket", values, width=100)[0] == [
        "0-100",
        "0-100",
        "100-200",
        "-100-0",
        "5000-5100",
        "*",
        None,
    ]
    bounded = _run("bucket", values, bounds="0,100,1000")[0]
    assert bounded == ["0-100", "0-100", "100-1000", "<0", ">=1000", "*", None]
    typed = Context(SURROGATES, "integer", params={"bounds": "0,100,1000"})
    assert OPERATORS["bucket"].apply(values, typed) == ["0", "0", "100", None, "1000", None, None]


def test_the_form_of_a_number_does_not_change_its_noise() -> None:
    """12.5 in one file and 12,50 in another stay one amount, so that tables still agree."""
    (one, other), _ = _run("noise", ["1250.5", "1 250,50"], percent=20)
    assert abs(_value(one) - _value(other)) <= Fraction(1, 10)


def test_spaces_around_a_number_stay() -> None:
    """Padding is shape."""
    assert (mapped("  12 ", lambda one: one.units + 1)) == "  13 "
