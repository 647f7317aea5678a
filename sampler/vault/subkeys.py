"""One key per use from a deal's key (HKDF-SHA-256, RFC 5869): uses can't be confused or combined."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SURROGATES = "surrogates"


def subkey(deal_key: bytes, use: str) -> bytes:
    """Derive the 32-byte key for one use."""
    return HKDF(SHA256(), 32, None, b"sampler/deal/v1|" + use.encode("ascii")).derive(deal_key)
