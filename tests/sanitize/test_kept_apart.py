"""Digests among counts: equal pairs are held once, however many batches told them."""

from collections import Counter

import numpy as np
import pytest

from sampler.sanitize.learning import kept_apart
from sampler.sanitize.learning.kept_apart import put_pairs, taken_pairs


def test_pairs_told_again_and_again_are_held_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_apart, "_PENDING", 100)
    rng = np.random.default_rng(1)
    told = rng.integers(0, 40, (60, 2)).astype(np.uint64)
    counts: Counter[str] = Counter()
    for _ in range(50):
        batch: Counter[str] = Counter()
        put_pairs(batch, "EMAIL_ADDRESS", (told[rng.integers(0, len(told), 30)],))
        counts.update(batch)
    ((name, parts),) = taken_pairs(counts)
    assert name == "EMAIL_ADDRESS"
    assert sum(map(len, parts)) < 300
    assert {tuple(pair) for part in parts for pair in part.tolist()} == {
        tuple(pair) for pair in told.tolist()
    }
