"""From a model to bytes: one function for each format, the heavy doors opened only when needed."""

from collections.abc import Callable
from datetime import datetime

from sampler.errors import UsageError
from sampler.model.canonical import canonical_json
from sampler.model.certificate import Certificate
from sampler.model.register import Register
from sampler.model.report import DestructionReport, Receipt
from sampler.model.returned import Return

Document = Certificate | DestructionReport | Receipt | Register | Return


def render(document: Document, format_: str, lang: str, at: datetime) -> bytes:
    """The document as `html`, `pdf`, `csv` or `json`; equal arguments give equal bytes.

    `at` is the creation date of the PDF. The JSON is canonical: what is signed.

    Raises:
        UsageError: an unknown format or language.
    """
    if format_ not in FORMATS:
        raise UsageError(f"no such format; there are {', '.join(FORMATS)}")
    return FORMATS[format_](document, lang, at)


def _json(document: Document, _lang: str, _at: datetime) -> bytes:
    return canonical_json(document.to_json())


def _csv(document: Document, lang: str, _at: datetime) -> bytes:
    from sampler.documents.flat import exception_rows, flat, write_csv, write_tables  # noqa: PLC0415 - Babel loads when words are needed

    if isinstance(document, Register):
        from sampler.documents.register import register_tables  # noqa: PLC0415 - as above

        return write_tables(register_tables(document, lang), lang)
    headers, rows = flat(document, lang)
    if isinstance(document, DestructionReport) and document.exceptions:
        return write_csv(headers, [*rows, *exception_rows(document, lang)], lang)
    return write_csv(headers, rows, lang)


def _html(document: Document, lang: str, _at: datetime) -> bytes:
    from sampler.documents.html import render_html  # noqa: PLC0415 - Jinja loads for HTML only
    from sampler.documents.pages import page_of  # noqa: PLC0415 - as above

    return render_html("page", page_of(document, lang).to_data())


def _pdf(document: Document, lang: str, at: datetime) -> bytes:
    from sampler.documents.pages import page_of  # noqa: PLC0415 - Babel loads when words are needed
    from sampler.documents.pdf import render_pdf  # noqa: PLC0415 - Typst loads for PDF only

    return render_pdf("page", page_of(document, lang).to_data(), lang, at)


FORMATS: dict[str, Callable[[Document, str, datetime], bytes]] = {
    "html": _html,
    "pdf": _pdf,
    "csv": _csv,
    "json": _json,
}
