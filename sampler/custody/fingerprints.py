"""Fingerprints of a sample's rows and distinctive words, taken when it arrives and kept in the vault.

They are keyed by the deal's fingerprint subkey and encrypted like any object: without the deal's key nobody
can make or match them, and they go with it. Values are not kept.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sampler.custody.fingerprint_words import (
    LONG,
    NUMBER,
    PAD,
    Keyed,
    cached,
    fold,
    spans,
    weight,
    words_of,
)
from sampler.custody.session import Session
from sampler.errors import IntegrityError, UnreadableError
from sampler.formats import open_document
from sampler.registry.store import Act
from sampler.vault.subkeys import subkey

ROLE = "fingerprints"
USE = "fingerprints"
COMMON = 8  # a word that stands in more rows of the sample tells of none of them
MOST_WORDS = 6  # of one row; those that tell most are kept
ALL_ROWS = 500_000  # further down one row in ten is kept
FEWEST_WORDS, LEAST_WEIGHT = 3, 4  # of a row that is known again by its words together


@dataclass(frozen=True)
class Fingerprints:
    """What is kept of one sample: for each fingerprint its hash's upper half, row and weight; rows whole."""

    prints: NDArray[np.uint64]
    heads: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    weights: NDArray[np.uint8]
    lines: NDArray[np.uint64]  # by row; 0 where a row is too poor to be known by its words together
    long: NDArray[np.bool_]  # of `LONG` bytes at least; those of earlier versions may not say it

    def anchors(self) -> NDArray[np.bool_]:
        """The words of which one at least stands wherever a row of the sample is known again.

        A row is known by rare words, or by all its words: then any of them will do, a long one if it has one.
        """
        anchors: NDArray[np.bool_] = self.weights >= NUMBER
        rare = np.bincount(self.rows, anchors, len(self.lines)) > 0
        poor = np.flatnonzero(~rare[self.rows] & (self.lines[self.rows] != 0))
        poor = poor[np.lexsort((~self.long[poor], self.rows[poor]))]
        anchors[poor[np.diff(self.rows[poor], prepend=-1) != 0]] = True
        return anchors

    def to_bytes(self) -> bytes:
        """The arrays as one file."""
        out = io.BytesIO()
        np.savez(out, **vars(self))
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Fingerprints":
        """Read them back.

        Raises:
            IntegrityError: they are not what was written.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in ("prints", "heads", "rows", "weights", "lines")}
                long = kept["long"] if "long" in kept else np.zeros(len(arrays["prints"]), bool)
                return cls(**arrays, long=long)
        except (ValueError, KeyError, OSError):
            raise IntegrityError("the fingerprints of a sample can't be read") from None


@dataclass
class Gatherer:
    """Takes rows in, batch by batch; `finish` keeps what tells one row from others."""

    keyed: Keyed
    rows: int = 0
    _prints: list[NDArray[np.uint64]] = field(default_factory=list)
    _heads: list[NDArray[np.uint32]] = field(default_factory=list)
    _rows: list[NDArray[np.uint32]] = field(default_factory=list)
    _weights: list[NDArray[np.uint8]] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _long: list[NDArray[np.bool_]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._print, self._weight = cached(self.keyed.fingerprint), cached(weight)

    def add_batch(self, batch: pa.RecordBatch, *, text: bool) -> None:
        """Take in a batch of a document's table; lines of a text are not known by their words together."""
        columns = [column.to_pylist() for column in batch.columns]
        self.add(
            ["\t".join(cell or "" for cell in row).encode() for row in zip(*columns, strict=True)], text=text
        )

    def add(self, rows: Sequence[bytes], *, text: bool = False) -> None:
        """Take in rows in UTF-8, cells with any separator between them."""
        rows = rows[:: 1 if self.rows < ALL_ROWS else 10]
        if not rows:
            return
        folded = fold(b"\n".join(rows))
        words, (begins, ends) = words_of(folded), spans(folded)
        weights = np.fromiter(map(self._weight, words), np.uint8, len(words))
        limits = np.cumsum([len(row) + 1 for row in rows])
        row_of = np.searchsorted(limits, begins - PAD, "right")
        self._lines += [0] * len(rows) if text else self._whole(words, weights, row_of, len(rows))
        kept = np.flatnonzero(weights)
        hashes = self.keyed.hashes(folded, begins[kept], ends[kept])
        prints = np.fromiter((self._print(words[index]) for index in kept), np.uint64, len(kept))
        self._prints.append(prints)
        self._heads.append((hashes >> np.uint64(32)).astype(np.uint32))
        self._rows.append((row_of[kept] + self.rows).astype(np.uint32))
        self._weights.append(weights[kept])
        self._long.append(ends[kept] - begins[kept] >= LONG)
        self.rows += len(rows)

    def _whole(
        self, words: list[bytes], weights: NDArray[np.uint8], row_of: NDArray[np.int64], rows: int
    ) -> list[int]:
        """Each row's fingerprint as a whole, 0 for a poor one."""
        edges = np.searchsorted(row_of, np.arange(rows + 1))
        heavy = np.concatenate(([0], np.cumsum(weights, dtype=np.int64)))
        found = []
        for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            rich = last - first >= FEWEST_WORDS and heavy[last] - heavy[first] >= LEAST_WEIGHT
            found.append(self.keyed.of_line(words[first:last]) if rich else 0)
        return found

    def finish(self) -> Fingerprints:
        """Keep, for each row, the words that few rows have and that tell most."""
        empty = np.zeros(0, np.uint64)
        prints = np.concatenate([empty, *self._prints]).astype(np.uint64)
        heads = np.concatenate([empty, *self._heads]).astype(np.uint32)
        rows = np.concatenate([empty, *self._rows]).astype(np.uint32)
        weights = np.concatenate([empty, *self._weights]).astype(np.uint8)
        long = np.concatenate([empty, *self._long]).astype(bool)
        lines = np.array(self._lines, np.uint64)
        pairs = _distinct(prints, rows)
        prints, heads, rows, weights, long = (
            prints[pairs],
            heads[pairs],
            rows[pairs],
            weights[pairs],
            long[pairs],
        )
        _, inverse, counts = np.unique(prints, return_inverse=True, return_counts=True)
        shared = counts[inverse] if len(prints) else np.zeros(0, np.int64)
        order = np.lexsort((shared, -weights.astype(np.int64), rows))
        order = order[shared[order] <= COMMON]
        rank = np.arange(len(order)) - np.searchsorted(rows[order], rows[order])
        kept = order[rank < MOST_WORDS]
        return Fingerprints(prints[kept], heads[kept], rows[kept], weights[kept], lines, long[kept])


def _distinct(prints: NDArray[np.uint64], rows: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where each word of a row stands first; a word that comes twice in a row is one."""
    order = np.lexsort((prints, rows))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(rows[order].astype(np.int64)) != 0) | (prints[order][1:] != prints[order][:-1])
    return order[first]


def keyed_for(session: Session, deal_id: str) -> Keyed:
    """The keyed views of words that a deal's fingerprint subkey gives."""
    deal_key = session.vault.unwrapped(session.registry.get("deal", deal_id)["key"])
    return Keyed(subkey(deal_key, USE))


def gather_file(gatherer: Gatherer, stream: BinaryIO, name: str) -> None:
    """Take in every row of a stored file; what no reader understands has no rows."""
    try:
        document = open_document(stream, name)
        for table in document.tables:
            for batch in document.batches(table.id):
                gatherer.add_batch(batch, text=table.kind == "text")
    except UnreadableError:
        return


def keep(session: Session, gatherer: Gatherer) -> tuple[str, int]:
    """Store fingerprints as a vault object; give its id and size, to be put on record by the act."""
    data = gatherer.finish().to_bytes()
    return session.vault.put(data), len(data)


def put_fingerprints(act: Act, kept: tuple[str, int], *, deal: str, sample: str) -> None:
    """Put stored fingerprints on record, inside the act that made the sample."""
    object_id, size = kept
    act.put("object", object_id, deal=deal, sample=sample, role=ROLE, size=size, state="kept")


def missing(session: Session, deal_id: str) -> tuple[str, ...]:
    """The samples of a deal that have no fingerprints: they were made before any were taken."""
    having = {row["sample"] for row in session.registry.find("object", deal=deal_id, role=ROLE)}
    samples: Iterable[str] = (row["id"] for row in session.registry.find("sample", deal=deal_id))
    return tuple(sample for sample in samples if sample not in having)
