"""Train the tagger of people on generated texts and write `sampler/detect/data/people.npz`.

    python scripts/train_people.py [--check]

About four minutes on one core. The texts are the same for the same frames, lists and seed; the last bits of
the weights depend on the machine's BLAS, so the file records the digest of what it was made from, and
`--check` compares that digest with the present frames, lists and code instead of training again.
"""

import hashlib
import io
import sys
import time
import zipfile
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from people_texts import IGNORED, documents, sections  # noqa: E402 - the checkout comes before an installed copy

from sampler.detect.people import lexicon, tokens  # noqa: E402 - as above
from sampler.detect.people.tagger import CLASSES, PADS, REACH, line_modes, windows  # noqa: E402 - as above

OUT = ROOT / "sampler" / "detect" / "data" / "people.npz"
SEED, TEXTS, HELD = 20261122, 80_000, 1_500
WIDTH, HIDDEN = 48, (96, 96, 64)
EPOCHS, BATCH = 4, 6_000
COMMON = 5_000
CHECKED = 3_000

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def digest() -> str:
    """What the file is made from: the first texts, their tokens' features, the vocabulary, the settings.

    A change of a frame, a list, a feature or the generator changes the texts or the features from the start.
    """
    words = vocabulary()
    rows = {word: tokens.WORDS + place for place, word in enumerate(words)}
    settings = (SEED, TEXTS, WIDTH, HIDDEN, EPOCHS, BATCH, CLASSES, REACH, len(words))
    every = hashlib.sha256(repr((settings, words)).encode())
    for pieces in documents(SEED, CHECKED):
        every.update(repr(pieces).encode())
        for token in tokens.TOKEN.findall("".join(piece for piece, _, _ in pieces)):
            if token.strip():
                every.update(repr(tokens.features(token, rows)).encode())
    return every.hexdigest()


def vocabulary() -> list[str]:
    """Words with a row of their own: those of the frames and the most frequent ones of both languages."""
    own: set[str] = set()
    for name in ("fr.txt", "en.txt", "data.txt"):
        for frame in chain.from_iterable(sections(name).values()):
            own.update(tokens.key_of(word) for word in tokens.TOKEN.findall(frame) if word[0].isalnum())
    for language in (0, 1):
        ranked = sorted(lexicon.words().items(), key=lambda item: (-item[1][language], item[0]))
        own.update(word for word, _ in ranked[:COMMON])
    own.update(f"#{length}" for length in range(1, 21))
    return sorted(own)


class Corpus:
    """Texts as arrays: the row of each token's features, its label and the mode of its line."""

    def __init__(self, seed: int, count: int, words: dict[str, int]) -> None:
        self._words = words
        self._known: dict[tuple[str, bool], int] = {("", False): 0}
        self._features: list[list[int]] = [[]]
        self._shapes: list[int] = [0]
        rows: list[int] = [0] * PADS
        labels: list[int] = [IGNORED] * PADS
        breaks: list[bool] = [True] * PADS
        for pieces in documents(seed, count):
            self._read(pieces, rows, labels, breaks)
        self.rows, self.labels = np.array(rows), np.array(labels)
        self.features = np.full((len(self._features), tokens.WIDTH), -1, dtype=np.int64)
        for place, found in enumerate(self._features):
            self.features[place, : len(found)] = found
        self.modes = line_modes(np.array(self._shapes)[self.rows], np.array(breaks))

    def _read(
        self, pieces: list[tuple[str, int, bool]], rows: list[int], labels: list[int], breaks: list[bool]
    ) -> None:
        text = "".join(piece for piece, _, _ in pieces)
        marks = [(label, blind) for piece, label, blind in pieces for _ in piece]
        for match in tokens.TOKEN.finditer(text):
            token = match[0]
            if not token[0].isalnum() and not tokens.separator(token):
                continue
            inside = marks[match.start() : match.end()]
            label, blind = inside[0]
            if len({mark for mark, _ in inside}) > 1 and not token[0].isalnum():
                label, blind = 0, False  # a separator that goes beyond the name
            rows.append(self._row(token, blind=blind))
            labels.append(label)
            breaks.append("\n" in token)
        rows += [0] * PADS
        labels += [IGNORED] * PADS
        breaks += [True] * PADS

    def _row(self, token: str, *, blind: bool) -> int:
        key = (token, blind)
        if key not in self._known:
            self._known[key] = len(self._features)
            self._features.append(tokens.features(token, self._words, blind=blind))
            self._shapes.append(tokens.shape_of(token) if token[0].isalnum() else 0)
        return self._known[key]


class Network:
    """The layers with their gradients (Adam; the table's rows by Adagrad)."""

    def __init__(self, rows: int, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        self.table = (self.dice.standard_normal((rows, WIDTH)) * 0.1).astype(np.float32)
        self._squares = np.full(rows, 1e-6, dtype=np.float32)
        sizes = (WIDTH, *HIDDEN)
        span = 2 * REACH + 1
        shapes = [(span * sizes[n], sizes[n + 1]) for n in range(3)] + [(HIDDEN[-1], len(CLASSES))]
        self.layers = [(self.dice.standard_normal(s) * np.sqrt(2 / s[0])).astype(np.float32) for s in shapes]
        self.biases = [np.zeros(shape[1], dtype=np.float32) for shape in shapes]
        self._moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (*self.layers, *self.biases)]
        self._steps = 0

    def embed(self, features: Ints, modes: Ints) -> Floats:
        """Sum the rows of each token and of its line's mode."""
        whole = np.concatenate([features, (tokens.MODES + modes)[:, None]], axis=1)
        values = self.table[whole] * (whole >= 0)[:, :, None]
        return np.asarray(values.sum(axis=1), dtype=np.float32)

    def forward(self, values: Floats, mask: Floats, keep: float) -> tuple[list[Floats], list[Floats], Floats]:
        """Inputs of each layer, drop-out masks, likelihoods."""
        hidden, wides, drops = values * mask, [], []
        for n in range(3):
            wides.append(windows(hidden))
            hidden = np.maximum(wides[-1] @ self.layers[n] + self.biases[n], 0) * mask
            drop = (self.dice.random(hidden.shape, dtype=np.float32) < keep).astype(np.float32) / np.float32(
                keep
            )
            drops.append(drop if keep < 1 else np.ones_like(hidden))
            hidden = hidden * drops[-1]
        wides.append(hidden)
        scores = hidden @ self.layers[3] + self.biases[3]
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        return wides, drops, powers / powers.sum(axis=1, keepdims=True)

    def learn(self, features: Ints, modes: Ints, labels: Ints, rate: float) -> float:
        """One step; the mean loss."""
        hidden = features.copy()
        # Now and then a word is unknown, and a list is silent.
        hidden[:, 11][self.dice.random(len(features)) < 0.08] = tokens.UNKNOWN  # noqa: PLR2004 - the word's own row
        for column in range(7, 11):
            hidden[:, column][self.dice.random(len(features)) < 0.15] = -1  # noqa: PLR2004 - the ends of words
        real = (features[:, 0] >= 0).astype(np.float32)[:, None]
        wides, drops, likelihood = self.forward(self.embed(hidden, modes), real, 0.85)
        counted = np.flatnonzero(labels != IGNORED)
        loss = -np.log(np.maximum(likelihood[counted, labels[counted]], 1e-9)).mean()
        slope = np.zeros_like(likelihood)
        slope[counted] = likelihood[counted]
        slope[counted, labels[counted]] -= 1
        slope /= len(counted)
        down, changes = self._backward(slope, wides, drops, real)
        self._step(changes, rate)
        self._table_step(down, hidden, modes, rate)
        return float(loss)

    def _backward(
        self, slope: Floats, wides: list[Floats], drops: list[Floats], mask: Floats
    ) -> tuple[Floats, list[Floats]]:
        weights: list[Floats] = [wides[3].T @ slope]
        biases: list[Floats] = [slope.sum(axis=0)]
        down = slope @ self.layers[3].T
        for n in (2, 1, 0):
            after = wides[n + 1] if n == 2 else wides[n + 1][:, REACH * HIDDEN[n] : (REACH + 1) * HIDDEN[n]]  # noqa: PLR2004 - the last
            down = down * drops[n] * (after > 0) * mask
            weights.insert(0, wides[n].T @ down)
            biases.insert(0, down.sum(axis=0))
            down = unwindowed(down @ self.layers[n].T)
        return down * mask, [*weights, *biases]

    def _step(self, changes: list[Floats], rate: float) -> None:
        self._steps += 1
        size = np.float32(rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps))
        parameters = (*self.layers, *self.biases)
        for (mean, square), change, value in zip(self._moments, changes, parameters, strict=True):
            np.add(0.9 * mean, 0.1 * change, out=mean)
            np.add(0.999 * square, 0.001 * change * change, out=square)
            np.subtract(value, size * mean / (np.sqrt(square) + 1e-8), out=value)

    def _table_step(self, down: Floats, features: Ints, modes: Ints, rate: float) -> None:
        whole = np.concatenate([features, (tokens.MODES + modes)[:, None]], axis=1)
        places, columns = np.nonzero(whole >= 0)
        rows = whole[places, columns]
        order = np.argsort(rows, kind="stable")
        rows, places = rows[order], places[order]
        firsts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
        sums = np.add.reduceat(down[places], firsts, axis=0)
        chosen = rows[firsts]
        self._squares[chosen] += (sums**2).mean(axis=1)
        self.table[chosen] -= np.float32(20 * rate) * sums / np.sqrt(self._squares[chosen])[:, None]


def unwindowed(wide: Floats) -> Floats:
    """Add the slopes of a window back to the tokens they came from."""
    count, width = wide.shape[0], wide.shape[1] // (2 * REACH + 1)
    values = np.zeros((count, width), dtype=np.float32)
    for place in range(-REACH, REACH + 1):
        column = (place + REACH) * width
        source = wide[max(0, -place) : count - max(0, place), column : column + width]
        values[max(0, place) : count + min(0, place)] += source
    return values


def measure(network: Network, held: Corpus) -> str:
    """Recall and false alarms of persons and logins on texts kept apart."""
    counts: Counter[str] = Counter()
    for start in range(0, len(held.rows), 50_000):
        rows = held.rows[start : start + 50_000]
        features = held.features[rows]
        mask = (features[:, 0] >= 0).astype(np.float32)[:, None]
        likelihood = network.forward(network.embed(features, held.modes[start : start + 50_000]), mask, 1)[2]
        labels = held.labels[start : start + 50_000]
        for name, number in (("person", 1), ("login", 2)):
            said = likelihood[:, number] > 0.5  # noqa: PLR2004 - more likely than not
            counts[name] += int((labels == number).sum())
            counts[name + " found"] += int((said & (labels == number)).sum())
            counts[name + " false"] += int((said & (labels != number) & (labels != IGNORED)).sum())
    return ", ".join(
        f"{name}: recall {counts[name + ' found'] / counts[name]:.4f},"
        f" false per true {counts[name + ' false'] / counts[name]:.4f}"
        for name in ("person", "login")
    )


def write(network: Network, words: list[str]) -> None:
    """Pack the weights: the table in bytes with one scale per column, no time stamps."""
    scale = (np.abs(network.table).max(axis=0) / 127).astype(np.float32)
    arrays: dict[str, NDArray[np.generic]] = {
        "made_from": np.frombuffer(digest().encode(), dtype=np.uint8),
        "words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "scale": scale,
        "table": np.round(network.table / scale).astype(np.int8),
    }
    for n in range(4):
        arrays[f"w{n}"], arrays[f"b{n}"] = network.layers[n].astype(np.float16), network.biases[n]
    with zipfile.ZipFile(OUT, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            packed = io.BytesIO()
            np.save(packed, array)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, packed.getvalue())
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


def check() -> None:
    """Fail when the file was made from other frames, lists or code."""
    with np.load(OUT) as weights:
        made_from = bytes(weights["made_from"]).decode()
    if made_from != digest():
        sys.exit(f"{OUT.name} was made from something else: run python scripts/train_people.py")
    print(f"{OUT.name} was made from what is here")


def main() -> None:
    """Train and write, or check."""
    if "--check" in sys.argv[1:]:
        check()
        return
    words = vocabulary()
    rows = {word: tokens.WORDS + place for place, word in enumerate(words)}
    began = time.process_time()
    corpus, held = Corpus(SEED, TEXTS, rows), Corpus(SEED + 1, HELD, rows)
    print(f"{len(corpus.rows)} tokens, {len(corpus.features)} kinds, {time.process_time() - began:.0f} s")
    network = Network(tokens.WORDS + len(words), SEED)
    batches = np.arange(0, len(corpus.rows) - BATCH, BATCH)
    for epoch in range(EPOCHS):
        losses = []
        for step, start in enumerate(network.dice.permutation(batches)):
            part = slice(start, start + BATCH)
            rate = 0.002 * (1 - (epoch + step / len(batches)) / EPOCHS) + 1e-5
            features = corpus.features[corpus.rows[part]]
            losses.append(network.learn(features, corpus.modes[part], corpus.labels[part], rate))
        print(
            f"epoch {epoch}: loss {np.mean(losses):.4f}, {measure(network, held)}",
            f"{time.process_time() - began:.0f} s",
            flush=True,
        )
    write(network, words)


if __name__ == "__main__":
    main()
