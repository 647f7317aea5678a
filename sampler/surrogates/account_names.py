"""Whose accounts are whose, as columns: a hundred thousand of them go to another process at no cost."""

from collections.abc import Callable, ItemsView, Iterator, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa

from sampler.surrogates.text_arrays import I64

Names = tuple[str, str]


class AccountNames(Mapping[str, Names]):
    """The folded first name and surname by account; accounts must be distinct.

    `names` are those of all people, `given` and `surname` the places of each account's in them.
    """

    def __init__(self, accounts: pa.Array, names: list[str], given: I64, surname: I64) -> None:
        self.accounts, self.names, self.given, self.surname = accounts, names, given, surname

    @classmethod
    def of(cls, owned: Mapping[str, Names]) -> "AccountNames":
        """Any such mapping as columns."""
        if isinstance(owned, cls):
            return owned
        numbers: dict[str, int] = {}
        sides = (
            [numbers.setdefault(names[side], len(numbers)) for names in owned.values()] for side in (0, 1)
        )
        given, surname = (np.array(side, dtype=np.int64) for side in sides)
        return cls(pa.array(owned, pa.string()), list(numbers), given, surname)

    def __reduce__(self) -> tuple[Callable[..., "AccountNames"], tuple[pa.Array, list[str], I64, I64]]:
        return AccountNames, (self.accounts, self.names, self.given, self.surname)

    def __getitem__(self, account: str) -> Names:
        place = self._places[account]
        return self.names[self.given[place]], self.names[self.surname[place]]

    def __contains__(self, account: object) -> bool:
        return account in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self.accounts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, AccountNames) and self.names == other.names:
            mine, theirs = (np.stack([one.given, one.surname]) for one in (self, other))
            return self.accounts.equals(other.accounts) and np.array_equal(mine, theirs)
        return dict(self.items()) == dict(other.items()) if isinstance(other, Mapping) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def items(self) -> ItemsView[str, Names]:
        """All accounts with their names."""
        sides = (map(self.names.__getitem__, side.tolist()) for side in (self.given, self.surname))
        return dict(zip(self._places, zip(*sides, strict=True), strict=True)).items()

    @cached_property
    def _places(self) -> dict[str, int]:
        return {account: place for place, account in enumerate(self.accounts.to_pylist())}


def used(names: list[str], places: I64) -> tuple[list[str], I64]:
    """Those of `names` that any of `places` is of, and the places in them."""
    marked = np.zeros(len(names), dtype=np.bool_)
    marked[places] = True
    return [names[place] for place in np.flatnonzero(marked).tolist()], (np.cumsum(marked) - 1)[places]
