"""Texts put together from pieces, a whole column in one go."""

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import I64, U64, Mask, eight_digits

_WORD = 8
_EIGHT_DIGITS = np.uint64(10**8)


class Pieces:
    """The pieces of each text of a column, as places in a pool; what has none is ""."""

    def __init__(self, count: int, most: int) -> None:
        self._places = np.zeros((count, most), dtype=np.int32)
        self._pool = [pa.array([""], pa.string())]
        self._size = 1

    def add(self, texts: pa.Array) -> int:
        """Put `texts` into the pool, and tell where they begin."""
        begin = self._size
        self._pool.append(texts)
        self._size += len(texts)
        return begin

    def put(self, number: int, rows: I64, places: I64) -> None:
        """The piece with this number of each of `rows`."""
        self._places[rows, number] = places

    def put_digits(self, number: int, rows: I64, numbers: U64, widths: I64) -> None:
        """As `put`, with the last digits of numbers, as many as `widths` tells: 16 at most."""
        if not len(rows):
            return
        words = 1 if widths.max() <= _WORD else 2
        written = np.empty((len(rows), words), dtype=np.uint64)
        if words > 1:
            high = numbers // _EIGHT_DIGITS
            written[:, 0], numbers = eight_digits(high), numbers - high * _EIGHT_DIGITS
        written[:, -1] = eight_digits(numbers)
        # every other text: what stands before the digits that count
        ends = np.arange(len(rows) + 1, dtype=np.int32) * np.int32(words * _WORD)
        bounds = np.empty(2 * len(rows) + 1, dtype=np.int32)
        bounds[0::2] = ends
        bounds[1::2] = ends[1:] - widths
        texts = pa.StringArray.from_buffers(2 * len(rows), pa.py_buffer(bounds), pa.py_buffer(written))
        self.put(number, rows, self.add(texts) + 1 + 2 * np.arange(len(rows)))

    def texts(self, chosen: Mask) -> pa.Array:
        """The texts of the `chosen` rows, "" for all others."""
        if not chosen.all():
            self._places[~chosen] = 0
        count, most = self._places.shape
        pool = pa.concat_arrays(self._pool)
        pieces = pool.take(pa.array(self._places.reshape(-1)))
        _, bounds, data = pieces.buffers()
        offsets = np.frombuffer(bounds, dtype=np.int32)[pieces.offset : pieces.offset + count * most + 1]
        return pa.StringArray.from_buffers(count, pa.py_buffer(offsets[::most].copy()), data)
