"""Signs looked at eight at once, as little-endian words of bytes; all bytes must be ASCII."""

import numpy as np

from sampler.surrogates.text_arrays import I64, U64, Mask

_WORD = 8
_EACH = 0x0101010101010101
_ZEROS, _SIXES, _UPPER_NIBBLES = (np.uint64(_EACH * each) for each in (0x30, 0x06, 0xF0))
_HIGH_BITS, _SMALL_LETTERS, _ONE = np.uint64(_EACH * 128), np.uint64(_EACH * 32), np.uint64(1)


def all_digits(words: U64) -> Mask:
    """Which words are eight digits."""
    digits = words ^ _ZEROS
    # no nibble above 9: adding 6 must not carry, and the upper nibble must be the digits' own
    found: Mask = ((digits | digits + _SIXES) & _UPPER_NIBBLES) == 0
    return found


def letters_from(words: U64, places: I64, ends: I64) -> I64:
    """How many letters follow from each place to its end."""
    return _run(words, places, ends, _SMALL_LETTERS, "az")


def digits_from(words: U64, places: I64, ends: I64) -> I64:
    """How many digits follow from each place, as `letters_from`."""
    return _run(words, places, ends, np.uint64(0), "09")


def _run(words: U64, places: I64, ends: I64, case: np.uint64, signs: str) -> I64:
    """The lengths of the runs of signs between two ones of ASCII; `case` are bits that do not count."""
    first, last = map(ord, signs)
    from_first, behind_last = np.uint64(_EACH * (128 - first)), np.uint64(_EACH * (127 - last))
    lengths, most = np.zeros(len(places), dtype=np.int64), ends - places
    going = np.flatnonzero(most > 0)
    while len(going):
        found = words[places[going] + lengths[going]] | case
        # a sign's high bit is set where it is none of them
        other = (~(found + from_first) | (found + behind_last)) & _HIGH_BITS
        count = (np.bitwise_count((other & -other) - _ONE) >> 3).astype(np.int64)
        lengths[going] += count
        going = going[(count == _WORD) & (lengths[going] < most[going])]
    runs: I64 = np.minimum(lengths, np.maximum(most, 0))
    return runs
