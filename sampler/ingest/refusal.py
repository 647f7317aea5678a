"""The words in which an archive is turned away: stable codes, entry numbers, never a name.

A name inside an archive may be a value of the sample, so every message counts entries from 1, in the
order of the central directory.
"""

from typing import NoReturn

from sampler.errors import HostileArchiveError, UnreadableError

_HINTS = {
    "unsupported-method": "only stored and deflate are read: ask for an ordinary zip",
    "strong-encryption": "only AES (WinZip) and ZipCrypto are read: ask for an AES-256 zip",
    "multi-disk": "ask for the archive in one file",
    "mixed-protection": "some entries are encrypted, some are not: ask for the archive again, all encrypted",
    "prepended-bytes": "self-extracting archives are refused: ask for an ordinary zip",
    "backslash": "the archive was made by a tool that writes '\\' between folders: ask for an ordinary zip",
    "too-many-entries": "ask for several archives",
    "too-large": "ask for several archives",
    "total-too-large": "ask for several archives",
}


def refuse(code: str, number: int | None = None) -> NoReturn:
    """Refuse the whole archive for `code`, at entry `number` if one is to blame."""
    where = "" if number is None else f", entry {number}"
    hint = _HINTS.get(code)
    raise HostileArchiveError(f"archive refused: {code}{where}", *([hint] if hint else []))


def cut_short() -> NoReturn:
    """Say that the archive ends before its structure does."""
    raise UnreadableError("the zip is cut short or damaged", "ask for the delivery again")
