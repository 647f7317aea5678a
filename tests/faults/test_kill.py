"""Whatever is killed wherever: the next command tells, finishes or undoes it, and no certificate lies.

These few points are whole Python processes under strace; `test_sweep.py` takes every call, in forks.
"""

import json
import sqlite3
from contextlib import closing

import pytest
from harness import Point, World, spread

ROWS = "\n".join(f"{n};Nom{n};Prenom{n};p{n}@acme.example" for n in range(60))
DELIVERY = f"id;nom;prenom;email\n{ROWS}\n"
RECIPE = """version: 1
tables:
  "clients.csv":
    "id": token
    "nom": surrogate LAST_NAME
    "prenom": surrogate FIRST_NAME
    "email": surrogate EMAIL_ADDRESS
"""
STAGES = {
    "ingest": (
        ("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example"),
        3,
    ),
    "sanitize": (("sanitize", "acme-1", "--recipe", "acme.yaml"), 3),
    "pack": (
        ("pack", "acme-1s", "--to", "d@v.example", "--output", "p.zip", "--passphrase-file", "pp.txt"),
        3,
    ),
    "destroy": (("destroy", "--deal", "acme", "--hunt", "spots", "--yes"), 4),
}
OPEN = ("deal", "open", "acme", "--provider", "ACME", "--contact", "c@acme.example", "--purpose", "trial")


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory, strace: str) -> dict[str, World]:  # noqa: ARG001 - needed
    """One world per stage, saved just before it."""
    made: dict[str, World] = {}
    root = tmp_path_factory.mktemp("faults")
    world = World(root / "first")
    (world.work / "delivery").mkdir(parents=True)
    (world.work / "delivery" / "clients.csv").write_text(DELIVERY)
    (world.work / "acme.yaml").write_text(RECIPE)
    (world.work / "spots").mkdir()
    (world.work / "spots" / "stray.csv").write_text(DELIVERY)  # a copy that only a hunt finds
    world.run("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@v.example>")
    world.run(*OPEN, "--trial-ends", _soon())
    for stage, (arguments, _) in STAGES.items():
        made[stage] = World(root / "first")
        made[stage].saved = root / f"saved-{stage}"
        made[stage].save()
        if stage != "destroy":
            world.run(*arguments)
    return made


def _soon() -> str:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - used here only

    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("stage", list(STAGES))
def test_a_kill_anywhere_is_told_and_ended(worlds: dict[str, World], stage: str) -> None:
    """At every point: the ledger verifies, nothing is orphaned, and the same command then works."""
    world, (arguments, most) = worlds[stage], STAGES[stage]
    world.restore()
    points = spread(world.trace(*arguments), most)
    assert len(points) == most
    killed = sum(_strike(world, stage, point) for point in points)
    assert killed >= len(points) * 9 // 10, "the traced calls must be the ones that are met again"


def _strike(world: World, stage: str, point: Point) -> bool:
    arguments, _ = STAGES[stage]
    world.restore()
    struck = world.kill(point, *arguments)
    _no_lying_certificate(world, point)
    world.run("ledger", "verify")
    told = world.run("enforce", expect=None)
    assert told.returncode == 0, (point, told.words)
    world.run("ledger", "verify")
    _nothing_orphaned(world, point)
    done = bool(_rows(world, DONE[stage]))
    if stage == "destroy" and done:
        assert _rows(world, "SELECT 1 FROM certificate WHERE kind = 'final'"), (point, told.words)
    if not done:
        world.run(*arguments)
    _no_lying_certificate(world, point)
    assert "Nom1" not in struck.stderr + struck.stdout + told.words
    return struck.returncode != 0


DONE = {
    "ingest": "SELECT 1 FROM sample WHERE id = 'acme-1'",
    "sanitize": "SELECT 1 FROM sample WHERE id = 'acme-1s'",
    "pack": "SELECT 1 FROM copy WHERE kind = 'pack'",
    "destroy": "SELECT 1 FROM deal WHERE state = 'destroyed'",
}


def _rows(world: World, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(world.work / "home" / "registry.sqlite3")) as connection:
        return list(connection.execute(query))


def _no_lying_certificate(world: World, point: Point) -> None:
    """A certificate, on record or as a file, means that keys, objects and copies are gone."""
    home = world.work / "home"
    on_record = _rows(world, "SELECT id FROM certificate")
    files = list((home / "documents").glob("certificate-*.json"))
    if not on_record and not files:
        return
    names = {str(row[0]) for row in _rows(world, "SELECT id FROM object")}
    assert not names & {path.name for path in (home / "vault").iterdir()}, point
    assert not names & {path.stem for path in (home / "keys").iterdir()}, point
    for path in files:
        if json.loads(path.read_bytes())["kind"] == "final":
            assert not [
                p for p in ("delivery", "p.zip", "pp.txt", "spots/stray.csv") if (world.work / p).exists()
            ], point


def _nothing_orphaned(world: World, point: Point) -> None:
    home = world.work / "home"
    known = {str(row[0]) for row in _rows(world, "SELECT id FROM object WHERE state = 'kept'")} | {"signing"}
    assert {path.name.removesuffix(".key") for path in (home / "keys").iterdir()} == known, point
    assert {path.name for path in (home / "vault").iterdir()} <= known, point
    assert not list((home / "journal").iterdir()), point
    assert not list(world.work.glob(".sampler-*")), point
    if not _rows(world, "SELECT 1 FROM copy WHERE kind = 'pack'"):
        assert not (world.work / "p.zip").exists(), point


def test_the_harness_would_see_a_lie(worlds: dict[str, World]) -> None:
    """A certificate beside a key that is still there is what the check calls a lie."""
    world = worlds["destroy"]
    world.restore()
    (world.work / "home" / "documents" / "certificate-acme-K1.json").write_text('{"kind": "final"}')
    with pytest.raises(AssertionError):
        _no_lying_certificate(world, Point("none", 0))
