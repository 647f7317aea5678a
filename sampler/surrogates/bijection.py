"""Keyed bijections of [0, n) and of digit and letter strings; derangements: those without fixed point.

Domains up to 90 are shuffled from one digest, up to 4096 ordered by their PRF; larger ones go through a
ten-round Feistel network on Z_a x Z_b with a*b just above n, cycle walking what falls outside.
"""

import math

from sampler.surrogates.prf import Prf

SHUFFLED = 90
TABLED = 4096
ROUNDS = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TABLES_KEPT = 512


class Bijections:
    """The bijections of one key; `label` names a bijection, so two labels are independent."""

    def __init__(self, prf: Prf) -> None:
        self._prf = prf
        self._tables: dict[tuple[str, int], tuple[list[int], list[int]]] = {}

    def permute(self, label: str, x: int, n: int) -> int:
        """Image of `x` under the keyed permutation `label` of [0, n)."""
        _check(x, n)
        if n <= TABLED:
            return self._table(label, n)[0][x]
        while True:
            x = self._rounds(label, x, n)
            if x < n:
                return x

    def invert(self, label: str, x: int, n: int) -> int:
        """The value whose image under `permute` is `x`."""
        _check(x, n)
        if n <= TABLED:
            return self._table(label, n)[1][x]
        while True:
            x = self._rounds_back(label, x, n)
            if x < n:
                return x

    def derange(self, label: str, x: int, n: int) -> int:
        """Image of `x` under a keyed bijection without fixed point; needs n >= 2."""
        if n < 2:  # noqa: PLR2004 - one value can only map to itself
            raise ValueError("a derangement needs two values")
        return self.invert(label, (self.permute(label, x, n) + 1) % n, n)

    def digits(self, label: str, run: str) -> str:
        """Derange a run of ASCII digits; its width and its leading zeros stay, a run of zeros is itself."""
        rest = run.lstrip("0")
        if not rest:
            return run
        low = 10 ** (len(rest) - 1)
        return run[: len(run) - len(rest)] + str(low + self.derange(label, int(rest) - low, 9 * low))

    def letters(self, label: str, run: str) -> str:
        """Derange a run of letters a-z among the runs of its length."""
        number = 0
        for letter in run:
            number = number * 26 + ord(letter) - 97
        number = self.derange(label, number, 26 ** len(run))
        return write(number, LETTERS, len(run))

    def _table(self, label: str, n: int) -> tuple[list[int], list[int]]:
        """The permutation and its inverse; the last few hundred are kept."""
        table = self._tables.get((label, n))
        if table is None:
            image = self._shuffle(label, n) if n <= SHUFFLED else self._order(label, n)
            inverse = [0] * n
            for x, y in enumerate(image):
                inverse[y] = x
            if len(self._tables) >= _TABLES_KEPT:
                self._tables.pop(next(iter(self._tables)))
            table = self._tables[label, n] = (image, inverse)
        return table

    def _shuffle(self, label: str, n: int) -> list[int]:
        """Fisher-Yates fed by one digest: 512 bits are more than log2(90!) needs."""
        source = int.from_bytes(self._prf.digest("shuffle", f"{n}:{label}", 64), "big")
        image = list(range(n))
        for i in range(n - 1, 0, -1):
            source, j = divmod(source, i + 1)
            image[i], image[j] = image[j], image[i]
        return image

    def _order(self, label: str, n: int) -> list[int]:
        u64 = self._prf.u64
        return sorted(range(n), key=lambda x: u64("order", f"{n}:{x}:{label}"))

    def _rounds(self, label: str, x: int, n: int) -> int:
        a, b = _sides(n)
        left, right = divmod(x, b)
        for turn in range(0, ROUNDS, 2):
            left = (left + self._round(label, turn, right, n)) % a
            right = (right + self._round(label, turn + 1, left, n)) % b
        return left * b + right

    def _rounds_back(self, label: str, x: int, n: int) -> int:
        a, b = _sides(n)
        left, right = divmod(x, b)
        for turn in range(ROUNDS - 2, -1, -2):
            right = (right - self._round(label, turn + 1, left, n)) % b
            left = (left - self._round(label, turn, right, n)) % a
        return left * b + right

    def _round(self, label: str, turn: int, half: int, n: int) -> int:
        # 64 bits more than a half of the domain: the modulo has no visible bias
        size = min(64, 8 + (n.bit_length() + 15) // 16)
        return int.from_bytes(self._prf.digest("feistel", f"{turn}:{n}:{half}:{label}", size), "big")


def write(number: int, alphabet: str, width: int) -> str:
    """`number` in the alphabet's base, `width` signs long."""
    signs = []
    for _ in range(width):
        number, index = divmod(number, len(alphabet))
        signs.append(alphabet[index])
    return "".join(reversed(signs))


def _sides(n: int) -> tuple[int, int]:
    a = math.isqrt(n - 1) + 1
    return a, -(-n // a)


def _check(x: int, n: int) -> None:
    if not 0 <= x < n:
        raise ValueError("outside the domain of the bijection")
