"""What left in earlier deliveries of a deal: digests of values that must stay apart, and of their surrogates.

Sixteen bytes for each value, frozen with the deal beside its dictionary. By them the newcomer moves
where a later delivery has a value whose surrogate is taken, never the value that was delivered.
"""

from collections import Counter
from typing import Self

import numpy as np

from sampler.errors import IntegrityError
from sampler.sanitize.pairs_file import Told, from_bytes, to_bytes
from sampler.surrogates.text_arrays import U64, within

# how digests are made: those of another way tell nothing
_FORMAT = 1
# of one type, 64 MiB
MOST = 1 << 22
_NOTHING: U64 = np.empty((0, 2), dtype=np.uint64)


class Delivered:
    """Values of a deal's deliveries, by type: `earlier` ones, and those of the delivery at hand.

    Of a type with more than `MOST` values none is known: it is among the `many`.
    """

    def __init__(self, earlier: Told | None = None, many: frozenset[str] = frozenset()) -> None:
        self._earlier = {name: np.concatenate(parts) for name, parts in (earlier or {}).items() if len(parts)}
        self._now: dict[str, U64] = {}
        self.many = set(many)

    def of(self, entity_type: str) -> U64:
        """The pairs that left earlier, in the order of the values."""
        return self._earlier.get(entity_type, _NOTHING)

    def any(self, entity_type: str) -> bool:
        """Whether values of a type left earlier."""
        return entity_type in self.many or len(self.of(entity_type)) > 0

    def holds(self, entity_type: str, count: int) -> bool:
        """Whether so many values of this delivery can be known to the next one."""
        if count + len(self.of(entity_type)) > MOST:
            self.many.add(entity_type)
            self._now.pop(entity_type, None)
        return entity_type not in self.many

    def take(self, entity_type: str, pairs: U64) -> None:
        """Take in the pairs of this delivery, distinct and in the order of the values."""
        if len(pairs) and self.holds(entity_type, len(pairs)):
            self._now[entity_type] = pairs

    @property
    def now(self) -> Told:
        """What was taken in of this delivery."""
        return {name: (pairs,) for name, pairs in self._now.items()}

    def taken_up(self, told: Told, many: frozenset[str]) -> None:
        """Take in what `now` and `many` were when another run stopped."""
        self.many |= many
        self._now = {name: np.concatenate(parts) for name, parts in told.items()}

    def changed(self) -> Counter[str]:
        """How many values left earlier with another surrogate than now, by type."""
        counts = Counter[str]()
        for name, pairs in self._now.items():
            earlier = self.of(name)
            here = np.flatnonzero(within(earlier[:, 0].copy(), pairs[:, 0].copy()))
            places = np.searchsorted(pairs[:, 0], earlier[here, 0])
            if count := int((pairs[places, 1] != earlier[here, 1]).sum()):
                counts[name] = count
        return counts

    def to_bytes(self) -> bytes:
        """What the next delivery is to know."""
        told = {
            name: (_joined(self.of(name), self._now.get(name, _NOTHING)),)
            for name in sorted((self._earlier.keys() | self._now.keys()) - self.many)
        }
        return to_bytes({"format": _FORMAT, "many": sorted(self.many)}, told)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            IntegrityError: it is something else.
        """
        facts, told = from_bytes(data)
        if facts.get("format") != _FORMAT:
            raise IntegrityError("digests of delivered values were made in another way")
        return cls(told, frozenset(facts.get("many", ())))


def _joined(earlier: U64, now: U64) -> U64:
    """Both, in the order of the values; what left earlier stays as it left."""
    if not len(earlier) or not len(now):
        return now if len(now) else earlier
    new = now[~within(now[:, 0].copy(), earlier[:, 0].copy())]
    every = np.concatenate([earlier, new])
    return every[np.argsort(every[:, 0], kind="stable")]
