"""Packed lists answer as a tuple and a dictionary do."""

import pyarrow as pa
import pytest

from sampler.surrogates.packed_texts import PackedNumbers, PackedTexts
from sampler.surrogates.quick_digests import quick_digest, quick_digests

_TEXTS = ["martin", "", "le goff", "émile", "o", "abcdefgh", "abcdefghi", "x" * 40, "martine", "\U0001f600"]


def test_texts_stand_where_they_stood() -> None:
    """Every text has its place, from either end, and no other text has one."""
    packed = PackedTexts(pa.array(_TEXTS))
    assert list(packed) == _TEXTS
    assert [packed.place(text) for text in _TEXTS] == list(range(len(_TEXTS)))
    assert packed[-1] == _TEXTS[-1]
    assert list(packed[2:5]) == _TEXTS[2:5]
    assert all(text in packed for text in _TEXTS)
    assert not any(text in packed for text in ("marti", "martinn", "abcdefg", "\udc80", 3))


def test_numbers_belong_to_their_texts() -> None:
    """A mapping like any other, of a slice of a column too."""
    numbers = PackedNumbers(pa.array(["nobody", *_TEXTS])[1:], pa.array(range(-1, len(_TEXTS)))[1:])
    assert dict(numbers) == {text: place for place, text in enumerate(_TEXTS)}
    assert "martin" in numbers
    assert numbers.get("nobody") is None
    with pytest.raises(KeyError):
        numbers["nobody"]


def test_a_slice_keeps_its_column() -> None:
    """The column that a list shows is that of its texts, whatever lay before them."""
    packed = PackedTexts(pa.array(["nobody", *_TEXTS])[1:])
    assert packed.texts.to_pylist() == _TEXTS
    packed.texts.validate(full=True)


@pytest.mark.parametrize("texts", [[], ["only"]])
def test_short_lists(texts: list[str]) -> None:
    """A list of none or one is a list."""
    packed = PackedTexts(pa.array(texts, pa.string()))
    assert list(packed) == texts
    assert packed.place("other") is None
    with pytest.raises(IndexError):
        packed[len(texts)]


def test_one_digest_is_as_those_of_a_column() -> None:
    """The digest of one text is the one it has in a column."""
    assert [quick_digest(text.encode()) for text in _TEXTS] == quick_digests(pa.array(_TEXTS)).tolist()
