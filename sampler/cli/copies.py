"""`sampler copy …`."""

import click

from sampler.cli.options import json_option, yes_option
from sampler.cli.render import confirm, emit, emit_lines, say, table
from sampler.cli.session import looking, working
from sampler.custody.copies import attest
from sampler.custody.endings import end_copy
from sampler.custody.showing import copy_rows
from sampler.errors import IncompleteError

SHOWN = ("id", "deal", "sample", "kind", "state", "claim", "location")


@click.group("copy")
def copy_command() -> None:
    """List copies, and attest for what only a person can answer for."""


@copy_command.command("list")
@click.option("--deal", help="Only this deal's.")
@click.option("--open", "only_open", is_flag=True, help="Only those that are not ended.")
@json_option
def list_(*, deal: str | None, only_open: bool, as_json: bool) -> None:
    """List every registered copy with its place and how it ended.

    Example: sampler copy list --deal acme
    """
    with looking() as session:
        rows = [row for row in copy_rows(session, deal) if not only_open or row["state"] == "open"]
    if as_json:
        emit_lines(rows)
    else:
        table(SHOWN, [[str(row[key] or "") for key in SHOWN] for row in rows])


@copy_command.command("end")
@click.argument("copy")
@yes_option
@json_option
def end(*, copy: str, yes: bool, as_json: bool) -> None:
    """Delete one copy now and check that it is gone.

    Example: sampler copy end C1
    """
    with working() as session:
        session.registry.get("copy", copy)
        confirm(f"this deletes copy {copy}", copy, yes=yes)
        ending = end_copy(session, copy)
    if as_json:
        emit({"copy": copy, "claim": ending.claim, "evidence": ending.evidence})
    if ending.claim == "not-verified":
        raise IncompleteError(
            f"copy {copy} is not verified as gone: {ending.evidence}", "sampler copy list --open"
        )
    if not as_json:
        say(f"copy {copy}: {ending.claim}, {ending.evidence}")


@copy_command.command("attest")
@click.argument("copy")
@click.option("--by", required=True, help="Who declares it.")
@click.option("--method", required=True, help="How it was destroyed.")
@click.option("--note", default="", help="Anything else they said.")
@json_option
def attest_(*, copy: str, by: str, method: str, note: str, as_json: bool) -> None:
    """Record a person's word that a copy is destroyed; certificates say that sampler did not see it.

    Example: sampler copy attest C4 --by "Dev Un <dev@vendor.example>" --method "deleted, bin emptied"
    """
    with working() as session:
        attest(session, copy, by=by, method=method, note=note)
        deal = session.registry.get("copy", copy)["deal"]
    if as_json:
        emit({"copy": copy, "claim": "attested"})
    else:
        say(f"copy {copy}: attested; sampler destroy --deal {deal} issues the certificate anew")
