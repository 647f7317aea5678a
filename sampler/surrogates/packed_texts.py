"""Long lists of texts as two buffers and an index: a fifth of what a tuple and a dictionary of them take."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar, overload

import numpy as np
import pyarrow as pa

from sampler.surrogates.quick_digests import quick_digest, quick_digests

T = TypeVar("T")


class PackedTexts(Sequence[str]):
    """Distinct texts in order, and the place of each; found by digest, told apart by their bytes."""

    def __init__(self, texts: pa.Array) -> None:
        _, ends, data = texts.buffers()
        self._size = len(texts)
        self._ends = memoryview(ends or b"").cast("i")[texts.offset :]
        # the bytes lie here once: Python takes them apart sooner than a buffer of Arrow's
        self._data = bytes(data or b"")
        parts = len(texts), ends or pa.py_buffer(b""), pa.py_buffer(self._data)
        self.texts = pa.StringArray.from_buffers(*parts, offset=texts.offset)
        digests = quick_digests(texts)
        bits = max(1, self._size.bit_length())
        self._shift = 64 - bits
        buckets = (digests >> np.uint64(self._shift)).astype(np.int32)
        sizes = np.bincount(buckets, minlength=1 << bits)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32).data
        self._order = np.argsort(buckets).astype(np.int32).data

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(self._size))]
        if not -self._size <= place < self._size:
            raise IndexError(place)
        place %= self._size
        return self._data[self._ends[place] : self._ends[place + 1]].decode()

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.place(text) is not None

    def place(self, text: str) -> int | None:
        """Where `text` stands; None where it does not."""
        sought = text.encode("utf-8", "surrogatepass")
        bucket = quick_digest(sought) >> self._shift
        for place in self._order[self._starts[bucket] : self._starts[bucket + 1]]:
            if self._data[self._ends[place] : self._ends[place + 1]] == sought:
                return place
        return None


class PackedNumbers(Mapping[str, int]):
    """A number for each of distinct texts, in their order."""

    def __init__(self, texts: pa.Array, numbers: pa.Array) -> None:
        self._texts = PackedTexts(texts)
        self._numbers = np.ascontiguousarray(numbers.to_numpy(), dtype=np.int64).data

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __contains__(self, text: object) -> bool:
        return text in self._texts

    @overload
    def get(self, text: str, /) -> int | None: ...

    @overload
    def get(self, text: str, /, default: int | T) -> int | T: ...

    def get(self, text: str, /, default: T | None = None) -> int | T | None:
        """The number of `text`, else `default`."""
        place = self._texts.place(text)
        return default if place is None else self._numbers[place]

    def __getitem__(self, text: str) -> int:
        place = self._texts.place(text)
        if place is None:
            raise KeyError(text)
        return self._numbers[place]
