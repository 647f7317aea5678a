"""The leak audit: a clean run passes, and every way to leave something behind makes it fail."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pyarrow as pa
import pytest
from small_sample import RECIPE, Run, people, sources_of

from sampler.engine.pool import Pool
from sampler.formats import csv_file
from sampler.sanitize import side_by_side, transform
from sampler.sanitize.audit import reading
from sampler.sanitize.audit.findings import AuditResult
from sampler.sanitize.audit.kept import KEPT
from sampler.sanitize.files import WORKER_MODULES, sanitize_file
from sampler.sanitize.operators import table as operators
from sampler.sanitize.plan import FilePlan
from sampler.sanitize.recipes.recipe import read_recipe
from sampler.surrogates.engine import Surrogates

RULES = [
    (table, label, rule.operator)
    for table, rules in read_recipe(RECIPE.encode(), "r").tables.items()
    for label, rule in rules.items()
]
CHANGING = [(table, label) for table, label, operator in RULES if operator != "keep"]
FILES = {"clients.csv": "f1", "commandes.xlsx": "f2", "notes.txt": "f3"}


def _says_nothing_personal(result: AuditResult) -> None:
    said = " ".join(map(str, result.survivors)) + repr(result)
    for row in people():
        for value in (
            row["Nom"],
            row["Prenom"],
            row["email"],
            row["tel"],
            row["iban"],
            row["secret"],
            row["badge"],
        ):
            assert value.lower() not in said.lower()


def _rewritten(run: Run, table: str, label: str) -> tuple[str, bytes]:
    """The file of `table` written again with one column left as it was."""
    file_id = FILES[table.partition("/")[0]]
    source = next(source for source in sources_of(run.originals) if source.file_id == file_id)

    def untouched(file: FilePlan) -> FilePlan:
        return replace(
            file,
            tables=tuple(
                replace(
                    known,
                    columns=tuple(
                        replace(column, operator="keep")
                        if (known.label, column.label) == (table, label)
                        else column
                        for column in known.columns
                    ),
                )
                for known in file.tables
            ),
        )

    plan = replace(run.plan, files=tuple(untouched(file) for file in run.plan.files))
    out = io.BytesIO()
    sanitize_file(source, plan, run.surrogates, out)
    return file_id, out.getvalue()


def test_a_clean_run_passes(clean: Run) -> None:
    """A sample that went through its recipe has no survivors, and the audit has looked at something."""
    result = clean.audit()
    assert result.passed, [str(survivor) for survivor in result.survivors]
    assert result.checked["strong originals"] > 60
    assert result.checked["references"] == len(clean.plan.references) == 3
    assert min(result.checked.values()) > 0
    assert result.not_checked


def test_workers_and_batches_change_nothing_that_is_found(
    clean: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers give the very answer of one process, a few rows at a time too; leaks at their rows."""
    leaks = dict([_rewritten(clean, *CHANGING[0])])
    whole = clean.audit(**leaks)
    assert len({one.row for one in whole.survivors}) > 3
    monkeypatch.setattr(csv_file, "MAX_BATCH_ROWS", 3)
    monkeypatch.setattr(side_by_side, "_ROWS", 3)
    monkeypatch.setattr(reading, "_FEW", 1)
    with Pool(2, WORKER_MODULES) as pool:
        for changed in ({}, leaks):
            assert clean.audit(pool=pool, **changed) == clean.audit(**changed)
        parts = clean.audit(pool=pool, **leaks)
    assert set(parts.survivors) == set(whole.survivors)
    assert (parts.counts, parts.checked) == (whole.counts, whole.checked)


@pytest.mark.parametrize(("table", "label"), CHANGING)
def test_a_column_left_untouched_fails(clean: Run, table: str, label: str) -> None:
    """Any one column that is copied although its rule changes it fails the audit, named by its place."""
    file_id, data = _rewritten(clean, table, label)
    result = clean.audit(**{file_id: data})
    assert not result.passed
    named = {(survivor.file_id, survivor.table, survivor.column) for survivor in result.survivors}
    assert named & {(file_id, table, label), (file_id, table, "")}
    _says_nothing_personal(result)


@pytest.mark.parametrize("name", sorted({operator for _, _, operator in RULES} - {"keep", "drop"}))
def test_an_operator_that_does_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, originals: dict[str, bytes], sanitizer: Callable[..., Run], name: str
) -> None:
    """Any operator exchanged for the identity fails the audit, though the audit sees the same operator."""
    idle = replace(operators.OPERATORS[name], apply=lambda values, _: list(values))
    monkeypatch.setitem(operators.OPERATORS, name, idle)
    # some operators are a mapping of the surrogates, applied to a whole column at once
    monkeypatch.setattr(transform, "_MAPPED", {})
    result = sanitizer(originals).audit()
    assert not result.passed
    _says_nothing_personal(result)


@pytest.mark.parametrize(
    "entity_type",
    [
        "LAST_NAME",
        "FIRST_NAME",
        "EMAIL_ADDRESS",
        "PHONE_NUMBER",
        "IBAN_CODE",
        "CITY",
        "PERSON",
        "ID",
        "DATE_TIME",
    ],
)
def test_a_type_that_maps_to_itself_fails(
    monkeypatch: pytest.MonkeyPatch,
    originals: dict[str, bytes],
    sanitizer: Callable[..., Run],
    entity_type: str,
) -> None:
    """Surrogates of one type that give the original back fail the audit."""
    mapped = Surrogates.column

    def idle(self: Surrogates, kind: str, array: pa.Array) -> tuple[pa.Array, object]:
        new, fallen = mapped(self, kind, array)
        return (array, fallen) if kind == entity_type else (new, fallen)

    monkeypatch.setattr(Surrogates, "column", idle)
    result = sanitizer(originals).audit()
    assert not result.passed
    _says_nothing_personal(result)


@pytest.mark.parametrize("file_id", ["f1", "f2", "f3"])
def test_a_skipped_file_fails(clean: Run, file_id: str) -> None:
    """A file without output fails, unless the recipe drops it."""
    result = clean.audit(**{file_id: None})
    assert result.counts == {"file without output": 1} | (
        {} if result.counts.get("references differ") is None else {"references differ": 1}
    )


@pytest.mark.parametrize("file_id", ["f1", "f2", "f3"])
def test_a_copied_file_fails(clean: Run, file_id: str) -> None:
    """The original bytes in place of the output fail."""
    number = int(file_id[1]) - 1
    result = clean.audit(**{file_id: list(clean.originals.values())[number]})
    assert not result.passed
    _says_nothing_personal(result)


def _workbook(clean: Run, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(clean.outputs["f2"] or b""))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_skipped_sheet_fails(clean: Run) -> None:
    """A sheet that is missing from the output fails."""
    data = _workbook(clean, lambda book: book.remove(book["Contacts"]))
    assert "table missing" in clean.audit(f2=data).counts


def test_a_left_document_property_fails(clean: Run) -> None:
    """An e-mail address in the author property fails, although no table holds it."""

    def author(book: openpyxl.Workbook) -> None:
        book.properties.creator = people()[0]["email"]

    result = clean.audit(f2=_workbook(clean, author))
    assert result.counts == {"e-mail outside the tables": 1}
    _says_nothing_personal(result)


def test_a_left_comment_fails(clean: Run) -> None:
    """A phone number in a cell comment fails."""

    def comment(book: openpyxl.Workbook) -> None:
        book["Commandes"]["A1"].comment = openpyxl.comments.Comment(people()[3]["tel"], "x")

    assert "phone outside the tables" in clean.audit(f2=_workbook(clean, comment)).counts


def test_a_left_sheet_name_fails(clean: Run) -> None:
    """A sheet called after a person of the sample fails."""

    def title(book: openpyxl.Workbook) -> None:
        book["Contacts"].title = f"{people()[0]['Prenom']} {people()[0]['Nom']}"

    assert not clean.audit(f2=_workbook(clean, title)).passed


def test_a_member_beside_the_workbook_fails(clean: Run) -> None:
    """A stray part inside the container is searched too."""
    out = io.BytesIO(clean.outputs["f2"] or b"")
    with zipfile.ZipFile(out, "a") as container:
        container.writestr("xl/customXml/item1.xml", f"<a>{people()[5]['iban']}</a>")
    assert "iban outside the tables" in clean.audit(f2=out.getvalue()).counts


def _csv(clean: Run, change: Callable[[list[str]], list[str]]) -> bytes:
    text = (clean.outputs["f1"] or b"").decode("utf-8-sig")
    return "\r\n".join(change(text.split("\r\n"))).encode("utf-8-sig")


def test_a_lost_row_fails(clean: Run) -> None:
    """Rows in are rows out."""
    assert "rows differ" in clean.audit(f1=_csv(clean, lambda lines: lines[:-2] + lines[-1:])).counts


def test_a_repeated_unique_value_fails(clean: Run) -> None:
    """A column without repeats that has some afterwards fails, and so do the joins on it."""

    def repeat(lines: list[str]) -> list[str]:
        first = lines[1].split(";")[0]
        return [*lines[:2], ";".join([first, *lines[2].split(";")[1:]]), *lines[3:]]

    counts = clean.audit(f1=_csv(clean, repeat)).counts
    assert "unique values repeat" in counts
    assert "references differ" in counts


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        ("voir {email}", "e-mail survives"),
        ("voir {email_upper}", "e-mail survives"),
        ("compte {iban}", "iban survives"),
        ("compte {iban_grouped}", "iban survives"),
        ("tel +33 (0){tel_bare}", "phone survives"),
        ("tel 00 33 {tel_bare}", "phone survives"),
        ("vu avec {Prenom} {Nom}", "full name in a text"),
        ("vu avec {Nom}, {Prenom}", "full name in a text"),
    ],
)
def test_a_planted_original_in_another_cell_fails(clean: Run, planted: str, kind: str) -> None:
    """An original is found whatever its spelling, in a cell of somebody else."""
    row = people()[8]
    iban = row["iban"]
    text = planted.format(
        **row,
        email_upper=row["email"].upper(),
        iban_grouped=" ".join(iban[i : i + 4] for i in range(0, len(iban), 4)),
        tel_bare=row["tel"][1:],
    )

    def plant(lines: list[str]) -> list[str]:
        return [lines[0], ";".join([*lines[1].split(";")[:-1], text]), *lines[2:]]

    result = clean.audit(f1=_csv(clean, plant))
    assert kind in result.counts
    place = next(survivor for survivor in result.survivors if survivor.kind == kind)
    assert (place.file_id, place.table, place.column, place.row) == ("f1", "clients.csv", "Commentaire", 1)
    _says_nothing_personal(result)


def test_kept_strong_identifiers_survive(originals: dict[str, bytes], sanitizer: Callable[..., Run]) -> None:
    """`keep` on an e-mail column blocks: the survivors name the column."""
    kept = "{operator: keep, reason: they asked for it}"
    recipe = RECIPE.replace("email: surrogate EMAIL_ADDRESS", f"email: {kept}").replace(
        "courriel: surrogate EMAIL_ADDRESS", f"courriel: {kept}"
    )
    result = sanitizer(originals, recipe).audit()
    assert result.counts == {"e-mail survives": 40}
    assert {(survivor.table, survivor.column) for survivor in result.survivors} == {
        ("clients.csv", "email"),
        ("commandes.xlsx/Contacts", "courriel"),
    }


def test_a_dropped_file_needs_no_output(originals: dict[str, bytes], sanitizer: Callable[..., Run]) -> None:
    """A file that the recipe drops passes without output, and fails with one."""
    recipe = RECIPE.replace('  "notes.txt":\n    c1: text\n', '  "notes.txt": drop\n')
    run = sanitizer(originals, recipe)
    assert run.audit().passed
    assert "output that the recipe drops" in run.audit(f3=originals["notes.txt"]).counts


def test_a_shown_coincidence_is_counted_not_blamed(sanitizer: Callable[..., Run]) -> None:
    """A surrogate that equals another original passes when the keyed mapping shows where it came from."""
    numbers = [f"06 39 98 {n // 100:02d} {n % 100:02d}" for n in range(0, 9000, 13)]
    others = [f"06 39 98 {n // 100:02d} {n % 100:02d}" for n in range(6, 9000, 13)]
    # numbers of a column that is redacted are originals that the surrogates of the other one do not avoid
    rows = (f"{number};appeler {other}" for number, other in zip(numbers, others, strict=False))
    body = "\n".join(["tel;note", *rows]) + "\n"
    recipe = "version: 1\ntables:\n  t.csv: {tel: surrogate PHONE_NUMBER, note: redact}\n"
    run = sanitizer({"t.csv": body.encode()}, recipe)
    result = run.audit()
    assert result.passed, [str(survivor) for survivor in result.survivors]
    assert result.coincidences > 0


def test_a_coincidence_is_never_assumed(sanitizer: Callable[..., Run]) -> None:
    """Two originals that changed places are survivors: the keyed mapping does not give them."""
    numbers = [f"06 11 {n // 100:02d} {n % 100:02d} 07" for n in range(0, 600, 7)]
    body = "\n".join(["tel;n", *(f"{number};{n}" for n, number in enumerate(numbers))]) + "\n"
    swapped = "\n".join(["tel;n", *(f"{number};{n}" for n, number in enumerate(reversed(numbers)))]) + "\n"
    run = sanitizer(
        {"t.csv": body.encode()},
        "version: 1\ntables:\n  t.csv: {tel: surrogate PHONE_NUMBER, n: {operator: keep, reason: a count}}\n",
    )
    assert run.audit().passed
    result = run.audit(f1=swapped.encode())
    assert result.counts["phone survives"] == len(numbers)


def test_a_zero_or_empty_cell_hides_nothing(sanitizer: Callable[..., Run]) -> None:
    """Cells without a letter or a digit other than 0 may stay as they are."""
    body = "ref;n\n0;a\n000;b\n-;c\n;d\n12;e\n77;f\n"
    run = sanitizer(
        {"t.csv": body.encode()},
        "version: 1\ntables:\n  t.csv: {ref: token, n: {operator: keep, reason: letters}}\n",
    )
    assert run.audit().passed


def test_a_bare_keep_on_a_name_column_fails(
    originals: dict[str, bytes], sanitizer: Callable[..., Run]
) -> None:
    """What is not judged clear is kept with a reason or not at all."""
    recipe = RECIPE.replace("Nom: surrogate LAST_NAME", "Nom: keep", 1)
    assert recipe != RECIPE
    assert sanitizer(originals, recipe).audit().counts.get(KEPT) == 1


_ADDRESSES = """\
version: 1
tables:
  "a.csv":
    nom: surrogate LAST_NAME
    adresse: surrogate ADDRESS
    cp: surrogate POSTCODE
    ville: surrogate CITY
"""
_PLACES = (
    "Durand;12 rue des Lilas;69003;Lyon",
    "Petit;;59000;Lille",
    "Morel;140 rue de la Paix;31000;Toulouse",
)


def _places(*rows: str) -> dict[str, bytes]:
    return {"a.csv": "\n".join(("nom;adresse;cp;ville", *rows, "")).encode()}


def test_an_address_across_cells_is_a_coincidence_where_the_mapping_gives_it(
    sanitizer: Callable[..., Run],
) -> None:
    """A street and a postcode that another record had, in cells that the mapping gives again, are counted."""
    first = sanitizer(_places(*_PLACES), _ADDRESSES)
    assert first.outputs["f1"] is not None
    surrogate = first.outputs["f1"].decode().splitlines()[1].partition(";")[2]
    result = sanitizer(_places(*_PLACES, f"Roux;{surrogate}"), _ADDRESSES).audit()
    assert result.passed
    assert result.coincidences == 1


def test_an_address_across_cells_of_another_row_survives(sanitizer: Callable[..., Run]) -> None:
    """Street and postcode of one record in the cells of another one fail the audit, at that row."""
    run = sanitizer(_places(*_PLACES), _ADDRESSES)
    assert run.outputs["f1"] is not None
    lines = run.outputs["f1"].decode().splitlines()
    lines[3] = lines[3].partition(";")[0] + ";12 rue des Lilas;69003;Lyon"
    result = run.audit(f1="\n".join((*lines, "")).encode())
    assert result.counts == {"address survives": 1}
    assert [one.row for one in result.survivors] == [3]


def test_a_title_is_no_login_of_an_initial_and_a_surname(sanitizer: Callable[..., Run]) -> None:
    """The word "Madame" is not what is left of M. Adame; his login is."""
    named = "prenom: surrogate FIRST_NAME\n    nom: surrogate LAST_NAME"
    rules = f'version: 1\ntables:\n  "*":\n    {named}\n    note: text\n'
    rows = ("prenom;nom;note", "Mickael;Adame;Madame Adame est venue", "Paul;Verdier;Rien", "")
    run = sanitizer({"a.csv": "\n".join(rows).encode()}, rules)
    assert run.audit().passed
    assert run.outputs["f1"] is not None
    leaking = run.outputs["f1"].replace(b"Rien", b"voir pverdier")
    assert not run.audit(f1=leaking).passed
