"""Small deliveries without texts, a recipe for them, and how far a shell may have gone with them."""

from pathlib import Path

import pyzipper
from shells import Shell

NAMES = ("Durand", "Lefebvre", "Moreau", "Fournier", "Girard", "Bonnet", "Lambert", "Rousseau")
CSV = "id;nom;prenom;email\n" + "".join(
    f"{n};{NAMES[n % 8]};Camille;c.{NAMES[n % 8].lower()}{n}@acme.example\n" for n in range(30)
)
RECIPE = """version: 1
tables:
  "clients.csv":
    "id": token
    "nom": surrogate LAST_NAME
    "prenom": surrogate FIRST_NAME
    "email": surrogate EMAIL_ADDRESS
"""
CAME = ("--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")


def zipped(path: Path, content: dict[str, bytes], password: str | None = "Bri-4711-colle") -> None:
    """Write a zip, encrypted by AES-256 if there is a password."""
    method = pyzipper.WZ_AES if password else None
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=method) as archive:
        if password:
            archive.setpassword(password.encode())
        for name, data in content.items():
            archive.writestr(name, data)


def taken_in(shell: Shell) -> None:
    """After `ingest`: the sample acme-1."""
    (shell.folder / "clients.csv").write_text(CSV)
    shell("ingest", "clients.csv", *CAME)


def sanitized(shell: Shell, recipe: str = RECIPE, code: int = 0) -> None:
    """After `sanitize`: the sample acme-1s."""
    taken_in(shell)
    (shell.folder / "acme.yaml").write_text(recipe)
    shell("sanitize", "acme-1", "--recipe", "acme.yaml", code=code)


def packed_up(shell: Shell) -> None:
    """After `pack`: p.zip and its passphrase in pp.txt."""
    sanitized(shell)
    sealed = ("--output", "p.zip", "--passphrase-file", "pp.txt")
    shell("pack", "acme-1s", "--to", "dev@vendor.example", *sealed)
