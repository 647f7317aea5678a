"""`sampler rest …`."""

import click

from sampler.cli.options import json_option, yes_option
from sampler.cli.render import confirm, counted, emit, emit_lines, say, table
from sampler.cli.session import looking, talk, working
from sampler.custody.deals import parse_date
from sampler.custody.gate import ask
from sampler.destroy.execute import execute
from sampler.destroy.plan import plan
from sampler.destroy.rest import choose_rest, end_rest, judge_rest, kept_line
from sampler.errors import AnswerIsNoError
from sampler.model.kept import KeptLine


@click.group("rest")
def rest_command() -> None:
    """What may outlive a deal: sanitized samples without identities, generalised and measured."""


@rest_command.command("check")
@click.argument("sample")
@json_option
def check(*, sample: str, as_json: bool) -> None:
    """Say what stands against keeping a sanitized sample, column by column.

    Example: sampler rest check acme-1s2
    """
    with looking() as session:
        judged = judge_rest(session, sample)
    if as_json:
        line = judged.line.to_json() if judged.line else None
        emit({"sample": sample, "fit": not judged.flaws, "flaws": list(judged.flaws), "kept": line})
    elif judged.line:
        _tell_line(judged.line)
    for flaw in () if as_json else judged.flaws:
        say(flaw)
    if judged.flaws:
        raise AnswerIsNoError(
            f"{sample} can't outlive its deal for {counted(len(judged.flaws), 'reason')} [JUN-3]",
            "drop or generalise these columns and declare quasi_identifiers in the recipe, then sanitize",
        )


def _tell_line(line: KeptLine) -> None:
    say(f"{line.sample}: {line.records} records; {line.mode}")
    say(f"k is {line.k} (least {line.least_k}) by {', '.join(line.quasi_identifiers)}")
    for criterion in line.criteria:
        for sentence in criterion.measured:
            say(f"{criterion.name}: {sentence}")
    say("these are figures, not a finding that the data is anonymous")


@rest_command.command("choose")
@click.argument("sample")
@click.option("--until", help="The last day it is kept. Default: as long as the settings allow.")
@json_option
def choose(*, sample: str, until: str | None, as_json: bool) -> None:
    """Choose a sanitized sample to outlive its deal, as the provider wants it.

    Example: sampler rest choose acme-1s2 --until 2027-12-31
    """
    last = parse_date(until, "--until") if until else None
    with working() as session:
        line = choose_rest(session, sample, last)
    if as_json:
        emit(line.to_json())
        return
    _tell_line(line)
    say(f"{sample} will outlive its deal until {line.kept_until}; everything else of the deal goes")


@rest_command.command("list")
@json_option
def list_(*, as_json: bool) -> None:
    """List what was chosen to outlive its deal, what did, and until when.

    Example: sampler rest list
    """
    with looking() as session:
        ask(session, "access.look", "rests")
        rows = [row for row in session.registry.find("sample") if row["rest"]]
        shown = [
            {
                "sample": row["id"],
                "deal": row["deal"],
                "state": row["rest"],
                "until": row["rest_until"],
                "k": str(kept_line(session, row["id"]).k),
            }
            for row in rows
        ]
    if as_json:
        emit_lines(shown)
    else:
        table(("sample", "deal", "state", "until", "k"), [list(row.values()) for row in shown])


@rest_command.command("end")
@click.argument("sample")
@yes_option
@json_option
def end(*, sample: str, yes: bool, as_json: bool) -> None:
    """Take the choice back; once the deal is destroyed, destroy what was kept and certify it.

    Example: sampler rest end acme-1s2
    """
    with working() as session:
        row = session.registry.get("sample", sample)
        kept = row["state"] == "rest"
        if kept:
            confirm(f"this destroys what was kept of {row['deal']}", sample, yes=yes)
        deal = end_rest(session, sample)
        outcome = execute(session, plan(session, deal)) if kept else None
    if as_json:
        emit({"sample": sample, "deal": deal, "certificate": outcome.certificate if outcome else ""})
    elif outcome:
        say(f"{sample} is destroyed; certificate {outcome.certificate} is {outcome.kind}")
    else:
        talk(f"note: {sample} goes with its deal")
