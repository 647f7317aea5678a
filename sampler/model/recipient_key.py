"""Public keys of recipients: age (X25519) and SSH (Ed25519, RSA), told apart and fingerprinted.

age's keys are bech32 (BIP 173); an SSH key's fingerprint is the one that `ssh-keygen -l` prints.
"""

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
PREFIX = "age"
KEY_BYTES = 32
SSH_KINDS = ("ssh-ed25519", "ssh-rsa")
LEAST_RSA_BYTES = 256  # 2048 bits


@dataclass(frozen=True, slots=True)
class RecipientKey:
    """One public key: its kind, the words to write it with, and its fingerprint."""

    kind: str  # age | ssh-ed25519 | ssh-rsa
    text: str
    fingerprint: str


def parse_key(text: str) -> RecipientKey:
    """Read a public key.

    Raises:
        ValueError: it is none that packs can be made for; a private key is never echoed.
    """
    words = text.strip().split()
    if words and words[0] in SSH_KINDS:
        return _ssh(words)
    if len(words) != 1 or not words[0].casefold().startswith(f"{PREFIX}1"):
        raise ValueError("the key is neither age1… nor ssh-ed25519 nor ssh-rsa")
    raw = _bech32(words[0].casefold())
    return RecipientKey("age", words[0].casefold(), _fingerprint(raw))


def raw_key(key: RecipientKey) -> bytes:
    """The bytes of a key that was parsed: the curve point of an age key, the wire form of an SSH key."""
    return _bech32(key.text) if key.kind == "age" else base64.b64decode(key.text.split()[1])


def _ssh(words: list[str]) -> RecipientKey:
    try:
        blob = base64.b64decode(words[1], validate=True)
        fields = []
        at = 0
        while at < len(blob):
            (length,) = struct.unpack_from(">I", blob, at)
            fields.append(blob[at + 4 : at + 4 + length])
            at += 4 + length
    except (IndexError, binascii.Error, struct.error):
        raise ValueError("the SSH key is damaged") from None
    kind = words[0]
    shape = {"ssh-ed25519": 2, "ssh-rsa": 3}[kind]
    if at != len(blob) or len(fields) != shape or fields[0] != kind.encode():
        raise ValueError("the SSH key is damaged")
    if kind == "ssh-ed25519" and len(fields[1]) != KEY_BYTES:
        raise ValueError("the SSH key is damaged")
    if kind == "ssh-rsa" and len(fields[2].lstrip(b"\0")) < LEAST_RSA_BYTES:
        raise ValueError("the RSA key is shorter than 2048 bits")
    return RecipientKey(kind, f"{kind} {words[1]}", _fingerprint(blob))


def _fingerprint(data: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _bech32(text: str) -> bytes:
    separator = text.rfind("1")
    head, data = text[:separator], text[separator + 1 :]
    if head != PREFIX or any(char not in CHARSET for char in data):
        raise ValueError("the age key is damaged")
    values = [CHARSET.index(char) for char in data]
    expanded = [ord(char) >> 5 for char in head] + [0] + [ord(char) & 31 for char in head]
    if _checksum([*expanded, *values]) != 1:
        raise ValueError("the age key is damaged: its checksum does not fit")
    number, bits, raw = 0, 0, bytearray()
    for value in values[:-6]:
        number, bits = number << 5 | value, bits + 5
        if bits >= 8:  # noqa: PLR2004 - a byte is full
            bits -= 8
            raw.append(number >> bits & 0xFF)
    if len(raw) != KEY_BYTES:
        raise ValueError("the age key is damaged")
    return bytes(raw)


def _checksum(values: list[int]) -> int:
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, constant in enumerate(GENERATOR):
            state ^= constant if top >> bit & 1 else 0
    return state
