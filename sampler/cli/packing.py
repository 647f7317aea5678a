"""`sampler pack`, `open`, `export` and `load`."""

import secrets
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option, secret_options
from sampler.cli.render import counted, emit, say
from sampler.cli.secrets_in import SecretSource
from sampler.cli.session import talk, working
from sampler.load.database import database_path, load
from sampler.load.export import export
from sampler.pack.passphrase import generate
from sampler.pack.step import Recipient, pack
from sampler.pack.unpack import open_pack


@click.command("pack")
@click.argument("sample")
@click.option("--to", "recipient", required=True, help="The e-mail address of exactly one person.")
@click.option("--output", type=FilePath, help="The pack's file. Default: a neutral random name here.")
@click.option(
    "--passphrase-file", type=FilePath, help="Write the passphrase to this new file instead of showing it."
)
@json_option
def pack_command(
    *, sample: str, recipient: str, output: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Seal a sanitized sample for one named person.

    Example: sampler pack acme-1s --to dev@vendor.example
    """
    person, passphrase = Recipient(recipient), generate()
    target = output or Path(f"{secrets.token_hex(4)}.zip")
    with working() as session:
        packed = pack(session, sample, person, target, passphrase=passphrase, passphrase_file=passphrase_file)
    if as_json:
        shown = {} if passphrase_file else {"passphrase": passphrase}
        emit({"pack": str(packed.path), "copy": packed.copy, "destroy_by": packed.destroy_by, **shown})
        return
    say(f"pack {packed.path.name} is copy {packed.copy}; to be destroyed by {packed.destroy_by}")
    if passphrase_file:
        say(f"its passphrase is in the new file, copy {packed.passphrase_copy}; send it by another channel")
    else:
        say(f"its passphrase, shown this once: {passphrase}")
        say("send it by another channel than the pack")


@click.command("open")
@click.argument("pack", type=FilePath)
@click.option("--into", "folder", required=True, type=FilePath, help="The new folder for its files.")
@secret_options("passphrase", "passphrase of the pack")
@json_option
def open_command(*, pack: Path, folder: Path, secret: SecretSource, as_json: bool) -> None:
    """Open a pack into a new folder.

    Example: sampler open d7kq.zip --into ./fixtures
    """
    with working() as session:
        opened = open_pack(session, pack, folder, secret.asker())
    if as_json:
        emit(
            {
                **{
                    key: getattr(opened, key)
                    for key in ("copy", "deal", "files", "destroy_by", "signer", "verified")
                }
            }
        )
        return
    if not opened.verified:
        talk(f"warning: signer unverified: compare {opened.signer} with the sender by another channel")
    files = counted(opened.files, "file")
    say(f"{files} opened as copy {opened.copy}; to be destroyed by {opened.destroy_by}")


@click.command("export")
@click.argument("sample")
@click.option("--into", "folder", required=True, type=FilePath, help="The new folder for its files.")
@json_option
def export_command(*, sample: str, folder: Path, as_json: bool) -> None:
    """Write a sanitized sample's files into a new folder.

    Example: sampler export acme-1s --into ./fixtures
    """
    with working() as session:
        exported = export(session, sample, folder)
    if as_json:
        emit({"copy": exported.copy, "files": exported.files})
    else:
        say(f"{counted(exported.files, 'file')} written as copy {exported.copy}")


@click.command("load")
@click.argument("sample")
@click.option("--into", "url", required=True, help="The new database, like sqlite:///dev.db.")
@json_option
def load_command(*, sample: str, url: str, as_json: bool) -> None:
    """Put a sanitized sample's tables into a local database.

    Example: sampler load acme-1s --into sqlite:///dev.db
    """
    path = database_path(url)
    with working() as session:
        loaded = load(session, sample, path)
    if as_json:
        emit({"copy": loaded.copy, "rows": loaded.rows})
    else:
        tables, rows = counted(len(loaded.rows), "table"), counted(sum(loaded.rows.values()), "row")
        say(f"{tables}, {rows} loaded as copy {loaded.copy}")
