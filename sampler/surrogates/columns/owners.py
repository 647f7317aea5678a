"""Mailboxes whose owner the deal knows, by whole columns: an initial and a surname, in the usual orders.

A digest finds the account and its letters are compared: texts that share a digest with another one, and other
readings ("jpdup"), are for the scalar rules.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.accounts import squeezed
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import I64, Draws, Mask

NOBODY, UNSURE = -1, -2
_FEWEST = 2
_NOTHING = pa.scalar("")


class Owners:
    """Whose each account is, by its place in a table; the names' letters before and after the mapping."""

    def __init__(
        self,
        accounts: Mapping[str, tuple[str, str]],
        given: Callable[[str], str],
        surname: Callable[[str], str],
    ) -> None:
        keys = pa.array(accounts, pa.string())
        digests = quick_digests(keys)
        order = np.argsort(digests)
        self._table = Draws(digests[order])
        self._keys = keys.take(pa.array(order))
        firsts, lasts = (pa.array(texts, pa.string()).dictionary_encode() for texts in _sides(accounts))
        self._first, self._last = (side.indices.to_numpy()[order] for side in (firsts, lasts))
        first, last = firsts.dictionary.to_pylist(), lasts.dictionary.to_pylist()
        self._initials = pa.array(map(_initial, first), pa.string())
        self._new_initials = pa.array([squeezed(given(name))[:1] for name in first], pa.string())
        self._surnames = pa.array(map(_long, map(squeezed, last)), pa.string())
        self._new_surnames = pa.array([squeezed(surname(name)) for name in last], pa.string())

    def of(self, boxes: pa.Array) -> I64:
        """The place of each account in the table; `NOBODY`, or `UNSURE` where an account has its digest."""
        places, found = self._table.places(quick_digests(boxes))
        rows = np.flatnonzero(found)
        same = pc.equal(self._keys.take(pa.array(places[rows])), boxes.take(pa.array(rows)))
        whose: I64 = np.full(len(boxes), NOBODY, dtype=np.int64)
        whose[rows] = np.where(same.to_numpy(zero_copy_only=False), places[rows], UNSURE)
        return whose

    def stems(self, owners: I64, head: pa.Array, sign: pa.Array, tail: pa.Array) -> pa.Array:
        """The new letters of accounts `head`, `sign`, `tail`: "m", ".", "dupont"; null for other readings.

        Without a sign in its second place, `head` is "" and `tail` all of the account.
        """
        first, last = pa.array(self._first[owners]), pa.array(self._last[owners])
        initial, surname = self._initials.take(first), self._surnames.take(last)
        new = self._new_initials.take(first), self._new_surnames.take(last)
        together = pc.equal(head, _NOTHING)
        cases = (
            (pc.and_(pc.equal(head, initial), pc.equal(tail, surname)), sign, new),
            (pc.and_(together, pc.equal(tail, _joined(initial, surname))), _NOTHING, new),
            (pc.and_(together, pc.equal(tail, _joined(surname, initial))), _NOTHING, new[::-1]),
        )
        written = pa.nulls(len(owners), pa.string())
        for fits, between, (one, other) in reversed(cases):
            written = pc.if_else(fits.fill_null(False), _joined(one, between, other), written)
        return written


def _sides(accounts: Mapping[str, tuple[str, str]]) -> Iterator[list[str]]:
    """The first names of the owners, and their surnames."""
    for side in (0, 1):
        yield [names[side] for names in accounts.values()]


def _joined(*parts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, _NOTHING)


def _initial(first: str) -> str | None:
    """The letter that stands for a first name of two letters or more without sign behind the first one."""
    letters = squeezed(first)
    return letters[0] if len(letters) >= _FEWEST and first[:_FEWEST] == letters[:_FEWEST] else None


def _long(letters: str) -> str | None:
    return letters if len(letters) >= _FEWEST else None


class Among:
    """Which texts may be among many: a few too many would be told, none is left out."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._digests = np.sort(quick_digests(pa.array(texts, pa.string())))
        self._table = Draws(self._digests)

    def __call__(self, texts: pa.Array) -> Mask:
        """A mask of those that may be."""
        if not len(self._digests):
            return np.zeros(len(texts), dtype=np.bool_)
        return self._table.places(quick_digests(texts))[1]
