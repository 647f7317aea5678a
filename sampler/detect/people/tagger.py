"""The tagger: how likely each word of a text belongs to a person's name or to a login, by a small network.

`scripts/train_people.py` makes its file. A token's vector is the sum of the rows of its features and is kept
for the next time; three layers then look at the neighbours, for all texts of a batch at once.
"""

import io
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sampler.detect.people import tokens
from sampler.surrogates.folding import fold

CLASSES = ("none", "person", "login", "organisation", "place")
REACH = 2
"""How many tokens each layer sees on either side."""
PADS = 3 * REACH
_BREAK = -1
_MOST_KEPT = 50_000
_BATCH = 12_000

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Tagged(NamedTuple):
    """The tokens of one text that count, folded words ("" for separators), the likelihood of every class."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    likelihood: Floats


class _Read(NamedTuple):
    """Where the tokens of a text stand in it, and where they begin in the batch."""

    starts: list[int]
    ends: list[int]
    first: int


def windows(values: Floats) -> Floats:
    """Each row beside its neighbours; beyond the ends there is nothing."""
    count, width = values.shape
    wide = np.zeros((count, (2 * REACH + 1) * width), dtype=np.float32)
    for place in range(-REACH, REACH + 1):
        column = (place + REACH) * width
        source = values[max(0, place) : count + min(0, place)]
        wide[max(0, -place) : count - max(0, place), column : column + width] = source
    return wide


def line_modes(shapes: Ints, breaks: NDArray[np.bool_]) -> Ints:
    """`tokens.mode_of` for each line of a batch, at every token of the line."""
    firsts = np.flatnonzero(np.concatenate([[True], breaks[:-1]]))
    lower, title, upper = (
        np.add.reduceat((shapes == shape).astype(np.int64), firsts)
        for shape in (tokens.LOWER, tokens.TITLE, tokens.UPPER)
    )
    modes = np.where(title + upper > lower, 4, 5)
    modes = np.where((title == 0) & (upper == 0), 3, modes)
    modes = np.where((upper > 0) & (lower == 0), np.where(title > 0, 2, 1), modes)
    modes = np.where(lower + title + upper == 0, 0, modes)
    return np.repeat(modes, np.diff(np.append(firsts, len(shapes))))


class Tagger:
    """The network of one file."""

    def __init__(self, weights: dict[str, Any]) -> None:
        words = bytes(weights["words"]).decode().split("\n")
        self._vocabulary = {word: tokens.WORDS + place for place, word in enumerate(words)}
        self._table = weights["table"].astype(np.float32) * weights["scale"].astype(np.float32)
        self._layers = [
            (weights[f"w{n}"].astype(np.float32), weights[f"b{n}"].astype(np.float32)) for n in range(4)
        ]
        self._modes = self._table[tokens.MODES : tokens.MODES + 6]
        self._forget()

    def _forget(self) -> None:
        width = self._table.shape[1]
        self._known: dict[str, int] = {" ": _BREAK}
        self._words: list[str] = [""]
        self._vectors = np.zeros((4096, width), dtype=np.float32)
        self._shapes = np.zeros(4096, dtype=np.int64)
        self._count = 1  # row 0 is a pad

    def _row(self, token: str) -> int:
        if not token[0].isalnum() and not tokens.separator(token):
            row = _BREAK
        else:
            row = self._count
            if row == len(self._shapes):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
                self._shapes = np.concatenate([self._shapes, np.zeros_like(self._shapes)])
            self._vectors[row] = self._table[tokens.features(token, self._vocabulary)].sum(axis=0)
            if token[0].isalnum():
                self._shapes[row] = tokens.shape_of(token)
            self._words.append(fold(token) if token[0].isalnum() else "")
            self._count += 1
        self._known[token] = row
        return row

    def tag(self, texts: Sequence[str]) -> list[Tagged]:
        """Judge the words of each text."""
        found: list[Tagged] = []
        rows: list[int] = [0] * PADS
        breaks: list[bool] = [True] * PADS
        pending: list[_Read] = []
        if self._count > _MOST_KEPT:
            self._forget()
        for text in texts:
            pending.append(self._read(text, rows, breaks))
            rows += [0] * PADS
            breaks += [True] * PADS
            if len(rows) > _BATCH:
                found += self._judge(rows, breaks, pending)
                rows, breaks, pending = [0] * PADS, [True] * PADS, []
        return found + self._judge(rows, breaks, pending)

    def _read(self, text: str, rows: list[int], breaks: list[bool]) -> "_Read":
        first = len(rows)
        starts: list[int] = []
        ends: list[int] = []
        known = self._known
        for match in tokens.TOKEN.finditer(text):
            token = match[0]
            row = known.get(token)
            if row is None:
                row = self._row(token)
            if row != _BREAK:
                start, end = match.span()
                starts.append(start)
                ends.append(end)
                rows.append(row)
                breaks.append("\n" in token)
        return _Read(starts, ends, first)

    def _judge(self, rows: list[int], breaks: list[bool], pending: list["_Read"]) -> list[Tagged]:
        if not pending:
            return []
        numbers = np.array(rows, dtype=np.int64)
        modes = line_modes(self._shapes[numbers], np.array(breaks))
        likelihood = self._forward(self._vectors[numbers] + self._modes[modes], numbers > 0)
        found: list[Tagged] = []
        for starts, ends, first in pending:
            last = first + len(starts)
            words = [self._words[row] for row in rows[first:last]]
            found.append(Tagged(starts, ends, words, likelihood[first:last]))
        return found

    def _forward(self, values: Floats, real: NDArray[np.bool_]) -> Floats:
        mask = real[:, None].astype(np.float32)
        hidden = values * mask
        for weights, bias in self._layers[:3]:
            hidden = np.maximum(windows(hidden) @ weights + bias, 0) * mask
        scores = hidden @ self._layers[3][0] + self._layers[3][1]
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        likelihood: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
        return likelihood


@cache
def people_tagger() -> Tagger:
    """Load the tagger; once per process."""
    packed = resources.files("sampler.detect").joinpath("data", "people.npz").read_bytes()
    with np.load(io.BytesIO(packed)) as weights:
        return Tagger({name: weights[name] for name in weights.files})
