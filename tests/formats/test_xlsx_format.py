"""Excel: every sheet a table, cells in their own types, nothing hidden carried along."""

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from format_files import formats
from openpyxl.comments import Comment

from sampler.errors import UnreadableError

DAY, MOMENT = dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10, 0, 0)  # noqa: DTZ001 - Excel has no zones


def workbook(**sheets: list[list[Any]]) -> openpyxl.Workbook:
    """A workbook of sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type] - a new workbook has a sheet
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    """Each sheet's cells, read by another reader."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book.worksheets}


def rezipped(data: bytes, **changes: bytes) -> bytes:
    """The container with members replaced or added; "/" is written "__" in the names."""
    out = io.BytesIO()
    new = {name.replace("__", "/"): content for name, content in changes.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container,
    ):
        for name in old.namelist():
            container.writestr(name, new.pop(name) if name in new else old.read(name))
        for name, content in new.items():
            container.writestr(name, content)
    return out.getvalue()


TYPED = [
    ["nom", "n", "x", "b", "jour", "moment", "code"],
    ["Zoe", 1, 1.5, True, DAY, MOMENT, "007"],
    [None, 612345678901, 2, False, None, DAY, 12],
]


def test_cells_are_read_as_text_of_their_type() -> None:
    """Whole numbers have no fraction, dates are ISO, leading zeros stay, a column has its cells' type."""
    document = formats.open(saved(workbook(Clients=TYPED)), "x.xlsx")
    assert document.tables[0].columns == ("nom", "n", "x", "b", "jour", "moment", "code")
    assert document.tables[0].types == ("text", "integer", "number", "boolean", "date", "datetime", "text")
    assert formats.rows(document) == [
        ("Zoe", "1", "1.5", "true", "2024-03-01", "2024-03-01 10:00:00", "007"),
        (None, "612345678901", "2", "false", None, "2024-03-01", "12"),
    ]


def test_unchanged_values_keep_their_types() -> None:
    """A copy holds the same numbers, booleans, dates and strings; a copy of the copy the same bytes."""
    data = saved(workbook(Clients=TYPED))
    copied = formats.copy(formats.open(data, "x.xlsx"))
    assert cells(copied) == cells(data)
    assert formats.copy(formats.open(copied, "x.xlsx")) == copied


def test_new_values_take_the_cells_type_or_become_text() -> None:
    """A number stays a number, a date a date; what is no such value, or a formula, is a string."""
    document = formats.open(saved(workbook(S=TYPED)), "x.xlsx")
    first = ("=1+1", "7", "0.5", "false", "2025-01-31", "2025-01-31 01:02:03", "=A1")
    second = (None, "007", "oui", "oui", None, "31/01/2025", "#N/A")
    copied = formats.copy(document, outputs={"t1": formats.output(document, "t1", range(7), [first, second])})
    book = openpyxl.load_workbook(io.BytesIO(copied))
    assert [[cell.data_type for cell in row] for row in book["S"]][1:] == [list("snnbdds"), list("nsssnss")]
    assert cells(copied)["S"][1][:5] == ["=1+1", 7, 0.5, False, dt.datetime(2025, 1, 31)]  # noqa: DTZ001 - as above
    assert cells(copied)["S"][2] == [None, "007", "oui", "oui", None, "31/01/2025", "#N/A"]


def test_hidden_sheets_are_read_and_stay_hidden() -> None:
    """Hidden and very hidden sheets are tables like others and keep their state."""
    book = workbook(A=[["a"], ["1"]], B=[["b"], ["2"]], C=[["c"], ["3"]])
    book["B"].sheet_state, book["C"].sheet_state = "hidden", "veryHidden"
    document = formats.open(saved(book), "x.xlsx")
    assert [table.hidden for table in document.tables] == [False, True, True]
    copied = openpyxl.load_workbook(io.BytesIO(formats.copy(document)))
    assert [sheet.sheet_state for sheet in copied] == ["visible", "hidden", "veryHidden"]
    only_hidden = {"t2": formats.output(document, "t2", [0], [("x",)], name="f[1]/" + "n" * 40)}
    shown = openpyxl.load_workbook(io.BytesIO(formats.copy(document, outputs=only_hidden)))
    assert [(sheet.title, sheet.sheet_state) for sheet in shown] == [("f_1__" + "n" * 26, "visible")]


def test_titles_above_the_header_are_left_behind() -> None:
    """A lone cell above the table is a title: dropped and listed. A narrow table keeps its first row."""
    document = formats.open(saved(workbook(S=[["Export de Zoe"], [], ["a", "b"], ["1", "2"]])), "x.xlsx")
    assert document.tables[0].columns == ("a", "b")
    assert "preamble" in document.dropped
    assert b"Zoe" not in b"".join(formats.copy(document).split())
    narrow = formats.open(saved(workbook(S=[["a"], ["1"], [None], ["2"]])), "x.xlsx")
    assert formats.rows(narrow) == [("1",), (None,), ("2",)]
    assert "preamble" not in narrow.dropped


def test_what_a_copy_will_not_carry_is_listed() -> None:
    """Formulas, comments, properties, macros, images and formatting are named, and gone."""
    book = workbook(S=[["a", "b"], ["x", "=1+1"]], Empty=[])
    book["S"]["A2"].comment = Comment("said Zoe", "Zoe")
    book.properties.creator = "Zoe"
    data = rezipped(saved(book), xl__vbaProject=b"Zoe" * 3, **{"xl__media__image1.png": b"Zoe"})
    document = formats.open(data, "x.xlsx")
    assert set(document.dropped) >= {"formulas", "comments", "properties", "macros", "images", "empty sheets"}
    copied = formats.copy(document)
    with zipfile.ZipFile(io.BytesIO(copied)) as container:
        assert not [name for name in container.namelist() if b"Zoe" in container.read(name)]
        assert {member.date_time for member in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(copied)).properties
    assert not properties.creator
    assert properties.modified == dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed moment


def test_control_characters_and_markup_survive() -> None:
    """Texts that XML can't hold as they are, or that look like its escapes, come back the same."""
    document = formats.open(saved(workbook(S=[["a"], ["x"]])), "x.xlsx")
    for text in ('a & <b> "c"', "_x0041_", "tab\tline\nend", " spaced ", "bell\x07", "x_x"):
        copied = formats.copy(document, outputs={"t1": formats.output(document, "t1", [0], [(text,)])})
        assert formats.rows(formats.open(copied, "x.xlsx")) == [(text,)]


def bomb(ratio: int) -> bytes:
    """A workbook with a member of blanks."""
    return rezipped(saved(workbook(S=[["a"]])), xl__blank=b" " * (20_000_000 * ratio))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04nothing", "not a zip container, or a damaged one"),
        (b"a,b\n", "not a zip container"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted or old Excel workbook"),
        (bomb(2), "too big once unpacked"),
        (
            rezipped(
                saved(workbook(S=[["a"]])),
                xl__worksheets__sheet1=b"",
                **{
                    "xl__worksheets__sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/'
                    b'spreadsheetml/2006/main"><sheetData><row r="1048576">'
                    b'<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
                },
            ),
            "a sheet spread over too many cells",
        ),
        (
            rezipped(
                saved(workbook(S=[["a"]])),
                **{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'},
            ),
            "XML with a document type, or in UTF-16",
        ),
    ],
)
def test_hostile_workbooks_are_refused(data: bytes, reason: str) -> None:
    """Bombs, sparse sheets, entities and files that are no workbook don't reach the reader."""
    with pytest.raises(UnreadableError) as error:
        formats.open(data, "x.xlsx")
    assert error.value.message == reason
