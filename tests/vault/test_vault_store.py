"""Objects, keys, rotation and residue, with a key store on disk."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sampler.errors import IntegrityError, LockedError, NotFoundError, PassphraseError, RefusedError
from sampler.model.permit import Permit
from sampler.vault.keystore import Keys, PassphraseStore, WeakStore
from sampler.vault.store import Vault

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    store = WeakStore(tmp_path / "keys" / "home.json")
    store.save(Keys.fresh())
    (tmp_path / "home").mkdir()
    return Vault(tmp_path / "home", store)


def permit(*objects: str) -> Permit:
    return Permit._issue("test", "test-1", frozenset(objects))


def test_what_was_put_comes_back(vault: Vault) -> None:
    """An object opens with a permit that names it."""
    name = vault.put(b"hello")
    assert vault.open(permit(name), name).read() == b"hello"


def test_a_permit_covers_its_objects_only(vault: Vault) -> None:
    """Another object's permit opens nothing."""
    name = vault.put(b"hello")
    with pytest.raises(RefusedError):
        vault.open(permit("b" * 32), name)


def test_an_error_while_writing_leaves_nothing(vault: Vault) -> None:
    """Neither object nor key stays after an error in the middle."""
    with pytest.raises(RuntimeError), vault.create() as (_, writer):
        writer.write(b"x" * 200_000)
        raise RuntimeError
    assert not list(vault.objects.iterdir())
    assert not list(vault.keys_folder.iterdir())


def test_rotation_shuts_out_yesterdays_home(vault: Vault, tmp_path: Path) -> None:
    """After a rotation an old copy of the home opens nothing, and the new one opens everything."""
    kept, gone = vault.put(b"kept"), vault.put(b"gone")
    shutil.copytree(tmp_path / "home", tmp_path / "yesterday")
    vault.erase([gone])
    vault.rotate()
    old = Vault(tmp_path / "yesterday", vault.store)
    for name in (kept, gone):
        with pytest.raises(LockedError):
            old.open(permit(name), name)
    assert Vault(tmp_path / "home", vault.store).open(permit(kept), kept).read() == b"kept"
    with pytest.raises(NotFoundError):
        vault.open(permit(gone), gone)


def test_a_rotation_can_be_finished_after_a_crash(vault: Vault) -> None:
    """A store with two keys and files wrapped by either ends with one key and opens everything."""
    names = [vault.put(b"%d" % n) for n in range(5)]
    keys = vault.store.load()
    keys.add()
    vault.store.save(keys)
    again = Vault(vault._home, vault.store)
    assert again.unfinished_rotation()
    again.finish_rotation()
    assert not Vault(vault._home, vault.store).unfinished_rotation()
    assert [again.open(permit(n), n).read() for n in names] == [b"%d" % n for n in range(5)]


def test_residue_is_found_wherever_it_lies(vault: Vault) -> None:
    """The scan meets a wrapped key in any file, across its own reading windows."""
    name = vault.put(b"x")
    wrapped = (vault.keys_folder / f"{name}.key").read_bytes()
    vault.erase([name])
    assert vault.residue([name]).hits == 0
    for offset in (0, 5, (1 << 20) - 30, (1 << 20) - 1, 1 << 20):
        (vault._home / "leftover").write_bytes(b"\0" * offset + wrapped + b"\0" * 10)
        assert vault.residue([name]).hits == 1, offset
    assert vault.residue(["f" * 32]).hits == 0


def test_a_damaged_object_or_key_is_an_integrity_error(vault: Vault) -> None:
    """A changed byte in either file is noticed."""
    name = vault.put(b"hello")
    for path in (vault.objects / name, vault.keys_folder / f"{name}.key"):
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
        with pytest.raises(IntegrityError):
            vault.open(permit(name), name)
        data[-1] ^= 1
        path.write_bytes(data)


def test_the_passphrase_store_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    """A wrong passphrase is a passphrase error, a changed byte too."""
    store = PassphraseStore(tmp_path / "k.json", lambda: "correct horse")
    keys = Keys.fresh()
    store.save(keys)
    assert PassphraseStore(tmp_path / "k.json", lambda: "correct horse").load().by_id == keys.by_id
    with pytest.raises(PassphraseError):
        PassphraseStore(tmp_path / "k.json", lambda: "wrong horse").load()


def test_the_decryptor_of_the_manual_reads_an_object(vault: Vault, tmp_path: Path) -> None:
    """The script that does not import sampler gives the clear bytes, and has under 50 lines of code."""
    clear = b"line\n" * 50_000
    name = vault.put(clear)
    script = ROOT / "scripts" / "decrypt_object.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "keys" / "home.json"), str(tmp_path / "home"), name],
        check=True,
        capture_output=True,
    )
    assert done.stdout == clear
    source = script.read_text()
    assert "import sampler" not in source
    assert "from sampler" not in source
    assert len(source.splitlines()) < 50
