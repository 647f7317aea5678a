"""The certificate of destruction: fields of NIST SP 800-88 Rev. 2, one line per copy, nothing hidden."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sampler.model.kept import KeptLine
from sampler.model.record import Record, as_date, as_time, require

SCHEMA = "sampler-certificate-v1"
METHOD_ERASE = (
    "cryptographic erase of the file keys, in line with the CE conditions of SP 800-88 Rev. 2; "
    "the medium itself was not sanitized"
)
METHOD_DELETE = "deletion, then a check that the copy is absent; the medium itself was not sanitized"
NOBODY = "not verified by a second person"  # what `verified_by` says when nobody else did
KEYSTORES = ("keyring", "passphrase", "weak")
ERASE, KEEP_REST = "erase", "anonymise-rest"
DESTROYED, PARTLY_KEPT = "destroyed", "partly-kept"
BY_DEFAULT = "by default"  # nobody at the provider chose how the data ends


class Claim(StrEnum):
    """What may be said of the end of a copy, from what sampler saw to what it could not see."""

    KEY_DESTROYED = "key-destroyed"
    VERIFIED_ABSENT = "verified-absent"
    ATTESTED = "attested"
    EXPIRES_ON = "expires-on"
    NOT_VERIFIED = "not-verified"


@dataclass(frozen=True)
class SampleLine(Record):
    """A sample of the deal; `received_at` is the day it was made when it is derived."""

    id: str
    kind: str  # lent, derived
    files: int
    bytes: int
    received_at: str
    channel: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.kind in {"lent", "derived"}, "a sample is lent or derived")
        require(self.files >= 0 and self.bytes >= 0, "a sample's counts are not negative")
        as_time(self.received_at, "SampleLine.received_at")


@dataclass(frozen=True)
class CopyLine(Record):
    """How one copy ended. Each claim needs its evidence, or it can't be made.

    `holder` had the copy, `declared_by` says how it ended, `recorded_by` wrote that down.
    """

    id: str
    kind: str
    medium: str
    host: str
    location: str
    holder: str
    claim: str
    evidence: str = ""
    checked_at: str = ""
    checked_by: str = ""
    note: str = ""
    expires_on: str = ""
    declared_by: str = ""
    recorded_by: str = ""
    evidence_sha256: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.id, "a copy line names its copy")
        require(self.claim in set(Claim), f"copy {self.id}: unknown claim")
        if self.checked_at:
            as_time(self.checked_at, "CopyLine.checked_at")
        if self.claim == Claim.EXPIRES_ON:
            as_date(self.expires_on, f"copy {self.id}: expires_on")
        elif self.claim == Claim.VERIFIED_ABSENT:
            require(self.checked_at and self.checked_by, f"copy {self.id}: absent needs who checked and when")
        elif self.claim == Claim.ATTESTED:
            who = self.declared_by or self.holder
            require(who and self.evidence, f"copy {self.id}: attested by whom, with what?")
        elif self.claim == Claim.NOT_VERIFIED:
            require(self.note or self.evidence, f"copy {self.id}: not verified needs a reason")

    def open_at(self, moment: datetime) -> bool:
        """Whether the copy may still be readable: its last day must have passed entirely."""
        if self.claim == Claim.EXPIRES_ON:
            return as_date(self.expires_on, "expires_on") >= moment.date()
        return self.claim == Claim.NOT_VERIFIED


@dataclass(frozen=True)
class Residue(Record):
    """The scan for wrapped keys left behind; `files` is 0 when it was not run."""

    files: int = 0
    bytes: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        require(min(self.files, self.bytes, self.hits) >= 0, "a residue scan's counts are not negative")
        require(self.files or not self.hits, "a residue scan that was not run has no hits")


@dataclass(frozen=True)
class KeyEnd(Record):
    """The data keys retired, and the key-encryption key that wrapped them."""

    retired: tuple[str, ...] = ()
    kek_retired: str = ""
    rotated_at: str = ""
    residue: Residue = Residue()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.rotated_at:
            as_time(self.rotated_at, "KeyEnd.rotated_at")

    @property
    def ended(self) -> bool:
        """Whether `key-destroyed` may be said: keys retired, their wrapping key rotated, residue searched."""
        return bool(self.retired and self.kek_retired and self.rotated_at and self.residue.files)


@dataclass(frozen=True)
class Gap(Record):
    """Something that was not checked, and why."""

    what: str
    why: str

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.what and self.why, "what was not checked is named, with the reason")


def identities_left(
    samples: tuple[SampleLine, ...],
    copies: tuple[CopyLine, ...],
    kept: tuple[KeptLine, ...],
    keys: KeyEnd,
) -> tuple[str, ...]:
    """Where identities may remain although a rest is kept: every other sample, and the deal's keys, ended."""
    if not kept:
        return ()
    rest = {line.sample for line in kept}
    ended = {line.id for line in copies if line.claim == Claim.KEY_DESTROYED}
    others = [one.id for one in samples if one.id not in rest]
    found = [f"sample {name} is not shown to have ended" for name in others if f"vault/{name}" not in ended]
    lent = [one.id for one in samples if one.id in rest and one.kind == "lent"]
    found += [f"sample {name} is kept as it was lent" for name in lent]
    found += [f"sample {name} is not of this deal" for name in sorted(rest - {one.id for one in samples})]
    if not keys.ended:
        found.append("the deal's key is not shown to be retired, rotated and searched for")
    return tuple(found)


def obstacles(copies: tuple[CopyLine, ...], keys: KeyEnd, issued_at: str) -> tuple[str, ...]:
    """Why a certificate issued at `issued_at` can't be final: ids and fixed words; empty when it can."""
    moment = as_time(issued_at, "issued_at")
    found = [f"copy {line.id} is {line.claim}" for line in copies if line.open_at(moment)]
    if keys.residue.hits:
        found.append("the residue scan found wrapped keys")
    if not keys.ended and any(line.claim == Claim.KEY_DESTROYED for line in copies):
        found.append("keys are not shown to be retired, rotated and searched for")
    return tuple(found)


@dataclass(frozen=True)
class Certificate(Record):
    """What was destroyed, how it was checked, what could not be checked, who answers for it.

    A final certificate can't be built while a copy may still be readable, nor while identities remain beside
    what is `kept`. `mode_by` is who at the provider chose how the data ends, or that nobody did;
    `handed_to` took a won deal's data over; `returned` names the records of returns, `extended`
    the days between which the end of the trial moved. `verify_command` is what
    the reader types to check the signature; when empty the views print `ssh-keygen -Y check-novalidate`.
    """

    id: str
    kind: str  # final, interim
    issued_at: str
    deal: str
    provider: str
    contact: str
    purpose: str
    agreement: str
    legal_basis: str
    outcome: str
    trial_ends: str
    due_on: str
    destroyed_at: str
    days_late: int
    samples: tuple[SampleLine, ...]
    copies: tuple[CopyLine, ...]
    keys: KeyEnd
    hunted: str
    not_verified: tuple[Gap, ...]
    keystore: str
    requested_by: str
    carried_out_by: str
    verified_by: str
    tool: str
    anchor: str
    signer: str
    method: str = METHOD_ERASE
    disposal: str = DESTROYED
    mode: str = ERASE
    mode_by: str = BY_DEFAULT
    mode_at: str = ""
    mode_recorded_by: str = ""
    kept: tuple[KeptLine, ...] = ()
    grace_until: str = ""
    handed_to: str = ""
    handed_at: str = ""
    handover: str = ""
    returned: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    verify_command: str = ""
    schema: str = SCHEMA

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.schema == SCHEMA, "a certificate of another schema")
        require(self.kind in {"final", "interim"}, "a certificate is final or interim")
        require(self.keystore in KEYSTORES, "unknown kind of key store")
        require(self.id and self.deal and self.carried_out_by and self.hunted, "a certificate misses a name")
        require(self.days_late >= 0, "days_late is not negative")
        check_anchor(self.anchor)
        require(self.signer.startswith("SHA256:"), "signer is the SHA256 fingerprint of a key")
        as_date(self.trial_ends, "trial_ends")
        as_date(self.due_on, "due_on")
        as_time(self.issued_at, "issued_at")
        if self.destroyed_at:
            as_time(self.destroyed_at, "destroyed_at")
        ids = [line.id for line in self.copies]
        require(len(ids) == len(set(ids)), "a copy has one line")
        self._require_ends()
        if self.kind == "final":
            self._require_closed()

    def _require_ends(self) -> None:
        require(self.mode in {ERASE, KEEP_REST}, "data ends by erase or anonymise-rest")
        require(not self.kept or self.mode == KEEP_REST, "nothing is kept where all was to be erased")
        require(not self.kept or self.mode_by not in {"", BY_DEFAULT}, "nothing is kept by default")
        rest = [line.sample for line in self.kept]
        require(len(rest) == len(set(rest)), "a kept sample has one line")
        for name in ("mode_at", "handed_at"):
            if getattr(self, name):
                as_time(getattr(self, name), name)
        if self.grace_until:
            as_date(self.grace_until, "grace_until")

    def _require_closed(self) -> None:
        found = obstacles(self.copies, self.keys, self.issued_at)
        found += identities_left(self.samples, self.copies, self.kept, self.keys)
        require(not found, "a final certificate can't be built: " + "; ".join(found[:3]))
        require(self.copies or not self.samples, "a final certificate can't be built: no copy is named")
        require(self.destroyed_at, "a final certificate says when the data was destroyed")
        ended, issued = as_time(self.destroyed_at, "destroyed_at"), as_time(self.issued_at, "issued_at")
        require(ended <= issued, "a certificate is issued after the destruction")

    @property
    def second_person(self) -> bool:
        """Whether someone other than the person who carried it out verified it."""
        return self.verified_by not in {"", NOBODY, self.carried_out_by}


def check_anchor(anchor: str) -> None:
    """A ledger anchor is `seq:hash`: a decimal number and lower-case hexadecimal digits."""
    number, _, digest = anchor.partition(":")
    hexadecimal = bool(digest) and set(digest) <= set("0123456789abcdef")
    require(number.isascii() and number.isdigit() and hexadecimal, "an anchor is seq:hash")
