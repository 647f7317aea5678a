"""Fast 64-bit digests of texts, by which the columns of one run are compared.

No PRF: they tell equal texts from others and hide nothing. They leave the process to its own workers only,
and, encrypted, to the vault.
Words of eight bytes are mixed in by a bijection, so that texts of one length up to eight bytes never meet.
"""

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import U64, bytes_of, windows

_WORD = 8
_CONSTANTS = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 32, 29
_LENGTHS, _MIX, _LAST, _HALF, _SHIFT = (np.uint64(number) for number in _CONSTANTS)
_WHOLE = (1 << 64) - 1
# what of a little-endian word belongs to a text of which 0..8 bytes are left
_MASKS: U64 = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)


def quick_digests(texts: pa.Array, seed: int = 0) -> U64:
    """A digest of every text; nulls count as ""."""
    offsets, data = bytes_of(texts)
    starts, lengths = offsets[:-1], np.diff(offsets)
    digests: U64 = (lengths.astype(np.uint64) + np.uint64(seed)) * _LENGTHS
    if not len(texts):
        return digests
    words = windows(data)
    shortest, longest = int(lengths.min()), int(lengths.max())
    if shortest == longest:
        _mix_alike(digests, words, longest)
        return _finished(digests)
    last = len(words) - 1
    for done in range(0, longest, _WORD):
        if shortest >= done + _WORD:
            digests ^= words[starts + done]
            _mix(digests)
            continue
        left = lengths - done
        going = left > 0
        if 2 * np.count_nonzero(going) > len(texts):
            mixed = digests ^ (words[np.minimum(starts + done, last)] & _MASKS.take(left, mode="clip"))
            _mix(mixed)
            np.copyto(digests, mixed, where=going)
        else:
            rows = np.flatnonzero(going)
            mixed = digests.take(rows)
            mixed ^= words[starts.take(rows) + done] & _MASKS.take(left.take(rows), mode="clip")
            _mix(mixed)
            digests[rows] = mixed
    return _finished(digests)


def quick_digest(text: bytes) -> int:
    """As `quick_digests`, of one text."""
    lengths, mix, last, half, shift = _CONSTANTS
    digest = len(text) * lengths & _WHOLE
    for done in range(0, len(text), _WORD):
        digest = (digest ^ int.from_bytes(text[done : done + _WORD], "little")) * mix & _WHOLE
        digest ^= digest >> shift
    digest = (digest ^ digest >> half) * last & _WHOLE
    return digest ^ digest >> half


def _mix_alike(digests: U64, words: U64, length: int) -> None:
    """Mix texts of one length in, which lie side by side."""
    for done in range(0, length, _WORD):
        here = words[done : done + (len(digests) - 1) * length + 1 : length]
        digests ^= here if done + _WORD <= length else here & _MASKS[length - done]
        _mix(digests)


def _finished(digests: U64) -> U64:
    digests ^= digests >> _HALF
    digests *= _LAST
    digests ^= digests >> _HALF
    return digests


def _mix(digests: U64) -> None:
    digests *= _MIX
    digests ^= digests >> _SHIFT
