"""Sort the words of any text by their hashes: nearly all are others', and that must cost next to nothing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sampler.custody.fingerprint_words import Hashes, Numbers

_UPPER = np.uint64(32)  # what is kept of a hash is its upper half
_LAST = np.uint32((1 << 32) - 1)


class WordTable:
    """Hashes of a sample's words, each with the number of its fingerprint."""

    def __init__(self, heads: NDArray[np.uint32], entries: Numbers) -> None:
        heads, place = np.unique(heads, return_index=True)
        self._heads = np.append(heads, _LAST)  # a step beyond the end finds what no step passes
        self._entries = np.append(entries[place], 0)
        bits = min(26, max(16, (16 * len(heads)).bit_length()))
        self._sieve, self._fine = np.zeros(1 << bits, bool), np.uint64(64 - bits)
        self._sieve[heads >> np.uint32(32 - bits)] = True
        bits -= 3
        held = np.bincount(heads >> np.uint32(32 - bits), minlength=1 << bits)
        self._begins, self._coarse = (np.cumsum(held) - held).astype(np.int32), np.uint64(64 - bits)
        self._steps = max(0, int(held.max()) - 1)

    def met(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Which words may be the sample's, and the fingerprints they may have."""
        hits = np.flatnonzero(self._sieve[_numbers(hashes >> self._fine)])
        if not len(hits):
            return hits, hits
        found = hashes[hits]
        heads = (found >> _UPPER).astype(np.uint32)
        places = self._begins[_numbers(found >> self._coarse)].astype(np.int64)
        for _ in range(self._steps):
            places += self._heads[places] < heads
        known = np.flatnonzero(self._heads[places] == heads)
        return hits[known], self._entries[places[known]]


def _numbers(hashes: Hashes) -> NDArray[Any]:
    """The same memory as signed numbers, by which numpy looks things up twice as fast."""
    return hashes.view(np.int64)
