"""Slots: where a value lands in a space of fictitious values, moved by the dictionary's bumps."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from sampler.surrogates.births import Births
from sampler.surrogates.prf import Prf
from sampler.surrogates.text_arrays import I64, U64, Draws


class Slots:
    """Draws slots for (kind, normalised value), moved by the frozen bumps, and by those that are tried on."""

    def __init__(self, prf: Prf, bumps: Mapping[tuple[str, str], int], births: str = "") -> None:
        self._prf = prf
        self.births = Births.unpacked(births)
        self._bumps = dict(bumps)
        self._columns: dict[str, tuple[Draws, I64]] = {}
        self._moved: dict[str, frozenset[str]] = {}
        self._tried: dict[tuple[str, str], int] = {}
        self._bumped = self._kinds()

    def try_on(self, moved: Mapping[tuple[str, str], int]) -> None:
        """Count `moved` more bumps for now; nothing takes all those that were tried away again."""
        self._tried = {**self._tried, **moved} if moved else {}
        self._bumped = self._kinds()
        self._columns.clear()
        self._moved.clear()

    def bump(self, kind: str, value: str) -> int:
        """How far the normalised `value` was moved to keep surrogates unique; 0 for nearly all."""
        found = self._tried.get((kind, value))
        return self._bumps.get((kind, value), 0) if found is None else found

    def seed(self, kind: str, value: str) -> int:
        """128 bits for `value`, others when it is bumped."""
        bump = self.bump(kind, value)
        return self._prf.u128(kind, f"{value}\0{bump}" if bump else value)

    def draw(self, kind: str, value: str) -> int:
        """64 bits for `value`, whatever its bump."""
        return self._prf.u64(kind, value)

    def order(self, values: list[str]) -> list[int]:
        """A keyed order of values: `draw` of each for this use."""
        found: list[int] = self._prf.words("order", pa.array(values, pa.string())).tolist()
        return found

    def slot(self, kind: str, value: str, size: int) -> int:
        """A slot in [0, size), moved on by the bump."""
        return (self._prf.u64(kind, value) + self.bump(kind, value)) % size

    def slots(self, kind: str, values: list[str], size: int) -> list[int]:
        """`slot` of each of many values."""
        words = self._prf.words(kind, pa.array(values, pa.string()))
        moves = self._moves(kind, words)
        return [(word + move) % size for word, move in zip(words.tolist(), moves.tolist(), strict=True)]

    def any_bump(self, kind: str) -> bool:
        """Whether any value of this kind was moved."""
        return kind in self._bumped

    def moved(self, kind: str) -> frozenset[str]:
        """The normalised values of this kind that were moved; the same set until others are tried on."""
        found = self._moved.get(kind)
        if found is None:
            both = self._bumps | self._tried if self._tried else self._bumps
            found = frozenset(value for (of, value), bump in both.items() if of == kind and value and bump)
            self._moved[kind] = found
        return found

    def draws(self, kind: str, width: int, words: Sequence[U64]) -> tuple[U64, U64]:
        """`draw` and bump of every normalised value of `width` bytes, given as `Prf.word_macs` takes them."""
        drawn = self._prf.word_macs(kind, width, words)
        return drawn, self._moves(kind, drawn).view(np.uint64)

    def seeds(self, kind: str, width: int, words: Sequence[U64]) -> U64:
        """The lower 64 bits of `seed` of every normalised value, given as for `draws`."""
        drawn = self._prf.word_macs(kind, width, words)
        if not self.any_bump(kind):
            return drawn
        bumps = self._moves(kind, drawn)
        for place in np.flatnonzero(bumps).tolist():
            value = b"".join(int(word[place]).to_bytes(8, "little") for word in words)[:width].decode()
            drawn[place] = self._prf.u64(kind, f"{value}\0{bumps[place]}")
        return drawn

    def _kinds(self) -> set[str]:
        every = (self._bumps, self._tried)
        return {kind for some in every for (kind, value), bump in some.items() if value and bump}

    def _moves(self, kind: str, words: U64) -> I64:
        """The frozen bump of every value, known by its `draw`."""
        if kind not in self._bumped:
            return np.zeros(len(words), dtype=np.int64)
        column = self._columns.get(kind)
        if column is None:
            both = self._bumps | self._tried if self._tried else self._bumps
            own = {value: bump for (of, value), bump in both.items() if of == kind and value}
            keys = self._prf.words(kind, pa.array(list(own), pa.string()))
            order = np.argsort(keys)
            column = Draws(keys[order]), np.array(list(own.values()), dtype=np.int64)[order]
            self._columns[kind] = column
        table, moves = column
        places, known = table.places(words)
        found: I64 = np.where(known, moves[places], 0)
        return found


def digits(seed: int, width: int) -> str:
    """`width` decimal digits from `seed`."""
    return str(seed % 10**width).zfill(width)


def overlay(layout: str, signs: str) -> str:
    """`signs` written over the letters and digits of `layout`; its separators stay.

    Raises:
        ValueError: `layout` does not have as many letters and digits as `signs`.
    """
    following = iter(signs)
    written = "".join(next(following, "") if sign.isalnum() else sign for sign in layout)
    if next(following, None) is not None or sum(map(str.isalnum, layout)) != len(signs):
        raise ValueError("the layout has another length")
    return written
