"""Detect over a whole sample: findings of every table, joins between them, and the draft recipe."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from sampler.custody.gate import ask, objects_of
from sampler.custody.samples import SampleFile, files_of, opened
from sampler.custody.session import Advance, Session
from sampler.detect.agreements import agreements
from sampler.detect.columns.classifying import classify_columns
from sampler.detect.columns.gathering import Column, gather
from sampler.detect.columns.keys import Digests, references
from sampler.detect.columns.labels import column_labels, file_label, table_label
from sampler.detect.draft import draft_recipe, is_unedited
from sampler.detect.findings import TableFindings, text_findings, with_references
from sampler.detect.shapes import frequent_shapes
from sampler.detect.text import find_spans, guess_language
from sampler.errors import NotFoundError, UsageError
from sampler.formats import open_document
from sampler.formats.document import Document, Table
from sampler.model.finding import Finding, TextLook
from sampler.registry.private_files import write_private

TEXTS_READ = 500

Keys = dict[tuple[str, str], Digests]


def detect(session: Session, sample_id: str) -> tuple[TableFindings, ...]:
    """Find the personal data of a sample's readable files.

    Raises:
        RefusedError: the sample's time is over (EDU-6).
    """
    permit = ask(session, "detect", sample_id, objects=objects_of(session, sample_id))
    tables: list[TableFindings] = []
    keys: Keys = {}
    files = [file for file in files_of(session, permit, sample_id) if file.state == "accepted"]
    with session.bar(f"looking at {sample_id}", sum(file.size for file in files)) as advance:
        for file in files:
            with opened(session, permit, file) as stream:
                tables += _tables(file, open_document(stream, file.name), keys, advance)
    found = with_references(tables, references(keys))
    states = Counter(finding.state.value for table in found for finding in table.findings)
    with session.registry.act("detect", actor=session.actor, subject=sample_id, **states):
        pass
    return found


def write_draft(sample_id: str, tables: tuple[TableFindings, ...], path: Path, *, force: bool) -> None:
    """Write the draft recipe; only a draft that nobody edited is written over.

    Raises:
        UsageError: the file was edited, or is something else.
        NotFoundError: its folder is not there.
    """
    if not path.absolute().parent.is_dir():
        raise NotFoundError("the folder of --recipe is not there", "make it with mkdir -p first")
    if path.exists() and not force and not is_unedited(path.read_text(encoding="utf-8", errors="replace")):
        raise UsageError(
            f"{path.name} exists and was edited: it is not overwritten", "name another file, or --force"
        )
    write_private(path, draft_recipe(sample_id, tables).encode())


def _tables(file: SampleFile, document: Document, keys: Keys, advance: Advance) -> list[TableFindings]:
    """Findings of a file's tables; `advance` is told the bytes, the same for each table."""
    label = file_label(file.name, file.number)
    found = []
    for table in document.tables:
        advance(file.size / len(document.tables))
        name = table_label(label, table, len(document.tables))
        columns = gather(document, table)
        labels = column_labels(table.columns)
        if table.kind == "text":
            found.append(_with_spans(text_findings(name, columns[0].rows), columns))
            continue
        for column_label, column in zip(labels, columns, strict=True):
            keys[name, column_label] = column.digests
        found.append(_with_spans(_classified(name, table, labels, columns), columns))
    return found


def _classified(name: str, table: Table, labels: tuple[str, ...], columns: list[Column]) -> TableFindings:
    """Findings with the counts of the whole column, whatever part of it the classifier was shown."""
    headers = _headers(table.columns, labels)
    judged = classify_columns({h: c.sample for h, c in zip(headers, columns, strict=True)})
    findings = tuple(
        replace(
            finding,
            column=label,
            rows=column.rows,
            filled=column.digests.filled,
            distinct=len(column.digests),
            key=finding.key and column.digests.unique,
            shapes=() if finding.text else frequent_shapes(column.sample),
        )
        for finding, label, column in zip(judged, labels, columns, strict=True)
    )
    cells = {label: column.shown.cells for label, column in zip(labels, columns, strict=True)}
    rows = columns[0].rows if columns else 0
    return TableFindings(name, findings, rows, agreements=agreements(findings, cells))


def _headers(columns: tuple[str, ...], labels: tuple[str, ...]) -> list[str]:
    """What the classifier may read as a header: the file's own, made unique by its label where it repeats."""
    return [
        column if columns.count(column) == 1 else label for column, label in zip(columns, labels, strict=True)
    ]


def _with_spans(table: TableFindings, columns: list[Column]) -> TableFindings:
    """Add to text columns what a first look at their texts shows, counted by type."""
    findings = (
        _looked_at(finding, column) if finding.text else finding
        for finding, column in zip(table.findings, columns, strict=True)
    )
    return replace(table, findings=tuple(findings))


def _looked_at(finding: Finding, column: Column) -> Finding:
    texts = list(dict.fromkeys(text for text in column.sample if text))[:TEXTS_READ]
    look = _look(texts)
    seen = ", ".join(f"{count} {name}" for name, count in look.found)
    words = f"{seen or 'nothing found'} in {len(texts)} texts looked at"
    return replace(finding, evidence=(*finding.evidence, words), look=look)


def _look(texts: list[str]) -> TextLook:
    language = guess_language(texts)
    spans = find_spans(texts, language)
    return TextLook(
        language=language,
        texts=len(texts),
        touched=sum(bool(one) for one in spans),
        characters=sum(map(len, texts)),
        masked=sum(span.end - span.start for one in spans for span in one),
        found=tuple(Counter(span.entity_type for one in spans for span in one).most_common()),
    )
