"""`sampler return`."""

import secrets
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.packing import tell_passphrase
from sampler.cli.render import counted, emit, say
from sampler.cli.session import talk, working
from sampler.custody.returns import confirm
from sampler.destroy.returning import GivenBack, Order, give_back
from sampler.errors import UsageError
from sampler.pack.locks import KEY, lock_for
from sampler.pack.passphrase import generate
from sampler.pack.step import Recipient


@click.command("return")
@click.argument("deal")
@click.option("--to", "recipient", help="The e-mail address of one person at the provider.")
@click.option("--output", type=FilePath, help="The pack's file. Default: a neutral random name here.")
@click.option("--passphrase-file", type=FilePath, help="Write the passphrase to this new file.")
@click.option("--confirmed-by", help="Instead: who at the provider says that they have the data.")
@click.option("--evidence", type=FilePath, help="Their word as a file, with --confirmed-by.")
@json_option
def return_command(
    *,
    deal: str,
    recipient: str | None,
    output: Path | None,
    passphrase_file: Path | None,
    confirmed_by: str | None,
    evidence: Path | None,
    as_json: bool,
) -> None:
    """Give a deal's data back to its provider: the files as they came, and a database export.

    Example: sampler return acme --to dpo@acme.example
    """
    _check(deal, recipient, confirmed_by, alone=bool(output or passphrase_file), evidence=evidence)
    if confirmed_by is not None:
        _confirm(deal, confirmed_by, evidence, as_json=as_json)
        return
    person, passphrase = Recipient(recipient or ""), generate()
    with working() as session:
        suffix = lock_for(session, person.address, passphrase).suffix
        target = output or Path(f"{secrets.token_hex(4)}{suffix}")
        given = give_back(session, deal, person, Order(target, passphrase, passphrase_file))
    shown = "" if passphrase_file or given.lock == KEY else passphrase
    if as_json:
        emit({**_as_json(given), **({"passphrase": shown} if shown else {})})
    else:
        _tell(given, deal, shown)


def _check(
    deal: str, recipient: str | None, confirmed_by: str | None, *, alone: bool, evidence: Path | None
) -> None:
    """One of both: to give back, or to take the provider's word that they have it."""
    if (recipient is None) == (confirmed_by is None):
        raise UsageError(
            "a return is made (--to), or confirmed by the provider (--confirmed-by)",
            f"sampler return {deal} --to dpo@acme.example",
        )
    if (confirmed_by is not None and alone) or (confirmed_by is None and evidence is not None):
        raise UsageError(
            "--output and --passphrase-file go with --to, and --evidence with --confirmed-by",
            f"sampler return {deal} --confirmed-by dpo@acme.example --evidence mail.eml",
        )


def _confirm(deal: str, by: str, evidence: Path | None, *, as_json: bool) -> None:
    with working() as session:
        number = confirm(session, deal, by, evidence)
    if as_json:
        emit({"return": number, "deal": deal, "state": "confirmed"})
    else:
        say(f"return {number} is confirmed by the provider")


def _as_json(given: GivenBack) -> dict[str, object]:
    record = given.record
    made: dict[str, object] = {"return": given.id, "pack": str(given.path), "copy": given.copy}
    made |= {"lock": given.lock, "files": len(record.files), "tables": record.tables, "rows": record.rows}
    gaps = [gap.to_json() for gap in record.not_exported]
    return {**made, "not_exported": gaps, "record": str(given.document)}


def _tell(given: GivenBack, deal: str, passphrase: str) -> None:
    record = given.record
    lent = sum(file.kind in ("original", "quarantined") for file in record.files)
    tables = f"{counted(record.tables, 'table')} with {counted(record.rows, 'row')}"
    say(f"return {given.id}: {counted(lent, 'file')} as lent, {tables} as SQLite and SQL")
    for gap in record.not_exported:
        talk(f"note: not in the export: {gap.what}: {gap.why}")
    say(f"pack {given.path.name} is copy {given.copy}; its signed record: {given.document}")
    tell_passphrase(given.lock, passphrase, given.passphrase_copy)
    talk(f"when they have it: sampler return {deal} --confirmed-by {record.recipient}")
