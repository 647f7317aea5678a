"""References between columns: whose values are all contained in another column, compared by digests."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2b

import numpy as np

from sampler.detect.words import word_set

_SMALL = 4
_FEWEST = 3
_PENDING = 65536
_PROBE = 64
_ID_WORDS = word_set(
    "id ids ref reference num numero no n key cle code uuid guid matricule identifiant fk pk parent login"
    " username",
)
_NUMBER = re.compile(r"[0-9]+")


class Digests:
    """The distinct values of one column as 64-bit digests, gathered batch by batch.

    Values are compared as text after trimming: "1042" and "1042.0" differ. `small` says that all values
    are short numbers, which are contained in many columns by chance.
    """

    def __init__(self, cells: Iterable[str | None] = ()) -> None:
        self.filled = 0
        self.small = True
        self._values: np.ndarray[tuple[int], np.dtype[np.uint64]] = np.empty(0, dtype=np.uint64)
        self._pending: list[int] = []
        self.add(cells)

    def add(self, cells: Iterable[str | None]) -> None:
        """Take in some cells; empty ones don't count."""
        for cell in cells:
            value = cell.strip() if cell else ""
            if value:
                self.filled += 1
                self._pending.append(digest(value))
                self.small = self.small and len(value) <= _SMALL and _NUMBER.fullmatch(value) is not None
                if len(self._pending) >= _PENDING:
                    self._settle()

    def __len__(self) -> int:
        """How many distinct values there are."""
        self._settle()
        return len(self._values)

    @property
    def values(self) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        """The digests, sorted."""
        self._settle()
        return self._values

    @property
    def unique(self) -> bool:
        """No value stands twice."""
        return self.filled == len(self)

    def within(self, other: "Digests") -> bool:
        """Does every value stand in `other` too?"""
        if len(self) > len(other):
            return False
        probe = self._values[:_PROBE]  # most pairs of columns differ at once
        return _stand(probe, other.values) and _stand(self._values, other.values)

    def _settle(self) -> None:
        if self._pending:
            fresh = np.array(self._pending, dtype=np.uint64)
            self._values = np.union1d(self._values, fresh)
            self._pending = []


def _stand(
    values: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
    others: "np.ndarray[tuple[int], np.dtype[np.uint64]]",
) -> bool:
    """Whether all stand among the sorted `others`."""
    if not len(others):
        return not len(values)
    places = np.minimum(np.searchsorted(others, values), len(others) - 1)
    return bool((others[places] == values).all())


def digest(value: str) -> int:
    """64 bits of a value: enough to compare columns, small enough to hold them all."""
    return int.from_bytes(blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


Label = tuple[str, str]


def references(columns: Mapping[Label, Digests]) -> tuple[tuple[Label, Label], ...]:
    """List (child, parent) where every value of child stands in parent, and parent has no value twice.

    Labels are (table, column). Short numbers are contained in any longer list of numbers, so a column of
    them refers only where a header says so: an identifier's word, or the same words as the parent's.
    """
    parents = {label: column for label, column in columns.items() if column.unique and column.filled > 1}
    pairs: list[tuple[Label, Label]] = []
    for child, column in columns.items():
        if not len(column):
            continue
        for parent, whole in parents.items():
            if parent != child and _plausible(child, parent, column) and column.within(whole):
                pairs.append((child, parent))
    return tuple(sorted(pairs))


def _plausible(child: Label, parent: Label, column: Digests) -> bool:
    if child[0] == parent[0] and column.unique:
        return False  # two numberings of the same rows
    from sampler.detect.columns.headers import words_of  # noqa: PLC0415 - a worker compares no columns

    words = set(words_of(child[1]))
    related = bool(words & _ID_WORDS) or words == set(words_of(parent[1]))
    return related or (not column.small and len(column) >= _FEWEST)
