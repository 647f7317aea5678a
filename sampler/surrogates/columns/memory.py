"""What distinct texts become, remembered: Arrow finds them again, so only new texts cost a call each."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_MOST = 1 << 16

# arrays as long as the texts: what each of them becomes
Images = Sequence[pa.Array]


class Memory:
    """The images of texts met before; a full memory starts anew, so that it may only forget, never differ.

    Texts that do not match the pattern `fitting` have null images and are not remembered.
    """

    def __init__(self, make: Callable[[list[str]], Images], fitting: str = "") -> None:
        self._make, self._fitting = make, fitting
        self._known = pa.array([], pa.string())
        self._images: list[pa.Array] = []

    def __call__(self, texts: pa.Array) -> list[pa.Array]:
        """The images of `texts`, nulls where they are null."""
        places, images = self.found(texts)
        return [image.take(places) for image in images]

    def found(self, texts: pa.Array) -> tuple[pa.Array, Images]:
        """Where the image of each of `texts` stands in the images of all."""
        places = pc.index_in(texts, value_set=self._known)
        if places.null_count > texts.null_count or not self._images:
            fresh = self._distinct(texts.filter(pc.and_(places.is_null(), texts.is_valid())))
            if len(fresh) or not self._images:
                self._learn(fresh, texts)
                places = pc.index_in(texts, value_set=self._known)
        return places, self._images

    def _distinct(self, texts: pa.Array) -> pa.Array:
        distinct = texts.unique()
        if not self._fitting:
            return distinct
        return distinct.filter(pc.match_substring_regex(distinct, self._fitting))

    def _learn(self, fresh: pa.Array, texts: pa.Array) -> None:
        if len(self._known) + len(fresh) > _MOST:
            self._known, self._images = self._known[:0], []
            fresh = self._distinct(texts.drop_null())
        made = list(self._make(fresh.to_pylist()))
        known = zip(self._images, made, strict=True) if self._images else [(array,) for array in made]
        self._images = [pa.concat_arrays(pair) for pair in known]
        self._known = pa.concat_arrays([self._known, fresh])
