"""`sampler pack`, `open`, `export` and `load`."""

import secrets
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option, secret_options
from sampler.cli.render import counted, emit, say
from sampler.cli.secrets_in import SecretSource
from sampler.cli.session import talk, working
from sampler.custody.environments import HERE
from sampler.custody.signers import FIRST_USE, check_form
from sampler.load.database import load
from sampler.load.export import export
from sampler.pack.locks import KEY, lock_for
from sampler.pack.passphrase import generate
from sampler.pack.step import PASSPHRASE_CHANNELS as CHANNELS
from sampler.pack.step import Order, Packed, Recipient, pack
from sampler.pack.unpack import Opened, Opener, open_pack

environment_option = click.option(
    "--environment", default=HERE, help="The declared environment it is for. Default: this machine."
)


@click.command("pack")
@click.argument("sample")
@click.option("--to", "recipient", required=True, help="The e-mail address of exactly one person.")
@click.option("--output", type=FilePath, help="The pack's file. Default: a neutral random name here.")
@click.option(
    "--passphrase-file", type=FilePath, help="Write the passphrase to this new file instead of showing it."
)
@click.option(
    "--mail", type=FilePath, help="Also write a mail draft (.eml) with the pack; small samples only."
)
@click.option(
    "--passphrase-channel", "channel", default="", help=f"How the passphrase goes: {', '.join(CHANNELS)}."
)
@environment_option
@json_option
def pack_command(
    *,
    sample: str,
    recipient: str,
    output: Path | None,
    passphrase_file: Path | None,
    mail: Path | None,
    channel: str,
    environment: str,
    as_json: bool,
) -> None:
    """Seal a sanitized sample for one named person: for their key, else with a passphrase.

    Example: sampler pack acme-1s --to dev@vendor.example
    """
    person, passphrase = Recipient(recipient), generate()
    with working() as session:
        suffix = lock_for(session, recipient, passphrase).suffix
        target = output or Path(f"{secrets.token_hex(4)}{suffix}")
        order = Order(passphrase, passphrase_file, environment, mail, channel)
        packed = pack(session, sample, person, target, order)
    shown = "" if passphrase_file or packed.lock == KEY else passphrase
    if as_json:
        emit({**_as_json(packed), **({"passphrase": shown} if shown else {})})
    else:
        _tell_packed(packed, shown)


def _as_json(packed: Packed) -> dict[str, object]:
    draft = {"draft_copy": packed.draft_copy} if packed.draft_copy else {}
    made = {"pack": str(packed.path), "copy": packed.copy, "destroy_by": packed.destroy_by}
    return {**made, "lock": packed.lock, **draft}


def _tell_packed(packed: Packed, passphrase: str) -> None:
    say(f"pack {packed.path.name} is copy {packed.copy}; to be destroyed by {packed.destroy_by}")
    if packed.draft_copy:
        say(f"the mail is copy {packed.draft_copy}, a draft to one address: look at it, then send it")
        talk(f"once sent, end the draft: sampler copy end {packed.draft_copy}")
    tell_passphrase(packed.lock, passphrase, packed.passphrase_copy)


def tell_passphrase(lock: str, passphrase: str, copy: str) -> None:
    """Say how a pack opens: with a key, a passphrase shown this once, or the one in the file `copy`."""
    if lock == KEY:
        say("it opens with the recipient's key only; there is no passphrase")
    elif passphrase:
        say(f"its passphrase, shown this once: {passphrase}")
        say("send it by another channel than the pack")
    else:
        say(f"its passphrase is in the new file, copy {copy}; send it by another channel")


@click.command("open")
@click.argument("pack", type=FilePath)
@click.option("--into", "folder", required=True, type=FilePath, help="The new folder for its files.")
@click.option(
    "--identity-file", "identity", type=FilePath, help="Your age or SSH private key, for age packs."
)
@click.option("--sender-key", default="", help="The sender's key (SHA256:…), as they told you another way.")
@environment_option
@secret_options("passphrase", "passphrase of the pack")
@json_option
def open_command(
    *,
    pack: Path,
    folder: Path,
    identity: Path | None,
    sender_key: str,
    environment: str,
    secret: SecretSource,
    as_json: bool,
) -> None:
    """Open a pack into a new folder; a signed statement for its sender is written.

    Example: sampler open d7kq.zip --into ./fixtures
    """
    expected = check_form(sender_key, "--sender-key") if sender_key else ""
    with working() as session:
        opener = Opener(secret.asker(), identity, environment, expected)
        opened = open_pack(session, pack, folder, opener)
    if as_json:
        keys = ("copy", "deal", "files", "destroy_by", "signer", "trust", "verified", "statement")
        emit({**{key: getattr(opened, key) for key in keys}, "given_back": opened.given_back})
    else:
        _tell_opened(opened)


def _tell_opened(opened: Opened) -> None:
    if opened.trust == FIRST_USE:
        talk(f"note: signed by the key that this sender used before; nobody has compared it: {opened.signer}")
    elif not opened.verified:
        talk(f"warning: signer unverified: compare {opened.signer} with the sender by another channel")
        talk("it is kept as this sender's key from now on; --sender-key SHA256:… confirms it")
    files = counted(opened.files, "file")
    ends = f"to be destroyed by {opened.destroy_by}" if opened.destroy_by else "it has no end here"
    whose = "the provider's own data, given back; " if opened.given_back else ""
    say(f"{files} opened as copy {opened.copy}; {whose}{ends}")
    if opened.statement:
        say(f"statement for the sender, with its .sig: {opened.statement}")


@click.command("export")
@click.argument("sample")
@click.option("--into", "folder", required=True, type=FilePath, help="The new folder for its files.")
@environment_option
@json_option
def export_command(*, sample: str, folder: Path, environment: str, as_json: bool) -> None:
    """Write a sanitized sample's files into a new folder.

    Example: sampler export acme-1s --into ./fixtures
    """
    with working() as session:
        exported = export(session, sample, folder, environment)
    if as_json:
        emit({"copy": exported.copy, "files": exported.files})
    else:
        say(f"{counted(exported.files, 'file')} written as copy {exported.copy}")


@click.command("load")
@click.argument("sample")
@click.option("--into", "url", required=True, help="sqlite:///dev.db, or a local server's address.")
@environment_option
@json_option
def load_command(*, sample: str, url: str, environment: str, as_json: bool) -> None:
    """Put a sanitized sample's tables into a local database.

    On a PostgreSQL or MariaDB server of this machine they get a schema or database of their own.

    Example: sampler load acme-1s --into sqlite:///dev.db
    """
    with working() as session:
        loaded = load(session, sample, url, environment)
    if as_json:
        emit({"copy": loaded.copy, "rows": loaded.rows, "address": loaded.address})
    else:
        tables, rows = counted(len(loaded.rows), "table"), counted(sum(loaded.rows.values()), "row")
        say(f"{tables}, {rows} loaded as copy {loaded.copy}")
        if not loaded.address.startswith("sqlite"):
            say(f"it is at {loaded.address}")
