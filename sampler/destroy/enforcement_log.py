"""The home's own log of enforcement: JSON lines, one per deal and run; ids and fixed words, no names."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from sampler.registry.private_files import PRIVATE_FILE

NAME = "enforce.log"
LARGEST = 1 << 20  # then it becomes enforce.log.1, and so on
KEPT = 4


def append(root: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows at the end of the log below `root`; a large log is put aside first, the oldest goes."""
    path = root / NAME
    if path.exists() and path.stat().st_size >= LARGEST:
        for number in range(KEPT - 1, 0, -1):
            older = root / f"{NAME}.{number}"
            if older.exists():
                older.replace(root / f"{NAME}.{number + 1}")
        path.replace(root / f"{NAME}.1")
    data = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    with os.fdopen(descriptor, "ab") as out:
        out.write(data)
