"""Keyed bijections of [0, n) and of digit and letter strings; derangements: those without fixed point.

Domains up to 4096 are ordered by their PRF and kept as a table; larger ones go through a eight-round Feistel
network on Z_a x Z_b with a*b just above n, cycle walking what falls outside; its rounds become tables when
many numbers go through it. A bijection that depends on what stands around the value (`within`) has too many
tables to keep and is a network at any size. One value and a column of values have the same images.
"""

import numpy as np
import pyarrow as pa

from sampler.surrogates.feistel import ROUNDS, Network, sides
from sampler.surrogates.prf import Prf
from sampler.surrogates.text_arrays import U64, difference_modulo, modulo, sum_modulo

TABLED = 4096
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TABLES_KEPT = 512
_NETWORKS_KEPT = 16
# a table of rounds is made for domains up to 2^34, once a quarter as many numbers came as a side is long
_LONGEST_ROUND, _PAYING = 1 << 17, 4
_RUNS_KEPT = 1 << 15
# above it, halves and rounds do not fit the words of one AES block
WORDS = 1 << 60
_TURN = 56
_TABLE_TURN = 255
_U1 = np.uint64(1)

Table = tuple[list[int], list[int], U64]


class Bijections:
    """The bijections of one key; `label` names a bijection, so two labels are independent."""

    def __init__(self, prf: Prf) -> None:
        self._prf = prf
        self._tables: dict[tuple[str, int], Table] = {}
        self._digits: dict[tuple[str, str, str], str] = {}
        # how many numbers went through those that are no tables yet
        self._networks: dict[tuple[str, int], Network | int] = {}

    def permute(self, label: str, x: int, n: int, within: str = "") -> int:
        """Image of `x` under the keyed permutation `label` of [0, n)."""
        _check(x, n)
        if n <= TABLED and not within:
            return self._table(label, n)[0][x]
        tweak = self.tweak(label, n, within)
        while True:
            x = self._rounds(tweak, x, n)
            if x < n:
                return x

    def invert(self, label: str, x: int, n: int, within: str = "") -> int:
        """The value whose image under `permute` is `x`."""
        _check(x, n)
        if n <= TABLED and not within:
            return self._table(label, n)[1][x]
        tweak = self.tweak(label, n, within)
        while True:
            x = self._rounds_back(tweak, x, n)
            if x < n:
                return x

    def derange(self, label: str, x: int, n: int, within: str = "") -> int:
        """Image of `x` under a keyed bijection without fixed point; needs n >= 2."""
        if n < 2:  # noqa: PLR2004 - one value can only map to itself
            raise ValueError("a derangement needs two values")
        return self.invert(label, (self.permute(label, x, n, within) + 1) % n, n, within)

    def derange_all(self, label: str, xs: U64, n: int, tweaks: U64 | None = None) -> U64:
        """`derange` of every number, each with the `tweak` of its context; n up to 2^60."""
        if n < 2:  # noqa: PLR2004 - one value can only map to itself
            raise ValueError("a derangement needs two values")
        if not len(xs):
            return xs
        if n <= TABLED and tweaks is None:
            image: U64 = self._table(label, n)[2].take(xs.view(np.int64))
            return image
        network = self._network(label, n, len(xs)) if tweaks is None else None
        if network is not None:
            return network.deranged(xs)
        if tweaks is None:
            tweaks = np.full(len(xs), self.tweak(label, n), dtype=np.uint64)
        moved = self._walked(tweaks, xs, n, back=False) + _U1
        moved[moved == n] = 0
        return self._walked(tweaks, moved, n, back=True)

    def digits(self, label: str, run: str, within: str = "") -> str:
        """Derange a run of ASCII digits; its width and its leading zeros stay, a run of zeros is itself."""
        rest = run.lstrip("0")
        if not rest:
            return run
        key = label, rest, within
        new = self._digits.get(key)
        if new is None:
            if len(self._digits) >= _RUNS_KEPT:
                self._digits.clear()
            low = 10 ** (len(rest) - 1)
            new = self._digits[key] = str(low + self.derange(label, int(rest) - low, 9 * low, within))
        return run[: len(run) - len(rest)] + new

    def letters(self, label: str, run: str, within: str = "") -> str:
        """Derange a run of letters a-z among the runs of its length."""
        number = 0
        for letter in run:
            number = number * 26 + ord(letter) - 97
        number = self.derange(label, number, 26 ** len(run), within)
        return write(number, LETTERS, len(run))

    def _table(self, label: str, n: int) -> Table:
        """The permutation, its inverse and its derangement; the last few hundred are kept."""
        table = self._tables.get((label, n))
        if table is None:
            tweaks = np.full(n, self.tweak(label, n), dtype=np.uint64)
            order = np.argsort(self._drawn(tweaks, np.arange(n, dtype=np.uint64), _TABLE_TURN), kind="stable")
            inverse = order.astype(np.uint64)
            image = np.empty(n, dtype=np.uint64)
            image[order] = np.arange(n, dtype=np.uint64)
            if len(self._tables) >= _TABLES_KEPT:
                self._tables.pop(next(iter(self._tables)))
            deranged = inverse[modulo(image + _U1, n)]
            table = self._tables[label, n] = (image.tolist(), inverse.tolist(), deranged)
        return table

    def tweak(self, label: str, n: int, within: str = "") -> int:
        """The 64 bits that set one bijection of [0, n) apart from the others."""
        return self._prf.u64("tweak", f"{n}:{label}\0{within}")

    def tweaks(self, label: str, n: int, withins: list[str]) -> U64:
        """`tweak` for each of many contexts."""
        return self._prf.words(
            "tweak", pa.array([f"{n}:{label}\0{within}" for within in withins], pa.string())
        )

    def _network(self, label: str, n: int, count: int) -> Network | None:
        """The network with its rounds as tables, once so many numbers went through it that they pay."""
        found = self._networks.get((label, n), 0)
        if isinstance(found, Network):
            return found
        size, _ = sides(n)
        if size > _LONGEST_ROUND:
            return None
        if (found + count) * _PAYING < size:
            self._networks[label, n] = found + count
            return None
        tweak, rounds = np.uint64(self.tweak(label, n)), []
        for turn in range(ROUNDS):
            # what each half moves the other one by
            moved, half = sides(n) if turn % 2 == 0 else sides(n)[::-1]
            drawn = self._drawn(tweak, np.arange(half, dtype=np.uint64), turn)
            rounds.append(modulo(drawn, moved).astype(np.uint32))
        if len(self._networks) >= _NETWORKS_KEPT:
            self._networks.pop(next(iter(self._networks)))
        network = self._networks[label, n] = Network(n, rounds)
        return network

    def _drawn(self, tweaks: U64 | np.uint64, halves: U64, turn: int) -> U64:
        pairs = np.empty((len(halves), 2), dtype=np.uint64)
        pairs[:, 0] = tweaks
        pairs[:, 1] = halves | np.uint64(turn << _TURN)
        return self._prf.blocks("feistel", pairs)

    def _walked(self, tweaks: U64, xs: U64, n: int, *, back: bool) -> U64:
        """Every number through the network until it is below n."""
        moved = self._turned(tweaks, xs, n, back=back)
        outside = np.flatnonzero(moved >= n)
        while len(outside):
            moved[outside] = self._turned(tweaks[outside], moved[outside], n, back=back)
            outside = outside[moved[outside] >= n]
        return moved

    def _turned(self, tweaks: U64, xs: U64, n: int, *, back: bool) -> U64:
        a, b = sides(n)
        left = xs // np.uint64(b)
        right = xs - left * np.uint64(b)
        pairs = np.empty((len(xs), 2), dtype=np.uint64)
        pairs[:, 0] = tweaks
        for turn in range(ROUNDS - 1, -1, -1) if back else range(ROUNDS):
            half = right if turn % 2 == 0 else left
            size = a if turn % 2 == 0 else b
            np.bitwise_or(half, np.uint64(turn << _TURN), out=pairs[:, 1])
            drawn = modulo(self._prf.blocks("feistel", pairs), size)
            shifted = difference_modulo if back else sum_modulo
            if turn % 2 == 0:
                left = shifted(left, drawn, size)
            else:
                right = shifted(right, drawn, size)
        return left * np.uint64(b) + right

    def _rounds(self, tweak: int, x: int, n: int) -> int:
        a, b = sides(n)
        left, right = divmod(x, b)
        for turn in range(0, ROUNDS, 2):
            left = (left + self._round(tweak, turn, right, n)) % a
            right = (right + self._round(tweak, turn + 1, left, n)) % b
        return left * b + right

    def _rounds_back(self, tweak: int, x: int, n: int) -> int:
        a, b = sides(n)
        left, right = divmod(x, b)
        for turn in range(ROUNDS - 2, -1, -2):
            right = (right - self._round(tweak, turn + 1, left, n)) % b
            left = (left - self._round(tweak, turn, right, n)) % a
        return left * b + right

    def _round(self, tweak: int, turn: int, half: int, n: int) -> int:
        if n <= WORDS:
            return self._prf.block("feistel", tweak, half | turn << _TURN)
        # 64 bits more than a half of the domain: the modulo has no visible bias
        size = 8 + (n.bit_length() + 15) // 16
        return int.from_bytes(self._prf.digest("feistel-long", f"{turn}:{tweak}:{half}", size), "big")


def write(number: int, alphabet: str, width: int) -> str:
    """`number` in the alphabet's base, `width` signs long."""
    signs = []
    for _ in range(width):
        number, index = divmod(number, len(alphabet))
        signs.append(alphabet[index])
    return "".join(reversed(signs))


def _check(x: int, n: int) -> None:
    if not 0 <= x < n:
        raise ValueError("outside the domain of the bijection")
