"""What short texts become, remembered: found again by their bytes, so only new texts cost a call each."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from sampler.surrogates.columns.letters import Places, keys_of, texts_of_keys
from sampler.surrogates.text_arrays import I64, U64, Mask

_MOST = 1 << 16


class Spellings:
    """The images of texts of at most `words` times eight bytes; a full memory starts anew.

    `make` is asked for texts as latin-1 reads their bytes: whatever is not ASCII it must answer with None.
    `images` holds `wide` of them for each text, one after the other, and `known` which of them there are.
    """

    def __init__(self, make: Callable[[str], Sequence[str | None]], *, words: int, wide: int) -> None:
        self._make, self._wide, self._words = make, wide, words
        self._forget()

    def _forget(self) -> None:
        self._places = Places(np.empty((self._words, 0), dtype=np.uint64))
        self.images = pa.array([], pa.string())
        self.known: Mask = np.empty((self._wide, 0), dtype=np.bool_)

    def places(self, keys: U64) -> I64:
        """Where each text stands, column of `known` and `wide` times that in `images`."""
        places = self._places.of(keys)
        missing = np.flatnonzero(places < 0)
        if len(missing):
            self._learn(keys[:, missing], keys)
            places = self._places.of(keys)
        return places

    def _learn(self, fresh: U64, every: U64) -> None:
        texts = list(dict.fromkeys(texts_of_keys(fresh)))
        if len(self._places) + len(texts) > _MOST:
            self._forget()
            texts = list(dict.fromkeys(texts_of_keys(every)))
        made = [image for text in texts for image in self._make(text.decode("latin-1"))]
        self._places.add(keys_of(texts, self._words))
        images = pa.array(made, pa.string())
        known = images.is_valid().to_numpy(zero_copy_only=False).reshape(-1, self._wide).T
        self.images = pa.concat_arrays([self.images, images.fill_null("")])
        self.known = np.concatenate([self.known, known], axis=1)
