"""Strong identifiers: gathered from the original bytes, looked for as whole tokens in the written bytes.

Originals are held as keyed 64-bit digests. A bare number of nine to twelve digits is somebody's by chance in
a big sample: there it counts in its own record only. A delimited file is read by its cells, and its bytes
only where cells do not account for all of them; any other file is read both ways.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sampler.engine.pool import Pool
from sampler.formats.blocks import visible_blocks
from sampler.formats.document import Document, Table
from sampler.sanitize.audit import strong_tokens
from sampler.sanitize.audit.columns import CellReader
from sampler.sanitize.audit.coverage import Coverage
from sampler.sanitize.audit.findings import AuditFile, Findings, Spot
from sampler.sanitize.audit.gathering import DenseColumns, Gatherer
from sampler.sanitize.audit.output_bytes import Digester, Digests, DigestSet, Sieve
from sampler.sanitize.audit.reading import BlockReader, TokenReader, mapped, text_batch, tokens_of
from sampler.sanitize.audit.strong_tokens import KINDS, Tokens
from sampler.sanitize.side_by_side import gathered

# bare numbers are looked for everywhere while one chance hit is expected in a hundred such outputs at most
_MOST_PAIRS = 1e8
Readers = Sequence[Callable[[pa.RecordBatch], None]]


class Originals:
    """The strong identifiers of a sample, as keyed digests: a forgotten one is nobody's any more."""

    def __init__(self, pool: Pool | None = None) -> None:
        self.reader = TokenReader(Digester())
        self.pool = pool
        self._digests = DigestSet()
        self._kinds: set[int] = set()
        self._sieve: Sieve | None = None

    def __len__(self) -> int:
        return len(self._digests)

    @property
    def kinds(self) -> frozenset[int]:
        """What kinds they are of."""
        return frozenset(self._kinds)

    @property
    def sieve(self) -> Sieve:
        """What lets all of them through, and few others."""
        if self._sieve is None:
            self._sieve = self._digests.sieve()
        return self._sieve

    def holds(self, digests: Digests) -> npt.NDArray[np.bool_]:
        """Tell of each digest whether it is that of an original."""
        return self._digests.holds(digests)

    def add(self, kinds: npt.NDArray[Any], digests: Digests) -> None:
        """Take in tokens."""
        self._digests.add(digests)
        self._sieve = None
        self._kinds |= set(np.flatnonzero(np.bincount(kinds)).tolist())

    def gather(self, texts: Iterable[bytes]) -> None:
        """Take in what is an identifier for sure in blocks of text, and in what they hide."""
        read = BlockReader(self.reader, strong_tokens.ALL, None)
        for told, _ in mapped(self.pool, read, map(text_batch, texts)):
            found = tokens_of(told)
            self.add(found.kinds, found.digests)

    def hits(self, texts: Iterable[bytes]) -> Iterator[Tokens]:
        """The originals that stand in each block of text; their places are not told."""
        read = BlockReader(self.reader, self.kinds, self.sieve)
        for told, _ in mapped(self.pool, read, map(text_batch, texts)):
            found = tokens_of(told)
            yield found.at(self.holds(found.digests))


def gather(
    originals: Originals, stream: BinaryIO, name: str, document: Document | None, also: Mapping[str, Readers]
) -> None:
    """Gather one file: its name, every string in its bytes, and columns dense with numbers or secrets.

    `also` are readers of some tables by id, that get every batch on the same walk.
    """
    coverage = Coverage.of(stream, document)
    originals.gather((name.encode("utf-8", "replace"), *((coverage.head,) if coverage else ())))
    for table in document.tables if document is not None else ():
        readers = (*also.get(table.id, ()), *((coverage.take,) if coverage else ()))
        batches = document.batches(table.id) if document is not None else iter(())
        _gather_table(originals, table, _walked(batches, readers), shapes=coverage is not None)
    if coverage is None or not coverage.complete:
        originals.gather(piece.text for piece in visible_blocks(stream, name))


def _walked(batches: Iterator[pa.RecordBatch], readers: Readers) -> Iterator[pa.RecordBatch]:
    for batch in gathered(batches):
        for read in readers:
            read(batch)
        yield batch


def _gather_table(
    originals: Originals, table: Table, batches: Iterator[pa.RecordBatch], *, shapes: bool
) -> None:
    """Gather columns by their own header words, and those where nearly every number passes Luhn."""
    dense = DenseColumns()
    gatherer = Gatherer(CellReader(originals.reader), table.columns, shapes=shapes)
    for told, counts in mapped(originals.pool, gatherer, batches):
        kinds, digests = (np.asarray(array) for array in told.columns)
        dense.take(kinds, digests, counts)
        sure = kinds < len(KINDS)
        originals.add(kinds[sure], digests[sure])
    for digests in dense.digests():
        originals.add(np.full(len(digests), strong_tokens.NUMBER), digests)


@dataclass(slots=True)
class _Hits:
    """Digests of the originals that one written file holds: where cells may stand, and where none can."""

    cells: dict[int, int]
    elsewhere: dict[int, int]

    def take(self, found: Tokens, *, cells: bool) -> None:
        digests, first = np.unique(found.digests, return_index=True)
        held = self.cells if cells else self.elsewhere
        held.update(zip(digests.tolist(), found.kinds[first].tolist(), strict=True))


class Search:
    """The search in one written file outside of its cells: in its names, and in bytes that are no cells."""

    def __init__(
        self, originals: Originals, file: AuditFile, document: Document | None, findings: Findings
    ) -> None:
        self._originals, self._file, self._findings = originals, file, findings
        self._spot = Spot(file.file_id, file.label)
        self.coverage: Coverage | None = None
        self.bare = True  # whether bare numbers count anywhere
        if file.output is None:
            return
        self.coverage = Coverage.of(file.output, document)
        self.bare = len(originals) * file.output.seek(0, 2) < _MOST_PAIRS
        described = document.tables if document is not None else ()
        names = (file.output_name, *(part for table in described for part in (table.name, *table.columns)))
        for found in originals.hits(("\n".join(names).encode("utf-8", "replace"),)):
            for kind in found.kinds.tolist():
                findings.add(self._spot, f"{KINDS[kind]} in a name")

    def close(self, placed: Collection[int]) -> None:
        """Report the originals outside of cells; `placed` are those found in cells, which all were read."""
        if self._file.output is None:
            return
        hits = _Hits({}, {})
        if self.coverage is not None and self.coverage.complete:
            self._findings.checked["lines"] += self.coverage.lines
            texts = iter([(self.coverage.head, True)])
        else:
            pieces = visible_blocks(self._file.output, self._file.output_name)
            texts = ((piece.text, piece.cells) for piece in pieces)
        self._search(texts, hits)
        left = {digest: kind for digest, kind in hits.cells.items() if digest not in placed}
        for kind in (*hits.elsewhere.values(), *left.values()):
            self._findings.add(self._spot, f"{KINDS[kind]} outside the tables")

    def _search(self, texts: Iterator[tuple[bytes, bool]], hits: _Hits) -> None:
        in_cells = deque[bool]()

        def asked() -> Iterator[bytes]:
            for text, cells in texts:
                self._findings.checked["lines"] += text.count(b"\n") + 1
                in_cells.append(cells)
                yield text

        for found in self._originals.hits(asked()):
            cells = in_cells.popleft()
            hits.take(found if self.bare or cells else found.at(found.sure), cells=cells)
