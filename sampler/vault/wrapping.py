"""Wrapped data keys: one small file each, so that destroying one leaves nothing in a database.

    key file = header | nonce(12) | AES-256-GCM(data key)(48)
    header   = MAGIC(8) | kek id(16 ASCII) | object id length(1) | object id      (the associated data)

The object id stands in clear behind the magic so that a residue scan can look for what is left of a
destroyed key without knowing its bytes.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sampler.errors import IntegrityError, LockedError
from sampler.vault.keystore import Keys

MAGIC = b"SMPLKEY1"
KEK_ID = 16
NONCE = 12
SEALED = 48


def header(kek_id: str, object_id: str) -> bytes:
    """What stands in clear before a wrapped key."""
    name = object_id.encode("ascii")
    return MAGIC + kek_id.encode("ascii") + bytes([len(name)]) + name


def wrap(keys: Keys, object_id: str, data_key: bytes) -> bytes:
    """Seal a data key under the current key-encryption key."""
    head = header(keys.current, object_id)
    nonce = os.urandom(NONCE)
    return head + nonce + AESGCM(keys.by_id[keys.current]).encrypt(nonce, data_key, head)


def unwrap(keys: Keys, object_id: str, wrapped: bytes) -> bytes:
    """Open a wrapped key.

    Raises:
        LockedError: it is wrapped by a key-encryption key that this key store does not hold.
        IntegrityError: it was changed, or belongs to another object.
    """
    kek_id = kek_of(wrapped)
    head = header(kek_id, object_id)
    if not wrapped.startswith(head) or len(wrapped) != len(head) + NONCE + SEALED:
        raise IntegrityError(f"the key of {object_id} is damaged")
    if kek_id not in keys.by_id:
        raise LockedError(
            f"the key of {object_id} is wrapped by key {kek_id}, which the key store no longer holds",
            "an old copy of a home opens nothing after a destruction",
        )
    nonce, sealed = wrapped[len(head) : len(head) + NONCE], wrapped[len(head) + NONCE :]
    try:
        return AESGCM(keys.by_id[kek_id]).decrypt(nonce, sealed, head)
    except InvalidTag:
        raise IntegrityError(f"the key of {object_id} is damaged") from None


def kek_of(wrapped: bytes) -> str:
    """The id of the key-encryption key that wraps it."""
    try:
        return wrapped[len(MAGIC) : len(MAGIC) + KEK_ID].decode("ascii")
    except UnicodeDecodeError:
        raise IntegrityError("a wrapped key is damaged") from None
