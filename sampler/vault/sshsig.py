"""SSHSIG signatures (OpenSSH PROTOCOL.sshsig), which anyone checks with `ssh-keygen -Y verify`."""

import base64
import hashlib
import struct
import textwrap

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sampler.errors import IntegrityError

NAMESPACE = b"sampler"
MAGIC = b"SSHSIG"
ALGORITHM = b"ssh-ed25519"
HASH = b"sha512"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def public_blob(public_key: bytes) -> bytes:
    """The SSH wire form of an Ed25519 public key."""
    return _string(ALGORITHM) + _string(public_key)


def public_line(public_key: bytes) -> str:
    """The `ssh-ed25519 …` line for an allowed_signers file."""
    return f"ssh-ed25519 {base64.b64encode(public_blob(public_key)).decode()}"


def fingerprint(public_key: bytes) -> str:
    """`SHA256:…` as ssh-keygen -l prints it."""
    digest = hashlib.sha256(public_blob(public_key)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def _signed(message: bytes) -> bytes:
    digest = hashlib.sha512(message).digest()
    return MAGIC + _string(NAMESPACE) + _string(b"") + _string(HASH) + _string(digest)


def sign(seed: bytes, message: bytes) -> str:
    """Sign `message` by the Ed25519 key of `seed`; give the armoured signature."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    signature = _string(ALGORITHM) + _string(key.sign(_signed(message)))
    blob = MAGIC + struct.pack(">I", 1) + _string(public_blob(public)) + _string(NAMESPACE)
    blob += _string(b"") + _string(HASH) + _string(signature)
    body = "\n".join(textwrap.wrap(base64.b64encode(blob).decode(), 70))
    return f"{BEGIN}\n{body}\n{END}\n"


def verify(message: bytes, armoured: str) -> bytes:
    """Check a signature by whatever key it names; give that public key, for the caller to recognise.

    Raises:
        IntegrityError: the signature is not over this message, or not one of ours in form.
    """
    try:
        text = armoured.strip()
        if not (text.startswith(BEGIN) and text.endswith(END)):
            raise IntegrityError("the signature is not an SSH signature")
        blob = base64.b64decode("".join(text[len(BEGIN) : -len(END)].split()), validate=True)
        public, signature = _parse(blob)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(message))
    except (ValueError, struct.error, InvalidSignature):
        raise IntegrityError("the signature does not fit the document") from None
    return public


def _parse(blob: bytes) -> tuple[bytes, bytes]:
    fields: list[bytes] = []
    if blob[:10] != MAGIC + struct.pack(">I", 1):
        raise ValueError
    at = 10
    while at < len(blob):
        (length,) = struct.unpack_from(">I", blob, at)
        at += 4 + length
        fields.append(blob[at - length : at])
    public, namespace, reserved, algorithm, signature = fields
    head = _string(ALGORITHM) + struct.pack(">I", 32)
    signed_head = _string(ALGORITHM) + struct.pack(">I", 64)
    well_formed = (namespace, reserved, algorithm) == (NAMESPACE, b"", HASH) and at == len(blob)
    if not (well_formed and public.startswith(head) and signature.startswith(signed_head)):
        raise ValueError
    public, signature = public[len(head) :], signature[len(signed_head) :]
    if (len(public), len(signature)) != (32, 64):
        raise ValueError
    return public, signature
