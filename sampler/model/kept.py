"""What outlives a deal: columns generalised or judged clear, with the figures that were measured (JUN-3).

It is never called anonymous: that is a legal conclusion. The three criteria of WP216 stand with it.
"""

from dataclasses import dataclass

from sampler.model.record import Record, as_date, require
from sampler.model.risk import CRITERIA, Criterion

LEAST_K = 2  # a group of one is one person


@dataclass(frozen=True)
class KeptLine(Record):
    """One sanitized sample that is kept when its deal ends; what still holds an identity can't be one.

    `copied` columns were judged clear, `generalised` ones are coarser than they came and are all
    quasi-identifiers; `pseudonymous` ones would hold surrogates or tokens, so there are none. `k` is the
    smallest group of records alike in the quasi-identifiers, over all tables; `alone`, `below_five`,
    `uniform` and `unique_columns` are the figures of the risk section, summed.
    """

    sample: str
    derived_from: str
    tables: int
    records: int
    copied: int
    generalised: int
    dropped: int
    quasi_identifiers: tuple[str, ...]
    k: int
    least_k: int
    audit: str
    criteria: tuple[Criterion, ...]
    recipe: str
    kept_until: str
    alone: int = 0
    below_five: int = 0
    uniform: int = 0
    unique_columns: int = 0
    pseudonymous: int = 0
    mode: str = ""  # how its columns came to be: said from the counts, unless it was written before

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.sample and self.derived_from, "what is kept is a sanitized sample")
        if not self.mode:
            object.__setattr__(self, "mode", self.counted)
        require(self.mode in {"generalised", self.counted}, "a kept sample is what its columns are")
        require(not self.pseudonymous, "a kept sample holds identities")
        require(self.audit == "passed", "a kept sample passed its leak audit")
        require(self.least_k >= LEAST_K, "the least k allows groups of one")
        require(self.k >= self.least_k, "a kept sample's k is too small")
        require(self.quasi_identifiers, "k needs quasi-identifiers")
        require(tuple(one.name for one in self.criteria) == CRITERIA, "a kept sample has the three criteria")
        as_date(self.kept_until, "KeptLine.kept_until")

    @property
    def counted(self) -> str:
        """How its columns came to be, in words: nothing is called generalised where no column is."""
        copied = "copied as they came because judged clear"
        if not self.generalised:
            return f"{_columns(self.copied)} {copied}"
        return f"{_columns(self.generalised)} generalised, {self.copied} {copied}"


def _columns(number: int) -> str:
    return f"{number} column{'' if number == 1 else 's'}"
