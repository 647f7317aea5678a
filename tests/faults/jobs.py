"""The jobs of a zygote: what it does in its world, by the names that are asked for."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import restoring
import sweep
from bugs import BUGS
from stages import World

from sampler.errors import SamplerError

REFUSED = 6  # integrity


class Jobs:
    """One world, and what is done in it."""

    def __init__(self, root: Path) -> None:
        self._world = World.made(root)
        self._clean = self._world.patch
        self._cuts: dict[tuple[str, str], list[sweep.Cut]] = {}

    def trace(self, stage: str, bug: str = "") -> list[tuple[str, str]]:
        """The calls of a stage's command: kind and path."""
        self._seed(bug)
        return [(point.kind, point.path) for point in sweep.trace(self._world, stage)]

    def ready(self, stage: str) -> dict[str, object]:
        """Put the world in the state before a stage's command, for somebody else to run it."""
        self._world.put(self._world.saved(stage))
        return {"cwd": str(self._world.work), "environment": dict(os.environ)}

    def strike(self, stage: str, number: int, fault: str, bug: str = "") -> list[str]:
        """What does not hold after a fault at a call; none at -1."""
        self._seed(bug)
        self._world.put(self._world.saved(stage))
        if bug:
            BUGS[bug].plant(self._world)
        return _told(lambda: sweep.struck(self._world, stage, number, fault))

    def unsynced(self, stage: str) -> dict[str, list[str]]:
        """What does not hold after commits that can't be synced, by call."""
        self._seed("")
        return sweep.unsynced(self._world, stage)

    def recovery(self, stage: str, number: int) -> int:
        """How many calls the recovery from a kill at a call makes."""
        self._seed("")
        return sweep.recovery(self._world, stage, number)

    def strike_twice(self, stage: str, number: int, second: int, fault: str) -> list[str]:
        """What does not hold when a recovery is struck at a call of its own."""
        self._seed("")
        return _told(lambda: sweep.struck_twice(self._world, stage, number, second, fault))

    def cuts(self, stage: str, bug: str = "") -> int:
        """Follow a stage's command, and count the disks that a power cut can leave."""
        self._seed(bug)
        self._cuts = {(stage, bug): sweep.cuts(self._world, stage)}
        return len(self._cuts[stage, bug])

    def cut(self, stage: str, number: int, bug: str = "") -> list[str]:
        """What does not hold after the `number`-th power cut."""
        self._seed(bug)
        found = self._cuts[stage, bug]
        last = number >= len(found) - len(sweep.WAYS)
        return _told(lambda: sweep.after_cut(self._world, stage, found[number], last=last))

    def between(self, kind: str) -> tuple[int, int]:
        """From when a copy of this kind is gone, and when the certificate begins, as numbers of calls."""
        self._seed("")
        return restoring.between(self._world, kind)

    def restored(self, kind: str, number: int) -> list[str]:
        """What is untrue when a copy is put back behind the tool."""
        self._seed("")
        return _told(lambda: restoring.restored(self._world, kind, number))

    def planted(self, bug: str) -> list[str]:
        """What does not hold when sampler, as it is, meets what a bug plants; it must refuse with exit 6."""
        self._seed("")
        stage = BUGS[bug].stage
        self._world.put(self._world.saved(stage))
        BUGS[bug].plant(self._world)
        said = self._world.command(sweep.STAGES[stage])
        wrong = [] if said.code == REFUSED else [f"it ended with {said.code}: {said.words}"]
        return [*wrong, *sweep.check(self._world, stage, sweep.ALWAYS)]

    def _seed(self, bug: str) -> None:
        self._world.patch = BUGS[bug].patch if bug else self._clean


def _told(look: Callable[[], list[str]]) -> list[str]:
    """A world too damaged to be looked at is a violation too."""
    try:
        return look()
    except (sqlite3.Error, SamplerError, OSError) as error:
        return [f"the world can't be looked at: {type(error).__name__} {error}"]
