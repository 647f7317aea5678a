"""`sampler hold …`, `request …`, `disclosure …` and `declaration …`."""

import click

from sampler.cli.options import json_option
from sampler.cli.render import emit, emit_lines, say, table
from sampler.cli.session import looking, working
from sampler.custody import declarations
from sampler.custody.deals import parse_date
from sampler.custody.gate import ask
from sampler.duties import disclosures, holds, requests
from sampler.duties.disclosures import Disclosed
from sampler.errors import OverdueError


@click.group("hold")
def hold_command() -> None:
    """Freeze a deal, or put it under a legal hold."""


@hold_command.command("place")
@click.argument("deal")
@click.option("--kind", type=click.Choice(holds.KINDS), default="freeze", show_default=True)
@click.option("--reason", required=True, help="Why; it is kept, and can be redacted.")
@json_option
def place(*, deal: str, kind: str, reason: str, as_json: bool) -> None:
    """Freeze a deal: no act but its destruction when due; a legal hold stops that as well.

    Example: sampler hold place acme --kind legal --reason "court order 12/2027"
    """
    with working() as session:
        number = holds.place(session, deal, kind, reason)
    if as_json:
        emit({"hold": number, "deal": deal, "kind": kind})
    else:
        say(f"hold {number}: {deal} is {'under a legal hold' if kind == holds.LEGAL else 'frozen'}")


@hold_command.command("release")
@click.argument("hold")
@click.option("--reason", required=True, help="Why it ends.")
@json_option
def release(*, hold: str, reason: str, as_json: bool) -> None:
    """Lift a hold.

    Example: sampler hold release H1 --reason "order lifted"
    """
    with working() as session:
        holds.release(session, hold, reason)
    if as_json:
        emit({"hold": hold, "state": "released"})
    else:
        say(f"hold {hold} is released")


@hold_command.command("list")
@json_option
def list_holds(*, as_json: bool) -> None:
    """List holds, released ones too.

    Example: sampler hold list
    """
    with looking() as session:
        ask(session, "access.look", "holds")
        rows = holds.rows(session)
    _listed(rows, ("id", "deal", "kind", "state", "placed_at", "released_at", "reason"), as_json=as_json)


@click.group("request")
def request_command() -> None:
    """Requests to rectify, restrict or delete, with their deadlines."""


@request_command.command("open")
@click.argument("deal")
@click.option("--kind", type=click.Choice(requests.KINDS), required=True)
@click.option("--from", "sender", required=True, help="Who asks.")
@click.option("--received", help="The day it came. Default: today.")
@click.option("--note", default="", help="What they asked for, in short.")
@json_option
def open_(*, deal: str, kind: str, sender: str, received: str | None, note: str, as_json: bool) -> None:
    """Record a request; one for restriction freezes the deal at once.

    Example: sampler request open acme --kind restriction --from dpo@acme.example
    """
    with working() as session:
        day = parse_date(received, "--received").isoformat() if received else session.today()
        number = requests.open_request(session, deal, kind, sender=sender, received_on=day, note=note)
        row = session.registry.get("request", number)
    if as_json:
        emit({"request": number, "due_on": row["due_on"], "hold": row["hold"] or ""})
        return
    say(f"request {number}: {kind} of {deal}, to be answered by {row['due_on']}")
    if row["hold"]:
        say(f"{deal} is frozen by hold {row['hold']}")


@request_command.command("close")
@click.argument("request")
@click.option("--outcome", type=click.Choice(requests.OUTCOMES), required=True)
@click.option("--answer", required=True, help="What was answered.")
@json_option
def close(*, request: str, outcome: str, answer: str, as_json: bool) -> None:
    """Record how a request ended; the freeze it brought ends with it.

    Example: sampler request close Q1 --outcome done --answer "new delivery taken in, old one destroyed"
    """
    with working() as session:
        requests.close_request(session, request, outcome, answer)
    if as_json:
        emit({"request": request, "outcome": outcome})
    else:
        say(f"request {request} is closed: {outcome}")


@request_command.command("list")
@json_option
def list_requests(*, as_json: bool) -> None:
    """List requests. Exit 3 when an answer is late.

    Example: sampler request list
    """
    with looking() as session:
        ask(session, "access.look", "requests")
        rows = requests.rows(session)
    columns = ("id", "deal", "kind", "from", "state", "received_on", "due_on", "outcome", "late")
    _listed(rows, columns, as_json=as_json)
    if late := [row["id"] for row in rows if row["late"]]:
        raise OverdueError(
            f"late: {', '.join(late)}", f"sampler request close {late[0]} --outcome done --answer …"
        )


@click.group("disclosure")
def disclosure_command() -> None:
    """What was disclosed to an authority, on which legal basis."""


@disclosure_command.command("record")
@click.argument("deal")
@click.option("--to", required=True, help="Who got it.")
@click.option("--scope", default="", help="What they got: no more than the law asks.")
@click.option("--basis", default="", help="The law or order it rests on.")
@click.option("--on", required=True, help="The day.")
@click.option(
    "--notice", type=click.Choice(("told", "barred")), help="The customer was told, or the law bars it."
)
@click.option("--bar", default="", help="What bars the notice.")
@json_option
def record(*, deal: str, as_json: bool, on: str, notice: str | None, **said: str) -> None:
    """Record a disclosure with its scope, legal basis, and the notice or the bar on it.

    Example: sampler disclosure record acme --to CNIL --scope "the list of copies" --basis "art. 58 GDPR"
    --on 2027-01-12 --notice told
    """
    what = Disclosed(on=parse_date(on, "--on").isoformat(), notice=notice or "", **said)
    with working() as session:
        number = disclosures.record(session, deal, what)
    if as_json:
        emit({"disclosure": number, "deal": deal})
    else:
        say(f"disclosure {number} of {deal} is on record")


@disclosure_command.command("list")
@json_option
def list_disclosures(*, as_json: bool) -> None:
    """List disclosures.

    Example: sampler disclosure list
    """
    with looking() as session:
        ask(session, "access.look", "disclosures")
        rows = disclosures.rows(session)
    _listed(rows, ("id", "deal", "to", "scope", "basis", "disclosed_on", "notice"), as_json=as_json)


def _listed(rows: list[dict[str, str]], columns: tuple[str, ...], *, as_json: bool) -> None:
    if as_json:
        emit_lines(rows)
    else:
        table(columns, [[row[key] for key in columns] for row in rows])


@click.group("declaration")
def declaration_command() -> None:
    """What only people can say of premises: recorded, not enforced."""


@declaration_command.command("record")
@click.option("--rule", type=click.Choice(declarations.RULES), required=True)
@click.option("--text", required=True, help="What is declared.")
@click.option("--until", required=True, help="Until when it holds.")
@json_option
def declare(*, rule: str, text: str, until: str, as_json: bool) -> None:
    """Record a declaration: who, when, until when.

    Example: sampler declaration record --rule USR-9 --text "locked room, alarm" --until 2027-12-31
    """
    last = parse_date(until, "--until").isoformat()
    with working() as session:
        number = declarations.record(session, rule, text, last)
    if as_json:
        emit({"declaration": number, "rule": rule, "until": last})
    else:
        say(f"declaration {number} on {rule} holds until {last}")


@declaration_command.command("list")
@json_option
def list_declarations(*, as_json: bool) -> None:
    """List declarations, ended ones too.

    Example: sampler declaration list
    """
    with looking() as session:
        ask(session, "access.look", "declarations")
        rows = declarations.rows(session)
    _listed(rows, ("id", "rule", "by", "at", "until", "state", "text"), as_json=as_json)
