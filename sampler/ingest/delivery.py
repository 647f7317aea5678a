"""What arrives: a file, a folder, a zip or an e-mail, as named streams, never extracted to disk."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sampler.custody.copies import walk
from sampler.errors import HostileArchiveError, NotFoundError, PassphraseError, UnreadableError
from sampler.ingest.archive import open_members, scan_zip
from sampler.ingest.mail import Mail, Part, read_mail
from sampler.ingest.prescan import Member

ZIP_MAGIC = b"PK\x03\x04"
MAIL, OUTLOOK = ".eml", ".msg"
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".mbz")
MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery before it is read: how it is packed and protected, its parts' count and clear size."""

    source: Path
    form: str  # file | folder | zip | mail
    protection: str  # none | zipcrypto | aes-128 | aes-192 | aes-256
    parts: int
    size: int
    mail: Mail | None = None


PROTECTIONS = ("none", "zipcrypto", "aes-128", "aes-192", "aes-256")  # the weakest first
Passphrase = Callable[[], bytes]


def weaknesses(protection: str, hops_in_clear: int = 0) -> tuple[str, ...]:
    """What is weak about how a delivery travelled, in fixed words."""
    found = []
    if protection == "zipcrypto":
        found.append("legacy zip encryption: it can be broken with a few known bytes")
    if protection == "none":
        found.append("not encrypted in itself")
    if hops_in_clear:
        found.append("carried between mail servers without TLS")
    return tuple(found)


def inspect(source: Path) -> Delivery:
    """Look at a delivery; an archive is scanned whole.

    Raises:
        NotFoundError: it is not there.
        UnreadableError: it is empty, of an archive format that is not read, or not a plain file or folder.
        HostileArchiveError: the archive is refused.
    """
    if not source.exists():
        raise NotFoundError("the delivery is not there")
    if source.is_dir():
        files = list(walk(source))
        if any(not path.is_file() or path.is_symlink() for path in files):
            raise HostileArchiveError(
                "the folder holds links or special files", "copy the real files into it"
            )
        if not 0 < len(files) <= MAX_FILES:
            raise UnreadableError(
                "the folder is empty" if not files else "the folder holds more than 10,000 files"
            )
        return Delivery(source, "folder", "none", len(files), sum(path.stat().st_size for path in files))
    if not source.is_file():
        raise UnreadableError("the delivery is neither a file nor a folder")
    if source.suffix.casefold() == OUTLOOK:
        raise UnreadableError("Outlook's .msg files are not read", "save the message as .eml and try again")
    if source.suffix.casefold() == MAIL:
        return _inspect_mail(source)
    if not is_archive(source):
        return Delivery(source, "file", "none", 1, source.stat().st_size)
    with source.open("rb") as stream:
        members = [member for member in scan_zip(stream) if not member.is_dir]
    if not members:
        raise UnreadableError("the archive is empty")
    weakest = _weakest({member.protection for member in members})
    return Delivery(source, "zip", weakest, len(members), sum(member.size for member in members))


def _weakest(protections: set[str]) -> str:
    return next(protection for protection in PROTECTIONS if protection in protections)


def _inspect_mail(source: Path) -> Delivery:
    """A message's parts are the delivery; an archive among them counts as what is in it."""
    mail = read_mail(source)
    protections, count, size = set(), 0, 0
    for part in mail.parts:
        members = _zip_of(part)
        protections |= {member.protection for member in members} if members else {"none"}
        count += len(members) if members else 1
        size += sum(member.size for member in members) if members else len(part.data)
    if not count:
        raise UnreadableError("the message has neither attachments nor text")
    return Delivery(source, "mail", _weakest(protections), count, size, mail)


def _zip_of(part: Part) -> tuple[Member, ...]:
    """The files of an attached zip; empty when the part is no archive.

    Raises:
        UnreadableError: it is an archive of another kind, or refused.
    """
    suffix = os.path.splitext(part.name)[1].casefold()  # noqa: PTH122 - a name of others, not a path
    if suffix not in ARCHIVES and not (not suffix and part.data.startswith(ZIP_MAGIC)):
        return ()
    return tuple(member for member in scan_zip(io.BytesIO(part.data)) if not member.is_dir)


def is_archive(source: Path) -> bool:
    """Say whether the delivery is to be opened as an archive: by its name, else by its first bytes.

    A workbook or a Moodle backup in zip form is a file of the delivery, not the delivery's archive.
    """
    if source.suffix.casefold() in ARCHIVES:
        return True
    with source.open("rb") as stream:
        return not source.suffix and stream.read(len(ZIP_MAGIC)) == ZIP_MAGIC


@contextmanager
def reading(delivery: Delivery, passphrase: Passphrase | None) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """Give each part's original name and its stream, in a fixed order.

    What a stream gave is trusted only once it has been read to its end without an error: a zip's
    checksum stands behind the bytes.
    """
    if delivery.mail is not None:
        yield _mail_parts(delivery.mail, passphrase)
    elif delivery.form == "zip":
        with delivery.source.open("rb") as stream:
            yield _members(delivery, stream, passphrase)
    else:
        files = list(walk(delivery.source)) if delivery.form == "folder" else [delivery.source]
        root = delivery.source if delivery.form == "folder" else delivery.source.parent
        yield _files(root, files)


def _mail_parts(mail: Mail, ask: Passphrase | None) -> Iterator[tuple[str, BinaryIO]]:
    secret: bytes | None = None
    for number, part in enumerate(mail.parts, 1):
        folder = "" if len(mail.parts) == 1 else f"{number}/"
        members = _zip_of(part)
        if not members:
            yield f"{folder}{part.name}", io.BytesIO(part.data)
            continue
        if secret is None and any(member.protection != "none" for member in members):
            secret = _secret(ask)
        for member, content in open_members(io.BytesIO(part.data), members, secret):
            yield f"{folder}{member.name}", content


def _secret(ask: Passphrase | None) -> bytes:
    if ask is None:
        raise PassphraseError(
            "the archive is encrypted and no passphrase was given",
            "--password-file FILE, --password-command COMMAND, or run it on a terminal to be asked",
        )
    return ask()


def _members(delivery: Delivery, stream: BinaryIO, ask: Passphrase | None) -> Iterator[tuple[str, BinaryIO]]:
    secret = None if delivery.protection == "none" else _secret(ask)
    members = tuple(member for member in scan_zip(stream) if not member.is_dir)
    for member, content in open_members(stream, members, secret):
        yield member.name, content


def _files(root: Path, files: list[Path]) -> Iterator[tuple[str, BinaryIO]]:
    for path in files:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            yield path.relative_to(root).as_posix(), stream
