"""`sampler report …`: the manager's page, the officer's registers, the provider's compliance pack."""

from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit, say, table
from sampler.cli.session import looking, working
from sampler.cli.showing import format_option, lang_option, output_option, show
from sampler.custody.gate import ask
from sampler.model.portfolio import Trial
from sampler.model.register import Register
from sampler.report import compliance as packing
from sampler.report import exposure as exposing
from sampler.report import incident_file
from sampler.report import processing as record
from sampler.report import rights as rights_
from sampler.report.portfolio import portfolio as all_trials
from sampler.report.views import portfolio_page
from sampler.report.writing import write_view

TRIALS = ("deal", "provider", "state", "due on", "days left", "copies out", "certificate")
deal_option = click.option("--deal", help="Only this deal.")


@click.command("portfolio")
@click.option("--html", type=FilePath, help="Write the manager's page, one self-contained file.")
@lang_option
@json_option
def portfolio(*, html: Path | None, lang: str, as_json: bool) -> None:
    """Every trial with its end, the copies that are out and with whom, what is late, what is certified.

    Example: sampler report portfolio --html trials.html --lang fr
    """
    with looking() as session:
        ask(session, "report", "deals")
        document = all_trials(session)
    if html is not None:
        write_view(html, portfolio_page(document, lang))
    if as_json:
        emit(document.to_json())
    elif html is None:
        rows = []
        for trial in document.trials:
            last = trial.certificates[-1] if trial.certificates else None
            about = (trial.id, trial.provider, _standing(trial), trial.due_on, str(trial.days_left))
            rows.append((*about, str(len(trial.out)), f"{last.id} {last.kind}" if last else ""))
        table(TRIALS, rows)


def _standing(trial: Trial) -> str:
    """The status in a word or two: a hold stands in front, since nothing is destroyed under a legal one."""
    if not trial.held:
        return trial.status
    return f"{'legal hold' if trial.hold == 'legal' else 'frozen'}, {trial.status}"


@click.command("processing")
@deal_option
@format_option
@lang_option
@output_option
@json_option
def processing(*, deal: str | None, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The record of processing (GDPR Art. 30): as processor for each provider, and as controller.

    Example: sampler report processing --deal acme --format pdf --output record.pdf
    """
    with looking() as session:
        ask(session, "report", deal or "deals")
        _show(record.processing_record(session, deal or ""), format_, lang, output, as_json=as_json)


@click.command("rights")
@deal_option
@format_option
@lang_option
@output_option
@json_option
def rights(*, deal: str | None, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The register of grants and authorizations: who may what, given by whom, lifted by the provider or not.

    Example: sampler report rights --deal acme --format xlsx --output rights.xlsx
    """
    with looking() as session:
        ask(session, "report", deal or "deals")
        _show(rights_.rights(session, deal or ""), format_, lang, output, as_json=as_json)


@click.command("access")
@format_option
@lang_option
@output_option
@json_option
def access(*, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The review of accesses as a document: who can reach what, since when, last used, reviewed when.

    Example: sampler report access --format pdf --lang fr --output review.pdf
    """
    with looking() as session:
        ask(session, "report", "deals")
        _show(rights_.access_review(session), format_, lang, output, as_json=as_json)


@click.command("exposure")
@click.option("--deal", required=True, help="The deal.")
@format_option
@lang_option
@output_option
@json_option
def exposure(*, deal: str, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """Who could see a deal's data, when; who held copies; who did what.

    Example: sampler report exposure --deal acme --format html --output exposure.html
    """
    with looking() as session:
        ask(session, "report", deal)
        _show(exposing.exposure(session, deal), format_, lang, output, as_json=as_json)


@click.command("incident")
@click.argument("incident")
@format_option
@lang_option
@output_option
@json_option
def incident(*, incident: str, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The file of an incident: what happened, what was done and when, who could see the data.

    Example: sampler report incident I1 --format pdf --output incident.pdf
    """
    with looking() as session:
        ask(session, "report", "incident")
        _show(incident_file.incident_file(session, incident), format_, lang, output, as_json=as_json)


@click.command("compliance")
@click.option("--deal", required=True, help="The deal.")
@click.option("--output", type=FilePath, required=True, help="The zip to write.")
@lang_option
@json_option
def compliance(*, deal: str, output: Path, lang: str, as_json: bool) -> None:
    """A deal's documents for its provider, in one zip, with a page on how to verify them without sampler.

    Example: sampler report compliance --deal acme --output acme-documents.zip --lang fr
    """
    with working() as session:
        data, withheld = packing.compliance_pack(session, deal, lang)
        write_view(output, data)
    if as_json:
        emit({"deal": deal, "bytes": len(data), "withheld_events": withheld})
        return
    say(f"the documents of {deal} are written; {packing.START} in it says how to verify them")
    if withheld:
        say(f"{withheld} events concern other deals too: the pack holds only their hashes")


def _show(document: Register, format_: str, lang: str, output: Path | None, *, as_json: bool) -> None:
    show(document, format_, lang, output, document.generated_at, as_json=as_json)
