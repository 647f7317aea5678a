"""`sampler init`."""

import getpass
import os

import click

from sampler.cli.options import json_option, secret_options
from sampler.cli.render import emit, say
from sampler.cli.secrets_in import SecretSource
from sampler.cli.session import home_folder, keys_folder, progress, settings
from sampler.cli.settings import local_zone, system_clock
from sampler.custody.founding import Person, found
from sampler.places.ci import on_ci
from sampler.places.paths import host


@click.command("init")
@click.option(
    "--me", help='Who you are: "Ana Roy <ana@vendor.example>". Default: the system\'s user and host.'
)
@click.option(
    "--accept-weak-keystore", "weak", is_flag=True, help="Keep the key in a clear file; certificates say so."
)
@click.option("--country", help="Where this machine stands, like FR. Default: policy.country.")
@secret_options("keystore-passphrase", "key store passphrase")
@json_option
def init_command(
    *, me: str | None, weak: bool, country: str | None, secret: SecretSource, as_json: bool
) -> None:
    """Make the home: who you are, the key store, the signing key.

    Example: sampler init --me "Ana Roy <ana@vendor.example>"
    """
    person = Person.parse(me) if me else _whoever()
    ask = (lambda: secret.read(confirm=True)) if secret.given else None
    chosen = settings()
    rules = chosen.rules.model_copy(update={"country": country}) if country else chosen.rules
    founded = found(
        *(home_folder(), keys_folder(), person, system_clock, local_zone(chosen.zone)),
        weak=weak,
        passphrase=ask,
        say=progress,
        policy=rules,
        ci=on_ci(os.environ),
    )
    if as_json:
        emit({"home": str(home_folder()), "keystore": founded.keystore, "fingerprint": founded.fingerprint})
        return
    say(f"home made; key store: {founded.keystore}; signing key {founded.fingerprint}")
    if founded.keystore == "weak":
        say("the key lies in a clear file: who reads your files can open the vault; certificates will say so")


def _whoever() -> Person:
    """The system's user and host; a container may run under a number that has no name."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return Person(user, f"{user}@{host()}")
