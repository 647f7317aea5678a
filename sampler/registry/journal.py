"""Intentions on disk: what an act is about to make outside the registry, so that a crash can be undone."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sampler.errors import IntegrityError
from sampler.registry.private_files import write_private


@dataclass(frozen=True, slots=True)
class Intention:
    """One act under way: its name, its subject, and what it makes, as paths by role."""

    path: Path
    act: str
    subject: str
    facts: dict[str, str]


class Journal:
    """A folder with one file per act under way; a file that is left tells of a crash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def intend(self, act: str, subject: str, **facts: str) -> Iterator[Intention]:
        """Note an act before it begins; the note goes once the block has ended without an error.

        After an error it stays: recovery decides with the registry whether to finish or to undo.
        """
        intention = self.begin(act, subject, **facts)
        yield intention
        self.done(intention)

    def begin(self, act: str, subject: str, **facts: str) -> Intention:
        """Note an act that another command may have to complete."""
        intention = Intention(self._folder / f"{secrets.token_hex(6)}.json", act, subject, dict(facts))
        try:
            self.note(intention)
        except BaseException:
            self.done(intention)
            raise
        return intention

    def note(self, intention: Intention, **facts: str) -> None:
        """Write an intention down, with facts learnt since it began."""
        intention.facts.update(facts)
        document = {"act": intention.act, "subject": intention.subject, "facts": intention.facts}
        write_private(intention.path, json.dumps(document).encode())

    def done(self, intention: Intention) -> None:
        """Forget an intention: its act is recorded, or undone."""
        intention.path.unlink(missing_ok=True)

    def pending(self, *, clean: bool = True) -> list[Intention]:
        """What crashes have left, oldest first; half-written notes announce nothing and are removed."""
        for part in self._folder.glob(".*.part") if clean else ():
            part.unlink(missing_ok=True)
        found = sorted(self._folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return [_read(path) for path in found]


def _read(path: Path) -> Intention:
    try:
        note = json.loads(path.read_bytes())
        return Intention(path, str(note["act"]), str(note["subject"]), dict(note["facts"]))
    except (ValueError, KeyError, TypeError):
        raise IntegrityError(
            f"the journal note {path.name} is damaged", "remove it after looking at it"
        ) from None
