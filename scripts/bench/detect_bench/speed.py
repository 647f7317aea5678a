"""Characters and cells per second of processor time, and the largest memory, each in a process of its own."""

import gc
import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from detect_bench import columns, detectors
from detect_bench.texts import LANGUAGES, documents

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPT = Path(__file__).resolve().parents[1] / "detection.py"
_KIB_IN_MIB = 1024


@dataclass(frozen=True, slots=True)
class Speed:
    """Thousand characters and cells per second of CPU; peak resident memory in MiB."""

    kchars: float
    cells: float
    rss: float


def measure_here(name: str, which: str, per_style: int, count: int) -> Speed:
    """Measure one detector in this process: models are loaded and warm, texts are distinct."""
    detector: detectors.Detector = getattr(detectors, name)
    judge: Callable[[columns.Table], object] = getattr(columns, f"{name}_columns")
    texts = {language: [d.text for d in documents(language, which, per_style)] for language in LANGUAGES}
    tables = list(columns.tables(which, count))
    detectors.warm(detector, LANGUAGES)
    judge(tables.pop())
    gc.collect()
    start = process_time()
    for language, some in texts.items():
        detector(some, language)
    middle = process_time()
    for table in tables:
        judge(table)
    end = process_time()
    size = sum(len(text) for some in texts.values() for text in some)
    cells = sum(len(column) for table in tables for column in table.cells.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    return Speed(size / 1000 / (middle - start), cells / (end - middle), peak)


def measure_apart(name: str, which: str, *, quick: bool) -> Speed:
    """The same in a fresh process, so that one detector's memory and caches are not the other's."""
    argv = [sys.executable, str(_SCRIPT), "--set", which, "--speed-of", name, *(["--quick"] if quick else [])]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    return Speed(**json.loads(done.stdout))


def as_json(speed: Speed) -> str:
    """For the parent process."""
    return json.dumps(asdict(speed))
