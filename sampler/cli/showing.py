"""How a document leaves the command line: as a table to look at, as a file to take away, as JSON."""

import sys
from datetime import datetime
from pathlib import Path

import click

from sampler.cli.options import FilePath
from sampler.cli.render import emit, table
from sampler.cli.session import talk
from sampler.errors import UsageError
from sampler.report.views import Document, render, tables_of, warnings_of
from sampler.report.writing import write_view

FORMATS = ("table", "html", "pdf", "csv", "xlsx", "json")
BINARY = ("pdf", "xlsx")
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


def show(
    document: Document, format_: str, lang: str, output: Path | None, moment: str, *, as_json: bool
) -> None:
    """Print a document, or write it to `output`.

    Raises:
        UsageError: the options do not go together.
    """
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
        for title, headers, rows in tables_of(document, lang):
            table(headers, rows, title)
        for line in warnings_of(document, lang):
            talk(f"warning: {line}")
        return
    data = render(document, format_, lang, datetime.fromisoformat(moment))
    if output is not None:
        write_view(output, data)
        return
    if sys.stdout.isatty() and format_ in BINARY:
        raise UsageError(f"a {format_} file is not for the terminal", "--output FILE")
    sys.stdout.buffer.write(data)
