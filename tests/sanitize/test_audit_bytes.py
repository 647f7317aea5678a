"""Digests of many strings: the same as one by one, few bytes each, and folded as `fold` does."""

import tracemalloc
import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sampler.sanitize.audit.output_bytes import (
    Digester,
    DigestSet,
    block,
    column_block,
    edges,
    folded,
    long_edges,
    squeezed,
)

MOST_BYTES = 16
LATIN = st.text(
    st.characters(
        max_codepoint=0xFF, exclude_characters="\u00ad\u00d0\u00f0\u00de\u00fe\u00d8\u00f8\u00c6\u00e6\u00df"
    )
)


def test_a_distinct_value_takes_less_than_sixteen_bytes() -> None:
    """The peak of holding three million digests, merging included, stays below 16 bytes for each."""
    digests = np.random.default_rng(1).integers(0, 2**64 - 1, 3_000_000, dtype=np.uint64)
    distinct = len(np.unique(digests))
    tracemalloc.start()
    try:
        held = DigestSet()
        for start in range(0, len(digests), 20_000):
            held.add(digests[start : start + 20_000])
        assert len(held) == distinct
        held.sieve()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak / len(digests) < MOST_BYTES


def test_a_sieve_lets_every_digest_of_the_set_through_and_few_others() -> None:
    """No original is ever sieved out; one in eight of the others may pass, and is looked up."""
    draw = np.random.default_rng(3)
    digests = draw.integers(0, 2**64 - 1, 300_000, dtype=np.uint64)
    held = DigestSet()
    held.add(digests)
    sieve = held.sieve()
    assert sieve.passes(digests).all()
    assert sieve.passes(draw.integers(0, 2**64 - 1, 100_000, dtype=np.uint64)).mean() < 1 / 8
    assert not DigestSet().sieve().passes(digests).any()


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 20))
def test_long_runs_are_the_runs_that_are_long(signs: list[bool], size: int) -> None:
    """Looking for long runs alone finds those that a walk over all runs finds."""
    mask = np.array([False, *signs, False])
    starts, ends = edges(mask)
    long = ends - starts >= size
    found = long_edges(mask, size)
    assert found[0].tolist() == starts[long].tolist()
    assert found[1].tolist() == ends[long].tolist()


def test_a_set_holds_what_was_added_and_nothing_else() -> None:
    """Membership is right across runs and parts, repeats included."""
    draw = np.random.default_rng(2)
    digests = draw.integers(0, 2**64 - 1, 600_000, dtype=np.uint64)
    held = DigestSet()
    for piece in np.array_split(np.concatenate((digests, digests[:1000])), 7):
        held.add(piece)
    assert len(held) == len(digests)
    assert held.holds(digests).all()
    assert not held.holds(draw.integers(0, 2**64 - 1, 1000, dtype=np.uint64)).any()


@given(st.lists(st.text(max_size=40) | st.none(), max_size=8))
def test_the_digest_of_a_cell_does_not_depend_on_its_neighbours(values: list[str | None]) -> None:
    """Equal cells have equal digests wherever they stand in a column, and different cells others."""
    try:
        array = pa.array(values, pa.string())
    except UnicodeEncodeError:  # a lone surrogate is no cell
        return
    digester = Digester()
    held = column_block(array)
    digests = digester.spans(held.data, held.starts, held.ends).tolist()
    alone = [block((value or "").encode()) for value in values]
    assert digests == [int(digester.spans(one.data, one.starts, one.ends)[0]) for one in alone]
    assert len(set(digests)) == len({value or "" for value in values})


@given(st.lists(LATIN, min_size=1, max_size=5))
def test_folding_of_blocks_is_that_of_names(values: list[str]) -> None:
    """Letters with accents fold to the letters that `fold` gives; texts stay apart."""
    flat = squeezed(column_block(pa.array(values, pa.string())))
    wide = folded(column_block(pa.array(values, pa.string())))
    for value, start, end, left, right in zip(
        values, flat.starts, flat.ends, wide.starts, wide.ends, strict=True
    ):
        text = flat.data[start:end].tobytes().decode()
        letters = [sign for sign in value if sign.isalpha() and (sign.isascii() or sign >= "À")]
        assert [sign for sign in text if sign.isalpha() and sign.isascii()] == [
            sign for letter in letters for sign in _plain(letter)
        ]
        assert wide.data[left:right].tobytes().replace(b" ", b"") == flat.data[start:end].tobytes()


def _plain(letter: str) -> str:

    return "".join(sign for sign in unicodedata.normalize("NFKD", letter.lower()) if sign.isascii())
