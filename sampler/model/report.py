"""What a manager reads at deal close, and what a provider gets at intake: two signed-able records."""

from dataclasses import dataclass, field

from sampler.model.certificate import Claim, SampleLine, check_anchor
from sampler.model.record import Record, as_date, as_time, require

REPORT_SCHEMA = "sampler-destruction-report-v1"
RECEIPT_SCHEMA = "sampler-receipt-v1"
OPEN = "open"  # a copy that nobody has ended yet


@dataclass(frozen=True)
class ReportCopy(Record):
    """A copy and how it ended, or that it has not (`state` is "open")."""

    id: str
    sample: str
    kind: str
    medium: str
    host: str
    location: str
    holder: str
    since: str
    state: str
    ended_at: str = ""
    note: str = ""
    expires_on: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.state in {OPEN, *Claim}, f"copy {self.id}: unknown state")
        as_time(self.since, "ReportCopy.since")
        if self.ended_at:
            as_time(self.ended_at, "ReportCopy.ended_at")
        if self.state == Claim.EXPIRES_ON:
            as_date(self.expires_on, f"copy {self.id}: expires_on")


@dataclass(frozen=True)
class ReportAction(Record):
    """Something that was done; `act` is a word of the ledger's closed vocabulary."""

    at: str
    act: str
    subject: str
    by: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        as_time(self.at, "ReportAction.at")


@dataclass(frozen=True)
class CertificateRef(Record):
    """A certificate by its id; the file itself is the evidence."""

    id: str
    kind: str
    issued_at: str

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.kind in {"final", "interim"}, "a certificate is final or interim")
        as_time(self.issued_at, "CertificateRef.issued_at")


@dataclass(frozen=True)
class ReportDeal(Record):
    """A deal: what came in, from whom, what was done with it, where its copies are or how they ended."""

    id: str
    provider: str
    contact: str
    purpose: str
    agreement: str
    legal_basis: str
    outcome: str
    state: str
    trial_ends: str
    due_on: str
    destroyed_at: str
    days_late: int
    samples: tuple[SampleLine, ...]
    copies: tuple[ReportCopy, ...]
    actions: tuple[ReportAction, ...]
    certificates: tuple[CertificateRef, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.id, "a deal has an id")
        require(self.days_late >= 0, "days_late is not negative")
        as_date(self.trial_ends, "ReportDeal.trial_ends")
        as_date(self.due_on, "ReportDeal.due_on")
        if self.destroyed_at:
            as_time(self.destroyed_at, "ReportDeal.destroyed_at")


@dataclass(frozen=True)
class ReportException(Record):
    """Something a manager must not miss; `kind` is overdue, late, not-verified, expires-on or interim."""

    kind: str
    deal: str
    subject: str
    days: int = 0
    note: str = ""
    until: str = ""


@dataclass(frozen=True)
class DestructionReport(Record):
    """What is out, with whom, how late, what is certified.

    `exceptions` always begins with those that follow from the deals, so none can be left out;
    what the caller passes comes after them.
    """

    generated_at: str
    deals: tuple[ReportDeal, ...]
    anchor: str
    tool: str
    deal: str = ""
    period_from: str = ""
    period_to: str = ""
    exceptions: tuple[ReportException, ...] = field(default=())
    schema: str = REPORT_SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == REPORT_SCHEMA, "a report of another schema")
        as_time(self.generated_at, "generated_at")
        check_anchor(self.anchor)
        for moment in (self.period_from, self.period_to):
            if moment:
                as_date(moment, "a report's period")
        found = tuple(exception for deal in self.deals for exception in exceptions_of(deal))
        extra = tuple(exception for exception in self.exceptions if exception not in found)
        object.__setattr__(self, "exceptions", found + extra)


def exceptions_of(deal: ReportDeal) -> tuple[ReportException, ...]:
    """What in `deal` is overdue or late, not verified, still to expire, or only interim."""
    found = [
        ReportException(copy.state, deal.id, copy.id, note=copy.note, until=copy.expires_on)
        for copy in deal.copies
        if copy.state in {Claim.NOT_VERIFIED, Claim.EXPIRES_ON}
    ]
    if deal.days_late:
        kind = "late" if deal.destroyed_at else "overdue"
        found.insert(0, ReportException(kind, deal.id, deal.id, deal.days_late))
    if deal.certificates:
        last = max(deal.certificates, key=lambda ref: as_time(ref.issued_at, "issued_at"))
        if last.kind == "interim":
            found.append(ReportException("interim", deal.id, last.id))
    return tuple(found)


@dataclass(frozen=True)
class ReceivedFile(Record):
    """One file of a delivery; `name` is as the provider wrote it, since the receipt goes back to them."""

    name: str
    size: int
    sha256: str
    state: str  # accepted, quarantined
    reason: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.size >= 0, "a size is not negative")
        require(len(self.sha256) == 64 and set(self.sha256) <= set("0123456789abcdef"), "not a SHA-256")  # noqa: PLR2004 - hexadecimal digits of a SHA-256
        require(self.state in {"accepted", "quarantined"}, "a file is accepted or quarantined")
        require(self.state == "accepted" or self.reason, "a file is quarantined for a reason")


@dataclass(frozen=True)
class Receipt(Record):
    """What the provider can hold us to: what came, how it was protected, what we may do, until when.

    `destroy_by` is a date; `restrictions` are sentences or policy identifiers; `weaknesses` say what
    was wrong with the way the delivery came.
    """

    id: str
    issued_at: str
    deal: str
    sample: str
    provider: str
    sent_by: str
    channel: str
    received_at: str
    received_by: str
    protection: str
    weaknesses: tuple[str, ...]
    files: tuple[ReceivedFile, ...]
    restrictions: tuple[str, ...]
    destroy_by: str
    anchor: str
    signer: str
    tool: str
    verify_command: str = ""
    schema: str = RECEIPT_SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == RECEIPT_SCHEMA, "a receipt of another schema")
        require(self.id and self.deal and self.sample, "a receipt misses a name")
        as_time(self.issued_at, "Receipt.issued_at")
        as_time(self.received_at, "Receipt.received_at")
        as_date(self.destroy_by, "Receipt.destroy_by")
        check_anchor(self.anchor)
        require(self.signer.startswith("SHA256:"), "signer is the SHA256 fingerprint of a key")
