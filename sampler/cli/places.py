"""`sampler environment …`, `recipient …`, `where` and `doctor`."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit, emit_lines, say, table
from sampler.cli.session import keys_folder, looking, talk, working
from sampler.custody import declaring, recipients
from sampler.custody.doctor import FAILS, UNKNOWN, examine
from sampler.custody.environments import KINDS, environment
from sampler.custody.gate import ask
from sampler.custody.where import SHOWN, where
from sampler.errors import AnswerIsNoError, NotFoundError
from sampler.report.departures import broken_glass_lines

GOOD = ("local", "memory")


@click.group("environment")
def environment_command() -> None:
    """Declare where data may be used."""


@environment_command.command("add")
@click.argument("name")
@click.option("--kind", default="test", help=f"{', '.join(KINDS)}.", show_default=True)
@click.option("--country", required=True, help="Where it stands: two capital letters, like FR.")
@click.option("--purpose", default="", help="What it is for.")
@click.option("--project", default="", help="The project it belongs to.")
@click.option(
    "--address", default="", help="A folder, a host, or a database like postgresql://user@127.0.0.1/db."
)
@json_option
def add_environment(*, name: str, as_json: bool, **said: str) -> None:
    """Declare an environment; what is at its address is looked at now.

    Example: sampler environment add dev-box --country FR --kind test --project lms
    """
    with working() as session:
        found = declaring.declare_environment(session, name, **said)
    if as_json:
        emit({"environment": name, **asdict(found)})
    else:
        say(f"environment {name} is declared in {said['country']}; found there: {found.place}")


@environment_command.command("list")
@json_option
def list_environments(*, as_json: bool) -> None:
    """List environments with their country and what was found there.

    Example: sampler environment list
    """
    with looking() as session:
        rows = declaring.environments(session)
    shown = ("id", "kind", "country", "project", "state", "found", "checked_at")
    if as_json:
        emit_lines(rows)
    else:
        table(shown, [[str(row[key] or "") for key in shown] for row in rows])


@environment_command.command("show")
@click.argument("name")
@json_option
def show_environment(*, name: str, as_json: bool) -> None:
    """Show an environment.

    Example: sampler environment show here
    """
    with looking() as session:
        shown = environment(session, name)
    if as_json:
        emit(dict(shown))
    else:
        for key, value in shown.items():
            say(f"{key.replace('_', ' '):12} {value or 'not stated'}")


@environment_command.command("remove")
@click.argument("name")
@json_option
def remove_environment(*, name: str, as_json: bool) -> None:
    """Retire an environment: nothing more goes there; copies that are left are listed.

    Example: sampler environment remove dev-box
    """
    with working() as session:
        left = declaring.retire_environment(session, name)
    if as_json:
        emit({"environment": name, "open_copies": left})
    else:
        say(f"environment {name} is retired")
        for copy in left:
            talk(f"warning: copy {copy} is still there: sampler copy end {copy}")


@environment_command.command("check")
@click.argument("name")
@json_option
def check_environment(*, name: str, as_json: bool) -> None:
    """Look at an environment, or at an address like postgresql://user@127.0.0.1/db; exit 3 if it is no good.

    Example: sampler environment check postgresql://postgres@127.0.0.1/test
    """
    if "/" in name:
        found = declaring.look_at(name)
        name = "the address"
    else:
        with working() as session:
            found = declaring.check_environment(session, name)
    because = f" ({found.because})" if found.because else ""
    if as_json:
        emit({"environment": name, **asdict(found)})
    if found.place not in GOOD and found.because != declaring.NOTHING:
        raise AnswerIsNoError(
            f"{name} is no place for data: {found.place}{because} [EDU-5]",
            "it must listen on loopback or a local socket only, or be a local folder nobody publishes",
        )
    if not as_json:
        say(f"{name}: {found.place}{because}")


@click.group("medium")
def medium_command() -> None:
    """Register the media that data lies on, and how each will end."""


@medium_command.command("add")
@click.option("--kind", required=True, help=f"{', '.join(declaring.MEDIA)}.")
@click.option("--protection", default="unverified", help=f"{', '.join(declaring.PROTECTIONS)}.")
@click.option("--disposal", required=True, help=f"How it will end: {', '.join(declaring.DISPOSALS)}.")
@click.option("--label", default="", help="What is written on it.")
@click.option("--environment", "where_", default="", help="The environment it stands in.")
@click.option("--holder", default="", help="Who answers for it.")
@json_option
def add_medium(*, as_json: bool, where_: str, **said: str) -> None:
    """Register a medium: a disk, a server, a paper file; with its end (USR-6, USR-7).

    Example: sampler medium add --kind disk --protection encrypted --disposal erase-key
    """
    with working() as session:
        medium = declaring.add_medium(session, where=where_, **said)
    if as_json:
        emit({"medium": medium})
    else:
        say(f"medium {medium} is registered; its end: {said['disposal']}")


@medium_command.command("list")
@json_option
def list_media(*, as_json: bool) -> None:
    """List media.

    Example: sampler medium list
    """
    with looking() as session:
        rows = session.registry.find("medium")
    shown = ("id", "kind", "protection", "disposal", "environment", "state", "checked_at")
    if as_json:
        emit_lines(rows)
    else:
        table(shown, [[str(row[key] or "") for key in shown] for row in rows])


@click.group("recipient")
def recipient_command() -> None:
    """Register people who get packs, with their public keys."""


@recipient_command.command("add")
@click.argument("email")
@click.option("--key", default="", help="Their public key: age1…, or an ssh-ed25519 or ssh-rsa line.")
@click.option("--key-file", type=FilePath, help="The same from a file, like id_ed25519.pub.")
@click.option("--fingerprint", default="", help="The key's fingerprint, as they told you by another channel.")
@click.option("--signer", default="", help="The fingerprint that their `sampler init` printed.")
@json_option
def add_recipient(
    *, email: str, key: str, key_file: Path | None, fingerprint: str, signer: str, as_json: bool
) -> None:
    """Register a person; with a key, packs for them open with that key only.

    Example: sampler recipient add dev@vendor.example --key-file id_ed25519.pub
    """
    if key_file is not None:
        key = _first_line(key_file)
    with working() as session:
        number, parsed = recipients.add_recipient(
            session, email, key=key, fingerprint=fingerprint, signer=signer
        )
    printed = parsed.fingerprint if parsed else ""
    if as_json:
        emit({"recipient": number, "fingerprint": printed, "confirmed": bool(fingerprint)})
        return
    say(f"recipient {number} is registered{' with the key ' + printed if printed else ', without a key'}")
    if printed and not fingerprint:
        talk("the key is not used before its fingerprint is compared by another channel:")
        talk(f"sampler recipient confirm EMAIL --fingerprint {printed}")


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip().partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        raise NotFoundError("the key file can't be read", "name a public key, like id_ed25519.pub") from None


@recipient_command.command("confirm")
@click.argument("email")
@click.option("--fingerprint", required=True, help="As they told you, by another channel than the key came.")
@json_option
def confirm(*, email: str, fingerprint: str, as_json: bool) -> None:
    """Say that you have compared a key's fingerprint with its owner.

    Example: sampler recipient confirm dev@vendor.example --fingerprint SHA256:…
    """
    with working() as session:
        number = recipients.confirm(session, email, fingerprint)
    if as_json:
        emit({"recipient": number, "confirmed": True})
    else:
        say(f"the key of recipient {number} is confirmed")


@recipient_command.command("list")
@json_option
def list_recipients(*, as_json: bool) -> None:
    """List recipients, their keys' fingerprints, and whether those were compared.

    Example: sampler recipient list
    """
    with looking() as session:
        rows = recipients.recipients(session)
    shown = ("id", "address", "kind", "confirmed", "state", "fingerprint")
    if as_json:
        emit_lines(rows)
    else:
        table(shown, [[str(row[key] or "") for key in shown] for row in rows])


@recipient_command.command("remove")
@click.argument("email")
@json_option
def remove_recipient(*, email: str, as_json: bool) -> None:
    """Take a person off the list; what they still hold is listed.

    Example: sampler recipient remove dev@vendor.example
    """
    with working() as session:
        left = recipients.remove_recipient(session, email)
    if as_json:
        emit({"open_copies": left})
    else:
        say("the recipient is retired")
        for copy in left:
            talk(f"warning: copy {copy} is for them and still open")


@click.command("where")
@click.argument("subject", required=False, default="", metavar="[DEAL|SAMPLE]")
@json_option
def where_command(*, subject: str, as_json: bool) -> None:
    """Say where data is: every copy, medium, environment, country, custodian, protection, last check.

    Example: sampler where acme
    """
    with looking() as session:
        ask(session, "where", subject or "copies")
        rows = where(session, subject)
        deals = {row["deal"] for row in rows} | ({subject} if subject else set())
        every = [row["id"] for row in session.registry.find("deal") if not subject or row["id"] in deals]
        loud = broken_glass_lines(session, every)
    if as_json:
        emit_lines(rows)
    else:
        table([key.replace("_", " ") for key in SHOWN], [[row[key] for key in SHOWN] for row in rows])
    for line in loud:
        talk(f"warning: {line}")


@click.command("doctor")
@json_option
def doctor_command(*, as_json: bool) -> None:
    """Check this installation against the policy; exit 3 when something fails.

    Example: sampler doctor
    """
    with looking(checked=False) as session:
        found = examine(session, keys_folder(), Path(os.path.expanduser("~")))  # noqa: PTH111 - Path.home may raise
    if as_json:
        emit_lines(asdict(one) for one in found)
    else:
        table(("rule", "what", "state", "because"), [(o.rule, o.what, o.state, o.because) for o in found])
        unknown = sum(one.state == UNKNOWN for one in found)
        talk(f"{unknown} of {len(found)} could not be checked")
    failed = [one for one in found if one.state == FAILS]
    if failed:
        names = ", ".join(one.what for one in failed)
        mends = [f"{one.what}: {one.mend} [{one.rule}]" for one in failed if one.mend]
        raise AnswerIsNoError(f"this installation fails the policy at: {names}", *mends)
