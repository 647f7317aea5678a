"""What tells that two values became one: digests of the values and of what was written for them."""

import random

import numpy as np
import pyarrow as pa
import pytest

from sampler.surrogates import uniqueness
from sampler.surrogates.columns.memory import Images, Memory
from sampler.surrogates.quick_digests import quick_digests
from sampler.surrogates.uniqueness import Separation


def _told(kind: str, rows: list[tuple[str | None, str | None]], size: int = 3) -> Separation:
    """A separation that was told of rows, a few at a time."""
    found = Separation(kind, lambda texts: texts)
    for start in range(0, len(rows), size):
        before, after = (
            pa.array(cells, pa.string()) for cells in zip(*rows[start : start + size], strict=True)
        )
        found.add(found.paired(before, after))
    return found


@pytest.mark.parametrize("pending", [0, 4, 1 << 20])
@pytest.mark.parametrize(
    ("more", "away"),
    [
        ([], set()),
        ([("v8", "s8"), ("v9", "s8")], {"v8", "v9"}),
        ([("v8", "s3")], {"v3", "v8"}),
        # as many surrogates as values, and two that meet all the same
        ([("v7", "s7"), ("v7", "t7"), ("v8", "s9"), ("v9", "s9")], {"v8", "v9"}),
        # one value written in two ways is one value
        ([("v7", "s7"), ("v7", "t7")], set()),
        ([(None, None), ("", ""), (" \t", " \t"), ("\u00a0", "\u00a0"), ("v0", "s0")], set()),
    ],
)
def test_values_that_became_one_are_found(
    pending: int, more: list[tuple[str, str]], away: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is told how many times, in which parts; nulls and blanks are no values."""
    monkeypatch.setattr(uniqueness, "_PENDING", pending)
    rows: list[tuple[str | None, str | None]] = [(f"v{n % 5}", f"s{n % 5}") for n in range(12)]
    found = _told("PERSON", [*rows, *more])
    assert found.colliding() == bool(away)
    values = pa.array(sorted({value for value, _ in [*rows, *more] if value}))
    assert set(found.among(values, np.sort(found.away)).to_pylist()) == away


@pytest.mark.parametrize("pending", [0, 1 << 20])
def test_surrogates_that_are_originals_are_found(pending: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a strong type none may be; of another one it may."""
    monkeypatch.setattr(uniqueness, "_PENDING", pending)
    rows: list[tuple[str | None, str | None]] = [("a@x.fr", "b@x.fr"), ("B@x.fr", "c@x.fr"), ("d@x.fr", None)]
    assert _told("EMAIL_ADDRESS", rows, 1).colliding()
    assert not _told("EMAIL_ADDRESS", rows[:1], 1).colliding()
    assert not _told("PERSON", rows, 1).colliding()


def test_a_digest_does_not_depend_on_the_column() -> None:
    """Texts of any lengths together, of one length, or alone: the same digests, others for other texts."""
    rng = random.Random(1)
    for lengths in ([5], [8], [16], [9, 10], [0, 1, 7, 8, 9, 15, 16, 17, 40, 200]):
        texts = [None, *("".join(rng.choices("abcé\0", k=rng.choice(lengths))) for _ in range(50))]
        alone = [int(quick_digests(pa.array([text], pa.string()), 7)[0]) for text in texts]
        column = pa.array(["before", *texts], pa.string()).slice(1)
        assert quick_digests(column, 7).tolist() == alone
        assert len(set(alone)) == len({text or "" for text in texts})
        assert quick_digests(column.slice(0, 0)).tolist() == []


@pytest.mark.parametrize("most", [1, 3, 1 << 16])
def test_what_does_not_fit_is_not_remembered(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no image, and is never asked for."""
    monkeypatch.setattr("sampler.surrogates.columns.memory._MOST", most)
    asked: list[str] = []

    def made(texts: list[str]) -> Images:
        asked.extend(texts)
        return [pa.array([text.upper() for text in texts], pa.string())]

    memory = Memory(made, "^[a-z]+$")
    for texts in (["1"], ["a", "1", None, "a"], ["b", "", "a"], ["c", "d", "1", "a"], ["1", None]):
        (images,) = memory(pa.array(texts, pa.string()))
        assert images.to_pylist() == [text.upper() if text and text.isalpha() else None for text in texts]
    assert set(asked) == {"a", "b", "c", "d"}
