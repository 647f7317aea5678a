"""Reduce the word frequencies of pyspellchecker to `sampler/detect/data/words.csv.gz`.

    pip install pyspellchecker==0.9.1 && python scripts/reduce_words.py

Each row is a folded word and how often it occurs in French and in English: 2 x log10 of its occurrences per
thousand million words, 0 where the language does not have it. The same input gives the same bytes.
"""

import gzip
import io
import json
import math
import re
import sys
from collections import Counter
from importlib import metadata, resources
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sampler.surrogates.folding import fold  # noqa: E402 - the checkout comes before an installed copy

OUT = ROOT / "sampler" / "detect" / "data" / "words.csv.gz"
WORD = re.compile(r"[a-z]{1,24}")
PER = 1_000_000_000


def frequencies(language: str) -> dict[str, int]:
    """Steps of half a power of ten for each folded word without apostrophe or hyphen."""
    packed = resources.files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    counts: Counter[str] = Counter()
    for word, count in json.loads(gzip.decompress(packed)).items():
        counts[fold(word)] += count
    total = sum(counts.values())
    return {
        word: max(1, round(2 * math.log10(PER * count / total)))
        for word, count in counts.items()
        if WORD.fullmatch(word)
    }


def main() -> None:
    """Write the packed list."""
    french, english = frequencies("fr"), frequencies("en")
    version = metadata.version("pyspellchecker")
    head = f"# pyspellchecker {version}, MIT, Tyler Barrus; reduced by scripts/reduce_words.py"
    rows = [f"{word},{french.get(word, 0)},{english.get(word, 0)}" for word in sorted({*french, *english})]
    text = "\n".join([head, "word,fr,en", *rows, ""])
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as stream:
        stream.write(text.encode("ascii"))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(buffer.getvalue())
    print(f"{OUT.name}: {len(buffer.getvalue())} bytes, {len(rows)} words")


if __name__ == "__main__":
    main()
