"""A minimal Excel workbook (ECMA-376), written as a stream: values and types, no formula, no date of its own.

openpyxl writes each sheet to a temporary file in the clear and stamps the moment of writing; this does
neither, and a string can't become a formula here whatever it begins with.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sampler.formats.xlsx_cells import CellValue, text_of

MAX_CELL_TEXT = 32_767
MAX_SHEET_NAME = 31
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
_FIRST_EXACT = dt.date(1900, 3, 1)
_MOMENT = (1980, 1, 1, 0, 0, 0)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x")
_FLUSH = 1 << 20

_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="4">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="hh:mm:ss"/><numFmt numFmtId="167" formatCode="[h]:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number in range(164, 168)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    + "</styleSheet>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator></dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
)
_ROOT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)


@dataclass(frozen=True)
class Sheet:
    """A sheet to write; `state` is visible, hidden or veryHidden."""

    name: str
    state: str
    rows: Iterable[Sequence[CellValue | None]]


def write_workbook(out: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Write a workbook; a workbook needs a visible sheet, so the first is shown if none is."""
    names = _usable_names([sheet.name for sheet in sheets] or [""])
    states = [sheet.state for sheet in sheets] or ["visible"]
    if "visible" not in states:
        states[0] = "visible"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for path, text in _frame(names, states):
            container.writestr(_member(path), text.encode("utf-8"))
        for number, sheet in enumerate(sheets or [Sheet("", "visible", ())], start=1):
            with container.open(_member(f"xl/worksheets/sheet{number}.xml"), "w") as member:
                for piece in _sheet_pieces(sheet.rows):
                    member.write(piece)


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, _MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _frame(names: Sequence[str], states: Sequence[str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_CONTENT}worksheet+xml"/>'
        for n in numbers
    )
    yield "[Content_Types].xml", f"{_CONTENT_TYPES}{overrides}</Types>"
    yield "_rels/.rels", _ROOT_RELATIONS
    yield "docProps/core.xml", _CORE
    yield "xl/styles.xml", _STYLES
    yield "xl/workbook.xml", _workbook(names, states)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{related}{styles}</Relationships>',
    )


def _workbook(names: Sequence[str], states: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{_escaped(name).replace(chr(34), "&quot;")}" sheetId="{number}" '
        + (f'state="{state}" ' if state != "visible" else "")
        + f'r:id="rId{number}"/>'
        for number, (name, state) in enumerate(zip(names, states, strict=True), start=1)
    )
    shown = states.index("visible")
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<bookViews><workbookView activeTab="{shown}"/></bookViews><sheets>{sheets}</sheets></workbook>'
    )


def _usable_names(names: Sequence[str]) -> list[str]:
    """Names as Excel takes them: short, unique, without its special characters."""
    found: list[str] = []
    for number, name in enumerate(names, start=1):
        base = _BAD_IN_NAME.sub("_", name)[:MAX_SHEET_NAME] or f"Sheet{number}"
        usable, suffix = base, 2
        while usable.casefold() in {known.casefold() for known in found}:
            usable = f"{base[: MAX_SHEET_NAME - 6]} ({suffix})"
            suffix += 1
        found.append(usable)
    return found


def _sheet_pieces(rows: Iterable[Sequence[CellValue | None]]) -> Iterator[bytes]:
    held = [f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>']
    size = 0
    letters: list[str] = []
    for number, row in enumerate(rows, start=1):
        while len(letters) < len(row):
            letters.append(_letters(len(letters)))
        cells = "".join(
            [
                _cell(f"{letter}{number}", value)
                for letter, value in zip(letters, row, strict=False)
                if value is not None
            ]
        )
        text = f'<row r="{number}">{cells}</row>'
        held.append(text)
        size += len(text)
        if size > _FLUSH:
            yield "".join(held).encode("utf-8")
            held, size = [], 0
    held.append("</sheetData></worksheet>")
    yield "".join(held).encode("utf-8")


def _cell(reference: str, value: CellValue) -> str:
    if isinstance(value, str):
        text = _escaped(value[:MAX_CELL_TEXT]) if _SPECIAL.search(value) else value[:MAX_CELL_TEXT]
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float | int):
        return f'<c r="{reference}"><v>{text_of(value)}</v></c>'
    serial, style = _serial(value)
    if serial is None:
        return _cell(reference, text_of(value) or "")
    return f'<c r="{reference}" s="{style}"><v>{serial!r}</v></c>'


def _serial(value: dt.date | dt.datetime | dt.time | dt.timedelta) -> tuple[float | int | None, int]:
    """Excel's number for a moment, and its format; None before its calendar is right."""
    day = dt.timedelta(days=1)
    if isinstance(value, dt.timedelta):
        return (value / day if value >= dt.timedelta() else None), 4
    if isinstance(value, dt.time):
        return (dt.datetime.combine(_EPOCH, value) - _EPOCH) / day, 3
    if isinstance(value, dt.datetime):
        return ((value - _EPOCH) / day if value.date() >= _FIRST_EXACT else None), 2
    return ((value - _EPOCH.date()).days if value >= _FIRST_EXACT else None), 1


def _escaped(text: str) -> str:
    text = _ILLEGAL.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
