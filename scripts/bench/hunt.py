"""Measure the hunt: speed on plain files, recall of copies and parts, false alarms on unrelated files.

    python scripts/bench/hunt.py [--files 100000] [--megabytes 600] [--rows 20000]

Works in a temporary folder with a home of its own. The unrelated files and the hiding places are those of
the tests, so that both speak of the same thing.
"""

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "destroy")]

from hiding_places import (  # type: ignore[import-not-found]  # noqa: E402 - found by the path above
    CSV,
    PLACES,
    ROWS,
    as_csv,
    people,
)
from unrelated import (  # type: ignore[import-not-found]  # noqa: E402 - as above
    NOTICE,
    WORDS,
    write_unrelated,
)

from sampler.cli.main import run  # noqa: E402 - as above

SYLLABLES = ("ba", "cor", "din", "fel", "gur", "hil", "jot", "kam", "lun", "mer", "nop", "qui", "ras")
TERMS = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "trial", "--agreement", "x")
DEALS = ("small", "large", "plain")
INGEST = ("--channel", "sftp", "--from", "dpo@acme.example")


def command(*arguments: str) -> tuple[int, str]:
    """Run one command without a word; give its exit code and its output."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return code, out.getvalue()


def hunted(folder: Path, deal: str) -> tuple[dict[str, object], float]:
    """What a hunt answers, and the seconds of one core it took."""
    begin = time.process_time()
    _, out = command("hunt", str(folder), "--deal", deal, "--json")
    return json.loads(out), time.process_time() - begin


def count(answer: dict[str, object], name: str) -> int:
    """How many entries a list of the answer has."""
    found = answer[name]
    return len(found) if isinstance(found, list) else 0


def write_plain(folder: Path, megabytes: int, *, alike: bool) -> None:
    """Plain files of unrelated tables and prose, 8 MB each.

    `alike` are other people with the sample's names, dates and numbers, the worst case; else measures,
    references and another vocabulary.
    """
    folder.mkdir()
    draw = random.Random(5)  # noqa: S311 - the same files each time
    words = WORDS if alike else [f"{draw.choice(WORDS)[:4]}{draw.choice(SYLLABLES)}" for _ in range(3000)]
    table = as_csv(people(20_000, 77, "other.example")) if alike else "".join(_measures(draw))
    prose = "".join(" ".join(draw.choices(words, k=12)) + ".\n" for _ in range(20_000))
    for number in range(max(1, megabytes // 8)):
        text = (table, prose)[number % 2]
        (folder / f"{number}.txt").write_text((text * (8_000_000 // len(text) + 1))[:8_000_000])


def _measures(draw: random.Random) -> Iterator[str]:
    for number in range(20_000):
        yield f"{number};station {draw.randrange(50)};{draw.random():.6f};{draw.random():.6f};"
        yield f"ref-{draw.randrange(10**9)};ok;{draw.choice(SYLLABLES)}{draw.choice(SYLLABLES)}\n"


def prepare(folder: Path, rows: int) -> None:
    """A home with three deals: the tests' small table, a large one, and one without any rare word.

    In that last one names and dates are all there is, so among look-alikes every block holds some of them.
    """
    os.environ |= {"SAMPLER_HOME": str(folder / "home"), "SAMPLER_KEYSTORE": str(folder / "keys")}
    os.chdir(folder)
    command("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>")
    ends = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    plain = as_csv([(row[0], row[1], row[2], row[4], row[5]) for row in people(rows, 4)], header=())
    large = as_csv(people(rows, 3, "big.example"))
    for deal, text in (("small", CSV + NOTICE), ("large", large), ("plain", plain)):
        command("deal", "open", deal, *TERMS, "--trial-ends", ends)
        Path("clients.csv").write_text(text)
        begin = time.perf_counter()
        code, _ = command("ingest", "clients.csv", "--deal", deal, *INGEST)
        print(f"ingest {deal}: exit {code}, {len(text) / 1e6:.1f} MB in {time.perf_counter() - begin:.2f} s")
        Path("clients.csv").unlink()


def speed(folder: Path, megabytes: int) -> None:
    """Megabytes a second of one core on plain files that hold nothing, twice for each of three deals."""
    for alike in (False, True):
        place = folder / f"plain-{alike}"
        write_plain(place, megabytes, alike=alike)
        for deal in (*DEALS, *DEALS):
            answer, seconds = hunted(place, deal)
            size = float(str(answer["bytes"])) / 1e6
            kind = "look-alike" if alike else "ordinary"
            print(f"{kind} plain files, deal {deal}: {size:.0f} MB, {size / seconds:.0f} MB/s,", end=" ")
            print(f"{count(answer, 'found')} false alarms")


def recall(folder: Path) -> None:
    """Whole files and other hiding places, then 500 partial tables of fifty rows."""
    for number, (name, hide) in enumerate(PLACES.items()):
        place = folder / "places" / str(number)
        place.mkdir(parents=True)
        hide(place)
        answer, _ = hunted(place, "small")
        print(f"  {name}: {'found' if answer['found'] else 'MISSED'}")
    (folder / "parts").mkdir()
    draw = random.Random(9)  # noqa: S311 - the same parts each time
    for number in range(500):
        begin, delimiter = draw.randrange(len(ROWS) - 50), draw.choice((";", ",", "\t", "|"))
        text = as_csv(ROWS[begin : begin + 50], delimiter, header=())
        coding = draw.choice(("utf-8", "cp1252", "utf-16"))
        (folder / "parts" / f"{number}.txt").write_bytes(text.encode(coding))
    answer, _ = hunted(folder / "parts", "small")
    print(f"partial tables of 50 rows: {count(answer, 'found')} of 500")


def false_alarms(folder: Path, files: int) -> None:
    """Unrelated files with the same names, dates and notices."""
    write_unrelated(folder / "unrelated", files)
    answer, seconds = hunted(folder / "unrelated", "small")
    print(f"unrelated files: {answer['files']} in {seconds:.0f} s, {count(answer, 'found')} false alarms,")
    print(f"  {count(answer, 'doubtful')} set aside because they share a notice with many files")


def main() -> None:
    """Run all four."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--files", type=int, default=100_000)
    reader.add_argument("--megabytes", type=int, default=600)
    reader.add_argument("--rows", type=int, default=20_000)
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        prepare(folder, chosen.rows)
        speed(folder, chosen.megabytes)
        recall(folder)
        false_alarms(folder, chosen.files)
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
