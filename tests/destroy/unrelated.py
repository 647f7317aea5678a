"""Files that have nothing to do with the sample, and look like it: same names, dates, cities, notices."""

import gzip
import json
import random
from pathlib import Path

from hiding_places import CITIES, FIRST, LAST, as_csv, people

NOTICE = "".join(
    f"9999;support{n};service;help{n}.desk-2024@editor.example;Paris-La-Defense;2024-01-0{n}\n"
    for n in range(1, 6)
)
BUSINESS = "le contrat du client est signé order status pending approved rejected invoice total amount"
CODE = "import return self value index error warning connection timeout server request response"
WORDS = (*BUSINESS.split(), *CODE.split(), *FIRST, *LAST, *CITIES)


def _table(draw: random.Random, number: int) -> str:
    return as_csv(people(draw.randrange(20, 120), 10_000 + number, f"other{number % 7}.example"))


def _prose(draw: random.Random, _number: int) -> str:
    return "".join(" ".join(draw.choices(WORDS, k=12)) + ".\n" for _ in range(draw.randrange(5, 80)))


def _log(draw: random.Random, _number: int) -> str:
    return "".join(
        f"20{draw.randrange(10, 26)}-0{draw.randrange(1, 10)}-1{draw.randrange(10)} "
        f"{draw.choice(('INFO', 'WARN'))} user={1000 + draw.randrange(300)} {draw.choice(LAST)} "
        f"{draw.choice(FIRST)} {draw.choice(CITIES)}\n"
        for _ in range(100)
    )


def _records(draw: random.Random, number: int) -> str:
    keys = ("id", "nom", "prenom", "email", "ville", "inscrit")
    rows = people(draw.randrange(5, 40), 50_000 + number, "third.example")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=draw.choice((None, 2)))


def _with_notice(draw: random.Random, number: int) -> str:
    return _table(draw, number) + NOTICE


KINDS = (_table, _prose, _log, _records, _with_notice)


def write_unrelated(folder: Path, count: int) -> None:
    """Write so many files below `folder`, some of them compressed, the same ones each time."""
    for number in range(count):
        draw = random.Random(number)
        data = KINDS[number % len(KINDS)](draw, number).encode()
        place = folder / f"{number % 40}"
        place.mkdir(parents=True, exist_ok=True)
        packed = number % 10 == 7
        (place / f"f{number}{'.gz' if packed else '.txt'}").write_bytes(
            gzip.compress(data) if packed else data
        )
