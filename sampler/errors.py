"""One tree of expected errors: each has a slug, an exit code and hints; anything else is a bug.

A message names ids, columns and rows, never a cell value; lower case, one line, no full stop. Whoever
catches a library's exception raises one of these `from None`: most libraries put the value in theirs.
"""

import errno
from typing import ClassVar


class SamplerError(Exception):
    """Something sampler expects to go wrong, with what to do about it.

    `message` may name ids, columns and rows, never a value of the sample. Hints are commands or facts.
    """

    slug: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = hints


class UsageError(SamplerError):
    """The command's words or a configuration value are off."""

    slug, exit_code = "usage", 2


class RecipeError(UsageError):
    """The recipe can't be followed: unknown key, unknown operator, uncovered column."""

    slug = "recipe"


class AnswerIsNoError(SamplerError):
    """The command worked and its answer is no."""

    slug, exit_code = "no", 3


class SurvivorsError(AnswerIsNoError):
    """The leak audit found originals in the output; the sample can't be packed."""

    slug = "survivors"


class OverdueError(AnswerIsNoError):
    """Something should have been destroyed by now."""

    slug = "overdue"


class MismatchError(AnswerIsNoError):
    """A verification compared two things and they differ."""

    slug = "mismatch"


class NotFoundError(SamplerError):
    """No such deal, sample, copy, file or home."""

    slug, exit_code = "not-found", 4


class UnreadableError(SamplerError):
    """The input can't be read as what it claims to be."""

    slug, exit_code = "unreadable", 4


class HostileArchiveError(UnreadableError):
    """The archive is ambiguous or dangerous; it is refused whole."""

    slug = "hostile-archive"


class PassphraseError(UnreadableError):
    """The passphrase is wrong or missing."""

    slug = "passphrase"


class ServerDownError(UnreadableError):
    """A database server does not answer, or ended the connection."""

    slug = "server-down"


class LockedError(UnreadableError):
    """The home is in use, or its key store can't be unlocked."""

    slug = "locked"


class MissingExtraError(UnreadableError):
    """The work needs an optional part that is not installed."""

    slug = "missing-extra"


class NoSpaceError(UnreadableError):
    """The disk is full or the file can't be written; nothing half-written stays."""

    slug = "no-space"


class NoMemoryError(UnreadableError):
    """This process could not have the memory it asked for."""

    slug = "no-memory"


class WorkerLostError(UnreadableError):
    """Worker processes died over the same piece of work, most likely for want of memory; nothing was kept."""

    slug = "worker-lost"


class RefusedError(SamplerError):
    """The policy does not allow the act; the message names the rule."""

    slug, exit_code = "refused", 5


class IntegrityError(SamplerError):
    """Stored bytes are not what they were: changed, cut or swapped."""

    slug, exit_code = "integrity", 6


class LedgerError(IntegrityError):
    """The ledger does not verify, or differs from the registry."""

    slug = "ledger"


class IncompleteError(SamplerError):
    """Part is done and recorded; the rest has a name."""

    slug, exit_code = "incomplete", 7


class InterimError(IncompleteError):
    """Destruction ended with something unverified: the certificate is interim."""

    slug = "interim"


class ErasedNotCertifiedError(IncompleteError):
    """Copies are erased and journalled; the certificate waits for the key store."""

    slug = "erased-not-certified"


def from_system(error: OSError | MemoryError) -> SamplerError:
    """What the system says went wrong, by its number; its words hold paths."""
    if isinstance(error, MemoryError):
        return NoMemoryError(
            "there is not enough memory; nothing half-written was kept",
            "close other programs or set SAMPLER_WORKERS=1, then run again",
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoSpaceError(
            "the disk is full; nothing half-written was kept", "free some space, then run again"
        )
    if error.errno == errno.EISDIR:
        return UnreadableError("a folder was given where a file is read", "name the file itself")
    name = errno.errorcode.get(error.errno or 0, "EIO")
    return UnreadableError(
        f"a file could not be read or written ({name})", "check permissions and the medium, then run again"
    )


def every_error() -> tuple[type[SamplerError], ...]:
    """All error classes of the tree, for the manual and its test."""
    found: list[type[SamplerError]] = []
    queue: list[type[SamplerError]] = [SamplerError]
    while queue:
        kind = queue.pop(0)
        found.append(kind)
        queue.extend(kind.__subclasses__())
    return tuple(found)
