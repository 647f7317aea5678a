"""Addresses and user names that are mapped by themselves: few, so most texts cost no digest."""

from collections.abc import Collection

import numpy as np
import pyarrow as pa

from sampler.surrogates.columns.boxes import Boxes
from sampler.surrogates.columns.letters import Places
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.text_arrays import I64, U64, Draws


class Watched:
    """Which texts may be among some: a few too many would be told, none is left out."""

    def __init__(self, texts: Collection[str], boxes: Boxes) -> None:
        """`boxes` are those of the texts."""
        self._table = Draws(np.sort(quick_digests(pa.array(texts, pa.string()))))
        self._places = Places(boxes.keys(np.flatnonzero(boxes.pair | boxes.alone)))

    def among(self, texts: pa.Array, usual: I64, keys: U64, unusual: I64) -> I64:
        """Those of the `usual` rows, with the `keys` of their boxes, and of the `unusual` ones."""
        rows = np.concatenate([usual[self._places.of(keys) >= 0], unusual])
        found: I64 = rows[self._table.places(quick_digests(texts.take(pa.array(rows))))[1]]
        return found
