"""One deal through its life, command by command; the world before each command is kept and put back.

The world is everything that the commands may touch: home, key store, working folder, temporary folder. It
lies in memory where the system has a memory disk, since it is put back some thousand times.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from seccomp import Decide, watched

import sampler.cli.main as cli_main
import sampler.registry.store as registry_store
from sampler.cli.main import run
from sampler.cli.session import working
from sampler.sanitize.resuming import unfinished

CANARY = b"Zqxwyq"  # in every value of the sample that a detector calls personal
DELIVERY = "id;nom;prenom;email\n" + "".join(
    f"{n + 1000};Zqxwyqnom{n};Zqxwyqprenom{n};Zqxwyqa{n}@acme.example\n" for n in range(8)
)
RECIPE = """version: 1
tables:
  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, "prenom": surrogate FIRST_NAME,
                  "email": surrogate EMAIL_ADDRESS}
"""
TERMS = ("--provider", "ACME", "--contact", "c@acme.example", "--purpose", "trial")
STAGES = {
    "ingest": ("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "c@acme.example"),
    "sanitize": ("sanitize", "acme-1", "--recipe", "acme.yaml"),
    "export": ("export", "acme-1s", "--into", "out"),
    "pack": ("pack", "acme-1s", "--to", "d@v.example", "--output", "p.zip", "--passphrase-file", "pp.txt"),
    "open": ("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt"),
    "load": ("load", "acme-1s", "--into", "sqlite:///dev.db"),
    "end": ("copy", "end", "C7", "--yes"),
    "destroy": ("destroy", "--deal", "acme", "--hunt", "spots", "--yes"),
}
ELSE = ("environment", "add", "box", "--country", "FR")  # writes an act, and has to do with no stage
RECOVER = ("recover",)  # what every command that writes does first, and nothing else
MAILED = "mailed"  # a destruction that can't be final: a pack has left by mail; made apart, never swept
BETWEEN = {  # before a stage, besides the stages before it
    "end": [("export", "acme-1s", "--into", "out2")],
    "destroy": [("copy", "add", "acme-1s", "--path", "byhand.csv", "--holder", "d@v.example")],
}
DONE = {
    "ingest": "SELECT 1 FROM sample WHERE id = 'acme-1'",
    "sanitize": "SELECT 1 FROM sample WHERE id = 'acme-1s'",
    "export": "SELECT 1 FROM copy WHERE kind = 'export'",
    "pack": "SELECT 1 FROM copy WHERE kind = 'pack'",
    "open": "SELECT 1 FROM copy WHERE kind = 'opened'",
    "load": "SELECT 1 FROM copy WHERE kind = 'database'",
    "end": "SELECT 1 FROM copy WHERE id = 'C7' AND state = 'closed'",
    "destroy": "SELECT 1 FROM certificate WHERE kind = 'final'",
}


class _Statements(dict[Any, Any]):
    """Compiled statements, by all of the key but its first part: the dialect, which each engine has anew."""

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - SQLAlchemy's
        return super().get(key[1:], default)

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        super().__setitem__(key[1:], value)


def share_statements() -> None:
    """Let all forks use the SQL texts that this process compiled: a third of a short command's time."""
    open_engine, compiled = registry_store.open_engine, _Statements()
    registry_store.open_engine = lambda path: open_engine(path).execution_options(compiled_cache=compiled)


@dataclass(frozen=True)
class Said:
    """The exit code of a command (negative: the signal that killed it) and everything it printed."""

    code: int
    words: str


class World:
    """A folder with everything in it, saved before each stage."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "world"
        self.home = self.work / "home"
        self.keys = self.work / "keys"
        self.patch: Callable[[], None] = _nothing  # what every fork does to sampler first: a seeded bug

    @classmethod
    def made(cls, root: Path) -> "World":
        """Run the whole chain once, keeping the world before every stage; run it before any thread starts."""
        world = cls(root)
        for folder in (world.work / "delivery", world.work / "spots", world.work / "tmp", root / "saved"):
            folder.mkdir(parents=True)
        (world.work / "delivery" / "clients.csv").write_text(DELIVERY)
        (world.work / "spots" / "stray.csv").write_text(DELIVERY)  # a copy that only a hunt finds
        (world.work / "byhand.csv").write_text("id;nom\n7;Zqxwyqbyhand\n")
        (world.work / "acme.yaml").write_text(RECIPE)
        world.enter()
        unfinished.LEAST, unfinished._SHARES = 0, 1  # a finished file goes on record, however small
        share_statements()
        world.here("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@v.example>")
        soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        world.here("deal", "open", "acme", *TERMS, "--trial-ends", soon)
        for stage, words in STAGES.items():
            for before in BETWEEN.get(stage, ()):
                world.here(*before)
            shutil.copytree(world.work, world.saved(stage), symlinks=True)
            world.here(*words)
        world.put(world.saved("destroy"))
        by_mail = ("--mail", "mail.eml", "--passphrase-channel", "phone", "--passphrase-file", "pp2.txt")
        world.here("pack", "acme-1s", "--to", "d@v.example", "--output", "m.zip", *by_mail)
        shutil.copytree(world.work, world.saved(MAILED), symlinks=True)
        return world

    def saved(self, stage: str) -> Path:
        """The world as it was before a stage."""
        return self.root / "saved" / stage

    def enter(self) -> None:
        """Make this process live in the world."""
        os.environ |= {
            "SAMPLER_HOME": str(self.home),
            "SAMPLER_KEYSTORE": str(self.keys),
            "TMPDIR": str(self.work / "tmp"),
            "OMP_NUM_THREADS": "1",
        }
        os.environ.pop("CI", None)
        tempfile.tempdir = None
        os.chdir(self.work)

    def put(self, image: Path) -> None:
        """Put a saved world in the place of this one."""
        os.chdir(self.root)
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(image, self.work, symlinks=True)
        os.chdir(self.work)

    def here(self, *words: str) -> None:
        """Run a command in this process, which is thereby warm for the forks that follow."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = run(words)
        assert code == 0, said.getvalue()

    def command(self, words: tuple[str, ...], decide: Decide | None = None) -> Said:
        """Run a command in a fork; `decide` is asked at each of its calls."""
        said = self.root / "said.txt"

        def child() -> int:
            self.patch()
            return _spoken(words, said)

        code = watched(child, decide) if decide else _forked(child)
        return Said(code, said.read_text(errors="replace"))


def _nothing() -> None:
    """Leave sampler as it is."""


def _forked(child: Callable[[], int]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            code = child()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _spoken(words: tuple[str, ...], said: Path) -> int:
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if words == RECOVER:
        cli_main.cli = _recover  # type: ignore[assignment] # `run` says of its errors what it always says
        return run(())
    return run(words)


@click.command()
def _recover() -> None:
    with working():
        pass


def memory_disk() -> Path | None:
    """A folder in memory, where there is one: syncing there costs nothing."""
    disk = Path("/dev/shm")  # noqa: S108 - not a secret, and private by its mode
    return disk if disk.is_dir() and os.access(disk, os.W_OK) else None
