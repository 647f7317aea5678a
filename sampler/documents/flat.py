"""The flat table of a model, for the terminal and for spreadsheets, where no cell may act as a formula."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, date

from sampler.documents.catalogue import Words, translator
from sampler.documents.letters import visible
from sampler.documents.phrases import phrase
from sampler.model.certificate import Certificate
from sampler.model.record import as_time
from sampler.model.report import OPEN, DestructionReport, Receipt, ReportCopy, ReportDeal
from sampler.model.returned import Return

Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]
Document = Certificate | DestructionReport | Receipt | Return

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
_RETURN = ("deal", "sample", "file", "column.bytes", "sha256", "kind")


def flat(document: Document, lang: str) -> Rows:
    """Headers and words in `lang`, one row per copy (of receipts: per file); days stay ISO until written.

    A deal without a copy keeps a row: what has nothing left must not look as if it had never been.
    """
    words = translator(lang)
    keys: tuple[str, ...]
    if isinstance(document, DestructionReport):
        keys, rows = _REPORT, [row for deal in document.deals for row in _deal_rows(deal, words)]
    elif isinstance(document, Certificate):
        keys, rows = _CERTIFICATE, list(_certificate_rows(document, words))
    elif isinstance(document, Return):
        keys, rows = _RETURN, list(_return_rows(document, words))
    else:
        keys, rows = _RECEIPT, list(_receipt_rows(document, words))
    return _headers(keys, words), [tuple(visible(cell) for cell in row) for row in rows]


def exception_rows(report: DestructionReport, lang: str) -> list[tuple[str, ...]]:
    """What departs from the policy, as lines of the table: an empty one, the title, one each."""
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
    writer.writerows([inert(day_as_written(cell, lang)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if lang == "fr" else "utf-8")


def day_as_written(cell: str, lang: str) -> str:
    """A day as spreadsheets of the language read it, 31/01/2027 in French; any other cell as it is."""
    if lang != "fr" or not _DAY.fullmatch(cell):
        return cell
    try:
        return f"{date.fromisoformat(cell):%d/%m/%Y}"
    except ValueError:
        return cell


def moment_as_written(iso: str, lang: str) -> str:
    """A moment to the minute in UTC, its day as the language writes it; nothing stays nothing."""
    if not iso:
        return ""
    form = "%d/%m/%Y %H:%M UTC" if lang == "fr" else "%Y-%m-%d %H:%M UTC"
    return as_time(iso, "time").astimezone(UTC).strftime(form)


def inert(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula, even behind spaces."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_ACTIVE) else cell


def _headers(keys: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(words(key) for key in keys)


def _deal_rows(deal: ReportDeal, words: Words) -> list[tuple[str, ...]]:
    last = deal.certificates[-1] if deal.certificates else None
    proof = f"{last.id} {words.term('certificate', last.kind)}" if last else ""
    state = words.term("state", deal.state)
    start = (deal.id, deal.provider, state, deal.due_on, str(deal.days_late))
    if not deal.copies:
        return [(*start, *[""] * 12, proof)]
    return [(*start, *_copy_cells(copy, words), proof) for copy in deal.copies]


def _copy_cells(copy: ReportCopy, words: Words) -> tuple[str, ...]:
    since, ended = (moment_as_written(moment, words.lang) for moment in (copy.since, copy.ended_at))
    end = words("open") if copy.state == OPEN else words(f"claim-name.{copy.state}")
    where = (words.term("medium", copy.medium), copy.host, copy.location, copy.holder)
    kind, note = words.term("copy-kind", copy.kind), phrase(copy.note, "evidence", words)
    return (copy.sample, copy.id, kind, *where, since, end, ended, copy.expires_on, note)


def _certificate_rows(certificate: Certificate, words: Words) -> Iterable[tuple[str, ...]]:
    name = f"{certificate.id} {words.term('certificate', certificate.kind)}"
    for line in certificate.copies:
        where = (words.term("medium", line.medium), line.host, line.location, line.holder)
        evidence = phrase(line.evidence, "evidence", words)
        note = "" if line.note == line.evidence else phrase(line.note, "evidence", words)
        end = (words(f"claim-name.{line.claim}"), evidence, moment_as_written(line.checked_at, words.lang))
        about = (name, certificate.deal, line.id, words.term("copy-kind", line.kind))
        yield (*about, *where, *end, line.checked_by, line.expires_on, note)
    for kept in certificate.kept:
        said = (words("kept.title"), f"k = {words.number(kept.k)}", "", "", kept.kept_until, "")
        vault = (f"vault/{kept.sample}", words.term("copy-kind", "vault"))
        yield (name, certificate.deal, *vault, "", "", "", "", *said)


def _receipt_rows(receipt: Receipt, words: Words) -> Iterable[tuple[str, ...]]:
    for file in receipt.files:
        state, reason = words(f"file.{file.state}"), words.term("reason", file.reason)
        yield (receipt.deal, receipt.sample, file.name, str(file.size), file.sha256, state, reason)


def _return_rows(record: Return, words: Words) -> Iterable[tuple[str, ...]]:
    for file in record.files:
        kind = words(f"returned-kind.{file.kind}")
        yield (record.deal, file.sample, file.path, str(file.size), file.sha256, kind)
