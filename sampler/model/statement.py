"""A recipient's statement about a pack: opened, or destroyed; signed by their home, read by the sender's."""

from dataclasses import dataclass

from sampler.model.record import Record, as_time, require

SCHEMA = "sampler-statement-v1"
KINDS = ("opened", "destroyed")


@dataclass(frozen=True)
class CopyEnd(Record):
    """How one of the recipient's copies ended, in the words of a certificate."""

    kind: str
    claim: str
    evidence: str


@dataclass(frozen=True)
class Statement(Record):
    """What the recipient's home says of a pack; `origin` is the sender's ledger, `anchor` the recipient's."""

    id: str
    kind: str
    stated_at: str
    pack: str
    origin: str
    deal: str
    sample: str
    recipient: str
    stated_by: str
    environment: str
    country: str
    copies: tuple[CopyEnd, ...]
    anchor: str
    signer: str
    tool: str
    schema: str = SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == SCHEMA, "a statement of another schema")
        require(self.kind in KINDS, "a statement says opened or destroyed")
        require(self.pack and self.origin, "a statement names a pack and its sender's ledger")
        as_time(self.stated_at, "Statement.stated_at")
        gone = all(copy.claim in ("verified-absent", "attested") for copy in self.copies)
        require(self.kind == "opened" or (self.copies and gone), "a copy that is not gone is not destroyed")
