"""Everything legible is found, wherever a file keeps it."""

import base64
import io
import json
import zipfile
from urllib.parse import quote

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from format_files import formats
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from sampler.formats.strings import visible_strings

NAME = "Zoé Quillebœuf"


def found(data: bytes, name: str) -> list[tuple[str, str]]:
    """All strings with where they were."""
    return list(visible_strings(io.BytesIO(data), name))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("name", ["x.csv", "x.txt", "x.json", "x.jsonl"])
def test_lines_are_found_in_any_encoding(codec: str, name: str) -> None:
    """A line of text is given with its number, whatever the encoding."""
    data = f"one\n{NAME}\r\nthree".encode(codec)
    assert [place for place, text in found(data, name) if text == NAME] == ["line 2"]


@pytest.mark.parametrize(
    "hidden",
    [
        json.dumps(NAME),
        base64.b64encode(f"user: {NAME} <b>".encode()).decode(),
        "blob=" + base64.urlsafe_b64encode(f"user: {NAME} ÿþ".encode()).decode().rstrip("="),
        base64.b64encode(f"{NAME} at home".encode("utf-16-le")).decode(),
        base64.encodebytes(f"{'-' * 70}{NAME}{'-' * 70}".encode()).decode().replace("\n", "\\n"),
        quote(NAME),
        "Zo%E9".replace("%E9", "%C3%A9") + "+Quilleb%C5%93uf",
        "Zo&eacute; Quilleb&#339;uf",
        "Zo&#xE9; Quilleb&#x153;uf",
        f'a:1:{{s:4:"name";s:{len(NAME.encode())}:"{NAME}";}}',
        "0x" + NAME.encode().hex(),
    ],
)
def test_one_level_of_coding_is_undone(hidden: str) -> None:
    """Escapes, base64, percent, entities, serialised and hex content are given decoded as well."""
    assert any(NAME in text for _, text in found(f"id;v\n1;{hidden}\n".encode(), "x.csv"))


def test_everything_in_a_workbook_is_found() -> None:
    """Cells, sheet names, comments, properties, defined names, hidden sheets and member names."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sheet Zazie"
    sheet["A1"], sheet["A2"] = "Cell <Zazie> & co", '="Formula Zazie"'
    sheet["A1"].comment = Comment("Comment Zazie", "Author Zazie")
    sheet.oddHeader.center.text = "Header Zazie"
    hidden = book.create_sheet("h")
    hidden.sheet_state, hidden["B2"] = "veryHidden", "Hidden Zazie"
    book.properties.title = "Title Zazie"
    book.defined_names["NamedZazie"] = DefinedName("NamedZazie", attr_text='"Constant Zazie"')
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out, "a") as container:
        container.writestr(
            "xl/Member Zazie.bin", b"\x00\x01Binary Zazie\x00" + "Wide Zazie".encode("utf-16-le")
        )
        container.writestr(
            "xl/sharedStrings.xml", "<sst><si><r><t>Rich Za</t></r><r><t>zie</t></r></si></sst>"
        )
    texts = [text for _, text in found(out.getvalue(), "x.xlsx")]
    for word in (
        "Sheet",
        "Comment",
        "Author",
        "Hidden",
        "Title",
        "Constant",
        "Member",
        "Binary",
        "Wide",
        "Rich",
    ):
        assert any(f"{word} Zazie" in text for text in texts), word
    for text in ("Cell <Zazie> & co", "NamedZazie", 'Formula Zazie"'):
        assert any(text in one for one in texts), text
    assert any("Header Zazie" in text for text in texts)


def test_everything_in_a_parquet_file_is_found() -> None:
    """Values of any type, nested ones too, column names and metadata, with row group and column."""
    table = pa.table(
        {
            "name Zazie": ["Value Zazie", None],
            "n": [7001.0, 2.5],
            "b": [b"Bytes Zazie", b"\x00"],
            "l": [["Deep Zazie"], []],
            "d": pa.array(["Dict Zazie", "x"]).dictionary_encode(),
        }
    ).replace_schema_metadata({"note": "Meta Zazie"})
    out = io.BytesIO()
    pq.write_table(table, out)
    strings = found(out.getvalue(), "x.parquet")
    for word in ("name", "Value", "Bytes", "Deep", "Dict", "Meta"):
        assert any(f"{word} Zazie" in text for _, text in strings), word
    assert ("row group 0 column 0", "Value Zazie") in strings
    assert any(text == "7001" for _, text in strings)


@pytest.mark.parametrize("name", ["x.bin", "x.xlsx", "x.parquet", "noextension"])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
def test_unknown_and_broken_files_are_searched_raw(name: str, codec: str) -> None:
    """What can't be taken apart is searched for runs of printable characters."""
    for start in (b"\x00\x01", b"PK\x03\x04\x00", b"PAR1\x00"):
        data = start + "Zoé Zazie".encode(codec) + b"\x00\x00\x01"
        assert any("Zoé Zazie" in text for _, text in found(data, name))


def test_long_lines_are_cut_without_losing_anything() -> None:
    """Names at every place of a line of several pieces are whole in one of them."""
    data = (f"{NAME}," * 150_000).encode()
    texts = [text for _, text in found(data, "x.json")]
    assert len(texts) > 1
    assert max(map(len, texts)) < 1_100_000
    assert sum(text.count(NAME) for text in texts) >= 150_000


def test_where_holds_no_value() -> None:
    """The place is made of fixed words and numbers."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Zazie"  # type: ignore[index] - a new workbook has a sheet
    out = io.BytesIO()
    book.save(out)
    copied = formats.copy(formats.open(out.getvalue(), "x.xlsx"))
    assert not [place for place, _ in found(out.getvalue() + copied, "Zazie.xlsx") if "Zazie" in place]
