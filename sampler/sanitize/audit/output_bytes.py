"""Many byte strings at once, for the leak audit: folded, digested with a secret key, held in sorted sets.

A block is bytes between line ends, so that a look to the left or right of a place needs no check. Digests are
64 bits of a multiply-and-shift hash whose key is drawn for one audit and forgotten with it.
"""

import secrets
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Bytes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.int64]
Digests: TypeAlias = npt.NDArray[np.uint64]
Mask: TypeAlias = npt.NDArray[np.bool_]

PAD = 16
_END = b"\n" * PAD
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_EVERY_OTHER, _ONES = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_DROPPED = 0xFF  # a byte that no UTF-8 text holds
_LEAD = 0xC3  # of the Latin letters between U+00C0 and U+00FF
_LATIN = (
    "aaaaaa\u00e6ceeeeiiii\u00f0nooooo \u00f8uuuuy\u00fe\u00df"
    "aaaaaa\u00e6ceeeeiiii\u00f0nooooo \u00f8uuuuy\u00fey"
)
_ASCII, _TAILS_END = 0x80, 0xC0  # in UTF-8
_SPACE = 0x20


def _folding() -> bytes:
    """Letters in lower case, digits as they are, all other signs of ASCII a space; the rest stays."""
    table = bytearray(range(256))
    for sign in range(_ASCII):
        text = chr(sign)
        table[sign] = ord(text.lower()) if text.isalnum() else 0x20
    table[_LEAD] = _DROPPED
    return bytes(table)


_FOLDED = _folding()
_LOWERED = bytes(ord(chr(sign).lower()) if sign < _ASCII else sign for sign in range(256))
_AFTER_LEAD = np.array(
    [
        ord(_LATIN[sign - _ASCII]) if _ASCII <= sign < _TAILS_END and _LATIN[sign - _ASCII] < "\x7f" else sign
        for sign in range(256)
    ],
    dtype=np.uint8,
)


def worth_of_signs() -> bytes:
    """A number for every byte, equal for those that folding makes equal; none for a space and for 0."""
    table = bytearray(256)
    for sign in range(256):
        folded_sign = _FOLDED[sign] if sign < _ASCII else int(_AFTER_LEAD[sign])
        blank = folded_sign in {_SPACE, ord("0")} or sign == _LEAD
        table[sign] = 0 if blank else 1 + folded_sign * 167 % 255
    return bytes(table)


class Block(NamedTuple):
    """Texts laid end to end, a line end before, between and after them; `starts` are their first bytes.

    `layout` is not empty where all texts have one: 0 for a digit, a for a letter of ASCII, all other signs
    of ASCII as they are. Such texts are rows of equal length.
    """

    raw: bytes
    data: Bytes
    starts: Places
    ends: Places
    layout: bytes = b""

    @property
    def rows(self) -> Bytes:
        """The texts of one layout as rows of bytes."""
        width = len(self.layout)
        rows: Bytes = self.data[1 : 1 + len(self.starts) * (width + 1)].reshape(-1, width + 1)[:, :width]
        return rows


def block(text: bytes) -> Block:
    """One text as a block."""
    raw = b"\n" + text + _END
    ends = np.array([1 + len(text)], dtype=np.int64)
    return Block(raw, np.frombuffer(raw, dtype=np.uint8), np.array([1], dtype=np.int64), ends)


def column_block(array: pa.Array) -> Block:
    """The cells of a column, in their order; null is an empty text."""
    filled = pc.fill_null(array, "") if array.null_count else array
    ended = pc.binary_join_element_wise(filled, pa.scalar("\n", array.type), pa.scalar("", array.type))
    if not len(ended):
        return Block(b"\n" + _END, np.frombuffer(b"\n" + _END, np.uint8), *2 * (np.empty(0, np.int64),))
    offsets = offsets_of(ended)
    held = memoryview(ended.buffers()[2])[int(offsets[0]) : int(offsets[-1])]
    raw = b"".join((b"\n", held, _END))
    places = offsets.astype(np.int64) - (int(offsets[0]) - 1)
    return Block(raw, np.frombuffer(raw, dtype=np.uint8), places[:-1], places[1:] - 1)


def offsets_of(array: pa.Array) -> npt.NDArray[np.int32]:
    """Where each text of an Arrow array begins in its buffer, and where the last one ends."""
    return np.frombuffer(array.buffers()[1], dtype=np.int32)[array.offset : array.offset + len(array) + 1]


def even_block(rows: Bytes, layout: bytes) -> Block:
    """Texts of one layout, given as rows of bytes, as a block."""
    count, width = rows.shape
    data = np.full(1 + count * (width + 1) + PAD, 0x0A, dtype=np.uint8)
    data[1 : 1 + count * (width + 1)].reshape(count, width + 1)[:, :width] = rows
    starts = np.arange(count, dtype=np.int64) * (width + 1) + 1
    return Block(data.tobytes(), data, starts, starts + width, layout)


def even_sums(data: Bytes, size: int, step: int, count: int) -> Places:
    """The sums of the first `size` of every `step` bytes; eight more bytes follow the last."""
    total = np.zeros(count, dtype=np.uint64)
    for place in range(0, size, 8):
        words = (
            np.ndarray((count,), "<u8", data, offset=place, strides=(step,)) & _MASKS[min(size - place, 8)]
        )
        total += (words & _EVERY_OTHER) + ((words >> np.uint64(8)) & _EVERY_OTHER)
    sums: Places = ((total * _ONES) >> np.uint64(48)).astype(np.int64)
    return sums


def cut(data: Bytes, starts: Places, ends: Places) -> Block:
    """Pieces of a block as a block of their own."""
    sizes = ends - starts + 1
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    source = np.repeat(starts - first[:-1], sizes) + np.arange(first[-1])
    body = data[source]
    body[first[1:] - 1] = 0x0A
    raw = b"\n" + body.tobytes() + _END
    return Block(raw, np.frombuffer(raw, dtype=np.uint8), first[:-1] + 1, first[1:])


def lowered(raw: bytes) -> Bytes:
    """The block with ASCII letters in lower case, every byte in its place."""
    return np.frombuffer(raw.translate(_LOWERED), dtype=np.uint8)


def folded(held: Block) -> Block:
    """Texts without case and accents, every sign that is no letter or digit a space.

    Letters beyond Latin-1 stay as they are: `unified` of the decoders brings them into reach.
    """
    data = np.frombuffer(held.raw.translate(_FOLDED), dtype=np.uint8)
    if held.raw.isascii():
        return Block(b"", data, held.starts, held.ends)
    lead = held.data == _LEAD
    data = data.copy()
    after = np.flatnonzero(lead[:-1]) + 1
    data[after] = _AFTER_LEAD[held.data[after]]
    kept = data != _DROPPED
    return _compressed(data, kept, held)


def folded_in_place(held: Block) -> Block:
    """Texts of ASCII folded where they stand; the block may hold others beside them."""
    data = np.frombuffer(held.raw.translate(_FOLDED), dtype=np.uint8)
    return Block(b"", data, held.starts, held.ends)


def squeezed(held: Block) -> Block:
    """Folded texts without the spaces."""
    return without_spaces(folded(held))


def without_spaces(flat: Block) -> Block:
    """Texts that are folded already, without the spaces."""
    return _compressed(flat.data, flat.data != _SPACE, flat)


def _compressed(data: Bytes, kept: Mask, held: Block) -> Block:
    before = np.zeros(len(kept) + 1, dtype=np.int32)
    np.cumsum(kept, dtype=np.int32, out=before[1:])
    body = np.concatenate((data[kept], np.full(PAD, 0x20, np.uint8)))
    return Block(b"", body, before[held.starts].astype(np.int64), before[held.ends].astype(np.int64))


def edges(mask: Mask) -> tuple[Places, Places]:
    """Where runs of True begin and end; the first and last element are False."""
    turns = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    return turns[0::2], turns[1::2]


def long_edges(mask: Mask, size: int) -> tuple[Places, Places]:
    """Where runs of at least `size` True begin and end; sooner than `edges` where most are short."""
    held, width = mask, 1
    while width < size:
        step = min(width, size - width)
        held = held[:-step] & held[step:]
        width += step
    starts, ends = edges(held)
    return starts, ends + (size - 1)


class Digester:
    """Keyed digests: equal strings have equal digests within one audit, and nowhere else."""

    def __init__(self) -> None:
        drawn = np.frombuffer(secrets.token_bytes(16), dtype=np.uint64)
        self._seed, self._factor = drawn[:1].copy(), drawn[1:] | np.uint64(1)

    def spans(self, data: Bytes, starts: Places, ends: Places, salt: int = 0) -> Digests:
        """Digest pieces of `data`, which goes on for eight bytes behind the last of them."""
        lengths = ends - starts
        state = (self._seed ^ np.uint64(salt)) ^ (lengths.astype(np.uint64) * _MIX)
        if not len(starts):
            return state
        words = np.ndarray((len(data) - 7,), "<u8", np.ascontiguousarray(data), strides=(1,))
        if int(lengths.min()) > 0:
            mixed = (state ^ words[starts] & _MASKS[np.minimum(lengths, 8)]) * self._factor
            state = mixed ^ (mixed >> np.uint64(29))
        for place in range(8 if int(lengths.min()) > 0 else 0, int(lengths.max()), 8):
            live = np.flatnonzero(lengths > place)
            word = words[starts[live] + place] & _MASKS[np.minimum(lengths[live] - place, 8)]
            mixed = (state[live] ^ word) * self._factor
            state[live] = mixed ^ (mixed >> np.uint64(29))
        return self._finished(state)

    def cells(self, array: pa.Array) -> Digests:
        """Digest the cells of a column; a null is an empty text."""
        if not len(array):
            return np.empty(0, dtype=np.uint64)
        ends = offsets_of(array).astype(np.int64)
        if ends[-1] == ends[0]:
            return self.even(np.zeros(8, np.uint8), 0, 0, len(array))
        starts, stops = ends[:-1], ends[1:]
        if array.null_count:
            stops = np.where(np.asarray(pc.is_valid(array)), stops, starts)
        data = np.frombuffer(array.buffers()[2], dtype=np.uint8)
        if len(data) < int(ends[-1]) + 8:
            data = np.concatenate((data, np.zeros(8, np.uint8)))
        return self.spans(data, starts, stops)

    def even(self, data: Bytes, size: int, step: int, count: int, salt: int = 0) -> Digests:
        """Digest the first `size` of every `step` bytes, as `spans` does; eight more bytes follow."""
        begun = (self._seed ^ np.uint64(salt)) ^ (np.array([size], dtype=np.uint64) * _MIX)
        state = np.repeat(begun, count)
        held = np.ascontiguousarray(data)
        for place in range(0, size if count else 0, 8):
            words = np.ndarray((count,), "<u8", held, offset=place, strides=(step,))
            state ^= words & _MASKS[min(size - place, 8)]
            state *= self._factor
            state ^= state >> np.uint64(29)
        return self._finished(state)

    def numbers(self, values: Digests, salt: int = 0) -> Digests:
        """Digest integers."""
        state = (values ^ self._seed ^ np.uint64(salt)) * self._factor
        return self._finished(state ^ (state >> np.uint64(31)))

    def _finished(self, state: Digests) -> Digests:
        state = (state ^ (state >> np.uint64(32))) * _MIX * self._factor
        result: Digests = state ^ (state >> np.uint64(28))
        return result


class DigestSet:
    """Digests added in pieces: sorted runs in sixteen parts, eight bytes for each distinct one.

    Runs of like size are merged part by part, so that merging takes a sixteenth of the memory on top.
    """

    _PARTS = 16
    _PENDING = 1 << 18

    def __init__(self) -> None:
        self._pending: list[Digests] = []
        self._waiting = 0
        self._runs: list[list[Digests]] = []

    def add(self, digests: Digests) -> None:
        """Take in digests, repeats included."""
        if len(digests):
            self._pending.append(digests)
            self._waiting += len(digests)
        if self._waiting > self._PENDING:
            self._settle()

    def __len__(self) -> int:
        """Count the distinct ones."""
        self._settle(last=True)
        return sum(len(part) for run in self._runs for part in run)

    def holds(self, digests: Digests) -> Mask:
        """Tell of each digest whether it was added."""
        self._settle(last=True)
        found = np.zeros(len(digests), dtype=bool)
        if not self._runs or not len(digests):
            return found
        order = np.argsort(digests)
        ordered = digests[order]
        bounds = np.searchsorted(ordered, _bounds(self._PARTS))
        for part, (left, right) in zip(self._runs[0], pairwise(bounds), strict=True):
            if len(part) and right > left:
                asked = ordered[left:right]
                place = np.minimum(np.searchsorted(part, asked), len(part) - 1)
                found[order[left:right]] = part[place] == asked
        return found

    def sieve(self) -> "Sieve":
        """A table of one to two bytes for each digest that lets hardly any other through."""
        size = max(16, (8 * len(self)).bit_length())
        bits, shift = np.zeros(1 << (size - 3), dtype=np.uint8), np.uint64(64 - size)
        for part in self._runs[0] if self._runs else ():
            places = part >> shift
            marks = np.left_shift(np.uint8(1), (places & np.uint64(7)).astype(np.uint8))
            at = (places >> np.uint64(3)).astype(np.int64)
            fresh = np.flatnonzero(np.diff(at, prepend=-1))
            if len(fresh):
                bits[at[fresh]] |= np.bitwise_or.reduceat(marks, fresh)
        return Sieve(bits, shift)

    def _settle(self, *, last: bool = False) -> None:
        if self._pending:
            fresh = _distinct(np.sort(np.concatenate(self._pending)))
            self._pending, self._waiting = [], 0
            cuts = np.searchsorted(fresh, _bounds(self._PARTS))
            self._runs.append([fresh[a:b].copy() for a, b in pairwise(cuts)])
        while len(self._runs) > 1 and (last or _size(self._runs[-2]) < 2 * _size(self._runs[-1])):
            newer, older = self._runs.pop(), self._runs.pop()
            for number in range(self._PARTS):
                older[number] = _merged(older[number], newer[number])
                newer[number] = newer[number][:0]
            self._runs.append(older)


class Sieve(NamedTuple):
    """A bit for every digest of a set, by its first bits; a digest without one is not in the set."""

    bits: Bytes
    shift: np.uint64

    def passes(self, digests: Digests) -> Mask:
        """Whether each may be in the set."""
        places = digests >> self.shift
        marks = self.bits[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)
        passed: Mask = (marks & 1).astype(bool)
        return passed


def among(digests: Digests, known: Digests) -> Mask:
    """Whether each stands in `known`, which is sorted; `numpy.isin` takes ten times as long."""
    if not len(known):
        return np.zeros(len(digests), dtype=bool)
    found: Mask = known[np.minimum(np.searchsorted(known, digests), len(known) - 1)] == digests
    return found


def one_of(values: npt.NDArray[Any], *few: int) -> Mask:
    """Whether each is one of a few numbers."""
    found: Mask = values == few[0]
    for one in few[1:]:
        found |= values == one
    return found


def _merged(one: Digests, other: Digests) -> Digests:
    both = np.concatenate((one, other))
    both.sort(kind="stable")  # a merge of two sorted runs
    return _distinct(both)


def _distinct(ordered: Digests) -> Digests:
    fresh = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    distinct: Digests = ordered[fresh]
    return distinct


def _size(run: list[Digests]) -> int:
    return sum(map(len, run))


def _bounds(parts: int) -> Digests:
    """The least digest of each part, and one past the last (which no digest of a hash equals in practice)."""
    step = (1 << 64) // parts
    return np.array([*(number * step for number in range(parts)), (1 << 64) - 1], dtype=np.uint64)
