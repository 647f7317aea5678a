"""The invented deliveries are reproducible, invented all through, and what their truth says of them."""

import csv
import importlib.util
import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import astuple
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow.parquet as pq
import pytest
import pyzipper
from stdnum import iban
from stdnum.fr import nir, siret, tva

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "make_fixtures.py"
FICTION = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")
Cells = dict[tuple[str, str, int, str], list[str]]


def load_script() -> ModuleType:
    """The script as a module, loaded by its path as other tests do."""
    spec = importlib.util.spec_from_file_location("make_fixtures", SCRIPT)
    assert spec is not None and spec.loader is not None  # noqa: PT018 - one fact: the file is there
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault("make_fixtures", module)
    spec.loader.exec_module(module)
    return module


make_fixtures = load_script()


def folded(text: str) -> str:
    """Without case and accents."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c))


def read_delimited(path: Path) -> Cells:
    """Cells of a CSV or TSV file, by an independent reader."""
    encoding = {"clients_crm.csv": "cp1252", "contacts.csv": "utf-8-sig", "learners.tsv": "utf-16"}[path.name]
    delimiter = {"clients_crm.csv": ";", "contacts.csv": ",", "learners.tsv": "\t"}[path.name]
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=delimiter))
    return {
        (path.name, "", number, header): [value]
        for number, row in enumerate(rows[1:])
        for header, value in zip(rows[0], row, strict=True)
    }


def read_workbook(path: Path) -> Cells:
    """Cells of every sheet, hidden ones too."""
    found: Cells = {}
    for sheet in openpyxl.load_workbook(path, data_only=True):
        header, *rows = sheet.iter_rows(values_only=True)
        for number, row in enumerate(rows):
            for name, value in zip(header, row, strict=True):
                found[path.name, sheet.title, number, str(name)] = [] if value is None else [str(value)]
    return found


def leaves(node: object, path: str = "") -> list[tuple[str, str]]:
    """Every leaf of a JSON value with its path."""
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in leaves(value, f"{path}.{key}".lstrip("."))]
    if isinstance(node, list):
        return [leaf for value in node for leaf in leaves(value, f"{path}[]")]
    return [] if node is None else [(path, str(node))]


def read_json(path: Path) -> Cells:
    """Leaves of each record of a JSON or JSON Lines file."""
    text = path.read_text(encoding="utf-8")
    whole = path.suffix == ".json"
    records = json.loads(text)["clients"] if whole else [json.loads(line) for line in text.splitlines()]
    found: Cells = {}
    for number, record in enumerate(records):
        for column, value in leaves(record):
            found.setdefault((path.name, "clients[]" if whole else "", number, column), []).append(value)
    return found


def read_parquet(path: Path) -> Cells:
    """Cells of a Parquet file."""
    columns = pq.read_table(path).to_pydict()
    return {
        (path.name, "", number, header): [] if value is None else [str(value)]
        for header, values in columns.items()
        for number, value in enumerate(values)
    }


def read_log(path: Path) -> Cells:
    """Lines of a text file."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines())
    return {(path.name, "", number, ""): [line] for number, line in lines}


READERS = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".xlsx": read_workbook,
    ".json": read_json,
    ".jsonl": read_json,
    ".parquet": read_parquet,
    ".log": read_log,
}


@pytest.fixture(scope="module", params=["A", "B"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A delivery in each style, with a seed that is not the committed one."""
    folder = tmp_path_factory.mktemp("delivery")
    return folder, make_fixtures.build(folder, seed=11, style=request.param, people=120)


@pytest.fixture(scope="module")
def cells(made: tuple[Path, Any]) -> Cells:
    """Every cell of the delivery as independent readers see it."""
    folder, truth = made
    found: Cells = {}
    for name in truth.files:
        if name not in truth.unreadable:
            found |= READERS[Path(name).suffix](folder / name)
    return found


def test_committed_fixtures_are_what_the_script_makes() -> None:
    """`--check` rebuilds fixtures/ and finds no difference."""
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_committed_fixtures_stay_small() -> None:
    """All committed files together stay under 600 kB."""
    assert sum(path.stat().st_size for path in (ROOT / "fixtures").iterdir()) < 600_000


def test_check_names_what_differs(tmp_path: Path) -> None:
    """A changed, missing, extra or zipped-and-changed file is named, and nothing else is."""
    old, new = tmp_path / "old", tmp_path / "new"
    make_fixtures.commit(old)
    make_fixtures.commit(new)
    assert make_fixtures.differences(old, new) == []
    (old / "clients_crm.csv").write_bytes((old / "clients_crm.csv").read_bytes() + b"\r\n")
    (old / "application.log").unlink()
    (old / "extra.txt").touch()
    with zipfile.ZipFile(old / "delivery.zip", "a") as archive:
        archive.writestr("extra.txt", "")
    table = pq.read_table(old / "commandes.parquet")
    pq.write_table(table.slice(1), old / "commandes.parquet")
    changed = "application.log clients_crm.csv commandes.parquet delivery.zip extra.txt"
    assert make_fixtures.differences(old, new) == changed.split()


def test_parquet_is_compared_by_content(tmp_path: Path) -> None:
    """Another encoding of the same rows, as another pyarrow writes it, is the same file."""
    make_fixtures.commit(tmp_path / "old")
    make_fixtures.commit(tmp_path / "new")
    path = tmp_path / "old" / "commandes.parquet"
    pq.write_table(pq.read_table(path), path, compression="gzip", use_dictionary=False)
    assert path.read_bytes() != (tmp_path / "new" / path.name).read_bytes()
    assert make_fixtures.differences(tmp_path / "old", tmp_path / "new") == []


def test_same_seed_same_bytes(made: tuple[Path, Any], tmp_path: Path) -> None:
    """The same seed gives the same bytes and truth; another seed gives other people."""
    folder, truth = made
    again = make_fixtures.build(tmp_path / "a", seed=11, style=truth.style, people=120)
    other = make_fixtures.build(tmp_path / "b", seed=12, style=truth.style, people=120)
    assert again == truth
    assert all((folder / name).read_bytes() == (tmp_path / "a" / name).read_bytes() for name in truth.files)
    assert not {p.nir for p in truth.people} & {p.nir for p in other.people}


def test_identifiers_are_valid_and_nobodys(made: tuple[Path, Any]) -> None:
    """Each NIR, SIRET, VAT number and IBAN passes its check and lies in a range that is not issued."""
    truth = made[1]
    for person in (*truth.people, *truth.staff):
        assert nir.validate(person.nir)
        assert person.nir[7:10] > "990"
        assert (person.nir[0], person.nir[1:5]) == (
            "2" if person.gender == "F" else "1",
            f"{person.birth:%y%m}",
        )
        assert iban.validate(person.iban)
        assert person.iban[4:9] == "99999"
    for company in truth.companies:
        assert siret.validate(company.siret)
        assert (company.siret[0], company.siret[:9]) == ("0", company.siren)
        assert tva.validate(company.vat)


def test_phones_and_mail_domains_are_fiction(made: tuple[Path, Any]) -> None:
    """Each phone stands in a block kept for fiction, each e-mail domain ends in .example."""
    truth = made[1]
    for person in (*truth.people, *truth.staff):
        assert all(number.startswith(FICTION) and len(number) == 12 for number in person.phones)
        assert all(email.endswith(".example") and email == email.casefold() for email in person.emails)


def test_what_must_be_unique_is(made: tuple[Path, Any]) -> None:
    """No two people share a name, e-mail address, login, phone, NIR, IBAN or customer id."""
    truth = made[1]
    everybody = (*truth.people, *truth.staff)
    for values in (
        [folded(f"{p.first} {p.last}") for p in everybody],
        [email for p in everybody for email in p.emails],
        [login for p in everybody for login in p.logins],
        [number for p in everybody for number in p.phones],
        [p.nir for p in everybody],
        [p.iban for p in everybody],
        [number for p in everybody for number in (p.customer_id, p.duplicate_id) if number],
    ):
        assert len(values) == len(set(values))


def test_styles_differ(tmp_path: Path) -> None:
    """The styles share no surname, no first name, no company, no readable header and no file name."""
    a, b = (make_fixtures.build(tmp_path / style, seed=3, style=style, people=200) for style in "AB")
    lists = sys.modules["fixture_names"].NAMES
    for field in ("surnames", "companies"):
        assert not {folded(n) for n in getattr(lists["A"], field)} & {
            folded(n) for n in getattr(lists["B"], field)
        }
    for style in "AB":
        assert len(set(lists[style].surnames)) >= 120
        assert len(set(lists[style].first_f + lists[style].first_m)) >= 100
    assert not {folded(p.last) for p in a.people} & {folded(p.last) for p in b.people}
    assert not {folded(p.first) for p in a.people} & {folded(p.first) for p in b.people}
    assert not {c.name for c in a.columns} & {c.name for c in b.columns} - {""}
    assert not set(a.files) & set(b.files)


def test_mentions_stand_where_truth_says(made: tuple[Path, Any], cells: Cells) -> None:
    """Each mention occurs, as written, at its place in the file, and every person is mentioned."""
    truth = made[1]
    inside = [m for m in truth.mentions if m.row >= 0]
    for m in inside:
        values = cells[m.file, m.table, m.row, m.column]
        assert any(value[m.start :].startswith(m.text) for value in values), m
    assert {p.number for p in truth.people} <= {m.person for m in inside}
    assert {"lower", "upper", "full", "title", "initial", "initials", "last", "first", "lastfirst"} == {
        m.form for m in inside if m.kind == "PERSON"
    }


def test_names_outside_the_tables_are_in_the_bytes(made: tuple[Path, Any]) -> None:
    """Names in properties, comments and document heads really stand there."""
    folder, truth = made
    outside = [m for m in truth.mentions if m.row < 0]
    assert {m.table for m in outside} >= {"properties", "comments"}
    for m in outside:
        path = folder / m.file
        whole = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                whole = b"".join(
                    archive.read(name) for name in archive.namelist() if "sheet" not in name.lower()
                )
        assert m.text.replace("&", "&amp;").encode() in whole


def test_no_personal_cell_is_left_out(made: tuple[Path, Any], cells: Cells) -> None:
    """No e-mail, login, phone, NIR or IBAN of a person stands in a cell that truth does not tell of."""
    truth = made[1]
    told = {(m.file, m.table, m.row, m.column) for m in truth.mentions}
    strong = {p.nir for p in truth.people} | {p.iban for p in truth.people}
    strong |= {email for p in truth.people for email in p.emails}
    strong |= {number.replace("+33", "0") for p in truth.people for number in p.phones}
    for place, values in cells.items():
        for value in values:
            bare = value.casefold().replace(" ", "")
            if any(secret.casefold() in bare for secret in strong):
                assert place in told, place


def test_columns_are_all_described(made: tuple[Path, Any], cells: Cells) -> None:
    """Truth names every column of every readable file once, and empty ones are empty."""
    truth = made[1]
    described = {(c.file, c.table, c.name): c.kind for c in truth.columns}
    assert len(described) == len(truth.columns)
    assert {(file, table, column) for file, table, _, column in cells} <= set(described)
    for (file, table, _, column), values in cells.items():
        if described[file, table, column] == "EMPTY":
            assert values == [""]


def test_join_counts_are_right(made: tuple[Path, Any], cells: Cells) -> None:
    """The counts of each join are those that independent readers of the files find."""
    truth = made[1]

    def column(place: "DataclassInstance") -> list[str]:
        wanted = astuple(place)
        found = [value for (f, t, _, c), values in cells.items() if (f, t, c) == wanted for value in values]
        return [value for value in found if value]

    for join in truth.joins:
        left, right = column(join.left), column(join.right)
        exact = sum(value in set(right) for value in left)
        loose = {value.strip().casefold() for value in right}
        counted = (len(left), exact, sum(value.strip().casefold() in loose for value in left))
        assert (join.filled, join.exact, join.folded) == counted
        assert 0 < join.exact <= join.folded <= join.filled
    assert any(join.folded > join.exact for join in truth.joins)
    assert any(join.folded < join.filled for join in truth.joins)


def test_some_people_stand_there_twice(made: tuple[Path, Any]) -> None:
    """A person with a duplicate has two rows, under two ids, in the customer table."""
    truth = made[1]
    twice = [p for p in truth.people if p.duplicate_id]
    ids = {m.text for m in truth.mentions if m.kind == "ID" and m.file in {"clients_crm.csv", "contacts.csv"}}
    assert len(twice) >= 5
    assert {p.duplicate_id for p in twice} <= ids


def test_texts_are_varied() -> None:
    """Each style has at least 40 sentences about people of its own, and clear ones beside them."""
    texts = sys.modules["fixture_texts"]
    notes = [set(texts.sentences(block)) for block in (texts.NOTES_A, texts.NOTES_B)]
    assert all(len(block) >= 40 and all("{" in line for line in block) for block in notes)
    assert not notes[0] & notes[1]
    assert not any("{" in line for line in texts.sentences(texts.CLEAR_A + texts.CLEAR_B))


def test_dialects(tmp_path: Path) -> None:
    """Style A is Windows-1252 with CRLF and quoted line breaks, style B UTF-8 with BOM and UTF-16."""
    make_fixtures.build(tmp_path, seed=5, style="A", people=80)
    make_fixtures.build(tmp_path, seed=5, style="B", people=80)
    crm = (tmp_path / "clients_crm.csv").read_bytes()
    assert crm.count(b"\r\n") > 80
    assert b"\n" in crm.replace(b"\r\n", b"")
    with pytest.raises(UnicodeDecodeError):
        crm.decode()
    assert (tmp_path / "contacts.csv").read_bytes().startswith(b"\xef\xbb\xbf,customer_ref")
    assert b"\r" not in (tmp_path / "contacts.csv").read_bytes()
    assert (tmp_path / "learners.tsv").read_bytes().startswith(b"\xff\xfel\0")


def test_workbook_has_a_hidden_sheet_and_an_author(made: tuple[Path, Any]) -> None:
    """The workbook hides a sheet, names its author, holds a formula with its value, and a comment."""
    folder, truth = made
    path = next(folder / name for name in truth.files if name.endswith(".xlsx"))
    book, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    staff = {f"{p.first} {p.last}" for p in truth.staff}
    assert {book.properties.creator, book.properties.lastModifiedBy} <= staff
    last = book.worksheets[0].max_column
    assert str(book.worksheets[0].cell(2, last).value).startswith("=")
    assert isinstance(values.worksheets[0].cell(2, last).value, int | float)
    assert any(cell.comment for row in book.worksheets[0] for cell in row)
    with zipfile.ZipFile(path) as archive:
        assert {(m.date_time[0], m.compress_type) for m in archive.infolist()} == {(1980, zipfile.ZIP_STORED)}


@pytest.mark.parametrize("words", [[], ["--legacy"], ["--style", "B", "--seed", "9"]])
def test_encrypted_delivery_opens_with_its_passphrase(tmp_path: Path, words: list[str]) -> None:
    """`--zip` writes an encrypted zip whose members are the files of the same build."""
    key, out = tmp_path / "key", tmp_path / "out.zip"
    key.write_text("mot de passe d'été\n", encoding="utf-8")
    make_fixtures.main(["--zip", str(out), "--passphrase-file", str(key), "--people", "20", *words])
    style, seed = ("B", 9) if "B" in words else ("A", make_fixtures.SEED)
    truth = make_fixtures.build(tmp_path / "plain", seed=seed, style=style, people=20)
    opener = zipfile.ZipFile if "--legacy" in words else pyzipper.AESZipFile
    with opener(out) as archive:
        archive.setpassword("mot de passe d'été".encode())
        assert sorted(archive.namelist()) == list(truth.files)
        assert all(member.flag_bits & 1 for member in archive.infolist())
        for name in truth.files:
            assert archive.read(name) == (tmp_path / "plain" / name).read_bytes()


def test_few_people_are_enough_and_too_many_refused(tmp_path: Path) -> None:
    """One person makes a delivery; more than the fictitious numbers reach is refused."""
    for style in "AB":
        assert len(make_fixtures.build(tmp_path / style, seed=1, style=style, people=1).people) == 1
    with pytest.raises(ValueError, match="from 1 to"):
        make_fixtures.build(tmp_path / "C", seed=1, style="A", people=9_001)


def test_people_are_found_by_number(made: tuple[Path, Any]) -> None:
    """People are looked up by number, staff after the customers."""
    truth = made[1]
    assert truth.person(len(truth.people)) == truth.staff[0]
    assert [truth.person(p.number) for p in truth.people] == list(truth.people)
