"""The ledger: what was done, chained by hashes and signed; a printed head catches a cut tail.

    body hash = SHA-256(salt(16) | body)
    hash      = SHA-256("sampler-ledger-v1" 0x00 | chain id(16) | u64 seq | prev(32) | body hash)
    signature = Ed25519("sampler-ledger-sig-v1" 0x00 | hash)

seq counts from 1, big-endian; the first prev is 32 zero bytes. A body is canonical JSON (RFC 8785) and
holds ids and words of closed vocabularies. Its `changes` are the state change itself, so replaying the
bodies must give the tables; its `sealed` are salted digests of redactable details.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sampler.errors import LedgerError, MismatchError, UsageError

CHAIN_PREFIX = b"sampler-ledger-v1\0"
SIGNATURE_PREFIX = b"sampler-ledger-sig-v1\0"
GENESIS = bytes(32)
MIN_ANCHOR = 12

State = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored event: the chained part and its body."""

    seq: int
    prev: bytes
    body_hash: bytes
    hash: bytes
    signature: bytes
    salt: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last event; printed as `seq:hash` on every receipt, manifest, certificate and report."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"


def body_digest(salt: bytes, body: bytes) -> bytes:
    """The salted digest by which an entry names its body."""
    return hashlib.sha256(salt + body).digest()


def entry_hash(chain_id: bytes, seq: int, prev: bytes, body_hash: bytes) -> bytes:
    """The hash of an entry, which the next one carries as `prev`."""
    return hashlib.sha256(CHAIN_PREFIX + chain_id + seq.to_bytes(8, "big") + prev + body_hash).digest()


def signed_bytes(digest: bytes) -> bytes:
    """What the signature of an entry covers."""
    return SIGNATURE_PREFIX + digest


def check_chain(
    entries: Iterable[Entry], chain_id: bytes, public_key: bytes, *, every: bool = True
) -> Iterator[Entry]:
    """Pass each entry on once its place, body, hash and signature are right.

    Without `every` only the last signature is checked, after the last entry was passed on.

    Raises:
        LedgerError: at the first entry that is not what was appended.
    """
    signer = Ed25519PublicKey.from_public_bytes(public_key)
    prev, expected = GENESIS, 1
    last: Entry | None = None
    for entry in entries:
        if entry.seq != expected or entry.prev != prev:
            raise broken(expected, "an event is missing or out of place")
        if entry.body_hash != body_digest(entry.salt, entry.body):
            raise broken(entry.seq, "its body was changed")
        if entry.hash != entry_hash(chain_id, entry.seq, prev, entry.body_hash):
            raise broken(entry.seq, "its hash does not follow from the event before")
        if every:
            _check_signature(signer, entry)
        yield entry
        prev, expected, last = entry.hash, entry.seq + 1, entry
    if last is not None and not every:
        _check_signature(signer, last)


def _check_signature(signer: Ed25519PublicKey, entry: Entry) -> None:
    try:
        signer.verify(entry.signature, signed_bytes(entry.hash))
    except InvalidSignature:
        raise broken(entry.seq, "its signature is not by this home's key") from None


def broken(seq: int, why: str) -> LedgerError:
    """The error that names the event."""
    return LedgerError(
        f"ledger is broken at event {seq}: {why}", "restore the registry from its last backup and compare"
    )


def replay(body: Mapping[str, Any], state: State, sealed: dict[str, str | None]) -> None:
    """Apply one event's changes to `state` and its seals to `sealed`; a redacted seal becomes None."""
    for table, row_id, columns in body["changes"]:
        state.setdefault(table, {}).setdefault(row_id, {}).update(columns)
    sealed.update(body.get("sealed", {}))
    sealed.update(dict.fromkeys(body.get("redacted", ())))


def parse_anchor(text: str) -> tuple[int, str]:
    """Read `SEQ:HASH`; a hash may be cut to 12 digits or more.

    Raises:
        UsageError: it has another form.
    """
    seq, colon, digest = text.strip().partition(":")
    digest = digest.lower()
    if not (colon and seq.isascii() and seq.isdecimal() and MIN_ANCHOR <= len(digest) <= len(GENESIS) * 2):
        raise UsageError("an anchor is SEQ:HASH with at least 12 digits of the hash, as printed on receipts")
    if set(digest) - set("0123456789abcdef"):
        raise UsageError("an anchor is SEQ:HASH with a hexadecimal hash, as printed on receipts")
    return int(seq), digest


def check_anchor(anchor: tuple[int, str], hashes: Mapping[int, bytes], last: int) -> None:
    """Compare a printed head with the ledger.

    Raises:
        MismatchError: the ledger is shorter, or has another event there.
    """
    seq, digest = anchor
    if seq > last:
        raise MismatchError(
            f"the ledger ends at event {last}, before the anchor's event {seq}: its end was cut"
        )
    if seq not in hashes or not hashes[seq].hex().startswith(digest):
        raise MismatchError(f"event {seq} of the ledger is not the one of the anchor: it was rewritten")
