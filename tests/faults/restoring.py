"""Put a copy back behind the tool, at a system call between its removal and the certificate."""

import json
import shutil
from pathlib import Path

from invariants import (
    a_copy_called_absent_is_absent,
    look,
    no_certificate_is_final_over_an_open_copy,
    violations,
    what_certificates_claim_is_so,
)
from seccomp import Call
from stages import MAILED, STAGES, World
from sweep import Blow

PLACES = {
    "source": "delivery",
    "export": "out",
    "pack": "p.zip",
    "passphrase": "pp.txt",
    "opened": "opened",
    "database": "dev.db",
    "by-hand": "byhand.csv",
    "found": "spots/stray.csv",
    "draft": "mail.eml",
}
TRUE = (
    a_copy_called_absent_is_absent,
    no_certificate_is_final_over_an_open_copy,
    what_certificates_claim_is_so,
)


def _stage(kind: str) -> str:
    return MAILED if kind == "draft" else "destroy"


def between(world: World, kind: str) -> tuple[int, int]:
    """From which call of a destruction on a copy is gone, and after which all copies have been looked for.

    The last look comes between the commit of destroy.done and the first byte of the certificate.
    """
    stage = _stage(kind)
    world.put(world.saved(stage))
    place, blow, gone = world.work / PLACES[kind], Blow(str(world.work)), []

    def follow(call: Call) -> int | None:
        if not place.exists():
            gone.append(len(blow.points))
        return blow(call)

    world.command(STAGES["destroy"], follow)
    certificate = next(n for n, point in enumerate(blow.points) if "/.certificate-" in point.path)
    commits = [n for n, point in enumerate(blow.points[:certificate]) if point.kind == "fdatasync"]
    return gone[0], commits[-1] + 1


def restored(world: World, kind: str, number: int) -> list[str]:
    """What is untrue when a copy is put back at a call of the destruction; its claim must be not-verified."""
    stage = _stage(kind)
    saved = world.saved(stage)
    world.put(saved)
    place, blow = PLACES[kind], Blow(str(world.work))

    def follow(call: Call) -> int | None:
        said = blow(call)
        if len(blow.points) - 1 == number and not (world.work / place).exists():
            _put_back(saved / place, world.work / place)
        return said

    world.command(STAGES["destroy"], follow)
    wrong = violations(look(world, saved), TRUE)
    return [*wrong, *(f"the claim is {claim}" for claim in _claims(world, kind) if claim != "not-verified")]


def _put_back(saved: Path, place: Path) -> None:
    if saved.is_dir():
        shutil.copytree(saved, place)
    else:
        shutil.copy(saved, place)


def _claims(world: World, kind: str) -> list[str]:
    """What the last certificate says of this kind of copy, at this place."""
    files = sorted((world.home / "documents").glob("certificate-*.json"))
    lines = json.loads(files[-1].read_bytes())["copies"]
    return [line["claim"] for line in lines if line["location"] == str(world.work / PLACES[kind])]
