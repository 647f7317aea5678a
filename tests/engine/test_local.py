"""The local engine: streams that can be walked again, and counts of the last walk."""

import io
from collections.abc import Mapping

import pyarrow as pa
import pytest

from sampler.engine.local import run
from sampler.formats import open_document


def _upper(batch: pa.RecordBatch, plan: str) -> tuple[pa.RecordBatch, Mapping[str, int]]:
    values = [value and value + plan for value in batch.column(0).to_pylist()]
    return pa.RecordBatch.from_arrays([pa.array(values, pa.string())], names=["c0"]), {"cells": len(values)}


def test_a_stream_gives_the_same_twice_and_counts_once() -> None:
    """Each walk reads the source again; the counts are those of one walk."""
    document = open_document(io.BytesIO(b"a;b\n1;x\n2;y\n"), "t.csv")
    stream = run(document, {"t1": "!"}, _upper)["t1"]
    assert stream.rows_in == 0
    for _ in range(2):
        assert [value for batch in stream for value in batch.column(0).to_pylist()] == ["1!", "2!"]
    assert (stream.rows_in, stream.rows_out, stream.counts) == (2, 2, {"cells": 2})


def test_nothing_is_read_before_the_stream_is_walked() -> None:
    """Planning a run costs nothing: a broken table shows when it is read."""

    def never(_: pa.RecordBatch, __: str) -> tuple[pa.RecordBatch, Mapping[str, int]]:
        raise ArithmeticError

    document = open_document(io.BytesIO(b"a;b\n1;x\n"), "t.csv")
    stream = run(document, {"t1": ""}, never)["t1"]
    assert stream.rows_in == 0
    with pytest.raises(ArithmeticError):
        list(stream)
