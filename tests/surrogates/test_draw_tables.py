"""Tables of draws: the same answers as a search."""

import numpy as np
import pytest

from sampler.surrogates.text_arrays import Draws


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
