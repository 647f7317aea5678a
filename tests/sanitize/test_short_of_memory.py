"""Too little memory: the command says so nothing half-written stays; a second run works."""

from pathlib import Path

import pyarrow as pa
import pytest
from shells import Shell

from sampler.errors import NoMemoryError
from sampler.sanitize.transform import Transformer

RECIPE = 'version: 1\ntables:\n  "*":\n    id: token\n    city: surrogate CITY\n'


@pytest.mark.parametrize("kind", [MemoryError, pa.ArrowMemoryError])
def test_it_is_told_apart_from_a_bug(
    founded: Shell, monkeypatch: pytest.MonkeyPatch, kind: type[MemoryError]
) -> None:
    Path("towns.csv").write_text("id,city\n" + "".join(f"{n},Arles\n" for n in range(50)))
    Path("recipe.yaml").write_text(RECIPE)
    founded("ingest", "towns.csv", "--deal", "acme", "--channel", "sftp", "--from", "dpo@acme.example")
    vault = founded.folder.parent / "home" / "vault"
    before = {path.name for path in vault.rglob("*") if path.is_file()}

    def short(*_: object) -> None:
        raise kind("malloc of size 51539607552 failed")

    with monkeypatch.context() as patched:
        patched.setattr(Transformer, "__call__", short)
        answer = founded("sanitize", "acme-1", "--recipe", "recipe.yaml", code=NoMemoryError.exit_code)

    assert "[no-memory]" in answer.err
    assert "bug" not in answer.err
    assert {path.name for path in vault.rglob("*") if path.is_file()} == before
    founded("sanitize", "acme-1", "--recipe", "recipe.yaml")
