"""`sampler report …` and `sampler ledger …`."""

import sys
from datetime import datetime
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit, say, table
from sampler.cli.session import looking, talk
from sampler.custody.gate import ask
from sampler.errors import NotFoundError, UsageError
from sampler.registry.ledger import parse_anchor
from sampler.registry.verify import verify
from sampler.report.destruction import certificate, destruction_report, receipt
from sampler.report.ledger_export import EXPORTS
from sampler.report.views import Document, as_rows, render, warnings_of
from sampler.report.writing import write_view

FORMATS = ("table", "html", "pdf", "csv", "json")
format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="A table to look at, or a form to take away.",
)
lang_option = click.option(
    "--lang",
    type=click.Choice(("en", "fr")),
    default="en",
    show_default=True,
    help="The document's language.",
)
output_option = click.option("--output", type=FilePath, help="Write to this file instead of stdout.")


@click.group("report")
def report_command() -> None:
    """Render certificates, receipts and the destruction report."""


@report_command.command("destruction")
@click.option("--deal", help="One deal; without it, all.")
@format_option
@lang_option
@output_option
@json_option
def destruction(*, deal: str | None, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """What came in, what was done, how every copy ended.

    Example: sampler report destruction --deal acme --format pdf --lang fr --output acme.pdf
    """
    with looking() as session:
        ask(session, "report", deal or "deals")
        deals = (
            [session.registry.get("deal", deal)["id"]]
            if deal
            else [r["id"] for r in session.registry.find("deal")]
        )
        document = destruction_report(session, deals)
        _show(document, format_, lang, output, document.generated_at, as_json=as_json)


@report_command.command("certificate")
@click.option("--deal", required=True, help="The deal; its last certificate is rendered.")
@format_option
@lang_option
@output_option
@json_option
def certificate_(*, deal: str, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """A deal's certificate of destruction. The signed JSON is the certificate; the rest are views of it.

    Example: sampler report certificate --deal acme --format pdf --output certificate.pdf
    """
    with looking() as session:
        session.registry.get("deal", deal)
        ask(session, "report", deal)
        document = certificate(session, deal)
        if document is None:
            raise NotFoundError(f"deal {deal} has no certificate yet", f"sampler destroy --deal {deal}")
        _show(document, format_, lang, output, document.issued_at, as_json=as_json)


@report_command.command("receipt")
@click.argument("sample")
@format_option
@lang_option
@output_option
@json_option
def receipt_(*, sample: str, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The receipt of a delivery, for its provider.

    Example: sampler report receipt acme-1 --format pdf --lang fr --output receipt.pdf
    """
    with looking() as session:
        session.registry.get("sample", sample)
        ask(session, "report", sample)
        document = receipt(session, sample)
        _show(document, format_, lang, output, document.issued_at, as_json=as_json)


def _show(
    document: Document, format_: str, lang: str, output: Path | None, moment: str, *, as_json: bool
) -> None:
    if as_json:
        if output is not None or format_ != "table":
            raise UsageError(
                "--json prints the document; it takes no --format and no --output", "--format json"
            )
        emit(document.to_json())
        return
    if format_ == "table":
        if output is not None:
            raise UsageError("a table goes to the terminal", "--format csv --output FILE")
        headers, rows = as_rows(document, lang)
        table(headers, rows)
        for line in warnings_of(document, lang):
            talk(f"warning: {line}")
        return
    data = render(document, format_, lang, datetime.fromisoformat(moment))
    if output is not None:
        write_view(output, data)
        return
    if sys.stdout.isatty() and format_ == "pdf":
        raise UsageError("a PDF is not for the terminal", "--output FILE")
    sys.stdout.buffer.write(data)


@click.group("ledger")
def ledger_command() -> None:
    """Verify and export the ledger."""


@ledger_command.command("verify")
@click.option("--anchor", help="A head printed on a receipt, manifest, certificate or report: SEQ:HASH.")
@json_option
def verify_(*, anchor: str | None, as_json: bool) -> None:
    """Check every event and compare the tables with what the events made of them.

    Example: sampler ledger verify --anchor 12:ab12cd34ef56
    """
    with looking() as session:
        result = verify(session.registry, None if anchor is None else parse_anchor(anchor))
    if as_json:
        emit(
            {
                "head": str(result.head),
                "events": result.events,
                "rows": result.rows,
                "redacted": result.redacted,
            }
        )
        return
    say(f"{result.events} events and {result.rows} rows agree; {result.redacted} redacted details left out")
    say(f"head {result.head}")
    if anchor is None:
        say("no anchor was given: a cut end or a rewrite by the key's holder would not show")


@ledger_command.command("export")
@click.option("--format", "format_", type=click.Choice(tuple(EXPORTS)), default="jsonl", show_default=True)
@click.option("--since", type=int, default=1, show_default=True, help="The first event.")
@output_option
@json_option
def export_(*, format_: str, since: int, output: Path | None, as_json: bool) -> None:
    """Write every event as JSON lines or syslog (RFC 5424): ids and fixed words, no name and no value.

    Example: sampler ledger export --format syslog --output sampler.log
    """
    with looking() as session:
        ask(session, "ledger.export", "ledger")
        lines = "".join(EXPORTS["jsonl" if as_json else format_](session, since))
    if output is None:
        click.echo(lines, nl=False)
    else:
        write_view(output, lines.encode())
