"""Values that hardly ever meet are compared when written; where two became one, all is written again.

Digests of values and surrogates travel with the counts of each batch, here or from a worker.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sampler.engine.pool import Pool
from sampler.sanitize.learning.delivered import Delivered
from sampler.sanitize.learning.kept_apart import taken_pairs
from sampler.sanitize.learning.separating import Separator
from sampler.sanitize.plan import Plan
from sampler.sanitize.sample import SampleView
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.text_arrays import U64
from sampler.surrogates.uniqueness import Separation

T = TypeVar("T")
_TRIES = 3


@dataclass
class Apart:
    """What was told of the values written with one dictionary."""

    surrogates: Surrogates
    # what was told of the last file
    last: dict[str, tuple[U64, ...]] = field(default_factory=dict)
    _found: dict[str, Separation] = field(default_factory=dict)

    def take(self, counts: Counter[str]) -> None:
        """Take the digests out of the counts of a file."""
        self.last = dict(taken_pairs(counts))
        self.add(self.last)

    def add(self, told: Mapping[str, Sequence[U64]]) -> None:
        """Take in the digests of a file, by type."""
        for entity_type, parts in told.items():
            one = self._found.setdefault(entity_type, self.surrogates.separation(entity_type))
            for part in parts:
                one.add(part)

    def moved(self, plan: Plan, separator: Separator) -> Plan:
        """The plan under which the values that met do not; itself when none did."""
        dictionary = separator.moved(plan.dictionary, self._found)
        return plan if dictionary is plan.dictionary else replace(plan, dictionary=dictionary)


def until_apart(
    sample: SampleView,
    plan: Plan,
    key: bytes,
    write: Callable[[Plan, Surrogates, Apart], T],
    *,
    pool: Pool | None = None,
    tried: int = 0,
    delivered: Delivered | None = None,
) -> tuple[Plan, T]:
    """Write a sample; again, with more bumps, if two values became one. `write` replaces what it wrote.

    `tried` says how often a run that was stopped had begun again; what was `delivered` earlier stays.
    """
    separator = Separator(sample, plan.files, key, pool, delivered)
    for _ in range(min(tried, _TRIES - 1), _TRIES):
        surrogates = Surrogates(key, plan.dictionary)
        apart = Apart(surrogates)
        written = write(plan, surrogates, apart)
        settled = apart.moved(plan, separator)
        if settled is plan:
            break
        plan = settled
    return plan, written
