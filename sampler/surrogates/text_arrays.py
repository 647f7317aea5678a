"""Arrow columns of text as numpy arrays of their bytes, and back."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]

V = TypeVar("V")

_MARGIN = 16
# two million starts, and a bucket that a search by halves would not beat
_MOST_BITS, _MOST_ALIKE = 21, 32
_WORD = 8
ZERO = 48
_NIBBLES, _BYTES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x00FF00FF00FF00FF)
_HALVES, _ZEROS = np.uint64(0x0000FFFF0000FFFF), np.uint64(0x3030303030303030)
_LANES_OF_100, _LANES_OF_10 = np.uint64(0x0000007F0000007F), np.uint64(0x000F000F000F000F)


def bytes_of(texts: pa.Array) -> tuple[I64, Bytes]:
    """Offsets (one more than texts) into a copy of the bytes, which has a margin at its end."""
    _, ends, data = texts.buffers()
    if len(texts) == 0 or data is None:
        return np.zeros(len(texts) + 1, dtype=np.int64), np.zeros(_MARGIN, dtype=np.uint8)
    offsets = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(
        np.int64
    )
    first, last = int(offsets[0]), int(offsets[-1])
    copied = np.empty(last - first + _MARGIN, dtype=np.uint8)
    copied[: last - first] = np.frombuffer(data, dtype=np.uint8)[first:last]
    copied[last - first :] = 0
    return offsets - first, copied


def texts_of(offsets: I64, data: Bytes) -> pa.Array:
    """The column of texts that lie in `data`, which must be UTF-8, between `offsets`."""
    ends = offsets.astype(np.int32)
    return pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(data))


def texts_of_rows(rows: Bytes) -> pa.Array:
    """Texts of one width, a row of bytes each."""
    count, width = rows.shape
    return texts_of(np.arange(count + 1, dtype=np.int64) * width, np.ascontiguousarray(rows).reshape(-1))


def merged(fast: pa.Array, places: Any, slow: list[str | None]) -> pa.Array:  # noqa: ANN401 - any index array
    """`fast` with the texts at `places` replaced by `slow`, in order."""
    if not len(places):
        return fast
    index = np.arange(len(fast))
    index[places] = len(fast) + np.arange(len(slow))
    return pa.concat_arrays([fast, pa.array(slow, pa.string())]).take(pa.array(index))


def remembered(store: dict[str, V], keys: list[str], make: Callable[[str], V], most: int) -> list[V]:
    """What `make` gives for every key, from `store` where it is known; a full store is emptied."""
    if len(store) > most:
        store.clear()
    found = list(map(store.get, keys))
    if None in found:
        for place, key in enumerate(keys):
            if found[place] is None:
                found[place] = store[key] = make(key)
    return cast("list[V]", found)


def distinct(words: U64) -> U64:
    """The distinct numbers, sorted: `np.unique` goes through a hash table, five times slower on a million."""
    ordered: U64 = np.sort(words)
    if len(ordered) < 2:  # noqa: PLR2004 - nothing to compare
        return ordered
    steps = np.empty(len(ordered), dtype=np.bool_)
    steps[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=steps[1:])
    found: U64 = ordered[steps]
    return found


def within(words: U64, others: U64) -> Mask:
    """Which of `words` are among the sorted `others`; soonest when they are sorted too."""
    if not len(others):
        return np.zeros(len(words), dtype=np.bool_)
    places = np.minimum(np.searchsorted(others, words), len(others) - 1)
    found: Mask = others[places] == words
    return found


class Draws:
    """A sorted table of keyed draws, whose first bits tell nearly where each stands."""

    def __init__(self, draws: U64) -> None:
        self._draws = draws
        bits = min(_MOST_BITS, max(1, len(draws).bit_length()))
        self._shift = np.uint64(64 - bits)
        sizes = np.bincount((draws >> self._shift).astype(np.int64), minlength=1 << bits)
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        # what is not spread as draws are is searched for
        self._even = len(draws) > 0 and int(sizes.max()) <= _MOST_ALIKE

    def places(self, sought: U64) -> tuple[I64, Mask]:
        """Where each of `sought` stands, and whether it does; the table must not be empty."""
        last = len(self._draws) - 1
        if self._even:
            places = self._starts[(sought >> self._shift).astype(np.int64)]
            going = np.flatnonzero(self._draws[np.minimum(places, last)] < sought)
            while len(going):
                places[going] += 1
                going = going[self._draws[np.minimum(places[going], last)] < sought[going]]
                going = going[places[going] <= last]
        else:
            places = np.searchsorted(self._draws, sought)
        places = np.minimum(places, last)
        return places, self._draws[places] == sought


def counts_in(mask: Mask, offsets: I64) -> I64:
    """How many of the bytes of each text are in `mask`."""
    counts: I64 = np.diff(running(mask)[offsets]).astype(np.int64)
    return counts


def running(mask: Mask) -> NDArray[np.int32]:
    """How many places before each are in `mask`, the end included; ten times sooner than a search in them."""
    counts = np.empty(len(mask) + 1, dtype=np.int32)
    counts[0] = 0
    np.cumsum(mask, out=counts[1:], dtype=np.int32)
    return counts


def windows(data: Bytes) -> U64:
    """A little-endian word at every byte, whatever its alignment; writing to it writes to `data`."""
    words: U64 = np.lib.stride_tricks.as_strided(
        data[:_WORD].view("<u8"), shape=(len(data) - _WORD + 1,), strides=(1,)
    )
    return words


def number_of_eight(words: U64) -> U64:
    """The number that the eight digits of each word write, its lowest byte first; other signs must be 0."""
    pairs = (words & _NIBBLES) * np.uint64(10 * 2**8 + 1) >> np.uint64(8)
    fours = (pairs & _BYTES) * np.uint64(100 * 2**16 + 1) >> np.uint64(16)
    numbers: U64 = (fours & _HALVES) * np.uint64(10_000 * 2**32 + 1) >> np.uint64(32)
    return numbers


def eight_digits(numbers: U64) -> U64:
    """The eight digits of each number below 100,000,000, as a word."""
    high = numbers // np.uint64(10_000)
    fours = high | (numbers - high * np.uint64(10_000)) << np.uint64(32)
    # multiply and shift: exact quotients by 100 and by 10 of every lane at once
    high = (fours * np.uint64(10_486) >> np.uint64(20)) & _LANES_OF_100
    pairs = high | (fours - high * np.uint64(100)) << np.uint64(16)
    high = (pairs * np.uint64(103) >> np.uint64(10)) & _LANES_OF_10
    words: U64 = (high | (pairs - high * np.uint64(10)) << np.uint64(8)) | _ZEROS
    return words


def cut(data: Bytes, *edges: I64) -> list[pa.Array]:
    """The texts between each two neighbouring `edges`, which must follow each other along `data`."""
    count, kinds = len(edges[0]), len(edges)
    bounds = np.empty(count * kinds + 1, dtype=np.int32)
    for place, edge in enumerate(edges):
        bounds[place:-1:kinds] = edge
    bounds[-1] = bounds[-2] if count else 0
    pieces = pa.StringArray.from_buffers(count * kinds, pa.py_buffer(bounds), pa.py_buffer(data))
    return [pieces.take(pa.array(np.arange(place, count * kinds, kinds))) for place in range(kinds - 1)]


def modulo(numbers: U64, divisor: int) -> U64:
    """`numbers % divisor`; numpy does // three times faster than %."""
    size = np.uint64(divisor)
    rest: U64 = numbers - numbers // size * size
    return rest
