"""Parts that workers answer are handed on in order, and what lies free between them is given back."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from sampler.engine import parts as engine_parts
from sampler.engine.allocator import give_back
from sampler.engine.parts import PartStream
from sampler.engine.pool import PartAnswer, Pool
from sampler.formats.document import Codec, Parts


class _Workers:
    """Answers each part with itself, one row each."""

    def map_parts(self, parts: Iterable[bytes], _: object) -> Iterator[PartAnswer]:
        for part in parts:
            yield part, 1, Counter(seen=1)


def _unused(batch: pa.RecordBatch, _: object) -> tuple[pa.RecordBatch, dict[str, int]]:
    return batch, {}


def test_many_parts_are_handed_on_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every eighth part and at the end memory is given back, and no part is lost or told twice."""
    asked: list[int] = []
    monkeypatch.setattr(engine_parts, "give_back", lambda: asked.append(1))
    data = [b"%d" % place for place in range(20)]
    stream: PartStream[Any] = PartStream(
        Parts(data, cast("Codec", None)), None, _unused, pool=cast("Pool", _Workers())
    )
    assert list(stream) == data
    assert (stream.rows_out, stream.counts, len(asked)) == (20, Counter(seen=20), 3)


def test_what_is_held_stays() -> None:
    """Only what nobody holds goes back."""
    numbers, texts = np.arange(1 << 20), pa.array([str(place) for place in range(1000)])
    give_back()
    assert int(numbers.sum()) == (1 << 19) * ((1 << 20) - 1)
    assert texts.to_pylist() == [str(place) for place in range(1000)]
