"""Worker processes of this machine: one batch at a time each, answers in order, dead ones replaced."""

import json
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, BinaryIO, Self, cast

import psutil
import pyarrow as pa

from sampler.engine import frames
from sampler.errors import WorkerLostError

MOST_WORKERS = 16
# below this a pool takes longer to start than the work takes
POOLED_BYTES = 24 << 20
# the paths of modules come first, so that the worker finds the same ones as we do
_BOOT = (
    "import json, struct, sys; size, = struct.unpack('<Q', sys.stdin.buffer.read(8)); "
    "sys.path[:] = json.loads(sys.stdin.buffer.read(size)); "
    "from sampler.engine.worker import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
)
_ATTEMPTS = 3
# batches that wait besides those being worked on: enough that no worker is ever idle
_WAITING = 1

Answer = tuple[pa.RecordBatch, Counter[str]]
# the written bytes of one part, its rows, the function's counts
PartAnswer = tuple[bytes | memoryview, int, Counter[str]]
Function = Callable[[pa.RecordBatch, Any], tuple[pa.RecordBatch, Mapping[str, int]]]


def default_workers() -> int:
    """One worker per core that this process may use, at most 16."""
    try:
        cores = len(psutil.Process().cpu_affinity())
    except (AttributeError, psutil.Error):
        cores = psutil.cpu_count() or 1
    return max(1, min(MOST_WORKERS, cores))


def worker_count(asked: int, size: int) -> int:
    """How many processes sanitize `size` bytes: those asked for, else one for little or one per core."""
    if asked:
        return asked
    return default_workers() if size >= POOLED_BYTES else 1


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, modules: tuple[str, ...], function: bytes) -> None:
        flags = ["-I", *(["-B"] if sys.dont_write_bytecode else [])]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, *flags, "-c", _BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._inbox = cast("BinaryIO", self._process.stdin)
        self._outbox = cast("BinaryIO", self._process.stdout)
        paths = json.dumps(sys.path).encode()
        self._inbox.write(len(paths).to_bytes(8, "little") + paths)
        self._tell(frames.PATHS, frames.dumped(modules))
        self.teach(function)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def teach(self, function: bytes) -> None:
        """Give it the function to run."""
        if function:
            self._tell(frames.FUNCTION, function)

    def prepare(self, load: bytes) -> None:
        """Have it call something before what it is asked next."""
        self._tell(frames.LOAD, load)

    def _tell(self, kind: bytes, what: bytes) -> None:
        """Send what has no answer; that a process is gone shows when it is asked for one."""
        with suppress(OSError):
            frames.send(self._inbox, kind, what)

    def run(self, kind: bytes, plan: bytes, data: pa.Buffer | bytes) -> tuple[bytes, list[bytes]]:
        """Run the function over one batch or one part.

        Raises:
            EOFError, OSError: the process is gone.
        """
        frames.send(self._inbox, kind, plan, data)
        return frames.receive(self._outbox)

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """End it and wait until it is gone."""
        self.kill()
        for pipe in (self._inbox, self._outbox):
            try:
                pipe.close()
            except OSError:
                continue  # what was not written yet has nobody to read it
        self._process.wait()


class Pool:
    """Worker processes that run one function; leaving the `with` block ends them, whatever happened.

    They start at once and load `modules` while the caller prepares the function.
    """

    def __init__(self, workers: int, modules: tuple[str, ...] = ()) -> None:
        self._modules = modules
        # kept as it is: its bytes are as big as all the names of a sample
        self._function: Function | None = None
        self._size = workers
        self._ended = False
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="sampler-worker")
        for _ in range(workers):
            self._idle.put(self._started())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        for worker in tuple(self._all):
            worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        # no thread is left that could start another one, or wait for one
        for worker in self._all:
            worker.end()

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers."""
        return tuple(worker.pid for worker in self._all)

    def teach(self, function: Function) -> None:
        """Give every worker the function; it travels over their pipes, with the keys it holds."""
        self._function = function
        dumped = frames.dumped(function)
        for worker in tuple(self._all):
            worker.teach(dumped)

    def prepare(self, load: Callable[[], None]) -> None:
        """Have every worker call `load` while the caller does something else.

        It only saves time: a worker that takes the place of another one has not called it.
        """
        dumped = frames.dumped(load)
        for worker in tuple(self._all):
            worker.prepare(dumped)

    def map(self, batches: Iterable[pa.RecordBatch], plan: Any) -> Iterator[Answer]:  # noqa: ANN401 - the function's own
        """Run the function over `batches`, answers in their order; few batches are in memory at a time.

        Raises:
            WorkerLostError: three workers died over the same batch.
        """
        asked = ((frames.BATCH, batch) for batch in batches)
        for head, body in self._answers(asked, frames.dumped(plan), packed=frames.packed):
            yield frames.unpacked(body), Counter(frames.loaded(head))

    def map_parts(self, parts: Iterable[bytes], work: Any) -> Iterator[PartAnswer]:  # noqa: ANN401 - see `PartWork`
        """As `map`, for parts of a file that `work` reads and writes where the function is."""
        asked = ((frames.PART, part) for part in parts)
        for head, body in self._answers(asked, frames.dumped(work), packed=_as_it_is):
            rows, counts = frames.loaded(head)
            yield body, rows, Counter(counts)

    def _answers(
        self,
        asked: Iterable[tuple[bytes, Any]],
        plan: bytes,
        *,
        packed: Callable[[Any], pa.Buffer | bytes],
    ) -> Iterator[tuple[bytes, bytes]]:
        waiting: deque[Future[tuple[bytes, bytes]]] = deque()
        for kind, what in asked:
            waiting.append(self._threads.submit(self._answer, kind, plan, what, packed))
            while len(waiting) > self._size + _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _answer(
        self,
        kind: bytes,
        plan: bytes,
        what: Any,  # noqa: ANN401 - a batch or bytes
        packed: Callable[[Any], pa.Buffer | bytes],
    ) -> tuple[bytes, bytes]:
        data = packed(what)
        for _ in range(_ATTEMPTS):
            worker = self._idle.get()
            try:
                answer, parts = worker.run(kind, plan, data)
            except (EOFError, OSError):
                # the batch is still here and the function pure: another worker does it again
                if self._ended:
                    break
                self._all.remove(worker)
                worker.end()
                self._idle.put(self._started())
                continue
            self._idle.put(worker)
            return _read(answer, parts)
        raise WorkerLostError(
            "worker processes ended before their work was done",
            "free memory, or use one worker: SAMPLER_WORKERS=1",
        )

    def _started(self) -> _Worker:
        function = b"" if self._function is None else frames.dumped(self._function)
        worker = _Worker(self._modules, function)
        self._all.append(worker)
        return worker


def _as_it_is(data: bytes) -> bytes:
    return data


def _read(kind: bytes, parts: list[bytes]) -> tuple[bytes, bytes]:
    if kind == frames.RESULT:
        return parts[0], parts[1]
    if kind == frames.EXPECTED:
        error, message, hints = frames.loaded(parts[0])
        raise error(message, *hints)
    raise RuntimeError(f"a worker failed with {parts[0].decode()}")
