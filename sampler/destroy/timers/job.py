"""What a timer runs: one command, its environment and its hour, whatever the system that runs it."""

from dataclasses import dataclass
from pathlib import Path

from sampler.errors import UsageError

WHAT = "sampler enforce: destroy what is due, certify it, say what is late"
AFTER = "15min"  # at most this long after its hour, so that a fleet does not start at once
LAST_HOUR, LAST_MINUTE = 23, 59


@dataclass(frozen=True, slots=True)
class Job:
    """One home's daily run. Every word may hold spaces, quotes, `%` and `&`; no control character.

    `folder` is where it runs: the folder of a project file `sampler.toml`, or empty for anywhere.
    """

    name: str
    program: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    folder: str
    hour: int
    minute: int

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= LAST_HOUR and 0 <= self.minute <= LAST_MINUTE):
            raise UsageError("--at takes an hour of the day", "--at 09:30")
        words = (*self.program, *(part for pair in self.environment for part in pair), self.folder)
        if any(_unwritable(word) for word in words):
            raise UsageError(
                "a path with a line break or a character that is not Unicode can't stand in a timer's unit",
                "give that folder another name",
            )


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One file that the system reads, and where it looks for it; empty for what a program takes in."""

    path: Path | None
    text: str


def _unwritable(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return True
    return any(ord(char) < ord(" ") or char in "\x7f\x85\u2028\u2029" for char in word)
