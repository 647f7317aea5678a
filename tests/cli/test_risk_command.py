"""`sampler risk`, and a configured threshold on k that keeps a pack from leaving."""

import json

from shells import Shell
from small_deliveries import CAME, NAMES

ROWS = "id;nom;cp;sexe\n" + "".join(f"{n};{NAMES[n % 8]};{'75001' if n else '13002'};F\n" for n in range(30))
KEPT = '{operator: keep, reason: "asked for"}'
RECIPE = f"""version: 1
quasi_identifiers:
  "clients.csv": [cp, sexe]
tables:
  "clients.csv":
    "id": token
    "nom": surrogate LAST_NAME
    "cp": {KEPT}
    "sexe": {KEPT}
"""
COARSER = RECIPE.replace(f'"cp": {KEPT}', '"cp": redact')
SEALED = ("--passphrase-file", "pp.txt", "--output", "p.zip")


def _sanitized(shell: Shell, recipe: str) -> None:
    (shell.folder / "clients.csv").write_text(ROWS)
    (shell.folder / "acme.yaml").write_text(recipe)
    shell("ingest", "clients.csv", *CAME)
    shell("sanitize", "acme-1", "--recipe", "acme.yaml")


def test_the_risk_is_shown_with_what_was_not_measured(founded: Shell) -> None:
    """Figures for people and programs; k is counted on what was written; no claim of anonymity."""
    _sanitized(founded, RECIPE)
    shown = founded("risk", "acme-1s").out
    assert "not measured" in shown
    assert "clients.csv" in shown
    figures = json.loads(founded("risk", "acme-1s", "--json").out)
    (table,) = figures["tables"]
    assert (table["k"], table["alone"], table["records"]) == (1, 1, 30)
    assert [one["name"] for one in figures["criteria"]] == ["singling out", "linkability", "inference"]


def test_a_threshold_refuses_the_pack_and_a_coarser_recipe_lifts_it(founded: Shell) -> None:
    """With min_k configured, records that stand alone don't leave (IUN-4); made coarser, they do."""
    _sanitized(founded, RECIPE)
    (founded.folder / "sampler.toml").write_text("min_k = 5\n")
    refused = founded("pack", "acme-1s", "--to", "dev@other.example", *SEALED, code=5)
    assert "[IUN-4]" in refused.err
    assert "k is 1" in refused.err
    assert not (founded.folder / "p.zip").exists()
    (founded.folder / "acme.yaml").write_text(COARSER)
    founded("sanitize", "acme-1", "--recipe", "acme.yaml")
    founded("pack", "acme-1s2", "--to", "dev@other.example", *SEALED)
    assert (founded.folder / "p.zip").exists()
