"""Two words that are a name: which of them is the first name, for a whole column."""

from collections.abc import Callable
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from sampler.surrogates.columns.memory import Images, Memory

# surrogates of a column of words as first names and as surnames, null where the deal has no such name
Roles: TypeAlias = Images
_NOTHING = pa.scalar("")


def joined_names(head: Roles, tail: Roles, sign: pa.Array | pa.Scalar) -> pa.Array:
    """First name and surname, in the order they stand in, with `sign` between; null where that is not sure.

    A word that is both follows the other one; two such words are for the scalar rules.
    """
    forward = pc.binary_join_element_wise(head[0], sign, tail[1], _NOTHING)
    backward = pc.binary_join_element_wise(head[1], sign, tail[0], _NOTHING)
    unsure = pc.and_(forward.is_valid(), backward.is_valid())
    return pc.if_else(unsure, None, pc.coalesce(forward, backward))


def words_read(plain: Callable[[str], tuple[str | None, str | None]]) -> Memory:
    """Remembers what `plain` says of words, as first names and as surnames."""

    def read(words: list[str]) -> Roles:
        pairs = [plain(word) for word in words]
        return [pa.array([pair[role] for pair in pairs], pa.string()) for role in (0, 1)]

    return Memory(read)
