"""What arrives: a file, a folder or a zip, as named streams that are read once, never extracted to disk."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sampler.custody.copies import walk
from sampler.errors import HostileArchiveError, NotFoundError, PassphraseError, UnreadableError
from sampler.ingest.archive import open_members, scan_zip

ZIP_MAGIC = b"PK\x03\x04"
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".mbz")
MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery before it is read: how it is packed and protected, its parts' count and clear size."""

    source: Path
    form: str  # file | folder | zip
    protection: str  # none | zipcrypto | aes-128 | aes-192 | aes-256
    parts: int
    size: int


Passphrase = Callable[[], bytes]


def weaknesses(protection: str) -> tuple[str, ...]:
    """What is weak about how a delivery travelled, in fixed words."""
    if protection == "zipcrypto":
        return ("legacy zip encryption: it can be broken with a few known bytes",)
    return ("not encrypted in itself",) if protection == "none" else ()


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
    if not is_archive(source):
        return Delivery(source, "file", "none", 1, source.stat().st_size)
    with source.open("rb") as stream:
        members = [member for member in scan_zip(stream) if not member.is_dir]
    if not members:
        raise UnreadableError("the archive is empty")
    protections = {member.protection for member in members}
    weakest = next(p for p in ("none", "zipcrypto", "aes-128", "aes-192", "aes-256") if p in protections)
    return Delivery(source, "zip", weakest, len(members), sum(member.size for member in members))


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
    if delivery.form == "zip":
        with delivery.source.open("rb") as stream:
            yield _members(delivery, stream, passphrase)
    else:
        files = list(walk(delivery.source)) if delivery.form == "folder" else [delivery.source]
        root = delivery.source if delivery.form == "folder" else delivery.source.parent
        yield _files(root, files)


def _members(delivery: Delivery, stream: BinaryIO, ask: Passphrase | None) -> Iterator[tuple[str, BinaryIO]]:
    secret = None
    if delivery.protection != "none":
        if ask is None:
            raise PassphraseError(
                "the archive is encrypted and no passphrase was given",
                "--password-file FILE, --password-command COMMAND, or run it on a terminal to be asked",
            )
        secret = ask()
    members = tuple(member for member in scan_zip(stream) if not member.is_dir)
    for member, content in open_members(stream, members, secret):
        yield member.name, content


def _files(root: Path, files: list[Path]) -> Iterator[tuple[str, BinaryIO]]:
    for path in files:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            yield path.relative_to(root).as_posix(), stream
