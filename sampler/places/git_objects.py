"""Everything a git repository still holds, loose and packed, reachable or not; nothing of it is run."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sampler.errors import UnreadableError

QUIET = (
    *("--no-replace-objects", "--no-optional-locks"),
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.directory=*"),
    *("-c", "protocol.allow=never"),
)
ALL = ("cat-file", "--batch-all-objects", "--batch", "--buffer", "--unordered")


def repository_at(folder: Path) -> Path | None:
    """The repository that lies in a folder: its `.git`, or the folder itself when it is a bare one."""
    for place in (folder / ".git", folder):
        if (place / "HEAD").is_file() and (place / "objects").is_dir():
            return place
    return None


def blobs(repository: Path, most: int) -> Iterator[bytes | None]:
    """Every stored file version; None for one that is larger than `most` bytes.

    Raises:
        UnreadableError: git is not there, or can't read the repository.
    """
    program = shutil.which("git")
    if program is None:
        raise UnreadableError("git is not there to read its objects")
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = [program, f"--git-dir={repository}", *QUIET, *ALL]
    with subprocess.Popen(  # noqa: S603 - fixed words and a path
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**environment, **quiet, "GIT_NO_LAZY_FETCH": "1"},
    ) as process:
        try:
            yield from _read(process.stdout, most)
        finally:
            if process.poll() is None and process.stdout is not None:
                process.stdout.close()
        if process.wait() != 0:
            raise UnreadableError("git can't read its objects")


def _read(out: IO[bytes] | None, most: int) -> Iterator[bytes | None]:
    while out is not None and (line := out.readline()):
        words = line.split()
        if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004 - name, type, size
            raise UnreadableError("git can't read its objects")
        size = int(words[2])
        if words[1] == b"blob" and size <= most:
            yield out.read(size)
        else:
            if words[1] == b"blob":
                yield None
            _skip(out, size)
        out.read(1)


def _skip(out: IO[bytes], size: int) -> None:
    while size and (piece := out.read(min(size, 1 << 20))):
        size -= len(piece)
