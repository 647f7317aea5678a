"""A full disk or Ctrl-C at some system call: a clear end, nothing half-written, and the next run works."""

import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from harness import Point, World, spread

ROWS = "\n".join(f"{n};Nom{n};Prenom{n % 7};p{n}@acme.example" for n in range(60))
DELIVERY = f"id;nom;prenom;email\n{ROWS}\n"
RECIPE = """version: 1
tables:
  "clients.csv":
    "id": token
    "nom": surrogate LAST_NAME
    "prenom": surrogate FIRST_NAME
    "email": surrogate EMAIL_ADDRESS
"""
TERMS = ("--provider", "ACME", "--contact", "c@acme.example", "--purpose", "trial")
COMMANDS = {
    "deal": ("deal", "open", "acme", *TERMS),
    "ingest": ("ingest", "clients.csv", "--deal", "acme", "--channel", "sftp", "--from", "c@acme.example"),
    "sanitize": ("sanitize", "acme-1", "--recipe", "acme.yaml"),
    "pack": ("pack", "acme-1s", "--to", "d@v.example", "--output", "p.zip", "--passphrase-file", "pp.txt"),
    "open": ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt"),
    "load": ("load", "acme-1s", "--into", "sqlite:///dev.db"),
    "destroy": ("destroy", "--deal", "acme", "--yes"),
}
DONE = {
    "deal": "SELECT 1 FROM deal WHERE id = 'acme'",
    "ingest": "SELECT 1 FROM sample WHERE id = 'acme-1'",
    "sanitize": "SELECT 1 FROM sample WHERE id = 'acme-1s'",
    "pack": "SELECT 1 FROM copy WHERE kind = 'pack'",
    "open": "SELECT 1 FROM copy WHERE kind = 'opened'",
    "load": "SELECT 1 FROM copy WHERE kind = 'database'",
    "destroy": "SELECT 1 FROM deal WHERE state = 'destroyed'",
}
STAGES = list(COMMANDS)
STRUCK = ("ingest", "sanitize", "pack", "destroy")  # every command meets a full disk in tests/cli
WRITES = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate")
FULL, STOPPED = 3, 4  # points a command: each is a new Python under strace


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, strace: str) -> dict[str, World]:  # noqa: ARG001 - needed
    """One world per command, saved just before it."""
    root = tmp_path_factory.mktemp("faults")
    world = World(root / "first")
    world.work.mkdir(parents=True)
    (world.work / "clients.csv").write_text(DELIVERY)
    (world.work / "acme.yaml").write_text(RECIPE)
    world.run("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@v.example>")
    made = {}
    for stage in STAGES:
        made[stage] = World(root / "first")
        made[stage].saved = root / f"saved-{stage}"
        made[stage].save()
        world.run(*words(stage))
    return made


def words(stage: str) -> tuple[str, ...]:
    soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    return (*COMMANDS[stage], "--trial-ends", soon) if stage == "deal" else COMMANDS[stage]


def struck(world: World, point: Point, fault: str, stage: str) -> subprocess.CompletedProcess[str]:
    """Run a stage's command; at this call, this happens."""
    inject = f"inject={point.call}:{fault}:when={point.number}"
    tracer = ["strace", "-f", "-qq", "-o", str(world.root / "fault.txt"), "-e", f"trace={point.call}"]
    return world._call([*tracer, "-e", inject], words(stage))


def rows(world: World, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(world.work / "home" / "registry.sqlite3")) as connection:
        return list(connection.execute(query))


def half_written(world: World) -> list[str]:
    """Files that no row explains."""
    home = world.work / "home"
    known = {str(row[0]) for row in rows(world, "SELECT id FROM object WHERE state = 'kept'")} | {"signing"}
    places = {
        Path(str(row[0])).name for row in rows(world, "SELECT value FROM detail WHERE field = 'location'")
    }
    mine = {"home", "keys", "clients.csv", "acme.yaml", "p-how-to-open.txt"} | places
    left = [path.name for path in (home / "vault").iterdir() if path.name not in known]
    left += [path.name for path in (home / "keys").iterdir() if path.stem not in known]
    left += [path.name for path in (home / "documents").glob(".*")]
    return left + [path.name for path in world.work.iterdir() if path.name not in mine]


def ends_well(world: World, stage: str, point: Point) -> None:
    """After the next writing command nothing is half-written, and the same command works or is done."""
    world.run("ledger", "verify")
    said = world.run("enforce", expect=None)
    assert said.returncode == 0, (point, said.words)
    assert half_written(world) == [], point
    assert not list((world.work / "home" / "journal").iterdir()), point
    if not rows(world, DONE[stage]):
        world.run(*words(stage))
    assert rows(world, DONE[stage])
    world.run("ledger", "verify")
    if stage == "destroy":
        kinds = [json.loads(path.read_bytes())["kind"] for path in certificates(world)]
        assert "final" in kinds, (point, kinds)


def certificates(world: World) -> list[Path]:
    return sorted((world.work / "home" / "documents").glob("certificate-*.json"))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", STRUCK)
def test_a_disk_that_is_full_once(worlds: dict[str, World], stage: str) -> None:
    """ENOSPC at a write is exit 4 with `no-space`; only a destruction is left to be finished."""
    world = worlds[stage]
    world.restore()
    points = spread([point for point in world.trace(*words(stage)) if point.call in WRITES], FULL)
    met = 0
    for point in points:
        world.restore()
        answer = struck(world, point, "error=ENOSPC", stage)
        assert answer.returncode in (0, 4), (point, answer.stderr)
        assert "Traceback" not in answer.stderr, answer.stderr
        assert "Nom1" not in answer.stderr, answer.stderr
        if answer.returncode:
            met += 1
            assert "[no-space]" in answer.stderr, (point, answer.stderr)
            assert stage == "destroy" or half_written(world) == [], (point, answer.stderr)
        ends_well(world, stage, point)
    assert met >= len(points) // 2


@pytest.mark.timeout(900)
@pytest.mark.parametrize("stage", STRUCK)
def test_an_interrupted_command(worlds: dict[str, World], stage: str) -> None:
    """Ctrl-C is exit 130 and one line; what had begun is undone, or finished by the next command."""
    world = worlds[stage]
    world.restore()
    points = spread(world.trace(*words(stage)), STOPPED)
    for point in points:
        world.restore()
        answer = struck(world, point, "signal=INT", stage)
        assert answer.returncode == 130, (point, answer.returncode, answer.stderr)
        assert "sampler: error: stopped" in answer.stderr, answer.stderr
        assert "Traceback" not in answer.stderr, answer.stderr
        assert stage == "destroy" or half_written(world) == [], (point, answer.stderr)
        ends_well(world, stage, point)
