"""Kill a command at a chosen system call, found by tracing the same command before.

The calls are those that write, rename, unlink or sync a file of the home, the key store or the working
folder. Python's hash seed is fixed and no bytecode is written, so that a run can be repeated call by call.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from sampler.cli.main import run

CALLS = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "unlink",
    "unlinkat",
    "ftruncate",
    "mkdir",
    "rmdir",
)
LINE = re.compile(r"^(?:\[pid\s+\d+\] )?(\w+)\((.*)")


@dataclass(frozen=True)
class Point:
    """The `number`-th call of this name in the main thread."""

    call: str
    number: int


@dataclass(frozen=True)
class Said:
    """The exit code of a command and everything it printed."""

    returncode: int
    words: str


@contextmanager
def _as_if_in(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    before, here = dict(os.environ), Path.cwd()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


class World:
    """A folder with a home, a key store and whatever the commands make; it can be copied and put back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "world"
        self.saved = root / "saved"

    @property
    def env(self) -> dict[str, str]:
        """The environment of every command."""
        return {
            **os.environ,
            "SAMPLER_HOME": str(self.work / "home"),
            "SAMPLER_KEYSTORE": str(self.work / "keys"),
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
        }

    def save(self) -> None:
        """Remember the world as it is."""
        shutil.rmtree(self.saved, ignore_errors=True)
        shutil.copytree(self.work, self.saved, symlinks=True)

    def restore(self) -> None:
        """Put the remembered world back."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.saved, self.work, symlinks=True)

    def run(self, *arguments: str, expect: int | None = 0) -> Said:
        """Run a command to its end, in this process: a new Python would cost more than the command."""
        out, err = io.StringIO(), io.StringIO()
        with _as_if_in(self.work, self.env), redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        assert expect is None or code == expect, err.getvalue()
        return Said(code, out.getvalue() + err.getvalue())

    def trace(self, *arguments: str) -> list[Point]:
        """Run a command and list the calls that touch the world, in order."""
        log = self.root / "trace.txt"
        tracer = [
            "strace",
            "-f",
            "-y",
            "--seccomp-bpf",
            "-qq",
            "-o",
            str(log),
            "-e",
            f"trace={','.join(CALLS)}",
        ]
        done = self._call(tracer, arguments)
        assert done.returncode == 0, done.stderr
        lines = log.read_text(errors="replace").splitlines()
        main = lines[0].split()[0]
        counts = dict.fromkeys(CALLS, 0)
        points = []
        for line in lines:
            pid, _, rest = line.partition(" ")
            match = LINE.match(rest.strip())
            if pid != main or match is None or match[1] not in counts:
                continue
            counts[match[1]] += 1
            if str(self.work) in match[2]:
                points.append(Point(match[1], counts[match[1]]))
        return points

    def kill(self, point: Point, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command and kill it, as `kill -9` does, when it enters the call."""
        inject = f"inject={point.call}:signal=KILL:when={point.number}"
        tracer = [
            "strace",
            "-f",
            "-qq",
            "-o",
            str(self.root / "kill.txt"),
            "-e",
            f"trace={point.call}",
            "-e",
            inject,
        ]
        return self._call(tracer, arguments)

    def _call(self, before: list[str], arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        command = [*before, sys.executable, "-m", "sampler", *arguments]
        return subprocess.run(
            command,
            cwd=self.work,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_heeding_ctrl_c,
        )


def _heeding_ctrl_c() -> None:
    """A suite that was started in the background hands down that SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def spread(points: list[Point], most: int) -> list[Point]:
    """At most `most` points, evenly over the run, the first and the last among them."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(index * step)] for index in range(most)]
