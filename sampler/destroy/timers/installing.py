"""Put a timer into its system and take it out again; what a system's own program refuses is said."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sampler.destroy.timers import cron, launchd, systemd, task_scheduler
from sampler.destroy.timers.job import Job, UnitFile
from sampler.errors import NotFoundError, UnreadableError
from sampler.registry.private_files import remove_durably, write_private

SYSTEMS = ("systemd", "cron", "launchd", "windows")
PROGRAMS = {"systemd": "systemctl", "cron": "crontab", "launchd": "launchctl", "windows": "schtasks"}
SECONDS = 30
NO_CRONTAB = ("no crontab", "no such file")  # what crontab -l says on stderr where there is none yet
Program = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Installed:
    """What was written, and the commands that the system did not carry out: for a person to run."""

    paths: tuple[Path, ...]
    left: tuple[str, ...] = ()


def usual() -> str:
    """The system that runs timers here."""
    if sys.platform == "darwin":
        return "launchd"
    if os.name == "nt":
        return "windows"
    return "systemd" if shutil.which(PROGRAMS["systemd"]) or not shutil.which(PROGRAMS["cron"]) else "cron"


def present(system: str) -> bool:
    """Say whether the system's own program is here."""
    return shutil.which(PROGRAMS[system]) is not None


def units(system: str, job: Job, home: Path) -> tuple[UnitFile, ...]:
    """What would be written; `home` is the person's own folder."""
    if system == "systemd":
        return systemd.units(job, home)
    if system == "launchd":
        return launchd.units(job, home)
    return cron.units(job) if system == "cron" else task_scheduler.units(job)


def install(system: str, job: Job, home: Path) -> Installed:
    """Write the units and let the system know; done again, it replaces what it wrote.

    Raises:
        NotFoundError: the system keeps its timers itself, and its program is not here.
        UnreadableError: that program refuses.
    """
    return _INSTALL[system](job, home)


def remove(system: str, job: Job, home: Path) -> Installed:
    """Take a job out; gives what was removed.

    Raises:
        NotFoundError: it is not there.
    """
    return _REMOVE[system](job, home)


def _install_systemd(job: Job, home: Path) -> Installed:
    files = units("systemd", job, home)
    paths = _write(files)
    link = systemd.wanted(job, home)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(paths[1])
    return Installed((*paths, link), _run(_reload(), ("systemctl", "--user", "restart", paths[1].name)))


def _remove_systemd(job: Job, home: Path) -> Installed:
    paths = [file.path for file in units("systemd", job, home) if file.path is not None]
    gone = _unlink(systemd.wanted(job, home), *paths)
    return Installed(gone, _run(("systemctl", "--user", "stop", paths[1].name), _reload()))


def _reload() -> Program:
    return ("systemctl", "--user", "daemon-reload")


def _install_launchd(job: Job, home: Path) -> Installed:
    paths = _write(units("launchd", job, home))
    _run(("launchctl", "bootout", f"{_domain()}/{job.name}"))  # an older one; none is no error
    return Installed(paths, _run(("launchctl", "bootstrap", _domain(), str(paths[0]))))


def _remove_launchd(job: Job, home: Path) -> Installed:
    gone = _unlink(*(file.path for file in units("launchd", job, home) if file.path is not None))
    return Installed(gone, _run(("launchctl", "bootout", f"{_domain()}/{job.name}")))


def _domain() -> str:
    return f"gui/{os.getuid() if os.name != 'nt' else 0}"


def _install_cron(job: Job, _home: Path) -> Installed:
    _put_crontab(cron.joined(_crontab(), job))
    return Installed(())


def _remove_cron(job: Job, _home: Path) -> Installed:
    before = _crontab()
    after = cron.without(before, job.name)
    if after == before:
        raise NotFoundError("no such timer is in your crontab", "crontab -l")
    _put_crontab(after)
    return Installed(())


def _crontab() -> str:
    """This user's crontab; an error that is not "there is none" is never taken for an empty one."""
    done = _call(("crontab", "-l"))
    if done.returncode == 0:
        return done.stdout
    if any(words in done.stderr.casefold() for words in NO_CRONTAB):
        return ""
    raise UnreadableError("crontab -l refuses, so nothing was written", "crontab -l says why")


def _put_crontab(text: str) -> None:
    if _call(("crontab", "-"), text).returncode:
        raise UnreadableError("crontab refuses the new lines; the old ones are still there", "crontab -e")


def _install_windows(job: Job, home: Path) -> Installed:
    path = home / f"{job.name}.xml"
    path.write_text(task_scheduler.units(job)[0].text, encoding="utf-16")
    try:
        done = _call(("schtasks", "/Create", "/TN", job.name, "/XML", str(path), "/F"))
    finally:
        path.unlink()
    if done.returncode:
        raise UnreadableError("the Task Scheduler refuses the task", "schtasks /Create /? says what it takes")
    return Installed(())


def _remove_windows(job: Job, _home: Path) -> Installed:
    if _call(("schtasks", "/Delete", "/TN", job.name, "/F")).returncode:
        raise NotFoundError("no such task is in the Task Scheduler", "schtasks /Query")
    return Installed(())


def _write(files: tuple[UnitFile, ...]) -> tuple[Path, ...]:
    paths = []
    for file in files:
        if file.path is not None:
            write_private(file.path, file.text.encode())
            paths.append(file.path)
    return tuple(paths)


def _unlink(*paths: Path) -> tuple[Path, ...]:
    gone = tuple(path for path in paths if remove_durably(path))
    if not gone:
        raise NotFoundError("no such timer is installed here", "sampler timer install")
    return gone


def _run(*commands: Program) -> tuple[str, ...]:
    """Run commands in order; give those that were not carried out, from the first that failed."""
    for number, command in enumerate(commands):
        if shutil.which(command[0]) is None or _call(command).returncode:
            return tuple(" ".join(words) for words in commands[number:])
    return ()


def _call(command: Program, given: str | None = None) -> subprocess.CompletedProcess[str]:
    found = shutil.which(command[0])
    if found is None:
        raise NotFoundError(f"there is no {command[0]} here", "sampler timer show prints what to add by hand")
    words = [found, *command[1:]]
    try:
        return subprocess.run(  # noqa: S603 - fixed words, our own names and paths
            words, input=given, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        raise UnreadableError(f"{command[0]} does not answer", "run it by hand to see why") from None


_Doer = Callable[[Job, Path], Installed]
_INSTALL: dict[str, _Doer] = {
    "systemd": _install_systemd,
    "cron": _install_cron,
    "launchd": _install_launchd,
    "windows": _install_windows,
}
_REMOVE: dict[str, _Doer] = {
    "systemd": _remove_systemd,
    "cron": _remove_cron,
    "launchd": _remove_launchd,
    "windows": _remove_windows,
}
