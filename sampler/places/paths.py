"""Look at a path and say what kind of place it is, from the system, never from what the caller says."""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sampler.places.git_trees import on_remote_tree
from sampler.places.mounts import WITHOUT_MODES, Mount, from_psutil, medium, mount_of, parse, source_path
from sampler.places.sharing import shared
from sampler.places.sync_folders import synchronised
from sampler.places.web import Listener, listeners, served, web_root

WORDS = (  # what a place can be, the worst first; only the last two are good
    "unknown",
    "network",
    "removable",
    "synchronised",
    "fuse",
    "web-root",
    "published",
    "public",
    "git-remote",
    "container",
    "memory",
    "local",
)


def own_folder() -> Path:
    """The person's own folder; a container may run under a number that has none."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/nonexistent")


@dataclass(frozen=True)
class Machine:
    """Where this machine's facts are read: its mount table, /sys, home folder, and reachable servers."""

    mounts: tuple[Mount, ...]
    sys: Path = Path("/sys")
    home: Path = field(default_factory=own_folder)
    container: bool = False
    listeners: Callable[[], tuple[Listener, ...]] = listeners

    @classmethod
    def here(cls) -> "Machine":
        """This machine, now."""
        if sys.platform.startswith("linux"):
            try:
                mounts = parse(Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace"))
            except OSError:  # without a table every place is `unknown`, which is refused
                mounts = ()
        else:
            mounts = from_psutil()
        return cls(mounts, container=in_container())


def in_container() -> bool:
    """Say whether this process runs in a container, whose mounts are folders of its host."""
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists()


def place_of(path: Path, machine: Machine | None = None) -> str:
    """One of `WORDS`, the worst that holds.

    A link is followed first, and a bind mount to the folder behind it: what counts is where the bytes lie.
    """
    machine = machine or Machine.here()
    real = path.absolute().resolve()
    found = {*_words(real, machine)}
    mount = mount_of(real, machine.mounts)
    if mount is not None and (behind := source_path(real, mount, machine.mounts)) is not None:
        found |= {*_words(Path(behind), machine)}
    return min(found, key=WORDS.index)


def _words(real: Path, machine: Machine) -> list[str]:
    mount = mount_of(real, machine.mounts)
    if mount is None:
        return ["unknown"]
    found = [medium(mount, machine.sys, container=machine.container)]
    if synchronised(real, machine.home):
        found.append("synchronised")
    if web_root(real):
        found.append("web-root")
    if served(real, machine.listeners()):
        found.append("published")
    if shared(real, machine.home, modes=mount.kind not in WITHOUT_MODES or os.name == "nt"):
        found.append("public")
    if on_remote_tree(real):
        found.append("git-remote")
    return found


def host() -> str:
    """The name of this machine."""
    return socket.gethostname()


def stands(path: Path | str) -> bool:
    """Say whether anything is at a path, a link that leads nowhere too.

    Raises:
        OSError: that can't be known: the medium fails or a folder may not be entered. `lexists` says no then.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def mount_point(path: Path) -> str:
    """Where the medium of a path is mounted; empty for the root's, and where the system does not tell."""
    mount = mount_of(path.absolute().resolve(), Machine.here().mounts)
    return "" if mount is None or mount.point == "/" else mount.point


def mounted(point: str) -> bool:
    """Say whether something is mounted there now; yes where the system does not tell."""
    mounts = Machine.here().mounts
    return not mounts or any(mount.point == point for mount in mounts)
