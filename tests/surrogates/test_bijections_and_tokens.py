"""Bijections, and the tokens built on them."""

import itertools
import re
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.surrogates import Dictionary, Surrogates
from sampler.surrogates.bijection import Bijections
from sampler.surrogates.prf import Prf

PRF = Prf(b"k" * 32)
BIJECTIONS = Bijections(PRF)
SURROGATES = Surrogates(b"k" * 32, Dictionary())


def token(value: str) -> str:
    """The token of one value."""
    (new,) = SURROGATES.token([value])
    assert new is not None
    return new


@given(n=st.integers(2, 10**40), seed=st.integers(0, 10**40))
@settings(max_examples=80, deadline=None)
def test_inverse_undoes_the_permutation(n: int, seed: int) -> None:
    """`invert` undoes `permute` on every domain size, small, tabled and large."""
    x = seed % n
    assert BIJECTIONS.invert("t", BIJECTIONS.permute("t", x, n), n) == x


@pytest.mark.parametrize("n", [2, 3, 9, 10, 26, 90, 91, 1000, 4096, 4097, 5000])
def test_derangement_is_a_bijection_without_fixed_point(n: int) -> None:
    """All values are reached, none by itself."""
    image = [BIJECTIONS.derange("t", x, n) for x in range(n)]
    assert sorted(image) == list(range(n))
    assert all(x != y for x, y in enumerate(image))


def test_labels_and_keys_are_independent() -> None:
    """Another label or another key is another bijection."""
    others = (BIJECTIONS.permute("b", 5, 10**9), Bijections(Prf(b"o" * 32)).permute("a", 5, 10**9))
    assert BIJECTIONS.permute("a", 5, 10**9) not in others


def test_prf_keeps_kinds_apart() -> None:
    """The same token under two kinds has unrelated outputs; the key has 32 bytes."""
    assert PRF.u64("a", "x") != PRF.u64("b", "x")
    with pytest.raises(ValueError, match="32 bytes"):
        Prf(b"short")


@pytest.mark.parametrize(
    "values",
    [
        [str(number) for number in range(1, 3000)],
        [f"{number:05d}" for number in range(1, 3000)],
        [f"CLI-{number:04d}" for number in range(1, 2000)],
        [f"{a}{b}" for a, b in itertools.product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", range(10))],
        ["".join(letters) for letters in itertools.product("abcdefghijklmnopqrstuvwxyz", repeat=2)],
        [f"2024-{number}-{letter}" for number in range(100) for letter in "ABC"],
    ],
)
def test_tokens_never_merge(values: list[str]) -> None:
    """Distinct keys have distinct tokens, none its own."""
    tokens = SURROGATES.token(values)
    assert len(set(tokens)) == len(values)
    assert all(new != old for new, old in zip(tokens, values, strict=True))


@given(value=st.from_regex(r"[A-Z]{0,3}-?[0-9]{1,12}(/[a-z0-9]{1,4})?", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_token_keeps_the_shape(value: str) -> None:
    """Letters stay letters, digits digits, and leading zeros are as many as before."""
    new = token(value)
    old_shape, new_shape = (
        re.sub("[a-z]", "a", re.sub("[A-Z]", "A", re.sub("[0-9]", "9", text))) for text in (value, new)
    )
    assert new_shape == old_shape
    runs = zip(re.findall("[0-9]+", value), re.findall("[0-9]+", new), strict=True)
    assert all(len(a) - len(a.lstrip("0")) == len(b) - len(b.lstrip("0")) for a, b in runs)


def test_token_joins_across_forms() -> None:
    """An integer is the same token alone and behind a prefix that is kept."""
    assert token("CLI-1042") == "CLI-" + token("1042")
    assert token("cli1042") == "cli" + token("1042")


def test_names_are_not_kept_as_prefix() -> None:
    """Only a short prefix before digits stays; a word does not."""
    assert not token("Jean-Pierre").startswith("Jean")
    assert not token("MARTIN-42").startswith("MARTIN")
    (secret,) = SURROGATES.apply("SECRET", ["sk42"])
    assert not str(secret).startswith("sk")


def test_zero_is_the_one_fixed_point() -> None:
    """A value of zeros only has no other value of its shape: it stays, and nothing else becomes it."""
    assert token("0") == "0"
    assert "0" not in {token(str(number)) for number in range(1, 10)}


def test_uuid_becomes_a_valid_uuid() -> None:
    """A UUID stays one, version 4, in its case."""
    new = token("550E8400-E29B-11D4-A716-446655440000")
    assert new == new.upper()
    assert uuid.UUID(new).version == 4
    assert uuid.UUID(new).variant == uuid.RFC_4122


def test_long_hexadecimal_stays_hexadecimal() -> None:
    """A digest stays a digest of its length."""
    assert re.fullmatch("[0-9a-f]{64}", token("d41d8cd98f00b204e9800998ecf8427e" * 2))
