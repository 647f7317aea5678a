"""Passphrases for packs: generated from the EFF list, or read from a file and judged.

The zip format's key derivation is cheap to attack (PBKDF2-SHA1, 1,000 rounds), so only length of chance
protects a pack: seven words of 7,776 are 90.5 bits, six are 77.5, the floor. A passphrase of more than 64
bytes has a twin (its SHA-1) that opens the same zip, so none is made or taken.
"""

import math
import secrets
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from sampler.errors import NotFoundError, UsageError

WORDS = 7
FLOOR_WORDS = 6
LIST_WORDS = 7_776
LONGEST_BYTES = 64
SEPARATOR = "."  # four words of the list contain a hyphen
_MOST_WORDS = 8  # with more, hardly a draw stays within 64 bytes
_SHORTEST_CHOSEN = 16
_FEWEST_SIGNS = 6
_LONGEST_LINE = 4096


@cache
def word_list() -> tuple[str, ...]:
    """Give the EFF long list (CC BY 3.0 US), in its order."""
    text = resources.files("sampler.pack").joinpath("data", "eff_large_wordlist.txt").read_text("ascii")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def entropy_bits(words: int = WORDS) -> float:
    """Give the bits of a generated passphrase; redrawing what is too long costs less than 0.01 of them."""
    return words * math.log2(LIST_WORDS)


def generate(words: int = WORDS) -> str:
    """Draw a passphrase of 6 to 8 words, at most 64 bytes long."""
    if not FLOOR_WORDS <= words <= _MOST_WORDS:
        raise UsageError(f"a generated passphrase has {FLOOR_WORDS} to {_MOST_WORDS} words")
    listed = word_list()
    while True:
        drawn = SEPARATOR.join(secrets.choice(listed) for _ in range(words))
        if len(drawn) <= LONGEST_BYTES:
            return drawn


def strong_enough(passphrase: str) -> bool:
    """Judge a passphrase that somebody chose.

    One made of EFF words only needs six different ones; any other needs 16 characters, six of them different.
    """
    parts = [part for part in passphrase.lower().replace(SEPARATOR, " ").split(" ") if part]
    if parts and set(parts) <= set(word_list()):
        return len(set(parts)) >= FLOOR_WORDS
    return len(passphrase) >= _SHORTEST_CHOSEN and len(set(passphrase)) >= _FEWEST_SIGNS


def refuse_weak(passphrase: str) -> None:
    """Raise unless a chosen passphrase is strong enough and fits the zip format."""
    passphrase_bytes(passphrase)
    if not strong_enough(passphrase):
        raise UsageError(
            "the passphrase is too easy to guess",
            "leave it out: a generated one is shown once",
            f"or choose {FLOOR_WORDS} words by dice, or {_SHORTEST_CHOSEN} characters or more",
        )


def passphrase_bytes(passphrase: str) -> bytes:
    """Give the bytes that lock a zip: composed Unicode in UTF-8, 1 to 64 bytes."""
    try:
        secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("the passphrase is not text") from None
    if not secret:
        raise UsageError("the passphrase is empty")
    if len(secret) > LONGEST_BYTES:
        raise UsageError(f"the passphrase is longer than {LONGEST_BYTES} bytes, which a zip can't protect")
    return secret


def read_passphrase_file(path: Path) -> str:
    """Read a passphrase: the file's first line, UTF-8."""
    try:
        with path.open("rb") as file:
            line = file.readline(_LONGEST_LINE)
    except OSError:
        raise NotFoundError("the passphrase file can't be read") from None
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError("the passphrase file's first line is not UTF-8") from None
    if not text:
        raise UsageError("the passphrase file's first line is empty")
    return text
