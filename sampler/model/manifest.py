"""The manifest of a pack: who it is for, what for, until when, and the digest of every file."""

from dataclasses import dataclass

from sampler.model.record import Record, as_date, require
from sampler.model.risk import Risk

SCHEMA = "sampler-manifest-v1"
RESTRICTIONS = (
    "EDU-4: no use in another environment or project without the provider's authorization",
    "EDU-5: local development and test environments only, not published online",
    "EDU-6: destroyed by the date below, all copies, on all media",
)

NO_END = "9999-12-31"  # the provider's own data, given back: nobody else can set a day for its end


@dataclass(frozen=True)
class PackedFile(Record):
    """One file of a pack: its path below `data/`, size and SHA-256."""

    path: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.path and not self.path.startswith(("/", "..")), "a packed file has a relative path")


@dataclass(frozen=True)
class Manifest(Record):
    """What the recipient can check and must respect; signed by the sender's key.

    `environment` and `project` are where it may be opened; `result` says what was done to the data,
    `not_checked` what the leak audit did not see, `coincidences` how many values equal an original and were
    shown to come from another one; `risk` holds the figures that were measured, if they were; `origin` is the
    sender's ledger.
    """

    id: str
    made_at: str
    deal: str
    sample: str
    recipient: str
    purpose: str
    destroy_by: str
    files: tuple[PackedFile, ...]
    recipe: str
    anchor: str
    signer: str
    origin: str
    tool: str
    not_checked: tuple[str, ...] = ()
    coincidences: int = 0
    risk: tuple[Risk, ...] = ()
    restrictions: tuple[str, ...] = RESTRICTIONS
    result: str = "pseudonymized: still personal data"
    environment: str = "here"
    project: str = ""
    schema: str = SCHEMA

    @property
    def given_back(self) -> bool:
        """Whether the pack holds what its recipient, the provider, had lent."""
        return self.destroy_by == NO_END

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == SCHEMA, "a manifest of another schema")
        require(self.recipient.count("@") == 1, "a pack has exactly one recipient")
        require(self.restrictions, "an empty list of restrictions is not `unrestricted`")
        require(len(self.risk) <= 1, "a pack has one risk section at most")
        as_date(self.destroy_by, "Manifest.destroy_by")
