"""Feistel networks of [0, n) on Z_a x Z_b, with tables for rounds: for many numbers under one tweak."""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sampler.surrogates.text_arrays import U64

ROUNDS = 8
_U1 = np.uint64(1)
U32: TypeAlias = NDArray[np.uint32]


def sides(n: int) -> tuple[int, int]:
    """Two nearly equal sizes whose product is n or just above it."""
    a = math.isqrt(n - 1) + 1
    return a, -(-n // a)


class Network:
    """A Feistel network of [0, n) whose rounds are tables: what each half draws, turn by turn."""

    def __init__(self, n: int, rounds: Sequence[NDArray[np.uint32]]) -> None:
        self._n = np.uint64(n)
        self._sides = [np.uint32(side) for side in sides(n)]
        self._rounds = rounds
        # turned back, a round adds what it lacks of its side
        self._back = [self._sides[turn % 2] - drawn for turn, drawn in enumerate(rounds)]

    def deranged(self, xs: U64) -> U64:
        """`Bijections.derange_all`."""
        moved = self._walked(xs, back=False) + _U1
        moved[moved == self._n] = 0
        return self._walked(moved, back=True)

    def _walked(self, xs: U64, *, back: bool) -> U64:
        moved = self._turned(xs, back=back)
        outside = np.flatnonzero(moved >= self._n)
        while len(outside):
            again = self._turned(moved[outside], back=back)
            moved[outside] = again
            outside = outside[again >= self._n]
        return moved

    def _turned(self, xs: U64, *, back: bool) -> U64:
        width = np.uint64(self._sides[1])
        high = xs // width
        left, right = high.astype(np.uint32), (xs - high * width).astype(np.uint32)
        for turn in range(ROUNDS - 1, -1, -1) if back else range(ROUNDS):
            drawn = (self._back if back else self._rounds)[turn]
            if turn % 2 == 0:
                left = _added(left, drawn.take(right), self._sides[0])
            else:
                right = _added(right, drawn.take(left), self._sides[1])
        return left.astype(np.uint64) * width + right


def _added(half: U32, drawn: U32, size: np.uint32) -> U32:
    """The sum of two numbers up to `size`, modulo it: below it, the difference wraps around to a big one."""
    drawn += half
    sums: U32 = np.minimum(drawn, drawn - size)
    return sums
