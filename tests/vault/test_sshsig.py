"""SSH signatures: checked by ssh-keygen, refused when anything was changed."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from shells import needed

from sampler.errors import IntegrityError
from sampler.vault import sshsig

SEED = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()


@given(st.binary(max_size=300))
def test_what_was_signed_verifies(message: bytes) -> None:
    """Verification gives the key that signed."""
    assert sshsig.verify(message, sshsig.sign(SEED, message)) == PUBLIC


@given(st.data())
def test_a_changed_signature_or_message_is_refused(data: st.DataObject) -> None:
    """Any other character in the signature's body, and any other message."""
    armoured = sshsig.sign(SEED, b"message")
    place = data.draw(st.integers(len(sshsig.BEGIN) + 1, len(armoured) - len(sshsig.END) - 4))
    sign = data.draw(st.sampled_from("ABCDEFabcdef0123+/"))
    if armoured[place] not in (sign, "\n", "="):
        with pytest.raises(IntegrityError):
            sshsig.verify(b"message", armoured[:place] + sign + armoured[place + 1 :])
    with pytest.raises(IntegrityError):
        sshsig.verify(b"massage", armoured)


@pytest.mark.parametrize("armoured", ["", "nonsense", f"{sshsig.BEGIN}\nAAAA\n{sshsig.END}\n"])
def test_what_is_no_signature_is_refused(armoured: str) -> None:
    """Other text is an integrity error, never another exception."""
    with pytest.raises(IntegrityError):
        sshsig.verify(b"message", armoured)


def test_ssh_keygen_agrees(tmp_path: Path) -> None:
    """The fingerprint is the one that ssh-keygen prints, and it verifies the signature."""
    keygen = needed("ssh-keygen")
    (tmp_path / "key.pub").write_text(f"{sshsig.public_line(PUBLIC)}\n")
    (tmp_path / "signers").write_text(f"sampler {sshsig.public_line(PUBLIC)}\n")
    (tmp_path / "m.sig").write_text(sshsig.sign(SEED, b"message"))
    shown = subprocess.run(
        [keygen, "-lf", str(tmp_path / "key.pub")], capture_output=True, text=True, check=True
    )
    assert sshsig.fingerprint(PUBLIC) in shown.stdout
    command = [keygen, "-Y", "verify", "-f", "signers", "-I", "sampler", "-n", "sampler", "-s", "m.sig"]
    assert subprocess.run(command, input=b"message", cwd=tmp_path, check=False).returncode == 0
