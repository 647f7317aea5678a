"""The leak audit: originals gathered from the bytes that came in, looked for in the bytes that go out.

It uses neither findings nor the recipe to know what is an original; the compiled recipe only says which
columns may stay as they are. What is written is opened and read again.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sampler.engine.pool import Pool
from sampler.errors import UnreadableError
from sampler.formats import open_document
from sampler.formats.document import Document
from sampler.sanitize.audit import shape as audit_shape
from sampler.sanitize.audit import strong as audit_strong
from sampler.sanitize.audit import weak as audit_weak
from sampler.sanitize.audit.columns import CellReader
from sampler.sanitize.audit.findings import AuditFile, AuditResult, Findings, Spot
from sampler.sanitize.audit.judging import Hits, Judge
from sampler.sanitize.audit.kept import KeptReader
from sampler.sanitize.audit.names import NameDigests
from sampler.sanitize.audit.output_bytes import Digester, column_block
from sampler.sanitize.audit.reading import mapped
from sampler.sanitize.audit.shape import Uniqueness
from sampler.sanitize.audit.slices import SliceCheck, Sought, unpacked
from sampler.sanitize.audit.strong import Originals, Search
from sampler.sanitize.audit.strong_tokens import Tokens
from sampler.sanitize.plan import Plan
from sampler.sanitize.side_by_side import Beside, Slice
from sampler.sanitize.transform import Transformer
from sampler.surrogates.engine import Surrogates

UNREADABLE = "output that can't be read"
NOT_AUDITED = "file of the recipe that was not audited"
_NOT_CHECKED = (
    "personal data in texts that no detector saw, beyond strong identifiers and full names of the sample",
    "images, and binary values that do not decode to text",
)


@dataclass(frozen=True)
class _Pair:
    """One file with both sides open."""

    file: AuditFile
    original: Document
    output: Document | None
    tables: tuple[Beside, ...]

    @property
    def spot(self) -> Spot:
        return Spot(self.file.file_id, self.file.label)


def audit(
    files: Sequence[AuditFile],
    plan: Plan,
    surrogates: Surrogates,
    *,
    quarantined: Collection[str] = (),
    pool: Pool | None = None,
) -> AuditResult:
    """Compare what came in with what was written.

    `files` are all files of the sample that could be read, `quarantined` the ids of the others: they are
    left out, and said so. A file without output fails unless the recipe drops all of it. The answer is the
    same whether the workers of `pool` help or not.
    """
    findings = Findings()
    transformer = Transformer(plan, surrogates)
    pairs = list(_open(files, plan, findings, quarantined))
    tables = [beside for pair in pairs for beside in pair.tables]
    names = NameDigests(Digester())
    originals = Originals(pool)
    _gather(originals, pairs, names, findings)
    for pair in pairs:
        _names_of_parts(pair, names, findings)
        search, found = Search(originals, pair.file, pair.output, findings), set[int]()
        for beside in pair.tables:
            found |= _TableCheck(beside, originals, names, search, transformer, findings).run(pool)
        search.close(found)
    if findings.alike:
        findings.not_checked.append(
            f"{findings.alike} bare numbers in kept columns that equal a phone or number of another record"
        )
    audit_shape.check_references(tables, plan, names.digester, findings)
    _say_what_was_not_checked(plan, quarantined, findings)
    return findings.result()


def _open(
    files: Sequence[AuditFile], plan: Plan, findings: Findings, quarantined: Collection[str]
) -> Iterator[_Pair]:
    given = {file.file_id for file in files}
    planned = {file.file_id: file for file in plan.files}
    for file_id, known in planned.items():
        if file_id not in given and file_id not in quarantined:
            findings.add(Spot(file_id, known.label), NOT_AUDITED)
    for file in files:
        findings.checked["files"] += 1
        spot = Spot(file.file_id, file.label)
        if file.file_id not in planned:
            findings.add(spot, audit_shape.UNPLANNED)
            continue
        file_plan = planned[file.file_id]
        original = open_document(file.original, file.name)
        if file.output is None:
            if not file_plan.dropped:
                findings.add(spot, audit_shape.MISSING_FILE)
            yield _Pair(file, original, None, ())
            continue
        if file_plan.dropped:
            findings.add(spot, audit_shape.EXTRA_FILE)
        try:
            output = open_document(file.output, file.output_name)
        except UnreadableError:
            findings.add(spot, UNREADABLE)
            yield _Pair(file, original, None, ())
            continue
        tables = audit_shape.pair_tables(file_plan, original, output, findings)
        yield _Pair(file, original, output, tuple(tables))


def _gather(originals: Originals, pairs: Sequence[_Pair], names: NameDigests, findings: Findings) -> None:
    """Gather strong identifiers; full names and samples of kept columns on the same walk."""
    for pair in pairs:
        kept = {beside.table.table_id: KeptReader(beside) for beside in pair.tables}
        read = {
            beside.table.table_id: (audit_weak.NameReader(beside, names), kept[beside.table.table_id])
            for beside in pair.tables
        }
        audit_strong.gather(originals, pair.file.original, pair.file.name, pair.original, read)
        for reader in kept.values():
            reader.check(findings)
    findings.checked["strong originals"] = len(originals)
    findings.checked["full names"] = len(names)


def _names_of_parts(pair: _Pair, names: NameDigests, findings: Findings) -> None:
    """No file, sheet or column is called after somebody of the sample."""
    if pair.output is None:
        return
    parts = [part for table in pair.output.tables for part in (table.name, *table.columns)]
    named = column_block(pa.array([pair.file.output_name, *parts], pa.string()))
    for _ in np.unique(names.find(named)[0]):
        findings.add(pair.spot, audit_weak.NAMED_PART)


@dataclass(frozen=True)
class _TableCheck:
    """The checks of one table: of every slice, and what only the whole table tells."""

    beside: Beside
    originals: Originals
    names: NameDigests
    search: Search
    transformer: Transformer
    findings: Findings

    def run(self, pool: Pool | None) -> set[int]:
        """Check the table; return the originals found in its cells."""
        uniqueness = Uniqueness(self.beside, self.names.digester)
        rows, found, waiting = (0, 0), set[int](), deque[Slice]()

        def walked() -> Iterator[pa.RecordBatch]:
            nonlocal rows
            slices = self.beside.slices()
            while True:
                try:
                    piece = next(slices)
                except StopIteration as ended:
                    rows = ended.value
                    return
                uniqueness.take(piece)
                if self.search.coverage is not None:
                    self.search.coverage.take(piece.after)
                waiting.append(piece)
                yield piece.joined()

        sought = Sought(CellReader(self.originals.reader), self.originals.kinds, self.originals.sieve)
        check = SliceCheck(self.beside.sides, self.names, sought, self.transformer)
        for answer, counts in mapped(pool, check, walked()):
            told, tokens = unpacked(answer)
            piece = waiting.popleft()
            found |= self._judge(piece, tokens)
            self.findings.take(told, counts, self.beside.place(), piece.first)
        audit_shape.check_rows(self.beside, rows, self.findings)
        uniqueness.close(self.findings)
        return found

    def _judge(self, piece: Slice, tokens: list[Tokens]) -> set[int]:
        """Judge the tokens that passed the sieve and are of originals; return which those are."""
        found = [one.at(self.originals.holds(one.digests)) for one in tokens]
        if not any(len(one.places) for one in found):
            return set()
        hits = Hits(found[:-1], found[-1], self.search.bare)
        reader = self.originals.reader
        Judge(reader, self.beside.sides, piece, self.transformer, self.findings).judge(hits)
        return hits.digests


def _say_what_was_not_checked(plan: Plan, quarantined: Collection[str], findings: Findings) -> None:
    findings.not_checked += _NOT_CHECKED
    kept = [
        f"{file.file_id}/{table.table_id} " + " ".join(f"c{plan.index + 1}" for plan in columns)
        for file in plan.files
        for table in file.tables
        if not table.dropped and (columns := [plan for plan in table.columns if plan.keeps])
    ]
    if kept:
        findings.not_checked.append(
            f"weak identifiers in columns the recipe keeps as they are: {'; '.join(kept)}"
        )
    for file_id in sorted(quarantined):
        findings.not_checked.append(f"{file_id}: quarantined, left out")
    for reference in plan.differing:
        child, parent = reference.child, reference.parent
        findings.not_checked.append(
            f"{child.file_id}/{child.table_id} c{child.index + 1} refers to "
            f"{parent.file_id}/{parent.table_id} c{parent.index + 1}: their rules differ"
        )
