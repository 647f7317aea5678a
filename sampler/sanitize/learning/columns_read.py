"""The digests of a sample's columns, gathered as far as joins and uniqueness need them.

A column in which a value repeats can't be referred to, and refers to another only if its first values stand
there: the rest of it is not held, and read again only then.
"""

from collections.abc import Mapping

import numpy as np

from sampler.detect.columns.keys import Digests
from sampler.sanitize.plan import Place
from sampler.surrogates.text_arrays import U64, within

_PENDING = 1 << 17
_PROBED = 64
# what fits in the caches of a core
_AT_ONCE = 1 << 16


class ColumnRead(Digests):
    """Digests of one column; with `whole` they are all kept, else until a value repeats."""

    def __init__(self, *, whole: bool = False) -> None:
        self._fresh: list[U64] = []
        self._waiting = 0
        self.whole = whole
        self.closed = False
        self.complete = True
        self.probe: U64 = np.empty(0, dtype=np.uint64)
        super().__init__()

    def take(self, digests: U64, *, small: bool) -> None:
        """Take in the filled cells of a batch; `small` says that all are short numbers."""
        if self.closed:
            self.drop()
            return
        self.filled += len(digests)
        self.small = self.small and small
        self._fresh.append(digests)
        self._waiting += len(digests)
        if self._waiting > max(_PENDING, len(self._values)):
            self.close()

    def close(self) -> bool:
        """Stop here if a value has repeated and not all are wanted; whether it did."""
        if not self.closed and not self.whole and not self.unique:
            self.closed = True
            self.probe = self._values[:: max(1, len(self._values) // _PROBED)].copy()
        return self.closed

    def drop(self) -> None:
        """Hold no more than a probe: there are more rows than were taken in."""
        self.complete = False
        self._values = self.probe

    def _settle(self) -> None:
        super()._settle()
        if self._fresh:
            self._fresh.insert(0, self._values)
            self._values = self.probe
            self._values, self._waiting = all_of(self._fresh), 0


def referring(columns: Mapping[Place, ColumnRead]) -> set[Place]:
    """Incomplete columns whose first values all stand in a unique one: they may refer to it."""
    parents = [one for one in columns.values() if one.complete and one.unique and one.filled > 1]
    return {
        place
        for place, one in columns.items()
        if not one.complete and any(bool(within(one.probe, other.values).all()) for other in parents)
    }


def complete(columns: Mapping[Place, ColumnRead]) -> dict[Place, Digests]:
    """The columns of which all is known."""
    return {place: one for place, one in columns.items() if one.complete}


def all_of(parts: list[U64]) -> U64:
    """The distinct numbers of all parts, sorted; `parts` is emptied.

    No more than twice their bytes are held: a hundred million keys are 800 MB.
    """
    every: U64 = np.concatenate([np.empty(0, dtype=np.uint64), *parts])
    parts.clear()
    every.sort()
    kept = min(1, len(every))
    for start in range(1, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        fresh = some != every[start - 1 : start - 1 + len(some)]
        count = int(np.count_nonzero(fresh))
        if kept < start or count < len(some):
            # never beyond what was looked at: the last one of this chunk is still there for the next
            every[kept : kept + count] = some[fresh]
        kept += count
    return every if kept == len(every) else every[:kept].copy()
