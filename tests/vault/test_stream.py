"""The object format opens what was written and nothing else."""

import hashlib
import io
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampler.errors import IntegrityError
from sampler.vault.stream import CHUNK, HEADER, TAG, EncryptingWriter, open_stream

ROOT = Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "tests" / "vectors" / "vault.json").read_text())
KEY = bytes(range(32))


def sealed(clear: bytes, object_id: str = "a" * 32, key: bytes = KEY) -> bytes:
    out = io.BytesIO()
    writer = EncryptingWriter(out, key, object_id)
    writer.write(clear)
    writer.finish()
    return out.getvalue()


def opened(data: bytes, object_id: str = "a" * 32, key: bytes = KEY) -> bytes:
    with open_stream(io.BytesIO(data), key, object_id) as stream:
        return stream.read()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 3 * CHUNK), st.integers(0, 3 * CHUNK), st.integers(0, CHUNK))
def test_any_part_reads_back_as_written(size: int, at: int, length: int) -> None:
    """Seeking and reading anywhere gives the bytes that were written there."""
    clear = random.Random(size).randbytes(size)
    with open_stream(io.BytesIO(sealed(clear)), KEY, "a" * 32) as stream:
        stream.seek(at)
        assert stream.read(length) == clear[at : at + length]


def test_two_thousand_mutations_are_refused() -> None:
    """A flipped bit, a cut, a dropped, swapped or appended chunk gives an error and no byte."""
    chance = random.Random(1)
    clear = chance.randbytes(3 * CHUNK + 100)
    data = sealed(clear)
    chunk = CHUNK + TAG
    refused = 0
    for number in range(2000):
        changed = bytearray(data)
        kind = number % 5
        if kind == 0:
            changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[chance.randrange(1, len(data)) :]
        elif kind == 2:
            first = HEADER + chunk * chance.randrange(3)
            del changed[first : first + chunk]
        elif kind == 3:
            a, b = HEADER, HEADER + chunk * chance.randrange(1, 3)
            changed[a : a + chunk], changed[b : b + chunk] = changed[b : b + chunk], changed[a : a + chunk]
        else:
            changed += chance.randbytes(chance.randrange(1, 2 * chunk))
        with pytest.raises(IntegrityError):
            opened(bytes(changed))
        refused += 1
    assert refused == 2000


def test_another_id_or_key_is_refused() -> None:
    """An object can't stand for another one."""
    data = sealed(b"x")
    with pytest.raises(IntegrityError):
        opened(data, object_id="b" * 32)
    with pytest.raises(IntegrityError):
        opened(data, key=bytes(32))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["size"]))
def test_vectors(vector: dict[str, str]) -> None:
    """The published vectors are what this version writes and reads."""
    out = io.BytesIO()
    key, salt = bytes.fromhex(vector["key"]), bytes.fromhex(vector["salt"])
    writer = EncryptingWriter(out, key, vector["id"], salt)
    blocks = (hashlib.sha256(f"clear/{n}".encode()).digest() for n in range(int(vector["size"]) // 32 + 1))
    clear = b"".join(blocks)[: int(vector["size"])]
    writer.write(clear)
    writer.finish()
    assert hashlib.sha256(out.getvalue()).hexdigest() == vector["sealed_sha256"]
    assert opened(out.getvalue(), vector["id"], key) == clear


def test_the_vectors_are_made_by_their_script() -> None:
    """The script reproduces the committed vectors byte for byte."""
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_vectors.py"), "--check"], check=True, cwd=ROOT
    )
