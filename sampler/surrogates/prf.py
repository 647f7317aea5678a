"""Keyed pseudo-random function: BLAKE2b with key and person (RFC 7693), one person per kind of token."""

import hashlib

KEY_BYTES = 32
KIND_BYTES = 16


class Prf:
    """Maps (kind, token) to integers that nobody can compute without the key.

    `kind` is at most 16 ASCII letters: it separates uses, so that equal texts of two kinds have
    unrelated outputs.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a surrogate key has 32 bytes")
        self._key = key
        # the keyed block is hashed once per kind and size; copies go on from there in half the time
        self._started: dict[tuple[str, int], hashlib.blake2b] = {}

    def __reduce__(self) -> tuple[type["Prf"], tuple[bytes]]:
        return Prf, (self._key,)

    def u64(self, kind: str, token: str) -> int:
        """64 bits for `token`."""
        return int.from_bytes(self.digest(kind, token, 8), "big")

    def u128(self, kind: str, token: str) -> int:
        """128 bits for `token`."""
        return int.from_bytes(self.digest(kind, token, 16), "big")

    def digest(self, kind: str, token: str, size: int) -> bytes:
        """`size` bytes (up to 64) for `token`; lone surrogates in broken text count as they are."""
        start = self._started.get((kind, size))
        if start is None:
            start = hashlib.blake2b(key=self._key, digest_size=size, person=kind.encode("ascii"))
            self._started[kind, size] = start
        state = start.copy()
        state.update(token.encode("utf-8", "surrogatepass"))
        return state.digest()
