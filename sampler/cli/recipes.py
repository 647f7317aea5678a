"""`sampler recipe …`."""

from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import counted, emit, emit_lines, say, table
from sampler.cli.session import working
from sampler.cli.work import compared_with
from sampler.errors import AnswerIsNoError
from sampler.sanitize.recipes.checking import WEAK, Remark, check, check_alone, explain


@click.group("recipe")
def recipe_command() -> None:
    """Check a recipe, and explain what it does to each column."""


@recipe_command.command("check")
@click.argument("file", type=FilePath)
@click.option("--sample", help="Check it against this sample too.")
@json_option
def check_(*, file: Path, sample: str | None, as_json: bool) -> None:
    """Say what is wrong with a recipe, all of it; exit 3 when something is.

    With a sample: columns without a rule, rules that reach no column, tables and columns that are not there,
    domains too small for what they must hold. Domains that hide little are only said.

    Example: sampler recipe check acme.yaml --sample acme-1
    """
    if sample is None:
        remarks = check_alone(file)
    else:
        with working() as session, compared_with(sample):
            remarks = check(session, sample, file)
    if as_json:
        emit({"recipe": file.name, "sample": sample or "", "remarks": [_as_json(one) for one in remarks]})
    else:
        _show(remarks)
    if faults := [one for one in remarks if one.kind != WEAK]:
        found = counted(len(faults), "fault")
        raise AnswerIsNoError(f"{file.name}: {found}", "change the lines named above, then check again")


@recipe_command.command("explain")
@click.argument("file", type=FilePath)
@click.option("--sample", required=True, help="The sample that it is for.")
@click.option("--column", help="Only this one, as TABLE.COLUMN.")
@json_option
def explain_(*, file: Path, sample: str, column: str | None, as_json: bool) -> None:
    """Say which rule each column gets and why, what it does, and what privacy it gives.

    Example: sampler recipe explain acme.yaml --sample acme-1 --column clients.csv.email
    """
    with working() as session, compared_with(sample):
        rows = explain(session, sample, file, column)
    if as_json:
        emit_lines({**vars(row), "notes": list(row.notes)} for row in rows)
        return
    headers = ("table", "column", "rule", "why", "privacy", "what it does")
    table(
        headers,
        [(r.table, r.column, r.rule, r.why, r.privacy, "; ".join((r.does, *r.notes))) for r in rows],
    )


def _as_json(remark: Remark) -> dict[str, object]:
    return {"kind": remark.kind, "message": remark.message, "hints": list(remark.hints)}


def _show(remarks: list[Remark]) -> None:
    for remark in remarks:
        say(f"{remark.kind}: {remark.message}")
        for hint in remark.hints:
            say(f"  {hint}")
    if not remarks:
        say("nothing to remark")
