"""`sampler copy …`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, emit, emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody.by_hand import (
    CHANGED,
    GONE,
    Whereabouts,
    add_copy,
    check_copy,
    move_copy,
    return_copy,
)
from sampler.custody.copies import Attestation, attest
from sampler.custody.deals import parse_date
from sampler.custody.declaring import PROTECTIONS
from sampler.custody.endings import end_copy
from sampler.custody.environments import HERE
from sampler.custody.gate import ask
from sampler.custody.schemas import confirm_drop, hints_of, unconfirmed
from sampler.custody.session import Session
from sampler.custody.showing import copy_rows
from sampler.custody.signers import check_form
from sampler.custody.standing import BACK
from sampler.custody.statements import import_statement, state_destroyed
from sampler.duties.incidents import draft
from sampler.errors import AnswerIsNoError, IncompleteError, UsageError

KINDS_OF_LOSS = {CHANGED: "integrity", GONE: "confidentiality"}
SHOWN = ("id", "deal", "sample", "kind", "state", "claim", "location")


@click.group("copy")
def copy_command() -> None:
    """List, check and end copies; those made by hand; statements of recipients."""


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
        ask(session, "copy.end", copy)
        if unconfirmed(session, copy):
            confirm_drops(session, (copy,), yes=yes)
        else:
            confirm(f"this deletes copy {copy}", copy, yes=yes)
        ending = end_copy(session, copy)
        stated = state_destroyed(session, session.registry.get("copy", copy)["deal"])
        hints = hints_of(session, copy)
    if as_json:
        emit({"copy": copy, "claim": ending.claim, "evidence": ending.evidence})
    if ending.claim == "not-verified":
        raise IncompleteError(
            f"copy {copy} is not verified as gone: {ending.evidence}", *hints, "sampler copy list --open"
        )
    if not as_json:
        say(f"copy {copy}: {ending.claim}, {ending.evidence}")
        for path in stated:
            say(f"statement for the sender, with its .sig: {path}")


def confirm_drops(session: Session, copies: tuple[str, ...], *, yes: bool) -> None:
    """Ask for each schema that somebody registered by hand: it is dropped with everything in it."""
    for copy in copies:
        if unconfirmed(session, copy):
            question = f"copy {copy}, registered by hand, is dropped with every table in it"
            confirm(question, copy, yes=yes)
            confirm_drop(session, copy)


@copy_command.command("attest")
@click.argument("copy", required=False, default="")
@click.option("--by", default="", help="Who declares it.")
@click.option("--method", default="", help="How it was destroyed; asked for on a terminal.")
@click.option("--note", default="", help="Anything else they said.")
@click.option("--evidence", type=FilePath, help="A file that shows it; its SHA-256 goes on record.")
@click.option("--expires-on", default="", help="The day after which it is gone by itself, as they say.")
@click.option("--statement", type=FilePath, help="A recipient's signed statement; its .sig lies beside it.")
@click.option("--signer", default="", help="The fingerprint of the recipient's key, told by another channel.")
@json_option
def attest_(
    *,
    copy: str,
    by: str,
    method: str,
    note: str,
    evidence: Path | None,
    expires_on: str,
    statement: Path | None,
    signer: str,
    as_json: bool,
) -> None:
    """Record a person's word that a copy is destroyed; certificates say that sampler did not see it.

    Example: sampler copy attest C4 --by "Dev Un <dev@vendor.example>" --method "deleted, bin emptied"
    """
    if (statement is None) == (not copy):
        raise UsageError(
            "attest takes a copy, or --statement FILE", "sampler copy attest C4 --by … --method …"
        )
    if statement is not None:
        _take(statement, check_form(signer, "--signer") if signer else "", as_json=as_json)
        return
    word = Attestation(by, method or _asked_method(), note, evidence, _day(expires_on))
    with working() as session:
        attest(session, copy, word)
        deal, claim = (session.registry.get("copy", copy)[key] for key in ("deal", "claim"))
        destroyed = session.registry.get("deal", deal)["state"] == "destroyed"
        stated = state_destroyed(session, deal)
    if as_json:
        emit({"copy": copy, "claim": claim})
        return
    anew = f"; sampler destroy --deal {deal} issues the certificate anew" if destroyed else ""
    say(f"copy {copy}: {claim}{anew}")
    for path in stated:
        say(f"statement for the sender, with its .sig: {path}")


def _asked_method() -> str:
    """How the copy was destroyed, from whoever sits there; a script says it in --method, or is refused."""
    if not sys.stdin.isatty():
        return ""
    return str(click.prompt("how was it destroyed", default="", show_default=False, err=True))


def _take(statement: Path, signer: str, *, as_json: bool) -> None:
    with working() as session:
        taken = import_statement(session, statement, signer)
    if as_json:
        emit({"copy": taken.copy, "kind": taken.kind, "state": taken.state})
    else:
        say(f"copy {taken.copy}, with the recipient: {taken.kind}, as they state; it is {taken.state}")


def lying(function: Callable[..., object]) -> Callable[..., object]:
    """Options that say where a copy made by hand lies."""
    for option in (
        click.option("--protection", default="unverified", help=f"{', '.join(PROTECTIONS)}."),
        click.option("--medium", default="", help="The medium it lies on, like M1."),
        click.option("--environment", default=HERE, help="The environment it is in."),
        click.option("--holder", default="", help="Who has it."),
        click.option(
            "--expires-on", default="", help="Of a backup: the day after which it is gone by itself."
        ),
        click.option("--place", default="", help="Where it is, in words, when this machine can't see it."),
        click.option("--at", default="", help="A schema or database on a server: postgresql://…?schema=x."),
        click.option("--path", type=FilePath, help="Where it lies on this machine."),
    ):
        function = option(function)
    return function


@copy_command.command("add")
@click.argument("sample")
@lying
@json_option
def add(*, sample: str, as_json: bool, **found: Any) -> None:  # noqa: ANN401 - the options of `lying`
    """Register a copy that somebody made by hand.

    Example: sampler copy add acme-1s --place "printed list, safe of room 12" --holder dev@vendor.example
    """
    with working() as session:
        copy, broken = add_copy(session, sample, _whereabouts(found))
    _placed(copy, "is registered", broken, as_json=as_json)


@copy_command.command("move")
@click.argument("copy")
@lying
@json_option
def move(*, copy: str, as_json: bool, **found: Any) -> None:  # noqa: ANN401 - as above
    """Record that a copy was moved, or given to somebody else.

    Example: sampler copy move C3 --place "laptop of Dev Un" --holder dev@vendor.example
    """
    with working() as session:
        broken = move_copy(session, copy, _whereabouts(found))
    _placed(copy, "has moved", broken, as_json=as_json)


def _whereabouts(found: dict[str, Any]) -> Whereabouts:
    return Whereabouts(**{**found, "expires_on": _day(found["expires_on"])})


def _day(text: str) -> str:
    return parse_date(text, "--expires-on").isoformat() if text else ""


def _placed(copy: str, what: str, broken: str, *, as_json: bool) -> None:
    if broken:
        talk(f"warning: copy {copy} lies where the policy does not allow it, {broken}: take it back")
    if as_json:
        emit({"copy": copy, "breaks": broken})
    else:
        say(f"copy {copy} {what}")


@copy_command.command("return")
@click.argument("copy")
@click.option("--by", required=True, help="Who at the provider received it.")
@click.option("--receipt", required=True, help="How that is known: a reference, a date.")
@json_option
def return_(*, copy: str, by: str, receipt: str, as_json: bool) -> None:
    """Record that a copy went back to the provider.

    Example: sampler copy return C4 --by dpo@acme.example --receipt "their mail of 2026-12-01"
    """
    with working() as session:
        return_copy(session, copy, by=by, receipt=receipt)
    if as_json:
        emit({"copy": copy, "claim": "attested"})
    else:
        say(f"copy {copy}: returned to the provider, as stated")


@copy_command.command("check")
@click.argument("copy", required=False, default="")
@click.option("--deal", help="All copies of this deal.")
@json_option
def check(*, copy: str, deal: str | None, as_json: bool) -> None:
    """Look whether open copies are what and where they were; a changed or gone one drafts an incident.

    Copies that had ended are looked for again: one that stands again is named, and is open again.

    Example: sampler copy check --deal acme
    """
    with working() as session:
        rows = [] if copy else copy_rows(session, deal)
        open_ = [copy] if copy else [row["id"] for row in rows if row["state"] == "open"]
        found = {one: check_copy(session, one) for one in open_}
        ended = [row["id"] for row in rows if row["state"] != "open"]
        found |= {one: BACK for one in ended if check_copy(session, one) == BACK}
        drafts = {
            one: draft(
                session,
                session.registry.get("copy", one)["deal"],
                copy=one,
                kind=KINDS_OF_LOSS[word],
                nature=f"copy {one} was found {word} by sampler copy check",
            )
            for one, word in found.items()
            if word in KINDS_OF_LOSS
        }
    if as_json:
        emit_lines(
            {"copy": one, "found": word, "incident": drafts.get(one, "")} for one, word in found.items()
        )
    else:
        table(("copy", "found"), list(found.items()))
    if ended and not as_json:
        talk(f"copies that had ended, looked for again: {len(ended)}")
    _judge(found, drafts)


def _judge(found: dict[str, str], drafts: dict[str, str]) -> None:
    back = [one for one, word in found.items() if word == BACK]
    if back:
        more = f"; changed or gone: {', '.join(drafts)}" if drafts else ""
        raise AnswerIsNoError(
            f"there again: {', '.join(back)}{more}",
            *(f"sampler copy end {one} --yes" for one in back),
            *(f"sampler incident show {one}" for one in drafts.values()),
        )
    if drafts:
        raise AnswerIsNoError(
            f"changed or gone: {', '.join(drafts)}; incident drafts: {', '.join(drafts.values())}",
            *(f"sampler incident show {one}" for one in drafts.values()),
        )
