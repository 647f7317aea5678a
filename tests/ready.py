"""A home with a sanitized sample, made once for a test process and copied for each test."""

import io
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from shells import in_days

from sampler.cli.main import run

NAMES = ("Durand", "Lefebvre", "Moreau", "Fournier", "Girard", "Bonnet", "Lambert", "Rousseau")
CSV = "id;nom;prenom;email\n" + "".join(
    f"{n};{NAMES[n % 8]};Camille;c.{NAMES[n % 8].lower()}{n}@acme.example\n" for n in range(16)
)
RECIPE = """version: 1
tables:
  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, "prenom": surrogate FIRST_NAME,
                  "email": surrogate EMAIL_ADDRESS}
"""
TERMS = ("--provider", "ACME SAS", "--contact", "dpo@acme.example", "--purpose", "LMS trial")


def made(folder: Path) -> Path:
    """Make the home, the deal acme, acme-1 and acme-1s below `folder`; the clear delivery is ended."""
    (folder / "work").mkdir()
    (folder / "work" / "clients.csv").write_text(CSV)
    (folder / "work" / "acme.yaml").write_text(RECIPE)
    before, here = dict(os.environ), Path.cwd()
    os.environ |= {"SAMPLER_HOME": str(folder / "home"), "SAMPLER_KEYSTORE": str(folder / "keys")}
    os.environ.pop("CI", None)
    os.chdir(folder / "work")
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            for command in (
                ("init", "--accept-weak-keystore", "--me", "Ana Roy <ana@vendor.example>"),
                ("deal", "open", "acme", *TERMS, "--trial-ends", in_days(60)),
                (
                    "ingest",
                    "clients.csv",
                    "--deal",
                    "acme",
                    "--channel",
                    "sftp",
                    "--from",
                    "dpo@acme.example",
                ),
                ("sanitize", "acme-1", "--recipe", "acme.yaml"),
                ("copy", "end", "C1", "--yes"),
            ):
                assert run(command) == 0, said.getvalue()
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)
    return folder


def copied(template: Path, target: Path) -> None:
    """Put a copy of the home, its key store and the working folder below `target`."""
    for name in ("home", "keys", "work"):
        shutil.copytree(template / name, target / name, dirs_exist_ok=True)
