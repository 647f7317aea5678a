"""Fast 64-bit digests of texts, by which the columns of one run are compared.

No PRF: they tell equal texts from others, never leave the process but to its own workers, and hide nothing.
Words of eight bytes are mixed in by a bijection, so that texts of one length up to eight bytes never meet.
"""

from itertools import pairwise

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import I64, U64, bytes_of

_WORD = 8
_CONSTANTS = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 32, 29
_LENGTHS, _MIX, _LAST, _HALF, _SHIFT = (np.uint64(number) for number in _CONSTANTS)
_WHOLE = (1 << 64) - 1
_ONE, _TOP, _BITS = np.uint64(1), np.uint64(63), np.uint64(3)
_SMALL = 1 << 16
# what of a little-endian word belongs to a text of which 1..8 bytes are left, by that number modulo 8
_MASKS: U64 = np.array([(1 << 8 * (count or _WORD)) - 1 for count in range(_WORD)], dtype=np.uint64)


def quick_digests(texts: pa.Array, seed: int = 0) -> U64:
    """A digest of every text; nulls count as ""."""
    offsets, data = bytes_of(texts)
    lengths = np.diff(offsets)
    counts = lengths + (_WORD - 1) >> 3
    words = data[: len(data) // _WORD * _WORD].view(np.uint64)
    if not len(texts) or (counts == counts[0]).all():
        return _mixed(words, offsets[:-1], lengths, counts, seed)
    order = _longest_first(counts)
    digests = np.empty(len(texts), dtype=np.uint64)
    digests[order] = _mixed(words, offsets[order], lengths[order], counts[order], seed)
    return digests


def quick_digest(text: bytes) -> int:
    """As `quick_digests`, of one text."""
    lengths, mix, last, half, shift = _CONSTANTS
    digest = len(text) * lengths & _WHOLE
    for done in range(0, len(text), _WORD):
        digest = (digest ^ int.from_bytes(text[done : done + _WORD], "little")) * mix & _WHOLE
        digest ^= digest >> shift
    digest = (digest ^ digest >> half) * last & _WHOLE
    return digest ^ digest >> half


def _longest_first(counts: I64) -> I64:
    most = int(counts.max())
    behind = most - counts
    # numpy sorts small numbers by their digits
    order: I64 = np.argsort(behind.astype(np.uint16) if most < _SMALL else behind, kind="stable")
    return order


def _mixed(words: U64, starts: I64, lengths: I64, counts: I64, seed: int) -> U64:
    """Digests of texts of `counts` words, those of the most first.

    A word is put together from two aligned ones: they are read six times sooner than one that is not. All is
    done in place: memory that was just written is at hand, and new memory is not.
    """
    digests = lengths.astype(np.uint64)
    digests += np.uint64(seed)
    digests *= _LENGTHS
    places, shift = starts >> 3, (starts & _WORD - 1).astype(np.uint64) << _BITS
    back, masks = _TOP - shift, _MASKS.take(lengths & _WORD - 1)
    low, one, other = words.take(places, mode="clip"), np.empty_like(digests), np.empty_like(digests)
    for going, on in pairwise(_going(counts)):
        here = slice(going)
        place, behind, state = places[here], low[here], digests[here]
        place += 1
        high = words.take(place, mode="clip", out=one[here])
        mixed = np.left_shift(high, _ONE, out=other[here])
        mixed <<= back[here]
        behind >>= shift[here]
        mixed |= behind
        ending = mixed[on:]
        ending &= masks[on:going]
        mixed ^= state
        mixed *= _MIX
        np.right_shift(mixed, _SHIFT, out=behind)
        np.bitwise_xor(mixed, behind, out=state)
        low, one = one, low
    digests ^= np.right_shift(digests, _HALF, out=one)
    digests *= _LAST
    digests ^= np.right_shift(digests, _HALF, out=one)
    return digests


def _going(counts: I64) -> list[int]:
    """How many texts have more than 0, 1, ... words: a sorted column's first ones; 0 at last."""
    if not len(counts):
        return []
    done = np.arange(int(counts[0]) + 1)
    found: list[int] = (len(counts) - np.searchsorted(counts[::-1], done, side="right")).tolist()
    return found
