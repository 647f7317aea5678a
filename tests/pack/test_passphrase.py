"""Passphrases are drawn from the whole EFF list, fit the zip format and are strong enough."""

import math
from collections import Counter
from pathlib import Path

import pytest

from sampler.errors import NotFoundError, UsageError
from sampler.pack.passphrase import (
    LONGEST_BYTES,
    entropy_bits,
    generate,
    passphrase_bytes,
    read_passphrase_file,
    refuse_weak,
    strong_enough,
    word_list,
)

DRAWS = 20_000


def test_the_list_is_whole() -> None:
    """The EFF long list has 7,776 different words, the four with a hyphen included."""
    words = word_list()
    assert len(words) == len(set(words)) == 7_776
    assert {"drop-down", "felt-tip", "t-shirt", "yo-yo"} <= set(words)
    assert all(word.isascii() and word == word.lower() and "." not in word for word in words)


def test_seven_words_are_ninety_bits_and_six_the_floor() -> None:
    """The stated entropy is that of the words drawn."""
    assert entropy_bits() == pytest.approx(7 * math.log2(7_776))
    assert entropy_bits() > 90
    assert entropy_bits(6) > 77


def test_draws_fit_and_are_even() -> None:
    """Of 20,000 draws all have seven words in 64 bytes, and no word comes far too often (chi-square)."""
    counts: Counter[str] = Counter()
    for _ in range(DRAWS):
        drawn = generate()
        assert len(drawn) <= LONGEST_BYTES
        words = drawn.split(".")
        assert len(words) == 7
        counts.update(words)
    expected = DRAWS * 7 / 7_776
    chi_square = sum((counts[word] - expected) ** 2 / expected for word in word_list())
    freedom = 7_775
    # redrawing long ones bends the distribution a little: six sigma leave room for that, not for a cut list
    assert chi_square < freedom + 6 * math.sqrt(2 * freedom)


@pytest.mark.parametrize("words", [6, 8])
def test_other_lengths(words: int) -> None:
    """Six and eight words are drawn, too."""
    drawn = generate(words)
    assert drawn.count(".") == words - 1
    assert len(drawn) <= LONGEST_BYTES


@pytest.mark.parametrize("words", [0, 5, 9])
def test_too_few_or_many_words(words: int) -> None:
    """Below the floor, or where nothing would fit 64 bytes, nothing is drawn."""
    with pytest.raises(UsageError):
        generate(words)


@pytest.mark.parametrize(
    ("passphrase", "strong"),
    [
        ("abacus.bacon.cobweb.donut.ebook.fabric", True),
        ("abacus bacon cobweb donut ebook fabric", True),
        ("abacus.bacon.cobweb.donut.ebook", False),
        ("abacus.abacus.abacus.abacus.abacus.abacus", False),
        ("un été à la montagne", True),
        ("Hiver2026!", False),
        ("aaaaaaaaaaaaaaaaaaaa", False),
        ("", False),
    ],
)
def test_a_chosen_passphrase_is_judged(passphrase: str, strong: bool) -> None:  # noqa: FBT001 - expected result
    """Six words of the list, or 16 characters that are not all the same few."""
    assert strong_enough(passphrase) is strong
    if strong:
        refuse_weak(passphrase)
    else:
        with pytest.raises(UsageError) as caught:
            refuse_weak(passphrase)
        assert not passphrase or passphrase not in str(caught.value)


def test_what_is_generated_is_strong() -> None:
    """A generated passphrase passes the judgement for chosen ones."""
    for _ in range(200):
        refuse_weak(generate(7))


def test_a_passphrase_becomes_at_most_64_bytes() -> None:
    """Accents are composed, and what is too long or no text is refused."""
    assert passphrase_bytes("e\u0301") == "é".encode()
    for bad in ("", "x" * 65, "\ud800"):
        with pytest.raises(UsageError):
            passphrase_bytes(bad)


@pytest.mark.parametrize(
    "content",
    [b"un deux trois\n", b"un deux trois\r\nautre\r\n", b"\xef\xbb\xbfun deux trois", b"un deux trois"],
)
def test_a_passphrase_file_is_its_first_line(tmp_path: Path, content: bytes) -> None:
    """The first line counts, without its end and without a byte order mark."""
    path = tmp_path / "secret"
    path.write_bytes(content)
    assert read_passphrase_file(path) == "un deux trois"


@pytest.mark.parametrize("content", [b"", b"\nun deux\n", b"\xff\xfe\n"])
def test_a_passphrase_file_without_one(tmp_path: Path, content: bytes) -> None:
    """An empty first line or one that is not UTF-8 is refused, and nothing of it is shown."""
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_passphrase_file(path)
    assert "deux" not in str(caught.value)


def test_a_missing_passphrase_file(tmp_path: Path) -> None:
    """A file that is not there is not found."""
    with pytest.raises(NotFoundError):
        read_passphrase_file(tmp_path / "none")
