"""Write age files (age-encryption.org/v1) with exactly one stanza, for an X25519 or SSH key.

The age libraries add a decoy stanza to every file they write, and a decoy can't be told from a second
recipient. A pack is for one person and anybody may count: so the header is written here, and opened by
pyrage. Layout: C2SP age.md; one file key of 16 bytes, wrapped once, and a STREAM of ChaCha20-Poly1305.
"""

import base64
import hashlib
import hmac
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from sampler.errors import IntegrityError, UsageError
from sampler.model.recipient_key import RecipientKey, raw_key
from sampler.pack.age_header import CHUNK, NONCE, TAG, TAG_BYTES, VERSION, read_header

LABEL = "age-encryption.org/v1/"
FIELD = 2**255 - 19
LINE = 64
FILE_KEY = 16


class AgeWriter:
    """A stream that seals what is written to it; `close` ends it, and only then is the file whole."""

    def __init__(self, out: BinaryIO, key: RecipientKey) -> None:
        self._file_key, nonce = os.urandom(FILE_KEY), os.urandom(NONCE)
        self._out, self._buffer, self._counter = out, bytearray(), 0
        self._digest = hashlib.sha256()
        out.write(_header(self._file_key, key) + nonce)
        self._cipher = ChaCha20Poly1305(_derived(self._file_key, nonce, b"payload"))

    def write(self, data: bytes) -> int:
        """Take bytes; a chunk goes out when the next one has begun, since the last one is marked."""
        self._digest.update(data)
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._seal(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Nothing is held back but the chunk that may be the last."""

    def close(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._buffer), last=True)
        self._buffer.clear()

    def check(self, stream: BinaryIO) -> None:
        """Read the finished file again and compare its clear bytes with what was written.

        Raises:
            IntegrityError: it is not the one pack that was meant.
        """
        header = read_header(stream)
        stream.seek(header.length)
        cipher = ChaCha20Poly1305(_derived(self._file_key, stream.read(NONCE), b"payload"))
        digest, counter = hashlib.sha256(), 0
        piece = stream.read(CHUNK + TAG)
        while piece:
            following = stream.read(CHUNK + TAG)
            try:
                digest.update(cipher.decrypt(_nonce(counter, last=not following), piece, None))
            except InvalidTag:
                raise IntegrityError("the pack that was written can't be read back", "run it again") from None
            piece, counter = following, counter + 1
        if len(header.stanzas) != 1 or digest.digest() != self._digest.digest():
            raise IntegrityError("the pack that was written is not what was meant", "run it again")

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._counter, last=last), data, None))
        self._counter += 1


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _header(file_key: bytes, key: RecipientKey) -> bytes:
    wrap = {"age": _x25519, "ssh-ed25519": _ssh_ed25519, "ssh-rsa": _ssh_rsa}[key.kind]
    first, body = wrap(file_key, key)
    text = _b64(body)
    lines = [text[at : at + LINE] for at in range(0, len(text) + 1, LINE)]  # the last line is a short one
    head = VERSION + f"-> {first}\n".encode() + "".join(f"{line}\n" for line in lines).encode() + b"---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), head, "sha256")
    return head + f" {_b64(mac)}\n".encode()


def _x25519(file_key: bytes, key: RecipientKey) -> tuple[str, bytes]:
    point = raw_key(key)
    share, secret = _agreed(point)
    wrapping = _derived(secret, share + point, f"{LABEL}X25519".encode())
    return f"X25519 {_b64(share)}", _wrapped(wrapping, file_key)


def _ssh_ed25519(file_key: bytes, key: RecipientKey) -> tuple[str, bytes]:
    blob, label = raw_key(key), f"{LABEL}ssh-ed25519".encode()
    point = _montgomery(blob[-32:])
    share, secret = _agreed(point)
    tweak = X25519PrivateKey.from_private_bytes(_derived(b"", blob, label))
    secret = tweak.exchange(X25519PublicKey.from_public_bytes(secret))
    wrapping = _derived(secret, share + point, label)
    return f"ssh-ed25519 {_tag(blob)} {_b64(share)}", _wrapped(wrapping, file_key)


def _ssh_rsa(file_key: bytes, key: RecipientKey) -> tuple[str, bytes]:
    public = load_ssh_public_key(key.text.encode())
    if not isinstance(public, RSAPublicKey):
        raise UsageError("the key is not an RSA key")
    padding = OAEP(MGF1(SHA256()), SHA256(), f"{LABEL}ssh-rsa".encode())
    return f"ssh-rsa {_tag(raw_key(key))}", public.encrypt(file_key, padding)


def _agreed(point: bytes) -> tuple[bytes, bytes]:
    """A fresh share for a key, and what both sides get from it."""
    ephemeral = X25519PrivateKey.generate()
    try:
        secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        raise UsageError("the recipient's key is a weak one", "ask them for another key") from None
    return ephemeral.public_key().public_bytes_raw(), secret


def _montgomery(edwards: bytes) -> bytes:
    """The X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y), RFC 7748 section 4.1."""
    y = int.from_bytes(edwards, "little") & (2**255 - 1)
    return ((1 + y) * pow(1 - y, -1, FIELD) % FIELD).to_bytes(32, "little")


def _wrapped(wrapping: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(secret)


def _tag(blob: bytes) -> str:
    return _b64(hashlib.sha256(blob).digest()[:TAG_BYTES])


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")
