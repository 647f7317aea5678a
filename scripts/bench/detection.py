"""Measure detection: sampler and plain Presidio on the same generated texts, identifiers and columns.

python scripts/bench/detection.py --set tuning --quick
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from detect_bench import collect, detectors, report, speed
from detect_bench.failures import examples, failures
from detect_bench.texts import LANGUAGES, documents

DOCS = Path(__file__).resolve().parents[2] / "docs" / "detection.md"
BEGIN, END = "<!-- results: written by scripts/bench/detection.py -->", "<!-- end of results -->"


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", dest="which", choices=("tuning", "reporting"), default="tuning")
    parser.add_argument("--quick", action="store_true", help="a quarter of the texts")
    parser.add_argument("--json", action="store_true", help="the results as one JSON document")
    parser.add_argument(
        "--part", action="append", choices=collect.PARTS, help="only this part; may be repeated"
    )
    parser.add_argument("--no-presidio", action="store_true", help="sampler alone, for tuning")
    parser.add_argument("--examples", type=int, default=0, help="that many failures a kind (tuning set only)")
    parser.add_argument("--style", help="only this style, with --examples")
    parser.add_argument("--write-docs", action="store_true", help="write the results into docs/detection.md")
    parser.add_argument("--speed-of", choices=collect.NAMES, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.examples and options.which != "tuning":
        parser.error("examples are of the tuning set only: a reporting set that is read is spent")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    options = read(argv)
    size = collect.QUICK if options.quick else collect.FULL
    if options.speed_of:
        found = speed.measure_here(
            options.speed_of, options.which, size.texts // 3, size.plain_tables // 2 + 1
        )
        print(speed.as_json(found))
        return 0
    if options.examples:
        print_examples(size.texts, options.examples, options.style)
        return 0
    names = collect.NAMES[1:] if options.no_presidio else collect.NAMES
    run = collect.collect(options.which, options.part or collect.PARTS, names, quick=options.quick)
    print(json.dumps(collect.as_json(run), ensure_ascii=False) if options.json else report.whole_report(run))
    if options.write_docs:
        write_docs(report.whole_report(run))
    return 0


def print_examples(per_style: int, count: int, style: str | None) -> None:
    """What sampler gets wrong on the tuning set, in its context: invented people only."""
    for language in LANGUAGES:
        texts = [one for one in documents(language, "tuning", per_style) if style in (None, one.style)]
        spans = detectors.sampler([one.text for one in texts], language)
        print(f"\n## {language}: failures", examples(failures(texts, spans), count))


def write_docs(results: str) -> None:
    """Put the results between their marks."""
    text = DOCS.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCS.write_text(f"{before}{BEGIN}\n\n{results}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
