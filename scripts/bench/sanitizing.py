"""Sanitizing against copying: paired runs in turn, ratio of medians to pyarrow's stream of the same file.

    python scripts/bench/sanitizing.py                       # 1,000,000 x 14, notes kept
    python scripts/bench/sanitizing.py --rows 100000 --notes # free text too
    python scripts/bench/sanitizing.py --peers               # Faker and mimesis, where installed

Every run is a process of its own, so that start-up and peak memory count. "mask" is the time behind the
compiled recipe (what the floor does too: read, write), "whole" adds reading names, joins and uniqueness.
Memory is summed over processes. On a busy machine compare CPU seconds: wall time is shared with the others.
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
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import customers
import psutil
import pyarrow as pa
import pyarrow.csv

KEY = bytes(range(32))
RUNS = 3
_EVERY, _RARELY = 0.05, 40


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


def ours(source: Path, out: Path, *, workers: int, notes: bool) -> dict[str, float]:
    """Sanitize the file, without the audit; the clock of "mask" starts when the recipe is compiled."""
    from sampler.engine.pool import Pool  # noqa: PLC0415 - our imports are part of our run
    from sampler.formats import open_document  # noqa: PLC0415
    from sampler.sanitize.apart import Apart, until_apart  # noqa: PLC0415
    from sampler.sanitize.compile import compile_recipe  # noqa: PLC0415
    from sampler.sanitize.files import WORKER_MODULES, sanitize_file  # noqa: PLC0415
    from sampler.sanitize.plan import Plan  # noqa: PLC0415
    from sampler.sanitize.recipes.recipe import read_recipe  # noqa: PLC0415
    from sampler.sanitize.sample import SourceFile  # noqa: PLC0415
    from sampler.surrogates.engine import Surrogates  # noqa: PLC0415

    start = time.perf_counter()
    rule = "text" if notes else '{operator: keep, reason: "not what is measured"}'
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
        end, used = time.perf_counter(), cpu_seconds() - used
    peaks = {f"mask {name}": peak for name, peak in watched.peaks.items()}
    return {"mask": end - compiled, "mask cpu": used, "whole": end - start, **peaks}


def faker(source: Path, out: Path) -> dict[str, float]:
    """Faker with a cache per column: consistent in one process, neither unique nor keyed."""
    from faker import Faker  # noqa: PLC0415 - a peer, installed for the comparison only

    fake = Faker("fr_FR")
    Faker.seed(1)
    makers: dict[str, Callable[[], str]] = {
        "prenom": fake.first_name,
        "nom": fake.last_name,
        "email": fake.email,
        "telephone": fake.phone_number,
        "adresse": fake.street_address,
        "code_postal": fake.postcode,
        "ville": fake.city,
        "iban": fake.iban,
        "nir": fake.ssn,
        "date_naissance": lambda: fake.date("%d/%m/%Y"),
        "id": lambda: fake.bothify("CLI-########"),
    }
    return _cached(source, out, makers)


def mimesis(source: Path, out: Path) -> dict[str, float]:
    """Mimesis with a cache per column."""
    from mimesis import Generic, Locale  # noqa: PLC0415 - a peer, installed for the comparison only

    made = Generic(Locale.FR, seed=1)
    makers: dict[str, Callable[[], str]] = {
        "prenom": made.person.first_name,
        "nom": made.person.last_name,
        "email": made.person.email,
        "telephone": made.person.phone_number,
        "adresse": made.address.address,
        "code_postal": made.address.postal_code,
        "ville": made.address.city,
        "iban": lambda: made.random.generate_string_by_mask("FR#########################"),
        "nir": lambda: made.random.generate_string_by_mask("###############"),
        "date_naissance": lambda: made.datetime.formatted_date("%d/%m/%Y"),
        "id": lambda: made.random.generate_string_by_mask("CLI-########"),
    }
    return _cached(source, out, makers)


def _cached(source: Path, out: Path, makers: dict[str, Callable[[], str]]) -> dict[str, float]:
    """The columns of `makers` replaced through a dictionary each, read and written by pyarrow."""
    start = time.perf_counter()
    texts = pa.csv.ConvertOptions(
        column_types=dict.fromkeys(customers.COLUMNS, pa.string()), strings_can_be_null=True
    )
    reader = pa.csv.open_csv(source, convert_options=texts)
    caches: dict[str, dict[str, str]] = {name: {} for name in makers}
    with pa.csv.CSVWriter(out / "peer.csv", reader.schema) as writer:
        for batch in reader:
            columns = []
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                if name not in makers:
                    columns.append(column)
                    continue
                cache, make = caches[name], makers[name]
                values = column.to_pylist()
                for value in values:
                    if value is not None and value not in cache:
                        cache[value] = str(make())
                columns.append(pa.array([value and cache[value] for value in values], pa.string()))
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=batch.schema))
    return {"whole": time.perf_counter() - start}


def one_run(arguments: argparse.Namespace) -> None:
    """What a child process does: one run, its times and memory as JSON."""
    source, out = Path(arguments.source), Path(arguments.out)
    with Watched() as watched:
        if arguments.one == "ours":
            times = ours(source, out, workers=arguments.workers, notes=arguments.notes)
        else:
            times = {"floor": floor, "faker": faker, "mimesis": mimesis}[arguments.one](source, out)
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    print(json.dumps({**times, "cpu": cpu, **watched.peaks}))


def measured(name: str, source: Path, arguments: argparse.Namespace) -> dict[str, float]:
    """One run in a process of its own."""
    with tempfile.TemporaryDirectory(dir=source.parent) as out:
        command = [sys.executable, __file__, "--one", name, "--source", str(source), "--out", out]
        command += ["--workers", str(arguments.workers)] + (["--notes"] if arguments.notes else [])
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(arguments: argparse.Namespace) -> None:
    """Run floor, ours and the peers in turn and print medians and ratios."""
    folder = Path(arguments.folder or tempfile.mkdtemp(prefix="sampler-bench-"))
    source = folder / str(arguments.rows) / "customers.csv"
    source.parent.mkdir(parents=True, exist_ok=True)
    if not source.exists():
        customers.write(source, arguments.rows)
    names = ["floor", "ours", *(["faker", "mimesis"] if arguments.peers else [])]
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(arguments.runs):
        for name in names:
            results[name].append(measured(name, source, arguments))
    bases = {part: statistics.median(run[part] for run in results["floor"]) for part in ("whole", "cpu")}
    size = f"{source.stat().st_size >> 20} MiB, {arguments.rows} rows"
    print(f"{size}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, runs in results.items():
        for part in runs[0]:
            middle = statistics.median(run[part] for run in runs)
            base = bases["cpu" if "cpu" in part else "whole"]
            ratio = "" if part.endswith("SS") else f"  {middle / base:6.2f} x floor"
            print(f"{name:8} {part:9} {middle:9.2f}{ratio or ' MiB'}")
    if not arguments.folder:
        shutil.rmtree(folder)


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--notes", action="store_true", help="replace names in the notes too")
    parser.add_argument("--peers", action="store_true", help="Faker and mimesis too")
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
