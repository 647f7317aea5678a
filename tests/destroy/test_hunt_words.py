"""What makes the hunt fast loses nothing: it finds the rows that looking at every word finds."""

import io
import random
from dataclasses import replace

import numpy as np
import pytest
from hiding_places import ROWS, as_csv, people

import sampler.destroy.hunt_inside as inside
from sampler.custody.fingerprint_words import LONG, LONGEST, SHORTEST, Keyed, fold, long_spans, spans
from sampler.custody.fingerprints import Fingerprints, Gatherer
from sampler.destroy.hunt_inside import Looker
from sampler.destroy.hunt_rows import RowHunter, Tally
from sampler.destroy.hunt_words import WordTable

KEY = bytes(range(32))
COLUMNS = {  # of `people`: with an address; names and a date; names alone; an address of seven signs; mixed
    "addresses": [row[:] for row in ROWS],
    "dates": [(row[0], row[1], row[2], row[4], row[5]) for row in ROWS],
    "names": [(row[0], row[1], row[2], row[4], row[3][:6]) for row in ROWS],
    "short addresses": [(f"{n:03}@a.b", row[1], row[5]) for n, row in enumerate(ROWS)],
    "mixed": [row if n % 3 else (row[1], row[2], row[4], row[0]) for n, row in enumerate(ROWS)],
}


def taken(rows: list[tuple[str, ...]]) -> Fingerprints:
    """The fingerprints of rows."""
    gatherer = Gatherer(Keyed(KEY))
    gatherer.add([";".join(row).encode() for row in rows])
    return gatherer.finish()


def met(marks: Fingerprints, text: bytes) -> Tally:
    """What is met in a text."""
    tally = Tally()
    RowHunter(Keyed(KEY), [("acme-1", marks)]).look(text, tally)
    return tally


def hiding(rows: list[tuple[str, ...]], seed: int) -> bytes:
    """Some of the rows, whole, in part or cut up, among many of others."""
    draw = random.Random(seed)
    others = as_csv(people(3000, seed + 100, "other.example"), header=()).splitlines()
    for row in draw.sample(rows, 40):
        cells = draw.sample(row, draw.randrange(1, len(row) + 1)) if draw.random() < 0.4 else list(row)
        mark = draw.choice((";", ",", "\t", " | ", "\n", ". "))
        others.insert(draw.randrange(len(others)), mark.join(cells))
    return "\n".join(others).encode()


@pytest.mark.parametrize("columns", COLUMNS)
def test_the_anchors_find_what_all_words_find(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows with and without rare words, whole and in part: the tallies are the same, and are not empty."""
    marks, texts = taken(COLUMNS[columns]), [hiding(COLUMNS[columns], seed) for seed in range(6)]
    quick = [met(marks, text) for text in texts]
    assert not marks.anchors().all()
    monkeypatch.setattr(Fingerprints, "anchors", lambda self: np.ones(len(self.prints), bool))
    thorough = [met(replace(marks, long=np.zeros_like(marks.long)), text) for text in texts]
    for one, other in zip(quick, thorough, strict=True):
        assert (one.strong, one.whole, one.addresses, one.codes, one.lines) == (
            *(other.strong, other.whole, other.addresses, other.codes),
            other.lines,
        )
        assert one.rows >= 10


def test_fingerprints_of_an_earlier_version_find_the_same() -> None:
    """They don't say which words are long: every word is looked at, and nothing is missed."""
    marks, text = taken(ROWS), hiding(ROWS, 3)
    with np.load(io.BytesIO(marks.to_bytes())) as kept:
        arrays = {name: kept[name] for name in kept.files if name != "long"}
    out = io.BytesIO()
    np.savez(out, **arrays)
    earlier = Fingerprints.from_bytes(out.getvalue())
    assert not earlier.long.any()
    assert met(earlier, text) == met(marks, text)
    assert met(marks, text).is_copy()
    assert met(Fingerprints.from_bytes(marks.to_bytes()), text) == met(marks, text)


@pytest.mark.parametrize("shortest", [SHORTEST, LONG])
def test_long_spans_are_the_spans_that_are_long(shortest: int) -> None:
    """Any text: points inside words, after them, alone and many; words at either end."""
    draw = random.Random(4)
    for _ in range(300):
        folded = fold("".join(draw.choices("abé.@ -;\n", (9, 9, 3, 4, 1, 5, 1, 1, 1), k=400)).encode())
        begins, ends = spans(folded)
        kept = ends - begins >= shortest
        fast = long_spans(folded, shortest)
        assert (fast[0].tolist(), fast[1].tolist()) == (begins[kept].tolist(), ends[kept].tolist())


def test_a_table_of_words_knows_its_own_and_no_other() -> None:
    """Each hash is met, with its own entry, wherever it stands in its bucket; others are not."""
    draw = np.random.default_rng(6)
    hashes = draw.integers(0, 1 << 64, 30_000, np.uint64)
    hashes[:50] = (hashes[:50] >> np.uint64(24)) | (np.uint64(7) << np.uint64(56))  # many in one bucket
    heads = (hashes >> np.uint64(32)).astype(np.uint32)
    table = WordTable(heads[:15_000], np.arange(15_000))
    places, entries = table.met(hashes)
    assert set(range(15_000)) <= set(places.tolist())
    assert (heads[entries] == heads[places]).all()
    wanted = np.isin(heads, heads[:15_000])
    assert places.tolist() == np.flatnonzero(wanted).tolist()
    assert not len(WordTable(heads[:0], np.arange(0)).met(hashes)[0])


@pytest.mark.parametrize("coding", ["utf-8", "cp1252", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("mark", ["\n", "; "])
def test_no_piece_of_a_text_is_misread(coding: str, mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces end with a line, or between two letters where there is none: no accent is lost on the way."""
    monkeypatch.setattr(inside, "PIECE", 1001)
    monkeypatch.setattr(inside, "LONGEST_LINE", 3000)
    seen: list[bytes] = []
    monkeypatch.setattr(RowHunter, "look", lambda _self, text, _tally: seen.append(text))
    text = mark.join(";".join(row) for row in ROWS)
    data = text.encode(coding)
    Looker({}, frozenset(), RowHunter(Keyed(KEY), [("acme-1", taken(ROWS))])).look(
        io.BytesIO(data), len(data)
    )
    assert len(seen) > 3
    assert b"".join(seen).decode().removeprefix("\ufeff") == text
    assert mark != "\n" or all(piece.endswith(b"\n") for piece in seen[:-1])


def test_a_word_longer_than_any_that_is_kept_is_no_harm() -> None:
    """Hashes are taken of words of any length; only fingerprints say whose they are."""
    assert met(taken(ROWS), b"x" * (LONGEST + 1) + b" " + b"y" * 5000).rows == 0
