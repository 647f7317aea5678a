"""Check a provider's signature over a file: an SSH signature, or an OpenSSL one by a PEM key."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from sampler.errors import IntegrityError, UnreadableError
from sampler.vault import sshsig

SSH, OPENSSL = "ssh", "openssl"
LEAST_RSA_BITS = 2048
SSH_FIELDS = 2  # type and key; a comment may follow


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A provider's key: its kind, its line or PEM block, and the fingerprint to compare by telephone."""

    kind: str
    text: str
    fingerprint: str


def read_key(data: bytes) -> PublicKey:
    """Read an `ssh-ed25519 …` line or a PEM public key (Ed25519, ECDSA, RSA of 2048 bits or more).

    Raises:
        UnreadableError: it is none, or too weak.
    """
    try:
        text = data.decode("ascii").strip()
        if text.startswith("ssh-ed25519 "):
            blob = base64.b64decode(text.split()[1], validate=True)
            serialization.load_ssh_public_key(" ".join(text.split()[:SSH_FIELDS]).encode())
            return PublicKey(SSH, " ".join(text.split()[:SSH_FIELDS]), _fingerprint(blob))
        key = serialization.load_pem_public_key(text.encode())
    except (ValueError, IndexError, UnsupportedAlgorithm):
        raise UnreadableError("the key is no ssh-ed25519 line and no PEM public key") from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < LEAST_RSA_BITS:
        raise UnreadableError(f"an RSA key has at least {LEAST_RSA_BITS} bits")
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey):
        raise UnreadableError("the key is of a kind that is not taken: Ed25519, ECDSA and RSA are")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(serialization.Encoding.PEM, form).decode()
    return PublicKey(OPENSSL, pem, _fingerprint(key.public_bytes(serialization.Encoding.DER, form)))


def check(key: PublicKey, message: bytes, signature: bytes) -> None:
    """Check that the holder of `key` signed `message`.

    Raises:
        IntegrityError: they did not, or the signature is of another form than the key.
    """
    if key.kind == SSH:
        public = sshsig.verify(message, signature.decode("ascii", errors="replace"))
        if sshsig.public_line(public) != key.text:
            raise IntegrityError("the signature is by another key than the provider's registered one")
        return
    loaded = serialization.load_pem_public_key(key.text.encode())
    try:
        if isinstance(loaded, ed25519.Ed25519PublicKey):
            loaded.verify(signature, message)
        elif isinstance(loaded, ec.EllipticCurvePublicKey):
            loaded.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        elif isinstance(loaded, rsa.RSAPublicKey):
            loaded.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise IntegrityError("the registered key is of a kind that is not taken")
    except InvalidSignature:
        raise IntegrityError("the signature is not by the provider's registered key") from None


def _fingerprint(blob: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
