"""Slots: where a value lands in a space of fictitious values, moved by the dictionary's bumps."""

from collections.abc import Mapping

from sampler.surrogates.prf import Prf


class Slots:
    """Draws slots for (kind, normalised value); `moved` is tried before the frozen bumps."""

    def __init__(self, prf: Prf, bumps: Mapping[tuple[str, str], int]) -> None:
        self._prf = prf
        self._bumps = bumps
        self.moved: dict[tuple[str, str], int] = {}

    def bump(self, kind: str, value: str) -> int:
        """How far the normalised `value` was moved to keep surrogates unique; 0 for nearly all."""
        found = self.moved.get((kind, value))
        return self._bumps.get((kind, value), 0) if found is None else found

    def seed(self, kind: str, value: str) -> int:
        """128 bits for `value`, others when it is bumped."""
        bump = self.bump(kind, value)
        return self._prf.u128(kind, f"{value}\0{bump}" if bump else value)

    def draw(self, kind: str, value: str) -> int:
        """64 bits for `value`, whatever its bump."""
        return self._prf.u64(kind, value)

    def slot(self, kind: str, value: str, size: int) -> int:
        """A slot in [0, size), moved on by the bump."""
        return (self._prf.u64(kind, value) + self.bump(kind, value)) % size


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
