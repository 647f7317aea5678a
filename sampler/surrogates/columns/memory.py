"""What distinct texts become, remembered: Arrow finds them again, so only new texts cost a call each."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_MOST = 1 << 16

# arrays as long as the texts: what each of them becomes
Images = Sequence[pa.Array]


class Memory:
    """The images of texts met before; a full memory starts anew, so that it may only forget, never differ."""

    def __init__(self, make: Callable[[list[str]], Images]) -> None:
        self._make = make
        self._known = pa.array([], pa.string())
        self._images: list[pa.Array] = []

    def __call__(self, texts: pa.Array) -> list[pa.Array]:
        """The images of `texts`, nulls where they are null."""
        found = pc.index_in(texts, value_set=self._known)
        if found.null_count > texts.null_count or not self._images:
            self._learn(texts.filter(pc.and_(found.is_null(), texts.is_valid())).unique(), texts)
            found = pc.index_in(texts, value_set=self._known)
        return [image.take(found) for image in self._images]

    def _learn(self, fresh: pa.Array, texts: pa.Array) -> None:
        if len(self._known) + len(fresh) > _MOST:
            self._known, self._images = self._known[:0], []
            fresh = texts.drop_null().unique()
        made = list(self._make(fresh.to_pylist()))
        known = zip(self._images, made, strict=True) if self._images else [(array,) for array in made]
        self._images = [pa.concat_arrays(pair) for pair in known]
        self._known = pa.concat_arrays([self._known, fresh])
