"""Worker processes: order, dead workers, errors, and nothing left behind."""

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pyarrow as pa
import pytest

from sampler.engine.pool import Pool, default_workers, worker_count
from sampler.errors import UnreadableError, WorkerLostError

SECRET = b"a key that must not be seen 0123"


class Doubler:
    """Doubles texts; some plans make it fail. Workers import this file as a module of its own."""

    def __init__(self, key: bytes = SECRET) -> None:
        self.key = key

    def __call__(self, batch: pa.RecordBatch, plan: str) -> tuple[pa.RecordBatch, dict[str, int]]:
        values = batch.column(0).to_pylist()
        if plan == "expected":
            raise UnreadableError("row 3 is ragged", "a hint")
        if plan == "bug":
            raise ArithmeticError(values[0])
        if plan == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if plan.startswith("once:") and not Path(plan[5:]).exists():
            Path(plan[5:]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return pa.RecordBatch.from_arrays([pa.array([2 * value for value in values])], names=["c0"]), {"n": 1}


def _marked(folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    for sent in (Doubler, _marked):
        monkeypatch.setattr(sent, "__module__", Path(__file__).stem)
    monkeypatch.setitem(sys.modules, Path(__file__).stem, sys.modules[__name__])


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(2) as started:
        started.teach(Doubler())
        yield started


def _batches(count: int = 12) -> Iterator[pa.RecordBatch]:
    for number in range(count):
        yield pa.RecordBatch.from_arrays([pa.array([f"v{number}", "é"])], names=["c0"])


EXPECTED = [[f"v{n}v{n}", "éé"] for n in range(12)]


def test_answers_come_in_order(pool: Pool) -> None:
    """Whichever worker is faster, answers stand in the order of the batches."""
    assert [batch.column(0).to_pylist() for batch, _ in pool.map(_batches(), "plain")] == EXPECTED


def test_a_killed_worker_is_replaced(pool: Pool, tmp_path: Path) -> None:
    """A worker killed in the middle of a batch loses nothing: another one does the batch again."""
    before = set(pool.pids)
    answers = pool.map(_batches(), f"once:{tmp_path / 'died'}")
    assert [batch.column(0).to_pylist() for batch, _ in answers] == EXPECTED
    assert len(set(pool.pids) - before) >= 1


def test_workers_that_died_waiting_are_replaced(pool: Pool) -> None:
    """Nothing is lost when workers die between two tasks, whatever they are told before the next one."""
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs([psutil.Process(pid)])
    pool.prepare(partial(_marked, "never called"))
    pool.teach(Doubler())
    assert [batch.column(0).to_pylist() for batch, _ in pool.map(_batches(), "plain")] == EXPECTED


def test_every_worker_loads_what_it_is_to_prepare(pool: Pool, tmp_path: Path) -> None:
    """Each of them has called it before it answers again."""
    pool.prepare(partial(_marked, str(tmp_path)))
    list(pool.map(_batches(), "plain"))
    busy = {int(path.name) for path in tmp_path.iterdir()}
    assert busy
    assert busy <= set(pool.pids)


def test_a_batch_that_kills_every_worker_is_an_error(pool: Pool) -> None:
    """Three workers dead over one batch end the run with a reason, and no process stays."""
    with pytest.raises(WorkerLostError):
        list(pool.map(_batches(1), "dies"))


def test_expected_errors_pass_as_they_are(pool: Pool) -> None:
    """What the function refuses arrives with its words and hints."""
    with pytest.raises(UnreadableError, match="row 3 is ragged") as caught:
        list(pool.map(_batches(2), "expected"))
    assert caught.value.hints == ("a hint",)


def test_a_bug_tells_its_type_and_no_value(pool: Pool) -> None:
    """An unexpected exception may hold a cell: only its type comes back."""
    with pytest.raises(RuntimeError, match="ArithmeticError") as caught:
        list(pool.map(_batches(1), "bug"))
    assert "v0" not in str(caught.value)


def test_the_key_travels_over_the_pipe_only(pool: Pool) -> None:
    """Neither the arguments nor the environment of a worker hold the key."""
    for pid in pool.pids:
        process = psutil.Process(pid)
        seen = " ".join([*process.cmdline(), *process.environ().values()])
        assert SECRET.decode() not in seen
        assert SECRET.hex() not in seen


def test_nothing_runs_on_after_the_end() -> None:
    """Leaving the block ends every worker, even when the answers were not all taken."""
    with Pool(2) as pool:
        pool.teach(Doubler())
        next(pool.map(_batches(), "plain"))
        pids = pool.pids
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_little_work_needs_no_pool() -> None:
    """Small samples stay in this process; a number that was asked for holds."""
    assert worker_count(0, 1000) == 1
    assert worker_count(0, 1 << 30) == default_workers()
    assert worker_count(3, 10) == 3
