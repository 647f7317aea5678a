"""Digests of whole columns are held sorted and once, in little more memory than they take."""

import tracemalloc

import numpy as np
import pytest

from sampler.sanitize.learning.columns_read import ColumnRead, all_of
from sampler.surrogates.text_arrays import U64
from sampler.surrogates.uniqueness import Separation

_CHUNK = 1 << 16


def _drawn(count: int, below: int = 1 << 63) -> U64:
    return np.random.default_rng(7).integers(0, below, count, dtype=np.uint64)


@pytest.mark.parametrize("count", [0, 1, 2, _CHUNK, _CHUNK + 1, 3 * _CHUNK + 5])
@pytest.mark.parametrize("below", [1, 5, 100_000, 1 << 63])
def test_numbers_of_all_parts_are_sorted_and_once(count: int, below: int) -> None:
    """Whatever repeats, within a part, across parts and where chunks meet."""
    numbers = _drawn(count, below)
    parts = [numbers[: count // 3].copy(), numbers[count // 3 :].copy()]
    found = all_of(parts)
    assert np.array_equal(found, np.unique(numbers))
    assert not parts


def test_distinct_digests_take_no_more_than_twice_their_bytes() -> None:
    """A column of keys is held beside the batches that came last, and never a third time."""
    digests = _drawn(1 << 20)
    batches = [part.copy() for part in np.array_split(digests, 50)]
    column = ColumnRead()
    tracemalloc.start()
    try:
        while batches:
            column.take(batches.pop().copy(), small=False)
        held = len(column)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2.3 * digests.nbytes
    assert held == len(np.unique(digests))
    assert column.unique


def test_pairs_that_come_in_order_are_settled_as_others_are() -> None:
    """Sorted values need no search for repeats: what collides is the same."""
    values = np.arange(1000, dtype=np.uint64)
    images = values % np.uint64(990) + np.uint64(5000)
    pairs = np.column_stack([values, images])
    found = []
    for some in (pairs, pairs[::-1], np.concatenate([pairs, pairs])):
        one = Separation("PERSON", lambda cells: cells)
        one.add(some)
        assert one.colliding()
        found.append(np.sort(one.away).tolist())
    assert found[0] == found[1] == found[2] == [*range(10), *range(990, 1000)]
