"""Strike one command at one system call, then hold the world against the invariants.

After the blow: what always holds is looked at; the next command recovers; recovering again changes nothing;
the same command can then be run to its end, or was done.
"""

import errno
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from durable import WAYS, Cut, Disk
from invariants import ALWAYS, SETTLED, look, violations
from seccomp import Call
from stages import CANARY, DONE, ELSE, RECOVER, STAGES, Said, World

LOG = "home/registry.sqlite3-wal"
FULL = "full"  # the disk is full from this call on, until the command ends; the others happen once
FAULTS = {
    "kill": None,
    "EIO": errno.EIO,
    "ENOSPC": errno.ENOSPC,
    "EACCES": errno.EACCES,
    FULL: errno.ENOSPC,
}
TAKING_SPACE = frozenset({"write", "pwrite64", "openat", "mkdir", "fallocate", "copy"})
ENDS = {0, 4, 7}  # done, unreadable or no space, incomplete: what a failing disk may end in


@dataclass(frozen=True)
class Point:
    """The `number`-th call of a command that changes something in the world, from 0."""

    number: int
    kind: str
    path: str


@dataclass
class Blow:
    """Lets calls pass until the chosen one, which fails or kills; notes what it saw."""

    work: str
    number: int = -1
    fault: int | None = 0
    lasting: bool = False
    points: list[Point] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __call__(self, call: Call) -> int | None:
        """Decide on one call."""
        if not call.path.startswith(f"{self.work}/"):
            return 0
        if not call.main:
            self.strangers.append(f"{call.kind} {call.path}")
            return 0
        self.points.append(Point(len(self.points), call.kind, call.path[len(self.work) + 1 :]))
        index = len(self.points) - 1
        if self.lasting and index > self.number:
            return self.fault if call.kind in TAKING_SPACE else 0
        return self.fault if index == self.number else 0

    @property
    def met(self) -> bool:
        """Whether the chosen call was made."""
        return len(self.points) > self.number


def trace(world: World, stage: str) -> list[Point]:
    """Run a stage's command undisturbed and list its calls."""
    world.put(world.saved(stage))
    blow = Blow(str(world.work))
    said = world.command(STAGES[stage], blow)
    assert said.code == 0, said.words
    assert not blow.strangers, blow.strangers
    return blow.points


def strike(world: World, stage: str, number: int, fault: str) -> list[str]:
    """What does not hold when a stage's command meets a fault at its `number`-th call; -1 is no fault."""
    world.put(world.saved(stage))
    return struck(world, stage, number, fault)


def struck(world: World, stage: str, number: int, fault: str) -> list[str]:
    """As `strike`, in the world as it stands."""
    wrong = blown(world, stage, STAGES[stage], number, fault)
    return [*wrong, *recovered(world, stage)]


def blown(world: World, stage: str, words: tuple[str, ...], number: int, fault: str) -> list[str]:
    """What does not hold right after a command met a fault."""
    blow = Blow(str(world.work), number, FAULTS[fault], lasting=fault == FULL and number >= 0)
    said = world.command(words, blow)
    wrong = [] if blow.met else ["the call was not met again"]
    if said.code not in ({-9} if fault == "kill" and number >= 0 else ENDS):
        wrong.append(f"it ended with {said.code}: {said.words}")
    return [*wrong, *_talk(said), *check(world, stage, ALWAYS)]


def unsynced(world: World, stage: str) -> dict[str, list[str]]:
    """What does not hold when a commit can't be synced on a full disk while the log holds others, by call.

    Then SQLite can neither empty the log nor take the commit that failed out of it.
    """
    _with_log(world, stage)
    blow, aside = Blow(str(world.work)), world.root / "logged"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(world.work, aside, symlinks=True)
    world.command(STAGES[stage], blow)
    commits = [one for one in blow.points if one.kind == "fdatasync" and one.path == LOG]
    found = {}
    for point in commits:
        world.put(aside)
        found[f"{point.number} of {len(blow.points)}"] = struck(world, stage, point.number, FULL)
    return found


def _with_log(world: World, stage: str) -> None:
    """The world before a stage, as left by another command that was killed when all was on record."""
    world.put(world.saved(stage))
    blow = Blow(str(world.work))
    world.command(ELSE, blow)
    commit = max(one.number for one in blow.points if one.kind == "fdatasync" and one.path == LOG)
    world.put(world.saved(stage))
    world.command(ELSE, Blow(str(world.work), commit, None))
    assert (world.work / LOG).stat().st_size


def recovery(world: World, stage: str, number: int) -> int:
    """How many calls it takes to recover from a kill at a stage's `number`-th call."""
    world.put(world.saved(stage))
    blown(world, stage, STAGES[stage], number, "kill")
    blow = Blow(str(world.work))
    world.command(RECOVER, blow)
    return len(blow.points)


def struck_twice(world: World, stage: str, number: int, second: int, fault: str) -> list[str]:
    """What does not hold when the recovery from a kill meets a fault itself."""
    world.put(world.saved(stage))
    wrong = blown(world, stage, STAGES[stage], number, "kill")
    return [*wrong, *blown(world, stage, RECOVER, second, fault), *recovered(world, stage)]


def cuts(world: World, stage: str) -> list[Cut]:
    """Run a stage's command and give the disks that a power cut would leave, one at a time all through it.

    After every sync as if names too had to be synced; before every call as if all names were durable.
    """
    world.put(world.saved(stage))
    blow, disk, found = Blow(str(world.work)), Disk(world.work), []

    def follow(call: Call) -> int | None:
        if blow(call) == 0 and call.path.startswith(f"{world.work}") and call.main:
            found.append(disk.cut("named"))
            if call.kind in ("fsync", "fdatasync"):
                disk.sync(call)
                found.append(disk.cut("synced"))
        return 0

    said = world.command(STAGES[stage], follow)
    assert said.code == 0, said.words
    found += [disk.cut(way) for way in WAYS]
    disk.close()
    return found


def after_cut(world: World, stage: str, cut: Cut, *, last: bool) -> list[str]:
    """What does not hold on the disk that a power cut left; after the last call nothing may be lost."""
    cut.lay(world.work)
    wrong = ["it had said that it was done"] if last and not done(world, stage) else []
    return [*wrong, *check(world, stage, ALWAYS), *recovered(world, stage)]


def check(world: World, stage: str, invariants: tuple[Callable[..., object], ...]) -> list[str]:
    """Hold the world against invariants."""
    return violations(look(world, world.saved(stage)), invariants)  # type: ignore[arg-type]


def recovered(world: World, stage: str) -> list[str]:
    """What does not hold once the next command has recovered, and once the same one was run again.

    A world that is again, to the byte, what it was before the command needs no second proof.
    """
    if _as_before(world, stage):
        return []
    wrong = _again(world, stage, RECOVER, "recovering")
    once = state(world.work)
    if once == _state_before(world.saved(stage)):
        return wrong
    said = world.command(RECOVER)
    if said.code != 0 or state(world.work) != once:
        wrong.append(f"recovering twice is not recovering once: {said.code} {said.words}")
    if not done(world, stage):
        wrong += _again(world, stage, STAGES[stage], "running it again")
        if not done(world, stage):
            wrong.append("it can't be run to its end")
    return wrong


def _as_before(world: World, stage: str) -> bool:
    return state(world.work) == _state_before(world.saved(stage))


@cache
def _state_before(saved: Path) -> dict[str, str]:
    return state(saved)


def _again(world: World, stage: str, words: tuple[str, ...], what: str) -> list[str]:
    said = world.command(words)
    wrong = [] if said.code == 0 else [f"{what} ended with {said.code}: {said.words}"]
    return [*wrong, *_talk(said), *(f"after {what}: {one}" for one in check(world, stage, SETTLED))]


def _talk(said: Said) -> list[str]:
    words = said.words.casefold()
    wrong = ["a value was printed"] if CANARY.decode().casefold() in words else []
    return [*wrong, *(["a traceback was printed"] if "traceback" in words else [])]


def done(world: World, stage: str) -> bool:
    """Whether the registry says that a stage's command reached its end."""
    with closing(sqlite3.connect(world.home / "registry.sqlite3")) as connection:
        return connection.execute(DONE[stage]).fetchone() is not None


def state(work: Path) -> dict[str, str]:
    """Every file's mode and digest, and for the registry the digest of its rows."""
    found = {}
    for path in sorted(work.rglob("*")):
        if not path.name.startswith("registry.sqlite3"):
            data = path.read_bytes() if path.is_file() else b""
            found[str(path.relative_to(work))] = f"{path.stat().st_mode:o} {hashlib.sha256(data).hexdigest()}"
    with closing(sqlite3.connect(work / "home" / "registry.sqlite3")) as connection:
        found["registry"] = hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    return found
