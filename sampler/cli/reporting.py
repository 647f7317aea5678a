"""`sampler report …` and `sampler ledger …`."""

from pathlib import Path

import click

from sampler.cli import registers
from sampler.cli.options import json_option
from sampler.cli.render import emit, say
from sampler.cli.session import looking, talk
from sampler.cli.showing import format_option, lang_option, output_option, show
from sampler.custody.gate import ask
from sampler.errors import NotFoundError
from sampler.registry.ledger import parse_anchor
from sampler.registry.verify import verify
from sampler.report.departures import broken_glass_lines
from sampler.report.destruction import certificate, destruction_report, receipt, returned
from sampler.report.ledger_export import EXPORTS
from sampler.report.period import deals_in, period
from sampler.report.writing import write_view


@click.group("report")
def report_command() -> None:
    """Render certificates, receipts, the destruction report, registers and the manager's page."""


@report_command.command("destruction")
@click.option("--deal", help="One deal; without it, all.")
@click.option("--from", "first", help="First day of a period: deals whose data was here in it.")
@click.option("--to", "last", help="Last day of the period.")
@format_option
@lang_option
@output_option
@json_option
def destruction(
    *,
    deal: str | None,
    first: str | None,
    last: str | None,
    format_: str,
    lang: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """What came in, what was done, how every copy ended; exceptions first.

    Example: sampler report destruction --deal acme --format pdf --lang fr --output acme.pdf
    """
    with looking() as session:
        ask(session, "report", deal or "deals")
        within = period(session, first, last)
        document = destruction_report(session, deals_in(session, within, deal), within, deal or "")
        show(document, format_, lang, output, document.generated_at, as_json=as_json)


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
        show(document, format_, lang, output, document.issued_at, as_json=as_json)
        for line in broken_glass_lines(session, [deal]):
            talk(f"warning: {line}")


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
        show(document, format_, lang, output, document.issued_at, as_json=as_json)


@report_command.command("return")
@click.argument("number")
@format_option
@lang_option
@output_option
@json_option
def return_(*, number: str, format_: str, lang: str, output: Path | None, as_json: bool) -> None:
    """The record of a return, for the provider who got their data back.

    Example: sampler report return RT1 --format pdf --lang fr --output return.pdf
    """
    with looking() as session:
        document = returned(session, number)
        ask(session, "report", document.deal)
        show(document, format_, lang, output, document.issued_at, as_json=as_json)


for command in (
    *(registers.portfolio, registers.processing, registers.rights, registers.access, registers.exposure),
    *(registers.incident, registers.compliance),
):
    report_command.add_command(command)


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
