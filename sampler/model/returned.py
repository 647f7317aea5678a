"""The record of a return: what was given back to the provider, file by file, signed (EDU-9, JUN-9)."""

from dataclasses import dataclass

from sampler.model.certificate import Gap, check_anchor
from sampler.model.record import Record, as_time, require

SCHEMA = "sampler-return-v1"
KINDS = ("original", "quarantined", "sqlite", "sql")
_DIGEST = 64


@dataclass(frozen=True)
class ReturnedFile(Record):
    """One file of a return: a lent one as it came, quarantined or not, or the database export."""

    path: str
    kind: str
    size: int
    sha256: str
    sample: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.kind in KINDS, "a returned file is an original, quarantined, or a database export")
        require(self.path and self.size >= 0, "a returned file has a path and a size")
        require(len(self.sha256) == _DIGEST and not set(self.sha256) - set("0123456789abcdef"), "no SHA-256")
        require(bool(self.sample) == (self.kind in KINDS[:2]), "a lent file names its sample")


@dataclass(frozen=True)
class Return(Record):
    """What went back, to whom, when; `not_exported` names what is in no database and why.

    `pack` is the id in the pack's manifest. That the provider has it is recorded when they say so.
    """

    id: str
    issued_at: str
    deal: str
    provider: str
    contact: str
    purpose: str
    recipient: str
    made_by: str
    pack: str
    files: tuple[ReturnedFile, ...]
    tables: int
    rows: int
    not_exported: tuple[Gap, ...]
    anchor: str
    signer: str
    tool: str
    verify_command: str = ""
    schema: str = SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == SCHEMA, "a return of another schema")
        require(self.id and self.deal and self.pack and self.made_by, "a return misses a name")
        require(self.recipient.count("@") == 1, "a return has exactly one recipient")
        require(self.files, "a return gives something back")
        require(min(self.tables, self.rows) >= 0, "a return's counts are not negative")
        require(self.signer.startswith("SHA256:"), "signer is the SHA256 fingerprint of a key")
        as_time(self.issued_at, "Return.issued_at")
        check_anchor(self.anchor)
