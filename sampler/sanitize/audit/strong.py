"""Strong identifiers: gathered from the original bytes, looked for as whole tokens in the written bytes.

Originals are held as keyed 64-bit digests. A hit in a cell is a coincidence only if the original cell does
not hold it and the keyed mapping gives the written cell again; anywhere else it is a survivor. A bare number
of nine to twelve digits is somebody's by chance in a big sample: there it counts in its own record only.
"""

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sampler.engine.pool import Pool
from sampler.formats.blocks import visible_blocks
from sampler.formats.document import Document, Table
from sampler.sanitize.audit import strong_tokens
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
    Sieve,
    among,
    column_block,
    one_of,
)
from sampler.sanitize.audit.reading import BlockReader, TokenReader, mapped, text_batch, tokens_of
from sampler.sanitize.audit.strong_tokens import KINDS, SECRET, Tokens, digested, is_secret_like
from sampler.sanitize.sample import column
from sampler.sanitize.side_by_side import Sides, Slice
from sampler.surrogates.folding import fold

_PHONE_HEADER = re.compile(r"\b(?:tel|telephones?|phones?|mobiles?|portables?|gsm|fax|msisdn)\b")
_NUMBER_HEADER = re.compile(r"\b(?:nir|secu|securite sociale|ssn|siren|siret|carte|card)\b")
_SECRET_HEADER = re.compile(
    r"\b(?:mots? de passe|mdp|passwords?|passwd|pwd|secrets?|api ?keys?|tokens?|hash)\b"
)
_HEADER_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_LUHN_LENGTHS = (9, 14, 15, 16, 19)
_DENSE, _LOOKED_AT = 0.8, 2000
# bare numbers are looked for everywhere while one chance hit is expected in a hundred such outputs at most
_MOST_PAIRS = 1e8


class Originals:
    """The strong identifiers of a sample, as keyed digests: a forgotten one is nobody's any more."""

    def __init__(self, pool: Pool | None = None) -> None:
        self.reader = TokenReader(Digester())
        self._pool = pool
        self._digests = DigestSet()
        self._kinds: set[int] = set()
        self._sieve: Sieve | None = None

    def __len__(self) -> int:
        return len(self._digests)

    @property
    def digester(self) -> Digester:
        """What digests are made with."""
        return self.reader.digester

    def add(self, found: Tokens) -> None:
        """Take in tokens."""
        self._digests.add(found.digests)
        self._sieve = None
        self._kinds |= set(np.flatnonzero(np.bincount(found.kinds)).tolist())

    def gather(self, texts: Iterable[bytes]) -> None:
        """Take in what is an identifier for sure in blocks of text, and in what they hide."""
        read = BlockReader(self.reader, strong_tokens.ALL, None)
        for told, _ in mapped(self._pool, read, map(text_batch, texts)):
            self.add(tokens_of(told))

    def hits(self, texts: Iterable[bytes]) -> Iterator[Tokens]:
        """The originals that stand in each block of text; their places are not told."""
        if self._sieve is None:
            self._sieve = self._digests.sieve()
        read = BlockReader(self.reader, frozenset(self._kinds), self._sieve)
        for told, _ in mapped(self._pool, read, map(text_batch, texts)):
            found = tokens_of(told)
            yield found.at(self._digests.holds(found.digests))


def gather(
    originals: Originals,
    stream: BinaryIO,
    name: str,
    document: Document | None,
    also: Mapping[str, Iterable[Callable[[pa.RecordBatch], None]]],
) -> None:
    """Gather one file: its name, every string in its bytes, and columns dense with numbers or secrets.

    `also` are readers of some tables by id, that get every batch on the same walk.
    """
    blocks = (piece.text for piece in visible_blocks(stream, name))
    originals.gather(chain((name.encode("utf-8", "replace"),), blocks))
    if document is not None:
        for table in document.tables:
            readers = tuple(also.get(table.id, ()))
            for batch in _gathering(originals, document, table):
                for read in readers:
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
    whole = (found.starts == held.starts[rows]) & (found.ends == held.ends[rows])
    whole &= one_of(found.digits, *_LUHN_LENGTHS)
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


@dataclass(frozen=True)
class Known:
    """The few originals that a written file holds somewhere, sorted; `bare`: bare numbers count anywhere."""

    reader: TokenReader
    digests: Digests
    kinds: frozenset[int]
    bare: bool

    def within(self, held: Block) -> Tokens:
        """Those that stand in a block, at their places."""
        return self.reader.among(held, self.digests, self.kinds)


class Search:
    """The search in one written file: in everything of it that is text, then in the cells."""

    def __init__(
        self, originals: Originals, file: AuditFile, document: Document | None, findings: Findings
    ) -> None:
        self._findings, self._spot = findings, Spot(file.file_id, file.label)
        self._hits, bare = _Hits({}, {}), True
        if file.output is not None:
            described = document.tables if document is not None else ()
            names = (
                file.output_name,
                *(part for table in described for part in (table.name, *table.columns)),
            )
            for found in originals.hits(("\n".join(names).encode("utf-8", "replace"),)):
                for kind in found.kinds.tolist():
                    findings.add(self._spot, f"{KINDS[kind]} in a name")
            self._hits, bare = _hits(originals, file.output, file.output_name, findings)
        hits = self._hits.cells
        digests = np.sort(np.fromiter(hits, dtype=np.uint64, count=len(hits)))
        self.known = Known(originals.reader, digests, frozenset(hits.values()), bare)

    def close(self, placed: Collection[int]) -> None:
        """Report the hits that were found in no cell."""
        left = {digest: kind for digest, kind in self._hits.cells.items() if digest not in placed}
        for kind in (*self._hits.elsewhere.values(), *left.values()):
            self._findings.add(self._spot, f"{KINDS[kind]} outside the tables")


def _hits(originals: Originals, output: BinaryIO, name: str, findings: Findings) -> tuple[_Hits, bool]:
    """The originals in the written bytes, and whether bare numbers count anywhere."""
    output.seek(0, 2)
    bare = len(originals) * output.tell() < _MOST_PAIRS
    hits, in_cells = _Hits({}, {}), deque[bool]()

    def texts() -> Iterator[bytes]:
        for piece in visible_blocks(output, name):
            findings.checked["lines"] += piece.text.count(b"\n") + 1
            in_cells.append(piece.cells)
            yield piece.text

    for found in originals.hits(texts()):
        cells = in_cells.popleft()
        hits.take(found if bare or cells else found.at(found.sure), cells=cells)
    return hits, bare


def locate(known: Known, sides: Sides, piece: Slice, recompute: Recompute, findings: Findings) -> set[int]:
    """Find the cells of a slice that hold a hit, and judge each; return the hits that were found."""
    placed, pairs = set[int](), [np.empty(0, dtype=np.uint64)]
    for plan, before, after in piece.columns() if len(known.digests) else ():
        held = column_block(after)
        found = known.within(held)
        if not len(found.places):
            continue
        placed.update(found.digests.tolist())
        rows = row_of(held, found.places)
        pairs.append(_paired(found.digests, rows))
        cells = Located(sides, piece, plan, rows, recompute)
        own = _in_cells(known, before, rows, found.digests)
        alone = np.zeros(len(rows), dtype=bool)
        if plan.keeps and not known.bare and not found.sure.all():
            alone = ~found.sure & ~_beside_in_row(known, piece, plan.index, rows, found.digests)
        _judge(cells, found, own, alone, findings)
    if strong_tokens.ADDRESS in known.kinds:
        placed |= _locate_across(
            known, sides, piece, recompute, findings, judged=np.sort(np.concatenate(pairs))
        )
    return placed


def _locate_across(
    known: Known, sides: Sides, piece: Slice, recompute: Recompute, findings: Findings, *, judged: Digests
) -> set[int]:
    """Find and judge the addresses whose street and town stand in neighbouring cells of a row.

    `judged` are those of single cells. One is a coincidence if the original row does not hold it and the
    keyed mapping gives every cell of the written row again.
    """
    columns = list(piece.columns())
    held = column_block(_in_a_line([after for _, _, after in columns]))
    addresses = replace(known, kinds=frozenset({strong_tokens.ADDRESS}))
    found = addresses.within(held)
    found = found.at(~among(_paired(found.digests, row_of(held, found.places)), judged))
    if not len(found.places):
        return set()
    rows = row_of(held, found.places)
    survives = _in_cells(addresses, _in_a_line([before for _, before, _ in columns]), rows, found.digests)
    for plan, _, _ in columns:
        survives |= ~Located(sides, piece, plan, rows, recompute).shown(np.ones(len(rows), dtype=bool))
    findings.coincidences += int((~survives).sum())
    kind = f"{KINDS[strong_tokens.ADDRESS]} survives"
    findings.add_rows(sides.place(), (np.unique(rows[survives]) + piece.first).tolist(), kind)
    return set(found.digests.tolist())


def _in_a_line(columns: list[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")


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


def _in_cells(known: Known, array: pa.Array, rows: Places, digests: Digests) -> Mask:
    """Whether the cells of `rows` hold the tokens that stand beside them."""
    asked, back = np.unique(rows, return_inverse=True)
    held = column_block(array.take(pa.array(asked)))
    found = known.within(held)
    pairs = _paired(found.digests, row_of(held, found.places))
    return among(_paired(digests, back), np.sort(pairs))


def _beside_in_row(known: Known, piece: Slice, index: int, rows: Places, digests: Digests) -> Mask:
    """Whether another cell of the original record holds the token."""
    found = np.zeros(len(rows), dtype=bool)
    for other in range(piece.before.num_columns):
        if other != index:
            found |= _in_cells(known, column(piece.before, other), rows, digests)
    return found


def _paired(digests: Digests, rows: Places) -> Digests:
    """A digest for a token in a row."""
    return digests ^ (rows.astype(np.uint64) * np.uint64(0xD6E8FEB86659FD93))
