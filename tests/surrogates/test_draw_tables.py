"""Tables of draws: the same answers as a search."""

import numpy as np
import pyarrow as pa
import pytest

from sampler.surrogates.births import Births
from sampler.surrogates.signs_in_words import digits_from, letters_from
from sampler.surrogates.text_arrays import Draws, bytes_of, windows, within


@pytest.mark.parametrize("top", [1 << 6, 1 << 64])
@pytest.mark.parametrize("size", [1, 2, 50, 5000])
def test_draws_are_found_where_they_stand(size: int, top: int) -> None:
    """Draws in the table are found, others are not, whether spread evenly or not."""
    rng = np.random.default_rng(size)
    table = np.unique(rng.integers(0, top - 1, size, dtype=np.uint64, endpoint=True))
    sought = np.concatenate([table, rng.integers(0, top - 1, 300, dtype=np.uint64, endpoint=True)])
    sought = np.concatenate([sought, np.array([0, 2**64 - 1], dtype=np.uint64)])
    places, known = Draws(table).places(sought)
    assert (known == np.isin(sought, table)).all()
    assert (table[places[known]] == sought[known]).all()


@pytest.mark.parametrize("top", [1 << 13, 1 << 44])
@pytest.mark.parametrize(
    ("words", "others"), [(0, 9), (9, 0), (9, 9000), (9000, 9), (9000, 9000), (9000, 90_000)]
)
def test_numbers_are_found_among_others(words: int, others: int, top: int) -> None:
    """By marks or by a search: the same numbers, in any order, whatever their low digits."""
    rng = np.random.default_rng(words)
    table = np.unique(rng.integers(0, top - 1, others, dtype=np.uint64, endpoint=True))
    sought = rng.integers(0, top - 1, words, dtype=np.uint64, endpoint=True)
    sought[::3] = table[: len(sought[::3])][-1] if len(table) and words else 0
    for shift in (np.uint64(0), np.uint64(20)):
        some, every = sought << shift, table << shift
        assert (within(some, every) == np.isin(some, every)).all()


def test_runs_end_with_their_text() -> None:
    """Letters and digits from a place on, however many words long, not those of the next text."""
    texts = pa.array(["abcdefghijklmnopqrstuvwxyzABC", "abc.def", "", "12345678901x", "zZ[`{@/:"])
    offsets, data = bytes_of(texts)
    starts, ends = offsets[:-1], offsets[1:]
    assert letters_from(windows(data), starts, ends).tolist() == [29, 3, 0, 0, 2]
    assert digits_from(windows(data), starts, ends).tolist() == [0, 0, 0, 11, 0]


def test_months_of_births_are_sorted_by_their_draws() -> None:
    """Of two answers for one draw the smaller counts; those of an earlier deal stay."""
    draws, months = np.array([9, 3, 9, 5], dtype=np.uint64), np.array([4, 1, -2, 7])
    births = Births(draws, months)
    assert [births.one(draw) for draw in (3, 5, 9, 1)] == [1, 7, -2, 0]
    later = Births(np.array([5, 6], dtype=np.uint64), np.array([8, 2]))
    merged = births.merged(later)
    assert [merged.one(draw) for draw in (3, 5, 6, 9)] == [1, 7, 2, -2]
    assert Births.unpacked(merged.packed()).packed() == merged.packed()
    assert Births.unpacked("").merged(later).packed() == later.packed()
