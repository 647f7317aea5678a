"""Two deliveries that share no header, person, dialect or seed: what is written has the shape it had."""

import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from delivery_run import Case
from stdnum import iban
from stdnum.fr import nir, siret, tva
from witness import DIALECTS, decoded, delimited, folded, records

GIVEN = Path(__file__).resolve().parents[2] / "sampler" / "surrogates" / "data" / "given.csv.gz"


def columns_of(case: Case, *kinds: str) -> Iterator[tuple[str, str, str]]:
    for column in case.truth.columns:
        if column.kind in kinds:
            yield column.file, column.table, column.name


def assigned_nir(text: str) -> bool:
    return re.sub(r"\s", "", text)[7:10] != "000"


def assigned_siren(text: str) -> bool:
    return not text.startswith("0")


def assigned_bank(text: str) -> bool:
    return not iban.compact(text)[4:].startswith("99999")


CHECKS: dict[str, tuple[Callable[[str], bool], Callable[[str], bool]]] = {
    "IBAN_CODE": (iban.is_valid, assigned_bank),
    "FR_NIR": (nir.is_valid, assigned_nir),
    "FR_SIRET": (siret.is_valid, assigned_siren),
    "FR_VAT": (tva.is_valid, lambda text: assigned_siren(tva.compact(text)[2:])),
}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_numbers_keep_their_keys_in_unassigned_ranges(case: Case, kind: str) -> None:
    """Every number is valid and belongs to nobody: bank 99999, commune 000, SIREN from 0."""
    valid, assigned = CHECKS[kind]
    values = [v for place in columns_of(case, kind) for v in case.after.columns[place] if v]
    assert values or (kind == "FR_VAT" and case.truth.style == "A")
    assert [value for value in values if not valid(value) or assigned(value)] == []


def test_numbers_in_texts_keep_their_keys(case: Case) -> None:
    """Every IBAN and NIR in a text is valid and in an unassigned range afterwards."""
    shapes = {
        "IBAN_CODE": r"FR\d{2}(?: ?\d){23}",
        "FR_NIR": r"(?<!\d)[12](?: ?\d){4} ?(?:\d ?\d|2 ?[AB])(?: ?\d){8}(?!\d)",
    }
    for mention in case.in_cells:
        if mention.kind in shapes and case.is_text(mention):
            valid, assigned = CHECKS[mention.kind]
            for _, new in case.pairs(mention):
                found = re.findall(shapes[mention.kind], new)
                assert found, (mention.file, mention.row)
                assert all(valid(one) and not assigned(one) for one in found), (mention.file, mention.row)


def test_rows_columns_and_blanks_stay(case: Case) -> None:
    """Same cells in the same order; what was null or empty is so, and nothing else is."""
    for spot, values in case.before.cells.items():
        if spot[0] in case.after.files:
            assert [v in {None, ""} for v in case.after.cells[spot]] == [v in {None, ""} for v in values], (
                spot[:2]
            )
    kept = {spot for spot in case.before.cells if spot[0] in case.after.files}
    assert kept == set(case.after.cells)


def test_delimited_files_keep_their_dialect(case: Case) -> None:
    """Encoding, byte order mark, delimiter, line ends and headers of CSV and TSV files are what they were."""
    for name in set(case.after.files) & set(DIALECTS):
        old, new = (decoded(folder.path / name) for folder in (case.before, case.after))
        end = DIALECTS[name][3]
        assert new.endswith(end) == old.endswith(end)
        bare = sum(1 for _ in re.finditer(r"(?<!\r)\n", new)), sum(1 for _ in re.finditer(r"(?<!\r)\n", old))
        assert bare[0] == bare[1]
        one, other = (delimited(folder.path / name) for folder in (case.before, case.after))
        assert one[0] == other[0]
        assert [len(row) for row in one] == [len(row) for row in other]


def test_workbooks_keep_their_sheets(case: Case) -> None:
    """Sheets keep order, name, visibility, headers and the types of their cells."""
    for name in (name for name in case.after.files if name.endswith(".xlsx")):
        old, new = (openpyxl.load_workbook(f.path / name, data_only=True) for f in (case.before, case.after))
        assert [(s.title, s.sheet_state, s.dimensions) for s in old] == [
            (s.title, s.sheet_state, s.dimensions) for s in new
        ]
        for one, other in zip(old, new, strict=True):
            for ours, theirs in zip(one.iter_rows(), other.iter_rows(), strict=True):
                assert [c.data_type for c in ours] == [c.data_type for c in theirs]


def shape(node: object) -> object:
    """A JSON tree with each leaf replaced by its type; a whole number may be written without its fraction."""
    if isinstance(node, dict):
        return [(key, shape(value)) for key, value in node.items()]
    if isinstance(node, list):
        return [shape(value) for value in node]
    return "number" if isinstance(node, int | float) and not isinstance(node, bool) else type(node).__name__


def test_json_and_parquet_keep_their_shape(case: Case) -> None:
    """JSON keeps keys, order and types of leaves; Parquet keeps its schema."""
    for name in case.after.files:
        old, new = case.before.path / name, case.after.path / name
        if name.endswith((".json", ".jsonl")):
            (_, ours, head), (_, theirs, other) = records(old), records(new)
            assert shape([*ours, head]) == shape([*theirs, other])
        elif name.endswith(".parquet"):
            one, two = (pq.ParquetFile(path).schema_arrow for path in (old, new))
            assert [(f.name, f.type) for f in one] == [(f.name, f.type) for f in two]


def test_unique_columns_stay_unique(case: Case) -> None:
    """A column of keys or identifiers without a repeated value has none afterwards, nor do others merge."""
    kept = {"CLEAR", "TEXT", "UNKNOWN", "EMPTY"}
    for column in case.truth.columns:
        place = (column.file, column.table, column.name)
        before = [v for v in case.before.columns[place] if v]
        after = [v for v in case.after.columns[place] if v]
        if column.kind not in kept and len(set(before)) == len(before) > 1 and set(after) != {"REDACTED"}:
            assert len(set(after)) == len(after), place


def test_first_names_keep_their_gender(case: Case) -> None:
    """A listed first name of one gender becomes a name that is not of the other one."""
    rows = csv.reader(io.StringIO(gzip.decompress(GIVEN.read_bytes()).decode("utf-8")))
    genders = {row[0]: row[1] for row in rows if len(row) == 3}
    wrong, counted = [], 0
    for person in case.truth.people:
        old, new = folded(person.first), case.names[person.number][0]
        if genders.get(old) in {"F", "M"} and genders.get(new) in {"F", "M"}:
            counted += 1
            wrong += [person.number] if genders[old] != genders[new] else []
    assert counted > len(case.truth.people) / 2
    assert wrong == []


def case_of(text: str) -> str:
    if text.isupper():
        return "upper"
    return "lower" if text.islower() else "mixed"


def test_names_keep_their_letter_case(case: Case) -> None:
    """DUPONT stays in capitals, dupont in small letters, Dupont in title case, blanks around a cell stay."""
    for place in columns_of(case, "FIRST_NAME", "LAST_NAME", "EMAIL_ADDRESS"):
        for old, new in zip(case.before.columns[place], case.after.columns[place], strict=True):
            assert case_of(old or "") == case_of(new or ""), place
            one, other = old or "", new or ""
            assert (len(one) - len(one.lstrip()), len(one) - len(one.rstrip())) == (
                len(other) - len(other.lstrip()),
                len(other) - len(other.rstrip()),
            )
