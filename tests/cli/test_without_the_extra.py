"""Without the extra `detect`, which only serves other Presidio engines, everything works."""

import sys
from pathlib import Path

import pytest
from shells import Shell

import sampler.detect

ENGINE = ("spacy", "presidio_analyzer", "presidio_anonymizer", "sampler.detect.analyzer")
RECIPE = """version: 1
tables:
  "clients.csv": {"id": token, "nom": surrogate LAST_NAME, "note": OPERATOR}
"""


@pytest.fixture
def bare(founded: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell in which the text engine can't be imported, with a sample taken in."""
    for name in ENGINE:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delattr(sampler.detect, "analyzer", raising=False)  # an earlier test may have loaded it
    Path("d").mkdir()
    Path("d/clients.csv").write_text("id;nom;note\n1001;Durant;rappeler Zoe Durant\n1002;Lefort;rien\n")
    founded("ingest", "d", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    return founded


def test_text_is_read(bare: Shell) -> None:
    """The operator text replaces names without spaCy and without Presidio."""
    Path("r.yaml").write_text(RECIPE.replace("OPERATOR", "text"))
    bare("sanitize", "acme-1", "--recipe", "r.yaml")
    bare("export", "acme-1s", "--into", "out")
    assert "Zoe" not in next(Path("out").rglob("clients.csv")).read_text()


def test_the_rest_of_the_chain_needs_no_engine(bare: Shell) -> None:
    """Sanitizing without text, export, pack, open, load, destroy and reports work."""
    Path("r.yaml").write_text(RECIPE.replace("OPERATOR", "redact"))
    bare("sanitize", "acme-1", "--recipe", "r.yaml")
    bare("export", "acme-1s", "--into", "out")
    bare("pack", "acme-1s", "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    bare("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    bare("load", "acme-1s", "--into", "sqlite:///dev.db")
    bare("destroy", "--deal", "acme", "--yes")
    bare("report", "destruction", "--deal", "acme", "--format", "json")
