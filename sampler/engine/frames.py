"""What travels between the engine and its workers: frames of bytes over pipes, batches in Arrow IPC."""

import pickle
from struct import Struct
from typing import Any, BinaryIO

import pyarrow as pa

_HEADER = Struct("<cQ")
_END = b"."
PATHS, LOAD, FUNCTION, BATCH, PART = b"p", b"l", b"f", b"b", b"t"
RESULT, EXPECTED, BUG = b"r", b"e", b"x"


def send(pipe: BinaryIO, kind: bytes, *parts: bytes | memoryview | pa.Buffer) -> None:
    """Write one frame made of `parts`, each with its length."""
    for part in (*parts, None):
        pipe.write(
            _HEADER.pack(kind if part is not None else b".", 0 if part is None else len(memoryview(part)))
        )
        if part is not None:
            pipe.write(part)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[bytes, list[bytes]]:
    """Read one frame.

    Raises:
        EOFError: the other side is gone.
    """
    kind, parts = b"", list[bytes]()
    while True:
        mark, size = _HEADER.unpack(_exactly(pipe, _HEADER.size))
        if mark == _END:
            return kind, parts
        kind = mark
        parts.append(_exactly(pipe, size))


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise EOFError
    return data


def packed(batch: pa.RecordBatch) -> pa.Buffer:
    """A batch with its schema, as bytes."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def unpacked(data: bytes) -> pa.RecordBatch:
    """Read what `packed` wrote, without a copy."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        return reader.read_next_batch()


def dumped(thing: object) -> bytes:
    """A function, a plan or counts, as bytes for the other side."""
    return pickle.dumps(thing)


def loaded(data: bytes) -> Any:  # noqa: ANN401 - what was dumped
    """Read what `dumped` wrote: only ever what the process at the other end of our own pipe sent."""
    return pickle.loads(data)  # noqa: S301 - see above
