"""Mailboxes whose owner the deal knows, by whole columns: an initial and a surname, in the usual orders.

Other readings ("jpdup") are for the scalar rules.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.account_names import AccountNames, used
from sampler.surrogates.accounts import squeezed
from sampler.surrogates.columns.boxes import Boxes
from sampler.surrogates.columns.letters import LETTER_WORDS, Places, keys_of
from sampler.surrogates.text_arrays import I64, U64, Mask

NOBODY = -1
_FEWEST, _MOST = 2, 8 * LETTER_WORDS - 1
_8, _56 = np.uint64(8), np.uint64(56)


class Stems(NamedTuple):
    """The parts of new mailboxes, as places in `Owners.parts`; if a sign is between; which were `read`."""

    head: I64
    tail: I64
    signed: Mask
    read: Mask


class Owners:
    """Whose each account is, by its place in a table; the names' letters before and after the mapping.

    `parts` are the new initials and surnames.
    """

    def __init__(
        self,
        accounts: AccountNames,
        given: Callable[[str], str],
        surname: Callable[[str], str],
    ) -> None:
        boxes = Boxes(ended(accounts.accounts))
        rows = np.flatnonzero(
            boxes.fitting & (boxes.pair | boxes.alone) & (boxes.ends + 1 == boxes.signs.ends)
        )
        self._places = Places(boxes.keys(rows))
        first, self._first = used(accounts.names, accounts.given[rows])
        last, self._last = used(accounts.names, accounts.surname[rows])
        self._initials = np.array(list(map(_initial, first)), dtype=np.uint64)
        letters = list(map(_long, map(squeezed, last)))
        self._surnames, self._lengths = keys_of(letters, LETTER_WORDS), np.array(list(map(len, letters)))
        self._count = len(first)
        new_initials = (squeezed(given(name))[:1] for name in first)
        self.parts = pa.array([*new_initials, *(squeezed(surname(name)) for name in last)], pa.string())

    def of(self, keys: U64) -> I64:
        """The place of each account, told by `Boxes.keys`, in the table; or `NOBODY`."""
        return self._places.of(keys)

    def stems(self, owners: I64, boxes: Boxes, rows: I64) -> Stems:
        """How the accounts of `rows` are written with their owners' new names."""
        first, last = self._first[owners], self._last[owners]
        initial, surname, pair = self._initials[first], self._surnames[:, last], boxes.pair[rows]
        head, tail = boxes.head[:, rows], boxes.tail[:, rows]
        known = (initial > 0) & (self._lengths[last] > 0)
        apart = pair & (head[0] == initial) & _equal(tail, surname)
        before = ~pair & _equal(head, _in_front(surname, initial))
        read = known & (apart | before)
        others = np.flatnonzero(known & ~pair & ~before)
        behind = np.zeros(len(rows), dtype=np.bool_)
        if len(others):
            written = _behind(surname[:, others], self._lengths[last[others]], initial[others])
            behind[others] = _equal(head[:, others], written)
        one, other = first, last + self._count
        return Stems(np.where(behind, other, one), np.where(behind, one, other), apart, read | behind)


def ended(texts: pa.Array) -> pa.Array:
    """User names as addresses without a host."""
    return pc.binary_join_element_wise(texts, pa.scalar(""), pa.scalar("@"))


def _initial(first: str) -> int:
    """The letter that stands for a first name of two letters or more without sign behind the first one."""
    letters = squeezed(first)
    fits = len(letters) >= _FEWEST and first[:_FEWEST] == letters[:_FEWEST] and letters[0].isascii()
    return ord(letters[0]) if fits else 0


def _long(letters: str) -> bytes:
    """A surname that a mailbox of small letters may hold beside an initial; else nothing."""
    return letters.encode() if letters.isascii() and _FEWEST <= len(letters) <= _MOST else b""


def _equal(keys: U64, others: U64) -> Mask:
    same: Mask = (keys == others).all(axis=0)
    return same


def _in_front(words: U64, letters: U64) -> U64:
    """`letters` and the texts behind them."""
    moved = words << _8
    moved[0] |= letters
    moved[1:] |= words[:-1] >> _56
    return moved


def _behind(words: U64, lengths: I64, letters: U64) -> U64:
    """The texts and `letters` behind them."""
    words = words.copy()
    places, bits = np.divmod(lengths, 8)
    words[places, np.arange(len(lengths))] |= letters << (8 * bits).astype(np.uint64)
    return words
