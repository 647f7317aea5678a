"""Strong identifiers: gathered from the original bytes, looked for as whole tokens in the written bytes.

Originals are held as keyed 64-bit digests. A hit in a cell is a coincidence only if the original cell does
not hold it and the keyed mapping gives the written cell again; anywhere else it is a survivor. A bare number
of nine to twelve digits is somebody's by chance in a big sample: there it counts in its own record only.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from sampler.formats.blocks import visible_blocks
from sampler.formats.document import Document, Table
from sampler.sanitize.audit import strong_tokens
from sampler.sanitize.audit.decoders import decoded
from sampler.sanitize.audit.findings import AuditFile, Findings, Spot
from sampler.sanitize.audit.located import Located, Recompute
from sampler.sanitize.audit.numbers import groups, luhn, runs
from sampler.sanitize.audit.output_bytes import (
    Block,
    Digester,
    Digests,
    DigestSet,
    Mask,
    Places,
    block,
    column_block,
)
from sampler.sanitize.audit.strong_tokens import KINDS, SECRET, Tokens, digested, is_secret_like, joined
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Beside, Slice
from sampler.surrogates.folding import fold

_PHONE_HEADER = re.compile(r"\b(?:tel|telephones?|phones?|mobiles?|portables?|gsm|fax|msisdn)\b")
_NUMBER_HEADER = re.compile(r"\b(?:nir|secu|securite sociale|ssn|siren|siret|carte|card)\b")
_SECRET_HEADER = re.compile(
    r"\b(?:mots? de passe|mdp|passwords?|passwd|pwd|secrets?|api ?keys?|tokens?|hash)\b"
)
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_LUHN_LENGTHS = (9, 14, 15, 16, 19)
_DENSE, _LOOKED_AT = 0.8, 2000
_DEPTH = 2
# bare numbers are looked for everywhere while one chance hit is expected in a hundred such outputs at most
_MOST_PAIRS = 1e8


class Originals:
    """The strong identifiers of a sample, as keyed digests: a forgotten one is nobody's any more."""

    def __init__(self) -> None:
        self.digester = Digester()
        self._digests = DigestSet()
        self._kinds: set[int] = set()

    def __len__(self) -> int:
        return len(self._digests)

    def add(self, found: Tokens) -> None:
        """Take in tokens."""
        self._digests.add(found.digests)
        self._kinds |= set(np.flatnonzero(np.bincount(found.kinds)).tolist())

    def gather(self, held: Block) -> None:
        """Take in what is an identifier for sure in a block, and in what the block hides."""
        self.add(self._read(held, gathering=True))

    def hits(self, held: Block) -> Tokens:
        """Return the originals that stand in a block, at their places."""
        found = self._read(held, gathering=False)
        return found.at(self._digests.holds(found.digests))

    def _read(self, held: Block, *, gathering: bool, depth: int = _DEPTH) -> Tokens:
        kinds = strong_tokens.ALL if gathering else self._looked_for()
        found = [strong_tokens.tokens(held, self.digester, kinds, gathering=gathering)]
        if depth and (inner := decoded(held)):
            deeper = self._read(inner.texts, gathering=gathering, depth=depth - 1)
            places = inner.places(deeper.places)
            found.append(Tokens(places, deeper.kinds, deeper.digests, deeper.sure))
        return joined(found)

    def _looked_for(self) -> set[int]:
        phones = {strong_tokens.NUMBER} if strong_tokens.PHONE in self._kinds else set()
        return self._kinds | phones


def gather(
    originals: Originals,
    stream: BinaryIO,
    name: str,
    document: Document | None,
    also: Mapping[str, Callable[[pa.RecordBatch], None]],
) -> None:
    """Gather one file: its name, every string in its bytes, and columns dense with numbers or secrets.

    `also` are readers of some tables by id, that get every batch on the same walk.
    """
    originals.gather(block(name.encode("utf-8", "replace")))
    for piece in visible_blocks(stream, name):
        originals.gather(block(piece.text))
    if document is not None:
        for table in document.tables:
            read = also.get(table.id)
            for batch in _gathering(originals, document, table):
                if read is not None:
                    read(batch)


def _gathering(originals: Originals, document: Document, table: Table) -> Iterator[pa.RecordBatch]:
    """Gather columns by their own header words, and those where nearly every number passes Luhn."""
    said = [fold(_HEADER_WORDS.sub(" ", header)) for header in table.columns]
    dense = [_Dense() for _ in said]
    for batch in document.batches(table.id):
        yield batch
        for index, words in enumerate(said):
            cells = column(batch, index)
            if _SECRET_HEADER.search(words):
                values = [value for value in cells.unique().to_pylist() if value and is_secret_like(value)]
                originals.add(_tokens(digested(values, SECRET, originals.digester), SECRET))
            by_name = bool(_PHONE_HEADER.search(words) or _NUMBER_HEADER.search(words))
            if by_name or dense[index].may_be(cells):
                _gather_numbers(originals, column_block(cells), words, dense[index])
    for one in dense:
        if one.is_dense:
            for digests in one.held:
                originals.add(_tokens(digests, strong_tokens.NUMBER))


def _gather_numbers(originals: Originals, held: Block, words: str, dense: "_Dense") -> None:
    found = runs(held, groups(held))
    digests = strong_tokens.number_digests(found.values, found.digits, originals.digester)
    rows = row_of(held, found.starts)
    most = np.zeros(len(held.starts), dtype=np.int64)
    np.maximum.at(most, rows, found.digits)
    longest = found.digits == most[rows]  # parts of a number are nobody's
    if _PHONE_HEADER.search(words):
        phones = strong_tokens.phone_digests(found.values[longest], originals.digester)
        originals.add(_tokens(phones, strong_tokens.PHONE))
    if _NUMBER_HEADER.search(words):
        originals.add(_tokens(digests[longest], strong_tokens.NUMBER))
    whole = np.isin(found.starts, held.starts) & np.isin(found.ends, held.ends)
    whole &= np.isin(found.digits, _LUHN_LENGTHS)
    dense.take(digests[whole], luhn(found.digits[whole], found.values[whole]))


class _Dense:
    """Whether nearly all whole numbers of one column have a right Luhn sum, and the digests of those."""

    def __init__(self) -> None:
        self._all = self._right = 0
        self.held: list[Digests] = []

    def may_be(self, cells: pa.Array) -> bool:
        """A look at the first cells of a batch: without a long number among them none is expected."""
        if self._all > _LOOKED_AT and not self.is_dense:
            return False
        first = column_block(cells.slice(0, _LOOKED_AT))
        digits = np.concatenate((np.zeros(1, np.int64), np.cumsum((first.data - 48) < 10, dtype=np.int64)))  # noqa: PLR2004 - bytes wrap
        held = digits[first.ends] - digits[first.starts]
        return bool((held >= _LUHN_LENGTHS[0]).any())

    def take(self, digests: Digests, right: Mask) -> None:
        self._all += len(digests)
        self._right += int(right.sum())
        self.held.append(np.unique(digests[right]))
        if not self.is_dense:
            self.held.clear()

    @property
    def is_dense(self) -> bool:
        return self._right > 0 and self._right >= _DENSE * self._all


def _tokens(digests: Digests, kind: int) -> Tokens:
    places = np.zeros(len(digests), dtype=np.int64)
    return Tokens(places, np.full(len(digests), kind, np.uint8), digests, np.ones(len(digests), dtype=bool))


@dataclass(slots=True)
class _Hits:
    """Digests of the originals that one written file holds: where cells may stand, and where none can."""

    cells: dict[int, int]
    elsewhere: dict[int, int]

    def take(self, found: Tokens, *, cells: bool) -> None:
        digests, first = np.unique(found.digests, return_index=True)
        held = self.cells if cells else self.elsewhere
        held.update(zip(digests.tolist(), found.kinds[first].tolist(), strict=True))


def search(
    originals: Originals,
    file: AuditFile,
    document: Document | None,
    tables: Sequence[Beside],
    *,
    recompute: Recompute,
    findings: Findings,
) -> None:
    """Look for the originals in everything of one written file that can be read as text."""
    if file.output is None:
        return
    spot = Spot(file.file_id, file.label)
    described = document.tables if document is not None else ()
    names = (file.output_name, *(part for table in described for part in (table.name, *table.columns)))
    for kind in originals.hits(block("\n".join(names).encode("utf-8", "replace"))).kinds.tolist():
        findings.add(spot, f"{KINDS[kind]} in a name")
    hits, bare = _hits(originals, file.output, file.output_name, findings)
    known = np.sort(np.fromiter(hits.cells, dtype=np.uint64, count=len(hits.cells)))
    placed = set[int]()
    for beside in tables if len(known) else ():
        placed |= _locate(beside, originals, known, recompute, findings, bare=bare)
    left = {digest: kind for digest, kind in hits.cells.items() if digest not in placed}
    for kind in (*hits.elsewhere.values(), *left.values()):
        findings.add(spot, f"{KINDS[kind]} outside the tables")


def _hits(originals: Originals, output: BinaryIO, name: str, findings: Findings) -> tuple[_Hits, bool]:
    """The originals in the written bytes, and whether bare numbers count anywhere."""
    output.seek(0, 2)
    bare = len(originals) * output.tell() < _MOST_PAIRS
    hits = _Hits({}, {})
    for piece in visible_blocks(output, name):
        findings.checked["lines"] += piece.text.count(b"\n") + 1
        found = originals.hits(block(piece.text))
        hits.take(found if bare or piece.cells else found.at(found.sure), cells=piece.cells)
    return hits, bare


def _locate(
    beside: Beside,
    originals: Originals,
    known: Digests,
    recompute: Recompute,
    findings: Findings,
    *,
    bare: bool,
) -> set[int]:
    """Find the cells that hold a hit, and judge each; return the hits that were found in a cell."""
    placed = set[int]()
    for piece in beside.slices():
        for plan, before, after in piece.columns():
            held = column_block(after)
            found = originals.hits(held)
            found = found.at(np.isin(found.digests, known))
            if not len(found.places):
                continue
            placed.update(found.digests.tolist())
            rows = row_of(held, found.places)
            cells = Located(beside, piece, plan, rows, recompute)
            own = _in_cells(originals, before, rows, found.digests)
            alone = np.zeros(len(rows), dtype=bool)
            if plan.keeps and not bare and not found.sure.all():
                alone = ~found.sure & ~_beside_in_row(originals, piece, plan.index, rows, found.digests)
            _judge(cells, found, own, alone, findings)
    return placed


def _judge(cells: Located, found: Tokens, own: Mask, alone: Mask, findings: Findings) -> None:
    survives = own.copy()
    if not own.all():
        survives[~own] = ~cells.shown(~own)
    findings.alike += int((own & alone).sum())
    survives &= ~(own & alone)
    findings.coincidences += int((~survives & ~alone).sum())
    for kind in np.unique(found.kinds[survives]):
        for row in np.unique(cells.rows[survives & (found.kinds == kind)]).tolist():
            findings.add(cells.place, f"{KINDS[kind]} survives", cells.piece.first + row)


def row_of(held: Block, places: Places) -> Places:
    """The cells in which places of a column's block stand."""
    return np.searchsorted(held.starts, places, side="right") - 1


def _in_cells(originals: Originals, array: pa.Array, rows: Places, digests: Digests) -> Mask:
    """Whether the cells of `rows` hold the tokens that stand beside them."""
    asked, back = np.unique(rows, return_inverse=True)
    held = column_block(array.take(pa.array(asked)))
    found = originals.hits(held)
    pairs = _paired(found.digests, row_of(held, found.places))
    return np.isin(_paired(digests, back), pairs)


def _beside_in_row(originals: Originals, piece: Slice, index: int, rows: Places, digests: Digests) -> Mask:
    """Whether another cell of the original record holds the token."""
    found = np.zeros(len(rows), dtype=bool)
    for other in range(piece.before.num_columns):
        if other != index:
            found |= _in_cells(originals, column(piece.before, other), rows, digests)
    return found


def _paired(digests: Digests, rows: Places) -> Digests:
    """A digest for a token in a row."""
    return digests ^ (rows.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
