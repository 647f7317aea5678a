"""Many distinct keys stay distinct: sanitized as a customer's file, then counted exactly.

    python scripts/bench/keys.py                 # 100,000,000 keys
    python scripts/bench/keys.py --keys 1000000

What is written is read back; a bit per possible key tells whether one was met before.
"""

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from sampler.sanitize import sanitize_files

KEY = bytes(range(32))
RECIPE = b"""version: 1
tables:
  keys.csv:
    id: token
    rank: {operator: keep, reason: "no person's"}
"""
_CHUNK = 1_000_000
_WIDTH = 9


def write(path: Path, count: int) -> None:
    """Write the keys K000000001 ... with a short second column."""
    with path.open("wb") as out:
        out.write(b"id,rank\n")
        for start in range(0, count, _CHUNK):
            numbers = pa.array(np.arange(start + 1, min(start + _CHUNK, count) + 1)).cast(pa.string())
            keys = pc.binary_join_element_wise("K", pc.utf8_lpad(numbers, _WIDTH, "0"), "")
            lines = pc.binary_join_element_wise(keys, pc.utf8_slice_codeunits(keys, _WIDTH), ",")
            out.write("\n".join(lines.to_pylist()).encode() + b"\n")


def distinct(path: Path) -> tuple[int, int, int]:
    """Rows, distinct keys, and keys that stand in the row they stood in."""
    met = np.zeros(10**_WIDTH // 8 + 1, dtype=np.uint8)
    rows = fresh = still = 0
    texts = pa.csv.ConvertOptions(column_types={"id": pa.string()}, include_columns=["id"])
    for batch in pa.csv.open_csv(path, convert_options=texts):
        numbers = np.asarray(pc.utf8_slice_codeunits(batch.column(0), 1).cast(pa.int64()))
        still += int(np.count_nonzero(numbers == np.arange(rows + 1, rows + len(numbers) + 1)))
        rows += len(numbers)
        once = np.unique(numbers)
        bits = np.left_shift(np.uint8(1), (once & 7).astype(np.uint8))
        fresh += int(np.count_nonzero(met[once >> 3] & bits == 0))
        np.bitwise_or.at(met, once >> 3, bits)
    return rows, fresh, still


def main() -> None:
    """Read the options, run, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keys", type=int, default=100_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sampler-keys-") as name:
        folder = Path(name)
        write(folder / "keys.csv", arguments.keys)
        start = time.perf_counter()
        sanitize_files([folder / "keys.csv"], folder / "out", key=KEY, recipe=RECIPE, check=False)
        seconds = time.perf_counter() - start
        rows, fresh, still = distinct(folder / "out" / "keys.csv")
    print(f"{rows} rows in {seconds:.0f} s, {fresh} distinct keys, {still} unchanged")


if __name__ == "__main__":
    main()
