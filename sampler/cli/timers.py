"""`sampler timer …`."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, emit, say
from sampler.cli.session import home_folder, keys_folder, keystore_secret, settings, talk
from sampler.cli.settings import local_zone
from sampler.destroy.timers.installing import (
    PROGRAMS,
    SYSTEMS,
    Installed,
    install,
    present,
    remove,
    units,
    usual,
)
from sampler.destroy.timers.job import Job
from sampler.errors import NotFoundError, UsageError
from sampler.places.paths import own_folder
from sampler.registry.home import Home
from sampler.vault.unlocking import find_keystore

# Settings of `enforce` that are no secret: a passphrase never stands in a unit, nor a command for it.
KEPT = ("SAMPLER_AS", "SAMPLER_MAX_TRIAL_DAYS", "XDG_CONFIG_HOME")
PASSPHRASE_FILE = "SAMPLER_KEYSTORE_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
UNLOCKING = {
    "weak": "the key store is a clear file: the timer opens it and certifies by itself",
    "keyring": "the timer certifies while your keyring is unlocked: mostly, while you are logged in",
    "passphrase": "the key store is sealed: --keystore-passphrase-file names a private file that opens it",
    "missing": "the key store is not here: the timer can't open it",
}
WITHOUT = "without the key store it erases what is due and exits 7; the next unlocked command certifies"


def scheduled(function: Callable[..., object]) -> Callable[..., object]:
    """Options that say which system runs the timer, when, and how it opens the key store."""
    for option in (
        click.option(
            "--keystore-passphrase-file", "phrase", type=FilePath, help="The file that opens the key store."
        ),
        click.option("--at", default="09:30", show_default=True, help="The hour of the day."),
        click.option("--system", type=click.Choice(SYSTEMS), help="Default: this machine's."),
    ):
        function = option(function)
    return function


@click.group("timer")
def timer_command() -> None:
    """Let this machine run `sampler enforce` every day: systemd, cron, launchd, Task Scheduler."""


@timer_command.command("show")
@scheduled
@json_option
def show(*, system: str | None, at: str, phrase: Path | None, as_json: bool) -> None:
    """Print the units, ready to be installed by hand. Nothing is written.

    Example: sampler timer show --system cron
    """
    system = system or usual()
    home, job = _job(at, phrase)
    files = units(system, job, own_folder())
    if as_json:
        shown = [{"path": str(file.path or ""), "text": file.text} for file in files]
        emit({"system": system, "name": job.name, "files": shown})
        return
    _print(system, job)
    _explain(home, job)


@timer_command.command("install")
@scheduled
@yes_option
@json_option
def install_(*, system: str | None, at: str, phrase: Path | None, yes: bool, as_json: bool) -> None:
    """Print the units, ask, and install them; again replaces them.

    Example: sampler timer install --at 09:30
    """
    system = system or usual()
    home, job = _job(at, phrase)
    if not as_json:
        _print(system, job)
        _explain(home, job)
    if not yes and not present(system) and not sys.stdin.isatty():
        talk(f"there is no {PROGRAMS[system]} here: nothing was written; --yes writes what can be written")
        return
    confirm(f"this installs a daily timer for {system}", system, yes=yes)
    _tell("installed", job, system, install(system, job, own_folder()), as_json=as_json)


@timer_command.command("remove")
@click.option("--system", type=click.Choice(SYSTEMS), help="Default: this machine's.")
@yes_option
@json_option
def remove_(*, system: str | None, yes: bool, as_json: bool) -> None:
    """Take the timer out; from then on only people run enforce.

    Example: sampler timer remove
    """
    system = system or usual()
    _, job = _job("09:30", None)
    confirm("from then on nothing destroys by itself what is due", system, yes=yes)
    _tell("removed", job, system, remove(system, job, own_folder()), as_json=as_json)


def _job(at: str, phrase: Path | None) -> tuple[Home, Job]:
    """The daily run of this home, by this interpreter, with the settings that hold here."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", at, re.ASCII)
    if found is None:
        raise UsageError("--at takes an hour of the day", "--at 09:30")
    if phrase is not None and not phrase.is_file():
        raise NotFoundError("the file with the key store passphrase is not there", "check its path")
    home = Home.open(home_folder())
    project = Path("sampler.toml").absolute()
    said = {
        "SAMPLER_HOME": str(home.root.absolute()),
        "SAMPLER_KEYSTORE": str(keys_folder().absolute()),
        "SAMPLER_ZONE": local_zone(settings().zone),
        **{name: value for name in KEPT if (value := os.environ.get(name))},
        **({PASSPHRASE_FILE: str(phrase.absolute())} if phrase else {}),
    }
    return home, Job(
        name=f"sampler-enforce-{home.id[:8]}",
        program=(sys.executable, "-P", "-m", "sampler", "enforce"),
        environment=tuple(said.items()),
        folder=str(project.parent if project.is_file() else home.root.absolute()),
        hour=int(found[1]),
        minute=int(found[2]),
    )


def _print(system: str, job: Job) -> None:
    for file in units(system, job, own_folder()):
        say(f"# {file.path}\n{file.text}" if file.path else file.text)


def _explain(home: Home, job: Job) -> None:
    """Say how the timer will open the key store, which no unit holds a passphrase for."""
    store = find_keystore(keys_folder(), home.id, keystore_secret().asker())
    given = PASSPHRASE_FILE in dict(job.environment)
    talk("the timer opens the key store with that file" if given else UNLOCKING[store.kind])
    talk(WITHOUT)
    if Path(job.folder, "sampler.toml").is_file():
        talk("it runs in this folder, whose sampler.toml holds")


def _tell(what: str, job: Job, system: str, done: Installed, *, as_json: bool) -> None:
    if as_json:
        paths = [str(path) for path in done.paths]
        emit({"system": system, "name": job.name, what: paths, "left": done.left})
        return
    for path in done.paths:
        talk(f"{what}: {path}")
    say(f"timer {job.name} is {what} for {system}")
    for command in done.left:
        talk(f"this could not be done from here; run: {command}")
    if what == "installed" and system == "systemd":
        talk("it runs while you are logged in; loginctl enable-linger lets it run without")
