"""Write the test vectors of the vault and ledger formats; `--check` compares instead.

python scripts/make_vectors.py [--check]
"""

import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from sampler.registry.ledger import GENESIS, body_digest, entry_hash, signed_bytes
from sampler.vault.stream import CHUNK, EncryptingWriter

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors"
SIZES = (0, 1, 15, 16, 17, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7)


def pattern(size: int, label: str) -> bytes:
    """Bytes that anyone can make again: SHA-256 of a label and a counter."""
    blocks = (hashlib.sha256(f"{label}/{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def vault_vectors() -> list[dict[str, Any]]:
    """Objects of telling sizes; `expect` names the error for those that must not open."""
    vectors = []
    for number, size in enumerate(SIZES):
        key, salt = pattern(32, f"key {number}"), pattern(32, f"salt {number}")
        object_id, out = f"{number:032x}", io.BytesIO()
        writer = EncryptingWriter(out, key, object_id, salt)
        writer.write(pattern(size, "clear"))
        writer.finish()
        sealed = out.getvalue()
        one = {"key": key.hex(), "id": object_id, "salt": salt.hex(), "size": size}
        one |= {"sealed_size": len(sealed), "sealed_sha256": hashlib.sha256(sealed).hexdigest()}
        one |= {"clear_sha256": hashlib.sha256(pattern(size, "clear")).hexdigest()}
        if size <= 1000:  # noqa: PLR2004 - big ones are given by their digest
            one["sealed"] = sealed.hex()
        vectors.append(one)
    return vectors


def ledger_vectors() -> list[dict[str, Any]]:
    """A chain of four events without signatures, which depend on a key."""
    chain_id, prev, vectors = pattern(16, "chain"), GENESIS, []
    for seq in range(1, 5):
        salt, body = pattern(16, f"salt {seq}"), json.dumps({"event": f"e{seq}", "v": 1}).encode()
        digest = body_digest(salt, body)
        hashed = entry_hash(chain_id, seq, prev, digest)
        one = {"chain": chain_id.hex(), "seq": seq, "prev": prev.hex(), "salt": salt.hex()}
        one |= {"body": body.decode(), "body_hash": digest.hex(), "hash": hashed.hex()}
        vectors.append({**one, "signed": signed_bytes(hashed).hex()})
        prev = hashed
    return vectors


def main() -> None:
    """Write or compare."""
    for name, vectors in (("vault", vault_vectors()), ("ledger", ledger_vectors())):
        path, text = FOLDER / f"{name}.json", json.dumps(vectors, indent=1) + "\n"
        if "--check" in sys.argv:
            if path.read_text() != text:
                sys.exit(f"{path.name} is not what this version makes: the format changed")
        else:
            path.write_text(text)


if __name__ == "__main__":
    main()
