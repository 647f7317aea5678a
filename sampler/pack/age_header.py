"""The header of an age file (age-encryption.org/v1), read before anything is decrypted.

A pack has exactly one stanza: it is for one person. A scrypt stanza names its own cost, and a reader that
obeys it can be made to work for minutes and gigabytes: more than 2^20 is refused.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO

from sampler.errors import IntegrityError, UnreadableError

VERSION = b"age-encryption.org/v1\n"
MOST_WORK = 20
LONGEST_HEADER = 64 * 1024
CHUNK, TAG, NONCE = 64 * 1024, 16, 16
TAG_BYTES = 4
ARGUMENT = re.compile(r"[!-~]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way in: its type and arguments."""

    kind: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The stanzas of an age file, and how many bytes the header takes."""

    stanzas: tuple[Stanza, ...]
    length: int


def is_age(stream: BinaryIO) -> bool:
    """Say whether a file begins like an age file."""
    found = stream.read(len(VERSION)) == VERSION
    stream.seek(0)
    return found


def read_header(stream: BinaryIO) -> Header:
    """Read the header from the beginning of a file and go back there.

    Raises:
        UnreadableError: it is no age file, or its header is cut or damaged.
    """
    data = stream.read(LONGEST_HEADER)
    stream.seek(0)
    end = data.find(b"\n---")
    stop = data.find(b"\n", end + 1)
    if not data.startswith(VERSION) or end < 0 or stop < 0:
        raise UnreadableError("this is not an age pack, or it is cut")
    lines = data[len(VERSION) : end].decode("ascii", "replace").split("\n")
    stanzas = [_stanza(line) for line in lines if line.startswith("-> ")]
    if (
        not lines
        or not lines[0].startswith("-> ")
        or not re.fullmatch(rb"\n--- [A-Za-z0-9+/]{43}", data[end:stop])
    ):
        raise UnreadableError("the pack's header is damaged")
    return Header(tuple(stanzas), stop + 1)


def _stanza(line: str) -> Stanza:
    kind, *arguments = line.removeprefix("-> ").split(" ")
    if not all(ARGUMENT.fullmatch(word) for word in (kind, *arguments)):
        raise UnreadableError("the pack's header is damaged")
    return Stanza(kind, tuple(arguments))


def only_stanza(header: Header) -> Stanza:
    """The one stanza of a pack, cheap enough to be tried.

    Raises:
        IntegrityError: the pack opens for several people, or for nobody.
        UnreadableError: opening it would cost more than is reasonable.
    """
    if len(header.stanzas) != 1:
        raise IntegrityError(
            f"the pack opens for {len(header.stanzas)} keys; a pack is for exactly one person",
            "ask the sender for a pack of your own",
        )
    stanza = header.stanzas[0]
    if stanza.kind == "scrypt" and not _cheap(stanza):
        raise UnreadableError(
            f"the pack asks for a passphrase work factor above {MOST_WORK}",
            "ask the sender for a pack that sampler made",
        )
    return stanza


def _cheap(stanza: Stanza) -> bool:
    work = stanza.arguments[-1] if len(stanza.arguments) == 2 else ""  # noqa: PLR2004 - salt and work factor
    return work.isascii() and work.isdecimal() and len(work) <= 2 and int(work) <= MOST_WORK  # noqa: PLR2004 - no padding
