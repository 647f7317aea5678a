"""Reading a delivered zip without trusting it: scan it whole, then stream its members.

Nothing is written to disk here and nothing is extracted by name. Only errors of `sampler.errors` leave.
"""

import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, cast

from sampler.errors import IntegrityError, PassphraseError, SamplerError
from sampler.ingest.inflate import MemberReader, Slice, Source
from sampler.ingest.prescan import DEFLATED, Limits, Member, scan_zip
from sampler.ingest.winzip_aes import ClearView, Keys, Sealed
from sampler.ingest.zipcrypto import ZipCryptoReader

__all__ = ["Limits", "Member", "open_members", "scan_zip"]

_BUFFER = 1 << 18
_PROBE = 1 << 16
_Opener = Callable[[], Source]


def open_members(
    stream: BinaryIO, members: Iterable[Member], passphrase: bytes | None
) -> Iterator[tuple[Member, BinaryIO]]:
    """Stream the files among `members`, which `scan_zip` gave for the same `stream`; skip directories.

    The passphrase is tried on every encrypted member before the first is given. An AES member is
    authenticated before its first byte comes out. All others carry a checksum at most: **treat what was read
    as untrusted until the member has been read to its end**, because a difference shows only there.

    Raises:
        PassphraseError: it is missing or opens not all of the members.
        IntegrityError: a member was changed since it was packed.
        HostileArchiveError: a member unpacks to something else than the archive declared.
        UnreadableError: a member can't be unpacked.
    """
    files = [member for member in members if not member.is_dir]
    sealed = [member for member in files if member.protection != "none"]
    if sealed and passphrase is None:
        raise PassphraseError(f"the archive is encrypted: entry {sealed[0].number} needs a passphrase")
    openers = _openers(stream, files, candidates(passphrase or b""))
    return _streams(stream, files, openers)


def _streams(
    stream: BinaryIO, files: Sequence[Member], openers: dict[int, _Opener]
) -> Iterator[tuple[Member, BinaryIO]]:
    for member in files:
        plain = Slice(stream, member.span.start, member.span.packed)
        opener = openers.get(member.number)
        yield member, _reader(member, opener() if opener else plain)


def _reader(member: Member, source: Source) -> BinaryIO:
    raw = MemberReader(
        source,
        number=member.number,
        size=member.size,
        crc=member.span.crc,
        deflated=member.span.method == DEFLATED,
    )
    return cast("BinaryIO", io.BufferedReader(raw, _BUFFER))


def candidates(passphrase: bytes) -> tuple[bytes, ...]:
    """List the bytes that other systems may have made of a passphrase: as given, composed, then cp437."""
    try:
        text = unicodedata.normalize("NFC", passphrase.decode("utf-8"))
    except UnicodeDecodeError:
        return (passphrase,)
    tries = [passphrase, text.encode("utf-8")]
    try:
        tries.append(text.encode("cp437"))
    except UnicodeEncodeError:
        return tuple(dict.fromkeys(tries))
    return tuple(dict.fromkeys(tries))


def _openers(stream: BinaryIO, files: Sequence[Member], tries: Sequence[bytes]) -> dict[int, _Opener]:
    """Unlock every encrypted member, so that a wrong passphrase shows before anything is read."""
    openers: dict[int, _Opener] = {}
    legacy = [member for member in files if member.protection == "zipcrypto"]
    if legacy:
        right = _legacy_passphrase(stream, legacy, tries)
        for member in legacy:
            openers[member.number] = _legacy_opener(stream, member, right)
    for member in files:
        if member.protection.startswith("aes-"):
            openers[member.number] = _aes_opener(stream, member, tries)
    return openers


def _aes_opener(stream: BinaryIO, member: Member, tries: Sequence[bytes]) -> _Opener:
    sealed = Sealed(member.span.start, member.span.packed, member.span.strength)
    keys = sealed.unlock(stream, tries)
    if keys is None:
        raise PassphraseError(f"the passphrase does not open entry {member.number}")
    return lambda: authenticated(stream, sealed, keys, member.number)


def authenticated(stream: BinaryIO, sealed: Sealed, keys: Keys, number: int) -> ClearView:
    """Give the clear bytes of an AES entry, after checking that none was changed."""
    if not sealed.authentic(stream, keys):
        raise IntegrityError(f"entry {number} is not what was packed: its authentication code differs")
    return ClearView(stream, sealed, keys)


def _legacy_opener(stream: BinaryIO, member: Member, passphrase: bytes) -> _Opener:
    return lambda: ZipCryptoReader(stream, member.span.start, member.span.packed, passphrase)


def _legacy_passphrase(stream: BinaryIO, legacy: Sequence[Member], tries: Sequence[bytes]) -> bytes:
    """Find the passphrase that fits every member's check byte and unpacks the start of the smallest."""
    smallest = min(legacy, key=lambda member: member.span.packed)
    wrong = legacy[0].number
    for passphrase in tries:
        misfit = next((m.number for m in legacy if not _fits(stream, m, passphrase)), None)
        if misfit is None and _unpacks(stream, smallest, passphrase):
            return passphrase
        wrong = misfit or smallest.number
    raise PassphraseError(
        f"the passphrase does not open entry {wrong}",
        "a damaged legacy zip looks the same as a wrong passphrase",
    )


def _fits(stream: BinaryIO, member: Member, passphrase: bytes) -> bool:
    reader = ZipCryptoReader(stream, member.span.start, member.span.packed, passphrase)
    return reader.check_byte == member.span.check_byte


def _unpacks(stream: BinaryIO, member: Member, passphrase: bytes) -> bool:
    """Unpack the start of a member: one wrong passphrase in 256 fits the check byte."""
    try:
        with _reader(member, _legacy_opener(stream, member, passphrase)()) as probe:
            probe.read(_PROBE)
    except SamplerError:
        return False
    return True
