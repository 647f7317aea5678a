"""What protects this machine: disk encryption, swap, clock, timers, permissions. Each look says what it saw.

A look gives `True`, `False`, or `None` when it can't tell from here, with the words for why.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

from sampler.places.mounts import Mount, mount_of, parse

Look = tuple[bool | None, str]
SECONDS = 10
LINUX = sys.platform.startswith("linux")
UNIT = "sampler-enforce.timer"
NOT_HERE = "this can't be checked on this system"


def disk_encrypted(path: Path, sys_folder: Path = Path("/sys"), mountinfo: str = "") -> Look:
    """Whether a path lies on an encrypted disk, as far as the system tells: dm-crypt, or FileVault."""
    if sys.platform == "darwin":
        said = _output("fdesetup", "status")
        return (
            (None, NOT_HERE) if said is None else ("FileVault is On" in said, said.strip().partition("\n")[0])
        )
    mounts = parse(mountinfo or _text(Path("/proc/self/mountinfo")))
    mount = mount_of(path.absolute().resolve(), mounts)
    if mount is None:
        return None, NOT_HERE
    if mount.kind == "ecryptfs":
        return True, "the folder is encrypted by ecryptfs"
    chain = _chain(mount, sys_folder)
    if any(_text(block / "dm" / "uuid").startswith("CRYPT-") for block in chain):
        return True, "the disk is encrypted by dm-crypt"
    return (False, "no encryption is seen under it") if chain else (None, "its disk can't be seen from here")


def _chain(mount: Mount, sys_folder: Path) -> list[Path]:
    """The block device of a mount and those it rests on."""
    todo = [Path(mount.source).resolve().name] if mount.source.startswith("/dev/") else []
    by_number = sys_folder / "dev" / "block" / mount.device
    if mount.device and by_number.exists():
        todo.append(by_number.resolve().name)
    seen: dict[str, Path] = {}
    while todo:
        name = todo.pop()
        block = sys_folder / "class" / "block" / name
        if name in seen or not block.exists():
            continue
        seen[name] = block
        slaves = block / "slaves"
        todo += [path.name for path in slaves.iterdir()] if slaves.is_dir() else []
    return list(seen.values())


def swap(proc: Path = Path("/proc"), sys_folder: Path = Path("/sys")) -> Look:
    """Whether memory that is swapped out is protected: no swap, in memory (zram), or encrypted."""
    if sys.platform == "darwin":
        return True, "macOS encrypts its swap"
    text = _text(proc / "swaps")
    if not text:
        return None, NOT_HERE
    areas = [line.split()[0] for line in text.splitlines()[1:] if line.split()]
    open_areas = [area for area in areas if not _safe_swap(area, sys_folder)]
    if not areas:
        return True, "there is no swap"
    return (
        not open_areas,
        "swap is encrypted or in memory"
        if not open_areas
        else f"{len(open_areas)} swap areas are in the clear",
    )


def _safe_swap(area: str, sys_folder: Path) -> bool:
    if "/zram" in area:
        return True
    uuid = sys_folder / "class" / "block" / Path(area).resolve().name / "dm" / "uuid"
    return _text(uuid).startswith("CRYPT-")


def clock_in_step() -> Look:
    """Whether the clock is kept right by the network: the ledger's times and deadlines rest on it."""
    if not LINUX:
        return None, NOT_HERE
    said = _output("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if said is not None and said.strip() in ("yes", "no"):
        right = said.strip() == "yes"
        return right, "the clock is synchronised" if right else "the clock is not synchronised"
    tracking = _output("chronyc", "tracking")
    if tracking is not None and "Leap status" in tracking:
        return "Normal" in tracking, "as chrony says"
    return None, "no time service answers here"


def timer_installed(home: Path) -> Look:
    """Whether something runs `sampler enforce` by itself: a systemd timer, a cron line or a launch agent."""
    folders = (home / ".config/systemd/user", Path("/etc/systemd/system"), Path("/etc/systemd/user"))
    for folder in folders:
        if any("sampler" in path.name for path in folder.glob("*.timer")) if folder.is_dir() else False:
            return True, f"a systemd timer in {folder.name}"
    if LINUX or sys.platform == "darwin":
        if any("sampler" in path.name for path in (home / "Library/LaunchAgents").glob("*.plist")):
            return True, "a launch agent"
        line = _output("crontab", "-l") or ""
        system = (
            "".join(_readable(path) for path in Path("/etc/cron.d").glob("*"))
            if Path("/etc/cron.d").is_dir()
            else ""
        )
        if re.search(r"\bsampler\s+enforce\b", line + system):
            return True, "a cron line"
        return False, "no systemd timer, cron line or launch agent runs sampler enforce"
    return None, NOT_HERE


def private(path: Path) -> Look:
    """Whether nobody else can read what is below a folder: folders 0700, files 0600, one owner."""
    if os.name == "nt":
        return None, NOT_HERE
    loose = [p for p in (path, *path.rglob("*")) if not p.is_symlink() and _loose(p)]
    return (
        not loose,
        "0700 and 0600 throughout" if not loose else f"{len(loose)} entries that others can reach",
    )


def _loose(path: Path) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:  # gone since it was listed; whatever else fails makes the answer unknown
        return False
    return bool(stat.S_IMODE(status.st_mode) & 0o077) or status.st_uid != os.getuid()


def process_is_private() -> Look:
    """Whether this process makes private files and leaves no dump of its memory."""
    if os.name == "nt":
        return None, NOT_HERE
    import resource  # noqa: PLC0415 - POSIX only

    mask = os.umask(0o077)
    os.umask(mask)
    core = resource.getrlimit(resource.RLIMIT_CORE)[0]
    good = mask & 0o077 == 0o077 and core == 0  # noqa: PLR2004 - group and others, all of it
    return good, f"umask {mask:03o}, core dumps {'off' if core == 0 else 'on'}"


def _text(path: Path) -> str:
    """The text of a file, nothing of one that is not there; who can't read it learns nothing from it."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _readable(path: Path) -> str:
    """The text of a file that may belong to others: what they keep to themselves is no timer of ours."""
    try:
        return _text(path)
    except OSError:
        return ""


def _output(program: str, *arguments: str) -> str | None:
    found = shutil.which(program)
    if found is None:
        return None
    try:
        words = [found, *arguments]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603 - fixed
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
