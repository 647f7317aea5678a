"""Strong tokens of a block and of what it hides, read here or by workers: neither holds the originals.

A worker gets a sieve of the originals, a byte or two for each; what passes is looked up where they are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa

from sampler.engine.pool import Pool
from sampler.sanitize.audit import strong_tokens
from sampler.sanitize.audit.decoders import Decoded, decoded
from sampler.sanitize.audit.output_bytes import Block, Digester, Digests, Sieve, among, block
from sampler.sanitize.audit.strong_tokens import Tokens, joined

_DEPTH = 2
_FEW = 4
Answer = tuple[pa.RecordBatch, Counter[str]]
Function = Callable[[pa.RecordBatch, Any], Answer]


def mapped(pool: Pool | None, function: Function, batches: Iterable[pa.RecordBatch]) -> Iterator[Answer]:
    """Run a function over batches, here or by the workers of `pool`; the answers are the same, in order.

    A few batches stay here: to teach the workers takes longer.
    """
    waiting = iter(batches)
    first = list(islice(waiting, _FEW))
    if pool is None or len(first) < _FEW:
        for batch in chain(first, waiting):
            yield function(batch, None)
        return
    pool.teach(function)
    yield from pool.map(chain(first, waiting), None)


@dataclass(frozen=True, slots=True)
class TokenReader:
    """Reads tokens, those of coded texts at the places of their coded forms."""

    digester: Digester

    def read(
        self,
        held: Block,
        kinds: Collection[int],
        *,
        gathering: bool = False,
        depth: int = _DEPTH,
        hidden: Callable[[], Decoded | None] | None = None,
    ) -> Tokens:
        """The tokens of some kinds in a block; phones are found where numbers are.

        `hidden` gives what the block says once decoded, where that is known already.
        """
        asked = {*kinds, *((strong_tokens.NUMBER,) if strong_tokens.PHONE in kinds else ())}
        found = [strong_tokens.tokens(held, self.digester, asked, gathering=gathering)]
        if depth and (inner := hidden() if hidden else decoded(held)):
            deeper = self.read(inner.texts, kinds, gathering=gathering, depth=depth - 1)
            places = inner.places(deeper.places)
            found.append(Tokens(places, deeper.kinds, deeper.digests, deeper.sure))
        return joined(found)

    def among(self, held: Block, known: Digests, kinds: Collection[int]) -> Tokens:
        """Those of a few sorted digests of some kinds that stand in a block."""
        found = self.read(held, kinds)
        return found.at(among(found.digests, known))


@dataclass(frozen=True, slots=True)
class BlockReader:
    """Reads the tokens of blocks of text: all that are identifiers for sure, or those that pass the sieve."""

    reader: TokenReader
    kinds: frozenset[int]
    sieve: Sieve | None

    def __call__(self, batch: pa.RecordBatch, _: None) -> Answer:
        """Read each cell as a block; places are not told."""
        found = joined(
            [
                self.reader.read(block(text), self.kinds, gathering=self.sieve is None)
                for text in batch.column(0).to_pylist()
            ]
        )
        if self.sieve is not None:
            found = found.at(self.sieve.passes(found.digests))
        arrays = [pa.array(found.kinds), pa.array(found.digests), pa.array(found.sure.view(np.uint8))]
        return pa.RecordBatch.from_arrays(arrays, ["kind", "digest", "sure"]), Counter()


def tokens_of(batch: pa.RecordBatch) -> Tokens:
    """The tokens that a `BlockReader` tells."""
    kinds, digests, sure = (np.asarray(array) for array in batch.columns)
    return Tokens(np.zeros(len(digests), dtype=np.int64), kinds, digests, sure.view(bool))


def text_batch(text: bytes) -> pa.RecordBatch:
    """A block of text on its way to a `BlockReader`."""
    return pa.RecordBatch.from_arrays([pa.array([text], pa.large_binary())], ["text"])
