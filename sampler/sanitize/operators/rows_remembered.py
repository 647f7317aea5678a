"""What rows of some columns become, remembered, for rules that the row decides and that count nothing."""

from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.columns.memory import Memory

Values = Sequence[str | None]
_MOST = 1 << 16
_HALF = 31


class RowMemory:
    """The results of rows met before; a full memory starts anew.

    Each distinct value of a column has a number that is never given again, so a row of two is one number.
    """

    def __init__(self) -> None:
        self._columns: list[Memory] = []
        self._known = pa.array([], pa.int64())
        self._new = pa.array([], pa.string())

    def __call__(
        self, arrays: Sequence[pa.Array], run: Callable[[Values, tuple[Values, ...]], list[str | None]]
    ) -> pa.Array:
        """What `run` makes of the first of two columns beside the other one, row by row."""
        self._columns = self._columns or [Memory(_numbered()) for _ in arrays]
        numbers = [memory(array)[0].fill_null(0) for memory, array in zip(self._columns, arrays, strict=True)]
        first, second = (number.to_numpy(zero_copy_only=False) for number in numbers)
        rows = pa.array(first << _HALF | second)
        found = pc.index_in(rows, value_set=self._known)
        if found.null_count:
            if len(self._known) > _MOST:
                self._known, self._new = self._known[:0], self._new[:0]
                found = pc.index_in(rows, value_set=self._known)
            fresh, places = np.unique(rows.filter(found.is_null()).to_numpy(), return_index=True)
            there = pa.array(np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))[places])
            values, *beside = (array.take(there).to_pylist() for array in arrays)
            made = pa.array(run(values, tuple(beside)), pa.string())
            self._known = pa.concat_arrays([self._known, pa.array(fresh)])
            self._new = pa.concat_arrays([self._new, made])
            found = pc.index_in(rows, value_set=self._known)
        return self._new.take(found)


def _numbered() -> Callable[[list[str]], list[pa.Array]]:
    """Numbers texts from 1 on; 0 is null."""
    following = count(1)
    return lambda texts: [pa.array([next(following) for _ in texts], pa.int64())]
