"""`sampler deal …`."""

import sys
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option, yes_option
from sampler.cli.render import confirm, emit, emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody.closing import EXTENDED, OUTCOMES, Close, check_close, close_deal, dispose
from sampler.custody.custodians import person_of
from sampler.custody.deadlines import days_left
from sampler.custody.deals import Terms, open_deal, parse_date, restrict
from sampler.custody.disposal import MODES, Choice
from sampler.custody.environments import HERE
from sampler.custody.extending import extend, extend_by_word
from sampler.custody.gate import ask
from sampler.custody.showing import deal_summary
from sampler.errors import UsageError
from sampler.model.manifest import NO_END

ASKED = {
    "agreement": "reference of the processing agreement (GDPR Art. 28)",
    "legal_basis": "the provider's legal basis",
}
TRIAL_ENDS = (
    "The day on which the data is destroyed, like 2027-01-31; the day before is the last to work with it."
)
disposal_option = click.option(
    "--disposal", default="", help=f"How the provider wants the data to end: {' or '.join(MODES)}."
)
chosen_option = click.option(
    "--chosen-by", default="", help="Who at the provider chose. Default: the contact."
)


@click.group("deal")
def deal_command() -> None:
    """Open, list, show and close deals."""


@deal_command.command("open")
@click.argument("deal")
@click.option("--provider", required=True, help="The organisation that lends the data.")
@click.option("--contact", required=True, help="Its address for receipts and certificates.")
@click.option("--purpose", required=True, help="What the data is lent for.")
@click.option("--trial-ends", required=True, help=TRIAL_ENDS)
@click.option("--agreement", default="", help="Reference of the processing agreement (GDPR Art. 28).")
@click.option("--legal-basis", default="", help="The provider's legal basis.")
@click.option("--project", default="", help="The project that the data is lent for (EDU-4).")
@click.option("--environment", "environments", multiple=True, help="Where it may be used. Default: here.")
@disposal_option
@chosen_option
@json_option
def open_(
    *,
    deal: str,
    as_json: bool,
    trial_ends: str,
    environments: tuple[str, ...],
    disposal: str,
    chosen_by: str,
    project: str,
    **stated: str,
) -> None:
    """Open a deal with its purpose and its end.

    Example: sampler deal open acme --provider "ACME SAS" --contact dpo@acme.example --purpose "LMS trial"
    --trial-ends 2027-01-31
    """
    ends = parse_date(trial_ends, "--trial-ends")
    choice, said = Choice(disposal, chosen_by), {**stated, **_asked(stated), "project": project}
    terms = Terms(trial_ends=ends, environments=environments or (HERE,), disposal=choice, **said)
    with working() as session:
        own = open_deal(session, deal, terms)
        head = str(session.registry.head())
    if as_json:
        emit({"deal": deal, "due_on": ends.isoformat(), "anchor": head})
    else:
        say(f"deal {deal} is open until {ends.isoformat()}")
        if not own:
            talk(f"note: nobody may work on it yet: sampler grant give PERSON --deal {deal}")


def _asked(stated: dict[str, str]) -> dict[str, str]:
    """Ask on a terminal for what the law wants to see stated; Enter leaves it, and documents then say so."""
    given = {}
    for name, question in ASKED.items():
        if not stated[name] and sys.stdin.isatty():
            given[name] = click.prompt(f"{question} (Enter to skip)", "", show_default=False, err=True)
        if not stated[name] and not given.get(name):
            talk(f"note: --{name.replace('_', '-')} was not given; documents will print it as not stated")
    return given


@deal_command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List deals with their state and due date.

    Example: sampler deal list
    """
    with looking() as session:
        today = session.today()
        rows = session.registry.find("deal")
    if as_json:
        emit_lines(
            {key: row[key] for key in ("id", "state", "outcome", "trial_ends", "due_on")} for row in rows
        )
        return
    cells = [
        (
            r["id"],
            r["state"],
            r["outcome"] or "",
            "" if r["due_on"] == NO_END else r["due_on"],
            "" if r["state"] == "destroyed" or r["due_on"] == NO_END else str(days_left(r["due_on"], today)),
        )
        for r in rows
    ]
    table(("deal", "state", "outcome", "due on", "days left"), cells)


@deal_command.command("show")
@click.argument("deal")
@json_option
def show(*, deal: str, as_json: bool) -> None:
    """Show a deal: terms, samples, copies.

    Example: sampler deal show acme
    """
    with looking() as session:
        if not session.registry.find("grant", person=session.actor, deal=deal, state="given"):
            ask(session, "access.look", deal)
        summary = deal_summary(session, deal)
    if as_json:
        emit(summary)
        return
    for name, value in summary["terms"].items():
        say(f"{name.replace('_', ' '):14} {value or 'not stated'}")
    table(
        ("sample", "kind", "state", "files", "audit"),
        [[str(v or "") for v in r.values()] for r in summary["samples"]],
    )
    table(
        ("copy", "sample", "kind", "state", "claim"),
        [[str(v or "") for v in r.values()] for r in summary["copies"]],
    )


@deal_command.command("extend")
@click.argument("deal")
@click.option("--until", required=True, help="The new last day, like 2027-01-31.")
@click.option("--authorization", required=True, help="The provider's, on record for EDU-6: its id, like A3.")
@json_option
def extend_(*, deal: str, until: str, authorization: str, as_json: bool) -> None:
    """Move the end of a trial to a day that the provider has authorized.

    Example: sampler deal extend acme --until 2027-03-31 --authorization A3
    """
    ends = parse_date(until, "--until")
    with working() as session:
        extend(session, deal, ends, authorization)
    _tell_extended(deal, ends.isoformat(), authorization, as_json=as_json)


def _tell_extended(deal: str, ends: str, authorization: str, *, as_json: bool) -> None:
    if as_json:
        emit({"deal": deal, "outcome": EXTENDED, "due_on": ends, "authorization": authorization})
    else:
        say(f"deal {deal} is open until {ends}, by authorization {authorization}")
        talk("note: copies that are out keep the day they were given; pack anew for the later one")


@deal_command.command("close")
@click.argument("deal")
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="How the trial ended.")
@click.option("--grace-until", help="The last day of a period in which only the provider is served (EDU-10).")
@click.option("--handover", default="", help="The reference of the hand-over to operations; won deals only.")
@click.option("--handover-to", default="", help="Who takes the data over: Name <email>.")
@disposal_option
@chosen_option
@click.option("--trial-ends", help="The new end, with --outcome extended.")
@click.option("--evidence", type=FilePath, help="The provider's mail or PDF, for an extension or --disposal.")
@yes_option
@json_option
def close(
    *,
    deal: str,
    outcome: str,
    grace_until: str | None,
    handover: str,
    handover_to: str,
    disposal: str,
    chosen_by: str,
    trial_ends: str | None,
    evidence: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Close a deal; its data is due for destruction now, or after a period of grace.

    A won deal that was handed over or returned keeps its day. An extension is not an end.

    Example: sampler deal close acme --outcome lost
    """
    if outcome == EXTENDED:
        _close_extended(deal, trial_ends, evidence, chosen_by, as_json=as_json)
        return
    grace = parse_date(grace_until, "--grace-until") if grace_until else None
    ending = Close(outcome, grace, handover, handover_to, Choice(disposal, chosen_by, evidence))
    with working() as session:
        check_close(session, deal, ending)
        confirm(f"closing {deal} ends pre-sales and sets the day of its destruction", deal, yes=yes)
        due = close_deal(session, deal, ending)
    if as_json:
        emit({"deal": deal, "outcome": outcome, "due_on": due, "grace_until": grace_until or ""})
    else:
        say(f"deal {deal} is closed as {outcome}; destruction is due on {due}: sampler destroy --deal {deal}")
        _tell_grace(deal, grace_until)


def _tell_grace(deal: str, grace_until: str | None) -> None:
    if grace_until:
        say(f"until {grace_until} its data is for the provider only: sampler return {deal} --to EMAIL")


def _close_extended(
    deal: str, trial_ends: str | None, evidence: Path | None, by: str, *, as_json: bool
) -> None:
    if trial_ends is None or evidence is None:
        raise UsageError(
            "an extension needs the provider's word and a new end",
            f"sampler deal close {deal} --outcome extended --trial-ends DATE --evidence FILE",
            f"sampler deal extend {deal} --until DATE --authorization A1",
        )
    ends = parse_date(trial_ends, "--trial-ends")
    with working() as session:
        number = extend_by_word(session, deal, ends, evidence, by)
    _tell_extended(deal, ends.isoformat(), number, as_json=as_json)


@deal_command.command("dispose")
@click.argument("deal")
@disposal_option
@chosen_option
@click.option("--evidence", type=FilePath, help="The provider's word, as a file.")
@json_option
def dispose_(*, deal: str, disposal: str, chosen_by: str, evidence: Path | None, as_json: bool) -> None:
    """Record anew how a deal's data is to end, also after its closing, until its destruction begins.

    Example: sampler deal dispose acme --disposal anonymise-rest --chosen-by dpo@acme.example
    """
    with working() as session:
        before = dispose(session, deal, Choice(disposal, chosen_by, evidence))
    if as_json:
        emit({"deal": deal, "disposal": disposal, "before": before})
    else:
        say(f"deal {deal}: its data ends by {disposal}; until now it was {before}")


@deal_command.command("restrict")
@click.argument("deal")
@click.option("--to", "people", multiple=True, required=True, help="A custodian by id or address; repeat it.")
@click.option("--evidence", type=FilePath, required=True, help="The provider's word, as a file.")
@json_option
def restrict_(*, deal: str, people: tuple[str, ...], evidence: Path, as_json: bool) -> None:
    """Record that the provider names who may work on a deal; the whole list each time.

    Example: sampler deal restrict acme --to p2 --to p3 --evidence mail.eml
    """
    with working() as session:
        named = tuple(dict.fromkeys(person_of(session, name) for name in people))
        restrict(session, deal, named, evidence)
    if as_json:
        emit({"deal": deal, "named": list(named)})
    else:
        say(f"deal {deal} is for {', '.join(named)} only")
