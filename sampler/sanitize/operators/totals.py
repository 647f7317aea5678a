"""Keep the sum of a column whose numbers are changed: found while the recipe is compiled, over all its rows.

A first reading sums the originals and what replaces them; one factor brings the new ones near the old sum.
A second one sums those, and the difference left, some last decimals, goes to a few values, a whole number
of units on each: values that stand c times take c units at once, so the units are found by Euclid's
algorithm. Factor and units are part of the compiled recipe: rows and batches do not matter afterwards.
"""

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

from sampler.sanitize.operators.amounts import SCALE, Amount, Draws, read_amount, settle

_DECIMALS = 12
_SAMPLED = 4096
_SPREAD = 256
_FURTHEST = Fraction(1, 2)

Change = Callable[[Amount], int]
Cells = Callable[[], Iterable[Mapping[str, int]]]


@dataclass
class _Sums:
    """Sums in units of the twelfth decimal, and exact counts of the values with the smallest draws."""

    old: int = 0
    new: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    _heap: list[tuple[int, str]] = field(default_factory=list)

    def take(self, text: str, count: int, amount: Amount, units: int, draw: int) -> None:
        unit = 10 ** (_DECIMALS - amount.decimals)
        self.old += count * amount.units * unit
        self.new += count * units * unit
        if text in self.counts:
            self.counts[text] += count
        elif len(self._heap) < _SAMPLED:
            heapq.heappush(self._heap, (-draw, text))
            self.counts[text] = count
        elif -draw > self._heap[0][0]:  # smaller than the largest that is kept: that one never comes back
            _, gone = heapq.heappushpop(self._heap, (-draw, text))
            del self.counts[gone]
            self.counts[text] = count


def keep_total(cells: Cells, change: Change, draws: Draws, step: int = 0) -> tuple[dict[str, str | int], int]:
    """Find what makes the sum of the changed numbers the old one; `cells` gives values with their counts.

    With `step`, numbers are multiples of it and stay so: the sum is kept to the nearest multiple. Returns
    the parameters for the operator, and what the sum is off by, in units of the twelfth decimal.
    """
    first = _summed(cells, change, draws, SCALE)
    scale = SCALE
    if not step and first.new and abs(Fraction(first.old, first.new) - 1) < _FURTHEST:
        scale = round(Fraction(first.old * SCALE, first.new))
    second = first if scale == SCALE else _summed(cells, change, draws, scale)
    coins: dict[str, int] = {}
    for text, count in sorted(second.counts.items()):
        amount = read_amount(text.strip())
        if amount is not None and (amount.units or not step):
            unit = 10 ** (_DECIMALS - amount.decimals) if not step else step * 10**_DECIMALS
            coins[text] = count * unit
    found, rest = _paid(second.old - second.new, coins)
    adjust = {
        text: units if not step else units * step * 10 ** _decimals(text) for text, units in found.items()
    }
    params: dict[str, str | int] = {"scale": scale} if scale != SCALE else {}
    return params | ({"adjust": json.dumps(adjust, sort_keys=True)} if adjust else {}), rest


def _summed(cells: Cells, change: Change, draws: Draws, scale: int) -> _Sums:
    sums = _Sums()
    for counted in cells():
        for text, count in counted.items():
            amount = read_amount(text.strip())
            if amount is not None:
                units = settle(change(amount), text, scale, {})
                sums.take(text, count, amount, units, draws.number("coin", text, 1 << 62))
    return sums


def _paid(due: int, coins: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Whole numbers of coins that make up `due`, as little of each as may be, and what can't be paid."""
    kinds = sorted({*coins.values()})
    used, common = list[int](), 0
    for coin in kinds:
        if common and due % common == 0:
            break
        if gcd(common, coin) != common:
            used.append(coin)
            common = gcd(common, coin)
    if not common:
        return {}, due
    rest = due % common
    rest = rest - common if rest > common // 2 else rest
    due -= rest
    paid: dict[str, int] = {}
    for place in range(len(used) - 1, 0, -1):
        below = 0
        for coin in used[:place]:
            below = gcd(below, coin)
        both = gcd(below, used[place])
        number = (
            due // both * pow(used[place] // both, -1, below // both) % (below // both) if below > both else 0
        )
        number = number - below // both if number > below // both // 2 else number
        _spread(paid, number, [text for text, coin in coins.items() if coin == used[place]])
        due -= number * used[place]
    _spread(paid, due // used[0], [text for text, coin in coins.items() if coin == used[0]])
    return paid, rest


def _spread(paid: dict[str, int], number: int, texts: list[str]) -> None:
    """Give `number` units to the largest of these values, as evenly as whole units allow."""
    largest = sorted(texts, key=lambda text: (-_size(text), text))[:_SPREAD]
    each, more = divmod(abs(number), len(largest))
    for place, text in enumerate(largest):
        units = each + (place < more)
        if units:
            paid[text] = paid.get(text, 0) + (units if number > 0 else -units)


def _size(text: str) -> int:
    amount = read_amount(text.strip())
    return abs(amount.units) * 10 ** (_DECIMALS - amount.decimals) if amount else 0


def _decimals(text: str) -> int:
    amount = read_amount(text.strip())
    return amount.decimals if amount else 0
