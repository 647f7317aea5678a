"""`sampler detect` and `sampler sanitize`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import counted, emit, say, table
from sampler.cli.session import talk, working
from sampler.detect.findings import TableFindings
from sampler.detect.review import review_page
from sampler.detect.step import detect, write_draft
from sampler.errors import AnswerIsNoError, RecipeError, SurvivorsError
from sampler.model.finding import Finding, State
from sampler.report.writing import write_view
from sampler.sanitize.operators.table import OPERATORS
from sampler.sanitize.recipes.checking import Preview, dry_run, rule_words
from sampler.sanitize.recipes.privacy import privacy_of
from sampler.sanitize.step import NOTHING_LEFT, Sanitized, sanitize

SHOWN_SURVIVORS = 20
LONGEST_GAP = 200


@click.command("detect")
@click.argument("sample")
@click.option("--recipe", type=FilePath, help="Write a draft recipe here; an edited file is not overwritten.")
@click.option("--force", is_flag=True, help="Overwrite the recipe even if it was edited.")
@click.option("--html", "page", type=FilePath, help="Write the page to review the columns on.")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="en", help="The page's language.")
@click.option(
    "--fail-on", type=click.Choice(["personal", "unknown"]), help="Exit 3 if such a column is found."
)
@json_option
def detect_command(
    *,
    sample: str,
    recipe: Path | None,
    force: bool,
    page: Path | None,
    lang: str,
    fail_on: str | None,
    as_json: bool,
) -> None:
    """Find the personal data of a sample and draft a recipe.

    Example: sampler detect acme-1 --recipe acme.yaml --html review.html
    """
    with working() as session:
        found = detect(session, sample)
    if recipe is not None:
        write_draft(sample, found, recipe, force=force)
    if page is not None:
        write_view(page, review_page(sample, found, lang))
    if as_json:
        emit({"sample": sample, "tables": [one.to_json() for one in found]})
    else:
        _show(found)
        _what_next(sample, recipe, page)
    states = {finding.state for one in found for finding in one.findings}
    if fail_on and State(fail_on) in states:
        raise AnswerIsNoError(f"{sample} has {fail_on} columns", f"sampler detect {sample} lists them")


@contextmanager
def compared_with(sample: str) -> Iterator[None]:
    """Give a recipe's error without a hint of its own the command that drafts one for this sample."""
    try:
        yield
    except RecipeError as error:
        error.hints = error.hints or (
            f"sampler detect {sample} --recipe NEW.yaml drafts one to compare with",
        )
        raise


def _what_next(sample: str, recipe: Path | None, page: Path | None) -> None:
    if page is not None:
        talk(f"review page written: open {page.name} in a browser")
    if recipe is not None:
        talk(f"draft recipe written; read it, then: sampler sanitize {sample} --recipe {recipe.name}")


def _show(found: tuple[TableFindings, ...]) -> None:
    order = {State.UNKNOWN: 0, State.PERSONAL: 1, State.CLEAR: 2}
    rows = [
        (
            one.label,
            f.column,
            f.state.value,
            "text" if f.text else f.entity_type or "",
            _filled(f),
            "; ".join(f.evidence),
        )
        for one in found
        for f in sorted(one.findings, key=lambda finding: order[finding.state])
    ]
    table(("table", "column", "state", "type", "filled", "evidence"), rows)


def _filled(finding: Finding) -> str:
    return f"{100 * finding.filled // finding.rows} %" if finding.rows else ""


@click.command("sanitize")
@click.argument("sample")
@click.option("--recipe", required=True, type=FilePath, help="The recipe to follow.")
@click.option("--dry-run", "dry", is_flag=True, help="Check the recipe against the sample and write nothing.")
@json_option
def sanitize_command(*, sample: str, recipe: Path, dry: bool, as_json: bool) -> None:
    """Replace personal data by a recipe and audit the result for leaks.

    Stopped and run again with the same recipe, it goes on from the files and parts that were finished.

    Example: sampler sanitize acme-1 --recipe acme.yaml
    """
    with working() as session, compared_with(sample):
        if dry:
            _show_preview(dry_run(session, sample, recipe), as_json=as_json)
            return
        done = sanitize(session, sample, recipe)
    if as_json:
        emit(_as_json(done))
    else:
        _tell(done)
    _judge(done)


def _show_preview(preview: Preview, *, as_json: bool) -> None:
    if as_json:
        columns = [one.to_json() for one in preview.columns]
        emit({"columns": columns, "warnings": list(preview.plan.warnings)})
        return
    rows = [
        (
            one.table,
            one.plan.label,
            rule_words(one.plan) + (" …" if one.plan.cases else ""),
            privacy_of(one.plan),
            one.before.most,
            one.after.most,
            f"{one.before.distinct} > {one.after.distinct}",
            f"{one.before.null}+{one.before.empty}",
            str(one.same),
        )
        for one in preview.columns
    ]
    headers = ("table", "column", "rule", "privacy", "before", "after", "distinct", "null+empty", "unchanged")
    table(headers, rows)
    for warning in preview.plan.warnings:
        talk(f"warning: {warning}")
    if preview.plan.empty:
        talk(f"warning: {NOTHING_LEFT}; sanitize will refuse it")
    talk("dry run: the recipe covers the sample; nothing was written")


def _as_json(done: Sanitized) -> dict[str, object]:
    audit = done.audit
    return {
        "sample": done.sample,
        "existing": done.existing,
        "files": [
            {"id": f.file_id, "replaced": dict(f.replaced), "fallbacks": dict(f.fallbacks)}
            for f in done.files
        ],
        "quarantined": list(done.quarantined),
        "audit": "" if audit is None else "passed" if audit.passed else "failed",
        "checked": {} if audit is None else dict(audit.checked),
        "survivors": [] if audit is None else [str(survivor) for survivor in audit.survivors],
        "not_checked": [] if audit is None else list(audit.not_checked),
        "risk": None if done.risk is None else done.risk.to_json(),
    }


def _tell(done: Sanitized) -> None:
    if done.existing:
        say(f"{done.sample} was made by this recipe before; nothing was done")
        return
    if done.reused:
        talk(f"{done.reused} of {counted(len(done.files), 'file')} finished by the run that was stopped")
    for file in done.files:
        rows = sum(one.rows_out for one in file.tables)
        lost = f"; not carried over: {', '.join(file.dropped)}" if file.dropped else ""
        replaced = counted(sum(file.replaced.values()), "value")
        say(f"{file.file_id}: {counted(rows, 'row')}, {replaced} replaced{lost}")
        for name, count in file.fallbacks.items():
            talk(f"warning: {file.file_id}: {counted(count, 'value')} {_became(name)}")
    for name in done.quarantined:
        talk(f"warning: {name} is quarantined and was not passed on")
    if done.audit is not None and done.audit.passed:
        checked = sum(done.audit.checked.values())
        coincidences = counted(done.audit.coincidences, "coincidence")
        say(f"{done.sample}: leak audit passed ({counted(checked, 'check')}, {coincidences})")
        k = done.risk.k if done.risk else 0
        shown = f"smallest group of records alike: {k}" if k else "no quasi-identifiers declared"
        say(f"{done.sample}: risk measured ({shown}); sampler risk {done.sample} shows it")
        for gap in done.audit.not_checked:
            talk(f"not checked: {shorten(gap, LONGEST_GAP, placeholder=' … (--json shows all)')}")


def _became(name: str) -> str:
    """What became of values outside their format, by the name they are counted under."""
    if name == "cut":
        return "cut to the length that the rule allows"
    return f"that {name} can't read: masked" if name in OPERATORS else f"not like {name}: made a token"


def _judge(done: Sanitized) -> None:
    if done.audit is None or done.audit.passed:
        return
    survivors, count = done.audit.survivors, sum(done.audit.counts.values())
    raise SurvivorsError(
        f"{done.sample}: the leak audit found {counted(count, 'survivor')}: it can't be packed",
        *(str(survivor) for survivor in survivors[:SHOWN_SURVIVORS]),
        "change the rule of the columns named above, or give a `keep` its reason, then sanitize again",
    )
