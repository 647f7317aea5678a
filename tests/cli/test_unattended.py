"""The whole chain without a terminal: from a password-protected delivery to a verified ledger."""

import json
import os
import shutil
from pathlib import Path

import pytest
import pyzipper
from shells import Answer, Shell, in_days

NAMES = ("Durand", "Lefebvre", "Moreau", "Fournier", "Girard", "Bonnet", "Lambert", "Rousseau")
ROWS = "".join(
    f"{n};{NAMES[n % 8]};Camille;c.{NAMES[n % 8].lower()}{n}@held.example;{n * 3},5\n" for n in range(40)
)
DELIVERY = f"id_client;nom;prenom;email;montant\n{ROWS}"


def zipped(path: Path, content: dict[str, bytes], password: str = "Bri-4711-colle") -> None:
    with pyzipper.AESZipFile(
        path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for name, data in content.items():
            archive.writestr(name, data)


@pytest.fixture
def chained(shell: Shell) -> Shell:
    """A shell after every command up to `load`."""
    zipped(shell.folder / "delivery.zip", {"clients.csv": DELIVERY.encode()})
    (shell.folder / "pass.txt").write_text("Bri-4711-colle\n")
    shell("init", "--accept-weak-keystore")
    terms = ("--provider", "Held SAS", "--contact", "dpo@held.example", "--purpose", "trial")
    shell("deal", "open", "held", *terms, "--trial-ends", in_days(60))
    came = ("--channel", "sftp", "--from", "dpo@held.example", "--password-file", "pass.txt")
    shell("ingest", "delivery.zip", "--deal", "held", *came)
    shell("detect", "held-1", "--recipe", "held.yaml")
    shell("sanitize", "held-1", "--recipe", "held.yaml")
    shell("export", "held-1s", "--into", "out")
    sealed = ("--passphrase-file", "pack-pass.txt")
    shell("pack", "held-1s", "--to", "dev@vendor.example", *sealed, "--output", "held.zip")
    shell("open", "held.zip", "--into", "opened", *sealed)
    shell("load", "held-1s", "--into", "sqlite:///dev.db")
    return shell


def test_the_chain_ends_with_a_final_certificate_and_nothing_left(chained: Shell) -> None:
    """Every copy, object and data key is gone, the certificate is final, the ledger verifies."""
    made = ("delivery.zip", "out", "held.zip", "pack-pass.txt", "opened", "dev.db")
    assert all((chained.folder / name).exists() for name in made)
    exported = (chained.folder / "out" / "clients.csv").read_text()
    assert "held.example" not in exported
    assert (chained.folder / "opened" / "clients.csv").read_text() == exported
    destroyed = chained("destroy", "--deal", "held", "--yes")
    report = ("report", "destruction", "--deal", "held", "--format", "pdf", "--lang", "fr")
    chained(*report, "--output", "held.pdf")
    chained("ledger", "verify")
    assert "is final" in destroyed.out
    assert (chained.folder / "held.pdf").read_bytes().startswith(b"%PDF-")
    assert not [name for name in made if (chained.folder / name).exists()]
    home = Path(os.environ["SAMPLER_HOME"])
    assert {path.name.partition(".")[0] for path in (home / "keys").iterdir()} == {"signing"}
    assert not list((home / "vault").iterdir())
    assert not list((home / "journal").iterdir())
    assert chained("copy", "list", "--open", "--json").out == ""
    left = {path.name for path in chained.folder.iterdir()}
    assert left == {"pass.txt", "held.yaml", "held.pdf", "held-how-to-open.txt"}


def test_yesterdays_home_opens_nothing_with_todays_key_store(
    chained: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the home from before the destruction is of no use: its wrapping key was retired."""
    old = tmp_path / "yesterday"
    shutil.copytree(os.environ["SAMPLER_HOME"], old)
    chained("destroy", "--deal", "held", "--yes")
    monkeypatch.setenv("SAMPLER_HOME", str(old))
    commands: list[tuple[str, ...]] = [
        ("detect", "held-1"),
        ("sanitize", "held-1", "--recipe", "held.yaml"),
        ("export", "held-1s", "--into", "again"),
        ("pack", "held-1s", "--to", "dev@vendor.example", "--output", "again.zip"),
        ("load", "held-1s", "--into", "sqlite:///again.db"),
    ]
    before = {path.name for path in chained.folder.iterdir()}
    for command in commands:
        answer = chained(*command, code=None)
        assert answer.code in (4, 6), (command, answer)
        assert one_error(answer), (command, answer.err)
        assert {path.name for path in chained.folder.iterdir()} == before


def one_error(answer: Answer) -> bool:
    """One line says what went wrong, the others are hints; nothing else is said."""
    lines = answer.err.splitlines()
    return (
        bool(lines)
        and sum(line.startswith("sampler: error: ") for line in lines) == 1
        and all(
            line.startswith(("sampler: error: ", "sampler: hint: ", "sampler: warning: ")) for line in lines
        )
        and len(lines) > 1
    )


def test_another_persons_home_opens_the_pack(
    chained: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The recipient's own home registers what it opens, and can destroy it."""
    for variable in ("SAMPLER_HOME", "SAMPLER_KEYSTORE"):
        monkeypatch.setenv(variable, str(tmp_path / f"their-{variable}"))
    chained("init", "--accept-weak-keystore", "--me", "Dev Un <dev@vendor.example>")
    answer = chained("open", "held.zip", "--into", "theirs", "--passphrase-file", "pack-pass.txt")
    assert "signer unverified" in answer.err
    assert (chained.folder / "theirs" / "clients.csv").exists()
    shown = json.loads(chained("deal", "show", "held", "--json").out)
    assert [copy["kind"] for copy in shown["copies"]] == ["opened", "pack"]
    chained("destroy", "--deal", "held", "--yes")
    assert not (chained.folder / "theirs").exists()
