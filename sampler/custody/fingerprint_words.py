"""Text as words that survive a change of format: folded, freed from quotes, delimiters and line ends.

A word is a run of ASCII letters, digits, `@ . _ - +` and bytes beyond ASCII, so an e-mail, a date or a
reference stays whole whatever stands around it. Everything works on bytes in UTF-8, many words at once.
"""

import re
from collections.abc import Callable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

SHORTEST, LONGEST = 4, 64  # words of other lengths tell too little, or are whole texts without a space
LONG = 8  # bytes; a text has few such words, and they tell nearly all that its words tell
PAD = 8  # what is added before the text, so that eight bytes before any end can be read
HASH_BITS = 64
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789@._-+"
_FOLD = bytes(
    ord(chr(code).lower())
    if code < 128 and ord(chr(code).lower()) in _KEPT  # noqa: PLR2004 - the end of ASCII
    else code
    if code >= 128  # noqa: PLR2004 - as above
    else 32
    for code in range(256)
)
_SEPARATORS = {  # spaces and quotes beyond ASCII, by their first byte: U+00A0 « » and U+2000 to U+203F
    b"\xc2": re.compile(rb"\xc2[\xa0\xab\xbb]"),
    b"\xe2": re.compile(rb"\xe2\x80[\x80-\xbf]"),
}
_DATE = re.compile(rb"\d{4}-\d\d|\d\d?[-.]\d\d?[-.]\d{2,4}$")
_DIGITS = re.compile(rb"[0-9]")
_LETTERS = re.compile(rb"[a-z\x80-\xff]")

ADDRESS, CODE, NUMBER, PLAIN = 4, 3, 2, 1
_LONG_NUMBER, _SHORTER_NUMBER, _LONG_CODE, _LONG_NAME = 11, 9, 8, 12

_FIRST = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
_LAST = np.array([((1 << 64) - 1) ^ ((1 << (64 - 8 * size)) - 1) for size in range(9)], np.uint64)


def fold(text: bytes) -> bytes:
    """The text in lower case with a space for every other sign, `PAD` spaces before it and more behind.

    Positions stay: what stands at `n` in the text stands at `n + PAD` in the result.
    """
    padded = b"".join((b" " * PAD, text, b" " * (PAD + 1)))
    for lead, marks in _SEPARATORS.items():
        if lead in padded:  # one byte is looked for much faster than two
            padded = marks.sub(lambda mark: b" " * len(mark[0]), padded)
    return padded.translate(_FOLD)


def spans(folded: bytes) -> tuple[Numbers, Numbers]:
    """Where each word of a folded text begins and ends; a full stop after it is not its own."""
    signs = np.frombuffer(folded, np.uint8)
    inside = signs != ord(" ")
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    begins, ends = edges[0::2], edges[1::2]
    return begins, ends - (signs[ends - 1] == ord("."))


def long_spans(folded: bytes, shortest: int) -> tuple[Numbers, Numbers]:
    """Where each word of at least `SHORTEST` or `LONG` signs begins and ends, much faster than by `spans`.

    A byte of a run is kept if so many bytes from it on are of one word: done for all bytes at once that
    costs less than to list the shorter words.
    """
    signs = np.frombuffer(folded, np.uint8)
    run = signs != ord(" ")
    run[:-1] ^= (signs[:-1] == ord(".")) > run[1:]  # a full stop after a word is not its own
    length = 1
    while length < shortest:
        run = run[:-length] & run[length:]
        length *= 2
    edges = np.flatnonzero(run[1:] != run[:-1])
    return edges[0::2] + 1, edges[1::2] + length


def words_of(folded: bytes) -> list[bytes]:
    """The words themselves, as `spans` gives them."""
    return [word.removesuffix(b".") for word in folded.split()]


def weight(word: bytes) -> int:
    """How much it says that two texts share this word, from its shape alone; 0 says that it tells nothing."""
    if not SHORTEST <= len(word) <= LONGEST:
        return 0
    digits = len(_DIGITS.findall(word))
    if b"@" in word and b"." in word:
        return ADDRESS
    if _DATE.match(word):
        return PLAIN
    if not _LETTERS.search(word):
        return CODE if digits >= _LONG_NUMBER else NUMBER if digits >= _SHORTER_NUMBER else bool(digits)
    if digits:
        return CODE if len(word) >= _LONG_CODE else PLAIN
    return NUMBER if len(word) >= _LONG_NAME else PLAIN


class Keyed:
    """Two keyed views of words: a fast hash that sorts out most, and the fingerprint itself (BLAKE2b)."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        seed = blake2b(b"prefilter", key=key, digest_size=32).digest()
        self._odd = np.frombuffer(seed, np.uint64) | np.uint64(1)

    def fingerprint(self, word: bytes) -> int:
        """64 bits of BLAKE2b under the key."""
        return int.from_bytes(blake2b(word, key=self._key, digest_size=8).digest(), "little")

    def of_line(self, words: list[bytes]) -> int:
        """The fingerprint of a whole row: its words in any order."""
        return self.fingerprint(b"\n".join(sorted(words)))

    def hashes(self, folded: bytes, begins: Numbers, ends: Numbers) -> Hashes:
        """A hash of each word's first and last eight bytes and length, for words of at least `SHORTEST`."""
        eights: Hashes = np.ndarray((len(folded) - 7,), "<u8", folded, 0, (1,))
        lengths = ends - begins
        found: Hashes = eights[begins]
        found &= _FIRST.take(lengths, mode="clip")  # of longer words all eight bytes
        found *= self._odd[0]
        last: Hashes = eights[ends - 8]
        last &= _LAST.take(lengths, mode="clip")
        last *= self._odd[1]
        found += last
        found += lengths.view(np.uint64) * self._odd[2]
        found ^= found >> np.uint64(29)
        found *= self._odd[3]
        return found


def cached(function: Callable[[bytes], int], most: int = 200_000) -> Callable[[bytes], int]:
    """Remember answers for words that come again, up to a bound on memory."""
    known: dict[bytes, int] = {}

    def asked(word: bytes) -> int:
        found = known.get(word)
        if found is None:
            if len(known) >= most:
                known.clear()
            found = known[word] = function(word)
        return found

    return asked
