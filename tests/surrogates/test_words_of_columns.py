"""Short texts read as words of eight bytes: boxes, tables of keys, memories and pieces."""

import random
import re

import numpy as np
import pyarrow as pa
import pytest

from sampler.surrogates import Dictionary, Surrogates
from sampler.surrogates.columns import letters, mail, spellings
from sampler.surrogates.columns.boxes import Boxes
from sampler.surrogates.columns.letters import Places, Signs, keys_of, texts_of_keys
from sampler.surrogates.columns.pieces import Pieces
from sampler.surrogates.columns.spellings import Spellings

KEY = bytes(range(32))
_BOX = re.compile(r"([a-z]*)(?:([._-])([a-z]+))?([a-z._-]*?)([0-9]{0,15})@")


def _text(rng: random.Random) -> str:
    pieces = ["a", "mdupont", "abcdefgh", "x" * 16, "y" * 24, "z" * 25, ".", "-", "_", "7", "0042", "9" * 16]
    return "".join(rng.choices([*pieces, "é", "@", "@", "A", "\0", " "], k=rng.randrange(7)))


def test_boxes_are_those_of_a_pattern() -> None:
    """Words, signs, numbers and ends are where a regular expression finds them, whatever stands beside."""
    rng = random.Random(5)
    texts = [_text(rng) for _ in range(4000)]
    column = pa.array(texts)
    for part, values in ((column, texts), (column.slice(100, 900), texts[100:1000])):
        boxes = Boxes(part)
        for row, text in enumerate(values):
            found = _BOX.match(text)
            fits = found is not None and found.end() - 1 > len(found[5])
            assert boxes.fitting[row] == fits
            if found is None or not fits:
                continue
            here = np.array([row])
            assert boxes.whole(here).to_pylist() == [text[: found.end() - 1]]
            assert boxes.words(here).to_pylist() == [text[: found.start(5)]]
            assert (boxes.widths[row], boxes.numbers[row]) == (len(found[5]), int(found[5] or 0))
            words = [word for word in found.group(1, 3) if word is not None]
            short = not found[4] and found[1] and all(len(word) <= 24 for word in words)
            assert (boxes.alone[row], boxes.pair[row]) == (
                bool(short and len(words) == 1),
                bool(short and len(words) == 2),
            )
            if short:
                keys = np.stack([boxes.head[:, row], boxes.tail[:, row]], axis=1)
                assert texts_of_keys(keys)[: len(words)] == [word.encode() for word in words]


def test_keys_of_texts_are_the_same_both_ways() -> None:
    """Texts become keys where they stand in a column as they do alone, and back."""
    texts = ["", "a", "abcdefgh", "abcdefghi", "x" * 15, "host-name.example.com"]
    signs = Signs(pa.array(texts))
    keys = signs.keys(signs.starts, signs.ends, 3)
    assert (keys == keys_of((text.encode() for text in texts), 3)).all()
    assert texts_of_keys(keys) == [text.encode() for text in texts]


@pytest.mark.parametrize("spread", [True, False])
def test_places_are_exact(*, spread: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key is found where it stands, equal ones at one of them, others nowhere; if all meet too."""
    if not spread:
        monkeypatch.setattr(letters, "mixed", lambda keys: np.zeros(keys.shape[1], dtype=np.uint64))
    texts = [f"word{n}" if n % 2 else f"a long word number {n}" for n in range(150)]
    twice = keys_of((text.encode() for text in [*texts, *texts[:9]]), 3)
    places = Places(twice)
    assert (places.of(twice) % 150 == np.arange(159) % 150).all()
    others = keys_of((f"{text}!".encode() for text in texts), 3)
    assert (places.of(others) == -1).all()
    assert (Places(twice[:, :0]).of(others) == -1).all()


def test_a_full_memory_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bound a memory forgets, and still gives every text its own image."""
    monkeypatch.setattr(spellings, "_MOST", 10)
    memory = Spellings(lambda text: (text.upper(), None), words=1, wide=2)
    for start in range(0, 60, 4):
        texts = [f"w{n}" for n in range(start, start + 8)]
        places = memory.places(keys_of((text.encode() for text in texts), 1))
        assert memory.images.take(pa.array(2 * places)).to_pylist() == [text.upper() for text in texts]
        assert memory.known[0][places].all()
        assert not memory.known[1][places].any()


@pytest.mark.parametrize("most", [8, 15])
def test_pieces_are_put_together(most: int) -> None:
    """Numbers keep their leading zeros; what is not chosen is empty."""
    numbers = [0, 7, 42, 12345678, 10**15 - 1][: 4 if most == 8 else 5]
    widths = [0, 3, 2, 8, 15][: len(numbers)]
    rows = np.arange(len(numbers))
    pieces = Pieces(len(numbers) + 1, 2)
    pieces.put(0, rows, pieces.add(pa.array(["a", "é"])) + rows % 2)
    pieces.put_digits(1, rows, np.array(numbers, dtype=np.uint64), np.array(widths))
    chosen = np.ones(len(numbers) + 1, dtype=np.bool_)
    chosen[2] = False
    expected = ["aé"[row % 2] + (str(numbers[row]).zfill(widths[row]) if widths[row] else "") for row in rows]
    expected[2] = ""
    assert pieces.texts(chosen).to_pylist() == [*expected, ""]


def test_small_memories_change_no_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memories that are full all the time, and any size of batch, give the same bytes."""
    names = Dictionary.learn(["Marie", "Paul"], ["Dupont", "Leroux"], [("Marie", "Dupont")])
    words = ["marie", "paul", "dupont", "leroux", "mdupont", "zgrbl", "a-b", "jean.paul.x"]
    values = [f"{one}.{two}{n}@host{n}.fr" for n, one in enumerate(words) for two in words]
    values += [f"{one}{n}@acme.fr" for n, one in enumerate(words)]
    expected = Surrogates(KEY, names).apply("EMAIL_ADDRESS", values)
    monkeypatch.setattr(spellings, "_MOST", 3)
    monkeypatch.setattr(mail, "_KEPT", 2)
    surrogates = Surrogates(KEY, names)
    for size in (24, 36):
        written = [
            text
            for start in range(0, len(values), size)
            for text in surrogates.column("EMAIL_ADDRESS", pa.array(values[start : start + size]))[
                0
            ].to_pylist()
        ]
        assert written == expected
