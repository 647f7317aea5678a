"""A worker process: reads a function and batches from its input, writes results, until the input ends.

It is started as a program of its own, not forked: the engine has threads (Arrow's own, at least), and a
forked copy of a lock that a thread held is never released. The function comes over the pipe with the keys
it holds; nothing is written to disk, argument list or environment. What goes wrong is told by a type's
name: a traceback could show values.
"""

import gc
import importlib
import signal
import sys
from typing import Any, BinaryIO

import pyarrow as pa

from sampler.engine import frames
from sampler.errors import SamplerError

_NEW_OBJECTS = 100_000


def serve(inbox: BinaryIO, outbox: BinaryIO) -> None:
    """Answer frames until the other side closes the pipe or is gone."""
    # Ctrl-C reaches the whole group; the engine decides and closes the pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(1)
    # lists and dictionaries that stay: going through them again and again takes a tenth of the first part
    gc.set_threshold(_NEW_OBJECTS)
    if "jemalloc" in pa.supported_memory_backends():
        # it holds 50 MiB less of what the columns of a part took than mimalloc, and is as fast
        pa.set_memory_pool(pa.jemalloc_memory_pool())
    function: Any = None
    while True:
        try:
            kind, parts = frames.receive(inbox)
        except EOFError:
            return
        if kind == frames.PATHS:
            for module in frames.loaded(parts[0]):
                importlib.import_module(module)
        elif kind == frames.LOAD:
            frames.loaded(parts[0])()
        elif kind == frames.FUNCTION:
            function = frames.loaded(parts[0])
        else:
            _answer(outbox, function, kind, parts)


def _answer(outbox: BinaryIO, function: Any, kind: bytes, parts: list[bytes]) -> None:  # noqa: ANN401 - whatever was sent
    plan = frames.loaded(parts[0])
    try:
        if kind == frames.PART:
            written, rows, counts = plan(function, parts.pop())
            frames.send(outbox, frames.RESULT, frames.dumped((rows, dict(counts))), written)
        else:
            result, counts = function(frames.unpacked(parts[1]), plan)
            frames.send(outbox, frames.RESULT, frames.dumped(dict(counts)), frames.packed(result))
    except MemoryError:
        # as if the system had ended the process: the engine starts another one
        sys.exit(1)
    except SamplerError as error:
        frames.send(outbox, frames.EXPECTED, frames.dumped((type(error), error.message, error.hints)))
    except Exception as error:  # noqa: BLE001 - its message may hold a value: only its type is told
        frames.send(outbox, frames.BUG, type(error).__name__.encode())


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
