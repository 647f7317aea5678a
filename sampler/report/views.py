"""The views of a report: flat tables for the terminal and the formats that people take away."""

import re
from datetime import date, datetime
from io import BytesIO

from sampler.documents.letters import visible
from sampler.documents.rendering import render as render_document
from sampler.model.certificate import Certificate
from sampler.model.portfolio import Portfolio
from sampler.model.register import Register
from sampler.model.report import DestructionReport, Receipt
from sampler.model.returned import Return

Document = Certificate | DestructionReport | Receipt | Register | Return
Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"0|[1-9][0-9]{0,8}")


def as_rows(document: Document, lang: str = "en") -> Rows:
    """Headers and rows, one per copy (per file for a receipt); no cell holds a control character.

    Of a register these are its first table's; `tables_of` gives all.
    """
    _, headers, rows = tables_of(document, lang)[0]
    return headers, rows


def tables_of(
    document: Document, lang: str = "en"
) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Every table of a document: title, headers, rows. All but registers have one, without a title."""
    from sampler.documents.flat import day_as_written  # noqa: PLC0415 - Babel loads when words are needed

    return [
        (title, headers, [tuple(day_as_written(cell, lang) for cell in row) for row in rows])
        for title, headers, rows in _tables(document, lang)
    ]


def _tables(document: Document, lang: str) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """The tables with their days in ISO, for a workbook to make days of."""
    from sampler.documents.flat import flat  # noqa: PLC0415 - as above

    if isinstance(document, Register):
        from sampler.documents.register import register_tables  # noqa: PLC0415 - as above

        return [
            (title, rows[0], [tuple(visible(cell) for cell in row) for row in rows[1:]])
            for title, rows in register_tables(document, lang)
        ]
    return [("", *flat(document, lang))]


def render(document: Document, format_: str, lang: str, at: datetime) -> bytes:
    """The document as `html`, `pdf`, `csv`, `xlsx` or `json`.

    Raises:
        UsageError: an unknown format or language.
    """
    if format_ == "xlsx":
        return _workbook(document, lang)
    return render_document(document, format_, lang, at)


def _workbook(document: Document, lang: str) -> bytes:
    """A sheet for each table; what stands on top of the page comes first, as a sheet of its own.

    Days and counts are written as such, so that a spreadsheet shows them the way its country does.
    """
    from sampler.documents.catalogue import translator  # noqa: PLC0415 - as in tables_of
    from sampler.formats.xlsx_writer import Sheet, write_workbook  # noqa: PLC0415 - only this format needs it

    words = translator(lang)
    sheets = []
    if warnings := warnings_of(document, lang):
        lines = [[words("exceptions.title")], *([line] for line in warnings)]
        sheets.append(Sheet(words("exceptions.title"), "visible", lines))
    for title, headers, rows in _tables(document, lang):
        cells = [[_typed(cell) for cell in row] for row in rows]
        sheets.append(Sheet(title or words("copies.sheet"), "visible", [list(headers), *cells]))
    out = BytesIO()
    write_workbook(out, sheets)
    return out.getvalue()


def _typed(cell: str) -> str | int | date | None:
    if _DAY.fullmatch(cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            return cell
    return int(cell) if _COUNT.fullmatch(cell) else cell or None


def warnings_of(document: Document, lang: str = "en") -> list[str]:
    """What stands on top of the page, for whoever looks at the table only; nothing for other documents."""
    from sampler.documents.catalogue import translator  # noqa: PLC0415 - as in tables_of
    from sampler.documents.flat import day_as_written  # noqa: PLC0415 - as in tables_of
    from sampler.documents.phrases import phrase  # noqa: PLC0415 - as in tables_of

    words = translator(lang)
    if isinstance(document, Register):
        from sampler.documents.register import warning_text  # noqa: PLC0415 - as in tables_of

        return [visible(warning_text(warning, words)) for warning in document.warnings]
    if not isinstance(document, DestructionReport):
        return []
    lines = []
    for e in document.exceptions:
        said = phrase(e.note, "evidence", words)
        parts = (words.term("exception", e.kind), e.deal, e.subject, said, day_as_written(e.until, lang))
        lines.append(visible(" ".join(filter(None, parts))))
    return lines


def portfolio_page(portfolio: Portfolio, lang: str) -> bytes:
    """The manager's page as one HTML file."""
    from sampler.documents.portfolio import render_portfolio  # noqa: PLC0415 - as in tables_of

    return render_portfolio(portfolio, lang)
