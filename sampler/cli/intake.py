"""`sampler ingest`."""

import sys
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option, secret_options
from sampler.cli.render import counted, emit, say
from sampler.cli.secrets_in import SecretSource
from sampler.cli.session import talk, working
from sampler.ingest.delivery import weaknesses
from sampler.ingest.receipt import receipt_path
from sampler.ingest.step import Intake, Provenance, end_source, ingest
from sampler.policy.rules import PRIVATE_CHANNELS


@click.command("ingest")
@click.argument("delivery", type=FilePath)
@click.option("--deal", required=True, help="The deal it belongs to.")
@click.option("--channel", required=True, help=f"How it came: {', '.join(PRIVATE_CHANNELS)}.")
@click.option("--from", "sender", default="", help="Who at the provider sent it. Default: as an e-mail says.")
@click.option("--note", default="", help="Anything worth keeping about how it came.")
@click.option(
    "--note-breach", is_flag=True, help="Take a large clear sample; on record as the provider's breach."
)
@click.option("--delete-source", is_flag=True, help="Delete the clear delivery once it is in the vault.")
@secret_options("password", "passphrase of the delivery")
@json_option
def ingest_command(
    *,
    delivery: Path,
    deal: str,
    channel: str,
    sender: str,
    note: str,
    note_breach: bool,
    delete_source: bool,
    secret: SecretSource,
    as_json: bool,
) -> None:
    """Take a delivery in: encrypted, with its provenance and a receipt.

    Example: sampler ingest delivery.zip --deal acme --channel sftp --from dpo@acme.example
    """
    provenance = Provenance(deal, channel, sender, note, note_breach)
    ask = (lambda: secret.read().encode()) if secret.given or sys.stdin.isatty() else None
    with working() as session:
        intake = ingest(session, delivery, provenance, ask)
        receipt, path = intake.receipt, receipt_path(session, intake.sample)
        if as_json:
            emit({**receipt.to_json(), "receipt": str(path), "copy": intake.copy})
        else:
            _tell(intake, str(path), receipt.anchor)
        if delete_source or _offered(intake):
            end_source(session, intake.copy)
            talk(f"copy {intake.copy}: the clear delivery is deleted")
            return
    if not as_json:
        say(f"the clear delivery is copy {intake.copy}; to end it now: sampler copy end {intake.copy}")


def _offered(intake: Intake) -> bool:
    """Offer to delete the clear delivery now; without a terminal it stays, as a registered copy."""
    if not sys.stdin.isatty():
        return False
    return click.confirm(
        f"the delivery is in the vault; delete the clear original ({intake.copy}) now?", err=True
    )


def _tell(intake: Intake, receipt: str, anchor: str) -> None:
    for file in intake.files:
        if file.reason:
            talk(f"warning: {intake.sample}/{file.id} is quarantined: {file.reason}")
    mail = intake.delivery.mail
    if mail is not None and mail.hops_in_clear:
        talk(f"warning: {mail.hops_in_clear} of {counted(mail.hops, 'hop')} between mail servers had no TLS")
    for weakness in weaknesses(intake.delivery.protection):
        talk(f"warning: weakly protected delivery: {weakness}")
    quarantined = sum(bool(file.reason) for file in intake.files)
    say(f"{intake.sample}: {counted(len(intake.files), 'file')} taken in, {quarantined} quarantined")
    say(f"receipt for the provider: {receipt} (anchor {anchor})")
