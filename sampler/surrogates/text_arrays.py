"""Arrow columns of text as numpy arrays of their bytes, and back."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

U64: TypeAlias = NDArray[np.uint64]
I64: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.bool_]

V = TypeVar("V")

MARGIN = 16
# with fewer, marks would take longer to make than to search
_FEW, _MARK_BITS = 1 << 12, 23
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_NOTHING = pa.scalar("")
# two million starts, and a bucket that a search by halves would not beat
_MOST_BITS, _MOST_ALIKE = 21, 32
_HIGHEST = (1 << 64) - 1
_WORD = 8
ZERO = 48
_NIBBLES, _BYTES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x00FF00FF00FF00FF)
_HALVES, _ZEROS = np.uint64(0x0000FFFF0000FFFF), np.uint64(0x3030303030303030)
_ONES, _TOP = np.uint64(0x0101010101010101), np.uint64(56)
# the first 0..7 bytes of a word
_FIRST: U64 = np.array([(1 << 8 * count) - 1 for count in range(_WORD)], dtype=np.uint64)


def bytes_of(texts: pa.Array) -> tuple[I64, Bytes]:
    """Offsets (one more than texts) into a copy of the bytes, which has a margin at its end."""
    offsets, data = edges_of(texts)
    first, last = int(offsets[0]), int(offsets[-1])
    copied = np.empty(last - first + MARGIN, dtype=np.uint8)
    copied[: last - first] = data[first:last]
    copied[last - first :] = 0
    return offsets - first, copied


def edges_of(texts: pa.Array) -> tuple[I64, Bytes]:
    """Offsets (one more than texts) into their bytes as they lie in memory: to be read only."""
    _, ends, data = texts.buffers()
    if len(texts) == 0 or data is None:
        return np.zeros(len(texts) + 1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    offsets = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return offsets.astype(np.int64), np.frombuffer(data, dtype=np.uint8)


def texts_of(offsets: I64, data: Bytes) -> pa.Array:
    """The column of texts that lie in `data`, which must be UTF-8, between `offsets`."""
    ends = offsets.astype(np.int32)
    return pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(data))


def texts_of_rows(rows: Bytes) -> pa.Array:
    """Texts of one width, a row of bytes each."""
    count, width = rows.shape
    return texts_of(np.arange(count + 1, dtype=np.int64) * width, np.ascontiguousarray(rows).reshape(-1))


def without_nulls(texts: pa.Array) -> pa.Array:
    """`texts` with "" for every null."""
    if not texts.null_count:
        return texts
    _, ends, data = texts.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(offsets)
    lengths[texts.is_valid().to_numpy(zero_copy_only=False)] = 0
    if data is None or lengths.any():
        return pc.fill_null(texts, _NOTHING)
    # nulls have no bytes, as nearly always: they need but be forgotten
    return pa.StringArray.from_buffers(len(texts), ends, data, offset=texts.offset)


def replaced(texts: pa.Array, places: I64, new: pa.Array) -> pa.Array:
    """`texts` with those at `places` replaced by `new`, in order."""
    index = np.arange(len(texts))
    index[places] = len(texts) + np.arange(len(new))
    return pa.concat_arrays([texts, new]).take(pa.array(index))


def merged(fast: pa.Array, places: Any, slow: list[str | None]) -> pa.Array:  # noqa: ANN401 - any index array
    """`fast` with the texts at `places` replaced by `slow`, in order."""
    return replaced(fast, places, pa.array(slow, pa.string())) if len(places) else fast


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
    """Which of `words` are among the sorted `others`."""
    found: Mask = np.zeros(len(words), dtype=np.bool_)
    if not len(others):
        return found
    if len(words) < max(_FEW, len(others) >> 3):
        likely = np.arange(len(words))
    else:
        # marks of the others' hashes: nearly all words that are none of them are told by one look
        shift = np.uint64(64 - min(_MARK_BITS, 4 + len(others).bit_length()))
        marks: Mask = np.zeros(1 << (64 - int(shift)), dtype=np.bool_)
        marks[others * _SPREAD >> shift] = True
        likely = np.flatnonzero(marks[words * _SPREAD >> shift])
    sought = words[likely]
    places = np.minimum(np.searchsorted(others, sought), len(others) - 1)
    found[likely] = others[places] == sought
    return found


class Draws:
    """A sorted table of keyed draws, whose first bits tell nearly where each stands."""

    def __init__(self, draws: U64) -> None:
        # nothing is sought behind the last one
        self._draws = np.append(draws, np.uint64(_HIGHEST))
        bits = min(_MOST_BITS, 1 + max(1, len(draws).bit_length()))
        self._shift = np.uint64(64 - bits)
        sizes = np.bincount((draws >> self._shift).view(np.int64), minlength=1 << bits)
        self._starts = np.zeros(1 << bits, dtype=np.int32)
        np.cumsum(sizes[:-1], out=self._starts[1:])
        # what is not spread as draws are is searched for
        self._even = len(draws) > 0 and int(sizes.max()) <= _MOST_ALIKE

    def places(self, sought: U64) -> tuple[I64, Mask]:
        """Where each of `sought` stands, and whether it does; the table must not be empty."""
        last = len(self._draws) - 2
        if self._even:
            places = self._starts.take((sought >> self._shift).view(np.int64)).astype(np.int64)
            met = self._draws.take(places)
            going = np.flatnonzero(met < sought)
            while len(going):
                following = places.take(going) + 1
                places[going] = following
                met[going] = reached = self._draws.take(following)
                going = going[reached < sought.take(going)]
        else:
            places = np.searchsorted(self._draws, sought)
            met = self._draws.take(places)
        return np.minimum(places, last), (met == sought) & (places <= last)


def kinds_of(signs: Bytes, table: Bytes) -> Bytes:
    """What `table` has for each of `signs`; three times sooner than `take`, which widens each to an index."""
    kinds: Bytes = np.frombuffer(bytearray(signs.data).translate(table.tobytes()), dtype=np.uint8)
    return kinds


def counts_in(mask: Mask, offsets: I64) -> I64:
    """How many of the bytes of each text are in `mask`."""
    counts: I64 = np.diff(counts_before(mask, offsets))
    return counts


def counts_before(mask: Mask, places: I64) -> I64:
    """How many bytes before each of `places` are in `mask`; three times sooner than `running`."""
    count = len(mask) // _WORD + 1
    padded = np.zeros(count * _WORD, dtype=np.bool_)
    padded[: len(mask)] = mask
    words = padded.view(np.uint64)
    before = np.zeros(count, dtype=np.int64)
    # one addition for eight bytes: the highest byte of the product is the sum of all
    np.cumsum((words[:-1] * _ONES >> _TOP).view(np.int64), out=before[1:])
    at = places >> 3
    inside = words.take(at) & _FIRST.take(places & 7)
    counts: I64 = before.take(at) + (inside * _ONES >> _TOP).view(np.int64)
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
    low = (numbers - high * np.uint64(10_000)).view(np.int64)
    words: U64 = _FOURS.take(low)
    words <<= _FOUR_SIGNS
    words |= _FOURS.take(high.view(np.int64))
    return words


def _written_fours() -> U64:
    """The four digits of the numbers below 10,000, as the lower halves of words."""
    numbers = np.arange(10_000)
    signs = [(numbers // 10**place % 10 + ZERO) << 8 * (3 - place) for place in range(4)]
    words: U64 = np.bitwise_or.reduce(signs).astype(np.uint64)
    return words


_FOURS, _FOUR_SIGNS = _written_fours(), np.uint64(32)


def digit_words(numbers: U64, width: int) -> list[U64]:
    """The last `width` digits of each number as signs, 9 to 16 of them: two words, 0 behind the end."""
    high = numbers // np.uint64(10**8)
    low = eight_digits(numbers - high * np.uint64(10**8))
    away = np.uint64(8 * (16 - width))
    head = eight_digits(high)
    return [head >> away | low << np.uint64(64) - away, low >> away] if away else [head, low]


def words_of_rows(rows: Bytes) -> list[U64]:
    """The bytes of each row, eight in a word, the first one lowest; 0 behind the end."""
    count, width = rows.shape
    padded = np.zeros((count, -(-width // _WORD) * _WORD), dtype=np.uint8)
    padded[:, :width] = rows
    words = padded.view("<u8")
    return [np.ascontiguousarray(words[:, place]) for place in range(words.shape[1])]


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


def sum_modulo(numbers: U64, others: U64, divisor: int) -> U64:
    """The sum of numbers below `divisor`, modulo it."""
    total = numbers + others
    # what is below it wraps around to a number that is bigger by far
    rest: U64 = np.minimum(total, total - np.uint64(divisor))
    return rest


def difference_modulo(numbers: U64, others: U64, divisor: int) -> U64:
    """The difference of numbers below `divisor`, modulo it."""
    left = numbers - others
    rest: U64 = np.minimum(left, left + np.uint64(divisor))
    return rest
