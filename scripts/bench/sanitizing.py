"""Sanitizing against copying: paired runs in turn, ratio of medians to pyarrow's stream of the same file.

    python scripts/bench/sanitizing.py                       # 1,000,000 x 14, notes kept
    python scripts/bench/sanitizing.py --rows 100000 --notes # free text too
    python scripts/bench/sanitizing.py --peers               # others too, where installed
    python scripts/bench/sanitizing.py --repeat 33 --runs 1  # 10 GB: the same rows again and again
    python scripts/bench/sanitizing.py --notes --audit       # and what the leak audit takes behind it

Every run is a process of its own, so that start-up and peak memory count. "mask" is the time behind the
compiled recipe (what the floor does too: read, write), "whole" adds reading names, joins and uniqueness.
"audit" is the leak audit of what was written, by the same workers: no part of "whole", but of the last "cpu"
and of its memory; "share" is what it takes of the CPU seconds of compiling and masking. Where notes are kept,
the audit finds the people in them. Memory is summed over processes. On a busy machine compare CPU seconds:
wall time is shared with the others.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

import customers
import peers
import psutil
import pyarrow as pa
import pyarrow.csv

if TYPE_CHECKING:
    from sampler.engine.pool import Pool
    from sampler.sanitize.plan import Plan

KEY = bytes(range(32))
RUNS = 3
_EVERY, _RARELY = 0.05, 40
_UNITS = {"SS": " MiB", "share": " x compile and mask", "found": " survivors"}


class Watched:
    """Peak memory of this process and its workers together while it lasts.

    "RSS" counts what processes share once for each of them, "PSS" (Linux) once. The kernel walks every page
    to tell PSS: asked for twenty times a second, as RSS is, it doubled the CPU time of what it watched.
    """

    def __init__(self) -> None:
        self.peaks = {"RSS": 0.0, "PSS": 0.0}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        turn = 0
        while not self._over.wait(_EVERY):
            turn += 1
            try:
                used = {"RSS": sum(process.memory_info().rss for process in family())}
                if turn % _RARELY == 0:
                    used["PSS"] = sum(getattr(one.memory_full_info(), "pss", 0) for one in family())
            except psutil.Error:
                continue  # one of them has just ended
            for name, size in used.items():
                self.peaks[name] = max(self.peaks[name], size / (1 << 20))


def family() -> list[psutil.Process]:
    """This process and its workers."""
    own = psutil.Process()
    return [own, *own.children()]


def cpu_seconds() -> float:
    """What this process and its living workers have used."""
    return sum(sum(process.cpu_times()[:2]) for process in family())


def floor(source: Path, out: Path) -> dict[str, float]:
    """Stream the file through pyarrow, every column as text."""
    start = time.perf_counter()
    texts = pa.csv.ConvertOptions(column_types=dict.fromkeys(customers.COLUMNS, pa.string()))
    reader = pa.csv.open_csv(source, convert_options=texts)
    with pa.csv.CSVWriter(out / "floor.csv", reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return {"whole": time.perf_counter() - start}


def ours(source: Path, out: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """Sanitize the file; the clock of "mask" starts when the recipe is compiled, that of "audit" behind."""
    from sampler.engine.pool import Pool  # noqa: PLC0415 - our imports are part of our run
    from sampler.formats import open_document  # noqa: PLC0415
    from sampler.sanitize.apart import Apart, until_apart  # noqa: PLC0415
    from sampler.sanitize.compile import compile_recipe  # noqa: PLC0415
    from sampler.sanitize.files import WORKER_MODULES, sanitize_file  # noqa: PLC0415
    from sampler.sanitize.plan import Plan  # noqa: PLC0415
    from sampler.sanitize.recipes.recipe import read_recipe  # noqa: PLC0415
    from sampler.sanitize.sample import SourceFile  # noqa: PLC0415
    from sampler.surrogates.engine import Surrogates  # noqa: PLC0415

    start, before, workers = time.perf_counter(), cpu_seconds(), arguments.workers
    rule = "text" if arguments.notes else '{operator: keep, reason: "not what is measured"}'
    recipe = read_recipe(customers.RECIPE.format(name=source.name, notes=rule).encode(), "bench")
    with ExitStack() as stack:
        pool = stack.enter_context(Pool(workers, WORKER_MODULES)) if workers > 1 else None
        document = open_document(stack.enter_context(source.open("rb")), source.name)
        one = SourceFile("f1", source.name, document, source.name)
        plan = compile_recipe(recipe, [one], key=KEY, pool=pool)
        compiled, used = time.perf_counter(), cpu_seconds()
        watched = stack.enter_context(Watched())
        written = stack.enter_context((out / "made.csv").open("wb"))

        def write(plan: Plan, surrogates: Surrogates, apart: Apart) -> None:
            written.seek(0)
            written.truncate()
            sanitize_file(one, plan, surrogates, written, pool=pool, apart=apart)

        until_apart([one], plan, KEY, write, pool=pool)
        end, ended = time.perf_counter(), cpu_seconds()
        peaks = {f"mask {name}": peak for name, peak in watched.peaks.items()}
        times = {"mask": end - compiled, "mask cpu": ended - used, "whole": end - start, **peaks}
        if arguments.audit:
            written.flush()
            times |= audited(source, Path(written.name), plan, pool, sanitizing=ended - before)
    return times


def audited(
    source: Path, made: Path, plan: "Plan", pool: "Pool | None", *, sanitizing: float
) -> dict[str, float]:
    """Audit what was written; `sanitizing` are the CPU seconds of compiling and masking."""
    from sampler.sanitize.audit.auditing import audit  # noqa: PLC0415 - as above
    from sampler.sanitize.audit.findings import AuditFile  # noqa: PLC0415
    from sampler.surrogates.engine import Surrogates  # noqa: PLC0415

    start, used = time.perf_counter(), cpu_seconds()
    with source.open("rb") as original, made.open("rb") as output:
        file = AuditFile("f1", source.name, source.name, original, output, source.name)
        result = audit([file], plan, Surrogates(KEY, plan.dictionary), pool=pool)
    end, used = time.perf_counter(), cpu_seconds() - used
    found = {"audit share": used / sanitizing, "audit found": sum(result.counts.values())}
    return {"audit": end - start, "audit cpu": used, **found}


def one_run(arguments: argparse.Namespace) -> None:
    """What a child process does: one run, its times and memory as JSON."""
    source, out = Path(arguments.source), Path(arguments.out)
    with Watched() as watched:
        if arguments.one == "ours":
            times = ours(source, out, arguments)
        else:
            times = {"floor": floor, **peers.PEERS}[arguments.one](source, out)
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    print(json.dumps({**times, "cpu": cpu, **watched.peaks}))
    made = out / ("made.csv" if arguments.one == "ours" else f"{arguments.one}.csv")
    print(peers.quality(source, made) if arguments.peers and arguments.one != "floor" else "")


def measured(name: str, source: Path, arguments: argparse.Namespace) -> tuple[dict[str, float], str]:
    """One run in a process of its own: its figures, and what became of unique values and keys."""
    with tempfile.TemporaryDirectory(dir=source.parent) as out:
        command = [sys.executable, __file__, "--one", name, "--source", str(source), "--out", out]
        command += ["--workers", str(arguments.workers)] + [
            f"--{flag}" for flag in ("notes", "peers", "audit") if getattr(arguments, flag)
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures, told = done.stdout.split("\n", 1)
    found: dict[str, float] = json.loads(figures)
    return found, told.strip()


def repeated(source: Path, times: int) -> Path:
    """The file with its rows written so many times."""
    big = source.with_name(f"{times}-{source.name}")
    if not big.exists():
        with big.open("wb") as out:
            for turn in range(times):
                with source.open("rb") as one:
                    header = one.readline()
                    out.write(header if turn == 0 else b"")
                    shutil.copyfileobj(one, out, 1 << 24)
    return big


def compare(arguments: argparse.Namespace) -> None:
    """Run floor, ours and the peers in turn and print medians and ratios."""
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="sampler-bench-"))
    source = folder / str(arguments.rows) / "customers.csv"
    source.parent.mkdir(parents=True, exist_ok=True)
    if not source.exists():
        customers.write(source, arguments.rows)
    if arguments.repeat > 1:
        source = repeated(source, arguments.repeat)
    names = ["floor", "ours", *(peers.PEERS if arguments.peers else ())]
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    qualities: dict[str, str] = {}
    for _ in range(arguments.runs):
        for name in names:
            figures, qualities[name] = measured(name, source, arguments)
            results[name].append(figures)
    size = f"{source.stat().st_size >> 20} MiB, {arguments.rows * arguments.repeat} rows"
    print(f"{size}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    show(results, qualities, arguments.rows * arguments.repeat)
    if not arguments.folder:
        shutil.rmtree(folder)


def show(results: dict[str, list[dict[str, float]]], qualities: dict[str, str], rows: int) -> None:
    """Print the medians of each part, and their ratio to the floor; of fewer rows, per row."""
    bases = {part: statistics.median(run[part] for run in results["floor"]) for part in ("whole", "cpu")}
    for name, runs in results.items():
        share = runs[0].pop("rows", rows) / rows
        for part in runs[0]:
            middle = statistics.median(run[part] for run in runs)
            base = bases["cpu" if "cpu" in part else "whole"] * share
            unit = f"  {middle / base:6.2f} x floor"
            for end, other in _UNITS.items():
                unit = other if part.endswith(end) else unit
            print(f"{name:8} {part:11} {middle:9.2f}{unit}")
        if share < 1:
            print(f"{name:8} on {share * rows:.0f} rows: the floor is taken for as many")
        if qualities[name]:
            print(f"{name:8} {qualities[name]}")


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--notes", action="store_true", help="replace names in the notes too")
    parser.add_argument("--peers", action="store_true", help="others too, and what became of keys")
    parser.add_argument("--audit", action="store_true", help="audit what was written, too")
    parser.add_argument("--repeat", type=int, default=1, help="write the same rows so many times")
    parser.add_argument("--folder", help="keep the generated file here")
    for hidden in ("--one", "--source", "--out"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one_run(arguments)
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
