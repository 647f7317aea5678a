"""The views of a report: a flat table for the terminal and the formats that people take away."""

from datetime import datetime

from sampler.documents.letters import visible
from sampler.documents.rendering import render as render_document
from sampler.model.certificate import Certificate
from sampler.model.report import DestructionReport, Receipt

Document = Certificate | DestructionReport | Receipt


def as_rows(document: Document, lang: str = "en") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headers and rows, one per copy (per file for a receipt); no cell holds a control character."""
    from sampler.documents.flat import flat  # noqa: PLC0415 - Babel loads when words are needed

    return flat(document, lang)


def render(document: Document, format_: str, lang: str, at: datetime) -> bytes:
    """The document as `html`, `pdf`, `csv` or `json`.

    Raises:
        UsageError: an unknown format or language.
    """
    return render_document(document, format_, lang, at)


def warnings_of(document: Document, lang: str = "en") -> list[str]:
    """What stands on top of the page, for whoever looks at the table only; nothing for other documents."""
    from sampler.documents.catalogue import translator  # noqa: PLC0415 - as in as_rows

    if not isinstance(document, DestructionReport):
        return []
    words = translator(lang)
    return [
        visible(" ".join(filter(None, (words.term("exception", e.kind), e.deal, e.subject, e.note, e.until))))
        for e in document.exceptions
    ]
