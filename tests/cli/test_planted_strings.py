"""No value of a sample leaves it: not by a message, a file, a ledger entry or a document."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from canaries import (
    Canaries,
    clear_bytes,
    csv_bytes,
    json_bytes,
    parquet_bytes,
    ragged_bytes,
    rows,
    workbook_bytes,
)
from shells import Shell
from small_deliveries import CAME, zipped

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
PASSWORD = "Vorzalquib-4711-trax"


class Written:
    """The files that this process opens for writing, while it is told to look."""

    def __init__(self) -> None:
        self.looking = False
        self.paths: set[str] = set()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.looking and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            flags = arguments[2]
            if isinstance(flags, int) and flags & WRITING:
                self.paths.add(os.fsdecode(arguments[0]))
        if self.looking and event == "sqlite3.connect":
            self.paths.add(os.fsdecode(str(arguments[0])))


WRITTEN = Written()
sys.addaudithook(WRITTEN)


@pytest.fixture
def written() -> Iterator[Written]:
    """What is written while a test runs; an audit hook can't be taken away, so it is switched."""
    WRITTEN.paths.clear()
    WRITTEN.looking = True
    yield WRITTEN
    WRITTEN.looking = False


def delivery(shell: Shell, made: Canaries) -> None:
    zipped(
        shell.folder / "delivery.zip",
        {
            f"{made.full_name()}.csv": csv_bytes(made),
            f"dossier/{made.email()}.xlsx": workbook_bytes(made),
            f"{made.email()}.json": json_bytes(made),
            "commandes.parquet": parquet_bytes(made),
            f"{made.full_name()} bis.csv": ragged_bytes(made),
        },
        PASSWORD,
    )
    (shell.folder / "pass.txt").write_text(f"{PASSWORD}\n")
    (shell.folder / "wrong.txt").write_text("Golvdrebskai-99-wum\n")
    made.made += [PASSWORD, "Golvdrebskai-99-wum"]


def everything(shell: Shell) -> None:
    """The whole chain, with the ways in which its commands fail."""
    password = ("--password-file", "pass.txt")
    shell("ingest", "delivery.zip", *CAME, "--password-file", "wrong.txt", code=4)
    shell("ingest", "delivery.zip", *CAME, *password, "--json")
    shell("ingest", "delivery.zip", *CAME, *password)
    shell("ingest", "lone.csv", *CAME, code=4)
    shell("detect", "acme-1", "--recipe", "acme.yaml")
    shell("detect", "acme-1", "--json")
    shell("detect", "acme-1", "--fail-on", "personal", code=3)
    recipe = (shell.folder / "acme.yaml").read_text()
    shell("sanitize", "acme-1", "--recipe", "acme.yaml", "--dry-run")
    wrong = {
        "short": "\n".join(line for line in recipe.splitlines() if "LAST_NAME" not in line),
        "typo": recipe.replace("EMAIL_ADDRESS", "EMAIL"),
        "missing": recipe.replace('"email"', '"courriel"'),
        "type": recipe.replace("EMAIL_ADDRESS", "BIRTH_DATE").replace("LAST_NAME", "IBAN_CODE"),
        "shift": recipe.replace("surrogate EMAIL_ADDRESS", "date_shift"),
    }
    for name, text in wrong.items():
        (shell.folder / f"{name}.yaml").write_text(text)
        shell("sanitize", "acme-1", "--recipe", f"{name}.yaml", code=None)
    (shell.folder / "keep.yaml").write_text(recipe.replace("surrogate EMAIL_ADDRESS", "keep"))
    assert "survivors" in shell("sanitize", "acme-1", "--recipe", "keep.yaml", code=3).err
    shell("sanitize", "acme-1", "--recipe", "keep.yaml", "--json", code=None)
    shell("pack", "acme-1", "--to", "dev@vendor.example", "--output", "no.zip", code=5)
    answer = json.loads(shell("sanitize", "acme-1", "--recipe", "acme.yaml", "--json").out)
    assert answer["audit"] == "passed"
    good = answer["sample"]
    shell("export", good, "--into", "out")
    shell("pack", good, "--to", "dev@vendor.example", "--output", "p.zip", "--passphrase-file", "pp.txt")
    shell("open", "p.zip", "--into", "opened", "--passphrase-file", "wrong.txt", code=4)
    shell("open", "p.zip", "--into", "opened", "--passphrase-file", "pp.txt")
    shell("load", good, "--into", "sqlite:///dev.db")


def ending(shell: Shell) -> None:
    """Lists, the destruction, and every document in every form."""
    shell("deal", "show", "acme")
    shell("copy", "list")
    shell("copy", "end", "C1", "--yes")
    (shell.folder / "opened" / "extra.txt").write_text("x")
    shell("destroy", "--deal", "acme", "--dry-run")
    shell("destroy", "--deal", "acme", "--yes", code=7)
    (shell.folder / "opened" / "extra.txt").unlink()
    shell("destroy", "--deal", "acme", "--yes", code=None)
    documents = (("destruction", "--deal", "acme"), ("certificate", "--deal", "acme"), ("receipt", "acme-1"))
    for document in documents:
        shell("report", *document)
        for form in ("html", "pdf", "csv", "json"):
            shell("report", *document, "--format", form, "--lang", "fr", "--output", f"{document[0]}.{form}")
    shell("ledger", "verify")


def holders(made: Canaries, folders: list[Path], but: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Files that hold a planted string, with what they hold."""
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file() or path.name in but:
                continue
            hits = sum((made.found_in(data) for data in clear_bytes(path)), made.found_in(path.name.encode()))
            if hits:
                found[str(path)] = hits[:5]
    return found


DELIVERED = ("delivery.zip", "lone.csv", "pass.txt", "wrong.txt")


def test_no_planted_string_is_found_outside_the_vault(
    founded: Shell, written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the whole chain with its failures, no output, message, document or database holds an original."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    made = Canaries()
    delivery(founded, made)
    (founded.folder / "lone.csv").write_bytes(ragged_bytes(made))
    assert len(rows(made, 1)) == 1
    written.paths.clear()
    everything(founded)
    folders = [founded.folder, *(Path(os.environ[name]) for name in ("SAMPLER_HOME", "SAMPLER_KEYSTORE"))]
    assert holders(made, folders, DELIVERED) == {}
    ending(founded)
    assert holders(made, folders, DELIVERED) == {}
    assert made.found_in("\n".join(founded.said).encode()) == []
    assert not list(temporary.iterdir())
    outside = [
        path
        for path in written.paths
        if not Path(path).absolute().is_relative_to(tmp_path) or Path(path).is_relative_to(temporary)
    ]
    assert [path for path in outside if path != os.devnull and "__pycache__" not in path] == []


def test_the_search_would_find_one(tmp_path: Path) -> None:
    """A planted string in a workbook's properties or a Parquet file's metadata is found."""
    made = Canaries()
    (tmp_path / "a.xlsx").write_bytes(workbook_bytes(made))
    (tmp_path / "b.parquet").write_bytes(parquet_bytes(made))
    (tmp_path / "c.bin").write_bytes(made.surname().encode("utf-16-le"))
    assert len(holders(made, [tmp_path])) == 3
