"""Where a name stands in a column of names: for a few questions, without a dictionary of all of them."""

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import U64, bytes_of, windows

_WORD, _SPREAD, _ALL = 8, 0x9E3779B97F4A7C15, (1 << 64) - 1
# what of a little-endian word belongs to a text of which 0..8 bytes are left
_MASKS: U64 = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)


class ListIndex:
    """The names of a list in the order of a number made of their first signs; counts what it is `asked`."""

    def __init__(self, names: pa.Array) -> None:
        self._names = names
        numbers = _numbers(names)
        self._order = np.argsort(numbers)
        self._numbers = numbers[self._order]
        self.asked = 0

    def place(self, name: str) -> int | None:
        """Where `name` stands in the list; None for one that does not."""
        self.asked += 1
        number = _number(name)
        place = int(np.searchsorted(self._numbers, number))
        while place < len(self._numbers) and self._numbers[place] == number:
            row = int(self._order[place])
            if self._names[row].as_py() == name:
                return row
            place += 1
        return None


def _numbers(names: pa.Array) -> U64:
    offsets, data = bytes_of(names)
    starts, lengths = offsets[:-1], np.diff(offsets)
    words, first = windows(data), np.minimum(lengths, _WORD)
    head = words[starts] & _MASKS[first]
    tail = words[starts + first] & _MASKS[np.minimum(lengths - first, _WORD)]
    found: U64 = head + tail * np.uint64(_SPREAD)
    return found


def _number(name: str) -> np.uint64:
    """The first sixteen bytes of a name as one number, which few other names share."""
    data = name.encode("utf-8", "surrogatepass")
    head, tail = (int.from_bytes(part, "little") for part in (data[:_WORD], data[_WORD : 2 * _WORD]))
    return np.uint64(head + tail * _SPREAD & _ALL)
