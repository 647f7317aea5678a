"""Packs for people with keys: one stanza, opened by that key only, header judged before anything is tried."""

import base64
import io
import json
import os
import subprocess
from pathlib import Path

import pyrage
import pytest
from shells import Shell, needed

from sampler.errors import IntegrityError, PassphraseError, SamplerError, UnreadableError
from sampler.model.recipient_key import RecipientKey, parse_key
from sampler.pack.age_container import identity, reading_age, write_age
from sampler.pack.age_header import read_header

SIZES = (0, 1, 65_535, 65_536, 65_537, 200_000)
KINDS = ("age", "ssh-ed25519", "ssh-rsa")


def pair(kind: str, folder: Path) -> tuple[RecipientKey, bytes]:
    """A fresh public and private key."""
    if kind == "age":
        made = pyrage.x25519.Identity.generate()
        return parse_key(str(made.to_public())), str(made).encode()
    path = folder / kind
    command = [needed("ssh-keygen"), "-q", "-t", kind.removeprefix("ssh-"), "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)
    return parse_key(path.with_suffix(".pub").read_text()), path.read_bytes()


def sealed(key: RecipientKey, payload: bytes = b"abc") -> bytes:
    """A pack with a manifest and one file."""
    out = io.BytesIO()
    write_age(
        out, [("MANIFEST.json", 2, io.BytesIO(b"{}")), ("data/x", len(payload), io.BytesIO(payload))], key
    )
    return out.getvalue()


def read(data: bytes, secret: object) -> tuple[bytes, bytes]:
    """Open it to the end."""
    with reading_age(io.BytesIO(data), secret) as reader:
        manifest, (_, _, stream) = reader.small("MANIFEST.json"), reader.next()
        content = stream.read()
        reader.ended()
    return manifest, content


@pytest.mark.parametrize("kind", KINDS)
def test_a_pack_opens_with_its_key_and_has_one_stanza(kind: str, tmp_path: Path) -> None:
    """For age and SSH keys; sizes around the chunks of the format come back whole."""
    key, secret = pair(kind, tmp_path)
    for size in SIZES:
        payload = os.urandom(size)
        data = sealed(key, payload)
        assert read(data, identity(secret)) == (b"{}", payload)
        assert [line[:3] for line in data.split(b"\n---")[0].split(b"\n")].count(b"-> ") == 1
        assert len(read_header(io.BytesIO(data)).stanzas) == 1


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    """The wrong key, and a file that is no key, are a passphrase error."""
    key, _ = pair("age", tmp_path)
    with pytest.raises(PassphraseError):
        read(sealed(key), pyrage.x25519.Identity.generate())
    with pytest.raises(PassphraseError):
        identity(b"not a key")


def test_any_changed_byte_gives_nothing(tmp_path: Path) -> None:
    """Header, nonce and payload are authenticated; a cut pack is not a shorter one."""
    key, secret = pair("age", tmp_path)
    data, opener = sealed(key, os.urandom(70_000)), identity(secret)
    changed = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data), 997)]
    changed += [data[:-1], data[: len(data) // 2], data + b"x", data[:250]]
    for one in changed:
        with pytest.raises(SamplerError):
            read(one, opener)


def test_two_recipients_or_a_decoy_are_refused(tmp_path: Path) -> None:
    """What age's own libraries write has a second stanza, which could be a second person."""
    (_, mine), (_, other) = pair("age", tmp_path), pair("ssh-ed25519", tmp_path)
    keys = [pyrage.x25519.Identity.from_str(mine.decode()).to_public()]
    keys.append(pyrage.ssh.Recipient.from_str((tmp_path / "ssh-ed25519.pub").read_text()))
    with pytest.raises(IntegrityError, match="exactly one person"):
        read(pyrage.encrypt(b"x", keys), identity(mine))
    assert other


@pytest.mark.parametrize(
    ("work", "error"),
    [
        ("18", "passphrase, not for a key"),
        ("21", "work factor"),
        ("99", "work factor"),
        ("-1", "work factor"),
    ],
)
def test_a_costly_header_is_refused_before_it_is_tried(work: str, error: str) -> None:
    """Scrypt above 2^20 would take minutes and gigabytes: it is read, not obeyed."""
    body = base64.b64encode(bytes(32)).decode().rstrip("=")
    mac = base64.b64encode(bytes(32)).decode().rstrip("=")
    salt = base64.b64encode(bytes(16)).decode().rstrip("=")
    data = f"age-encryption.org/v1\n-> scrypt {salt} {work}\n{body}\n--- {mac}\n".encode() + bytes(64)
    with pytest.raises(UnreadableError, match=error):
        read(data, pyrage.x25519.Identity.generate())


@pytest.mark.parametrize(
    "text",
    [
        *("", "age1", "age1qqqq", "AGE-SECRET-KEY-1QQQQ", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-dss AAAA"),
        *(
            "age10mxk9e33tqjagu8r4ka8y7e97cx8a3xpczlcupjqwa7nu5ddmgxqn4rmr8",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
        ),
    ],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    """A typing error fails the checksum, and a short RSA key is none."""
    with pytest.raises(ValueError, match="key"):
        parse_key(text)


def confirmed(shell: Shell, name: str = "id") -> str:
    """Register dev@vendor.example with a confirmed SSH key; give the private key's file."""
    subprocess.run([needed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", name], check=True)
    listed = subprocess.run(
        ["ssh-keygen", "-l", "-f", f"{name}.pub"], capture_output=True, text=True, check=True
    )
    told = listed.stdout.split()[1]
    shell("recipient", "add", "dev@vendor.example", "--key-file", f"{name}.pub", "--fingerprint", told)
    return name


def test_a_pack_for_a_key_through_the_command_line(ready: Shell) -> None:
    """`pack` takes the key it knows, shows no passphrase, and `open` needs the private key."""
    key = confirmed(ready)
    packed = json.loads(
        ready("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.age", "--json").out
    )
    assert packed["lock"] == "key"
    assert "passphrase" not in packed
    assert Path("p.age").read_bytes().split(b"\n---")[0].count(b"\n-> ") == 1
    assert "--identity-file" in ready("open", "p.age", "--into", "o", code=4).err
    ready("open", "p.age", "--into", "o", "--identity-file", key)
    assert Path("o/clients.csv").read_text().startswith("id;nom;prenom;email")
    decrypted = pyrage.decrypt(
        Path("p.age").read_bytes(), [pyrage.ssh.Identity.from_buffer(Path(key).read_bytes())]
    )
    assert decrypted[:2] == b"\x1f\x8b"  # any age, then tar xz


def test_a_key_is_not_used_before_its_fingerprint_was_compared(ready: Shell) -> None:
    """A key that came by mail may be anybody's: another channel confirms it, another fingerprint does not."""
    subprocess.run([needed("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", "id"], check=True)
    said = ready("recipient", "add", "dev@vendor.example", "--key-file", "id.pub", "--json").out
    pack = ("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.age")
    assert "not confirmed" in ready(*pack, code=2).err
    wrong = "SHA256:" + "A" * 43
    ready("recipient", "confirm", "dev@vendor.example", "--fingerprint", wrong, code=3)
    ready("recipient", "confirm", "dev@vendor.example", "--fingerprint", json.loads(said)["fingerprint"])
    ready(*pack)


def test_a_retired_recipients_key_is_not_used(ready: Shell) -> None:
    """After `recipient remove` a pack for that address has a passphrase again."""
    confirmed(ready)
    ready("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.age")
    left = ready("recipient", "remove", "dev@vendor.example", "--json").out
    assert json.loads(left)["open_copies"] == ["C2"]
    packed = ready("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "q.zip", "--json").out
    assert json.loads(packed)["lock"] == "passphrase"
