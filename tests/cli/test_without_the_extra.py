"""Without the extra `detect`, text is refused, not skipped, and everything that reads no text works."""

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


def test_text_is_refused_by_name(bare: Shell) -> None:
    """The operator text without its engine ends with a hint that installs it, and leaves no sample."""
    Path("r.yaml").write_text(RECIPE.replace("OPERATOR", "text"))
    answer = bare("sanitize", "acme-1", "--recipe", "r.yaml", code=4)
    assert "presales-sampler[detect]" in answer.err
    assert "acme-1s" not in bare("deal", "show", "acme").out


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
