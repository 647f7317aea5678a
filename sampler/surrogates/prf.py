"""Keyed pseudo-random function: AES-256 CBC-MAC of a text with its length in front, one key per kind.

The first block holds the length in bytes (64 bits, little-endian) and the first eight bytes, so that no
encoded text is the beginning of another: on such texts CBC-MAC is a PRF (Bellare, Kilian, Rogaway 1994).
Each kind has a key of its own, the BLAKE2b of the kind under the caller's key (RFC 7693). One value and a
column of values give the same numbers.
"""

import hashlib
from collections.abc import Sequence
from struct import pack
from threading import local
from typing import Any

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

from sampler.surrogates.text_arrays import I64, U64, Bytes, bytes_of, windows, words_of_rows

KEY_BYTES = 32
KIND_BYTES = 16
_HEAD = 8
_BLOCK = 16
# what of a little-endian word belongs to a text of which 0..8 bytes are left
_MASKS: U64 = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)


class Prf:
    """Maps (kind, token) to integers that nobody can compute without the key.

    `kind` is at most 16 ASCII letters: it separates uses, so that equal texts of two kinds have
    unrelated outputs.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a surrogate key has 32 bytes")
        self._key = key
        # a cipher context can't be shared by threads: each has its own
        self._contexts = local()

    def __reduce__(self) -> tuple[type["Prf"], tuple[bytes]]:
        return Prf, (self._key,)

    def u64(self, kind: str, token: str) -> int:
        """64 bits for `token`: the lower half of its 128."""
        return int.from_bytes(self._mac(kind, token)[:8], "little")

    def u128(self, kind: str, token: str) -> int:
        """128 bits for `token`; lone surrogates in broken text count as they are."""
        return int.from_bytes(self._mac(kind, token), "little")

    def digest(self, kind: str, token: str, size: int) -> bytes:
        """`size` bytes for `token`: its 128 bits, counted on under a second key of the kind."""
        start = int.from_bytes(self._mac(kind, token), "little")
        cipher = self._cipher(kind + "+")
        counted = ((start ^ count).to_bytes(_BLOCK, "little") for count in range(-(-size // _BLOCK)))
        return b"".join(map(cipher.update, counted))[:size]

    def block(self, kind: str, first: int, second: int) -> int:
        """64 bits for two 64-bit numbers."""
        return int.from_bytes(self._cipher(kind).update(pack("<QQ", first, second))[:8], "little")

    def words(self, kind: str, texts: pa.Array) -> U64:
        """`u64` of every text; nulls count as ""."""
        return np.ascontiguousarray(self.states(kind, texts)[:, 0])

    def states(self, kind: str, texts: pa.Array) -> U64:
        """`u128` of every text as two words each, the lower one first."""
        offsets, data = bytes_of(texts)
        starts, lengths = offsets[:-1], np.diff(offsets)
        # a word at every byte: no text has to be padded
        words = windows(data)
        state = np.empty((len(lengths), 2), dtype="<u8")
        state[:, 0] = lengths
        state[:, 1] = words[starts] & _MASKS.take(lengths, mode="clip")
        state = self._encrypted(kind, state)
        left = lengths - _HEAD
        starts = starts + _HEAD
        rows = np.flatnonzero(left > 0)
        # while most texts go on, all do, and those that have ended are not taken
        while 2 * len(rows) > len(left):
            block = self._encrypted(kind, _chained(state, words, starts, left))
            if len(rows) == len(left):
                state = block
            else:
                for half in (0, 1):
                    np.copyto(state[:, half], block[:, half], where=left > 0)
            left, starts = left - _BLOCK, starts + _BLOCK
            rows = np.flatnonzero(left > 0)
        while len(rows):
            # `take` is ten times faster than an index
            those = _chained(state.take(rows, axis=0), words, starts.take(rows), left.take(rows))
            block = self._encrypted(kind, those)
            for half in (0, 1):
                state[rows, half] = block[:, half]
            left, starts = left - _BLOCK, starts + _BLOCK
            rows = rows[left[rows] > 0]
        return state

    def row_words(self, kind: str, rows: Bytes) -> U64:
        """`u64` of texts of one width, a row of bytes each."""
        return self.word_macs(kind, rows.shape[1], words_of_rows(rows))

    def word_macs(self, kind: str, width: int, words: Sequence[U64]) -> U64:
        """`u64` of texts of `width` bytes, eight in a word, the first one lowest; 0 behind the end."""
        state = np.empty((len(words[0]), 2), dtype="<u8")
        state[:, 0], state[:, 1] = width, words[0]
        state = self._encrypted(kind, state)
        for place in range(1, len(words), 2):
            state[:, 0] ^= words[place]
            if place + 1 < len(words):
                state[:, 1] ^= words[place + 1]
            state = self._encrypted(kind, state)
        return np.ascontiguousarray(state[:, 0])

    def blocks(self, kind: str, pairs: U64) -> U64:
        """`block` of every row of two numbers."""
        return self._encrypted(kind, pairs)[:, 0]

    def _encrypted(self, kind: str, pairs: U64) -> U64:
        out = np.empty(len(pairs) * _BLOCK + _BLOCK - 1, dtype=np.uint8)
        plain = np.ascontiguousarray(pairs, dtype="<u8").view(np.uint8).reshape(-1)
        if len(plain):
            self._cipher(kind).update_into(plain.data, out.data)
        return out[: len(plain)].view("<u8").reshape(-1, 2)

    def _mac(self, kind: str, token: str) -> bytes:
        cipher = self._cipher(kind)
        data = token.encode("utf-8", "surrogatepass")
        state = cipher.update(pack("<Q8s", len(data), data[:_HEAD]))
        for start in range(_HEAD, len(data), _BLOCK):
            block = int.from_bytes(data[start : start + _BLOCK], "little") ^ int.from_bytes(state, "little")
            state = cipher.update(block.to_bytes(_BLOCK, "little"))
        return state

    def _cipher(self, kind: str) -> CipherContext:
        contexts: dict[str, Any] = self._contexts.__dict__
        found: CipherContext | None = contexts.get(kind)
        if found is None:
            key = hashlib.blake2b(key=self._key, digest_size=32, person=kind.encode("ascii")).digest()
            # ECB only as the block function of the MAC: every block is chained or unique by its label
            found = Cipher(algorithms.AES256(key), modes.ECB()).encryptor()  # noqa: S305
            contexts[kind] = found
        return found


def _chained(state: U64, words: U64, starts: I64, left: I64) -> U64:
    """`state` with the next block of texts, of which from `starts` on so many bytes are left, xored in."""
    last = len(words) - 1
    block = np.empty_like(state)
    for half in (0, 1):
        here = words[np.minimum(starts + _HEAD * half, last)]
        here &= _MASKS.take(left - _HEAD * half, mode="clip")
        np.bitwise_xor(state[:, half], here, out=block[:, half])
    return block
