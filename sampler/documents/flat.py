"""The flat table of a model, for the terminal and for spreadsheets, where no cell may act as a formula."""

import csv
import io
from collections.abc import Iterable

from sampler.documents.catalogue import Words, translator
from sampler.documents.letters import visible
from sampler.model.certificate import Certificate
from sampler.model.report import DestructionReport, Receipt, ReportCopy, ReportDeal

Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
Document = Certificate | DestructionReport | Receipt

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width forms act too
_REPORT = (
    *("deal", "provider", "state", "due-on", "column.days-late", "sample", "copy", "kind", "column.medium"),
    *("column.host", "column.place", "holder", "column.since", "end", "column.ended", "column.expires"),
    *("note", "certificate"),
)
_CERTIFICATE = (
    *("certificate", "deal", "copy", "kind", "column.medium", "column.host", "column.place", "holder", "end"),
    *("column.evidence", "checked", "column.checked-by", "column.expires", "note"),
)
_RECEIPT = ("deal", "sample", "file", "column.bytes", "sha256", "state", "column.reason")


def flat(document: Document, lang: str) -> Rows:
    """Headers in `lang` and one row per copy (per file for a receipt); dates stay ISO, claims stay words.

    A deal without a copy keeps a row: what has nothing left must not look as if it had never been.
    """
    words = translator(lang)
    keys: tuple[str, ...]
    if isinstance(document, DestructionReport):
        keys, rows = _REPORT, [row for deal in document.deals for row in _deal_rows(deal)]
    elif isinstance(document, Certificate):
        keys, rows = _CERTIFICATE, list(_certificate_rows(document))
    else:
        keys, rows = _RECEIPT, list(_receipt_rows(document))
    return _headers(keys, words), [tuple(visible(cell) for cell in row) for row in rows]


def exception_rows(report: DestructionReport, lang: str) -> list[tuple[str, ...]]:
    """What departs from the policy, as lines of the table: an empty one, the title, one each."""
    from sampler.documents.phrases import phrase  # noqa: PLC0415 - phrases are for people only

    words = translator(lang)
    lines = [
        (e.deal, words.term("exception", e.kind), e.subject, phrase(e.note, "evidence", words), e.until)
        for e in report.exceptions
    ]
    return [(), (words("exceptions.title"),), *(tuple(visible(cell) for cell in line) for line in lines)]


def write_csv(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]], lang: str) -> bytes:
    """A CSV that the spreadsheet of that country opens: `;` and a BOM in French, `,` in English."""
    return _csv((headers, *rows), lang)


def write_tables(tables: Iterable[tuple[str, list[tuple[str, ...]]]], lang: str) -> bytes:
    """Several tables in one CSV: before each its title, after each an empty line."""
    lines: list[tuple[str, ...]] = []
    for title, rows in tables:
        lines += [(title,), *(tuple(visible(cell) for cell in row) for row in rows), ()]
    return _csv(lines, lang)


def _csv(rows: Iterable[tuple[str, ...]], lang: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if lang == "fr" else ",", lineterminator="\r\n")
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if lang == "fr" else "utf-8")


def inert(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula, even behind spaces."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_ACTIVE) else cell


def _headers(keys: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words(key) for key in keys)


def _deal_rows(deal: ReportDeal) -> list[tuple[str, ...]]:
    last = deal.certificates[-1] if deal.certificates else None
    proof = f"{last.id} {last.kind}" if last else ""
    start = (deal.id, deal.provider, deal.state, deal.due_on, str(deal.days_late))
    if not deal.copies:
        return [(*start, *[""] * 12, proof)]
    return [(*start, *_copy_cells(copy), proof) for copy in deal.copies]


def _copy_cells(copy: ReportCopy) -> tuple[str, ...]:
    where = (copy.medium, copy.host, copy.location, copy.holder, copy.since)
    return (copy.sample, copy.id, copy.kind, *where, copy.state, copy.ended_at, copy.expires_on, copy.note)


def _certificate_rows(certificate: Certificate) -> Iterable[tuple[str, ...]]:
    name = f"{certificate.id} {certificate.kind}"
    for line in certificate.copies:
        where = (line.medium, line.host, line.location, line.holder)
        checked = (line.checked_at, line.checked_by, line.expires_on, line.note)
        yield (name, certificate.deal, line.id, line.kind, *where, line.claim, line.evidence, *checked)
    for kept in certificate.kept:
        said = (f"kept, {kept.mode}", f"k = {kept.k}", "", "", kept.kept_until, "")
        yield (name, certificate.deal, f"vault/{kept.sample}", "vault", "", "", "", "", *said)


def _receipt_rows(receipt: Receipt) -> Iterable[tuple[str, ...]]:
    for file in receipt.files:
        known = (file.name, str(file.size), file.sha256, file.state, file.reason)
        yield (receipt.deal, receipt.sample, *known)
