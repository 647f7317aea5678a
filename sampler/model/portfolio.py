"""What a manager sees of all trials: their ends, the copies that are out, what is certified."""

from dataclasses import dataclass

from sampler.model.certificate import check_anchor
from sampler.model.record import Record, as_date, as_time, require
from sampler.model.report import CertificateRef

PORTFOLIO_SCHEMA = "sampler-portfolio-v1"
SOON = 7  # days: what "this week" means
STATUSES = ("overdue", "soon", "running", "destroyed")


@dataclass(frozen=True)
class OutCopy(Record):
    """A copy outside the vault; `custodian` is one of ours, or empty when it is the provider's person."""

    id: str
    sample: str
    kind: str
    medium: str
    custodian: str
    since: str
    state: str  # open, or the claim that ended it

    def __post_init__(self) -> None:
        super().__post_init__()
        as_time(self.since, "OutCopy.since")


@dataclass(frozen=True)
class Trial(Record):
    """One deal; `days_left` is negative when its data should have been destroyed by now."""

    id: str
    provider: str
    state: str
    outcome: str
    opened_on: str
    due_on: str
    destroyed_on: str
    days_left: int
    held: bool
    vaulted: int
    copies: tuple[OutCopy, ...]
    certificates: tuple[CertificateRef, ...]
    hold: str = ""  # freeze or legal, the stronger one

    def __post_init__(self) -> None:
        super().__post_init__()
        for day in filter(None, (self.opened_on, self.due_on, self.destroyed_on)):
            as_date(day, f"trial {self.id}: a day")

    @property
    def out(self) -> tuple[OutCopy, ...]:
        """The copies that nobody has ended yet."""
        return tuple(copy for copy in self.copies if copy.state == "open")

    @property
    def interim(self) -> bool:
        """Whether its data is destroyed, but the last certificate can't say so of every copy."""
        return bool(self.destroyed_on and self.certificates and self.certificates[-1].kind == "interim")

    @property
    def late_copies(self) -> tuple[OutCopy, ...]:
        """The copies that outlived the deal's data and its end: it is late until they are ended."""
        final = bool(self.certificates) and self.certificates[-1].kind == "final"
        return self.out if self.destroyed_on and not final and self.days_left < 0 else ()

    @property
    def status(self) -> str:
        """One of STATUSES: what a manager asks first."""
        if self.destroyed_on and not self.late_copies:
            return "destroyed"
        if self.days_left < 0:
            return "overdue"
        return "soon" if self.days_left <= SOON else "running"


@dataclass(frozen=True)
class Change(Record):
    """Something that happened in the last days, or will in the next ones."""

    day: str
    kind: str
    deal: str
    subject: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        as_date(self.day, "Change.day")


@dataclass(frozen=True)
class Portfolio(Record):
    """All trials, the late ones first, then those that end soonest; what is destroyed comes last."""

    generated_at: str
    today: str
    trials: tuple[Trial, ...]
    changes: tuple[Change, ...]
    anchor: str
    tool: str
    schema: str = PORTFOLIO_SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == PORTFOLIO_SCHEMA, "a portfolio of another schema")
        as_time(self.generated_at, "Portfolio.generated_at")
        as_date(self.today, "Portfolio.today")
        check_anchor(self.anchor)
        ordered = sorted(self.trials, key=lambda t: (t.status == "destroyed", t.due_on, t.id))
        object.__setattr__(self, "trials", tuple(ordered))
        object.__setattr__(self, "changes", tuple(sorted(self.changes, key=lambda c: (c.day, c.deal))))
