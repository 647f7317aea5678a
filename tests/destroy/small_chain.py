"""A deal with every kind of copy, made through the command line without a language model."""

from pathlib import Path

DELIVERY = "id;nom;prenom;email\n" + "".join(
    f"{n + 1000};Durant{n};Alix;alix{n}@acme.example\n" for n in range(20)
)
RECIPE = """version: 1
tables:
  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, "prenom": surrogate FIRST_NAME,
                  "email": surrogate EMAIL_ADDRESS}
"""


def take_in(shell) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - tests/conftest.py's Shell
    """Ingest and sanitize."""
    Path("delivery").mkdir()
    Path("delivery/clients.csv").write_text(DELIVERY)
    Path("acme.yaml").write_text(RECIPE)
    shell("ingest", "delivery", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    shell("sanitize", "acme-1", "--recipe", "acme.yaml")


def spread_copies(shell) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - as above
    """Make one copy of each kind: C1 source, C2 export, C3 pack, C4 passphrase, C5 opened, C6 database."""
    take_in(shell)
    shell("export", "acme-1s", "--into", "out")
    shell("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    shell("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    shell("load", "acme-1s", "--into", "sqlite:///dev.db")
