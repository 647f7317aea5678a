"""An Excel workbook (ECMA-376), part by part: shared strings, dates, formulas, comments, properties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from fixture_files import stored_zip
from fixture_truth import Table

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that Excel computed last."""

    text: str
    cached: Decimal


@dataclass(frozen=True, slots=True)
class Properties:
    """Who made the workbook, as its properties tell."""

    author: str
    editor: str
    company: str
    title: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a cell of the first sheet."""

    cell: str
    author: str
    text: str


class _Strings:
    """The shared strings, in order of first use."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._uses = 0

    def number(self, text: str) -> int:
        self._uses += 1
        return self._index.setdefault(text, len(self._index))

    def part(self) -> str:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._index)
        return (
            f'{_HEAD}<sst xmlns="{_MAIN}" count="{self._uses}" uniqueCount="{len(self._index)}">{items}</sst>'
        )


def _reference(column: int, row: int) -> str:
    letters = ""
    while column >= 0:
        letters, column = chr(65 + column % 26) + letters, column // 26 - 1
    return f"{letters}{row}"


def _serial(moment: date) -> str:
    days = (date(moment.year, moment.month, moment.day) - date(1899, 12, 30)).days
    if not isinstance(moment, datetime):
        return str(days)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return f"{days + seconds / 86400:.10f}"


def _cell(strings: _Strings, where: str, value: object) -> str:
    """One cell; text goes to the shared strings, nothing is written for an empty one."""
    at = f'<c r="{where}"'
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'{at} t="s"><v>{strings.number(value)}</v></c>'
    if isinstance(value, bool):
        return f'{at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Formula):
        return f'{at} s="3"><f>{escape(value.text)}</f><v>{value.cached}</v></c>'
    if isinstance(value, date):
        return f'{at} s="{2 if isinstance(value, datetime) else 1}"><v>{_serial(value)}</v></c>'
    style = ' s="3"' if isinstance(value, Decimal) else ""
    return f"{at}{style}><v>{value}</v></c>"


def _sheet(strings: _Strings, table: Table, *, commented: bool) -> str:
    rows: list[Sequence[object]] = [table.headers(), *([cell.value for cell in row] for row in table.rows)]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(strings, _reference(at, number), value) for at, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    drawing = '<legacyDrawing r:id="rId2"/>' if commented else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetData>{"".join(lines)}</sheetData>'
        f"{drawing}</worksheet>"
    )


def _comments(comments: Sequence[Comment]) -> dict[str, str]:
    """The comments, and the drawing without which Excel does not show them."""
    authors = "".join(f"<author>{escape(comment.author)}</author>" for comment in comments)
    notes = "".join(
        f'<comment ref="{comment.cell}" authorId="{number}"><text><t xml:space="preserve">'
        f"{escape(comment.text)}</t></text></comment>"
        for number, comment in enumerate(comments)
    )
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + number}" type="#_x0000_t202" '
        'style="position:absolute;visibility:hidden">'
        f'<x:ClientData ObjectType="Note"><x:Row>{int(comment.cell[1:]) - 1}</x:Row>'
        f"<x:Column>{ord(comment.cell[0]) - 65}</x:Column></x:ClientData></v:shape>"
        for number, comment in enumerate(comments)
    )
    return {
        "xl/comments1.xml": f'{_HEAD}<comments xmlns="{_MAIN}"><authors>{authors}</authors>'
        f"<commentList>{notes}</commentList></comments>",
        "xl/drawings/vmlDrawing1.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>'
        f"{shapes}</xml>",
        "xl/worksheets/_rels/sheet1.xml.rels": _relations(
            {"rId1": ("comments", "../comments1.xml"), "rId2": ("vmlDrawing", "../drawings/vmlDrawing1.vml")}
        ),
    }


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{kind if ":" in kind else _OFFICE + "/" + kind}" '
        f'Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _properties(properties: Properties) -> dict[str, str]:
    stamp = '<dcterms:{0} xsi:type="dcterms:W3CDTF">2025-0{1}-03T09:12:00Z</dcterms:{0}>'
    return {
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(properties.title)}</dc:title><dc:creator>{escape(properties.author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(properties.editor)}</cp:lastModifiedBy>"
        f"{stamp.format('created', 1)}{stamp.format('modified', 6)}</cp:coreProperties>",
        "docProps/app.xml": f"{_HEAD}<Properties xmlns="
        '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Microsoft Excel</Application><Company>{escape(properties.company)}</Company>"
        "</Properties>",
    }


def _book(tables: Sequence[Table]) -> str:
    hidden = {True: ' state="hidden"', False: ""}
    sheets = "".join(
        f'<sheet name={quoteattr(table.name)} sheetId="{number}"{hidden[table.hidden]} r:id="rId{number}"/>'
        for number, table in enumerate(tables, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _content_types(count: int) -> str:
    parts = {f"/xl/worksheets/sheet{number}.xml": f"{_TYPES}.worksheet+xml" for number in range(1, count + 1)}
    parts |= {"/xl/workbook.xml": f"{_TYPES}.sheet.main+xml", "/xl/styles.xml": f"{_TYPES}.styles+xml"}
    parts |= {
        "/xl/sharedStrings.xml": f"{_TYPES}.sharedStrings+xml",
        "/xl/comments1.xml": f"{_TYPES}.comments+xml",
    }
    parts["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    parts["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="vml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>{overrides}</Types>'
    )


def workbook(tables: Sequence[Table], properties: Properties, comments: Sequence[Comment]) -> bytes:
    """The workbook, members stored and dated 1980; the comments stand on the first sheet."""
    strings = _Strings()
    sheets = {
        f"xl/worksheets/sheet{number}.xml": _sheet(strings, table, commented=number == 1)
        for number, table in enumerate(tables, 1)
    }
    links = {
        f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(tables) + 1)
    }
    links |= {"rIdS": ("styles", "styles.xml"), "rIdT": ("sharedStrings", "sharedStrings.xml")}
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    parts = {
        "[Content_Types].xml": _content_types(len(tables)),
        "_rels/.rels": _relations(
            {
                "rId1": ("officeDocument", "xl/workbook.xml"),
                "rId2": (core, "docProps/core.xml"),
                "rId3": ("extended-properties", "docProps/app.xml"),
            }
        ),
        **_properties(properties),
        "xl/workbook.xml": _book(tables),
        "xl/_rels/workbook.xml.rels": _relations(links),
        "xl/styles.xml": _STYLES,
        "xl/sharedStrings.xml": strings.part(),
        **sheets,
        **_comments(comments),
    }
    return stored_zip({name: content.encode() for name, content in parts.items()})
