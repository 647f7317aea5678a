"""Decrypt one vault object without sampler: docs/formats.md in code.

    python scripts/decrypt_object.py KEYSTORE.json HOME OBJECT_ID > clear

KEYSTORE.json is a key store in the clear (a `weak` one, or one opened by other means).
"""

import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK, TAG = 64 * 1024, 16


def unwrap(keks: dict[str, str], wrapped: bytes, object_id: str) -> bytes:
    """Open a wrapped data key: magic, key-encryption key's id, object id, nonce, sealed key."""
    kek_id, length = wrapped[8:24].decode(), wrapped[24]
    head, rest = wrapped[: 25 + length], wrapped[25 + length :]
    if wrapped[:8] != b"SMPLKEY1" or head[25:] != object_id.encode():
        sys.exit("not the wrapped key of this object")
    return AESGCM(bytes.fromhex(keks[kek_id])).decrypt(rest[:12], rest[12:], head)


def decrypt(sealed: bytes, data_key: bytes, object_id: str) -> bytes:
    """Open every chunk; the flag in the nonce marks the last one."""
    if sealed[:8] != b"SMPLVLT1":
        sys.exit("not a vault object")
    key = HKDF(SHA256(), 32, sealed[8:40], b"sampler/stream/v1|" + object_id.encode()).derive(data_key)
    chunks = [sealed[at : at + CHUNK + TAG] for at in range(40, len(sealed), CHUNK + TAG)]
    clear = bytearray()
    for number, chunk in enumerate(chunks):
        nonce = number.to_bytes(11, "big") + (b"\1" if number == len(chunks) - 1 else b"\0")
        clear += AESGCM(key).decrypt(nonce, chunk, None)
    return bytes(clear)


if __name__ == "__main__":
    keystore, home, name = sys.argv[1:]
    keys = json.loads(Path(keystore).read_bytes())["keys"]
    data_key = unwrap(keys, (Path(home) / "keys" / f"{name}.key").read_bytes(), name)
    sys.stdout.buffer.write(decrypt((Path(home) / "vault" / name).read_bytes(), data_key, name))
