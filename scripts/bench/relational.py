"""One person, one surrogate: twenty tables about the same people, sanitized, and what holds after.

    python scripts/bench/relational.py                  # 50,000 people
    python scripts/bench/relational.py --people 2000 --misses 5

A person's surrogate is what their two columns in `clients.csv` became. Everywhere else the form in which
the original was written is applied to it and compared with what was written there, case and accents aside.
A form that fits several people of the sample with different surrogates ("J. Dupont") can't name one: it is
counted apart; so are initials that would stay as they are, which no value may. `--misses` shows what
disagrees and what the leak audit found; the people are invented.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from relations.checks import Results, check
from relations.people import people
from relations.tables import recipe, sheets, write

from sampler.sanitize import sanitize_files

KEY = bytes(range(32))


def run(folder: Path, count: int, *, seed: int = 1, workers: int | None = None) -> Results:
    """Make the sample in `folder`, sanitize it, and measure."""
    crowd = people(count, seed)
    tables = list(sheets(crowd, seed))
    given = folder / "given"
    given.mkdir()
    files = [write(given, sheet) for sheet in tables]
    start = time.perf_counter()
    summary = sanitize_files(files, folder / "out", key=KEY, recipe=recipe(), workers=workers)
    seconds = time.perf_counter() - start
    return check(crowd, tables, folder / "out", summary, seconds)


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--misses", type=int, default=0, help="show so many disagreements of each kind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sampler-relational-") as folder:
        results = run(Path(folder), arguments.people, seed=arguments.seed, workers=arguments.workers)
    print(results.told(arguments.misses))


if __name__ == "__main__":
    main()
