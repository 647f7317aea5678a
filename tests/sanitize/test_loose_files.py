"""`sanitize_files`: the same bytes on any number of workers, all files or none, no home."""

from pathlib import Path

import pytest

from sampler.errors import NotFoundError, RecipeError, UnreadableError, UsageError
from sampler.sanitize import sanitize_files

KEY = bytes(range(32))
RECIPE = b"""\
version: 1
tables:
  "clients.csv":
    id: token
    nom: surrogate LAST_NAME
    prenom: surrogate FIRST_NAME
    mail: surrogate EMAIL_ADDRESS
    tel: surrogate PHONE_NUMBER
    ne: date_shift
    ville: keep
"""
GIVEN, SURNAMES = ["Marie", "Paul", "Zorblatine"], ["Durand", "Le Goff", "Zgrbl", "Martin"]


def _clients(folder: Path, count: int = 3000) -> Path:
    lines = ["id;nom;prenom;mail;tel;ne;ville"]
    for n in range(count):
        given, surname = GIVEN[n % 3], SURNAMES[n % 4]
        mail = f"{given}.{surname.replace(' ', '')}{n}@acme.fr".lower()
        lines.append(
            f"CLI-{n:05d};{surname};{given};{mail};06 12 {n // 100:02d} {n % 100:02d} 07;"
            f"01/02/19{n % 90 + 10};Lyon"
        )
    path = folder / "clients.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def test_the_number_of_workers_changes_no_byte(tmp_path: Path) -> None:
    """One process, two and four write the same file, and no temporary name stays."""
    source = _clients(tmp_path)
    written = []
    for workers in (1, 2, 4):
        out = tmp_path / f"out{workers}"
        summary = sanitize_files([source], out, key=KEY, recipe=RECIPE, workers=workers, check=False)
        assert summary.workers == workers
        assert summary.rows == 3000
        assert [path.name for path in out.iterdir()] == ["clients.csv"]
        written.append((out / "clients.csv").read_bytes())
    assert written[0] == written[1] == written[2]
    assert b"Durand" not in written[0]
    assert written[0].count(b"\r\n") == 3000


def test_the_order_of_rows_changes_no_value(tmp_path: Path) -> None:
    """Rows in another order give the same rows in that order."""
    source = _clients(tmp_path, 300)
    sanitize_files([source], tmp_path / "a", key=KEY, recipe=RECIPE, check=False)
    header, *rows = source.read_bytes().split(b"\r\n")
    source.write_bytes(b"\r\n".join([header, *rows[::-1]]))
    sanitize_files([source], tmp_path / "b", key=KEY, recipe=RECIPE, check=False)
    head, *first = (tmp_path / "a" / "clients.csv").read_bytes().split(b"\r\n")
    assert (tmp_path / "b" / "clients.csv").read_bytes().split(b"\r\n") == [head, *first[::-1]]


def test_another_key_shares_nothing(tmp_path: Path) -> None:
    """Two keys give e-mails that have nothing in common."""
    source = _clients(tmp_path, 200)
    mails = []
    for number in range(2):
        out = tmp_path / str(number)
        sanitize_files([source], out, key=bytes([number]) * 32, recipe=RECIPE, check=False)
        mails.append({row.split(b";")[3] for row in (out / "clients.csv").read_bytes().split(b"\r\n")[1:]})
    assert not mails[0] & mails[1]


def test_the_audit_answers_in_the_summary(tmp_path: Path) -> None:
    """With the check on, the summary holds its answer."""
    summary = sanitize_files([_clients(tmp_path, 50)], tmp_path / "out", key=KEY, recipe=RECIPE)
    assert summary.audit is not None
    assert summary.replaced["token"] == 50
    assert summary.fallbacks == {}


def test_what_is_kept_is_not_counted_as_replaced(tmp_path: Path) -> None:
    """Cells under `keep` stay as they were, so the summary counts none of them."""
    source = tmp_path / "codes.csv"
    source.write_bytes(b"code;step\r\nA;1\r\nB;2\r\n")
    recipe = b'version: 1\ntables:\n  "codes.csv": {"code": token, "step": keep}\n'
    summary = sanitize_files([source], tmp_path / "out", key=KEY, recipe=recipe, check=False)
    assert dict(summary.replaced) == {"token": 2}


def test_a_broken_file_leaves_nothing(tmp_path: Path) -> None:
    """A file that can't be read to its end leaves the folder as it was."""
    source = _clients(tmp_path, 50)
    source.write_bytes(source.read_bytes() + b"\r\none;two")
    with pytest.raises(UnreadableError):
        sanitize_files([source], tmp_path / "out", key=KEY, recipe=RECIPE)
    assert not any((tmp_path / "out").iterdir())


def test_what_stands_in_the_way_is_said(tmp_path: Path) -> None:
    """A folder with something in it, a missing file and an uncovered column are refused."""
    source = _clients(tmp_path, 50)
    with pytest.raises(UsageError, match="not empty"):
        sanitize_files([source], tmp_path, key=KEY, recipe=RECIPE)
    with pytest.raises(NotFoundError):
        sanitize_files([tmp_path / "gone.csv"], tmp_path / "a", key=KEY, recipe=RECIPE)
    with pytest.raises(RecipeError):
        sanitize_files(
            [source],
            tmp_path / "b",
            key=KEY,
            recipe=RECIPE.replace(b"    tel: surrogate PHONE_NUMBER\n", b""),
        )
