"""Digests of values and of their surrogates beside some facts, as bytes for the vault.

bytes = JSON in one line | line end | pairs of u64, as many as the line says of each type
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sampler.errors import IntegrityError
from sampler.surrogates.text_arrays import U64

# by type, pairs of digests: a value's and its surrogate's
Told = Mapping[str, Sequence[U64]]


def pieces(facts: Mapping[str, Any], told: Told) -> Iterator[bytes | memoryview]:
    """Write both, piece by piece: digests may be many."""
    pairs = {name: [part for part in parts if len(part)] for name, parts in told.items()}
    body = {**facts, "told": [[name, sum(map(len, parts))] for name, parts in pairs.items()]}
    line = json.dumps(body, ensure_ascii=False).encode()
    yield line + b"\n"
    for parts in pairs.values():
        for part in parts:
            yield np.ascontiguousarray(part).data.cast("B")


def to_bytes(facts: Mapping[str, Any], told: Told) -> bytes:
    """As `pieces`, in one."""
    return b"".join(pieces(facts, told))


def from_bytes(data: bytes) -> tuple[dict[str, Any], dict[str, tuple[U64, ...]]]:
    """Read what `to_bytes` wrote.

    Raises:
        IntegrityError: it is something else.
    """
    line, _, rest = data.partition(b"\n")
    try:
        body = dict(json.loads(line))
        words = np.frombuffer(rest, dtype=np.uint64).reshape(-1, 2)
        told: dict[str, tuple[U64, ...]] = {}
        start = 0
        for name, count in body.pop("told"):
            told[str(name)] = (words[start : start + count],)
            start += count
    except (ValueError, KeyError, TypeError):
        raise IntegrityError("digests of a deal do not read as such") from None
    return body, told
