"""The cells of a column slice in parts that are quick to read: by layout, by distinct values, or as they are.

Identifiers of one kind are mostly written in a few layouts; then where digits and signs stand is known
without a look at every byte. Names and towns repeat; then each distinct value is read once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.sanitize.audit.decoders import Decoded, decoded
from sampler.sanitize.audit.output_bytes import (
    Block,
    Bytes,
    Mask,
    Places,
    column_block,
    even_block,
    offsets_of,
)

_WIDEST, _MOST_SIZES, _MOST_LAYOUTS = 48, 12, 6
_LOOKED_AT, _FEW_ROWS = 1024, 64
_DISTINCT, _MANY = 0.5, 0.95
_FIRST_SIGN, _LOWER = 0x20, 0x20
_CHUNK = 1 << 19  # what a pass makes of it stays in the cache


def _classes() -> bytes:
    """Digits as 0, letters as a, other signs of ASCII as they are; none beyond ASCII has a class."""
    table = bytearray(range(256))
    for sign in range(256):
        if chr(sign).isascii() and chr(sign).isalnum():
            table[sign] = ord("0") if chr(sign).isdigit() else ord("a")
        elif sign >= 0x80:  # noqa: PLR2004 - beyond ASCII
            table[sign] = 0
    return bytes(table)


_CLASSES = _classes()


@dataclass(frozen=True)
class Part:
    """Some cells as a block. `rows` are the rows of the texts.

    Where texts are distinct values, `codes` tells for every row of the slice which of them it holds, or one
    more than there are for none.
    """

    held: Block
    rows: Places
    codes: Places | None = None

    @cached_property
    def hidden(self) -> Decoded | None:
        """What the texts say once decoded."""
        return decoded(self.held)

    def decoded(self) -> Decoded | None:
        """The same, for what asks for it when it is needed."""
        return self.hidden

    @cached_property
    def lettered(self) -> bool:
        """Whether a letter stands in a text."""
        signs = np.frombuffer(self.held.layout, np.uint8) if self.held.layout else self.held.data
        return bool(((signs | _LOWER) >= ord("a")).any())

    @cached_property
    def numbered(self) -> bool:
        """Whether a digit stands in a text."""
        if self.held.layout:
            return b"0" in self.held.layout
        return bool(((self.held.data - 48) < 10).any())  # noqa: PLR2004 - bytes wrap around

    def rows_of(self, texts: Places) -> tuple[Places, Places]:
        """The rows that hold some texts, and for each which of the given places it comes from."""
        if self.codes is None:
            return self.rows[texts], np.arange(len(texts))
        if not len(texts):
            return texts, texts
        order = np.argsort(texts, kind="stable")
        counts = np.bincount(texts, minlength=len(self.held.starts) + 1)
        first = np.cumsum(counts) - counts
        rows = np.flatnonzero(counts[self.codes])
        codes = self.codes[rows]
        sizes = counts[codes]
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return np.repeat(rows, sizes), order[np.repeat(first[codes], sizes) + within]


class Reading:
    """The columns of a slice, each as it is and in parts."""

    def __init__(self, columns: Sequence[pa.Array]) -> None:
        self.columns = columns
        self._parts: dict[int, list[Part]] = {}

    def parts(self, index: int) -> list[Part]:
        """One column in parts."""
        if index not in self._parts:
            self._parts[index] = parts_of(self.columns[index])
        return self._parts[index]


def parts_of(array: pa.Array) -> list[Part]:
    """Cut a column slice into parts; empty cells stand in none or are empty texts."""
    if len(array) == array.null_count:
        return []
    share = _share_of_distinct(array)
    if share < _DISTINCT and (part := _by_value(array)):
        return [part]
    rows = np.arange(len(array))
    parts, rest = _by_layout(array)
    short = array.nbytes < _WIDEST * len(array)  # long texts hardly ever repeat
    if len(rest) and short and share < _MANY and not parts and (part := _by_value(array)):
        return [part]
    if len(rest):
        parts += _as_they_are(array if len(rest) == len(rows) else array.take(pa.array(rest)), rest)
    return parts


def _share_of_distinct(array: pa.Array) -> float:
    first = array.slice(0, _LOOKED_AT)
    filled = len(first) - first.null_count
    return len(first.unique()) / filled if filled else 0.0


def _by_value(array: pa.Array) -> Part | None:
    encoded = array.dictionary_encode()
    texts = encoded.dictionary
    if len(texts) > _DISTINCT * len(array):
        return None
    codes = encoded.indices
    held = np.asarray(pc.fill_null(codes, len(texts)) if codes.null_count else codes).astype(np.int64)
    return Part(column_block(texts), np.empty(0, np.int64), held)


def _by_layout(array: pa.Array) -> tuple[list[Part], Places]:
    """The parts of few layouts, and the rows of filled cells that have none of them."""
    sizes = np.diff(offsets_of(array))
    if array.null_count:
        sizes = np.where(np.asarray(pc.is_valid(array)), sizes, 0)
    seen = np.flatnonzero(np.bincount(sizes[:_LOOKED_AT]))
    filled = np.flatnonzero(sizes)
    if len(seen) > _MOST_SIZES or not len(filled) or seen[-1] > _WIDEST:
        return [], filled
    found, rest = list[Part](), list[Places]()
    counts = np.bincount(sizes)
    for size in np.flatnonzero(counts).tolist():
        if not size:
            continue
        rows = np.arange(len(array)) if counts[size] == len(array) else np.flatnonzero(sizes == size)
        if len(rows) < _FEW_ROWS or size > _WIDEST:
            rest.append(rows)
            continue
        parts, odd = _layouts(_even_rows(array, rows, size), rows)
        if not parts and len(rows) > len(array) // 4:
            return [], filled
        found += parts
        rest.append(odd)
    return found, np.sort(np.concatenate(rest)) if rest else filled[:0]


def _even_rows(array: pa.Array, rows: Places, size: int) -> Bytes:
    taken = array if len(rows) == len(array) else array.take(pa.array(rows))
    start = int(offsets_of(taken)[0])
    data = np.frombuffer(taken.buffers()[2], dtype=np.uint8, count=len(rows) * size, offset=start)
    held: Bytes = data.reshape(len(rows), size)
    return held


def _layouts(held: Bytes, rows: Places) -> tuple[list[Part], Places]:
    """Cut rows of bytes by their layouts; none if those are many."""
    first = _signs(held[:_FEW_ROWS])
    if len({line.tobytes() for line in first}) > _MOST_LAYOUTS:
        return [], rows
    signs, parts, odd = _signs(held), list[Part](), list[Places]()
    for _ in range(_MOST_LAYOUTS):
        if not len(rows):
            break
        layout = signs[0]
        alike: Mask = (signs == layout).all(axis=1)
        whole = bool(alike.all())
        if int(layout.min()) >= _FIRST_SIGN and int(alike.sum()) >= _FEW_ROWS:
            chosen = held if whole else held[alike]
            parts.append(Part(even_block(chosen, layout.tobytes()), rows if whole else rows[alike]))
        else:
            odd.append(rows[alike])
        held, signs, rows = (
            (held[:0], signs[:0], rows[:0]) if whole else (held[~alike], signs[~alike], rows[~alike])
        )
    return parts, np.concatenate([*odd, rows])


def _signs(held: Bytes) -> Bytes:
    table: Bytes = np.frombuffer(held.tobytes().translate(_CLASSES), dtype=np.uint8).reshape(held.shape)
    return table


def _as_they_are(array: pa.Array, rows: Places) -> Iterator[Part]:
    ends = offsets_of(array)
    count = max(1, int(ends[-1] - ends[0]) // _CHUNK)
    step = -(-len(array) // count)
    for start in range(0, len(array), step):
        yield Part(column_block(array.slice(start, step)), rows[start : start + step])
