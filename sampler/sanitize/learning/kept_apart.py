"""Which columns hold values that must not become one, and when that is looked at.

Where it is when they are written, digests of values and surrogates travel with the counts of each batch.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa

from sampler.sanitize.plan import ColumnPlan
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.text_arrays import U64

_COUNT = "apart:"
# pairs that wait until equal ones are kept once: 64 MiB
_PENDING = 1 << 22
# kept apart in every column: few fictitious values, or pieces whose readings might meet
_ALWAYS = frozenset({"PHONE_NUMBER", "FR_NIR", "FR_SIREN", "FR_VAT", "CREDIT_CARD", "EMAIL_ADDRESS"})
# drawn from so much that values hardly ever meet
_ACCOUNTS = frozenset({"IBAN_CODE", "FR_RIB"})


def kept_apart(plan: ColumnPlan) -> bool:
    """Whether the values of a column must stay apart."""
    return plan.operator == "surrogate" and (plan.unique or plan.entity_type in _ALWAYS)


def written_apart(plan: ColumnPlan) -> bool:
    """Whether the surrogates of a column are compared when they are written.

    French accounts are drawn from 10^16 numbers, and mailboxes meet only where initials do.
    """
    if plan.of_row or not kept_apart(plan):
        return False
    return plan.entity_type == "EMAIL_ADDRESS" or plan.entity_type in _ACCOUNTS


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Digests among counts: they add up as counts do, equal pairs once when many have come together."""

    parts: tuple[U64, ...]

    def __add__(self, other: object) -> "_Pairs":
        return _Pairs(_held((*self.parts, *other.parts))) if isinstance(other, _Pairs) else self

    __radd__ = __add__


def _held(parts: tuple[U64, ...]) -> tuple[U64, ...]:
    if sum(map(len, parts[1:])) <= max(_PENDING, len(parts[0])):
        return parts
    pairs = np.concatenate(parts)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return (pairs[np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1))],)


def count_pairs(
    counts: Counter[str], surrogates: Surrogates, plan: ColumnPlan, values: pa.Array, written: pa.Array
) -> None:
    """Put the digests of a column and of what was written for it among the counts of its batch."""
    entity_type = str(plan.entity_type)
    put_pairs(counts, entity_type, (surrogates.separation(entity_type).paired(values, written),))


def put_pairs(counts: Counter[str], entity_type: str, parts: Sequence[U64]) -> None:
    """Put digests of a type among counts."""
    counts[_COUNT + entity_type] += cast("int", _Pairs(tuple(parts)))


def taken_pairs(counts: Counter[str]) -> Iterator[tuple[str, tuple[U64, ...]]]:
    """Take the digests out of counts, by type."""
    for name in [name for name in counts if name.startswith(_COUNT)]:
        yield name.removeprefix(_COUNT), cast("_Pairs", counts.pop(name)).parts
